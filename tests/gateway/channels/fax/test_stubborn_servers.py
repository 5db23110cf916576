"""Fax servers that stall, cut, lie or talk without end: each attempt ends, and nothing is lost."""

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import MessageStatus
from gateway.channels.fax.fax_outcomes import LOOKED_FOR_AFTER
from gateway.channels.fax.hylafax.errors import FaxLogInRefused, FaxServerAway
from gateway.channels.fax.hylafax.session import FaxServerAddress, logged_in
from tests.support.fax_office import FaxOffice


@asynccontextmanager
async def answering(script):
    """Run a server that answers each connection by a script."""
    server = await asyncio.start_server(script, "127.0.0.1", 0)
    try:
        yield FaxServerAddress(
            "127.0.0.1", server.sockets[0].getsockname()[1], "textback", "secret", 0.5
        )
    finally:
        server.close()


@asynccontextmanager
async def between(server, watch):
    """Run a relay to the real server; `watch` sees each request, and False cuts its answer."""

    async def relay(reader, writer):
        theirs, ours = await asyncio.open_connection(server.host, server.port)

        async def back():
            while data := await theirs.read(4096):
                writer.write(data)
            writer.close()

        task = asyncio.create_task(back())
        while line := await reader.readline():
            cut = await watch(line, ours) is False
            ours.write(line)
            if cut:
                task.cancel()
                await asyncio.sleep(0.5)
                break
        task.cancel()
        writer.close()
        ours.close()

    async with answering(relay) as address:
        yield replace(address, timeout=3.0)


async def silent(reader, writer):
    await reader.read()
    writer.close()


async def no_fax_server(reader, writer):
    writer.write(b"HTTP/1.1 400 Bad Request\r\n")
    await reader.read()
    writer.close()


async def endless(reader, writer):
    writer.write(b"220-" + b"x" * 200_000)
    await reader.read()
    writer.close()


async def many_lines(reader, writer):
    writer.write(b"220-hello\r\n" * 5000)
    await reader.read()
    writer.close()


async def too_many_users(reader, writer):
    writer.write(b"421 There are already 100 users of your class.\r\n")
    writer.close()


@pytest.mark.parametrize("script", [silent, no_fax_server, endless, many_lines, too_many_users])
async def test_each_log_in_ends(script):
    async with answering(script) as address, asyncio.timeout(5):
        with pytest.raises(FaxServerAway):
            async with logged_in(address):
                pass


async def test_a_refusal_for_now_is_no_refused_log_in():
    async def busy(reader, writer):
        writer.write(b"220 ready\r\n")
        await reader.readline()
        writer.write(b"450 try later\r\n")
        writer.close()

    async with answering(busy) as address:
        with pytest.raises(FaxServerAway):
            async with logged_in(address):
                pass


async def test_words_of_a_server_are_shown_on_one_line():
    async def rude(reader, writer):
        writer.write(b"220 ready\r\n")
        await reader.readline()
        writer.write(b"530 no\x1b[31m\x07 " + b"x" * 5000 + b"\r\n")
        writer.close()

    async with answering(rude) as address:
        with pytest.raises(FaxLogInRefused) as refused:
            async with logged_in(address):
                pass
    said = refused.value.reason.facts["said"]
    assert said.isprintable()
    assert len(said) <= 200


async def test_an_upload_that_is_cut_is_never_submitted(database, practice, fax_server):
    """The server takes the end of a cut connection for the end of the document."""

    async def shorten(line, ours):
        # the document is stored short: what the server has is compared before the job is made
        if line.startswith(b"SIZE"):
            ours.write(b"DELE " + line.split(b" ", 1)[1])
            await asyncio.sleep(0.2)

    async with between(fax_server.address, shorten) as address:
        office = FaxOffice(database, practice, address)
        message = await office.queue()
        await office.carrier().sender.step()
    waiting = await office.message(message)
    assert waiting.status is MessageStatus.QUEUED
    assert waiting.reason.code in {ReasonCode.FAX_REFUSED, ReasonCode.FAX_SERVER_AWAY}
    assert fax_server.jobs() == {}


async def test_a_connection_cut_during_the_submission_leaves_one_job(
    database, practice, fax_server
):
    async def cut(line, ours):
        return not line.startswith(b"JSUBM")

    async with between(fax_server.address, cut) as address:
        office = FaxOffice(database, practice, address)
        message = await office.queue()
        await office.carrier().sender.step()
    assert len(fax_server.jobs()) == 1
    # the first attempt is of unknown end, and waits to be tried again
    assert (await office.message(message)).status is MessageStatus.QUEUED
    history = [one.status for one in await office.history(message)]
    assert MessageStatus.UNKNOWN in history
    office.address, office.late = fax_server.address, 5 * LOOKED_FOR_AFTER
    carrier = office.carrier()
    assert await carrier.sender.step()
    assert (await office.message(message)).status is MessageStatus.ACCEPTED
    assert len(fax_server.jobs()) == 1


async def test_a_server_that_is_away_is_waited_for_and_told_after_a_while(database, practice):
    nowhere = FaxServerAddress("127.0.0.1", 1, "textback", "secret", 1.0)
    office = FaxOffice(database, practice, nowhere)
    first, second = await office.queue(), await office.queue()
    carrier = office.carrier()
    assert await carrier.sender.step()
    assert not await carrier.sender.step()  # it rests: the other fax is not tried in vain
    assert (await office.message(first)).reason.code is ReasonCode.FAX_SERVER_AWAY
    assert (await office.message(second)).attempt == 0
    assert not carrier.reachable
    assert not carrier.log_in.refused
    office.late = 5 * 4 * LOOKED_FOR_AFTER
    assert carrier.log_in.refused.code is ReasonCode.FAX_SERVER_AWAY


async def test_a_fax_whose_time_has_passed_is_not_sent(database, practice):
    office = FaxOffice(database, practice, FaxServerAddress("127.0.0.1", 1, "x", "x", 1.0))
    message = await office.queue()
    office.late = timedelta(hours=13)
    assert not await office.carrier().sender.step()
    assert (await office.message(message)).status is MessageStatus.QUEUED
