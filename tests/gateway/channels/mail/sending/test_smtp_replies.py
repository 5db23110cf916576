"""Replies of servers as they are seen in the wild, and what each means."""

import pytest

from calendar_store.model.reasons import reason_of
from gateway.channels.mail.sending.mail_failures import failure_of
from gateway.channels.mail.sending.smtp_replies import (
    AGAIN,
    ReplyMeaning,
    SmtpReply,
    SmtpStage,
    meaning,
    reason_of_reply,
)
from gateway.messaging.failures import Failure
from gateway.wording.reason_words import in_words

M, S = ReplyMeaning, SmtpStage
SEEN = [
    (S.RCPT, "250 2.1.5 Ok", M.TAKEN),
    (S.DATA, "354 End data with <CR><LF>.<CR><LF>", M.TAKEN),
    (S.END, "250 2.0.0 Ok: queued as 4XyZ", M.TAKEN),
    # not what was asked for
    (S.DATA, "250 ok", M.LATER),
    (S.RCPT, "354 go ahead", M.LATER),
    (S.MAIL, "650 from the future", M.LATER),
    # greylisting, as Postgrey, Exim and others say it
    (S.RCPT, "450 4.2.0 <a@b.example>: Recipient address rejected: Greylisted", M.LATER),
    (S.RCPT, "451 4.7.1 Greylisting in action, please come back later", M.LATER),
    (S.RCPT, "450 4.7.1 Client host rejected: cannot find your hostname", M.LATER),
    (S.END, "451 4.7.1 Please try again later", M.LATER),
    (S.RCPT, "451 Temporary local problem - please try later", M.LATER),
    (S.RCPT, "452 4.2.2 The email account that you tried to reach is over quota", M.LATER),
    (S.RCPT, "450 4.2.1 The user is receiving mail at a rate that prevents delivery", M.LATER),
    (S.RCPT, "451 4.3.0 <a@b.example>: Temporary lookup failure", M.LATER),
    # the server is full, for everybody
    (S.MAIL, "452 4.3.1 Insufficient system storage", M.ROUTE_LATER),
    (S.RCPT, "452 4.3.1 Insufficient system storage", M.ROUTE_LATER),
    (S.END, "452 Insufficient system storage", M.ROUTE_LATER),
    (S.END, "451 4.3.0 Error: queue file write error", M.ROUTE_LATER),
    (S.MAIL, "454 4.7.0 Temporary authentication failure", M.ROUTE_LATER),
    (S.MAIL, "421 4.7.0 mx.example.org Error: too many connections", M.CLOSING),
    (S.RCPT, "421 4.4.2 mx.example.org Error: timeout exceeded", M.CLOSING),
    # addresses that do not exist
    (S.RCPT, "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown", M.ADDRESS),
    (S.RCPT, "550 5.1.1 The email account that you tried to reach does not exist", M.ADDRESS),
    (S.RCPT, "550 5.4.1 Recipient address rejected: Access denied", M.ADDRESS),
    (S.RCPT, "550 5.5.0 Requested action not taken: mailbox unavailable", M.ADDRESS),
    (S.RCPT, "550 No such user here", M.ADDRESS),
    (S.RCPT, "553 sorry, no mailbox here by that name", M.ADDRESS),
    (S.RCPT, "556 5.1.10 Recipient address has a null MX", M.ADDRESS),
    (S.RCPT, "550 5.2.1 The email account that you tried to reach is disabled", M.ADDRESS),
    (S.END, "550 5.1.1 User unknown", M.ADDRESS),
    # of a relay's configuration, whatever the address
    (S.RCPT, "553 5.6.7 non-ASCII addresses are not permitted", M.REFUSED),
    (S.RCPT, "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", M.RELAY),
    (S.RCPT, "550 SMTP AUTH is required for message submission", M.RELAY),
    (S.RCPT, "550 Please authenticate before sending mail", M.RELAY),
    # mailboxes that are full
    (S.RCPT, "552 5.2.2 Mailbox full", M.MAILBOX),
    (S.RCPT, "552 Requested mail action aborted: exceeded storage allocation", M.MAILBOX),
    # our own address, or the mail
    (S.MAIL, "550 5.1.8 Sender address rejected: Domain not found", M.SENDER),
    (S.MAIL, "553 5.7.1 Sender address rejected: not owned by user", M.POLICY),
    (S.MAIL, "550 5.1.0 Address rejected", M.SENDER),
    (S.MAIL, "552 5.3.4 Message size exceeds fixed limit", M.TOO_LARGE),
    (S.END, "552 5.3.4 Error: message file too big", M.TOO_LARGE),
    (S.END, "552 Message too large", M.TOO_LARGE),
    (S.RCPT, "550 5.2.3 Message too large for this mailbox", M.TOO_LARGE),
    (S.END, "554 5.7.1 Message rejected as spam", M.POLICY),
    (S.END, "550 5.7.26 This mail is unauthenticated, SPF and DKIM did not pass", M.POLICY),
    (S.END, "550 5.6.0 Invalid header found", M.CONTENT),
    (S.END, "554 Transaction failed", M.CONTENT),
    (S.RCPT, "554 5.7.1 Service unavailable; Client host blocked using a blocklist", M.POLICY),
    (S.RCPT, "500 what?", M.PROTOCOL),
    (S.MAIL, "555 5.5.4 Unsupported option: SIZE", M.PROTOCOL),
    (S.END, "571 delivery not authorized", M.REFUSED),
    # somebody has to correct something, and no mail is lost until then
    (S.MAIL, "530 5.7.0 Must issue a STARTTLS command first", M.LOG_IN),
    (S.MAIL, "530 5.7.57 Client was not authenticated to send anonymous mail", M.LOG_IN),
    (S.MAIL, "550 5.7.57 Client not authenticated", M.LOG_IN),
    (S.LOG_IN, "535 5.7.8 Error: authentication failed", M.LOG_IN),
    (S.LOG_IN, "454 4.7.0 Temporary authentication failure", M.ROUTE_LATER),
    (S.RCPT, "554 5.7.1 <a@b.example>: Relay access denied", M.RELAY),
    (S.RCPT, "550 5.7.1 Unable to relay", M.RELAY),
    (S.RCPT, "550 relay not permitted", M.RELAY),
    (S.MAIL, "503 5.5.1 Error: nested MAIL command", M.ROUTE_LATER),
    # both have to say that it is final
    (S.RCPT, "550 4.7.1 Greylisted, please try again", M.LATER),
    (S.RCPT, "450 5.1.1 User unknown, perhaps", M.LATER),
    (S.END, "554 4.4.7 Message expired", M.LATER),
]


