"""Read a received mail: raw octets become a value that says what the mail is.

What came is judged by its structure, not by its sender, since anybody may name any sender.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from calendar_store.model.received_mails import MailKind
from gateway.channels.mail.reading import (
    answer_text as answers,
)
from gateway.channels.mail.reading import (
    automatic_answers,
    automatic_signs,
    mime_parts,
)
from gateway.channels.mail.reading.calendar_objects import (
    answered_without_object,
    calendar_answer,
)
from gateway.channels.mail.reading.complaints import feedback_type
from gateway.channels.mail.reading.delivery_reports import (
    DeliveryReport,
    delivery_report,
    may_be_report,
)
from gateway.channels.mail.reading.mail_values import FailedRecipient, MailAttachment, ReadMail
from gateway.channels.mail.reading.mime_parts import MailPart
from gateway.channels.mail.reading.original_mail import (
    HEADER_PARTS,
    ReportText,
    message_ids,
    original_addresses,
    original_headers,
    original_id,
    report_text,
)
from gateway.channels.mail.reading.unsubscribing import unsubscribes

__all__ = ["FailedRecipient", "MailAttachment", "ReadMail", "answer_text", "read_mail"]

_RECIPIENTS = ("x-original-to", "delivered-to", "envelope-to", "x-envelope-to", "to", "cc")
_MOST_RECIPIENTS = 200
_MOST_ATTACHMENTS = 100
_LONGEST_REPORT = 4_000
"""Characters of a report's own text that are kept."""

_NO_FILES = HEADER_PARTS | {
    "message/delivery-status",
    "message/global-delivery-status",
    "message/disposition-notification",
    "message/feedback-report",
    "application/pgp-signature",
    "application/pkcs7-signature",
    "application/x-pkcs7-signature",
    "application/pgp-encrypted",
    "text/x-amp-html",
}
"""Types of parts that are no files to people."""

_NOT_SPAM = frozenset({"not-spam"})


def read_mail(raw: bytes) -> ReadMail:
    """Return what a received mail is.

    Args:
        raw: the mail as it came; it may be malformed in any way.
    """
    mail = mime_parts.parse(raw)
    common = _common(mail)
    text = report_text(mail) if may_be_report(mail) else ReportText("", "")
    feedback = feedback_type(mail, text)
    if feedback:
        return _complaint(mail, text, common, feedback)
    calendar = calendar_answer(mail)
    if calendar is not None:
        said = answers.body_words(mail)
        reason = "answer to an invitation"
        return replace(common, kind=MailKind.CALENDAR, reason=reason, calendar=calendar, text=said)
    report = delivery_report(mail, text)
    if report is not None:
        return _report(mail, text, common, report)
    if mail.parameter("report-type").lower() == "disposition-notification":
        return replace(common, kind=MailKind.AUTOMATIC, reason="receipt of reading")
    return _written(mail, common)


def answer_text(read: ReadMail, ours: str = "", labels: Sequence[str] = ()) -> str:
    """Return the client's own words in an answer.

    Args:
        read: the answer.
        ours: the text of ours that it answers, if it is known; runs that repeat it are left out.
        labels: lines of `ours` that clients write as well, as the words of its buttons.
    """
    if not ours:
        return read.text
    said = answers.own_words(read.text, ours, labels)
    return said or answers.own_words(read.whole, ours, labels)


def _common(mail: MailPart) -> ReadMail:
    """Return what is read of every mail."""
    headers = mail.headers
    answered = message_ids(headers.get("in-reply-to"))
    sender = headers.addresses("from")
    recipients = (one for name in _RECIPIENTS for one in headers.addresses(name))
    return ReadMail(
        kind=MailKind.ANSWER,
        reason="",
        message_id=next(iter(message_ids(headers.get("message-id"))), ""),
        in_reply_to=next(iter(answered), ""),
        subject=headers.text("subject")[:1_000],
        from_address=sender[0] if sender else "",
        attachments=_attachments(mail),
        recipients=tuple(dict.fromkeys(recipients))[:_MOST_RECIPIENTS],
        references=tuple(message_ids(headers.get("references"))),
        date=headers.get("date")[:100],
    )


def _complaint(mail: MailPart, text: ReportText, common: ReadMail, feedback: str) -> ReadMail:
    headers = original_headers(mail, text)
    kind = MailKind.AUTOMATIC if feedback in _NOT_SPAM else MailKind.COMPLAINT
    return replace(
        common,
        kind=kind,
        reason=f"feedback report: {feedback}",
        feedback=feedback,
        text=text.head.strip()[:_LONGEST_REPORT],
        original_message_id=original_id(mail, headers, text),
        original_addresses=original_addresses(headers),
    )


def _report(mail: MailPart, text: ReportText, common: ReadMail, report: DeliveryReport) -> ReadMail:
    headers = original_headers(mail, text)
    return replace(
        common,
        kind=report.kind,
        reason=report.reason,
        failed=report.failed,
        given_up=report.given_up,
        text=text.head.strip()[:_LONGEST_REPORT],
        original_message_id=original_id(mail, headers, text),
        original_addresses=original_addresses(headers),
    )


def _written(mail: MailPart, common: ReadMail) -> ReadMail:
    """Return an answer, a calendar answer without its object, or what a program wrote."""
    said = answers.body_words(mail)
    read = replace(common, text=said, whole=answers.whole_text(mail))
    subject = common.subject
    if unsubscribes(mail.headers, subject, said, common.recipients):
        return replace(read, kind=MailKind.UNSUBSCRIBE, reason="unsubscribed by a mail program")
    by_header = automatic_signs.header_reason(mail.headers)
    by_words = automatic_answers.subject_reason(subject, said) or automatic_answers.body_reason(
        subject, said
    )
    if automatic := by_header or by_words:
        quiet = automatic_signs.says_no_more_than_no_answer(mail.headers)
        return replace(
            read,
            kind=MailKind.AUTOMATIC,
            reason=f"automatic: {automatic}",
            may_be_of_person=quiet and not by_words and bool(said.strip()),
        )
    if answered_without_object(subject, said):
        return replace(
            read, kind=MailKind.CALENDAR, reason="answer to an invitation without its object"
        )
    return replace(read, reason="written by a person")


def _attachments(mail: MailPart) -> tuple[MailAttachment, ...]:
    drawn = _drawn(mail)
    parts = (part for part in mail.walk() if id(part) not in drawn)
    files = (_file(part) for part in parts if _is_file(part, mail))
    return tuple(islice(files, _MOST_ATTACHMENTS))


def _is_file(part: MailPart, mail: MailPart) -> bool:
    """Return whether a part is a file to people, and not the text of the mail or its frame."""
    kind = part.content_type
    inside = bool(part.parts) and not part.embedded
    if inside or kind.startswith("multipart/") or kind in _NO_FILES:
        return False
    if part is mail and kind.startswith("text/") and not part.attached:
        return False
    written = kind in ("text/plain", "text/html") and not part.file_name
    return part.attached or not written


def _drawn(mail: MailPart) -> set[int]:
    """Return the pictures that the HTML of a mail shows, such as those of a signature."""
    return {
        id(part)
        for whole in mail.walk()
        if whole.content_type == "multipart/related"
        for part in whole.parts
        if part.content_type.startswith("image/") and part.headers.has("content-id")
    }


def _file(part: MailPart) -> MailAttachment:
    name = part.file_name
    if part.embedded and not name and part.parts:
        name = part.parts[0].headers.text("subject")[:200]
    return MailAttachment(name, part.content_type, part.size)
