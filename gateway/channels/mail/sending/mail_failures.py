"""Failure categories of mails: which refusal or bounce is the address's fault, or ours."""

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.channels.mail.sending.smtp_replies import (
    ReplyMeaning,
    SmtpReply,
    SmtpStage,
    meaning,
)
from gateway.messaging.failures import Failure

_MEANINGS: dict[ReplyMeaning, Failure] = {
    ReplyMeaning.ADDRESS: Failure.NUMBER,
    ReplyMeaning.MAILBOX: Failure.PHONE,
    ReplyMeaning.SENDER: Failure.CARRIER,
    ReplyMeaning.TOO_LARGE: Failure.CONTENT,
    ReplyMeaning.POLICY: Failure.CONTENT,
    ReplyMeaning.CONTENT: Failure.CONTENT,
    ReplyMeaning.PROTOCOL: Failure.CARRIER,
    ReplyMeaning.REFUSED: Failure.CARRIER,
}
_BOUNCE = 550


def failure_of(reason: Reason) -> Failure | None:
    """Return the category of a mail's failure.

    Args:
        reason: reason of a failed message: a server's refusal or a bounce.

    Returns:
        The category; None if the reason gives none, for example a reason of texts.
    """
    match reason.code:
        case ReasonCode.SMTP_REFUSED:
            return _MEANINGS.get(ReplyMeaning(reason.facts["means"]))
        case ReasonCode.MAIL_BOUNCED:
            # what a bounce says of its recipient is what a server says at RCPT
            said = SmtpReply(_BOUNCE, f"{reason.facts['status']} ")
            return _MEANINGS.get(meaning(SmtpStage.RCPT, said)) if said.enhanced else None
        case ReasonCode.MAIL_GIVEN_UP:
            # whatever the status: another mail may arrive, so the address is not to blame
            return Failure.PHONE
        case ReasonCode.ADDRESS_UNSENDABLE | ReasonCode.ADDRESS_NEEDS_UTF8:
            return Failure.NUMBER
        case ReasonCode.MAIL_TOO_LARGE:
            return Failure.CONTENT
        case _:
            return None
