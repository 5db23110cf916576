"""The inbox page: lists conversations that wait for staff, with emergencies and clients first.

Texts from unknown numbers have a list of their own, which staff can close all at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from calendar_store.clients import clients
from calendar_store.conversations import labelled_examples, staff_queue
from calendar_store.conversations.staff_queue import PAGE, PendingConversation, Who
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Inbound
from calendar_store.model.labelled_examples import LabelledExample
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from calendar_store.practices import practices
from calendar_store.views import day_view
from gateway.use_cases import staff_replies
from gateway.web.languages.labels import intent_words
from gateway.web.languages.translation import ENGLISH, ngettext, reader_language
from gateway.web.languages.translation import gettext as _
from gateway.web.server import phone_numbers
from gateway.web.server.forms import form_of
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.conversation.meaning_view import DONE
from gateway.wording import glyphs

_FEW = 10
"""Limit of conversations with strangers shown below the last page of clients."""


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A waiting conversation in the list."""

    waiting: PendingConversation
    clients: Sequence[Client]
    practice: Practice
    face: LocalCalendar
    now: datetime

    @property
    def who(self) -> str:
        """Names of the clients who have the address, or "Unknown number"."""
        unknown = _("Unknown address") if self.by_mail else _("Unknown number")
        return ", ".join(one.name for one in self.clients) or unknown

    @property
    def by_mail(self) -> bool:
        """Whether the conversation is one by mail."""
        return self.waiting.key.channel is Channel.EMAIL

    @property
    def number(self) -> str:
        """The number that the texts came from, as the practice dials it; by mail, the address."""
        address = self.waiting.key.their_address
        return address if self.by_mail else phone_numbers.shown(address, self.practice.region)

    @property
    def signs(self) -> list[glyphs.Glyph]:
        """Signs of the reasons why a person is needed."""
        return signs(self.waiting)

    @property
    def waits(self) -> str:
        """How long the conversation has waited, in words."""
        return lasting(self.now, self.waiting.since)

    @property
    def address(self) -> str:
        """The path of the conversation's page."""
        return f"/inbox/text/{self.waiting.texts[-1].id}"

    def at(self, text: Inbound) -> str:
        """Return when a text was received, relative to today."""
        return self.face.near(text.received_at, self.face.day_of(self.now))


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a list, and the page that is shown.

    Attributes:
        total: number of conversations in the list.
        wanted: number of the requested page, from 1.
    """

    total: int
    wanted: int

    @property
    def last(self) -> int:
        """Number of the last page, at least 1."""
        return max(1, -(-self.total // PAGE))

    @property
    def number(self) -> int:
        """Number of the page that is shown."""
        return min(max(1, self.wanted), self.last)

    @property
    def before(self) -> int:
        """Number of conversations on earlier pages."""
        return (self.number - 1) * PAGE


async def show(request: web.Request) -> web.Response:
    """List the conversations to answer: emergencies and clients, then the first strangers."""
    return await _list(request, Who.PEOPLE)


async def show_strangers(request: web.Request) -> web.Response:
    """List the conversations with unknown numbers."""
    return await _list(request, Who.STRANGERS)


async def close_strangers(request: web.Request) -> web.Response:
    """Close the texts of strangers that were received before the page was loaded."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    seen = str((await form_of(request)).get("seen", ""))
    up_to = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 19 else 0
    async with site.database.write() as tx:
        await staff_replies.close_strangers(
            tx, of_staff(member), member.practice_id, up_to=up_to, now=site.clock()
        )
    raise web.HTTPSeeOther("/inbox")


async def _list(request: web.Request, who: Who) -> web.Response:
    site = request.app[WEB_CONTEXT]
    now = site.clock()
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        counts = await day_view.counts(tx, practice.id, now)
        total = counts.to_answer if who is Who.PEOPLE else counts.strangers
        shown = Pages(total, _number(request.query.get("page", "1")))
        found = await staff_queue.waiting(tx, practice.id, who, after=shown.before)
        items = await _items(tx, practice, now, found)
        few: Sequence[InboxItem] = ()
        if who is Who.PEOPLE and shown.number == shown.last:
            some = await staff_queue.waiting(tx, practice.id, Who.STRANGERS, limit=_FEW)
            few = await _items(tx, practice, now, some)
        newest = await staff_queue.newest(tx, practice.id)
        settled = await _settled(tx, request, practice)
    facts = {
        "items": items,
        "strangers": few,
        "pages": shown,
        "newest": newest,
        "practice": practice,
        "counts": counts,
        "shown": "inbox" if who is Who.PEOPLE else "strangers",
        "understood": understood,
        "settled": settled,
        "told": DONE,
    }
    return page(request, "staff/inbox/inbox.html", facts)


async def _settled(
    tx: Transaction, request: web.Request, practice: Practice
) -> LabelledExample | None:
    """Return what was done a moment ago on a text, for its undo."""
    wanted = request.query.get("settled", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 19):
        return None
    found = await labelled_examples.of_texts(tx, practice.id, [int(wanted)])
    return found.get(int(wanted))


async def _items(
    tx: Transaction, practice: Practice, now: datetime, found: Sequence[PendingConversation]
) -> Sequence[InboxItem]:
    people: dict[tuple[Channel, str], Sequence[Client]] = {}
    for channel in Channel:
        theirs = {one.key.their_address for one in found if one.key.channel is channel}
        some = await clients.by_addresses(tx, [practice.id], channel, theirs)
        people |= {(channel, address): who for (_, address), who in some.items()}
    face = face_of(practice)
    return [
        InboxItem(
            one,
            people.get((one.key.channel, one.key.their_address), ()),
            practice,
            face,
            now,
        )
        for one in found
    ]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def understood(text: Inbound) -> str:
    """Return intent and evidence of a text, in words for staff.

    The evidence is written in English, and shown to those alone who read English.
    """
    read = text.understood or {}
    evidence = read.get("evidence", ()) if reader_language() == ENGLISH else ()
    why = "; ".join(evidence).replace("_", " ")
    intent = intent_words(text.intent) or _("nothing")
    return f"{intent}: {why}" if why else intent


def signs(waiting: PendingConversation) -> list[glyphs.Glyph]:
    """Return the signs of a conversation's alerts, each kind once."""
    return [glyphs.ALERT[kind] for kind in dict.fromkeys(alert.kind for alert in waiting.alerts)]


def lasting(now: datetime, since: datetime) -> str:
    """Return the time since a moment, roughly: "5 min", "3 h", "2 days"."""
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 90:
        return _("%(number)s min", number=minutes)
    hours = minutes // 60
    if hours < 36:
        return _("%(number)s h", number=hours)
    return ngettext("%(num)s day", "%(num)s days", hours // 24)
