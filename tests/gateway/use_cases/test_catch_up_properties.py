"""In any order and however often repeated: no line of a paper is lost, and nobody comes twice."""

import asyncio
import random
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from itertools import pairwise
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calendar_store.appointments import agenda, paper_entries
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.appointments import Appointment
from calendar_store.model.errors import StoreError, StoreUnreachable
from calendar_store.model.paper_entries import PaperEntryState, PaperFate
from calendar_store.practices import hours, practices, practitioners
from gateway.use_cases import catch_up
from gateway.use_cases.catch_up import CatchUpDesk
from gateway.use_cases.catch_up_settling import SettlingWay
from gateway.use_cases.paper_lines import PaperLine
from tests.support.copied_paper import CopiedPaper
from tests.support.desk import BY, HALF_HOUR, Desk
from tests.support.exchange import OURS, START

HOUR = timedelta(hours=1)
NAMES = ("Anders", "Becker", "Conti", "Dupont")
DEEDS = (
    *("writes", "writes", "crosses", "moves", "again", "all again", "killed"),
    *("text moves", "text cancels", "text confirms", "text books"),
    *("settles", "settles", "undoes"),
)
deeds = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 3), st.integers(0, 7)),
    min_size=3,
    max_size=14,
)


class Dying:
    """A store whose connection is lost after the lines are stored."""

    def __init__(self, database: Database) -> None:
        self._database, self._left = database, 1

    def __getattr__(self, name: str) -> object:
        return getattr(self._database, name)

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        if not self._left:
            raise StoreUnreachable("the line is lost again")
        self._left -= 1
        async with self._database.write() as tx:
            yield tx


class Afternoon:
    """An afternoon of four clients, three of whom stand on the paper."""

    def __init__(self, paper: CopiedPaper, people: list[int], visits: list[Appointment]) -> None:
        self.paper, self.people, self.visits = paper, people, visits
        self.sent: dict[str, PaperLine] = {}

    def at(self, number: int) -> str:
        """Return a time of the afternoon, as it is written."""
        return f"{14 + number // 2}:{30 * (number % 2):02}"

    async def does(self, deed: str, who: int, when: int) -> None:
        """Do one thing; what is refused changes nothing."""
        with suppress(StoreError):
            await (self.texts if deed.startswith("text") else self.copies)(deed, who, when)
        await self.holds()

    async def texts(self, deed: str, who: int, when: int) -> None:
        """Let a client do something by text."""
        paper, visit = self.paper, self.visits[who % len(self.visits)]
        moment = paper.desk.now + 4 * HOUR + when * HALF_HOUR
        match deed:
            case "text moves":
                await paper.by_text(visit, moment)
            case "text cancels":
                await paper.by_text(visit)
            case "text confirms":
                await paper.confirmed_by_text(visit)
            case "text books":
                await paper.booked_by_text(self.people[who], moment)

    async def copies(self, deed: str, who: int, when: int) -> None:
        """Copy something in, or settle it."""
        visit = self.visits[who % len(self.visits)]
        match deed:
            case "writes":
                await self.sends(PaperLine(self.key(), self.at(when), NAMES[who]))
            case "crosses":
                await self.sends(PaperLine(self.key(), "x", appointment_id=visit.id))
            case "moves":
                await self.sends(PaperLine(self.key(), self.at(when), appointment_id=visit.id))
            case "again":
                await self.sends(*list(self.sent.values())[who : who + 1])
            case "all again":
                await self.sends(*reversed(self.sent.values()))
            case "killed":
                await self.killed(PaperLine(self.key(), self.at(when), NAMES[who]))
            case "settles":
                await self.settles(who, when)
            case "undoes":
                entries = await self.paper.entries()
                if entries:
                    await self.paper.undoes(entries[when % len(entries)])

    def key(self) -> str:
        return f"key {len(self.sent)}"

    async def sends(self, *lines: PaperLine) -> None:
        self.sent |= {one.key: one for one in lines}
        await self.paper.take(*lines)

    async def killed(self, line: PaperLine) -> None:
        """Send a line; the connection to the store is lost once it is stored."""
        self.sent[line.key] = line
        copying = self.paper.copying
        dying = CatchUpDesk(
            Dying(copying.database),  # type: ignore[arg-type]
            *(copying.actor, copying.practice_id, copying.tariff, copying.now),
        )
        with pytest.raises(StoreUnreachable):
            await catch_up.take(dying, self.paper.sheet, [line])

    async def settles(self, who: int, when: int) -> None:
        conflicts = await self.paper.conflicts()
        if not conflicts:
            return
        one = conflicts[when % len(conflicts)]
        way = list(SettlingWay)[(who + when) % len(SettlingWay)]
        at = one.nearest[0].starts_at if one.nearest else None
        others = {
            each.appointment.id: (
                each.appointment.version,
                (each.nearest[0] if each.nearest else each.appointment).starts_at,
            )
            for each in one.others
        }
        await self.paper.settles(one.entry, way, at=at, others=others, reason="because")

    async def holds(self) -> None:
        """See that every line is there once, and that nobody comes twice."""
        paper = self.paper
        entries = await paper.entries()
        assert sorted(one.key for one in entries) == sorted(self.sent)
        async with paper.database.read() as tx:
            begin = paper.desk.now - 12 * HOUR
            found = await agenda.between(tx, paper.practice.id, begin, begin + 48 * HOUR)
            waiting = await paper_entries.count_open(tx, paper.practice.id)
            made = [await paper_entries.changes_of(tx, one) for one in entries]
        for one, changes in zip(entries, made, strict=True):
            assert (one.state in {PaperEntryState.DONE, PaperEntryState.DROPPED}) == bool(one.fate)
            assert sum(each.change == "booked" for each in changes) <= 1
            if one.fate is PaperFate.WRITTEN:
                assert changes
            if one.fate in {PaperFate.STOOD, PaperFate.KEPT, PaperFate.DROPPED} or one.is_open:
                assert not changes
        assert waiting == sum(one.is_open for one in entries)
        stand = [one for one in found if one.status.value != "cancelled"]
        times = [(one.client_id, one.starts_at) for one in stand]
        assert len(times) == len(set(times))
        alone = sorted((one for one in stand if not one.overbooked), key=lambda one: one.starts_at)
        assert all(a.ends_at <= b.starts_at for a, b in pairwise(alone))

    async def ends(self) -> None:
        """Settle all that waits; nothing is left, and every line has its fate."""
        await catch_up.go_on(self.paper.copying)
        for one in await self.paper.conflicts():
            await self.paper.settles(one.entry, SettlingWay.DROP, reason="in the end")
        await self.holds()
        assert all(one.fate for one in await self.paper.entries())


