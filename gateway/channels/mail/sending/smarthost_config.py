"""The smarthost's configuration, as the pool of connections uses it."""

import ssl
from dataclasses import dataclass, field
from ipaddress import ip_address

from config.choices import MailTls


@dataclass(frozen=True, slots=True)
class SmarthostConfig:
    """The mail server that takes our mails, as the operator configured it.

    Attributes:
        host: its name or address.
        port: its TCP port.
        tls: AUTO requires STARTTLS, but not on this machine; NONE is for the operator's own wire.
        tls_ca: file of trusted certificates; None for the system's.
        username: for the log-in; "" for none.
        password: for the log-in.
        hostname: our name in EHLO.
        connections: most connections at a time.
        max_per_second: mails per second over all connections; 0 for no limit of ours.
        max_per_second_per_domain: mails per second to one domain; 0 for no limit of ours.
        timeout: seconds to wait for a connection and for each reply but the last one.
        last_timeout: seconds to wait for the reply after the mail's end. RFC 5321 §4.5.3.2.6 asks
            for ten minutes: who waits less sends mails twice.
        idle_close: seconds after which a connection without mails is closed.
        mails_per_connection: mails after which a connection is replaced by a new one.
        reconnect_min: seconds before the first attempt after a failed one.
        reconnect_max: most seconds between attempts.
        refused_retry: seconds between attempts while log-in or encryption is refused.
        probe_every: seconds between looks at a smarthost that no mail needed.
    """

    host: str
    port: int
    tls: MailTls = MailTls.AUTO
    tls_ca: str | None = None
    username: str = ""
    password: str = field(default="", repr=False)  # kept out of logs
    hostname: str = "localhost"
    connections: int = 4
    max_per_second: float = 0.0
    max_per_second_per_domain: float = 0.0
    timeout: float = 60.0
    last_timeout: float = 600.0
    idle_close: float = 30.0
    mails_per_connection: int = 500
    reconnect_min: float = 1.0
    reconnect_max: float = 60.0
    refused_retry: float = 300.0
    probe_every: float = 300.0

    @property
    def address(self) -> str:
        """Host and port, for people."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def on_this_machine(self) -> bool:
        """Whether the smarthost is on the loopback interface."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"

    @property
    def starts_tls(self) -> bool:
        """Whether the connection has to be encrypted by STARTTLS (RFC 3207)."""
        if self.tls is MailTls.AUTO:
            return not self.on_this_machine
        return self.tls is MailTls.STARTTLS

    @property
    def implicit_tls(self) -> bool:
        """Whether the connection is encrypted from the start (RFC 8314)."""
        return self.tls is MailTls.TLS

    def tls_context(self) -> ssl.SSLContext | None:
        """Return how to encrypt; certificate and host name are verified. None: unencrypted.

        Raises:
            OSError: if `tls_ca` cannot be read.
        """
        if not (self.starts_tls or self.implicit_tls):
            return None
        return ssl.create_default_context(cafile=self.tls_ca)
