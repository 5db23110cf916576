"""Stopped in good order it leaves nothing in between; what it cannot run on is said in a line."""

import asyncio
import json
import signal
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select, text

from calendar_store.database.connection import Transaction
from calendar_store.model.statuses import MessageStatus
from calendar_store.schema import messages, reminders
from tests.end_to_end.installed import PATIENCE, Installed
from tests.end_to_end.python_carrier import PythonCarrier, python_carrier
from tests.end_to_end.seeded import due_reminders
from tests.support import postgres
from tests.support.carrier import DELIVER_SM, RESP, UNBIND, Carrier, message

REMINDERS, WINDOW = 600, 50
DRAIN = 2.0
"""Seconds that the service is told to wait for answers."""
UNWINDING = 10.0
"""Seconds to end in once nothing is waited for any more, on a busy machine."""
LEFT_BY_THE_UNIT = 15.0
"""Seconds beside those that whatever stops the service has to leave it (drain_timeout)."""


@pytest.mark.row("2.unbind-on-stop")
async def test_a_stop_drains_within_its_deadline_and_the_next_start_goes_on(
    textback: Installed,
) -> None:
    await due_reminders(textback, REMINDERS)
    async with python_carrier() as carrier:
        textback.add_carrier(carrier.port, window=WINDOW)
        with textback.config.open("a", encoding="utf-8") as file:
            file.write(f'[delivery]\ndrain_timeout = "{DRAIN}s"\n')
        carrier.accepting = False
        await stopped_at(textback, carrier, submits=WINDOW)
        assert MessageStatus.ACCEPTED not in await fates(textback)
        carrier.accepting = True
        await stopped_at(textback, carrier, submits=WINDOW + 200)
        assert 200 <= (await fates(textback))[MessageStatus.ACCEPTED] < REMINDERS
        async with textback.serving() as served:
            await textback.until_stored(all_accepted)
            assert await served.stopped() == 0
    # sent twice is what the carrier took and never answered, and nothing else
    assert carrier.submits.total() == REMINDERS + WINDOW
    assert len(carrier.submits) == REMINDERS


async def stopped_at(textback: Installed, carrier: PythonCarrier, submits: int) -> None:
    """Run the service until so much was submitted in all; stop it in good order."""
    unbinds = carrier.count(UNBIND)
    async with textback.serving() as served:
        await carrier.until(lambda: carrier.submits.total() >= submits)
        async with asyncio.timeout(DRAIN + UNWINDING):
            assert await served.stopped() == 0
    assert carrier.count(UNBIND) == unbinds + 1
    assert MessageStatus.SENDING not in await fates(textback)


@pytest.mark.parametrize("gone", [postgres.Server.away, postgres.Server.frozen])
async def test_a_stop_without_the_store_ends_in_good_order_and_says_what_is_missing(
    own_postgres: tuple[Installed, postgres.Server], gone
) -> None:
    textback, server = own_postgres
    carrier = Carrier()
    await carrier.start()
    textback.add_carrier(carrier.port)
    with textback.config.open("a", encoding="utf-8") as file:
        file.write(f'[delivery]\ndrain_timeout = "{DRAIN}s"\n')
    async with textback.serving() as served:
        await carrier.until(lambda: carrier.receivers, PATIENCE)
        carrier.deliver(message(b"hello"))
        await carrier.until(lambda: carrier.count(DELIVER_SM | RESP), PATIENCE)
        with gone(server):
            # a session that the store knows of has ended, and a text comes that it cannot keep
            carrier.receivers[0].cut()
            await carrier.until(lambda: carrier.connections == 2 and carrier.receivers)
            carrier.deliver(message(b"hello again"))
            async with asyncio.timeout(DRAIN + LEFT_BY_THE_UNIT):
                assert await served.stopped() == 0
    await carrier.stop()
    lines = served.log.read_text().splitlines()
    said = [json.loads(line) for line in lines]
    last = said[1 + max(n for n, one in enumerate(said) if one["event"] == "stopping") :]
    assert [one for one in last if "exception" in one] == []
    (without,) = [one for one in last if "stopped" in one["event"]]
    assert without["level"] == "warning"
    assert "the store did not answer" in without["event"]


async def test_a_stop_is_a_stop_while_the_service_still_waits_for_its_store(
    own_postgres: tuple[Installed, postgres.Server],
) -> None:
    textback, server = own_postgres
    with server.frozen():
        async with textback.serving() as served, asyncio.timeout(PATIENCE):
            while not hears(served.process.pid, signal.SIGTERM):  # noqa: ASYNC110 (it tells no event)
                await asyncio.sleep(0.02)
            assert await served.stopped() == 0
    (line,) = served.log.read_text().splitlines()
    assert "the store did not answer" in json.loads(line)["event"]


def hears(process: int, number: signal.Signals) -> bool:
    """Tell whether a process has a handler for a signal."""
    (caught,) = [
        line.split()[1]
        for line in Path(f"/proc/{process}/status").read_text().splitlines()
        if line.startswith("SigCgt")
    ]
    return bool(int(caught, 16) >> (number - 1) & 1)


async def fates(textback: Installed) -> Counter[str]:
    """Return how many messages are in each status."""
    async with textback.store() as database, database.read() as tx:
        return Counter(row.status for row in await tx.execute(select(messages.c.status)))


async def all_accepted(tx: Transaction) -> bool:
    """Tell whether every reminder became a message, and each was accepted."""
    planned = select(reminders.c.id).where(reminders.c.status == MessageStatus.PLANNED)
    sent = [row.status for row in await tx.execute(select(messages.c.status))]
    return not (await tx.execute(planned)).all() and sent == [MessageStatus.ACCEPTED] * REMINDERS


async def refused(textback: Installed) -> str:
    """Start the service, which has to refuse; return its one line."""
    answer = await textback.run("serve")
    assert (answer.code, answer.out) == (2, "")
    (line,) = answer.err.splitlines()
    return line


async def test_a_store_of_a_newer_version_is_left_alone(textback: Installed) -> None:
    async with textback.store() as database, database.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "version 9999, which is newer than this service" in await refused(textback)


async def test_a_store_that_is_not_there_says_how_to_have_one(textback: Installed) -> None:
    (textback.folder / "textback.db").unlink()
    assert (await refused(textback)).endswith("run: textback migrate")


async def test_a_configuration_that_cannot_be_read_is_told(empty: Installed) -> None:
    empty.config.write_bytes(b"[store\n")
    assert "textback.toml: is not TOML" in await refused(empty)
