"""Faxes over a real HylaFAX: hfaxd and faxq as Debian has them, faxsend over a simulated modem."""

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, MessageStatus
from gateway.channels.fax.fax_check import check_fax_server
from gateway.channels.fax.hylafax import jobs
from gateway.channels.fax.hylafax.session import logged_in
from gateway.wording.reason_words import in_words
from tests.support.fax_modem import FaxModem, Line
from tests.support.fax_office import NUMBER

MEANT = {
    Line.BUSY: (ReasonCode.FAX_BUSY, "the line was engaged; given up, calls in all: 1"),
    Line.NO_ANSWER: (
        ReasonCode.FAX_NO_ANSWER,
        "nobody answered the call; given up, calls in all: 1",
    ),
    Line.NO_CARRIER: (
        ReasonCode.FAX_NO_CARRIER,
        "no fax machine answered the call; given up, calls in all: 1",
    ),
}


async def followed(office, carrier, message, *, within=60.0):
    """Follow a fax until its end is known."""
    async with asyncio.timeout(within):
        while True:
            await carrier.follower.look()
            now = await office.message(message)
            if now.status is not MessageStatus.ACCEPTED:
                return now
            await asyncio.sleep(0.2)


async def test_the_paper_stands_in_the_servers_queue_as_it_was_made(fax_office, fax_server):
    message = await fax_office.queue()
    assert await fax_office.carrier().sender.step()
    (job_id,) = fax_server.jobs()
    job = fax_server.jobs()[job_id]
    assert fax_server.documents(job_id) == [fax_office.content]
    assert (job["number"], job["external"]) == (NUMBER, NUMBER)
    assert (job["sender"], job["owner"]) == (fax_office.practice.name, "textback")
    assert job["jobtag"] == f"textback-test-{message.practice_id}-{message.id}"
    assert (job["pagewidth"], job["pagelength"], job["resolution"]) == ("209", "296", "98")
    assert (job["pagechop"], job["notify"], job["maxdials"]) == ("none", "none", "1")
    sent = await fax_office.message(message)
    assert (sent.status, sent.attempt) == (MessageStatus.ACCEPTED, 1)


async def test_pages_that_the_other_machine_takes_are_delivered(fax_office, fax_server):
    message = await fax_office.queue()
    carrier = fax_office.carrier()
    await carrier.sender.step()
    with closing(FaxModem()) as modem:
        await fax_server.offer(modem)
        arrived = await followed(fax_office, carrier, message)
        assert len(modem.pages) == 2
        assert all(modem.pages)
    assert arrived.status is MessageStatus.DELIVERED
    assert await fax_office.alerts() == []
    assert dict(carrier.figures().receipts) == {"delivered": 1}


@pytest.mark.parametrize("line", MEANT)
async def test_a_call_in_vain_is_told_with_its_reason(fax_office, fax_server, line):
    message = await fax_office.queue()
    carrier = fax_office.carrier()
    await carrier.sender.step()
    with closing(FaxModem(line)) as modem:
        await fax_server.offer(modem)
        failed = await followed(fax_office, carrier, message)
    code, words = MEANT[line]
    assert failed.status is MessageStatus.FAILED
    assert (failed.reason.code, failed.reason.facts["why"].code) == (ReasonCode.FAX_GIVEN_UP, code)
    assert in_words(failed.reason) == words
    assert [one.kind for one in await fax_office.alerts()] == [AlertKind.NOT_DELIVERED]


async def test_a_line_that_is_engaged_at_first_is_told_and_the_fax_arrives(fax_office, fax_server):
    fax_office.most_dials = 4
    message = await fax_office.queue()
    carrier = fax_office.carrier()
    await carrier.sender.step()
    with closing(FaxModem(Line.BUSY)) as modem:
        await fax_server.offer(modem)
        async with asyncio.timeout(60):
            while (await fax_office.history(message))[-1].reason.code is not ReasonCode.FAX_TRYING:
                await asyncio.sleep(0.2)
                await carrier.follower.look()
        trying = (await fax_office.history(message))[-1]
        modem.line = Line.TAKEN
        async with asyncio.timeout(90):
            while (await fax_office.message(message)).status is MessageStatus.ACCEPTED:
                await fax_server.offer(modem)
                await carrier.follower.look()
                await asyncio.sleep(1)
    assert in_words(trying.reason).startswith("the line was engaged; called 1 times of 4")
    assert (await fax_office.message(message)).status is MessageStatus.DELIVERED


async def test_what_was_submitted_before_the_service_was_killed_is_not_submitted_again(
    fax_office, fax_server
):
    message = await fax_office.queue()
    killed = fax_office.carrier()
    # it was killed after the server took the job, before that was recorded
    killed.sender._record = None  # type: ignore[method-assign,assignment]
    with pytest.raises(TypeError):
        await killed.sender.step()
    assert len(fax_server.jobs()) == 1
    await fax_office.ended()
    assert (await fax_office.message(message)).status is MessageStatus.QUEUED
    fax_office.late = timedelta(minutes=1)
    carrier = fax_office.carrier()
    assert await carrier.sender.step()
    assert len(fax_server.jobs()) == 1
    assert (await fax_office.message(message)).status is MessageStatus.ACCEPTED
    assert dict(carrier.tally.submits) == {"found": 1}
    with closing(FaxModem()) as modem:
        await fax_server.offer(modem)
        assert (await followed(fax_office, carrier, message)).status is MessageStatus.DELIVERED
        assert len(modem.dialled) == 1


