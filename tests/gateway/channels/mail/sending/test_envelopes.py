"""Addresses in all letters, and mails that a server cannot take."""

import pytest

from calendar_store.model.reason_codes import ReasonCode
from gateway.channels.mail.composing.mail_facts import ComposedMail
from gateway.channels.mail.sending.envelopes import SmtpEnvelope, envelope_of
from gateway.channels.mail.sending.smarthost_standing import RouteState
from gateway.channels.mail.sending.smtp_mail import smtp_address, smtp_mail
from gateway.channels.mail.sending.transactions import MailFate
from tests.support.mail_line import SENDER, mail_line
from tests.support.smarthost import Smarthost

ALL = {"size": "10000", "8bitmime": "", "smtputf8": ""}


def envelope(recipient, extensions, largest=0, data=b"Subject: x\r\n\r\nx\r\n"):
    found = envelope_of(smtp_mail(ComposedMail(SENDER, recipient, data)), extensions, largest)
    if isinstance(found, SmtpEnvelope):
        return found.mail.decode(), found.rcpt.decode()
    return found.code


def test_options_are_given_only_where_they_are_offered():
    mail, rcpt = envelope("ada@example.org", ALL)
    assert mail == f"MAIL FROM:<{SENDER}> SIZE=17"
    assert rcpt == "RCPT TO:<ada@example.org>"
    assert envelope("ada@example.org", {})[0] == f"MAIL FROM:<{SENDER}>"


def test_a_domain_in_other_letters_needs_nothing_of_the_server():
    mail, rcpt = envelope("ada@Bücher.example", {})
    assert (mail, rcpt) == (f"MAIL FROM:<{SENDER}>", "RCPT TO:<ada@xn--bcher-kva.example>")


def test_a_name_in_other_letters_needs_smtputf8():
    mail, rcpt = envelope("jürg@bücher.example", ALL, data="To: jürg\r\n\r\nx\r\n".encode())
    assert mail.endswith("BODY=8BITMIME SMTPUTF8")
    assert rcpt == "RCPT TO:<jürg@xn--bcher-kva.example>"
    assert envelope("jürg@example.org", {"size": ""}) is ReasonCode.ADDRESS_NEEDS_UTF8


def test_a_mail_that_is_too_large_is_not_offered():
    assert envelope("ada@example.org", ALL, largest=16) is ReasonCode.MAIL_TOO_LARGE
    assert envelope("ada@example.org", ALL, largest=17) is not ReasonCode.MAIL_TOO_LARGE


@pytest.mark.parametrize(
    "address",
    [
        *("", "ada", "@example.org", "ada@", "a b@example.org", "ada@exa mple.org"),
        *("ada@b@example.org", "ada@example.org>\r\nDATA", "ada\r\nRSET@example.org"),
        *("ada@example.org> SIZE=1", '"a b"@example.org', "<ada@example.org>", "a\0@b.example"),
        *("x" * 65 + "@example.org", "ada@" + "x" * 64 + ".é.example", "ada@" + "a." * 130 + "org"),
        *("ada@exa\u200bmple.org\u2028", "a\udc80@example.org", "ada,bob@example.org"),
    ],
)
def test_what_is_no_address_never_reaches_the_wire(address):
    assert envelope(address, ALL) is ReasonCode.ADDRESS_UNSENDABLE
    assert smtp_address(address) is None


async def test_an_address_that_the_server_cannot_take_is_one_clear_refusal(smarthost):
    async with mail_line(smarthost) as line:
        refused = await line.post("jürg@example.org").result()
        assert (refused.fate, refused.reason.code) == (
            MailFate.REFUSED,
            ReasonCode.ADDRESS_NEEDS_UTF8,
        )
        assert await line.post("ada@bücher.example").fate() is MailFate.TAKEN
        assert line.pool.standing.state is RouteState.UP
    assert [one.recipient for one in smarthost.taken] == ["ada@xn--bcher-kva.example"]


async def test_a_server_with_smtputf8_takes_every_letter():
    async with Smarthost(smtputf8=True).running() as host, mail_line(host) as line:
        assert await line.post("jürg@bücher.example").fate() is MailFate.TAKEN
    (mail,) = host.taken
    assert mail.recipient == "jürg@xn--bcher-kva.example"
    assert "SMTPUTF8" in mail.options


async def test_the_size_that_a_server_names_is_respected():
    async with Smarthost(size=1000).running() as host, mail_line(host) as line:
        refused = await line.post(body=b"x" * 70 + b"\r\n" + b"y" * 1000).result()
        assert refused.reason.code is ReasonCode.MAIL_TOO_LARGE
        assert await line.post().fate() is MailFate.TAKEN
