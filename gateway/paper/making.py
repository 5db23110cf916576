"""Makes a paper: reads the calendar, writes the PDF beside the service, stores and sends it.

The PDF is written between two transactions, since it takes seconds. The second one stores the
paper, puts a message for each way into the outbox, and does what its caller has to do with it: all
of it or nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendar_store.database.connection import Database, Transaction
from calendar_store.messages import outbox, papers
from calendar_store.model.actors import Actor
from calendar_store.model.messages import Message
from calendar_store.model.papers import WHOLE_EVERY, Paper, PaperExtent, PaperKind, PaperWay
from calendar_store.model.plain import changed
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.messaging.addresses import our_address
from gateway.messaging.channel import Channels
from gateway.messaging.compose import Envelope, compose_message, compose_planned
from gateway.paper import changes, facts, sheets
from gateway.paper.document import Document
from gateway.paper.facts import BasePaper, PaperFacts
from gateway.paper.paper_words import paper_words
from gateway.paper.printing import printed

Together = Callable[[Transaction], Awaitable[bool]]
"""What is done in the transaction that stores a paper; False if the paper is not wanted any more:
then nothing is stored. It runs as well when there is nothing to print."""

VALID = timedelta(hours=24)
"""How long a paper is of use: then the next one has been made."""
_TRIES = 5
"""A paper is made anew when another one has taken its version meanwhile."""


class _Overtaken(Exception):
    """Another paper has taken the version."""


@dataclass(frozen=True, slots=True)
class _Made:
    """A paper that was read and drawn, and is not stored yet."""

    facts: PaperFacts
    base: BasePaper | None
    shown: bytes
    content: bytes
    pages: int


class PaperMaker:
    """Makes papers.

    Args:
        database: the store.
        channels: the configured channels.
        public_url: the URL by which browsers reach the pages, for the codes of the pages.
    """

    def __init__(self, database: Database, channels: Channels, public_url: str) -> None:
        self._database = database
        self._channels = channels
        self._public_url = public_url.rstrip("/")

    async def make(
        self,
        practice_id: int,
        kind: PaperKind,
        *,
        by: Actor,
        now: datetime,
        reason: str = "",
        together: Together | None = None,
        send: bool = True,
    ) -> Paper | None:
        """Make a paper, store it, and put it into the outbox for each way of the practice.

        EVENING and LOST_LINE are whole, or show the changes alone where the practice wants it so.
        ADDITION shows the days that have changed since the last paper. BY_HAND is whole.

        Args:
            practice_id: the practice.
            kind: why it is made.
            by: who makes it.
            now: UTC.
            reason: why, in words for staff; may be empty.
            together: what is done in the same transaction.
            send: whether it is sent; else it is kept to be printed.

        Returns:
            The paper; None where there is nothing to print, or it is not wanted any more.

        Raises:
            NotFound: if there is no such practice.
            NotDrawn: if the PDF cannot be written.
        """
        for last in (False,) * (_TRIES - 1) + (True,):
            made = await self._drawn(practice_id, kind, now)
            try:
                async with self._database.write() as tx:
                    if together is not None and not await together(tx):
                        return None
                    if made is None:
                        return None
                    return await self._stored(tx, made, kind, by=by, reason=reason, send=send)
            except _Overtaken:
                if last:
                    raise
        return None

    async def preview(self, practice_id: int, now: datetime) -> bytes | None:
        """Return the PDF of a whole paper as it would be now; nothing is stored or sent.

        Raises:
            NotFound: if there is no such practice.
            NotDrawn: if the PDF cannot be written.
        """
        made = await self._drawn(practice_id, PaperKind.BY_HAND, now)
        return made.content if made else None

    async def _drawn(self, practice_id: int, kind: PaperKind, now: datetime) -> _Made | None:
        """Read the calendar and write the PDF; return None where there is nothing to print."""
        async with self._database.read() as tx:
            found = await facts.load(tx, practice_id, now)
        base = base_of(found, kind)
        # thousands of visits are a tenth of a second of computing: the service goes on meanwhile
        document, shown = await asyncio.to_thread(self._written, found, base)
        if not document.sheets:
            return None
        content, pages = await printed(document)
        return _Made(found, base, shown, content, pages)

    def _written(self, found: PaperFacts, base: BasePaper | None) -> tuple[Document, bytes]:
        """Return a paper to be drawn, and what is kept of it to see later what has changed."""
        since = changes.since(base.shown, found) if base else None
        document = sheets.document(
            found, self._public_url, changes=since, before=base.paper if base else None
        )
        named = frozenset(one.client_id for one in since.visits.values()) if since else frozenset()
        return document, replace(changes.shown(found), also=named).write()

    async def _stored(
        self, tx: Transaction, made: _Made, kind: PaperKind, *, by: Actor, reason: str, send: bool
    ) -> Paper:
        found = made.facts
        days = found.days.days
        paper = Paper(
            practice_id=found.practice.id,
            id=tx.ids.new(),
            version=found.version,
            kind=kind,
            made_at=found.now,
            made_by=by.label,
            first_day=days[0],
            last_day=made.base.until if made.base else days[-1],
            layout=found.settings.layout,
            size=found.settings.size,
            pages=made.pages,
            of_paper_id=made.base.paper.id if made.base else None,
            reason=reason,
        )
        if not await papers.add(tx, paper, shown=made.shown, content=made.content):
            raise _Overtaken
        ways = found.settings.ways if send else ()
        sent = [self._message(tx, paper, made, way) for way in ways]
        await outbox.enqueue(tx, sent)
        return paper

    def _message(self, tx: Transaction, paper: Paper, made: _Made, way: PaperWay) -> Message:
        """Return the message that carries a paper on one way; skipped where none can be sent."""
        found, now = made.facts, made.facts.now
        channel = self._channels.of(way.channel)
        sender = our_address(self._channels, found.practice, way.channel)
        envelope = Envelope(paper.practice_id, sender, way.address, paper_id=paper.id)
        text = written(paper, made.facts, made.base)
        if channel is None:
            planned = compose_planned(
                *(tx.ids, MessageKind.PAPER, text, envelope),
                channel=way.channel,
                now=now,
                expires_at=now + VALID,
                reason=Reason(_UNCONFIGURED[way.channel]),
            )
            # once there is a way, the next paper goes over it
            return changed(planned, status=MessageStatus.SKIPPED)
        return compose_message(
            *(tx.ids, MessageKind.PAPER, text, envelope),
            channel=channel,
            now=now,
            way=channel.way(sender, way.address, now),
            expires_at=now + VALID,
        )


_UNCONFIGURED = {
    Channel.EMAIL: ReasonCode.MAIL_NOT_CONFIGURED,
    Channel.FAX: ReasonCode.FAX_NOT_CONFIGURED,
}


def base_of(found: PaperFacts, kind: PaperKind) -> BasePaper | None:
    """Return the paper that a paper adds to; None where it has to be whole.

    Args:
        found: what it is made of.
        kind: why it is made.
    """
    base, wanted = found.base, found.settings
    if base is None or kind is PaperKind.BY_HAND or base.shown.form != changes.form(wanted):
        return None
    if base.until < found.days.days[0]:
        return None
    if kind is PaperKind.ADDITION:
        return base
    fresh = found.now - base.whole_at < WHOLE_EVERY
    return base if fresh and wanted.extent is PaperExtent.CHANGES else None


def written(paper: Paper, found: PaperFacts, base: BasePaper | None) -> str:
    """Return the words that go with a paper: the subject, and below it the text of a mail."""
    words = paper_words(found.practice.locale)
    if base is not None:
        subject = words.say("subject_addition", version=paper.version, before=base.paper.version)
    else:
        first, last = words.short(paper.first_day), words.short(paper.last_day)
        subject = words.say("subject", version=paper.version, first=first, last=last)
    return f"{subject}\n{words.say('body', pages=paper.pages)}"
