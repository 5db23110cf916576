"""One frozen model for each section of the configuration, with every key and its default.

`textback.example.toml` has the same keys, explained for operators; a test keeps the two files in
agreement.
"""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from ipaddress import IPv4Network, IPv6Network
from types import MappingProxyType
from typing import Annotated, Any, Self
from urllib.parse import quote, urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    field_validator,
    model_validator,
)

from config.carrier_fields import (
    Alias,
    Country,
    Endpoint,
    Host,
    NumberingPlan,
    Parameters,
    Printable,
    PrintableSecret,
    TypeOfNumber,
    WritableFile,
    require_key_pair,
)
from config.checked import (
    POSTGRESQL,
    Address,
    Duration,
    HostAndPort,
    HostName,
    Number,
    PricePrefix,
    ProxyNetwork,
    ReadableFile,
    StoreUrl,
    WebUrl,
)
from config.choices import (
    Alphabet,
    BindKind,
    DefaultCoding,
    ErrorCodes,
    InterfaceVersion,
    LogFormat,
    LogLevel,
    LongMessages,
    MessageIdForm,
    ReceiptParts,
    Validity,
)

Aliases = Annotated[Mapping[Number, tuple[Alias, ...]], AfterValidator(MappingProxyType)]
Prices = Annotated[
    Mapping[PricePrefix, Annotated[Decimal, Field(ge=0, le=10_000, decimal_places=6)]],
    AfterValidator(MappingProxyType),
]


class Section(BaseModel):
    """A frozen section; an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _true_is_no_number(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuse true and false for other types, which would read them as 1 and 0."""
        wanted = cls.model_fields[info.field_name or ""].annotation
        if isinstance(value, bool) and wanted is not bool:
            raise ValueError("must not be true or false")
        return value


class StoreSettings(Section):
    """The database of the store."""

    url: Annotated[StoreUrl, Field(repr=False, validate_default=True)] = "sqlite:///textback.db"
    password: SecretStr | None = None

    @model_validator(mode="after")
    def _password_has_one_place(self) -> Self:
        if self.password is not None:
            if not self.url.startswith(POSTGRESQL):
                raise ValueError("only a postgresql:// url has a password; leave it out")
            if urlsplit(self.url).password is not None:
                raise ValueError("the password stands in url and beside it; leave one out")
            if urlsplit(self.url).username is None:
                raise ValueError("a password needs a user: write postgresql://user@host/database")
        return self

    def full_url(self) -> str:
        """Return the url with its password, for connecting and never for showing."""
        if self.password is None:
            return self.url
        user, _, rest = self.url.removeprefix(POSTGRESQL).partition("@")
        return f"{POSTGRESQL}{user}:{quote(self.password.get_secret_value(), safe='')}@{rest}"


class WebSettings(Section):
    """The pages of staff and clients.

    Attributes:
        public_url: the address of this service for clients' browsers, without a slash at the end.
        session_key: signs values that forms send back; None: a new key at every start.
        trusted_proxies: proxies whose X-Forwarded-For header is trusted.
        hosts: host names accepted from browsers, besides those of public_url and this machine.
        idle_timeout: how long an unused log-in stays valid.
        max_connections: most open connections.
        max_connections_per_address: most open connections from one address, or one IPv6 /64.
    """

    listen: HostAndPort = Address("127.0.0.1", 8080)
    public_url: WebUrl = "http://127.0.0.1:8080"
    session_key: Annotated[SecretStr, Field(min_length=32)] | None = None
    trusted_proxies: tuple[ProxyNetwork, ...] = (
        IPv4Network("127.0.0.0/8"),
        IPv6Network("::1/128"),
    )
    hosts: tuple[HostName, ...] = ()
    idle_timeout: Duration = timedelta(hours=2)
    max_connections: Annotated[int, Field(ge=10, le=100_000)] = 500
    max_connections_per_address: Annotated[int, Field(ge=4, le=100_000)] = 60


