"""Malformed, huge and repetitive mails: nothing raises, and time grows with the size alone."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendar_store.model.received_mails import MailKind
from gateway.channels.mail.reading import mail_headers
from gateway.channels.mail.reading.read_mail import answer_text, read_mail
from tests.support.received_mails import written
from tests.support.spent import seconds_of

PIECES = st.sampled_from(
    [
        *(b"\n", b"\r\n", b"\r", b"\n\n", b"\x00", b"\xff\xfe", b"\xe4", b"\t ", b"a", b"=", b"=?"),
        *(b"--b", b"--b--", b"\n--b\n", b"From: ", b"Return-Path: <>"),
        b"Subject: =?utf-8?b?4pyT?=",
        b"Content-Type: multipart/mixed; boundary=b\n",
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n',
        b"Content-Type: message/rfc822\n\n",
        b"Content-Type: text/html; charset=utf-16\n",
        b"Content-Type: text/calendar; method=REPLY\n",
        b"Content-Type: message/delivery-status\n\n",
        b"Content-Type: message/feedback-report\n\n",
        b"Content-Type: application/pkcs7-mime\n\n",
        b"Content-Transfer-Encoding: base64\n",
        b"Content-Transfer-Encoding: quoted-printable\n",
        b"Content-Disposition: attachment; filename*0*=utf-8'%e4'%; filename*1=x\n",
        b"Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.1.1\n",
        b"<blockquote type=cite>", b"<div id=appendonsend", b"</div>", b"<!--",
        b"&#x110000;", b"&#0;",
        b"> ", b"On 1 x <a@example.org> wrote:\n", b"-- \n", b"From: a\nSent: b\nTo: c\n",
        b"-----BEGIN PGP SIGNED MESSAGE-----\n", b"550 5.1.1 ", b"METHOD:REPLY\n",
    ]
)  # fmt: skip
CHARSETS = [
    "",
    "utf-8",
    "x-unknown",
    "rot13",
    "idna",
    "utf-7",
    "base64",
    "unicode_escape",
    "utf-16",
]


@given(st.lists(PIECES, max_size=40).map(b"".join))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_pieces_of_mails_raise(raw: bytes) -> None:
    answer_text(read_mail(raw), "Reply 1 to confirm, 2 to cancel.")


@given(st.binary(max_size=2_000))
@settings(max_examples=200, deadline=None)
def test_no_octets_raise(raw: bytes) -> None:
    read_mail(raw)


@given(st.binary(max_size=300), st.sampled_from(CHARSETS))
@settings(max_examples=200, deadline=None)
def test_no_charset_raises(body: bytes, charset: str) -> None:
    text = read_mail(f"Content-Type: text/plain; charset={charset}\n\n".encode() + body).text
    text.encode("utf-8")
    assert "\x00" not in text


def test_halves_of_letters_are_left_out() -> None:
    raw = b"Subject: =?utf-7?q?+2AA-?=\nContent-Type: text/plain; charset=utf-7\n\n+2AA-Yes"
    read = read_mail(raw)
    assert (read.subject, read.text) == ("", "Yes")


def test_empty_mail_is_an_answer_without_words() -> None:
    read = read_mail(b"")
    assert (read.kind, read.text) == ("answer", "")


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ("für morgen".encode(), "text/plain"),
        ("für morgen".encode("cp1252"), "text/plain"),
        ("für morgen".encode("cp1252"), "text/plain; charset=utf-8"),
        ("für morgen".encode(), "text/plain; charset=iso-8859-1"),
        ("für morgen".encode(), "text/plain; charset=us-ascii"),
        ("für morgen".encode(), "text/plain; charset=x-nonsense"),
        ("für morgen".encode("utf-16"), "text/plain; charset=utf-16"),
        (b"f\xfcr morgen", 'text/plain; charset="windows-1252"'),
        (b"f+APw-r morgen", "text/plain; charset=unicode-1-1-utf-7"),
    ],
)
def test_wrong_charsets_are_mended(body: bytes, head: str) -> None:
    assert read_mail(f"Content-Type: {head}\n\n".encode() + body).text == "für morgen"


def test_broken_transfer_encodings_keep_what_is_readable() -> None:
    head = b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: "
    assert read_mail(head + b"base64\n\nWWVz LCB0aGFua3M\n!!").text == "Yes, thanks"
    assert read_mail(head + b"quoted-printable\n\nf=C3=BCr =ZZ = morgen").text.startswith("für")


def test_raw_octets_in_headers_are_read() -> None:
    assert read_mail("Subject: Übermorgen\n\nx".encode()).subject == "Übermorgen"
    assert read_mail("Subject: Übermorgen\n\nx".encode("cp1252")).subject == "Übermorgen"


def test_line_ends_of_every_kind() -> None:
    for end in (b"\n", b"\r\n", b"\r"):
        raw = end.join([b"Subject: x", b"", b"Yes", b"", b"> no"])
        assert (read_mail(raw).subject, read_mail(raw).text) == ("x", "Yes")


def test_line_that_is_no_field_does_not_end_the_header() -> None:
    read = read_mail(b"From: a@example.org\nbroken line\nSubject: x\n\nYes")
    assert (read.subject, read.text) == ("x", "Yes")


def test_address_within_a_name_is_not_the_sender() -> None:
    raw = b'From: "b@example.org <c@example.org>" <A@example.org>\n\nYes'
    assert read_mail(raw).from_address == "a@example.org"


def test_fifty_nested_parts_are_read() -> None:
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
        for number in range(50)
    )
    assert read_mail(head + b"Content-Type: text/plain\n\nYes").text == "Yes"


def test_thousand_nested_parts_and_mails_do_no_harm() -> None:
    read_mail(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 1_000)
    read_mail(b"Content-Type: message/rfc822\n\n" * 1_000)


H = b"From: a@example.org\nSubject: hi\n\n"
R = b"Return-Path: <>\nSubject: failure notice\n\n"
W = b"Content-Type: text/html\n\n"
REPETITIONS: dict[str, Callable[[int], bytes]] = {
    "quotes": lambda n: H + b"> hello\n" * n,
    "attributions": lambda n: H + b"On Monday 3 he\n" * n,
    "labels": lambda n: H + b"From: x\n" * n,
    "rules": lambda n: H + b"________________\n" * n,
    "sign-offs": lambda n: H + b"Regards\nAnna\n" * n,
    "empty lines": lambda n: H + b"\n" * n * 10,
    "one line": lambda n: H + b"on wrote " * n,
    "flowed": lambda n: b"Content-Type: text/plain; format=flowed\n\n" + b"word \n" * n,
    "status fields": lambda n: R + b"Action: failed\nFinal-Recipient: a\n" * n,
    "status blanks": lambda n: R + b"Action:" + b"\n \t" * n,
    "codes": lambda n: R + b"550 5." * n,
    "failures": lambda n: R + b"mailbox recipient user message delivering " * n,
    "folded header": lambda n: b"Subject: x\n" + b" yyyyyyyyyy\n" * n + b"\nhi",
    "headers": lambda n: b"X-A: b\n" * n + b"\nhi",
    "encoded words": lambda n: b"Subject: " + b"=?a?q?" * n + b"\n\nhi",
    "parameters": lambda n: b"Content-Type: text/plain" + b"; a*1*=b" * n + b"\n\nhi",
    "addresses": lambda n: b"To: " + b"a@b <" * n + b"\n\nhi",
    "quoted names": lambda n: b'To: "' + b'\\"' * n + b"\n\nhi",
    "boundaries": lambda n: b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * n,
    "like boundaries": lambda n: b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--ab\n" * n,
    "divisions": lambda n: W + b"<div class=gmail_quote>" * n,
    "open tags": lambda n: W + b"<a" * n + b">",
    "open comments": lambda n: W + b"<!--" * n,
    "open attributes": lambda n: W + b"<div " + b'a="' * n + b">",
    "scripts": lambda n: W + b"<style></style" * n,
    "soft line ends": lambda n: b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=\n" * n,
    "nested in base64": lambda n: (
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + b"QUFB" * n
    ),
}


@pytest.mark.parametrize("repetition", REPETITIONS.values(), ids=REPETITIONS)
def test_repetitions_take_little_time(repetition: Callable[[int], bytes]) -> None:
    raw = repetition(100_000)
    assert seconds_of(lambda: read_mail(raw)) < 1.5


def test_copies_of_ours_are_cut_in_little_time() -> None:
    read = read_mail(H + b"reply one to confirm two to cancel and so on\n" * 3_000)
    ours = "reply one to confirm two to cancel and so on\n" * 1_000
    assert seconds_of(lambda: answer_text(read, ours)) < 1.5


def test_mail_of_20_megabytes_is_read_in_little_time() -> None:
    line = b"QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB\r\n"
    body = (
        "--b\nContent-Type: text/plain\n\nYes\n--b\nContent-Type: application/pdf; name=a.pdf\n"
        "Content-Transfer-Encoding: base64\n\n"
    )
    head = written("Re: x", body, {"Content-Type": "multipart/mixed; boundary=b"})
    raw = head + line * 260_000 + b"\n--b--\n"
    assert seconds_of(lambda: read_mail(raw)) < 1.5
    read = read_mail(raw)
    assert (read.text, read.attachments[0].name) == ("Yes", "a.pdf")
    assert 14_000_000 < read.attachments[0].size < 17_000_000


@pytest.mark.parametrize("line", ["X-A: a\n", " folded\n", "Received: from a by b; c\n"])
def test_a_header_of_megabytes_is_passed_over(line: str) -> None:
    filler = "X-First: x\n" + line * (2_000_000 // len(line))
    read = read_mail(f"From: a@b.example\nSubject: Re: x\n{filler}\nI will come.\n".encode())
    assert (read.kind, read.text) == (MailKind.ANSWER, "I will come.")
    only = mail_headers.split(filler.encode(), 0, len(filler))
    assert sum(len(value) for _, value in only[0].fields) < mail_headers.LARGEST_HEADER
