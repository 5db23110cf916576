"""Decides what a received mail does. Pure.

A mail is believed by the signed address that it came to, never by From: the address names the
message of ours, and so the practice, the client's address and what a report is about.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.conversations.received_mails import InboxEntry, StoredMail, VisitOwner
from calendar_store.model.calendar_answers import CalendarAnswer
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.received_mails import MailKind
from calendar_store.model.statuses import AlertKind, Channel
from dialogs.wording.mail_words import repeats_subject
from gateway.channels.mail.addresses import Purpose, SignedAddress, SignedAddresses
from gateway.channels.mail.reading.read_mail import MailAttachment, ReadMail
from gateway.messaging.fax_receipts import FaxReceipt, FaxReceiptWords
from gateway.messaging.mail_reports import MailReport

KEPT_RAW = 64 * 1024
"""Most octets of a mail that are kept as received."""
LONGEST_TEXT = 20_000
"""Most characters of an answer that are kept."""

_REPORTS = frozenset({MailKind.PERMANENT, MailKind.TEMPORARY})
_NO_COMPLAINT = frozenset({"auth-failure", "dmarc", "virus"})
"""Feedback that is no wish of the recipient (RFC 6591; RFC 5965 §7.3)."""
_REPLY_PREFIX = re.compile(
    r"\s*(?:re|aw|antw|sv|vs|r|rif|ref|tr|fw|fwd|wg|rv|res|enc|i|doorst)\s*(?:\[\d+\])?\s*:",
    re.IGNORECASE,
)
_TAG = re.compile(r"\W*(?:[\[(*{][^\])*}]{1,40}[\])*}]|[^\W\d]{1,20}\W{0,3}\d{0,3}\W{0,3}[:：])")
"""What programs put before the subject of an answer: "[EXTERNAL] Re:", "Antwort:", "Re(2):"."""
_SIGNATURES = frozenset(
    {"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"}
    | {"application/pgp-keys", "text/vcard", "text/x-vcard", "text/calendar", "application/ics"}
)
_OUTLOOK = "application/ms-tnef"
"""Outlook's own form of a mail, beside a text or in its place."""
_LOGO = 24 * 1024
"""Octets up to which a picture counts as part of a signature."""
_MOST_NAMES = 5
_LONGEST = {"subject": 500, "from_address": 320, "message_id": 500, "reason": 300, "word": 100}
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class AddressedMail:
    """A mail with all that is known about it.

    Attributes:
        raw: the mail as received.
        signed: what the address of ours says that the mail came to.
        way: "smtp" or "imap".
        received_at: UTC.
        fingerprint: equal for the same mail.
        our_address: our bare address, which conversations have.
        read: the mail as read; None if it could not be read.
        message: our message; None if it is gone, and for an answer to an invitation.
        text: the words of the client, without ours; None if they could not be told apart.
        calendar: the answer to an invitation; None if there is none.
        owner: the client of the appointment that `calendar` answers.
        invited: the client of the appointment that the address of an invitation names.
    """

    raw: bytes
    signed: SignedAddress
    way: str
    received_at: datetime
    fingerprint: bytes
    our_address: str
    read: ReadMail | None
    message: Message | None = None
    text: str | None = ""
    calendar: CalendarAnswer | None = None
    owner: VisitOwner | None = None
    invited: VisitOwner | None = None

    @property
    def client_address(self) -> str:
        """The client's address, in lower case; "" if it is not known any more."""
        if self.message is not None:
            return self.message.recipient.lower()
        return self.invited.email if self.invited is not None else ""

    @property
    def client_id(self) -> int | None:
        """The client; None if it is not known."""
        if self.message is not None:
            return self.message.client_id
        return self.invited.client_id if self.invited is not None else None

    @property
    def appointment_id(self) -> int | None:
        """The appointment that our message is about; None if it is about none."""
        if self.message is not None:
            return self.message.appointment_id
        return self.invited.appointment_id if self.invited is not None else None

    @property
    def answers_id(self) -> int | None:
        """The message of ours that the address names; an invitation's: the newest that told it."""
        if self.signed.purpose is Purpose.INVITATION:
            return self.invited.told_by if self.invited is not None else None
        return self.signed.message_id


@dataclass(frozen=True, slots=True)
class MailDecision:
    """What a mail does.

    Attributes:
        stored: the mail for the store, with its entry in the inbox.
        alerts: reasons to show to staff.
        report: what a delivery report says about our message; None for another mail.
        stop: the words by which emails to the client's address are stopped, "" if they are not.
        fax: what a gateway says of a fax; None for another mail.
    """

    mail: AddressedMail
    stored: StoredMail
    alerts: tuple[Reason, ...] = ()
    report: MailReport | None = None
    stop: str = ""
    fax: FaxReceipt | None = None

    @property
    def alert_kind(self) -> AlertKind:
        """The kind of the alerts."""
        return AlertKind.UNCLEAR


