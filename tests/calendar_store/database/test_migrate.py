"""Migrations: they end at the tables that the queries know, and refuse what they do not know."""

import asyncio
import threading
from datetime import UTC, datetime, time, timedelta
from functools import partial

import pytest
from sqlalchemy import insert, select, text

from calendar_store import schema
from calendar_store.conversations import unattributed
from calendar_store.database import migrate, version
from calendar_store.database.connection import Database
from calendar_store.messages import reminders
from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import StoreDamaged, StoreTooNew, StoreTooOld, StoreUnreachable
from calendar_store.model.statuses import StepRule
from calendar_store.practices import hours, practices
from tests.support.old_tables import as_it_was, row
from tests.support.older_stores import migrated_to, put
from tests.support.schema_differences import schema_differences


@pytest.fixture
async def empty(empty_url):
    database = Database.connect(empty_url)
    yield database
    await database.close()


async def test_the_migrated_store_has_exactly_the_tables_of_the_schema(database):
    async with database.read() as tx:
        assert await tx.run_sync(schema_differences) == []


async def test_an_empty_store_has_to_be_migrated_and_then_is_current(empty):
    assert await version.version(empty) is None
    with pytest.raises(StoreTooOld, match=r"store is empty; .* run: textback migrate"):
        await version.require_current(empty)
    assert await migrate.migrate(empty) == (None, version.newest())
    await version.require_current(empty)
    assert await migrate.migrate(empty) == (version.newest(), version.newest())


async def test_a_store_that_a_newer_service_wrote_is_left_alone(database):
    async with database.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for refused in (migrate.migrate, version.require_current):
        with pytest.raises(StoreTooNew, match="version 9999, which is newer than this service"):
            await refused(database)
    assert await version.version(database) == "9999"


async def test_a_migration_that_fails_leaves_nothing_behind(empty):
    async with empty.write() as tx:
        # the last table that the first version makes is in its way
        await tx.execute(text("CREATE TABLE reminders (id INTEGER)"))
    with pytest.raises(Exception, match="reminders"):
        await migrate.migrate(empty)
    assert await version.version(empty) is None
    async with empty.read() as tx:
        with pytest.raises(Exception, match="practices"):
            await tx.execute(text("SELECT * FROM practices"))


async def test_texts_of_nobodys_that_were_kept_before_wait_for_the_operator(empty):
    await migrated_to(empty, "0004")
    nobodys, owned = (
        {"id": number, "practice_id": practice, "status": "done", "raw": b"", "intent": ""}
        | dict.fromkeys(("carrier", "our_number", "their_number", "text", "session"), "x")
        | {"partial": False, "received_at": datetime.now(UTC), "fingerprint": b"f"}
        for number, practice in ((1, None), (2, 7))
    )
    async with empty.write() as tx:
        await put(tx, "inbound", [nobodys, owned])
    await migrate.migrate(empty)
    async with empty.read() as tx:
        assert [text.id for text in await unattributed.listed(tx)] == [1]


@pytest.mark.parametrize("url", ["mysql://root@host/db", "textback.db", "", "oracle://x"])
def test_a_url_of_another_database_is_refused_in_words(url):
    with pytest.raises(StoreUnreachable, match=r"\[store\] url has to be sqlite:///FILE or postgr"):
        Database.connect(url)


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all/textback.db", "postgresql://nobody@127.0.0.1:1/none"]
)
async def test_a_store_that_does_not_answer_is_one_clear_line(url):
    database = Database.connect(url)
    with pytest.raises(StoreUnreachable, match="the store cannot be opened: ") as refused:
        async with database.read():
            pass
    assert "\n" not in str(refused.value)
    await database.close()
    # the driver's thread still tells the loop of its end, so the loop has to outlast it
    for thread in threading.enumerate():
        if "_connection_worker_thread" in thread.name:
            await asyncio.to_thread(thread.join, 10)


async def test_the_rule_that_a_step_stood_for_stays_with_planned_reminders(empty):
    await migrated_to(empty, "0003")
    at = datetime(2026, 1, 12, 9, tzinfo=UTC)
    whose = {"practice_id": 1, "id": 1}
    length = timedelta(hours=1)
    rows = [
        (schema.practices, _practice_of_0003(at)),
        (
            "reminder_steps",
            {"practice_id": 1, "step": 2, "rule": "days_before_at", "channel": "sms"}
            | {"before": timedelta(0), "days": 1, "at": time(10), "unless_confirmed": False},
        ),
        (
            schema.practitioners,
            whose | {"name": "Aurora", "mobile": "", "created_at": at},
        ),
        (
            schema.clients,
            whose
            | dict.fromkeys(("first", "last", "mobile", "email", "locale"), "")
            | {"prefers": "sms", "mobile_bad": False, "created_at": at},
        ),
        (
            schema.appointments,
            whose
            | {"client_id": 1, "practitioner_id": 1, "status": "booked", "version": 1}
            | {"starts_at": at, "ends_at": at + length, "busy_from": at}
            | {"busy_until": at + length, "cancelled_by": "", "created_at": at, "updated_at": at},
        ),
        *(
            (
                "reminders",
                {"practice_id": 1, "appointment_id": 1, "version": 1, "step": step, "id": step}
                | {"channel": "sms", "due_at": at, "expires_at": at, "unless_confirmed": False}
                | {"status": "planned", "reason": ""},
            )
            for step in (2, 9)
        ),
    ]
    async with empty.write() as tx:
        for table, given in rows:
            await _put(tx, table, given)
    await migrate.migrate(empty)
    async with empty.read() as tx:
        kept = await reminders.of_appointments(tx, 1, [1])
        (practice,) = await practices.all_practices(tx)
    assert [(one.rule, one.days, one.at) for one in kept] == [
        (StepRule.DAYS_BEFORE_AT, 1, time(10)),
        # a step that the policy has no more
        (StepRule.BEFORE, 0, time(0)),
    ]
    assert (practice.reminder_gap, practice.message_name) == (timedelta(hours=12), "")


