"""A flood from Kannel's SMPP driver, an SMSC in C with separate binds, over a link with cuts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from calendar_store.database.connection import Transaction
from calendar_store.model.statuses import MessageStatus
from calendar_store.schema import inbound, messages
from tests.end_to_end.front import front_of
from tests.end_to_end.installed import Installed, Served
from tests.end_to_end.seeded import due_reminders
from tests.support.ports import free_port
from tests.support.processes import kill

DRIVE_SMPP = Path("/usr/lib/kannel/test/drive_smpp")
BEARERBOX = 13001
"""Where the driver wants the other end of Kannel to listen; it knows no other port."""
OURS, THEIRS = "123", "456"
"""The numbers that the driver's texts go to and come from."""
TEXTS = 1000
REMINDERS = 600
"""The driver holds texts back while it has delivered 500 more than were submitted to it."""
CUT_EVERY = 150
"""Texts acknowledged between cuts."""
MARIE = "+393471234567"


async def test_a_thousand_texts_are_acknowledged_and_kept_once_over_many_cuts_of_the_link(
    textback: Installed,
) -> None:
    await textback.ok("practice", "set", "Studio Aurora", "--sender", OURS, "--quiet", "none")
    await due_reminders(textback, REMINDERS)
    port = free_port()
    async with (
        driver(textback.folder, port) as log,
        front_of(port, CUT_EVERY) as front,
        served_by(textback, front.port) as served,
    ):
        await textback.until_stored(all_texts_in)
        await textback.until_stored(all_reminders_out)
        # the link is whole again: both binds stand, and what is booked now is told over them
        await book_for_marie(textback)
        await textback.until_stored(marie_was_told)
        (primary,) = (await textback.json("carriers"))["carriers"]
        assert [bind["state"] for bind in primary["binds"]] == ["bound", "bound"]
        assert await served.stopped() == 0
        said = log.read_text("utf-8", "replace")
    assert f"Delivered SMS {TEXTS} of {TEXTS}" in said
    assert said.count("PDU of type deliver_sm_resp") == TEXTS
    # every cut took an acknowledgement at least, and its text came again
    assert front.cuts == TEXTS // CUT_EVERY
    assert front.repeated >= front.cuts
    async with textback.store() as database, database.read() as tx:
        await each_is_kept_once(tx)


@asynccontextmanager
async def served_by(textback: Installed, port: int) -> AsyncIterator[Served]:
    """Run the service while the block runs, its carrier at a port that is known only now."""
    textback.add_carrier(port, numbers=(OURS,), bind="pair")
    async with textback.serving() as served:
        yield served


@asynccontextmanager
async def driver(folder: Path, port: int) -> AsyncIterator[Path]:
    """Run the driver on a port while the block runs; its log is what is yielded."""

    async def bearerbox(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    config, log = folder / "kannel.conf", folder / "drive_smpp.log"
    config.write_text("group = core\n")
    box = await asyncio.start_server(bearerbox, "127.0.0.1", BEARERBOX)
    process = await asyncio.create_subprocess_exec(
        *(DRIVE_SMPP, "-v", "4", "-l", log, "-p", str(port), "-m", str(TEXTS), "-c", config),
        cwd=folder,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        yield log
    finally:
        await kill(process)
        box.close()


async def book_for_marie(textback: Installed) -> None:
    await textback.ok(
        *("client", "add", "--first", "Marie", "--last", "Curie", "--mobile", MARIE),
        *("--consent", "form"),
    )
    start = datetime.now(UTC) + timedelta(days=30)
    await textback.ok("book", "--client", MARIE, "--start", start.isoformat())


async def all_texts_in(tx: Transaction) -> bool:
    statement = select(func.count()).where(inbound.c.their_address == THEIRS)
    return bool((await tx.execute(statement)).scalar_one() >= TEXTS)


async def all_reminders_out(tx: Transaction) -> bool:
    statement = select(func.count()).where(messages.c.status == MessageStatus.ACCEPTED)
    return bool((await tx.execute(statement)).scalar_one() >= REMINDERS)


async def marie_was_told(tx: Transaction) -> bool:
    statement = select(messages.c.status).where(messages.c.recipient == MARIE)
    return [row.status for row in await tx.execute(statement)] == [MessageStatus.ACCEPTED]


async def each_is_kept_once(tx: Transaction) -> None:
    texts = [row.text for row in await tx.execute(select(inbound.c.text))]
    assert sorted(texts, key=int) == [str(number) for number in range(1, TEXTS + 1)]