@pytest.mark.parametrize(("stage", "line", "means"), SEEN)
def test_what_servers_say(stage, line, means):
    reply = SmtpReply(int(line[:3]), line[4:])
    assert meaning(stage, reply) is means
    reason = reason_of_reply(stage, reply)
    assert reason == reason_of(reason.code, reason.facts_as_json())
    assert "example" not in str(reason.facts).replace("mx.example.org", "")
    if means is not M.TAKEN:
        assert line[:3] in in_words(reason)


def test_every_code_means_something_and_no_passing_one_is_final():
    for stage in SmtpStage:
        for code in range(1000):
            for status in ("", "4.9.9 ", "5.9.9 ", "5.0.0 ", "2.0.0 ", "9.9.9 "):
                means = meaning(stage, SmtpReply(code, f"{status}words"))
                if not 500 <= code < 600 or status.startswith("4"):
                    assert means in AGAIN | {M.TAKEN}


@pytest.mark.parametrize(
    ("line", "failure"),
    [
        ("550 5.1.1 no", Failure.NUMBER),
        ("552 5.2.2 full", Failure.PHONE),
        ("554 5.7.1 spam", Failure.CONTENT),
        ("571 what", Failure.CARRIER),
        ("450 4.2.0 later", None),
    ],
)
def test_failures_are_told_apart(line, failure):
    reply = SmtpReply(int(line[:3]), line[4:])
    assert failure_of(reason_of_reply(S.RCPT, reply)) is failure


def test_the_words_of_a_server_are_shown_without_addresses_and_in_one_line():
    reply = SmtpReply(550, "5.1.1 <ada@b.example>:\tno \x07such\nuser " + "x" * 500)
    assert reply.said.startswith("…: no such user xxx")
    assert len(reply.said) <= 160


def test_a_refusal_of_letters_is_held_against_an_address_that_has_them_only():
    refused = SmtpReply(553, "5.6.7 non-ASCII addresses are not permitted")
    for stage in (S.MAIL, S.RCPT, S.DATA, S.END):
        assert failure_of(reason_of_reply(stage, refused)) is Failure.CARRIER
    wide = reason_of_reply(S.RCPT, refused, wide=True)
    assert failure_of(wide) is Failure.NUMBER