async def afternoon(desk: Desk) -> Afternoon:
    people = [await desk.client("Ada", NAMES[n], 1 + n) for n in range(4)]
    visits = [await desk.book(people[n], desk.now + 4 * HOUR + n * HALF_HOUR * 2) for n in range(3)]
    paper = CopiedPaper(desk, desk.now + HOUR)
    return Afternoon(paper, [one.id for one in people], visits)


async def lived(path: str, done: list[tuple[str, int, int]]) -> None:
    database = Database.connect(f"sqlite:///{path}")
    try:
        async with database.write() as tx:
            practice = await practices.add(
                tx,
                name="Studio Aurora",
                timezone="Europe/Rome",
                locale="en",
                sender=OURS,
                now=START,
            )
            aurora = await practitioners.add(tx, practice.id, "Aurora", by=BY, now=START)
            week = hours.parse("mon-sun 08:00-22:00", aurora.id)
            await hours.set_week(tx, practice.id, aurora.id, week, by=BY, now=START)
        one = await afternoon(Desk(database, practice, aurora, START))
        for deed in done:
            await one.does(*deed)
        await one.ends()
    finally:
        await database.close()


@settings(max_examples=40)
@given(done=deeds)
def test_no_line_is_lost_and_nobody_comes_twice(migrated_file, done):
    with TemporaryDirectory() as folder:
        path = shutil.copy(migrated_file, f"{folder}/textback.db")
        asyncio.run(lived(str(path), done))


@pytest.mark.parametrize("seed", range(2))
async def test_nor_in_a_long_afternoon_on_either_database(desk, seed):
    chance = random.Random(seed)
    one = await afternoon(desk)
    for _ in range(40):
        await one.does(chance.choice(DEEDS), chance.randrange(4), chance.randrange(8))
    await one.ends()


@pytest.mark.parametrize("same_key", [True, False])
async def test_two_who_copy_the_same_line_at_once(desk, same_key):
    one = await afternoon(desk)
    keys = ["a", "a", "a"] if same_key else ["a", "b", "c"]
    lines = [PaperLine(key, "16:30", "Dupont") for key in keys]
    await asyncio.gather(*(one.paper.take(line) for line in lines))
    one.sent = {line.key: line for line in lines}
    await one.holds()
    assert (await one.paper.day()).count("16:30 Dupont") == 1
