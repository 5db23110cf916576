"""Builds the result of a submitted part, from a response or from a missing one. Pure.

Owns the mapping from the kinds of command_status to outcomes.
"""

from dataclasses import replace

from calendar_store.model.reasons import Reason
from gateway.channels.sms.smpp.body import read_text_id
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.codes import StatusKind, status_of
from gateway.channels.sms.smpp.frames import Pdu
from gateway.channels.sms.smpp.ids import response_key
from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from gateway.channels.sms.smpp.window import PendingPart

_OUTCOMES = {
    StatusKind.OK: SubmitOutcome.ACCEPTED,
    StatusKind.TEMPORARY: SubmitOutcome.REFUSED_TEMPORARY,
    StatusKind.PERMANENT: SubmitOutcome.REFUSED_PERMANENT,
    # An unknown status is worth another try; the sender bounds the number of tries.
    StatusKind.UNKNOWN: SubmitOutcome.REFUSED_TEMPORARY,
    StatusKind.THROTTLED: SubmitOutcome.REFUSED_TEMPORARY,
    StatusKind.SESSION: SubmitOutcome.REFUSED_TEMPORARY,
}


def answered(
    flight: PendingPart, pdu: Pdu, bind: str, config: CarrierConfig, now: float
) -> SubmitResult:
    """Return the result of a part that the carrier answered.

    Args:
        flight: the part.
        pdu: the submit_sm_resp (SMPP 3.4 §4.4.2), or the generic_nack in its place.
        bind: name of the bind.
        config: the carrier, for its form of message ids and the receipts that it is asked for.
        now: loop time, seconds.

    Returns:
        Accepted, with the id; or refused, with the reason.
    """
    status = status_of(pdu.status)
    message_id = read_text_id(pdu.body) if status.kind is StatusKind.OK else ""
    return SubmitResult(
        outcome=_OUTCOMES[status.kind],
        carrier_message_id=message_id or None,
        message_key=response_key(message_id, config.message_id) or None,
        status=pdu.status,
        reason=status.reason,
        bind=bind,
        duration=now - flight.sent_at,
        token=flight.submit.token,
        sent_at=flight.sent_utc,
        awaits_receipt=flight.submit.registered_delivery and config.reports_arrival,
    )


def unanswered(flight: PendingPart, reason: Reason, bind: str, now: float) -> SubmitResult:
    """Return the result of a part that was sent and got no response.

    Args:
        flight: the part.
        reason: why there is no response.
        bind: name of the bind.
        now: loop time, seconds.

    Returns:
        The result, with outcome UNKNOWN.
    """
    duration = now - flight.sent_at
    token = flight.submit.token
    return SubmitResult(
        *(SubmitOutcome.UNKNOWN, None, None, None, reason, bind, duration, token),
        sent_at=flight.sent_utc,
    )


def of_both(taken: SubmitResult | None, last: SubmitResult) -> SubmitResult:
    """Combine the results of a part that was sent twice, with two sequence numbers.

    Args:
        taken: the acceptance of the first copy, None if it was not accepted.
        last: the result of the last copy.

    Returns:
        `last` if the first copy was not accepted. Else `taken`, with two copies if the last copy
        was or may have been accepted, too.
    """
    if taken is None or taken is last:
        return last
    again = last.outcome in {SubmitOutcome.ACCEPTED, SubmitOutcome.UNKNOWN}
    return replace(taken, copies=2) if again else taken


def unsent(flight: PendingPart, reason: Reason, *, permanent: bool = False) -> SubmitResult:
    """Return the result of a part that was never sent, or throttled for too long.

    Args:
        flight: the part.
        reason: why the part was not sent.
        permanent: whether the part cannot be sent at all.

    Returns:
        The result, refused, without a status.
    """
    outcome = SubmitOutcome.REFUSED_PERMANENT if permanent else SubmitOutcome.REFUSED_TEMPORARY
    return SubmitResult(outcome, None, None, None, reason, "", 0.0, flight.submit.token)
