"""Delivery reports in the form of RFC 3464, each with the kind that a reader would name."""

from dataclasses import dataclass

from tests.support.received_mails import written

ORIGINAL = """Return-Path: <bounce@example.org>
Received: from mail.example.org (mail.example.org [192.0.2.1])
\tby mx.example.net with ESMTP id ABC; Sun, 29 Nov 2026 10:00:00 +0100
Message-ID: <7.1@example.org>
From: Practice <calendar@example.org>
To: anna@example.net
Subject: Your appointment

Reply 1 to confirm.
"""
FULL_5 = "552 mailbox full, try again"
GREY_5 = "temporarily deferred, greylisted, try again later"


@dataclass(frozen=True, slots=True)
class StandardReport:
    """A report, and the kind that a reader would name."""

    name: str
    kind: str
    raw: bytes


def _report(name: str, kind: str, status: str, text: str = "x") -> StandardReport:
    parts = (
        f"--b\nContent-Type: text/plain\n\n{text}\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
        f"{status}\n--b\nContent-Type: message/rfc822\n\n{ORIGINAL}\n--b--\n"
    )
    fields = {
        "From": "MAILER-DAEMON@mx.example.net",
        "Content-Type": "multipart/report; report-type=delivery-status; boundary=b",
    }
    return StandardReport(name, kind, written("Delivery report", parts, fields))


def _status(action: str, status: str = "", diagnostic: str = "") -> str:
    lines = ["Final-Recipient: rfc822; anna@example.net", f"Action: {action}"]
    if status:
        lines.append(f"Status: {status}")
    if diagnostic:
        lines.append(f"Diagnostic-Code: smtp; {diagnostic}")
    return "\n".join(lines)


TURNED = (
    "Status: 5.1.1\nDiagnostic-Code: smtp; 550 x\nFinal-Recipient: a@example.net\nAction: failed"
)
HIDDEN = "Original-Recipient: <anna@example.net>\nAction: failed\nDiagnostic-Code: smtp; 550 x"
ARRIVED = _status("delivered", "2.0.0")
DELAYED = _status("delayed", "4.0.0")

STANDARD_REPORTS = (
    _report("delay", "temporary", _status("delayed", "4.4.1", "connect: Connection timed out")),
    _report("warning", "temporary", _status("delayed", "4.2.0")),
    _report("expired", "temporary", _status("failed", "4.4.7", "delivery time expired")),
    _report("full, class 4", "temporary", _status("failed", "4.2.2", "452 mailbox full")),
    _report("full, class 5", "permanent", _status("failed", "5.2.2", FULL_5)),
    _report("class 5, temporary words", "permanent", _status("failed", "5.7.1", GREY_5)),
    _report("class 4, permanent words", "temporary", _status("failed", "4.1.1", "550 unknown")),
    _report("delayed, class 5", "temporary", _status("delayed", "5.4.1")),
    _report("delivered", "automatic", ARRIVED),
    _report("relayed", "automatic", _status("relayed", "2.1.5")),
    _report("expanded", "automatic", _status("expanded", "2.0.0")),
    _report("success, failure", "permanent", f"{ARRIVED}\n\n{_status('failed', '5.1.1')}"),
    _report("delay, success", "temporary", f"{DELAYED}\n\n{ARRIVED}"),
    _report("delay, failure", "permanent", f"{DELAYED}\n\n{_status('failed', '5.0.0')}"),
    _report("no status, 5xx", "permanent", HIDDEN),
    _report("no status, 4xx", "temporary", _status("failed", "", "451 greylisted")),
    _report("with comments", "permanent", _status("Failed (final)", "5.1.1 (unknown user)")),
    _report("order turned", "permanent", TURNED),
    _report("three digits", "permanent", _status("failed", "5.7.606")),
    _report("lower case", "temporary", _status("failed", "4.4.1").lower()),
    _report("empty", "permanent", "", "550 5.1.1 user unknown"),
)
