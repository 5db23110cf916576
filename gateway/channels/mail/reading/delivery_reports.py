"""Delivery reports: whether a mail is one, and whether the failure is permanent or temporary.

RFC 3464 where a report follows it. Many do not, so that the rest is weighed by its signs: a sender
that is no person, a subject and a text of a failure, a reply code, the returned mail. One sign
alone never makes a report: a client may write about a mail that came back.

The class of the status code decides (RFC 3463, 2): 4 is temporary, 5 is permanent, whatever the
words beside it say. Words decide where no code is there. A report that a mail was delivered,
relayed or expanded (RFC 3464, 2.3.3) tells of no failure and counts as an automatic answer.
"""

import re
from dataclasses import dataclass

from calendar_store.model.received_mails import MailKind
from gateway.channels.mail.reading import (
    automatic_answers,
    automatic_signs,
    report_words,
    smtp_replies,
)
from gateway.channels.mail.reading.delivery_status import RecipientStatus
from gateway.channels.mail.reading.mail_values import FailedRecipient
from gateway.channels.mail.reading.mime_parts import MailPart
from gateway.channels.mail.reading.original_mail import HEADER_PARTS, ReportText, original_headers
from gateway.channels.mail.reading.standard_status import sent_by_program, standard_status

_ARRIVED = frozenset({"delivered", "relayed", "expanded"})
_MOST_FAILED = 100
_UNCLEAR = "delivery failure without a status"
_ENOUGH = 5
"""Weight of the signs that make a report; see `_weight`."""


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """A delivery report.

    Attributes:
        kind: PERMANENT, TEMPORARY, or AUTOMATIC for a report of no failure.
        reason: why.
        failed: the recipients who were not reached.
        given_up: whether the server has given the mail up.
    """

    kind: MailKind
    reason: str
    failed: tuple[FailedRecipient, ...] = ()
    given_up: bool = False


def delivery_report(mail: MailPart, text: ReportText) -> DeliveryReport | None:
    """Return what a delivery report says; None if the mail is none.

    Args:
        mail: the mail.
        text: its text as that of a report.
    """
    recipients = standard_status(mail, text)
    if recipients:
        return _by_status(recipients, mail, text)
    if _other_report(mail) or not _is_report(mail, text):
        return None
    return _by_text(mail, text)


def may_be_report(mail: MailPart) -> bool:
    """Return whether a mail has any sign of a report, so that its text has to be searched.

    An answer of a person, with "Re:" and the Message-ID of a mail of ours, has none.
    """
    headers = mail.headers
    answers = headers.has("in-reply-to") and automatic_signs.replied(headers.text("subject"))
    return (
        not answers
        or sent_by_program(mail)
        or headers.has("x-failed-recipients")
        or any(part.content_type.startswith("message/") for part in mail.walk())
    )


def _report_type(mail: MailPart) -> str:
    if mail.content_type != "multipart/report":
        return ""
    return mail.parameter("report-type").lower()


def _other_report(mail: MailPart) -> bool:
    return _report_type(mail) in ("disposition-notification", "feedback-report")


def _by_status(
    recipients: list[RecipientStatus], mail: MailPart, text: ReportText
) -> DeliveryReport:
    failed: list[FailedRecipient] = []
    kinds: list[MailKind] = []
    otherwise = _worded(text.head, mail.headers.text("subject"))[0]
    for one in recipients[:_MOST_FAILED]:
        if one.action in _ARRIVED:
            continue
        kinds.append(_kind_of(one, otherwise))
        status = one.status or smtp_replies.enhanced_code(one.diagnostic)
        failed.append(FailedRecipient(one.address, status, one.diagnostic))
    if not kinds:
        return DeliveryReport(MailKind.AUTOMATIC, f"delivery report: {recipients[0].action}")
    kind = MailKind.PERMANENT if MailKind.PERMANENT in kinds else MailKind.TEMPORARY
    decisive = failed[kinds.index(kind)]
    said = f"status {decisive.status}" if decisive.status else "no status"
    if not any(one.address for one in failed):
        failed = _addressed(failed, mail, text)
    given_up = any(one.action not in {"delayed", *_ARRIVED} for one in recipients)
    return DeliveryReport(kind, f"delivery report: {said}", tuple(failed), given_up)


def _kind_of(one: RecipientStatus, otherwise: MailKind) -> MailKind:
    """Return the kind of one recipient's status.

    Args:
        one: the status.
        otherwise: what the text of the report says, for a status that says nothing.
    """
    if one.action == "delayed":
        return MailKind.TEMPORARY  # the server goes on trying, whatever its last reply was
    if one.status.startswith("5"):
        return MailKind.PERMANENT
    if one.status.startswith("4"):
        return MailKind.TEMPORARY
    return _worded(one.diagnostic)[0] if one.diagnostic else otherwise


def _is_report(mail: MailPart, text: ReportText) -> bool:
    if _report_type(mail) == "delivery-status" or mail.headers.has("x-failed-recipients"):
        return True
    subject = mail.headers.text("subject")
    if automatic_answers.subject_reason(subject):
        return False
    return _weight(mail, text, subject) >= _ENOUGH


