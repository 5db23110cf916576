"""Complaints: feedback reports (RFC 5965), and the forms that large mailbox providers send."""

import re

from gateway.channels.mail.reading import automatic_signs
from gateway.channels.mail.reading.mime_parts import MailPart
from gateway.channels.mail.reading.original_mail import ReportText

_TYPE = re.compile(r"^feedback-type[ \t]*:[ \t]*([a-z-]{1,40})", re.IGNORECASE | re.MULTILINE)
_OTHER_FIELD = re.compile(
    r"^(?:user-agent|version|source-ip|arrival-date|received-date|reported-domain"
    r"|original-mail-from|original-rcpt-to|removal-recipient|authentication-results)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_SUBJECT = re.compile(
    r"^(?:complaint about message from|(?:e-?mail )?(?:abuse|spam|feedback) (?:report|complaint)"
    r"|\[?feedback loop|abuse report|spam complaint|customer complaint)"
)
_STATEMENT = re.compile(
    r"this is an? (?:e-?mail|spam)? ?(?:abuse|opt-out|spam|feedback|fraud|virus)"
    r" (?:report|complaint)"
)


def feedback_type(mail: MailPart, text: ReportText) -> str:
    """Return the type of a feedback report, as "abuse"; "" if the mail is none.

    A type is "abuse" where a report names none.
    """
    for part in mail.walk():
        if part.content_type == "message/feedback-report":
            return _named(part.text)
    if mail.content_type == "multipart/report":
        kind = mail.parameter("report-type").lower()
        if kind == "feedback-report":
            return _named(f"{text.head}\n{text.tail}")
        if kind:
            return ""
    found = _TYPE.search(text.head)
    if found and _OTHER_FIELD.search(text.head):
        return found[1].lower()
    returned = bool(text.tail) or any(part.embedded for part in mail.walk())
    subject = mail.headers.text("subject").casefold()
    if not returned or automatic_signs.replied(subject):
        return ""
    head = " ".join(text.head[:4_000].casefold().split())
    return "abuse" if _SUBJECT.match(subject) or _STATEMENT.search(head) else ""


def _named(text: str) -> str:
    found = _TYPE.search(text)
    return found[1].lower() if found else "abuse"
