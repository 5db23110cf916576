"""A carrier's configuration as its link uses it. Sections cited are of SMPP 3.4 unless said."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum, StrEnum


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
