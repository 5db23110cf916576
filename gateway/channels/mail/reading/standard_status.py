"""Where the delivery status of a report stands: in its own part, or elsewhere in the mail."""

import re

from gateway.channels.mail.reading import automatic_signs
from gateway.channels.mail.reading.delivery_status import (
    RecipientStatus,
    read_report,
    read_status,
)
from gateway.channels.mail.reading.mime_parts import MailPart
from gateway.channels.mail.reading.original_mail import ReportText

_STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_LONGEST_STATUS = 100_000
"""Characters of a delivery status part that are read."""

_MOST = 100
"""Recipients that are read."""

_FIELD = re.compile(r"^final-recipient[ \t]*:", re.IGNORECASE | re.MULTILINE)


def standard_status(mail: MailPart, text: ReportText) -> list[RecipientStatus]:
    """Return what the status fields of a report say; empty if the mail has none.

    Args:
        mail: the mail.
        text: its text as that of a report.
    """
    found = _in_parts(mail)
    if found or not sent_by_program(mail):
        return found
    return _wrapped(mail) or _in_files(mail) or _in_text(text)


def sent_by_program(mail: MailPart) -> bool:
    """Return whether something says that a mail system sent the mail."""
    headers = mail.headers
    return (
        automatic_signs.null_sender(headers)
        or automatic_signs.role_sender(headers)
        or automatic_signs.submitted_automatically(headers)
        or mail.content_type == "multipart/report"
    )


def _in_parts(mail: MailPart) -> list[RecipientStatus]:
    found: list[RecipientStatus] = []
    for part in mail.walk():
        if part.content_type in _STATUS_PARTS and len(found) < _MOST:
            found += read_report(part.text[:_LONGEST_STATUS])
    return found


def _wrapped(mail: MailPart) -> list[RecipientStatus]:
    """Return the status of a report that a filter has wrapped in one of its own."""
    inner = [part.parts[0] for part in mail.walk() if part.embedded and part.parts]
    return [one for part in inner if sent_by_program(part) for one in _in_parts(part)]


def _in_files(mail: MailPart) -> list[RecipientStatus]:
    """Return the status in parts that are named files."""
    files = (part for part in mail.walk() if part.content_type == "application/octet-stream")
    texts = (part.text[:_LONGEST_STATUS] for part in files)
    return [one for text in texts if _FIELD.search(text) for one in read_report(text)]


def _in_text(text: ReportText) -> list[RecipientStatus]:
    """Return the status in the words of the server."""
    head = text.head.lower()
    named = "final-recipient" in head or "original-recipient" in head
    return read_status(text.head) if named and "action:" in head else []