async def test_what_stands_in_a_store_of_0003_stands_after_all_migrations(empty):
    await migrated_to(empty, "0003")
    at = datetime(2026, 1, 12, 9, tzinfo=UTC)
    part = {"practice_id": 1, "message_id": 1, "attempt": 1, "status": "accepted"}
    part |= {"carrier": "primary", "carrier_id": "17", "carrier_key": "17"}
    parked = {"id": 1, "carrier": "primary", "carrier_key": "18", "status": "delivered"}
    login = {"practice_id": 1, "token_hash": b"t", "staff_id": 1}
    rows = [
        (schema.practices, _practice_of_0003(at)),
        (schema.message_parts, part | {"part": 1}),
        (schema.message_parts, part | {"part": 2}),
        ("parked_receipts", parked | {"words": "", "decides": True}),
        (schema.logins, login | {"created_at": at, "expires_at": at}),
    ]
    async with empty.write() as tx:
        for table, given in rows:
            await _put(tx, table, given)
    assert await migrate.migrate(empty) == ("0003", version.newest())
    async with empty.read() as tx:
        parts = (await tx.execute(select(schema.message_parts))).all()
        assert [(one.part, one.total, one.bind, one.sent_at) for one in parts] == [
            (1, 2, "", None),
            (2, 2, "", None),
        ]
        (receipt,) = await tx.execute(select(schema.parked_receipts))
        assert (receipt.carrier_key, receipt.source, receipt.destination) == ("18", "", "")
        (practice,) = await practices.all_practices(tx)
        bounds = (practice.answers_to_strangers, practice.daily_cap, practice.countries)
        assert bounds == (30, 20_000, "")
        # everybody logs in once more
        assert (await tx.execute(select(schema.logins))).all() == []


def _practice_of_0003(at):
    named = {"id": 1, "name": "Studio Aurora", "timezone": "Europe/Rome", "locale": "it"}
    numbers = {"region": "IT", "sender": "+390699000111", "phone": "", "address": ""}
    lengths = ("minimum_notice", "booking_window", "undo_window", "slot_step")
    limits = dict.fromkeys(lengths, timedelta(hours=1))
    return named | numbers | limits | {"directions": "", "texts_per_hour": 20, "created_at": at}


async def _put(tx, table, given):
    """Put a row into a table of the schema, or into one as it is in the store, by its name."""
    if isinstance(table, str):
        table = await tx.run_sync(partial(as_it_was, name=table))
        given = row(table, **given)
    await tx.execute(insert(table), given)


@pytest.mark.parametrize("left", [b"garbage!" * 600, b"hello\n", None])
async def test_what_is_no_store_any_more_is_told_with_what_to_do(migrated_file, tmp_path, left):
    path = tmp_path / "textback.db"
    whole = migrated_file.read_bytes()
    path.write_bytes(whole[: len(whole) // 2] if left is None else left)
    database = Database.connect(f"sqlite:///{path}")
    with pytest.raises(StoreDamaged, match=r"the store is damaged .* put a backup in its place"):
        await version.require_current(database)
    await database.close()


async def test_an_empty_store_is_told_as_such(tmp_path):
    (tmp_path / "textback.db").touch()
    database = Database.connect(f"sqlite:///{tmp_path / 'textback.db'}")
    with pytest.raises(
        StoreTooOld, match=r"the store is empty; put a backup .* run: textback migrate"
    ):
        await version.require_current(database)
    await database.close()


async def test_settings_of_a_store_of_0011_have_revisions_after_the_migration(empty):
    await migrated_to(empty, "0011")
    at = datetime(2026, 1, 12, 9, tzinfo=UTC)
    whose = {"practice_id": 1, "id": 1, "name": "Aurora", "created_at": at}
    rows = [
        ("practices", {"id": 1, "name": "Studio Aurora", "declined": "ask", "created_at": at}),
        ("practices", {"id": 2, "name": "Studio Bianchi", "declined": "ask", "created_at": at}),
        ("practitioners", whose),
        ("weekly_hours", whose | {"practitioner_id": 1, "opens": time(8), "closes": time(9)}),
        ("templates", {"practice_id": 1, "locale": "en", "name": "reminder", "text": "{when}"}),
    ]
    async with empty.write() as tx:
        for table, given in rows:
            await _put(tx, table, given)
    assert await migrate.migrate(empty) == ("0011", version.newest())
    async with empty.read() as tx:
        assert await tx.run_sync(schema_differences) == []
        assert [one for _, one in await practices.with_revisions(tx, [1, 2])] == [0, 0]
    by = {"by": OPERATOR, "now": at}
    async with empty.write() as tx:
        await practices.set_template(tx, 1, "en", "reminder", "", **by)
        await hours.set_week(tx, 1, 1, (), **by)
    async with empty.read() as tx:
        assert [one for _, one in await practices.with_revisions(tx, [1, 2])] == [2, 0]
