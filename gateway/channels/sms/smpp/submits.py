"""Values for submitting parts: prepared texts, parts to submit, and their results."""

from datetime import datetime, timedelta
from enum import StrEnum

from calendar_store.model.plain import plain
from calendar_store.model.reasons import Reason
from config.choices import Validity
from gateway.channels.sms.smpp.carrier_config import Encoding


@plain
class PreparedPart:
    """One part of a text, ready to be put into a submit_sm.

    Attributes:
        octets: the octets for short_message or message_payload, with any user data header.
        tlvs: further optional parameters, as (tag, number).
        in_payload: whether the octets go into the message_payload TLV (§5.3.2.32).
    """

    octets: bytes
    tlvs: tuple[tuple[int, int], ...] = ()
    in_payload: bool = False


@plain
class PreparedText:
    """A text in the form for one carrier.

    Attributes:
        encoding: encoding of the octets.
        data_coding: data_coding of every part (§5.2.19).
        esm_class: 0x40 if the parts begin with a user data header (§5.2.12).
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
        part: the prepared part.
        esm_class: esm_class of the prepared text.
        data_coding: data_coding of the prepared text.
        validity: how long the carrier may try, None for its default; rounded down to seconds.
        token: the caller's own reference, returned with the result.
        registered_delivery: whether a receipt is wanted.
        validity_form: form of validity_period, None for the configured form.
        insists: whether a refused validity or receipt is the part's result; if False, the part is
            sent again without the refused option.
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
    """The outcome of submitting a part."""

    ACCEPTED = "accepted"
    REFUSED_TEMPORARY = "refused_temporary"
    REFUSED_PERMANENT = "refused_permanent"
    UNKNOWN = "unknown"


@plain
class SubmitResult:
    """The result of submitting one part.

    Attributes:
        outcome: accepted, refused (temporarily or permanently), or unknown (the carrier may have
            accepted the part).
        carrier_message_id: the id as the carrier wrote it, None if there is none.
        message_key: the id in the form by which receipts are matched.
        status: the command_status (§5.1.3), None if there was no response.
        reason: the reason for the outcome.
        bind: name of the bind that sent the part, "" if the part was not sent.
        duration: seconds from sending to the response.
        token: `Submit.token` of the part.
        sent_at: when the part was sent, by the clock that also gives the time of receipts; None if
            it was not sent.
        copies: how many copies of an accepted part may be billed; more than 1 if the carrier
            accepted a copy after it had refused it.
        awaits_receipt: whether the carrier was asked for a receipt of delivery.
        of_bind_alone: whether a refusal concerns only its bind and not the carrier: this bind is
            left out, and other binds work.
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
