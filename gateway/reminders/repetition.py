"""Suppresses reminders that would repeat a text sent to the client a short while ago.

One rule covers every cause: a booking shortly before a reminder is due or at night, a move by the
client, steps close to each other, an outage after which several reminders are due at once.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from calendar_store.appointments.texts_about import Key
from calendar_store.database.connection import Transaction
from calendar_store.messages import suppression
from calendar_store.model.appointments import Appointment
from calendar_store.model.messages import Reminder
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import StepRule
from dialogs.languages.writing import spoken, write_clock, write_day
from gateway.policies import PracticeSettings
from gateway.reminders import already_said
from gateway.reminders.already_said import ToldTime

STILL_WAITS = Reason(ReasonCode.SAID_BY_WAITING_TEXT)
OVERTAKEN = Reason(ReasonCode.SAID_BY_LATER_REMINDER)

_ABOUT_TO_GO = timedelta(minutes=15)
"""A text that has waited longer was delayed by an outage: the reminder due now replaces it."""


class DueMessage(Protocol):
    """A due reminder with its appointment and practice settings."""

    @property
    def reminder(self) -> Reminder:
        """The reminder."""

    @property
    def appointment(self) -> Appointment:
        """The appointment that the reminder is about."""

    @property
    def policy(self) -> PracticeSettings:
        """The settings of the practice."""


D = TypeVar("D", bound=DueMessage)


class Repetitions:
    """The last text about each appointment of a batch, including the texts of the batch itself."""

    def __init__(self, said: dict[Key, ToldTime], now: datetime) -> None:
        self._said = said
        self._now = now
        self._overtaken: set[Key] = set()

    def why_not(self, due: DueMessage) -> Reason:
        """Return the reason if a reminder would repeat an earlier text; a false reason if not."""
        said, practice = self._said.get(_key(due)), due.policy.practice
        if said is None or self._now - said.at >= practice.reminder_gap or self._held_up(said):
            return NO_REASON
        return STILL_WAITS if said.at == self._now else _said_at(said, practice)

    def says(self, due: DueMessage) -> None:
        """Record that a reminder of the batch becomes a text."""
        said = self._said.get(_key(due))
        if said is not None and due.policy.practice.reminder_gap and self._held_up(said):
            self._overtaken.add(_key(due))
        self._said[_key(due)] = ToldTime(self._now)

    async def hold_back(self, tx: Transaction) -> None:
        """Suppress the texts that an outage delayed and that reminders of the batch replace."""
        await suppression.about_appointments(tx, self._overtaken, OVERTAKEN, self._now)

    def _held_up(self, said: ToldTime) -> bool:
        return said.waits is not None and said.waits <= self._now - _ABOUT_TO_GO


async def load(tx: Transaction, dues: Sequence[DueMessage], now: datetime) -> Repetitions:
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
        told, at = said.get(one.key), one.written_at
        if (told is None or told.at < at) and _gives_the_time(one.text, known[one.key]):
            said[one.key] = ToldTime(at, answer=True)
    return Repetitions(said, now)


def _gives_the_time(text: str, due: DueMessage) -> bool:
    """Tell whether a text contains an appointment's day and time, in one of our languages."""
    practice, starts_at = due.policy.practice, due.appointment.starts_at
    return any(
        write_day(starts_at, code, practice.timezone, practice.region) in text
        and write_clock(starts_at, code, practice.timezone, practice.region) in text
        for code in spoken()
    )


def in_turn(dues: Iterable[D], now: datetime) -> list[D]:
    """Return reminders in the order of decision: of an appointment, the first one is sent.

    Of the reminders due just now, the booking message comes first. Reminders that an outage delayed
    come after them, the latest first: it fits the remaining time best.
    """

    def turn(due: D) -> tuple[timedelta, bool]:
        late = now - due.reminder.due_at
        held_up = late if late > _ABOUT_TO_GO else timedelta(0)
        return held_up, due.reminder.rule is not StepRule.BOOKED

    return sorted(dues, key=turn)


def _key(due: DueMessage) -> Key:
    return due.reminder.practice_id, due.appointment.id


def _said_at(said: ToldTime, practice: Practice) -> Reason:
    at = f"{said.at.astimezone(ZoneInfo(practice.timezone)):%Y-%m-%dT%H:%M}"
    code = ReasonCode.SAID_BY_OUR_ANSWER if said.answer else ReasonCode.SAID_BY_TEXT
    return Reason(code, {"at": at})
