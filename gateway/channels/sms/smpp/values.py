"""What passes between a carrier link and the rest of the service.

Owns the carrier's configuration, the part that is submitted, what became of it, and the two things
that carriers send us: a client's text and a receipt. Sections cited are of SMPP 3.4 unless said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from calendar_store.model.plain import plain


class BindKind(StrEnum):
    """How a carrier wants its binds (§2.2): one for both ways, one for each way, or one of them."""

    TRANSCEIVER = "transceiver"
    PAIR = "pair"
    TRANSMITTER = "transmitter"
    RECEIVER = "receiver"


class Validity(StrEnum):
    """How a carrier is told until when a text is of use (§7.1.1)."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    NONE = "none"


class MessageIdForm(StrEnum):
    """How the id in a submit_sm_resp becomes the one in the receipt."""

    AS_IS = "as-is"
    HEX_TO_DEC = "hex-to-dec"
    DEC_TO_HEX = "dec-to-hex"


class LongMessages(StrEnum):
    """How a text of several parts is sent: a header in each part, TLVs, or one message_payload."""

    UDH8 = "udh8"
    UDH16 = "udh16"
    SAR = "sar"
    PAYLOAD = "payload"


class ReceiptParts(StrEnum):
    """For which parts of a long text the carrier sends a receipt."""

    ALL = "all"
    FIRST = "first"
    LAST = "last"


class ErrorCodes(StrEnum):
    """Whose error codes a carrier writes into its receipts: its own, or the mobile network's."""

    NONE = "none"
    GSM = "gsm"


class DefaultCoding(IntEnum):
    """The data_coding (§5.2.19) under which a carrier takes text of the GSM alphabet."""

    SMSC_DEFAULT = 0
    IA5 = 1
    LATIN1 = 3


class Alphabet(StrEnum):
    """What octets mean to a carrier where data_coding names no alphabet of its own."""

    GSM = "gsm"
    LATIN1 = "latin1"
    ASCII = "ascii"


class Encoding(StrEnum):
    """How a text is written for the air."""

    GSM7 = "gsm7"
    LATIN1 = "latin1"
    ASCII = "ascii"
    UCS2 = "ucs2"


_OF_SUCCESS = 0b01
"""The bit of registered_delivery that asks for a receipt of what arrived (§5.2.17)."""


