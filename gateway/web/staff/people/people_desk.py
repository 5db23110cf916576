"""What the pages of people share: the practice, its calendar, and how an error becomes a page."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Self, TypeVar

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, of_staff
from calendar_store.model.errors import NotFound
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.messaging.channel import Channels
from gateway.web.languages.refusals import refusal
from gateway.web.server.forms import require_whole
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class PeopleDesk:
    """A request of a member of staff for the practice's people.

    Attributes:
        request: the request.
        practice: the member's practice.
        actor: the member.
        now: UTC.
        face: writes times and days.
    """

    request: web.Request
    practice: Practice
    actor: Actor
    now: datetime
    face: LocalCalendar

    @classmethod
    async def open(cls, tx: Transaction, request: web.Request) -> Self:
        """Return the desk of a request."""
        member = request[STAFF]
        practice = await practices.get(tx, member.practice_id)
        now = request.app[WEB_CONTEXT].clock()
        return cls(request, practice, of_staff(member), now, face_of(practice))

    @property
    def today(self) -> date:
        """The local day."""
        return self.face.day_of(self.now)

    @property
    def channels(self) -> Channels:
        """The channels by which clients are told."""
        return self.request.app[WEB_CONTEXT].tariff.channels

    def page(self, template: str, facts: dict[str, Any], *, status: int = 200) -> web.Response:
        """Return a page of this folder."""
        known = {
            "practice": self.practice,
            "room": "people",
            "face": self.face,
            "manages": self.actor.may(Permission.MANAGE_PRACTICE, self.practice.id),
            "said": self.request.query.get("said", ""),
        }
        return page(self.request, f"staff/people/{template}", known | facts, status=status)


async def reading(
    request: web.Request, show: Callable[[Transaction, PeopleDesk], Awaitable[web.Response]]
) -> web.Response:
    """Return a page that is read in one transaction; 404 for what is not there."""
    try:
        async with request.app[WEB_CONTEXT].database.read() as tx:
            return await show(tx, await PeopleDesk.open(tx, request))
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error


async def writing(
    request: web.Request, act: Callable[[Transaction, PeopleDesk], Awaitable[_T]]
) -> _T:
    """Do one thing in one writing transaction.

    Raises:
        StoreError: if it is refused, or a field holds too much; nothing is changed then.
    """
    require_whole(request)
    async with request.app[WEB_CONTEXT].database.write() as tx:
        return await act(tx, await PeopleDesk.open(tx, request))
