"""Late answers that meet the sender at its work: each is recorded once the attempt is."""

import asyncio

import pytest

from calendar_store import late_answers
from calendar_store.late_answers import LateAnswer
from calendar_store.outbox import Outcome as Attempt
from calendar_store.outbox import PartSent
from calendar_store.schema import message_parts
from calendar_store.statuses import MessageStatus
from gateway.sending.late import LateAnswers, Sent
from gateway.smpp.values import Outcome, SubmitResult
from tests.calendar_store.test_outbox import Office

M = MessageStatus
UNKNOWN = SubmitResult(Outcome.UNKNOWN, None, None, None, "no answer", "primary/1", 30.0)


@pytest.fixture
def office(database, practice, now):
    return Office(database, practice.id, now)


@pytest.fixture
def late(office):
    return LateAnswers(office.database, lambda: office.now)


def accepted(sent, key="17"):
    return SubmitResult(Outcome.ACCEPTED, key, key, 0, "", "primary/1", 31.0, sent)


async def leased(office):
    await office.queue()
    return (await office.lease())[0]


async def keys(office):
    async with office.database.read() as tx:
        return [row.carrier_key for row in await tx.execute(message_parts.select())]


async def ended(late):
    """Let everything that was heard be recorded."""
    late.stop()
    async with asyncio.timeout(5):
        await late.run()


@pytest.mark.row("2.late-response")
async def test_an_answer_that_overtakes_the_record_of_the_silence_waits_for_it(office, late):
    message = await leased(office)
    answer = LateAnswer(message, PartSent(1, "17", "17"), whole=True)
    async with office.database.write() as tx:
        assert await late_answers.record(tx, [answer], office.now) == ([], [answer])
    late.heard(accepted(Sent(message, 1, 1, {1: UNKNOWN})))
    recording = asyncio.create_task(ended(late))
    await office.record(Attempt(message, M.UNKNOWN, "no answer", (), 1, again_at=office.now))
    await recording
    history = ["queued", "sending", "unknown", "queued", "accepted"]
    assert (await office.fate(message))[1] == history
    assert await keys(office) == ["17"]


@pytest.mark.row("2.late-response")
async def test_an_answer_that_comes_while_other_parts_are_under_way_is_the_senders(office, late):
    message = await leased(office)
    results = {1: UNKNOWN}
    late.heard(accepted(Sent(message, 1, 2, results)))
    await ended(late)
    assert results[1].outcome is Outcome.ACCEPTED
    assert await keys(office) == []


@pytest.mark.row("2.late-response")
async def test_a_message_sent_anew_keeps_both_ids_and_its_present_attempt(office, late):
    first = await leased(office)
    await office.record(Attempt(first, M.UNKNOWN, "no answer", (), 1, again_at=office.now))
    (second,) = await office.lease()
    late.heard(accepted(Sent(first, 1, 1, {1: UNKNOWN})))
    await ended(late)
    assert (await office.fate(second))[0].status is M.SENDING
    # that attempt meets silence too: the one before is acceptance enough
    late = LateAnswers(office.database, lambda: office.now)
    late.heard(accepted(Sent(first, 1, 1, {1: UNKNOWN})))
    await office.record(Attempt(second, M.UNKNOWN, "no answer", (), 1, again_at=office.now))
    await ended(late)
    assert (await office.fate(second))[0].status is M.ACCEPTED
    assert await keys(office) == ["17"]


async def test_a_late_refusal_changes_nothing_and_an_acceptance_without_an_id_counts(office, late):
    message = await leased(office)
    await office.record(Attempt(message, M.UNKNOWN, "no answer", (), 1, again_at=office.now))
    sent = Sent(message, 1, 1, {1: UNKNOWN})
    late.heard(SubmitResult(Outcome.REFUSED_PERMANENT, None, None, 11, "", "x", 31.0, sent))
    await ended(late)
    assert (await office.fate(message))[0].status is M.QUEUED
    late.heard(SubmitResult(Outcome.ACCEPTED, None, None, 0, "", "x", 31.0, sent))
    await ended(late)
    assert (await office.fate(message))[0].status is M.ACCEPTED
