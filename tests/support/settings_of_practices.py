"""The settings of practices in tests: each way to change them; loaded, and read past the memory."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import event, select

from calendar_store import schema
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.revisions import RevisionCache, RevisionView
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway import policies
from gateway.policies import PracticeSettings
from gateway.use_cases import practice_changes, practitioners, services, wordings
from gateway.use_cases.services import NewService
from gateway.use_cases.tariff import Tariff
from tests.support.desk import BY, HALF_HOUR
from tests.support.exchange import OURS
from tests.support.sms import texts

OWN = "See you {when}. STOP to stop texts."
"""A practice's own reminder."""
SettingsChange = Callable[[Transaction, Practice, datetime], Awaitable[object]]
Settings = dict[int, PracticeSettings]


async def loaded(database: Database, ids: Iterable[int]) -> Settings:
    """Return settings as the next reader loads them."""
    async with database.read() as tx:
        return await policies.load(tx, ids)


async def read_anew(tx: Transaction, ids: Iterable[int]) -> Settings:
    """Return settings as they stand in a transaction, whatever is remembered; nothing is kept."""
    kept, tx.revisions = tx.revisions, RevisionView(RevisionCache())
    try:
        return await policies.load(tx, ids)
    finally:
        tx.revisions = kept


async def revision(tx: Transaction, practice_id: int) -> int:
    """Return the revision of a practice's settings."""
    asked = select(schema.practices.c.settings_revision).where(schema.practices.c.id == practice_id)
    return int((await tx.execute(asked)).scalar_one())


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Note the queries of a store while the block runs."""
    noted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            noted.append(statement)

    engines = {database._reader.sync_engine, database._writer.sync_engine}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield noted
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


async def _wording(tx: Transaction, practice: Practice, now: datetime, own: str) -> None:
    book = await wordings.load(tx, practice, Tariff(texts(("primary", (OURS,)))))
    one = book.wording("en", "reminder")
    await wordings.set_own(tx, BY, book, one, own or one.ours, now=now)


async def set_wording(tx: Transaction, practice: Practice, now: datetime) -> None:
    await _wording(tx, practice, now, OWN)


async def reset_wording(tx: Transaction, practice: Practice, now: datetime) -> None:
    await _wording(tx, practice, now, "")


async def set_steps(tx: Transaction, practice: Practice, now: datetime) -> None:
    was = (await practices.steps(tx, [practice.id]))[practice.id]
    await practice_changes.change(tx, BY, practice.id, {}, now=now, steps=was[:1])


async def change_practice(tx: Transaction, practice: Practice, now: datetime) -> None:
    await practice_changes.change(tx, BY, practice.id, {"texts_per_hour": 3}, now=now)


async def add_service(tx: Transaction, practice: Practice, now: datetime) -> None:
    await services.add(tx, BY, practice, NewService("Check-up", HALF_HOUR), now=now)


async def change_service(tx: Transaction, practice: Practice, now: datetime) -> None:
    await services.change(tx, BY, practice, "Check-up", {"by_text": False}, now=now)


async def add_practitioner(tx: Transaction, practice: Practice, now: datetime) -> None:
    await practitioners.add(tx, BY, practice, "Bruno", now=now, week="sat 7:00-12:00")


async def change_mobile(tx: Transaction, practice: Practice, now: datetime) -> None:
    await practitioners.change(tx, BY, practice, "Bruno", now=now, mobile="+393331234567")


async def change_week(tx: Transaction, practice: Practice, now: datetime) -> None:
    await practitioners.change(tx, BY, practice, "Aurora", now=now, week="sun 6:00-22:00")


WAYS: tuple[SettingsChange, ...] = (
    *(set_wording, reset_wording, set_steps, change_practice, add_service, change_service),
    *(add_practitioner, change_mobile, change_week),
)
"""Each use case that changes settings, in an order in which each changes something."""
