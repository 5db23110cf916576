"""The section `[mail]`: the smarthost, and the ways in which mails come back."""

from collections.abc import Mapping
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Self

from pydantic import AfterValidator, Field, SecretStr, StringConstraints, model_validator

from config.carrier_fields import require_key_pair
from config.checked import Duration, HostAndPort, HostName, Mailbox, ReadableFile
from config.choices import MailTls
from config.sections import Section

_LONGEST_LOCAL = 17
"""Longest part before the @: what a signed address leaves of 64 octets (see the mail channel)."""


def _able_to_sign(keys: Mapping[str, Path]) -> Mapping[str, Path]:
    if keys:
        # the library is slow to load, and most configurations have no such key
        from config.signing_keys import require_signing_key

        for selector, file in keys.items():
            require_signing_key(selector, file)
    return MappingProxyType(keys)


Selector = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$")]
DkimKeys = Annotated[Mapping[Selector, ReadableFile], AfterValidator(_able_to_sign)]
Pace = Annotated[float, Field(ge=0, le=100_000)]


class MailSettings(Section):
    """Outgoing mail through a smarthost; answers, bounces and calendar answers in return.

    Attributes:
        sender: the address that clients see and answer to.
        tls_ca: the authority that verifies the smarthost's certificate; None: the system's.
        hostname: our name in EHLO; None: the domain of `sender`.
        connections: most connections to the smarthost.
        timeout: how long an answer of the smarthost may take.
        max_per_second: most mails a second; 0 for no limit of ours.
        max_per_second_per_domain: most mails a second to one domain; 0 for no limit of ours.
        dkim_domain: the domain that signs; None: the domain of `sender`.
        dkim_keys: the private keys that sign, by their selectors; none: mails are not signed.
        listen: where we take mails by SMTP; None: not by SMTP.
        listen_tls_cert: our certificate for STARTTLS there, and `listen_tls_key` its key.
        max_megabytes: the largest mail that is taken.
        imap: a mailbox that is read in place of `listen`, or beside it; None: no mailbox.
    """

    smarthost: HostAndPort
    sender: Mailbox
    tls: MailTls = MailTls.AUTO
    tls_ca: ReadableFile | None = None
    username: str = ""
    password: SecretStr = SecretStr("")
    hostname: HostName | None = None
    connections: Annotated[int, Field(ge=1, le=100)] = 8
    timeout: Duration = timedelta(seconds=60)
    max_per_second: Pace = 0.0
    max_per_second_per_domain: Pace = 0.0
    dkim_domain: HostName | None = None
    dkim_keys: DkimKeys = Field(default_factory=dict, validate_default=True)
    listen: HostAndPort | None = None
    listen_tls_cert: ReadableFile | None = None
    listen_tls_key: ReadableFile | None = None
    max_megabytes: Annotated[int, Field(ge=1, le=100)] = 20
    imap: HostAndPort | None = None
    imap_tls: MailTls = MailTls.TLS
    imap_username: str = ""
    imap_password: SecretStr = SecretStr("")
    imap_folder: str = "INBOX"

    @property
    def address(self) -> str:
        """The bare address of `sender`, in lower case."""
        return parseaddr(self.sender)[1].lower()

    @property
    def domain(self) -> str:
        """The domain of `sender`, in lower case."""
        return self.address.rpartition("@")[2]

    @model_validator(mode="after")
    def _leaves_room(self) -> Self:
        local = self.address.rpartition("@")[0]
        if len(local.encode()) > _LONGEST_LOCAL:
            raise ValueError(
                f"sender has {len(local)} characters before the @; at most {_LONGEST_LOCAL} leave"
                " room for the code by which answers are recognised"
            )
        return self

    @model_validator(mode="after")
    def _listens_with_a_pair(self) -> Self:
        if self.listen is None and self.listen_tls_cert is not None:
            raise ValueError("listen_tls_cert is used only with listen; set that or leave it out")
        if (self.listen_tls_cert is None) != (self.listen_tls_key is None):
            raise ValueError("listen_tls_cert and listen_tls_key belong together; give both")
        if self.listen_tls_cert is not None:
            require_key_pair(self.listen_tls_cert, self.listen_tls_key)
        return self
