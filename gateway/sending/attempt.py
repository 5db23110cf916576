"""What an attempt to send a message came to: accepted, tried again, tried elsewhere, or given up.

Pure. This is the one place where it is decided what happens to a message whose fate is unknown
(SMPP.md section 2): it is sent again, at most once for each such attempt, whichever carrier it then
goes over.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from calendar_store import outbox
from calendar_store.statuses import MessageStatus
from calendar_store.values import Message
from gateway.routing.health import Standing
from gateway.routing.routes import Routes
from gateway.sending.outcomes import ATTEMPTS_EACH, MAX_ATTEMPTS
from gateway.smpp.codes import another_may_take
from gateway.smpp.values import Outcome, PreparedText, SubmitResult

RETRY_AFTER = timedelta(seconds=15)
"""The first pause after a temporary refusal; it doubles with every attempt."""
_LONGEST_PAUSE = timedelta(minutes=10)

_TAKEN = frozenset({Outcome.ACCEPTED, Outcome.UNKNOWN})
_SEVERITY = {
    Outcome.ACCEPTED: 0,
    Outcome.REFUSED_TEMPORARY: 1,
    Outcome.UNKNOWN: 2,
    Outcome.REFUSED_PERMANENT: 3,
}
_MEANS = {
    Outcome.ACCEPTED: MessageStatus.ACCEPTED,
    Outcome.REFUSED_TEMPORARY: MessageStatus.QUEUED,
    Outcome.UNKNOWN: MessageStatus.UNKNOWN,
    Outcome.REFUSED_PERMANENT: MessageStatus.FAILED,
}


def outcome_of(
    message: Message,
    prepared: PreparedText,
    results: Mapping[int, SubmitResult],
    routes: Routes,
    now: datetime,
) -> outbox.Outcome:
    """Decide what the results of a message's parts mean for the message.

    Args:
        message: as it was leased.
        prepared: how it was written.
        results: of every part, by its number.
        routes: the carriers, for one that may take what this one refused.
        now: UTC.

    Returns:
        Failed if any part was refused for good, and no other carrier may take the message; tried
        again if any part may be; else accepted.
    """
    result = decisive(results)
    status, again_at, words = _MEANS[result.outcome], None, result.words
    instead = _elsewhere(message, result, routes, now)
    if instead is not None:
        status, again_at = MessageStatus.QUEUED, now
        words = f"{words}; moved to {instead.carrier}"
    elif result.outcome in {Outcome.REFUSED_TEMPORARY, Outcome.UNKNOWN}:
        # one that never left us was refused by nobody: it waits for as long as it is of use
        if message.attempt < MAX_ATTEMPTS or _never_left(result):
            again_at = now + _pause(message, result, routes, now)
        elif status is MessageStatus.QUEUED:
            status = MessageStatus.FAILED
    return outbox.Outcome(
        message,
        status,
        words="" if result.outcome is Outcome.ACCEPTED else words,
        parts=_accepted(results),
        billed=prepared.billed_parts,
        charged=_charged(prepared, results),
        again_at=again_at,
        instead=instead,
    )


def decisive(results: Mapping[int, SubmitResult]) -> SubmitResult:
    """Return the result that decides over a message: that of the part which fared worst."""
    return max(results.values(), key=lambda result: _SEVERITY[result.outcome])


def _elsewhere(
    message: Message, result: SubmitResult, routes: Routes, now: datetime
) -> outbox.Transfer | None:
    """Return the carrier that a refused message is moved to, None when it is not moved.

    What may have been sent stays with its carrier: nobody knows that it was refused.
    """
    if result.outcome in _TAKEN:
        return None
    spent = message.attempt >= MAX_ATTEMPTS and not _never_left(result)
    if result.outcome is Outcome.REFUSED_PERMANENT:
        if not another_may_take(result.status):
            return None
    elif not spent and message.attempt < ATTEMPTS_EACH * (1 + len(message.refused_by)):
        return None
    refused_by = (*message.refused_by, message.carrier)
    way = routes.way(message.sender, message.recipient, now, without=refused_by)
    if way is None:
        return None
    passing = result.outcome is Outcome.REFUSED_TEMPORARY and not spent
    if passing and routes.standing(way, now) is not Standing.HEALTHY:
        # the one that refuses for a while may yet be the first to take it
        return None
    return outbox.Transfer(way.carrier, way.price, refused_by)


def _never_left(result: SubmitResult) -> bool:
    return result.outcome is Outcome.REFUSED_TEMPORARY and result.status is None


def _was_away(message: Message, result: SubmitResult, routes: Routes, now: datetime) -> bool:
    """Tell whether a message never left because its carrier is down: it may be moved at once."""
    ways = routes.ways(message.sender, message.recipient)
    return _never_left(result) and any(
        way.carrier == message.carrier and routes.standing(way, now) is Standing.DOWN
        for way in ways
    )


def _accepted(results: Mapping[int, SubmitResult]) -> tuple[outbox.PartSent, ...]:
    return tuple(
        outbox.PartSent(number, result.carrier_message_id or "", result.message_key)
        for number, result in sorted(results.items())
        if result.message_key
    )


def _charged(prepared: PreparedText, results: Mapping[int, SubmitResult]) -> int:
    """Return how many parts have to be paid for: what may have been taken may be billed, too."""
    taken = sum(result.outcome in _TAKEN for result in results.values())
    # a whole text in one message_payload is billed by the parts that the carrier makes of it
    whole = len(prepared.parts) == 1
    return prepared.billed_parts * taken if whole else taken


def _pause(message: Message, result: SubmitResult, routes: Routes, now: datetime) -> timedelta:
    """Return how long a message waits before it is tried again."""
    if result.outcome is Outcome.UNKNOWN or _was_away(message, result, routes, now):
        return timedelta(0)
    if _never_left(result):
        return RETRY_AFTER
    before = ATTEMPTS_EACH * len(message.refused_by)
    return min(RETRY_AFTER * (1 << max(0, message.attempt - before - 1)), _LONGEST_PAUSE)
