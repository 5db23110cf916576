"""Delivery reports of many servers are told apart, and are never taken for a client's answer.

`mails/` holds mails that were invented after the forms that servers are known for, in folders named
by their kind. The real mails beside the project, where they are there, are read from there.
"""

import re
from pathlib import Path

import pytest

from gateway.channels.mail.reading.read_mail import read_mail
from tests.support.received_mails import written
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


BASE = next(one.raw for one in STANDARD_REPORTS if one.name == "full, class 4")
REPORT = b"multipart/report; report-type=delivery-status; boundary=b"
VARIANTS = {
    "mixed": BASE.replace(REPORT, b"multipart/mixed; boundary=b"),
    "no boundary named": BASE.replace(b"; boundary=b", b""),
    "other boundary": BASE.replace(b"; boundary=b", b"; boundary=x"),
    "plain text": BASE.replace(REPORT, b"text/plain"),
    "receipt": BASE.replace(b"=delivery-status", b"=disposition-notification"),
    "a file": BASE.replace(b"message/delivery-status", b"application/octet-stream"),
    "a text": BASE.replace(b"message/delivery-status", b"text/plain"),
    "for letters beyond ASCII": BASE.replace(b"/delivery-status", b"/global-delivery-status"),
    "parted fields": BASE.replace(b"Action:", b"\nAction:"),
    "blank before colons": BASE.replace(b"Status:", b"Status :"),
    "folded": BASE.replace(b"Status: ", b"Status:\n "),
    "upper case": BASE.replace(b"Status: 4", b"STATUS: 4").replace(b"Action: f", b"ACTION: F"),
    "CR CR LF": BASE.replace(b"\n", b"\r\r\n"),
    "of a list": b"List-Id: <x.example.org>\nPrecedence: bulk\n" + BASE,
    "as an answer": BASE.replace(b"Subject: Delivery report", b"Subject: Re: Your appointment"),
    "of a person": BASE.replace(b"From: MAILER-DAEMON", b"From: anna"),
    "unindented diagnostic": BASE.replace(b"452 mailbox full", b"452-mailbox\n452 full"),
}


@pytest.mark.parametrize("raw", VARIANTS.values(), ids=VARIANTS)
def test_malformed_standard_report(raw: bytes) -> None:
    read = read_mail(raw)
    assert (read.kind, read.failed[0].status) == ("temporary", "4.2.2")
    assert read.failed[0].address == "anna@example.net"


GIVEN_UP = {"delay": False, "expired": True, "full, class 5": True, "delivered": False}


@pytest.mark.parametrize(("name", "given_up"), GIVEN_UP.items())
def test_standard_report_tells_whether_the_server_goes_on(name: str, *, given_up: bool) -> None:
    read = read_mail(next(one.raw for one in STANDARD_REPORTS if one.name == name))
    assert read.given_up is given_up


@pytest.mark.parametrize(
    ("name", "given_up"),
    [("exim-delay", False), ("google-delay", False), ("qmail-queue", True), ("es-full", True)],
)
def test_report_in_words_tells_whether_the_server_goes_on(name: str, *, given_up: bool) -> None:
    path = Path(__file__).parent / "mails" / "temporary" / f"{name}.eml"
    assert read_mail(path.read_bytes()).given_up is given_up


def _wrapped(inner: bytes, kind: str) -> bytes:
    body = f"--w\nContent-Type: text/plain\n\nYour mail failed.\n--w\nContent-Type: {kind}\n\n"
    fields = {
        "From": "postmaster@filter.example.net",
        "Content-Type": "multipart/mixed; boundary=w",
    }
    return written("Returned mail", body, fields) + inner + b"\n--w--\n"


def test_report_that_a_filter_wrapped() -> None:
    inner = next(one.raw for one in STANDARD_REPORTS if one.name == "expired")
    read = read_mail(_wrapped(inner, "message/rfc822"))
    assert (read.kind, read.failed[0].status) == ("temporary", "4.4.7")
    assert read.original_message_id == "<7.1@example.org>"


def test_report_that_a_client_forwards_is_an_answer() -> None:
    inner = next(one.raw for one in STANDARD_REPORTS if one.name == "expired")
    raw = _wrapped(inner, "message/rfc822").replace(b"postmaster@filter.", b"anna@")
    forwarded = raw.replace(b"Returned mail", b"Fwd: Returned mail")
    assert read_mail(forwarded).kind == "answer"
    assert read_mail(raw).kind == "answer"


def test_status_fields_under_the_wrong_type() -> None:
    status = b"Final-Recipient: rfc822; anna@example.net\nAction: failed\nStatus: 4.2.2\n"
    read = read_mail(_wrapped(status, "text/plain; name=status.txt"))
    assert (read.kind, read.failed[0].status) == ("temporary", "4.2.2")


def test_facts_of_a_report_in_words() -> None:
    path = Path(__file__).parent / "mails" / "permanent" / "qmail-unknown.eml"
    read = read_mail(path.read_bytes())
    assert [(one.address, one.status) for one in read.failed] == [("anna@example.net", "5.1.1")]
    assert read.original_message_id == "<7.1@example.org>"
    assert "Sorry, no mailbox" in read.text
