"""One carrier's configuration, as the link uses it. Sections cited are of SMPP 3.4."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from config.choices import (
    Alphabet,
    BindKind,
    DefaultCoding,
    ErrorCodes,
    LongMessages,
    MessageIdForm,
    ReceiptParts,
    Validity,
)


class Encoding(StrEnum):
    """The encoding of a text that is sent."""

    GSM7 = "gsm7"
    LATIN1 = "latin1"
    ASCII = "ascii"
    UCS2 = "ucs2"


_OF_SUCCESS = 0b01
"""The bit of registered_delivery that asks for a receipt of delivered texts (§5.2.17)."""


@dataclass(frozen=True, slots=True)
class CarrierConfig:
    """One carrier as the operator configured it.

    Attributes:
        name: the carrier's name for staff and metrics; unique among carriers.
        host: host name or address of the carrier's SMSC.
        port: TCP port.
        hosts: hosts with ports, if the account has several; used instead of `host` and `port`.
        receiver_hosts: hosts with ports for receivers, if they differ from those for transmitters.
        tls: whether the connection is encrypted; certificate and host name are then verified.
        tls_ca: file of trusted certificates, None for the system's certificates.
        tls_cert: file of our certificate, None for no certificate.
        tls_key: file of its private key, None if the key is in `tls_cert`.
        tls_server_name: the name in the carrier's certificate, "" if it is the host's name.
        system_id: account name, ASCII, at most 15 characters (§5.2.1).
        password: ASCII; sent whole even if longer than the 8 characters of §5.2.2.
        system_type: rarely needed (§5.2.3).
        interface_version: sent in the bind (§5.2.4).
        address_range: the addresses that a session serves (§5.2.7).
        address_ton: type of number of `address_range`.
        address_npi: numbering plan of `address_range`.
        bind: transceiver, a transmitter and receiver pair, or one of these alone.
        binds: number of transceivers, pairs, transmitters or receivers.
        window: unanswered submit_sm allowed on each bind.
        max_parts_per_second: limit over all binds; 0 for no limit.
        max_parts_per_second_per_number: limit for each of our numbers; 0 for no limit.
        numbers: our numbers at this carrier, E.164 with "+", or short codes.
        aliases: our numbers by other forms that clients or the carrier write for them; the keys
            come from `received_address.alias_key`.
        country: ISO country of addresses without a country code; "" for that of our numbers.
        message_id: how the id in a response is written in the receipt.
        data_coding: data_coding with which GSM text is sent.
        default_alphabet: the alphabet of octets with data_coding 0, in both directions.
        long_messages: how texts of several parts are sent.
        receipt_parts: the parts of a long text for which the carrier sends receipts.
        receipts_in_esm_class_0: whether receipts come without the receipt bits in esm_class, so
            that they look like a client's text.
        error_codes: the table for the error codes in the carrier's receipts.
        source_ton: overrides the type of number of the sender (§5.2.5).
        source_npi: overrides the numbering plan of the sender (§5.2.6).
        destination_ton: overrides the type of number of clients.
        destination_npi: overrides the numbering plan of clients.
        service_type: service_type of every submit_sm (§5.2.11).
        registered_delivery: which receipts are asked for (§5.2.17).
        validity: form of validity_period in every submit_sm.
        longest_validity: the longest validity that the carrier accepts.
        tlvs: optional parameters of every submit_sm, as (tag, octets).
        record: file in which PDUs are recorded, masked; None for no recording.
        enquire_link_interval: seconds of silence before an enquire_link is sent.
        response_timeout: seconds to wait for any response.
        unanswered_limit: seconds after which a submit_sm without a response ends its session.
        bind_timeout: seconds for connecting, and again for the bind response.
        reconnect_min: seconds before the first attempt after a cut.
        reconnect_max: longest wait between attempts, in seconds.
        refused_retry: seconds between attempts after the carrier refused the account.
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
        """Refuse a configuration that cannot work.

        Raises:
            ValueError: with one line for people.
        """
        if self.binds < 1 or self.window < 1:
            raise ValueError(f"carrier {self.name}: binds and window must be at least 1")
        if not (self.system_id + self.password + self.system_type).isascii():
            raise ValueError(f"carrier {self.name}: system_id and password must be ASCII")

    @property
    def endpoints(self) -> tuple[tuple[str, int], ...]:
        """Hosts and ports of the carrier, at least one."""
        return self.hosts or ((self.host, self.port),)

    @property
    def sends(self) -> bool:
        """Whether texts can be sent to this carrier at all."""
        return self.bind is not BindKind.RECEIVER

    @property
    def reports_arrival(self) -> bool:
        """Whether the carrier is asked for receipts of delivered texts, not only of failures."""
        return bool(self.registered_delivery & _OF_SUCCESS)

    @property
    def reports_once(self) -> bool:
        """Whether the carrier sends one receipt for a whole text, however many parts it bills."""
        return (
            self.receipt_parts is not ReceiptParts.ALL or self.long_messages is LongMessages.PAYLOAD
        )

    @property
    def written_in(self) -> Alphabet:
        """The alphabet of sent texts: Latin-1 with data_coding 3, else the default alphabet."""
        latin1 = self.data_coding is DefaultCoding.LATIN1
        return Alphabet.LATIN1 if latin1 else self.default_alphabet