def decide(
    mail: AddressedMail, ours: SignedAddresses, faxes: FaxReceiptWords | None = None
) -> MailDecision:
    """Decide what a mail does.

    Args:
        mail: the mail.
        ours: our addresses, to know our own mails again.
        faxes: words of the receipts of a mail-to-fax gateway; None where there is none.
    """
    read = mail.read
    if mail.message is not None and mail.message.channel is Channel.FAX:
        return _of_fax(mail, read, mail.message, faxes)
    if read is None:
        return _for_person(mail, MailKind.ANSWER, "could not be read", ReasonCode.MAIL_NOT_READ)
    return _by_machine(mail, read, ours) or _by_person(mail, read)


def _of_fax(
    mail: AddressedMail, read: ReadMail | None, message: Message, words: FaxReceiptWords | None
) -> MailDecision:
    """Decide about what comes back for a fax: a report about the mail, or the gateway's receipt."""
    if read is None:
        return MailDecision(mail, _stored(mail, MailKind.AUTOMATIC, "could not be read"))
    if read.kind in _REPORTS:
        return MailDecision(mail, _stored(mail, read.kind, read.reason), report=_report(mail, read))
    status = words.status_of(read.subject, read.text) if words else None
    said = cleaned(read.subject or read.text)
    receipt = FaxReceipt(message.practice_id, message.id, status, said)
    return MailDecision(mail, _stored(mail, MailKind.AUTOMATIC, "about a fax"), fax=receipt)


def _by_machine(mail: AddressedMail, read: ReadMail, ours: SignedAddresses) -> MailDecision | None:
    """Decide about reports, automatic answers and unsubscribing; None for another mail."""
    if read.kind in _REPORTS:
        told = _report(mail, read) if mail.message else None
        return MailDecision(mail, _stored(mail, read.kind, read.reason), report=told)
    if read.kind is MailKind.COMPLAINT:
        return _complaint(mail, read)
    if _is_own(read, ours):
        return MailDecision(mail, _stored(mail, MailKind.AUTOMATIC, "a mail of our own came back"))
    if read.kind is MailKind.UNSUBSCRIBE or mail.signed.purpose is Purpose.STOP:
        stop = one_line(read.subject or read.text, "word") or "unsubscribe"
        return MailDecision(mail, _stored(mail, MailKind.UNSUBSCRIBE, read.reason), stop=stop)
    return _automatic(mail, read) if read.kind is MailKind.AUTOMATIC else None


def _automatic(mail: AddressedMail, read: ReadMail) -> MailDecision:
    """Decide about a mail that gets no automatic answer and changes nothing (RFC 3834 §2)."""
    if read.may_be_of_person and mail.signed.purpose is Purpose.REPLY:
        return _for_person(mail, MailKind.AUTOMATIC, read.reason, ReasonCode.MAIL_BY_LIST)
    return MailDecision(mail, _stored(mail, MailKind.AUTOMATIC, read.reason))


def _by_person(mail: AddressedMail, read: ReadMail) -> MailDecision:
    """Decide about what a person wrote, or answered in a calendar."""
    if not mail.client_address or mail.signed.expires_at <= mail.received_at:
        return _for_person(mail, read.kind, "to an expired address", ReasonCode.MAIL_TO_OLD_ADDRESS)
    if read.kind is MailKind.CALENDAR and read.calendar is not None:
        return _calendar(mail, read)
    if mail.signed.purpose is Purpose.BOUNCE:
        # programs answer to the return path (RFC 3834 §4), people to Reply-To
        code = ReasonCode.MAIL_TO_RETURN_PATH
        return _for_person(mail, read.kind, "to the return path", code)
    return _answer(mail, read)


def _answer(mail: AddressedMail, read: ReadMail) -> MailDecision:
    if mail.text is None:
        return _for_person(mail, read.kind, "could not be read", ReasonCode.MAIL_NOT_READ)
    text = mail.text.strip() or _said_in_subject(read)
    files = _files(read.attachments, alone=not text)
    left = (_attachments_left(files),) if files else ()
    if not text and files:
        return MailDecision(
            mail, _stored(mail, read.kind, read.reason, _entry(mail, "", "attachments alone")), left
        )
    # a blank text is one in which nothing was written; it is not answered
    entry = _entry(mail, cleaned(text[:LONGEST_TEXT]) or " ")
    return MailDecision(mail, _stored(mail, read.kind, read.reason, entry), left)


def _calendar(mail: AddressedMail, read: ReadMail) -> MailDecision:
    answer = mail.calendar
    if answer is None:
        code = ReasonCode.CALENDAR_NOT_READ
        return _for_person(mail, read.kind, "a calendar answer that is not understood", code)
    if not _answers_own_visit(mail, answer):
        code = ReasonCode.CALENDAR_OF_OTHER
        return _for_person(mail, read.kind, "an answer about a visit of somebody else", code)
    entry = _entry(mail, cleaned(answer.comment[:LONGEST_TEXT]), calendar=answer)
    return MailDecision(mail, _stored(mail, read.kind, read.reason, entry))


def _answers_own_visit(mail: AddressedMail, answer: CalendarAnswer) -> bool:
    """Tell whether an answer is about a visit of the client whom our message was sent to.

    A family shares an address: a visit of anybody with the address of our message counts.
    """
    if mail.owner is None or answer.practice_id != mail.signed.practice_id:
        return False
    return mail.owner.client_id == mail.client_id or mail.owner.email == mail.client_address


