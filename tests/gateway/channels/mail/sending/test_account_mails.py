"""Mails with a link into an account: the store keeps the link until the mail has gone."""

from datetime import timedelta

import pytest

from calendar_store.model.statuses import MessageKind, MessageStatus
from gateway.channels.mail.sending.mail_attempt import RESEND_AFTER
from tests.support.smarthost import CUT

M = MessageStatus
LINK = "https://book.practice.example/reset/h4nd-0ver-0nce"
RESET = {"kind": MessageKind.ACCOUNT, "text": f"reset\n{LINK}"}


def told(mail):
    return mail.as_string().replace("=\n", "")


async def test_the_link_is_sent_and_not_kept(mail_office):
    await mail_office.queue(**RESET)
    await mail_office.queue(text="Studio Aurora: will you come?\nReply 1.")
    async with mail_office.running():
        both = await mail_office.until(M.ACCEPTED, 2)
    assert {one.text for one in both} == {"reset", "Studio Aurora: will you come?\nReply 1."}
    assert sum(LINK in told(mail) for mail in mail_office.mails()) == 1


async def test_the_link_is_kept_while_the_mail_may_have_to_be_sent_again(mail_office):
    await mail_office.queue(**RESET)
    mail_office.host.say("end", CUT)
    async with mail_office.running():
        (message,) = await mail_office.until_so(lambda m: m.status is M.QUEUED and m.attempt == 1)
        assert LINK in message.text
        await mail_office.pass_time(RESEND_AFTER)
        (message,) = await mail_office.until(M.ACCEPTED)
    assert message.text == "reset"
    assert all(LINK in told(mail) for mail in mail_office.mails())


@pytest.mark.parametrize("reply", ["550 5.1.1 nobody of that name"])
async def test_a_mail_that_is_lost_leaves_no_link(mail_office, reply):
    await mail_office.queue(**RESET)
    mail_office.host.say("rcpt", reply)
    async with mail_office.running():
        (message,) = await mail_office.until(M.FAILED)
    assert message.text == "reset"


async def test_a_mail_that_was_never_sent_leaves_no_link(mail_office):
    await mail_office.queue(**RESET, expires_at=mail_office.now + timedelta(hours=1))
    await mail_office.pass_time(timedelta(hours=2))
    await mail_office.sweeper().sweep()
    (message,) = await mail_office.messages()
    assert (message.status, message.text) == (M.EXPIRED, "reset")
