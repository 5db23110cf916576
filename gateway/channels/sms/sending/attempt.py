"""Decides the outcome of an attempt to send: accepted, try again, reroute, or give up. Pure.

`calendar_store.messages.delivery_status` decides whether a message may be sent again, from the
ledger of its copies: a message that a carrier may have accepted is sent again at most once, over
this or another carrier. This module decides when and over which carrier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from calendar_store.messages import attempt_outcomes
from calendar_store.messages.delivery_status import (
    Copy,
    Refusal,
    Step,
    fate,
    may_move,
)
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import MessageStatus, PartStatus
from gateway.channels.sms.routing.health import CarrierStanding
from gateway.channels.sms.routing.routes import Routes
from gateway.channels.sms.smpp.codes import another_may_take
from gateway.channels.sms.smpp.submits import PreparedText, SubmitOutcome, SubmitResult
from gateway.messaging.attempts import (
    ATTEMPTS_EACH,
    MAX_ATTEMPTS,
    in_the_end,
    reason_of_accepted,
)

RETRY_AFTER = timedelta(seconds=15)
"""The first pause after a temporary refusal; the pause doubles with every attempt."""
_LONGEST_PAUSE = timedelta(minutes=10)

_TAKEN = frozenset({SubmitOutcome.ACCEPTED, SubmitOutcome.UNKNOWN})
_SEVERITY = {
    SubmitOutcome.ACCEPTED: 0,
    SubmitOutcome.REFUSED_TEMPORARY: 1,
    SubmitOutcome.UNKNOWN: 2,
    SubmitOutcome.REFUSED_PERMANENT: 3,
}
_REFUSALS = {
    SubmitOutcome.REFUSED_TEMPORARY: Refusal.PASSING,
    SubmitOutcome.REFUSED_PERMANENT: Refusal.LASTING,
}


def outcome_of(
    message: Message,
    prepared: PreparedText,
    results: Mapping[int, SubmitResult],
    routes: Routes,
    now: datetime,
    *,
    before: Sequence[Copy] = (),
) -> attempt_outcomes.Outcome:
    """Decide the outcome of a message from the results of its parts.

    Args:
        message: the message as leased.
        prepared: its prepared text.
        results: result of every part that was sent, by part number.
        routes: the carriers, to find another one after a refusal.
        now: UTC.
        before: ledger of the copies of earlier attempts.

    Returns:
        Accepted if every part is accepted. Failed if a part was refused permanently and no other
        carrier may take the message. Otherwise the message is tried again, but not a third time if
        it may have been sent twice.
    """
    result = decisive(results)
    accepted = result.outcome is SubmitOutcome.ACCEPTED
    awaits_receipt = all(
        one.awaits_receipt for one in results.values() if one.outcome is SubmitOutcome.ACCEPTED
    )
    attempt = attempt_outcomes.Outcome(
        message,
        MessageStatus.ACCEPTED,
        reason=reason_of_accepted(awaits_receipt=awaits_receipt) if accepted else result.reason,
        awaits_receipt=awaits_receipt,
        parts=_taken(prepared, results),
        billed=prepared.billed_parts,
        charged=_charged(prepared, results),
    )
    if accepted and not before and len(results) == len(prepared.parts):
        return attempt  # the usual case, as a shortcut: the code below has the same result
    ledger = [*before, *attempt_outcomes.copies_of(attempt, now)]
    known = fate(ledger, refused=_REFUSALS.get(result.outcome))
    elsewhere = _elsewhere(message, result, routes, now) if may_move(ledger) else None
    if elsewhere is not None:
        facts = {"why": result.reason, "carrier": elsewhere.carrier}
        return replace(
            attempt,
            status=MessageStatus.QUEUED,
            reason=Reason(ReasonCode.REFUSED_AND_MOVED, facts),
            retry_at=now,
            instead=elsewhere,
        )
    if known.step is Step.REST:
        return replace(attempt, status=known.status, reason=in_the_end(attempt, known.status))
    # a message that was never sent was refused by no carrier: attempts are not limited until it
    # expires
    if message.attempt < MAX_ATTEMPTS or _never_left(result):
        unknown = result.outcome is SubmitOutcome.UNKNOWN
        status = MessageStatus.UNKNOWN if unknown else known.status
        return replace(attempt, status=status, retry_at=now + _pause(message, result, routes, now))
    last = fate(ledger, refused=Refusal.LASTING)
    return replace(attempt, status=last.status, reason=in_the_end(attempt, last.status))


def taken_after_all(
    message: Message, prepared: PreparedText, number: int, result: SubmitResult
) -> attempt_outcomes.Outcome:
    """Return the outcome to record for a part that a carrier accepted after it had refused it.

    Args:
        message: the message as leased.
        prepared: its prepared text.
        number: number of the part.
        result: the acceptance.
    """
    one = {number: result}
    return attempt_outcomes.Outcome(
        message,
        MessageStatus.ACCEPTED,
        parts=_taken(prepared, one),
        billed=prepared.billed_parts,
        charged=_charged(prepared, one),
        awaits_receipt=result.awaits_receipt,
    )


def decisive(results: Mapping[int, SubmitResult]) -> SubmitResult:
    """Return the result that decides over a message: the worst result of its parts."""
    return max(results.values(), key=lambda result: _SEVERITY[result.outcome])


def _elsewhere(
    message: Message, result: SubmitResult, routes: Routes, now: datetime
) -> attempt_outcomes.Reroute | None:
    """Return the carrier that a refused message is rerouted to, None if it is not rerouted.

    A message that the carrier accepted or may have accepted is not rerouted.
    """
    if result.outcome in _TAKEN:
        return None
    spent = message.attempt >= MAX_ATTEMPTS and not _never_left(result)
    if result.outcome is SubmitOutcome.REFUSED_PERMANENT:
        if not another_may_take(result.status):
            return None
    elif not spent and message.attempt < ATTEMPTS_EACH * (1 + len(message.refused_by)):
        return None
    refused_by = (*message.refused_by, message.carrier)
    way = routes.way(message.sender, message.recipient, now, without=refused_by)
    if way is None:
        return None
    passing = result.outcome is SubmitOutcome.REFUSED_TEMPORARY and not spent
    if passing and routes.standing(way, now) is not CarrierStanding.HEALTHY:
        # the present carrier refuses only temporarily: it may take the message before this one does
        return None
    return attempt_outcomes.Reroute(way.carrier, way.price, refused_by)


def _never_left(result: SubmitResult) -> bool:
    return result.outcome is SubmitOutcome.REFUSED_TEMPORARY and result.status is None


def _was_away(message: Message, result: SubmitResult, routes: Routes, now: datetime) -> bool:
    """Tell whether a message was not sent because its carrier is down: it may be moved at once."""
    ways = routes.ways(message.sender, message.recipient)
    return _never_left(result) and any(
        way.carrier == message.carrier and routes.standing(way, now) is CarrierStanding.DOWN
        for way in ways
    )


def _taken(
    prepared: PreparedText, results: Mapping[int, SubmitResult]
) -> tuple[attempt_outcomes.PartSent, ...]:
    """Return the parts that the carrier accepted or may have accepted."""
    return tuple(
        attempt_outcomes.PartSent(
            number,
            result.carrier_message_id or "",
            result.message_key or "",
            total=len(prepared.parts),
            status=PartStatus.ACCEPTED
            if result.outcome is SubmitOutcome.ACCEPTED
            else PartStatus.DOUBT,
            sent_at=result.sent_at,
            bind=result.bind,
        )
        for number, result in sorted(results.items())
        if result.outcome in _TAKEN
    )


def _charged(prepared: PreparedText, results: Mapping[int, SubmitResult]) -> int:
    """Return how many parts have to be paid for: every part that may have been accepted counts."""
    taken = sum(result.copies for result in results.values() if result.outcome in _TAKEN)
    # a text in one message_payload is billed by the number of parts that the carrier splits it into
    whole = len(prepared.parts) == 1
    return prepared.billed_parts * taken if whole else taken


def _pause(message: Message, result: SubmitResult, routes: Routes, now: datetime) -> timedelta:
    """Return how long a message waits before it is tried again."""
    if result.outcome is SubmitOutcome.UNKNOWN or _was_away(message, result, routes, now):
        return timedelta(0)
    if _never_left(result):
        return RETRY_AFTER
    before = ATTEMPTS_EACH * len(message.refused_by)
    return min(RETRY_AFTER * (1 << max(0, message.attempt - before - 1)), _LONGEST_PAUSE)
