"""The page of alerts that do not come from texts; staff mark each as seen to with one tap.

Alerts that come from texts are in the inbox.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from aiohttp import web

from calendar_store.appointments import agenda
from calendar_store.clients import clients
from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import NotFound
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AlertKind, Channel
from calendar_store.practices import practices
from calendar_store.views import day_view
from gateway.use_cases import alert_mending
from gateway.use_cases.alert_mending import NO_ACTS, AlertActs
from gateway.use_cases.alerts import see_to
from gateway.use_cases.tariff import Tariff
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server import phone_numbers
from gateway.web.server.forms import form_of
from gateway.web.server.logins import local_path
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.wording import glyphs


class Shown(StrEnum):
    """The lists of alerts; each value is the last part of the list's path."""

    PERSON = "person"
    UNDELIVERED = "not-delivered"


TITLES: dict[Shown, str] = {
    Shown.PERSON: mark("Other alerts"),
    Shown.UNDELIVERED: mark("Not delivered"),
}


_BY: dict[Channel, str] = {
    Channel.SMS: mark("Send again by text"),
    Channel.EMAIL: mark("Send by email"),
}
_OF_THE_PRACTICE = frozenset(
    {
        AlertKind.CAP_NEAR,
        AlertKind.CAP_REACHED,
        AlertKind.OUTAGE,
        AlertKind.UNATTRIBUTED,
        AlertKind.TEXTS_LOST,
        AlertKind.CALENDAR_NOT_FOLLOWED,
        AlertKind.LINE_LOST,
        AlertKind.NO_PAPER,
        AlertKind.BACKUPS,
        AlertKind.SUPPORT_UNASKED,
        AlertKind.SUSPENSION,
    }
)


@dataclass(frozen=True, slots=True)
class AlertItem:
    """An alert, with its client and appointment if there are any."""

    alert: Alert
    client: Client | None
    appointment: Appointment | None
    region: str
    face: LocalCalendar
    today: date
    acts: AlertActs = NO_ACTS

    @property
    def sign(self) -> glyphs.Glyph:
        """The sign of the alert's kind."""
        return glyphs.ALERT[self.alert.kind]

    @property
    def of_somebody(self) -> bool:
        """Whether the alert is about a person, and not about the practice itself."""
        return self.alert.kind not in _OF_THE_PRACTICE

    @property
    def number(self) -> str:
        """The client's number as the practice dials it."""
        return phone_numbers.shown(self.client.mobile, self.region) if self.client else ""

    @property
    def at(self) -> str:
        """When the alert was raised, in words."""
        return self.face.near(self.alert.at, self.today)

    @property
    def about(self) -> tuple[date, str, int] | None:
        """Day, words and id of the alert's appointment; None if there is no appointment."""
        if self.appointment is None:
            return None
        day = self.face.day_of(self.appointment.starts_at)
        words = f"{self.face.short(day)}, {self.face.clock(self.appointment.starts_at)}"
        told = _("%(when)s with %(name)s", when=words, name=self.appointment.practitioner)
        return day, told, self.appointment.id


MENDED: dict[str, str] = {
    "sms": mark("Sent again, by text."),
    "email": mark("Sent again, by email."),
    "noted": mark("Noted. Nothing was left to send."),
    "kept": mark("Noted, but nothing can be sent to them now: the alert stays here."),
}
"""What is said after an act that mended an alert."""


@dataclass(frozen=True, slots=True)
class AlertRefusal:
    """Why an act on an alert was refused, shown beside it with what was typed."""

    alert: int = 0
    words: str = ""
    typed: str = ""


async def show(request: web.Request) -> web.Response:
    """List open alerts."""
    try:
        shown = Shown(request.match_info["shown"])
    except ValueError as error:
        raise web.HTTPNotFound(text=_("There is no such list.")) from error
    return await listed(request, shown)


async def listed(
    request: web.Request, shown: Shown, refused: AlertRefusal | None = None
) -> web.Response:
    """Return the page of a list, with why an act was refused."""
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        items = await _items(tx, practice, shown, site.tariff, site.clock())
        counts = await day_view.counts(tx, practice.id, site.clock())
    facts = {
        "items": items,
        "title": _(TITLES[shown]),
        "shown": shown,
        "practice": practice,
        "counts": counts,
        "refused": refused or AlertRefusal(),
        "mended": MENDED.get(request.query.get("mended", ""), ""),
        "channels": _BY,
    }
    status = 422 if refused else 200
    return page(request, "staff/alerts/alerts.html", facts, status=status)


async def seen_to(request: web.Request) -> web.Response:
    """Mark an alert as seen to, and redirect to the page that the form came from."""
    site = request.app[WEB_CONTEXT]
    member = request[STAFF]
    form = await form_of(request)
    # if a colleague has marked the alert meanwhile, nothing is left to do
    try:
        async with site.database.write() as tx:
            alert = int(request.match_info["alert"])
            await see_to(tx, of_staff(member), member.practice_id, alert, now=site.clock())
    except NotFound:
        pass
    raise web.HTTPSeeOther(local_path(str(form.get("next", "/"))))


async def _items(
    tx: Transaction, practice: Practice, shown: Shown, tariff: Tariff, now: datetime
) -> list[AlertItem]:
    found = await alerts.open_of(
        tx, practice.id, of_texts=False, undelivered=shown is Shown.UNDELIVERED
    )
    people = await clients.get_many(tx, [(practice.id, a.client_id) for a in found if a.client_id])
    about = await agenda.by_ids(
        tx, [(practice.id, a.appointment_id) for a in found if a.appointment_id]
    )
    acts = await alert_mending.acts(tx, practice, found, tariff, now)
    face = face_of(practice)
    return [
        AlertItem(
            alert,
            people.get((practice.id, alert.client_id or 0)),
            about.get((practice.id, alert.appointment_id or 0)),
            practice.region,
            face,
            face.day_of(now),
            acts.get(alert.id, NO_ACTS),
        )
        for alert in found
    ]
