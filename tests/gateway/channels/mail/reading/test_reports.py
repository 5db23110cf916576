"""Delivery reports of many servers are told apart, and are never taken for a client's answer.

`mails/` holds mails that were invented after the forms that servers are known for, in folders named
by their kind. The real mails beside the project, where they are there, are read from there.
"""

import re
from pathlib import Path

import pytest

from gateway.channels.mail.reading.read_mail import read_mail
from tests.support.standard_reports import STANDARD_REPORTS, StandardReport

MAILS = sorted((Path(__file__).parent / "mails").glob("*/*.eml"))
PLACES = [one / "shared" / "samples" / "bounces" for one in Path(__file__).parents]
REAL = sorted(path for place in PLACES if place.is_dir() for path in place.glob("*.eml"))
REAL_ANSWERS = {"not-is-not-bounce-01.eml", "not-is-not-bounce-02.eml"}
REAL_AUTOMATIC = {"rfc3834-01.eml", "lhost-fml-02.eml"}

each_standard = pytest.mark.parametrize(
    "report", STANDARD_REPORTS, ids=[one.name for one in STANDARD_REPORTS]
)


@each_standard
def test_standard_report_is_told_apart(report: StandardReport) -> None:
    assert read_mail(report.raw).kind == report.kind
    assert read_mail(report.raw.replace(b"\n", b"\r\n")).kind == report.kind


@pytest.mark.parametrize("path", MAILS, ids=[f"{one.parent.name}-{one.stem}" for one in MAILS])
def test_mail_is_told_apart(path: Path) -> None:
    raw = path.read_bytes()
    assert read_mail(raw).kind == path.parent.name
    assert read_mail(raw.replace(b"\n", b"\r\n")).kind == path.parent.name


@pytest.mark.parametrize("path", REAL, ids=[path.stem for path in REAL])
def test_real_mail_is_told_apart(path: Path) -> None:
    raw = path.read_bytes()
    kind = read_mail(raw).kind
    if path.name in REAL_ANSWERS:
        assert kind == "answer"
    elif path.name in REAL_AUTOMATIC:
        assert kind == "automatic"
    elif path.name.startswith("arf"):
        assert kind == "complaint"
    elif classes := set(re.findall(rb"^Status: *([45])\.\d", raw, re.MULTILINE)):
        assert kind == ("permanent" if b"5" in classes else "temporary")
    else:
        assert kind in ("permanent", "temporary")


@pytest.mark.parametrize("name", ["delay", "full, class 5", "lower case", "with comments"])
def test_facts_of_a_standard_report(name: str) -> None:
    read = read_mail(next(one.raw for one in STANDARD_REPORTS if one.name == name))
    assert [one.address for one in read.failed] == ["anna@example.net"]
    assert read.failed[0].status
    assert read.original_message_id == "<7.1@example.org>"
    assert "bounce@example.org" in read.original_addresses


def test_facts_of_a_report_in_words() -> None:
    path = Path(__file__).parent / "mails" / "permanent" / "qmail-unknown.eml"
    read = read_mail(path.read_bytes())
    assert [(one.address, one.status) for one in read.failed] == [("anna@example.net", "5.1.1")]
    assert read.original_message_id == "<7.1@example.org>"
    assert "Sorry, no mailbox" in read.text
