"""What became of an announcement: its messages and the visits since; and stops what is not sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from calendar_store.appointments import announcements
from calendar_store.conversations import conversation_state
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.messages import attempt_outcomes, outbox
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.announcements import Announcement, ToldAppointment
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.errors import InvalidInput
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import MessageStatus
from calendar_store.views import announcement_view
from calendar_store.views.announcement_view import AnnouncementCounts, ToldView, VisitSince
from dialogs.quoting import key
from gateway.conversations.state_codec import remembered

_STOPPED = Reason(ReasonCode.ANNOUNCEMENT_STOPPED)
_S = MessageStatus
_GOING = frozenset({_S.PLANNED, _S.QUEUED, _S.SENDING})
_ARRIVED = frozenset({_S.DELIVERED})
_SENT = frozenset({_S.ACCEPTED, _S.UNKNOWN})
_FAILED = frozenset({_S.FAILED, _S.EXPIRED})
PAGE = 30
"""Announcements listed at once."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an announcement has come.

    Attributes:
        announced: the announcement.
        rows: its appointments, by start.
    """

    announced: Announcement
    rows: tuple[ToldView, ...]

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be sent."""
        return not any(one.status in _GOING for one in self.rows)

    @property
    def can_be_stopped(self) -> bool:
        """Whether something is not sent yet."""
        waiting = any(one.status in {_S.PLANNED, _S.QUEUED} for one in self.rows)
        return waiting and self.announced.stopped_at is None

    @property
    def counts(self) -> dict[str, int]:
        """How many appointments stand how, by name."""
        statuses = [one.status for one in self.rows]
        return {
            "waiting": sum(one in _GOING for one in statuses),
            "sent": sum(one in _SENT for one in statuses),
            "delivered": sum(one in _ARRIVED for one in statuses),
            "failed": sum(one in _FAILED for one in statuses),
            "not_told": sum(one in {_S.SKIPPED, _S.CANCELLED} for one in statuses),
            "answered": sum(one.answered_at is not None for one in self.rows),
            "moved": sum(one.since is VisitSince.MOVED for one in self.rows),
            "cancelled": sum(one.since is VisitSince.CANCELLED for one in self.rows),
            "open": sum(one.since is VisitSince.STANDS for one in self.rows),
        }

    @property
    def cost(self) -> Decimal:
        """What its messages have cost so far, each counted once."""
        costs = {one.told.message_id: one.cost for one in self.rows if one.told.message_id}
        return sum(costs.values(), Decimal(0))


@dataclass(frozen=True, slots=True)
class ListedAnnouncement:
    """An announcement in the list of all."""

    announced: Announcement
    counts: AnnouncementCounts


async def progress(
    tx: Transaction, actor: Actor, practice: Practice, announcement_id: int
) -> Progress:
    """Return how far an announcement has come.

    Args:
        tx: any transaction.
        actor: who looks.
        practice: the practice.
        announcement_id: the announcement.

    Raises:
        NotPermitted: if the actor may not tell clients.
        NotFound: if the practice has no such announcement.
    """
    require(actor, Permission.TELL_CLIENTS, practice.id)
    announced = await announcements.get(tx, practice.id, announcement_id)
    rows = await announcement_view.load(tx, practice.id, announcement_id)
    return Progress(announced, tuple(rows))


async def listed(
    tx: Transaction, actor: Actor, practice: Practice, *, before: int | None = None
) -> list[ListedAnnouncement]:
    """Return the announcements of a practice, the newest first, `PAGE` at most.

    Args:
        tx: any transaction.
        actor: who looks.
        practice: the practice.
        before: only those older than the announcement with this id; None for all.

    Raises:
        NotPermitted: if the actor may not tell clients.
    """
    require(actor, Permission.TELL_CLIENTS, practice.id)
    found = await announcements.listed(tx, practice.id, limit=PAGE, before=before)
    counted = await announcement_view.counts(tx, [(one.practice_id, one.id) for one in found])
    none = AnnouncementCounts()
    return [ListedAnnouncement(one, counted.get(one.id, none)) for one in found]


async def stop(
    tx: Transaction, actor: Actor, practice: Practice, announcement_id: int, *, now: datetime
) -> int:
    """Stop what is not sent yet; return how many appointments are not told of.

    Their reminders go out again, and their conversations are as they were.

    Args:
        tx: a writing transaction.
        actor: who stops it.
        practice: the practice.
        announcement_id: the announcement.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not tell clients.
        NotFound: if the practice has no such announcement.
        InvalidInput: if it is stopped already, or everything is sent.
    """
    require(actor, Permission.TELL_CLIENTS, practice)
    announced = await announcements.get(tx, practice.id, announcement_id)
    if announced.stopped_at is not None:
        raise InvalidInput("This is stopped already.")
    gone = await announcements.stop(tx, announced, _STOPPED, by=actor, now=now)
    told = (await announcements.told_by(tx, [(practice.id, announced.id)])).get(announced.id, [])
    queued = [one for one in told if one.status is _S.QUEUED and one.message_id is not None]
    withdrawn = await _withdraw(tx, practice, queued, now)
    number = len(gone) + len(withdrawn)
    if not number:
        raise InvalidInput("Everything is sent already.")
    await audit.record(
        *(tx, practice.id),
        by=actor,
        action="clients.telling_stopped",
        subject=str(announced.id),
        now=now,
        detail={"visits": number},
    )
    return number


async def _withdraw(
    tx: Transaction, practice: Practice, queued: Sequence[ToldAppointment], now: datetime
) -> list[ToldAppointment]:
    """Take back messages that were queued and have not left; return the rows of these."""
    keys = {(practice.id, one.message_id or 0) for one in queued}
    held = await outbox.hold(tx, keys)
    waiting = [one for one in held.values() if one.status is _S.QUEUED]
    moved = await attempt_outcomes.advance(
        tx, [Outcome(one, _S.CANCELLED, _STOPPED) for one in waiting], now
    )
    gone = {one.message.id: one.message for one in moved}
    rows = [one for one in queued if one.message_id in gone]
    await announcements.withdraw(tx, practice.id, list(gone), _STOPPED)
    await announcements.remind_again(tx, practice.id, [one.appointment_id for one in rows], now)
    await _forget(tx, practice, list(gone.values()), rows, now)
    return rows


async def _forget(
    tx: Transaction,
    practice: Practice,
    messages: Sequence[Message],
    rows: Sequence[ToldAppointment],
    now: datetime,
) -> None:
    """Close the questions of messages that were not sent: nobody has read them."""
    texts = {ConversationKey(m.channel, m.sender, m.recipient): key(m.text) for m in messages}
    off = {one.appointment_id for one in rows}
    known = await conversation_state.load(tx, {(practice.id, one) for one in texts})
    changed = []
    for (_, where), one in known.items():
        state = remembered(one)
        if state.question is not None and state.question.text == texts[where]:
            state = state.asking(None)
        kept = tuple(each for each in state.off if each.appointment_id not in off)
        changed.append(replace(one, state=replace(state, off=kept).to_json()))
    await conversation_state.save(tx, changed, now)
