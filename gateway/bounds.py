"""Bounds that a flood meets: answers to strangers in an hour, texts of a practice in a day.

Texts from invented numbers draw no paid answers without end, and no fault or theft of a log-in
sends without end. What clients themselves write is always answered, and every text is still read by
a person. Two processes at once do not see each other's batch, so that a bound may be passed by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.entry import numbers
from calendar_store.messages import spending
from calendar_store.model import local_time
from calendar_store.model.conversations import Alert
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import practices
from dialogs.intents import Intent
from gateway.channels.sms.text.parts import count_parts
from gateway.turns.perform import Decided

HOUR = timedelta(hours=1)
_KINDS = (AlertKind.CAP_NEAR, AlertKind.CAP_REACHED)
_NEAR = 0.8
_FOR_EMERGENCIES = 2
"""Emergencies are answered up to so many times the hourly bound: danger goes before cost."""

_OF_HOUR = "the bound of answers to strangers is reached"
_OF_DAY = "the bound of the day is reached"


@dataclass(frozen=True, slots=True)
class DayOfTexts:
    """A practice's day against its bound.

    Attributes:
        cap: parts it may send but for answers to clients; None for no bound.
        sent: parts so far, with what is on its way.
    """

    cap: int | None
    sent: int

    def takes(self, parts: int) -> bool:
        """Tell whether so many parts more fit into it."""
        return self.cap is None or self.sent + parts <= self.cap

    def after(self, parts: int) -> "DayOfTexts":
        """Return the day with so many parts more."""
        return replace(self, sent=self.sent + parts)


async def day_of(tx: Transaction, practice: Practice, now: datetime) -> DayOfTexts:
    """Return how a practice's day stands."""
    if practice.daily_cap is None:
        return DayOfTexts(None, 0)
    return DayOfTexts(
        practice.daily_cap,
        await spending.unasked(tx, practice.id, day_began(practice, now)),
    )


def day_began(practice: Practice, now: datetime) -> datetime:
    """Return when the practice's present day began, UTC."""
    try:
        zone = ZoneInfo(practice.timezone)
    except (KeyError, ValueError):
        # a zone that nobody knows; another practice's texts do not wait for it to be mended
        zone = ZoneInfo("UTC")
    return local_time.moment(now.astimezone(zone).date(), time.min, zone)


async def tell_of_day(
    tx: Transaction, practice: Practice, day: DayOfTexts, now: datetime, *, refused: bool
) -> None:
    """Alert staff once a day before a day's bound, and once at it.

    Args:
        tx: a writing transaction.
        practice: whose.
        day: as it stands after what was let through.
        now: UTC.
        refused: something did not fit into it.
    """
    if day.cap is None or not (refused or day.sent >= _NEAR * day.cap):
        return
    reached = refused or day.sent >= day.cap
    kind = AlertKind.CAP_REACHED if reached else AlertKind.CAP_NEAR
    code = ReasonCode.DAY_REACHED if reached else ReasonCode.DAY_NEAR
    told = (kind, Reason(code, {"cap": day.cap}))
    await _tell(tx, practice.id, told, since=day_began(practice, now), now=now)


async def restrain(
    tx: Transaction, decided: Sequence[Decided], ours: frozenset[str], now: datetime
) -> list[Decided]:
    """Take the answers from turns that may not have any; what they do otherwise stays.

    Args:
        tx: the transaction of the turns.
        decided: the turns.
        ours: numbers of the carriers; those of practices are looked up.
        now: UTC.
    """
    silent = await _never_answered(tx, decided, ours)
    found = [_unanswered(one, silent[n]) if n in silent else one for n, one in enumerate(decided)]
    strange = [n for n, one in enumerate(found) if one.turn.replies and _is_stranger(one)]
    for practice_id in {found[n].practice_id for n in strange}:
        theirs = [n for n in strange if found[n].practice_id == practice_id]
        # those in danger first
        theirs.sort(key=lambda n: not _in_danger(found[n]))
        for n, why in (await _beyond(tx, [found[n] for n in theirs], now)).items():
            found[theirs[n]] = _unanswered(found[theirs[n]], why)
    return found


async def _never_answered(
    tx: Transaction, decided: Sequence[Decided], ours: frozenset[str]
) -> dict[int, str]:
    """Return which turns, by their place, are with numbers that are never answered, and why."""
    speaking = [(n, one) for n, one in enumerate(decided) if one.turn.replies]
    strange = {one.inbound.their_number for _, one in speaking if _is_stranger(one)}
    shared = await practices.by_sender(tx, sorted(strange)) if strange else {}
    senders = ours | {number for number, some in shared.items() if some}
    return {
        n: why
        for n, one in speaking
        if (why := _why_never(one, senders, one.context.practice, stranger=_is_stranger(one)))
    }


def _why_never(one: Decided, senders: frozenset[str], practice: Practice, *, stranger: bool) -> str:
    number = one.inbound.their_number
    if number in senders or number == one.inbound.our_number:
        return "it is a number of ours"
    if not stranger:
        return ""
    return numbers.why_unanswered(number, _countries(practice))


def _countries(practice: Practice) -> frozenset[str]:
    own = {practice.region, numbers.region_of(practice.sender)}
    return frozenset(own | set(practice.countries.split())) - {""}


async def _beyond(tx: Transaction, some: Sequence[Decided], now: datetime) -> dict[int, str]:
    """Return which turns of one practice with strangers, by place, go beyond a bound, and why."""
    practice = some[0].context.practice
    bound = practice.answers_to_strangers
    sent = await spending.answers_to_strangers(tx, practice.id, now - HOUR)
    day = await day_of(tx, practice, now)
    refused: dict[int, str] = {}
    beyond_hour = beyond_day = False
    for n, one in enumerate(some):
        parts = sum(count_parts(text)[0] for text in one.turn.replies)
        most = bound * _FOR_EMERGENCIES if _in_danger(one) else bound
        if sent + len(one.turn.replies) > most:
            refused[n] = _OF_HOUR
            beyond_hour = True
        elif not day.takes(parts):
            refused[n] = _OF_DAY
            beyond_day = True
        else:
            sent, day = sent + len(one.turn.replies), day.after(parts)
    await tell_of_day(tx, practice, day, now, refused=beyond_day)
    if beyond_hour:
        told = (AlertKind.CAP_REACHED, Reason(ReasonCode.STRANGERS_REACHED, {"bound": bound}))
        await _tell(tx, practice.id, told, since=now - HOUR, now=now)
    return refused


async def _tell(
    tx: Transaction,
    practice_id: int,
    told: tuple[AlertKind, Reason],
    *,
    since: datetime,
    now: datetime,
) -> None:
    """Raise an alert of (kind, reason) unless it was raised since."""
    if told not in await alerts.reasons_since(tx, practice_id, _KINDS, since):
        await alerts.raise_all(tx, [Alert(practice_id, tx.ids.new(), *told, now)])


def _is_stranger(one: Decided) -> bool:
    context = one.context
    own = {practitioner.mobile for practitioner in context.practitioners}
    return not context.clients and one.inbound.their_number not in own


def _in_danger(one: Decided) -> bool:
    return one.turn.understanding.intent is Intent.EMERGENCY


def _unanswered(one: Decided, why: str) -> Decided:
    did = (*one.turn.did, f"not answered: {why}")
    return replace(one, turn=replace(one.turn, replies=(), did=did))
