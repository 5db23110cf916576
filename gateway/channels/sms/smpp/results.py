"""What became of a part, as the caller reads it.

Owns the step from a command_status, or from silence, to an outcome with its reason. Pure.
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
    # Worth another try, of which the sender allows a bounded number.
    StatusKind.UNKNOWN: SubmitOutcome.REFUSED_TEMPORARY,
    StatusKind.THROTTLED: SubmitOutcome.REFUSED_TEMPORARY,
    StatusKind.SESSION: SubmitOutcome.REFUSED_TEMPORARY,
}


def answered(
    flight: PendingPart, pdu: Pdu, bind: str, config: CarrierConfig, now: float
) -> SubmitResult:
    """The carrier answered.

    Args:
        flight: the part.
        pdu: the submit_sm_resp (SMPP 3.4 §4.4.2), or the generic_nack in its place.
        bind: name of the bind.
        config: the carrier, for its way with message ids and which receipts it was asked for.
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
    """The part was sent, and nobody knows what became of it.

    Args:
        flight: the part.
        reason: why there is no answer.
        bind: name of the bind.
        now: loop time, seconds.

    Returns:
        Unknown.
    """
    duration = now - flight.sent_at
    token = flight.submit.token
    return SubmitResult(
        *(SubmitOutcome.UNKNOWN, None, None, None, reason, bind, duration, token),
        sent_at=flight.sent_utc,
    )


def of_both(taken: SubmitResult | None, last: SubmitResult) -> SubmitResult:
    """What a part came to that may have been taken under an earlier number.

    Args:
        taken: what it came to under that one, None where it was not taken.
        last: what it came to in the end.

    Returns:
        Accepted where it was taken; twice if the last of it may have been taken, too.
    """
    if taken is None or taken is last:
        return last
    again = last.outcome in {SubmitOutcome.ACCEPTED, SubmitOutcome.UNKNOWN}
    return replace(taken, copies=2) if again else taken


def unsent(flight: PendingPart, reason: Reason, *, permanent: bool = False) -> SubmitResult:
    """The part never left, or was throttled until patience ended.

    Args:
        flight: the part.
        reason: why.
        permanent: whether it could never be sent.

    Returns:
        Refused, without a status.
    """
    outcome = SubmitOutcome.REFUSED_PERMANENT if permanent else SubmitOutcome.REFUSED_TEMPORARY
    return SubmitResult(outcome, None, None, None, reason, "", 0.0, flight.submit.token)
