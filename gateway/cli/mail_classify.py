"""`textback mail classify`: says what one received mail is, from standard input."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from gateway.cli.options import JsonOption

if TYPE_CHECKING:
    from gateway.channels.mail.reading.mail_values import ReadMail

_LARGEST = 64 * 1024 * 1024
"""Octets that are read of standard input."""


def classify(*, as_json: JsonOption = False) -> None:
    """Say what a mail on standard input is: one JSON object.

    Its kind is permanent, temporary, complaint, automatic, calendar, unsubscribe or answer.
    """
    from gateway.channels.mail.reading.read_mail import read_mail
    from gateway.cli import output

    del as_json  # there is no other form
    output.document(_document(read_mail(sys.stdin.buffer.read(_LARGEST))))


def _document(read: ReadMail) -> dict[str, Any]:
    return {
        "kind": read.kind.value,
        "reason": read.reason,
        "message_id": read.message_id,
        "in_reply_to": read.in_reply_to,
        "subject": read.subject,
        "from": read.from_address,
        "recipients": list(read.recipients),
        "text": read.text,
        "failed": [
            {"address": one.address, "status": one.status, "diagnostic": one.diagnostic}
            for one in read.failed
        ],
        "given_up": read.given_up,
        "original_message_id": read.original_message_id,
        "feedback": read.feedback,
        "attachments": [
            {"name": one.name, "type": one.content_type, "size": one.size}
            for one in read.attachments
        ],
        "calendar": None if read.calendar is None else read.calendar.decode("utf-8", "replace"),
    }