def _complaint(mail: AddressedMail, read: ReadMail) -> MailDecision:
    stored = _stored(mail, read.kind, read.reason)
    if read.feedback.lower() in _NO_COMPLAINT:
        return MailDecision(mail, stored)
    return MailDecision(
        mail, stored, (Reason(ReasonCode.MAIL_COMPLAINT),), stop="marked as spam by the recipient"
    )


def _report(mail: AddressedMail, read: ReadMail) -> MailReport:
    """Return what a report says: of our recipient if it is named, else of the first.

    A mail that was forwarded fails at another address; it is still our message that failed.
    """
    recipient = mail.client_address
    named = [one for one in read.failed if one.address.lower() == recipient] or list(read.failed)
    status, said = (named[0].status, named[0].diagnostic) if named else ("", read.reason)
    return MailReport(
        practice_id=mail.signed.practice_id,
        message_id=mail.signed.message_id,
        permanent=read.kind is MailKind.PERMANENT,
        status=cleaned(status)[:20],
        diagnostic=cleaned(said),
        given_up=read.given_up,
    )


def _for_person(mail: AddressedMail, kind: MailKind, why: str, code: ReasonCode) -> MailDecision:
    """Let a person read a mail; the dialogs do not."""
    entry = _entry(mail, cleaned((mail.text or "")[:LONGEST_TEXT]), handled=why)
    return MailDecision(mail, _stored(mail, kind, why, entry), (Reason(code),))


def _entry(
    mail: AddressedMail, text: str, handled: str = "", calendar: CalendarAnswer | None = None
) -> InboxEntry:
    # where our message is gone, From is all there is; a person reads it
    known = mail.read.from_address if mail.read else ""
    theirs = mail.client_address or one_line(known, "from_address").lower()
    return InboxEntry(
        key=ConversationKey(Channel.EMAIL, mail.our_address, theirs),
        text=text,
        raw=mail.raw[:KEPT_RAW],
        handled=handled,
        calendar=calendar,
        client_id=mail.client_id,
    )


def _stored(
    mail: AddressedMail, kind: MailKind, reason: str, entry: InboxEntry | None = None
) -> StoredMail:
    read = mail.read
    return StoredMail(
        fingerprint=mail.fingerprint,
        way=mail.way,
        received_at=mail.received_at,
        kind=kind,
        reason=one_line(reason, "reason"),
        message_id=one_line(read.message_id if read else "", "message_id"),
        subject=one_line(read.subject if read else "", "subject"),
        from_address=one_line(read.from_address if read else "", "from_address"),
        attachments=tuple(_told(one) for one in (read.attachments if read else ())),
        size=len(mail.raw),
        practice_id=mail.signed.practice_id,
        answers_id=mail.answers_id,
        entry=entry,
    )


def _is_own(read: ReadMail, ours: SignedAddresses) -> bool:
    """Tell whether a mail was sent by us: two machines that answer each other end after one."""
    if read.from_address == ours.sender or ours.read(read.from_address) is not None:
        return True
    local, _, domain = read.message_id.strip().strip("<>").lower().rpartition("@")
    return domain == ours.domain and re.fullmatch(r"\d+\.\d+", local) is not None


def _said_in_subject(read: ReadMail) -> str:
    """Return a subject that the client has written; "" for one of ours that is answered."""
    subject = read.subject.strip()
    if _REPLY_PREFIX.match(subject) or repeats_subject(subject):
        return ""
    # what stands before a colon or in brackets may be put there by any program
    answers = bool(read.in_reply_to or read.references)
    return "" if answers and _TAG.match(subject) else subject


def _files(attachments: Sequence[MailAttachment], *, alone: bool) -> list[MailAttachment]:
    """Return the attachments that a person may miss: no signatures, and no small pictures.

    Args:
        attachments: all of the mail.
        alone: whether the mail has no words; then they may be in a file of any size, as in
            Outlook's winmail.dat, or a note that somebody photographed.
    """
    found = [one for one in attachments if one.content_type not in _SIGNATURES]
    if alone:
        return found
    return [
        one
        for one in found
        if one.content_type != _OUTLOOK
        and not (one.content_type.startswith("image/") and one.size <= _LOGO)
    ]


def _attachments_left(files: Sequence[MailAttachment]) -> Reason:
    names = tuple(one_line(one.name or one.content_type, "word") for one in files[:_MOST_NAMES])
    return Reason(ReasonCode.ATTACHMENTS_LEFT, {"count": len(files), "names": names})


def _told(attachment: MailAttachment) -> dict[str, str | int]:
    return {
        "name": one_line(attachment.name, "word"),
        "content_type": one_line(attachment.content_type, "word"),
        "size": attachment.size,
    }


def one_line(words: str, what: str) -> str:
    """Return words in one line, without control characters, of a bounded length."""
    return " ".join(cleaned(words[: 4 * _LONGEST[what]]).split())[: _LONGEST[what]]


def cleaned(words: str) -> str:
    """Return words without control characters and lone surrogates, which databases refuse."""
    return _CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))
