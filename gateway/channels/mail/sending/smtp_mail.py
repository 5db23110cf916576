"""A mail in the form that SMTP takes: addresses with domains in ASCII, the content for DATA.

It is made where mails are composed, so that sending them has nothing left to compute.
"""

import re
from dataclasses import dataclass

import idna

from gateway.channels.mail.composing.mail_facts import ComposedMail

_BARE = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_FORBIDDEN = re.compile(r'[\x00-\x20\x7f<>()\[\],;:\\"]')
"""Characters that end an address on the command line or begin another command.

Quoted local parts have them too, and are refused: no practice has such clients.
"""
_LONGEST_LOCAL = 64
_LONGEST_PATH = 254


@dataclass(frozen=True, slots=True)
class SmtpMail:
    """A composed mail for SMTP.

    Attributes:
        sender: the address of MAIL FROM, its domain in ASCII; None if it cannot be one.
        recipient: the address of RCPT TO, likewise.
        domain: the recipient's domain in lower case, in ASCII where it is a name of a domain.
        size: octets of the mail, without what the transfer adds.
        is_ascii: whether the mail has no octet beyond ASCII.
        content: the mail as DATA takes it, with its end (RFC 5321 §4.5.2).
    """

    sender: str | None
    recipient: str | None
    domain: str
    size: int
    is_ascii: bool
    content: bytes


def smtp_mail(mail: ComposedMail) -> SmtpMail:
    """Return a composed mail in the form that SMTP takes."""
    domain = mail.recipient.rpartition("@")[2].lower()
    return SmtpMail(
        sender=smtp_address(mail.envelope_sender),
        recipient=smtp_address(mail.recipient),
        domain=ascii_domain(domain) or domain,
        size=len(mail.data),
        is_ascii=mail.data.isascii(),
        content=stuffed(mail.data),
    )


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


def stuffed(content: bytes) -> bytes:
    """Return a mail as DATA takes it: CRLF line ends, dots doubled, its end (RFC 5321 §4.5.2).

    A line end of another form is corrected, so that no text of a mail can end it and smuggle
    another mail in.
    """
    ends = content.count(b"\r\n")
    if not ends == content.count(b"\n") == content.count(b"\r"):  # quicker than a search
        content = _BARE.sub(b"\r\n", content)
    if not content.endswith(b"\r\n"):
        content += b"\r\n"
    doubled = content.replace(b"\n.", b"\n..")
    first = b"." if content.startswith(b".") else b""
    return b"".join((first, doubled, b".\r\n"))