@dataclass(frozen=True, slots=True)
class CarrierConfig:
    """One carrier as the operator configured it.

    Attributes:
        name: what staff and metrics call it; unique among carriers.
        host: where its SMSC listens.
        port: TCP port.
        hosts: where it listens, with ports, where the account has several; in place of `host`.
        receiver_hosts: where the receivers of pairs connect, where that is another place.
        tls: whether the connection is encrypted; certificate and host name are then verified.
        tls_ca: file of trusted certificates, None for the system's.
        tls_cert: file of our certificate, None for none.
        tls_key: file of its key, None where it stands beside the certificate.
        tls_server_name: the name that the carrier's certificate bears, "" for the host's.
        system_id: account name, ASCII, at most 15 characters (§5.2.1).
        password: ASCII; longer than the 8 characters of §5.2.2 is sent as it is.
        system_type: rarely needed (§5.2.3).
        interface_version: said when binding (§5.2.4).
        address_range: the addresses that a session serves (§5.2.7), with
        address_ton: their type and
        address_npi: their plan.
        bind: transceiver, a transmitter and receiver pair, or one of these alone.
        binds: how many transceivers, or pairs.
        window: unanswered submit_sm allowed on each bind.
        max_parts_per_second: limit over all binds; 0 for none of ours.
        max_parts_per_second_per_number: limit of each of our numbers; 0 for none of ours.
        numbers: our numbers at this carrier, E.164 with "+", or short codes.
        aliases: other forms that clients or the carrier write for one of our numbers, by
            `received_address.alias_key`.
        country: ISO country of addresses written without one; "" for that of our numbers.
        message_id: how response ids and receipt ids relate.
        data_coding: under which coding GSM text is sent.
        default_alphabet: what its octets are under data_coding 0, both ways.
        long_messages: how texts of several parts are sent.
        receipt_parts: which parts are receipted.
        receipts_in_esm_class_0: whether receipts come unmarked, looking like a client's text.
        error_codes: which table reads the error codes in its receipts.
        source_ton: overrides the type of number of the sender (§5.2.5).
        source_npi: overrides the numbering plan of the sender (§5.2.6).
        destination_ton: overrides the type of number of clients.
        destination_npi: overrides the numbering plan of clients.
        service_type: of every text (§5.2.11).
        registered_delivery: which receipts are asked for (§5.2.17).
        validity: how it is told until when a text is of use.
        longest_validity: the longest that it takes.
        tlvs: optional parameters of every text, as (tag, octets).
        record: file that keeps what passes, masked; None for none.
        enquire_link_interval: seconds of silence after which the peer is asked.
        response_timeout: seconds to wait for any response.
        unanswered_limit: seconds after which a submit_sm without a response ends its session.
        bind_timeout: seconds for connecting, and again for the bind response.
        reconnect_min: seconds before the first attempt after a cut.
        reconnect_max: longest wait between attempts, in seconds.
        refused_retry: seconds between attempts after a refused password.
    """

    name: str
    host: str
    port: int
    system_id: str
    password: str = field(repr=False)  # kept out of logs
    hosts: tuple[tuple[str, int], ...] = ()
    receiver_hosts: tuple[tuple[str, int], ...] = ()
    tls: bool = False
    tls_ca: str | None = None
    tls_cert: str | None = None
    tls_key: str | None = None
    tls_server_name: str = ""
    system_type: str = ""
    interface_version: int = 0x34
    address_range: str = ""
    address_ton: int = 0
    address_npi: int = 0
    bind: BindKind = BindKind.TRANSCEIVER
    binds: int = 1
    window: int = 50
    max_parts_per_second: float = 0.0
    max_parts_per_second_per_number: float = 0.0
    numbers: tuple[str, ...] = ()
    aliases: Mapping[str, str] = field(default_factory=dict)
    country: str = ""
    message_id: MessageIdForm = MessageIdForm.AS_IS
    data_coding: DefaultCoding = DefaultCoding.SMSC_DEFAULT
    default_alphabet: Alphabet = Alphabet.GSM
    long_messages: LongMessages = LongMessages.UDH8
    receipt_parts: ReceiptParts = ReceiptParts.ALL
    receipts_in_esm_class_0: bool = False
    error_codes: ErrorCodes = ErrorCodes.NONE
    source_ton: int | None = None
    source_npi: int | None = None
    destination_ton: int | None = None
    destination_npi: int | None = None
    service_type: str = ""
    registered_delivery: int = 1
    validity: Validity = Validity.RELATIVE
    longest_validity: timedelta = timedelta(weeks=63)
    tlvs: tuple[tuple[int, bytes], ...] = ()
    enquire_link_interval: float = 30.0
    response_timeout: float = 30.0
    unanswered_limit: float = 300.0
    bind_timeout: float = 10.0
    reconnect_min: float = 1.0
    reconnect_max: float = 60.0
    refused_retry: float = 60.0
    record: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no session could be built on.

        Raises:
            ValueError: in one line for people.
        """
        if self.binds < 1 or self.window < 1:
            raise ValueError(f"carrier {self.name}: binds and window must be at least 1")
        if not (self.system_id + self.password + self.system_type).isascii():
            raise ValueError(f"carrier {self.name}: system_id and password must be ASCII")

    @property
    def endpoints(self) -> tuple[tuple[str, int], ...]:
        """Where it listens: hosts and ports, at least one."""
        return self.hosts or ((self.host, self.port),)

    @property
    def sends(self) -> bool:
        """Whether texts can be sent over it at all."""
        return self.bind is not BindKind.RECEIVER

    @property
    def reports_arrival(self) -> bool:
        """Whether it is asked to tell of what arrived, and not of nothing or failures alone."""
        return bool(self.registered_delivery & _OF_SUCCESS)

    @property
    def reports_once(self) -> bool:
        """Whether one receipt tells of a whole text, however many parts are billed."""
        return (
            self.receipt_parts is not ReceiptParts.ALL or self.long_messages is LongMessages.PAYLOAD
        )

    @property
    def written_in(self) -> Alphabet:
        """The alphabet of what is sent: data_coding 3 says that it is Latin-1."""
        latin1 = self.data_coding is DefaultCoding.LATIN1
        return Alphabet.LATIN1 if latin1 else self.default_alphabet


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
        words: what staff read.
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
    words: str
    bind: str
    duration: float
    token: object = None
    sent_at: datetime | None = None
    copies: int = 1
    awaits_receipt: bool = True
    of_bind_alone: bool = False


@plain
class Concat:
    """Which part of which long text an inbound part is (3GPP 23.040 §9.2.3.24.1, SMPP SAR TLVs).

    Attributes:
        reference: the sender's number for the text, 8 or 16 bits.
        total: how many parts there are.
        number: which this is, 1 for the first.
    """

    reference: int
    total: int
    number: int


@plain
class InboundText:
    """A client's text, or one part of it, as a carrier delivered it.

    Attributes:
        carrier: name of the carrier.
        bind: name of the bind it came on.
        session_id: unique for each TCP session, for telling repeats after a cut.
        fingerprint: hash of source, destination and payload, for telling repeats.
        source: the client's address, E.164 with "+" where the carrier says it is international.
        destination: our number, written as configured where it is one of ours.
        octets: the user data as received, with any header.
        body: the user data without its header.
        text: the decoded body, None where it could not be decoded.
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
    """What a receipt says (§5.2.28, appendix B)."""

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
    """A carrier's word on a part that it had accepted.

    Attributes:
        carrier: name of the carrier.
        bind: name of the bind it came on; not always the one that sent.
        session_id: unique for each TCP session.
        fingerprint: hash of addresses and payload, for telling repeats.
        message_id: as the carrier wrote it, "" where it wrote none.
        message_key: in the form that a SubmitResult carries, "" where there is no id.
        state: what happened.
        final: whether nothing more is to be expected.
        words: what staff read.
        error: the carrier's error code as written, None where there is none.
        text: the receipt's whole text, None where it had none.
        done_at: the carrier's date, taken as UTC: carriers do not say their zone. None if absent.
        source: who the receipt is about (the client), as `InboundText.source`.
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
    words: str
    error: str | None
    text: str | None
    done_at: datetime | None
    source: str
    destination: str
    octets: bytes
    received_at: datetime


InboundPdu = InboundText | DeliveryReceipt


class BindState(StrEnum):
    """What a bind is doing, for display.

    PAUSED is one that the carrier throttles, RESTING one whose texts or session it refused: it is
    bound, and used where no other bind is.
    """

    STOPPED = "stopped"
    CONNECTING = "connecting"
    BOUND = "bound"
    PAUSED = "paused"
    RESTING = "resting"
    WAITING = "waiting"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BindStatus:
    """One bind as staff see it.

    Attributes:
        name: carrier, number and direction.
        state: what it is doing.
        in_flight: unanswered submit_sm.
        window: how many are allowed just now; below the configured one after throttling.
        words: the last trouble, "" when there was none.
        address: the host and port that it leads to, or was last tried at.
    """

    name: str
    state: BindState
    in_flight: int
    window: int
    words: str
    address: str = ""
