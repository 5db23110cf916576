"""The inbox: texts that reached a person, a conversation each, those that wait longest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from calendar_store import clients, day_view, practices, to_answer
from calendar_store.database import Transaction
from calendar_store.to_answer import Waiting
from calendar_store.values import Client, Inbound, Practice
from gateway.web import glyphs, phone_numbers
from gateway.web.moments import Face, face_of
from gateway.web.rendering import page
from gateway.web.site import SITE, STAFF


@dataclass(frozen=True, slots=True)
class Item:
    """A conversation that waits, as the list shows it."""

    waiting: Waiting
    clients: Sequence[Client]
    practice: Practice
    face: Face
    now: datetime

    @property
    def who(self) -> str:
        """Names of those who have the number."""
        return ", ".join(one.name for one in self.clients) or "Somebody we do not know"

    @property
    def number(self) -> str:
        """Their number as the practice dials it."""
        return phone_numbers.shown(self.waiting.their_number, self.practice.region)

    @property
    def signs(self) -> list[glyphs.Sign]:
        """Why a person is needed."""
        return signs(self.waiting)

    @property
    def waits(self) -> str:
        """How long it waits, in words."""
        return lasting(self.now, self.waiting.since)

    @property
    def address(self) -> str:
        """Where it is answered."""
        return f"/inbox/text/{self.waiting.texts[-1].id}"

    def at(self, text: Inbound) -> str:
        """Return when a text came."""
        return self.face.near(text.received_at, self.face.day_of(self.now))


async def show(request: web.Request) -> web.Response:
    """List the conversations to answer."""
    site = request.app[SITE]
    now = site.clock()
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        items = await _items(tx, practice, now)
        counts = await day_view.counts(tx, practice.id, now)
    facts = {
        "items": items,
        "practice": practice,
        "counts": counts,
        "shown": "inbox",
        "understood": understood,
    }
    return page(request, "inbox.html", facts)


async def _items(tx: Transaction, practice: Practice, now: datetime) -> list[Item]:
    found = await to_answer.waiting(tx, practice.id)
    people = await clients.by_mobiles(tx, [practice.id], [one.their_number for one in found])
    face = face_of(practice)
    return [
        Item(one, people.get((practice.id, one.their_number), ()), practice, face, now)
        for one in found
    ]


def understood(text: Inbound) -> str:
    """Return what the service made of a text, in words for staff."""
    read = text.understood or {}
    why = "; ".join(read.get("evidence", ())).replace("_", " ")
    intent = text.intent.replace("_", " ") or "nothing"
    return f"{intent}: {why}" if why else intent


def signs(waiting: Waiting) -> list[glyphs.Sign]:
    """Return why a conversation waits for a person, each reason once."""
    return [glyphs.ALERT[kind] for kind in dict.fromkeys(alert.kind for alert in waiting.alerts)]


def lasting(now: datetime, since: datetime) -> str:
    """Return how long something lasts, roughly: "5 min", "3 h", "2 days"."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 90:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 36 else f"{hours // 24} days"