class CarrierSettings(Section):
    """A carrier, and the peculiarities of its SMSC.

    Attributes:
        window: most submit_sm without a response on each bind.
        max_parts_per_second: over all binds; 0 for no limit of ours.
        max_parts_per_second_per_number: of each of our numbers; 0 for no limit of ours.
        prices: of one part, by the first digits of a number; the longest match counts. A number
            without a match is not sent over this carrier; without any prices, every number is.
        hosts: addresses of the SMSC, in place of `host`; port 0 stands for `port`.
        receiver_hosts: addresses for the receivers of pairs, if they differ from `hosts`.
        aliases: other forms of our numbers, by number.
        country: of numbers written without a country code; None: the country of our numbers.
        default_alphabet: the alphabet of data_coding 0, in both directions.
        tlvs: optional parameters sent with every text, by tag.
        longest_validity: longest validity period sent to the carrier, for any text.
        record: file for the recorded traffic, masked; None: no traffic is recorded.
        destination_ton: type of number of clients (SMPP 3.4 §5.2.5); None: by its form.
        destination_npi: numbering plan of clients (SMPP 3.4 §5.2.6); None: by its form.
        source_ton: type of number for our sender (SMPP 3.4 §5.2.5); None: by its form.
        source_npi: numbering plan for our sender (SMPP 3.4 §5.2.6); None: by its form.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)
    host: Host | None = None
    hosts: tuple[Endpoint, ...] = ()
    receiver_hosts: tuple[Endpoint, ...] = ()
    port: int = Field(2775, ge=1, le=65535)
    tls: bool = False
    tls_ca: ReadableFile | None = None
    tls_cert: ReadableFile | None = None
    tls_key: ReadableFile | None = None
    tls_server_name: Host | None = None
    system_id: Printable = Field(min_length=1, max_length=15)
    password: PrintableSecret = SecretStr("")
    system_type: Printable = Field("", max_length=12)
    interface_version: InterfaceVersion = InterfaceVersion.V3_4
    address_range: Printable = Field("", max_length=40)
    address_ton: TypeOfNumber = 0
    address_npi: NumberingPlan = 0
    bind: BindKind = BindKind.TRANSCEIVER
    binds: int = Field(1, ge=1, le=64)
    window: int = Field(50, ge=1, le=10_000)
    max_parts_per_second: float = Field(0, ge=0, le=100_000)
    max_parts_per_second_per_number: float = Field(0, ge=0, le=100_000)
    numbers: tuple[Number, ...] = ()
    aliases: Aliases = Field(default_factory=dict, validate_default=True)
    country: Country | None = None
    prices: Prices = Field(default_factory=dict, validate_default=True)
    message_id: MessageIdForm = MessageIdForm.AS_IS
    data_coding: DefaultCoding = DefaultCoding.SMSC_DEFAULT
    default_alphabet: Alphabet = Alphabet.GSM
    long_messages: LongMessages = LongMessages.UDH8
    receipt_parts: ReceiptParts = ReceiptParts.ALL
    receipts_in_esm_class_0: bool = False
    error_codes: ErrorCodes = ErrorCodes.NONE
    source_ton: TypeOfNumber | None = None
    source_npi: NumberingPlan | None = None
    destination_ton: TypeOfNumber | None = None
    destination_npi: NumberingPlan | None = None
    service_type: Printable = Field("", max_length=5)
    registered_delivery: int = Field(1, ge=0, le=31)
    validity: Validity = Validity.RELATIVE
    longest_validity: Duration = timedelta(days=7)
    tlvs: Parameters = Field(default_factory=dict, validate_default=True)
    enquire_link_interval: Duration = timedelta(seconds=30)
    response_timeout: Duration = timedelta(seconds=30)
    unanswered_limit: Duration = timedelta(minutes=5)
    bind_timeout: Duration = timedelta(seconds=10)
    reconnect_min: Duration = timedelta(seconds=1)
    reconnect_max: Duration = timedelta(minutes=1)
    refused_retry: Duration = timedelta(minutes=1)
    record: WritableFile | None = None

    @model_validator(mode="after")
    def _keys_agree(self) -> Self:
        if self.reconnect_max < self.reconnect_min:
            raise ValueError("reconnect_max is shorter than reconnect_min; make it longer")
        if self.tls_ca is not None and not self.tls:
            raise ValueError("tls_ca is used only with tls = true; set that or leave tls_ca out")
        if self.tls_key is not None and self.tls_cert is None:
            raise ValueError("tls_key is the key of tls_cert, which is missing; add it")
        for key in ("tls_cert", "tls_server_name"):
            if getattr(self, key) is not None and not self.tls:
                raise ValueError(f"{key} is used only with tls = true; set that or leave it out")
        if self.tls_cert is not None:
            require_key_pair(self.tls_cert, self.tls_key)
        return self

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if self.host is None and not self.hosts:
            raise ValueError("host is missing; add it, or hosts where there are several")
        if self.host is not None and self.hosts:
            raise ValueError("host and hosts are given; leave one of the two out")
        if self.receiver_hosts and self.bind is not BindKind.PAIR:
            raise ValueError(
                'receiver_hosts is used only with bind = "pair"; set that or leave it out'
            )
        return self

    @model_validator(mode="after")
    def _aliases_are_of_ours(self) -> Self:
        for number in self.aliases:
            if number not in self.numbers:
                raise ValueError(f"aliases are of {number}, which is not among numbers; add it")
        said = [alias.casefold() for some in self.aliases.values() for alias in some]
        twice = sorted({alias for alias in said if said.count(alias) > 1})
        if twice:
            raise ValueError(f"the alias {twice[0]} stands for two numbers; leave one out")
        return self

    @property
    def endpoints(self) -> tuple[Address, ...]:
        """Addresses of the SMSC, each with its port."""
        if self.host is not None:
            return (Address(self.host, self.port),)
        return self._with_ports(self.hosts)

    @property
    def receiver_endpoints(self) -> tuple[Address, ...]:
        """Addresses for the receivers of pairs, each with its port; empty: as `endpoints`."""
        return self._with_ports(self.receiver_hosts)

    def _with_ports(self, places: tuple[Address, ...]) -> tuple[Address, ...]:
        return tuple(Address(one.host, one.port or self.port) for one in places)


class DeliverySettings(Section):
    """Timeouts of receipts, text parts and carriers, and limits of a carrier's quality.

    Attributes:
        receipt_timeout: a message without a receipt is unknown after this time; the start of its
            appointment ends the wait sooner.
        concat_timeout: a long text is passed on without its missing parts after this time.
        failover_after: a carrier without a bind counts as down after this time.
        poor_window: period over which a carrier's quality is judged.
        poor_least: fewest responses, or receipts, needed to judge a carrier.
        poor_share: largest share of a carrier's texts that may be refused or lost.
        poor_delay: largest median delay of a carrier's receipts.
        poor_rest: how long a poor carrier is not used before it is tried again.
        drain_timeout: how long the service waits for carriers' responses when it stops.
    """

    receipt_timeout: Duration = timedelta(hours=72)
    concat_timeout: Duration = timedelta(minutes=1)
    failover_after: Duration = timedelta(seconds=10)
    poor_window: Duration = timedelta(minutes=15)
    poor_least: Annotated[int, Field(ge=1, le=1_000_000)] = 20
    poor_share: Annotated[float, Field(gt=0, le=1)] = 0.5
    poor_delay: Duration = timedelta(minutes=10)
    poor_rest: Duration = timedelta(minutes=10)
    drain_timeout: Duration = timedelta(seconds=10)


class MetricsSettings(Section):
    """Access to the metrics at /metrics.

    Attributes:
        token: bearer token that a reader has to send; None: only this machine may read them.
    """

    token: Annotated[SecretStr, Field(min_length=16)] | None = None


def _seldom(value: timedelta) -> timedelta:
    if value < timedelta(minutes=1):
        raise ValueError('must be at least "1m": servers shut out who asks more often')
    return value


class OutsideCalendarSettings(Section):
    """How other calendars of practitioners are read.

    Attributes:
        every: how long after one reading the next one begins.
        private_networks: networks that are not public from which calendars may be read.
    """

    every: Annotated[Duration, AfterValidator(_seldom)] = timedelta(minutes=15)
    private_networks: tuple[ProxyNetwork, ...] = ()


class LogSettings(Section):
    """The log on standard error."""

    format: LogFormat = LogFormat.CONSOLE
    level: LogLevel = LogLevel.INFO
