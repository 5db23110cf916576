"""Automatic answers, and answers of people that sound like them.

`mails/automatic.txt` and `mails/answers.txt` hold one mail a line: subject || text.
"""

from pathlib import Path

import pytest

from gateway.channels.mail.reading.read_mail import read_mail
from tests.support.received_mails import written

HERE = Path(__file__).parent / "mails"


def _mails(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    apart = (line.split(" || ", 1) for line in lines if line)
    return [(subject, text.replace("\\n", "\n")) for subject, text in apart]


@pytest.mark.parametrize(("subject", "text"), _mails("automatic.txt"))
def test_automatic_answer_by_its_words(subject: str, text: str) -> None:
    assert read_mail(written(subject, text)).kind == "automatic"


@pytest.mark.parametrize(("subject", "text"), _mails("answers.txt"))
def test_answer_of_a_person(subject: str, text: str) -> None:
    assert read_mail(written(subject, text)).kind == "answer"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("Auto-Submitted", "auto-generated; reason=x"),
        ("Precedence", "bulk"),
        ("Precedence", "Auto_Reply"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Autoreply", "yes"),
        ("X-Autorespond", ""),
        ("List-Id", "<x.example.org>"),
        ("Return-Path", "<>"),
        ("Return-Path", "<MAILER-DAEMON>"),
        ("From", "no-reply@example.org"),
    ],
)
def test_automatic_answer_by_its_header(name: str, value: str) -> None:
    assert read_mail(written("Re: Your appointment", "ok", {name: value})).kind == "automatic"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "no"),
        ("X-Auto-Response-Suppress", "None"),
        ("Precedence", "normal"),
        ("Return-Path", "<anna@example.org>"),
        ("X-Autoreply", "no"),
        ("From", '"Postmann, Eva" <eva@example.org>'),
        ("From", "Anna Huber (Mail Systems GmbH) <anna@example.org>"),
        ("From", "System Administrator Huber <anna@example.org>"),
    ],
)
def test_header_of_a_person_is_not_taken_for_a_program(name: str, value: str) -> None:
    assert read_mail(written("Re: Your appointment", "ok", {name: value})).kind == "answer"
