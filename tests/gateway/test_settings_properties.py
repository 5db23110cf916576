"""Whatever is changed, undone or done together: settings load as they stand, from any process."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendar_store.database.connection import Database, Transaction
from calendar_store.model.actors import OPERATOR
from calendar_store.model.practices import DEFAULT_STEPS, WeeklyHours
from calendar_store.practices import hours, practices, practitioners, services
from gateway import policies
from tests.support.settings_of_practices import loaded, read_anew

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
BY = {"by": OPERATOR, "now": NOW}
KINDS = ("template", "steps", "service", "practitioner", "week", "mobile", "practice")
ENDS = ("commit", "fail", "undone in part", "together", "together, one fails")

changes = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 2)), max_size=3)
deeds = st.lists(
    st.tuples(st.sampled_from(ENDS), changes, changes, st.sampled_from((0, 1, 2))), max_size=6
)


class _UndoneError(Exception):
    """Ends a transaction or a savepoint that is to be undone."""


@dataclass
class _Office:
    """One practice in a store that two processes have open, one of them twice."""

    opened: tuple[Database, ...]
    practice_id: int = 0
    practitioner_id: int = 0
    _names: Iterator[int] = field(default_factory=itertools.count)

    async def change(self, tx: Transaction, kind: str, variant: int) -> None:
        whose, new = self.practice_id, f"New {next(self._names)}"
        if kind == "template":
            said = ("", "One {when}", "Two {when}")[variant]
            await practices.set_template(tx, whose, "en", "reminder", said, **BY)
        elif kind == "steps":
            await practices.set_steps(tx, whose, DEFAULT_STEPS[: variant + 1], **BY)
        elif kind == "service":
            length = timedelta(minutes=30 + variant)
            await services.add(tx, whose, new, duration=length, **BY)
        elif kind == "practitioner":
            await practitioners.add(tx, whose, new, **BY)
        elif kind == "week":
            span = WeeklyHours(self.practitioner_id, variant, time(8 + variant), time(19))
            await hours.set_week(tx, whose, self.practitioner_id, [span][:variant], **BY)
        elif kind == "mobile":
            mobile = f"+39333123456{variant}"
            await practitioners.change(tx, whose, self.practitioner_id, mobile=mobile, **BY)
        else:
            await practices.change(tx, whose, texts_per_hour=20 + variant, **BY)

    async def in_turn(self, tx: Transaction, some: list[tuple[str, int]]) -> None:
        for one in some:
            await self.change(tx, *one)
            await self.agrees(tx)

    async def agrees(self, tx: Transaction) -> None:
        ids = [self.practice_id]
        assert await policies.load(tx, ids) == await read_anew(tx, ids)

    async def write(
        self, database: Database, some: list[tuple[str, int]], *, fails: bool = False
    ) -> None:
        with suppress(_UndoneError):
            async with database.write() as tx:
                # on PostgreSQL one waits for the other here, and fails nowhere else
                await hours.lock(tx, self.practice_id)
                await self.agrees(tx)
                await self.in_turn(tx, some)
                if fails:
                    raise _UndoneError

    async def write_in_part(
        self, database: Database, undone: list[tuple[str, int]], kept: list[tuple[str, int]]
    ) -> None:
        async with database.write() as tx:
            with suppress(_UndoneError):
                async with tx.savepoint():
                    await self.in_turn(tx, undone)
                    raise _UndoneError
            await self.agrees(tx)
            await self.in_turn(tx, kept)

    async def do(
        self, end: str, some: list[tuple[str, int]], more: list[tuple[str, int]], by: int
    ) -> None:
        database = self.opened[by]
        if end == "undone in part":
            await self.write_in_part(database, some, more)
        elif end.startswith("together"):
            fails = end != "together"
            ids = [self.practice_id]
            await asyncio.gather(
                self.write(database, some, fails=fails),
                self.write(database, more),
                # readers that may load while others commit
                *(loaded(one, ids) for one in self.opened * 3),
            )
        else:
            await self.write(database, some, fails=end == "fail")

    async def all_agree(self) -> None:
        found = [await loaded(one, [self.practice_id]) for one in self.opened]
        async with self.opened[0].read() as tx:
            standing = await read_anew(tx, [self.practice_id])
        assert all(one == standing for one in found)


@asynccontextmanager
async def _opened(url: str) -> AsyncIterator[tuple[Database, ...]]:
    one, other = Database.connect(url), Database.connect(url)
    pages = one.apart()
    try:
        yield one, pages, other
    finally:
        for database in (other, pages, one):
            await database.close()


async def _played(url: str, name: str, played: list[tuple[str, list, list, int]]) -> None:
    where = {"timezone": "Europe/Rome", "locale": "en", "sender": "+390699000111"}
    async with _opened(url) as opened:
        office = _Office(opened)
        async with opened[0].write() as tx:
            office.practice_id = (await practices.add(tx, name=name, now=NOW, **where)).id
            added = await practitioners.add(tx, office.practice_id, "Aurora", **BY)
            office.practitioner_id = added.id
        await office.all_agree()
        for deed in played:
            await office.do(*deed)
            await office.all_agree()


def test_settings_load_as_they_stand(store_url: str) -> None:
    numbers = itertools.count()

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(deeds)
    def played(some: list[tuple[str, list, list, int]]) -> None:
        asyncio.run(_played(store_url, f"Practice {next(numbers)}", some))

    played()
