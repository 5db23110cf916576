"""The commands MAIL and RCPT of a mail: IDNA, SMTPUTF8, SIZE; one refusal where they cannot be.

An address in letters beyond ASCII goes over a server that offers SMTPUTF8 (RFC 6531). Its domain
alone needs no offer: it is written in IDNA (RFC 5891).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import idna

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.channels.mail.composing.mail_facts import ComposedMail

_FORBIDDEN = re.compile(r'[\x00-\x20\x7f<>()\[\],;:\\"]')
"""Characters that end an address on the command line or begin another command.

Quoted local parts have them too, and are refused: no practice has such clients.
"""
_LONGEST_LOCAL = 64
_LONGEST_PATH = 254
_KILO = 1000


@dataclass(frozen=True, slots=True)
class SmtpEnvelope:
    """The commands of one mail.

    Attributes:
        mail: the command MAIL, without its line end.
        rcpt: the command RCPT.
    """

    mail: bytes
    rcpt: bytes

    @property
    def wide(self) -> bool:
        """Whether the recipient's address has letters beyond ASCII."""
        return not self.rcpt.isascii()


def envelope_of(
    mail: ComposedMail, extensions: Mapping[str, str], largest: int
) -> SmtpEnvelope | Reason:
    """Return the commands of a mail, or the reason why this server cannot take it.

    Args:
        mail: the composed mail.
        extensions: the server's EHLO keywords in lower case.
        largest: size in octets of the largest mail that the server takes; 0 if it does not say.
    """
    recipient, sender = smtp_address(mail.recipient), smtp_address(mail.envelope_sender)
    if recipient is None or sender is None:
        return Reason(ReasonCode.ADDRESS_UNSENDABLE)
    size = len(mail.data)
    if largest and size > largest:
        facts = {"size": -(-size // _KILO), "most": largest // _KILO}
        return Reason(ReasonCode.MAIL_TOO_LARGE, facts)
    plain = recipient.isascii() and sender.isascii()
    wide = not plain or not mail.data.isascii()
    if wide and "smtputf8" not in extensions:
        if not plain:
            return Reason(ReasonCode.ADDRESS_NEEDS_UTF8)
        wide = False
    options = [f"SIZE={size}"] if "size" in extensions else []
    if not mail.data.isascii() and "8bitmime" in extensions:
        options.append("BODY=8BITMIME")
    if wide:
        options.append("SMTPUTF8")
    command = " ".join((f"MAIL FROM:<{sender}>", *options))
    return SmtpEnvelope(command.encode(), f"RCPT TO:<{recipient}>".encode())


def smtp_address(address: str) -> str | None:
    """Return an address with its domain in ASCII, None if it is no address of a mailbox."""
    local, at, domain = address.rpartition("@")
    if _FORBIDDEN.search(address) or "@" in local or not address.isprintable():
        return None
    if not (local and at and domain) or len(local.encode()) > _LONGEST_LOCAL:
        return None
    plain = ascii_domain(domain)
    if plain is None or len(f"{local}@{plain}".encode()) > _LONGEST_PATH:
        return None
    return f"{local}@{plain}"


def ascii_domain(domain: str) -> str | None:
    """Return a domain in ASCII and lower case, None if it is no name of a domain."""
    if domain.isascii():
        return domain.lower()
    try:
        return idna.encode(domain, uts46=True).decode("ascii")
    except idna.IDNAError:
        return None