def _weight(mail: MailPart, text: ReportText, subject: str) -> int:
    """Return the weight of the signs of a delivery report; 0 if a sign is missing that all have."""
    headers = mail.headers
    answer = automatic_signs.replied(subject)
    by_subject = not answer and report_words.SUBJECT.match(subject.casefold().strip()) is not None
    machine = sent_by_program(mail) or automatic_signs.no_reply_sender(headers)
    if not machine and (answer or headers.has("in-reply-to") or not by_subject):
        return 0  # most mails: the text of an answer is not searched
    head = " ".join(text.head.casefold().split())
    by_body = report_words.FAILURE.search(head) is not None
    by_code = bool(smtp_replies.enhanced_code(text.head) or smtp_replies.reply_code(text.head))
    null = automatic_signs.null_sender(headers)
    role = automatic_signs.role_sender(headers)
    returned = _returned(mail, text)
    formula = by_subject and report_words.FORMULA.match(subject.casefold().strip()) is not None
    sure = smtp_replies.says_failure(text.head)
    if not (by_subject or by_body or sure or (by_code and returned)):
        return 0
    if not (role or by_subject or sure) and automatic_answers.body_reason(subject, text.head):
        return 0
    return (
        2 * by_subject + formula + 2 * by_body + 2 * by_code + 2 * null + 2 * role + returned
        + automatic_signs.submitted_automatically(headers)
        + (mail.content_type == "multipart/report")
        + automatic_signs.no_reply_sender(headers)
    )  # fmt: skip


def _returned(mail: MailPart, text: ReportText) -> bool:
    """Return whether the mail holds another, which is not itself a report that is forwarded."""
    for part in mail.walk():
        if part.embedded and part.parts:
            inner = part.parts[0].headers
            report = report_words.SUBJECT.match(inner.text("subject").casefold())
            return not (report or automatic_signs.null_sender(inner))
        if part.content_type in HEADER_PARTS:
            return True
    return bool(text.tail)


def _by_text(mail: MailPart, text: ReportText) -> DeliveryReport:
    kind, reason = _worded(text.head, mail.headers.text("subject"))
    if reason == _UNCLEAR and smtp_replies.says_failure(text.tail):
        kind, reason = _worded(text.tail)
    if kind is MailKind.AUTOMATIC:
        return DeliveryReport(kind, reason)
    code = smtp_replies.enhanced_code(text.head)
    one = FailedRecipient("", code, _diagnostic(text.head))
    words = " ".join(f"{text.head} {mail.headers.text('subject')}".casefold().split())
    given_up = kind is MailKind.PERMANENT or not report_words.WAITING.search(words)
    return DeliveryReport(kind, reason, tuple(_addressed([one], mail, text)), given_up)


def _worded(text: str, subject: str = "") -> tuple[MailKind, str]:
    """Return the kind that codes and words of a text say, and why.

    An enhanced code comes first, then the words for a full mailbox and an unknown address, which
    servers report with any reply code, then the reply code, then other words.
    """
    words = " ".join(f"{text} {subject}".casefold().split())
    code = smtp_replies.enhanced_code(text)
    reply = smtp_replies.reply_code(text)
    kind, by = MailKind.PERMANENT, ""
    if code:
        kind, by = _by_class(code), f"status {code} in its text"
    elif report_words.FULL.search(words):
        kind, by = MailKind.TEMPORARY, "a full mailbox, by its words"
    elif not reply.startswith("4") and report_words.UNKNOWN.search(words):
        by = "an unknown address, by its words"
    elif reply:
        kind, by = _by_class(reply), f"reply code {reply}"
    elif report_words.DELAYED.search(words):
        kind, by = MailKind.TEMPORARY, "a delay, by its words"
    elif report_words.REFUSED.search(words):
        by = "a refusal, by its words"
    elif report_words.ARRIVED.search(words):
        return MailKind.AUTOMATIC, "delivery report: arrived, by its words"
    return kind, f"delivery failure: {by}" if by else _UNCLEAR


def _by_class(code: str) -> MailKind:
    return MailKind.PERMANENT if code.startswith("5") else MailKind.TEMPORARY


def _diagnostic(head: str) -> str:
    """Return the line of a report that holds its code, or speaks of the failure."""
    lines = [" ".join(line.split()) for line in head[:20_000].splitlines() if line.strip()]
    for wanted in (smtp_replies.enhanced_code, smtp_replies.reply_code):
        for line in lines:
            if wanted(line):
                return line[:300]
    unknown = (report_words.FULL, report_words.UNKNOWN)
    return next((line[:300] for p in unknown for line in lines if p.search(line.casefold())), "")


def _addressed(
    failed: list[FailedRecipient], mail: MailPart, text: ReportText
) -> list[FailedRecipient]:
    """Return the failures with the addresses that the report names elsewhere."""
    found = mail.headers.addresses("x-failed-recipients")
    if not found:
        ours = {*mail.headers.addresses("to"), *mail.headers.addresses("from")}
        named = re.findall(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,255}", text.head)
        apart = (one.strip(".").lower() for one in named)
        found = [one for one in dict.fromkeys(apart) if one not in ours and "." in one]
    if not found:
        found = original_headers(mail, text).addresses("to")
    first = failed[0]
    if not found:
        return failed
    return [FailedRecipient(one, first.status, first.diagnostic) for one in found[:_MOST_FAILED]]
