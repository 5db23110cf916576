"""`textback mail classify` prints what a mail on standard input is."""

import json
import subprocess
import sys

import pytest

from tests.support.received_mails import written

BOUNCE = written(
    "failure notice",
    "I'm afraid I wasn't able to deliver your message.\n\n<anna@example.net>:\n550 5.1.1 no such "
    "user",
    {"Return-Path": "<>"},
)


def _classified(raw: bytes) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", "from gateway.cli import main; main()", "mail", "classify"],
        input=raw,
        capture_output=True,
        check=True,
    )
    assert done.stdout.count(b"\n") == 1
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (BOUNCE, "permanent"),
        (written("Re: Your appointment", "Yes\n\n> Reply 1"), "answer"),
        (written("Automatic reply: x", "I am away"), "automatic"),
        (b"", "answer"),
        (b"\xff\xfe\x00\n\r\x1b[2J", "answer"),
    ],
)
def test_kind_is_printed_with_its_reason(raw: bytes, kind: str) -> None:
    found = _classified(raw)
    assert found["kind"] == kind
    assert found["reason"]


def test_facts_are_printed() -> None:
    found = _classified(BOUNCE)
    assert found["failed"] == [
        {"address": "anna@example.net", "status": "5.1.1", "diagnostic": "550 5.1.1 no such user"}
    ]
    assert _classified(written("Re: x", "Yes\n\n> Reply 1"))["text"] == "Yes"
