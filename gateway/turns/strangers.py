"""Limits paid answers to strangers in an hour, and finds numbers that are never answered.

Texts from invented numbers must not cause unlimited paid answers. Clients are always answered, and
every text is still read by a person.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from calendar_store.database.connection import Transaction
from calendar_store.entry import numbers
from calendar_store.messages import spending
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel
from calendar_store.practices import practices
from dialogs.intents import Intent
from gateway import bounds
from gateway.conversations.perform import Decided
from gateway.messaging.channel import Channels, MessageChannel

HOUR = timedelta(hours=1)
_FOR_EMERGENCIES = 2
"""Emergencies are answered up to this multiple of the hourly bound: danger goes before cost."""

_OF_HOUR = "the bound of answers to strangers is reached"
_OF_DAY = "the bound of the day is reached"


async def restrain(
    tx: Transaction, decided: Sequence[Decided], channels: Channels, now: datetime
) -> list[Decided]:
    """Remove the replies of turns that may not be answered; their other effects stay.

    Args:
        tx: the transaction of the turns.
        decided: the turns.
        channels: the channels of the answers; their addresses are ours, like practices' numbers.
        now: UTC.
    """
    silent = await _never_answered(tx, decided, channels)
    found = [_unanswered(one, silent[n]) if n in silent else one for n, one in enumerate(decided)]
    strange = [n for n, one in enumerate(found) if one.turn.replies and _is_stranger(one)]
    for practice_id, kind in {_whose(found[n]) for n in strange}:
        theirs = [n for n in strange if _whose(found[n]) == (practice_id, kind)]
        # emergencies first
        theirs.sort(key=lambda n: not _in_danger(found[n]))
        channel = channels.of(kind)
        for n, why in (await _beyond(tx, [found[n] for n in theirs], channel, now)).items():
            found[theirs[n]] = _unanswered(found[theirs[n]], why)
    return found


async def _never_answered(
    tx: Transaction, decided: Sequence[Decided], channels: Channels
) -> dict[int, str]:
    """Return why turns with numbers that are never answered get none, by index in `decided`."""
    speaking = [(n, one) for n, one in enumerate(decided) if one.turn.replies]
    strange = {
        one.inbound.key.their_address
        for _, one in speaking
        if _kind(one) is Channel.SMS and _is_stranger(one)
    }
    shared = await practices.by_sender(tx, sorted(strange)) if strange else {}
    numbers_of_practices = {number for number, some in shared.items() if some}
    senders = {kind: channels.ours(kind) for kind in Channel}
    senders[Channel.SMS] |= numbers_of_practices
    return {
        n: why
        for n, one in speaking
        if (why := _why_never(one, senders[_kind(one)], stranger=_is_stranger(one)))
    }


def _why_never(one: Decided, senders: frozenset[str], *, stranger: bool) -> str:
    channel, ours, theirs = one.inbound.key
    if theirs == ours or theirs in senders:
        return "it is a number of ours" if channel is Channel.SMS else "it is an address of ours"
    if not stranger or channel is not Channel.SMS:
        return ""
    return numbers.why_unanswered(theirs, _countries(one.context.practice))


def _whose(one: Decided) -> tuple[int, Channel]:
    return one.practice_id, _kind(one)


def _kind(one: Decided) -> Channel:
    return one.inbound.key.channel


def _countries(practice: Practice) -> frozenset[str]:
    own = {practice.region, numbers.region_of(practice.sender)}
    return frozenset(own | set(practice.countries.split())) - {""}


async def _beyond(
    tx: Transaction, some: Sequence[Decided], channel: MessageChannel | None, now: datetime
) -> dict[int, str]:
    """Return why turns with strangers exceed a bound of their practice, by index in `some`.

    Args:
        tx: the transaction of the turns.
        some: turns of one practice on one channel.
        channel: the channel; None where it is not configured, and nothing is paid for.
        now: UTC.
    """
    practice = some[0].context.practice
    bound = practice.answers_to_strangers
    sent = await spending.answers_to_strangers(tx, practice.id, _kind(some[0]), now - HOUR)
    day = await bounds.day_of(tx, practice, now)
    refused: dict[int, str] = {}
    beyond_hour = beyond_day = False
    for n, one in enumerate(some):
        parts = sum(channel.fit(text).parts for text in one.turn.replies) if channel else 0
        most = bound * _FOR_EMERGENCIES if _in_danger(one) else bound
        if sent + len(one.turn.replies) > most:
            refused[n] = _OF_HOUR
            beyond_hour = True
        elif not day.takes(parts):
            refused[n] = _OF_DAY
            beyond_day = True
        else:
            sent, day = sent + len(one.turn.replies), day.after(parts)
    await bounds.tell_of_day(tx, practice, day, now, refused=beyond_day)
    if beyond_hour:
        told = (AlertKind.CAP_REACHED, Reason(ReasonCode.STRANGERS_REACHED, {"bound": bound}))
        await bounds.tell_once(tx, practice.id, told, since=now - HOUR, now=now)
    return refused


def _is_stranger(one: Decided) -> bool:
    context, (channel, _, theirs) = one.context, one.inbound.key
    own = {practitioner.mobile for practitioner in context.practitioners}
    return not context.clients and not (channel is Channel.SMS and theirs in own)


def _in_danger(one: Decided) -> bool:
    return one.turn.understanding.intent is Intent.EMERGENCY


def _unanswered(one: Decided, why: str) -> Decided:
    did = (*one.turn.trace, f"not answered: {why}")
    return replace(one, turn=replace(one.turn, replies=(), trace=did))