async def test_what_was_not_submitted_before_the_service_was_killed_is_submitted_once(
    fax_office, fax_server
):
    message = await fax_office.queue()
    killed = fax_office.carrier()
    killed.sender._attempt = None  # type: ignore[method-assign,assignment]
    with pytest.raises(TypeError):
        await killed.sender.step()
    await fax_office.ended()
    fax_office.late = timedelta(minutes=1)
    carrier = fax_office.carrier()
    assert await carrier.sender.step()
    assert not await carrier.sender.step()
    assert len(fax_server.jobs()) == 1
    assert (await fax_office.message(message)).status is MessageStatus.ACCEPTED


async def test_two_services_at_one_server_do_not_take_each_others_jobs_for_theirs(
    fax_office, fax_server
):
    other = replace(fax_office, tag="textback-other")
    message = await fax_office.queue()
    await fax_office.carrier().sender.step()
    async with logged_in(fax_server.address) as session:
        (tag,) = await jobs.find_jobs(session)
        job_id = (await jobs.find_jobs(session))[tag]
        assert await jobs.standing(session, job_id, tag.replace("test", "other")) is None
    assert await other.carrier().sender.step() is False
    assert (await fax_office.message(message)).status is MessageStatus.ACCEPTED


async def test_a_job_that_somebody_removes_is_told_as_unknown(fax_office, fax_server):
    message = await fax_office.queue()
    carrier = fax_office.carrier()
    await carrier.sender.step()
    (job_id,) = fax_server.jobs()
    async with logged_in(fax_server.address) as session:
        await session.ask("JSUSP", job_id)
        await session.ask("JDELE", job_id)
    gone = await followed(fax_office, carrier, message)
    assert gone.status is MessageStatus.UNKNOWN
    assert gone.reason.code is ReasonCode.FAX_JOB_GONE
    assert await carrier.follower.look() == 0


async def test_a_number_with_letters_is_dialled_by_nobody(fax_office, fax_server):
    message = await fax_office.queue(recipient="+39 02 CALL-ME")
    await fax_office.carrier().sender.step()
    failed = await fax_office.message(message)
    assert (failed.status, failed.reason.code) == (
        *(MessageStatus.FAILED, ReasonCode.FAX_NUMBER_UNUSABLE),
    )
    assert fax_server.jobs() == {}


async def test_a_document_that_is_none_is_told(fax_office, fax_server):
    fax_office.content = b"no document"
    message = await fax_office.queue()
    carrier = fax_office.carrier()
    await carrier.sender.step()
    with closing(FaxModem()) as modem:
        await fax_server.offer(modem)
        failed = await followed(fax_office, carrier, message)
        assert modem.dialled == []
    assert failed.reason.code is ReasonCode.FAX_NOT_CONVERTED


async def test_without_faxq_nothing_is_taken_and_the_fax_waits(fax_office, fax_server):
    message = await fax_office.queue()
    carrier = fax_office.carrier()
    await fax_server.end("faxq")
    await carrier.sender.step()
    waiting = await fax_office.message(message)
    assert (waiting.status, waiting.reason.code) == (
        *(MessageStatus.QUEUED, ReasonCode.FAX_REFUSED),
    )
    await fax_server.start("faxq")
    fax_office.late = timedelta(minutes=2)
    await carrier.sender.step()
    assert (await fax_office.message(message)).status is MessageStatus.ACCEPTED
    assert len(fax_server.jobs()) == 1


async def test_a_refused_log_in_is_told_and_the_fax_waits(fax_office, fax_server):
    fax_office.address = replace(fax_server.address, password="wrong")
    message = await fax_office.queue()
    carrier = fax_office.carrier()
    await carrier.sender.step()
    assert (await fax_office.message(message)).status is MessageStatus.QUEUED
    assert carrier.log_in.refused.code is ReasonCode.FAX_LOG_IN_REFUSED
    assert not carrier.log_in.admitted
    assert not await carrier.sender.step()


async def test_the_check_says_in_words_how_the_server_stands(fax_server):
    fine = await check_fax_server(fax_server.address)
    assert fine.fine
    assert "It takes the log-in of textback; 0 jobs in its queues" in fine.words
    wrong = await check_fax_server(replace(fax_server.address, password="wrong"))
    assert wrong.words.startswith("the fax server refuses our log-in: 530")
    await fax_server.end("hfaxd")
    away = await check_fax_server(fax_server.address)
    assert away.words.startswith("the fax server cannot be reached:")
