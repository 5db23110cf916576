"""The decoded messages that carriers send us: a client's text, or a receipt."""

from datetime import datetime
from enum import StrEnum

from calendar_store.model.plain import plain
from calendar_store.model.reasons import Reason


@plain
class Concat:
    """Which part of which long text an inbound part is (3GPP 23.040 §9.2.3.24.1, SMPP SAR TLVs).

    Attributes:
        reference: the sender's number for the text, 8 or 16 bits.
        total: number of parts.
        number: number of this part, 1 for the first.
    """

    reference: int
    total: int
    number: int


@plain
class InboundText:
    """A client's text, or one part of it, as a carrier delivered it.

    Attributes:
        carrier: name of the carrier.
        bind: name of the bind that received it.
        session_id: unique for each session, to recognise repeated deliveries after a cut.
        fingerprint: hash of source, destination and payload, to recognise repeated deliveries.
        source: the client's address, as `received_address` returns it.
        destination: our number as configured, else the address as `received_address` returns it.
        octets: the user data as received, with any header.
        body: the user data without header and padding.
        text: the decoded body, None if it could not be decoded.
        data_coding: as received (§5.2.19).
        esm_class: as received (§5.2.12).
        received_at: aware, UTC.
        concat: which part of a long text this is, None for a whole text.
        single_shift: national table for escaped characters, 0 for none (3GPP 23.038 §6.2.1.2.5).
        locking_shift: national table for all characters, 0 for none.
    """

    carrier: str
    bind: str
    session_id: str
    fingerprint: str
    source: str
    destination: str
    octets: bytes
    body: bytes
    text: str | None
    data_coding: int
    esm_class: int
    received_at: datetime
    concat: Concat | None = None
    single_shift: int = 0
    locking_shift: int = 0


class ReceiptState(StrEnum):
    """The state of a part in a receipt (§5.2.28, appendix B)."""

    SCHEDULED = "scheduled"
    ENROUTE = "enroute"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    EXPIRED = "expired"
    DELETED = "deleted"
    UNDELIVERABLE = "undeliverable"
    REJECTED = "rejected"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


@plain
class DeliveryReceipt:
    """A carrier's report on a part that it had accepted.

    Attributes:
        carrier: name of the carrier.
        bind: name of the bind that received it; not always the bind that sent the part.
        session_id: unique for each session.
        fingerprint: hash of addresses and payload, to recognise repeated deliveries.
        message_id: the part's id as the carrier wrote it, "" if there is none.
        message_key: the id in the form of `SubmitResult.message_key`, "" if there is no id.
        state: the state of the part.
        final: whether no further receipt is expected for the part.
        reason: the reason for the state.
        error: the carrier's error code as written, None if there is none.
        text: the receipt's whole text, None if there is none.
        done_at: the carrier's date, taken as UTC: carriers do not say their zone. None if absent.
        source: the client that the part was sent to, as `InboundText.source`.
        destination: our number, as `InboundText.destination`.
        octets: the user data as received.
        received_at: aware, UTC.
    """

    carrier: str
    bind: str
    session_id: str
    fingerprint: str
    message_id: str
    message_key: str
    state: ReceiptState
    final: bool
    reason: Reason
    error: str | None
    text: str | None
    done_at: datetime | None
    source: str
    destination: str
    octets: bytes
    received_at: datetime


InboundPdu = InboundText | DeliveryReceipt
