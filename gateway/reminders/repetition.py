"""Suppresses reminders that would repeat a text sent to the client a short while ago.

One rule covers every cause: a booking shortly before a reminder is due or at night, a move by the
client, steps close to each other, an outage after which several reminders are due at once.

It holds for each channel by itself: a mail may lie unread, so it is no reason against the text that
the practice asked for four hours later. An answer to the client counts on every channel: they were
writing, so they have read it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.appointments.texts_about import Key
from calendar_store.database.connection import Transaction
from calendar_store.messages import suppression
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import TO_CLIENTS, Channel, StepRule
from dialogs.languages.writing import spoken, write_clock, write_day
from gateway.reminders import already_said
from gateway.reminders.already_said import ToldTime
from gateway.reminders.due_reminders import DueReminder

STILL_WAITS = Reason(ReasonCode.SAID_BY_WAITING_TEXT)
OVERTAKEN = Reason(ReasonCode.SAID_BY_LATER_REMINDER)

_ABOUT_TO_GO = timedelta(minutes=15)
"""A text that has waited longer was delayed by an outage: the reminder due now replaces it."""


_ORDER = {StepRule.CHANGED: 0, StepRule.BOOKED: 1}
_Told = tuple[Key, Channel]


class Repetitions:
    """The last message about each appointment of a batch, by channel, the batch's own included."""

    def __init__(self, said: dict[_Told, ToldTime], now: datetime) -> None:
        self._said = said
        self._now = now
        self._overtaken: dict[Channel, set[Key]] = {}

    def why_not(self, due: DueReminder) -> Reason:
        """Return the reason if a reminder would repeat an earlier text; a false reason if not."""
        said, practice = self._said.get(_told(due)), due.policy.practice
        if said is None or self._now - said.at >= practice.reminder_gap or self._held_up(said):
            return NO_REASON
        return STILL_WAITS if said.at == self._now else _said_at(said, practice)

    def says(self, due: DueReminder) -> None:
        """Record that a reminder of the batch becomes a text."""
        said = self._said.get(_told(due))
        if said is not None and due.policy.practice.reminder_gap and self._held_up(said):
            self._overtaken.setdefault(due.channel, set()).add(_key(due))
        self._said[_told(due)] = ToldTime(self._now)

    async def hold_back(self, tx: Transaction) -> None:
        """Suppress the texts that an outage delayed and that reminders of the batch replace."""
        for channel, keys in self._overtaken.items():
            await suppression.about_appointments(tx, keys, OVERTAKEN, self._now, by=channel)

    def _held_up(self, said: ToldTime) -> bool:
        return said.waits is not None and said.waits <= self._now - _ABOUT_TO_GO


async def load(tx: Transaction, dues: Sequence[DueReminder], now: datetime) -> Repetitions:
    """Load the last texts about the appointments of due reminders.

    Args:
        tx: the transaction that settles the reminders.
        dues: the reminders.
        now: UTC.
    """
    starts = {_key(due): due.appointment.starts_at for due in dues}
    longest = max((due.policy.practice.reminder_gap for due in dues), default=timedelta(0))
    if not longest:
        return Repetitions({}, now)
    said = await already_said.about(tx, starts, now - longest, now)
    known = {_key(due): due for due in dues}
    for one in await already_said.written(tx, starts, now - longest):
        if not _gives_the_time(one.text, known[one.key]):
            continue
        for channel in TO_CLIENTS:
            told, at = said.get((one.key, channel)), one.written_at
            if told is None or told.at < at:
                said[one.key, channel] = ToldTime(at, answer=True)
    return Repetitions(said, now)


def _gives_the_time(text: str, due: DueReminder) -> bool:
    """Tell whether a text contains an appointment's day and time, in one of our languages."""
    practice, starts_at = due.policy.practice, due.appointment.starts_at
    return any(
        write_day(starts_at, code, practice.timezone, practice.region) in text
        and write_clock(starts_at, code, practice.timezone, practice.region) in text
        for code in spoken()
    )


def in_turn(dues: Iterable[DueReminder], now: datetime) -> list[DueReminder]:
    """Return reminders in the order of decision: of an appointment, the first one is sent.

    Of the reminders due just now, the message of a change comes first, then that of a booking.
    Reminders that an outage delayed come after them, the latest first: it fits the remaining time
    best.
    """

    def turn(due: DueReminder) -> tuple[timedelta, int]:
        late = now - due.reminder.due_at
        held_up = late if late > _ABOUT_TO_GO else timedelta(0)
        return held_up, _ORDER.get(due.reminder.rule, len(_ORDER))

    return sorted(dues, key=turn)


def _key(due: DueReminder) -> Key:
    return due.reminder.practice_id, due.appointment.id


def _told(due: DueReminder) -> _Told:
    return _key(due), due.channel


def _said_at(said: ToldTime, practice: Practice) -> Reason:
    at = f"{said.at.astimezone(ZoneInfo(practice.timezone)):%Y-%m-%dT%H:%M}"
    code = ReasonCode.SAID_BY_OUR_ANSWER if said.answer else ReasonCode.SAID_BY_TEXT
    return Reason(code, {"at": at})
