"""Killed again and again while a paper is copied in: every line is there, and booked once."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from calendar_store.model.statuses import AppointmentStatus
from calendar_store.schema import appointments
from tests.end_to_end.installed import SCRIPT, Installed
from tests.support.processes import kill

NOW = datetime.now(UTC)
DAYS = tuple((NOW + timedelta(days=one)).date().isoformat() for one in (7, 8, 9, 10))
MADE = (NOW - timedelta(days=2)).strftime("%Y-%m-%dT00:00")
FIRST = ("Anna", "Bea", "Carla", "Dora")
LAST = ("Anders", "Becker", "Conti", "Dupont", "Evans", "Fischer", "Garcia", "Hansen")
LINES = [
    (day, f"{9 + n // 2}:{30 * (n % 2):02} {first} {last} 347 12{at}0 0{n:02}")
    for at, (day, first) in enumerate(zip(DAYS, FIRST, strict=True))
    for n, last in enumerate(LAST)
]
KILLED = 5


def paper() -> str:
    """Return the paper as it is typed."""
    return "\n".join(f"# {day} Aurora\n{line}" for day, line in LINES)


async def test_a_paper_is_copied_in_by_a_program_that_is_killed(
    textback_on_each: Installed,
) -> None:
    textback = textback_on_each
    (textback.folder / "paper.txt").write_text(paper())
    chance = random.Random(1)
    asked = ("catch-up", "--from", "paper.txt", "--made", MADE)
    command = (str(SCRIPT), "--config", str(textback.config), *asked)
    for _ in range(KILLED):
        process = await asyncio.create_subprocess_exec(*command, cwd=textback.folder)
        await asyncio.sleep(chance.uniform(0.8, 2.5))
        await kill(process)
    answer = await textback.run(*asked)
    assert answer.code == 0, answer
    listed = await textback.json("catch-up", "list")
    assert Counter(one["state"] for one in listed) == {"done": len(LINES)}
    async with textback.store() as database, database.read() as tx:
        booked = select(appointments.c.starts_at, appointments.c.client_id).where(
            appointments.c.status != AppointmentStatus.CANCELLED
        )
        visits = [tuple(row) for row in await tx.execute(booked)]
    assert len(visits) == len(set(visits)) == len(LINES)
    assert {one["fate"] for one in listed} == {"written"}
