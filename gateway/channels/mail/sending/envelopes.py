"""The commands MAIL and RCPT of a mail: IDNA, SMTPUTF8, SIZE; one refusal where they cannot be.

An address in letters beyond ASCII goes over a server that offers SMTPUTF8 (RFC 6531). Its domain
alone needs no offer: it is written in IDNA (RFC 5891).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.channels.mail.sending.smtp_mail import SmtpMail

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
    mail: SmtpMail, extensions: Mapping[str, str], largest: int
) -> SmtpEnvelope | Reason:
    """Return the commands of a mail, or the reason why this server cannot take it.

    Args:
        mail: the mail.
        extensions: the server's EHLO keywords in lower case.
        largest: size in octets of the largest mail that the server takes; 0 if it does not say.
    """
    recipient, sender, size = mail.recipient, mail.sender, mail.size
    if recipient is None or sender is None:
        return Reason(ReasonCode.ADDRESS_UNSENDABLE)
    if largest and size > largest:
        facts = {"size": -(-size // _KILO), "most": largest // _KILO}
        return Reason(ReasonCode.MAIL_TOO_LARGE, facts)
    plain = recipient.isascii() and sender.isascii()
    wide = not plain or not mail.is_ascii
    if wide and "smtputf8" not in extensions:
        if not plain:
            return Reason(ReasonCode.ADDRESS_NEEDS_UTF8)
        wide = False
    options = [f"SIZE={size}"] if "size" in extensions else []
    if not mail.is_ascii and "8bitmime" in extensions:
        options.append("BODY=8BITMIME")
    if wide:
        options.append("SMTPUTF8")
    command = " ".join((f"MAIL FROM:<{sender}>", *options))
    return SmtpEnvelope(command.encode(), f"RCPT TO:<{recipient}>".encode())
