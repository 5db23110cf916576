"""Debian's Postfix hands over to us: a client's answer, and what it could not deliver for us."""

import asyncio
import shutil
import tempfile
from pathlib import Path

import pytest

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import MessageStatus
from gateway.channels.mail.addresses import Purpose
from tests.support.mail_office import delivered
from tests.support.postfix import running_postfix
from tests.support.smarthost import Smarthost


@pytest.fixture
def folder():
    """A folder that Postfix's own account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="textback-postfix-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


async def until_mails(office, count):
    """Wait until so many mails are stored."""
    async with asyncio.timeout(30):
        while len(await office.mails()) < count:  # noqa: ASYNC110 (Postfix tells nobody)
            await asyncio.sleep(0.05)


async def test_answers_and_bounces_come_over_a_real_mail_server(office, folder):
    ada = await office.client(email="ada@clients.test")
    gone = await office.client("Grace", 2, email="grace@gone.test")
    to_ada, to_gone = await office.sent(ada), await office.sent(gone)
    refusing = Smarthost(
        judge=lambda stage, _: "550 5.1.1 no such user" if stage == "rcpt" else None
    )
    async with (
        office.listening() as listener,
        refusing.running() as elsewhere,
        running_postfix(
            folder,
            {"ada@clients.test": "ada"},
            {"example.org": listener.port, "gone.test": elsewhere.port},
        ) as postfix,
    ):
        reply_to = office.address(to_ada)
        answer = office.answer(reply_to, "1", From="ada@clients.test")
        await delivered(postfix.port, answer, reply_to, sender="ada@clients.test")
        await until_mails(office, 1)
        mail = office.answer("grace@gone.test", "Your appointment", From="calendar@example.org")
        envelope = office.address(to_gone, Purpose.BOUNCE)
        await delivered(postfix.port, mail, "grace@gone.test", sender=envelope)
        await until_mails(office, 2)
    (one,) = await office.inbox()
    assert (one.text, one.key.their_address) == ("1", "ada@clients.test")
    failed = await office.message(to_gone)
    assert failed.status is MessageStatus.FAILED
    assert failed.reason.code is ReasonCode.MAIL_BOUNCED
    assert failed.reason.facts["status"] == "5.1.1"
    assert (await office.message(to_ada)).status is MessageStatus.ACCEPTED
