"""Mails are composed alike in a thread and in processes, and processes that end are no matter."""

import asyncio
import os
import signal

import pytest

from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.channels.mail.sending.composer import MailComposer
from gateway.channels.mail.sending.facts_of_mails import load_facts
from tests.support.mail_line import SENDER
from tests.support.sending_office import SIGNS


@pytest.fixture
async def loaded(mail_office):
    client = await mail_office.client()
    queued = await mail_office.queue(5, client_id=client.id)
    async with mail_office.database.read() as tx:
        return queued, await load_facts(tx, queued)


async def until_up(composer, batch, facts, now):
    async with asyncio.timeout(60):
        while not composer._is_up():
            await composer.compose(batch, facts, now)
            await asyncio.wrap_future(composer._opened)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_processes_write_what_a_thread_writes(loaded, now):
    batch, facts = loaded
    here = await MailComposer(SIGNS, many=0).compose(batch, facts, now)
    composer = MailComposer(SIGNS, many=1)
    try:
        # while they start, nobody waits for them
        assert await composer.compose(batch, facts, now) == here
        await until_up(composer, batch, facts, now)
        assert await composer.compose(batch, facts, now) == here
        for process in composer._pool._processes:
            os.kill(process, signal.SIGKILL)
        assert await composer.compose(batch, facts, now) == here
        assert composer._pool is None
    finally:
        composer.close()


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_what_cannot_be_composed_spoils_nothing_else(loaded, now):
    batch, facts = loaded
    stray = Message(
        practice_id=99,
        id=1,
        kind=MessageKind.STAFF,
        channel=Channel.EMAIL,
        sender=SENDER,
        recipient="ada@example.org",
        text="hello",
        status=MessageStatus.SENDING,
        created_at=now,
        not_before=now,
        expires_at=None,
        priority=0,
    )
    first, none, *others = await MailComposer(SIGNS, many=0).compose(
        [batch[0], stray, *batch[1:]], facts, now
    )
    assert none is None
    assert all([first, *others])
