"""Parts that are submitted, and what became of them."""

from datetime import datetime, timedelta
from enum import StrEnum

from calendar_store.model.plain import plain
from calendar_store.model.reasons import Reason
from gateway.channels.sms.smpp.carrier_config import Encoding, Validity


@plain
class PreparedPart:
    """One part of a text, ready to be put into a submit_sm.

    Attributes:
        octets: what goes into short_message, or into message_payload.
        tlvs: further optional parameters, as (tag, number).
        in_payload: whether the octets go into the message_payload TLV (§5.3.2.32).
    """

    octets: bytes
    tlvs: tuple[tuple[int, int], ...] = ()
    in_payload: bool = False


@plain
class PreparedText:
    """A text as one carrier takes it.

    Attributes:
        encoding: how it is written.
        data_coding: what the carrier is told about that (§5.2.19).
        esm_class: 0x40 where the parts begin with a user data header (§5.2.12).
        parts: in order.
        billed_parts: how many parts the carrier bills; more than `parts` with message_payload.
    """

    encoding: Encoding
    data_coding: int
    esm_class: int
    parts: tuple[PreparedPart, ...]
    billed_parts: int


@plain
class Submit:
    """One part to be sent.

    Attributes:
        destination: E.164 with "+", or a short code.
        source: our number (E.164 with "+"), a short code, or up to 11 characters of a name.
        part: the octets.
        esm_class: of the prepared text.
        data_coding: of the prepared text.
        validity: how long the carrier may try, None for its default; rounded down to seconds.
        token: the caller's own reference, returned with the result.
        registered_delivery: whether a receipt is wanted.
        validity_form: how the carrier is told of the validity, None for the configured way.
        insists: whether a refused validity or receipt ends it, in place of being left out.
    """

    destination: str
    source: str
    part: PreparedPart
    esm_class: int = 0
    data_coding: int = 0
    validity: timedelta | None = None
    token: object = None
    registered_delivery: bool = True
    validity_form: Validity | None = None
    insists: bool = False


class SubmitOutcome(StrEnum):
    """What is known of a part after it was handed to the link."""

    ACCEPTED = "accepted"
    REFUSED_TEMPORARY = "refused_temporary"
    REFUSED_PERMANENT = "refused_permanent"
    UNKNOWN = "unknown"


@plain
class SubmitResult:
    """What became of one submitted part.

    Attributes:
        outcome: accepted, refused (worth another try or not), or unknown (it may have been sent).
        carrier_message_id: the id as the carrier wrote it, None where there is none.
        message_key: the id in the form that receipts are matched by.
        status: the command_status (§5.1.3), None when there was no response.
        reason: what became of it.
        bind: on which bind it went, "" when on none.
        duration: seconds from sending to the response.
        token: the caller's, from the submitted part.
        sent_at: when it was sent, by the clock that receipts are noted by; None if it was not.
        copies: how often it may have to be paid for, where it was taken: some carriers take one
            that they had refused.
        awaits_receipt: whether the carrier was asked to tell that it arrived.
        of_bind_alone: whether a refusal says something of its bind and nothing of the carrier: the
            bind is left out, and others stand.
    """

    outcome: SubmitOutcome
    carrier_message_id: str | None
    message_key: str | None
    status: int | None
    reason: Reason
    bind: str
    duration: float
    token: object = None
    sent_at: datetime | None = None
    copies: int = 1
    awaits_receipt: bool = True
    of_bind_alone: bool = False
