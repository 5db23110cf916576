"""What a form of the panel wants, and what was done: the values between the panel and its deeds."""

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.practices import Practice
from gateway.links.links import Links
from gateway.messaging.channel import Channels
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.forms import Form
from gateway.web.staff.appointment.wanted_times import number_of

OLD_PAGE = mark("This page is out of date. Open it again.")


@dataclass(frozen=True, slots=True)
class PanelOrder:
    """What a form of the panel wants, with all that the use cases need for it.

    Attributes:
        appointment_id: the appointment.
        form: the fields of the form.
        now: UTC.
        links: makes the links in texts.
    """

    tx: Transaction
    actor: Actor
    practice: Practice
    appointment_id: int
    form: Form
    channels: Channels
    now: datetime
    links: Links | None = None

    @property
    def version(self) -> int:
        """The version of the appointment that the reader saw.

        Raises:
            HTTPBadRequest: if the form has none.
        """
        found = number_of(self.form.get("version", ""))
        if found is None:
            raise web.HTTPBadRequest(text=_(OLD_PAGE))
        return found

    @property
    def seen(self) -> tuple[Transaction, Actor, Practice, int]:
        """The first arguments of every use case."""
        return self.tx, self.actor, self.practice, self.appointment_id


@dataclass(frozen=True, slots=True)
class PanelDone:
    """What was done.

    Attributes:
        did: a key of `done_toasts.DEEDS`.
        told: what the client is told, as a query says it; "" if they are never told of it.
    """

    did: str
    told: str = ""
