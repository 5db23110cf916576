"""Mails are composed alike in a thread and in processes."""

import asyncio

import pytest

from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.channels.mail.sending.composer import MailComposer
from gateway.channels.mail.sending.facts_of_mails import load_facts
from gateway.processes import WorkProcesses
from tests.support.mail_line import SENDER
from tests.support.sending_office import SIGNS


@pytest.fixture
async def loaded(mail_office):
    client = await mail_office.client()
    queued = await mail_office.queue(5, client_id=client.id)
    async with mail_office.database.read() as tx:
        return queued, await load_facts(tx, queued)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_processes_write_what_a_thread_writes(loaded, now):
    batch, facts = loaded
    here = await MailComposer(SIGNS, WorkProcesses(0)).compose(batch, facts, now)
    assert len(here) == len(batch)
    assert all(here)
    processes = WorkProcesses(1)
    composer = MailComposer(SIGNS, processes)
    try:
        # while they start, nobody waits for them
        assert await composer.compose(batch, facts, now) == here
        await asyncio.wrap_future(processes._opened)
        assert await composer.compose(batch, facts, now) == here
    finally:
        processes.close()


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
    first, none, *others = await MailComposer(SIGNS, WorkProcesses(0)).compose(
        [batch[0], stray, *batch[1:]], facts, now
    )
    assert none is None
    assert all([first, *others])
