"""The revision of a practice's settings: raised by every change of what is loaded with them."""

import asyncio
import re

import pytest
from sqlalchemy import delete, insert, text, update

from calendar_store import schema
from calendar_store.model.errors import InvalidInput
from calendar_store.practices import hours, practices, practitioners
from gateway.use_cases import practitioners as people
from tests.support.desk import BY
from tests.support.old_tables import row
from tests.support.settings_of_practices import add_practitioner, read_anew, revision, statements


async def _tables_read(database, ids):
    """Return the tables that a load reads, as the store's own statements tell."""
    async with database.read() as tx:
        with statements(database) as noted:
            await read_anew(tx, ids)
    named = re.findall(r"\b(?:FROM|JOIN|,) *\"?(\w+)", " ".join(noted))
    return set(named) & set(schema.metadata.tables) - {"practices"}


async def test_every_table_that_is_loaded_raises_the_revision(database, desk):
    tables = await _tables_read(database, [desk.practice.id])
    assert {"weekly_hours", "templates"} < tables
    if database.dialect == "sqlite":
        asked = "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'"
    else:
        asked = "SELECT event_object_table, trigger_name FROM information_schema.triggers"
    async with database.read() as tx:
        found = {tuple(one) for one in await tx.execute(text(asked))}
    events = ("insert", "update", "delete")
    wanted = {(one, f"settings_revision_{one}_{event}") for one in tables for event in events}
    assert {one for one in found if one[1].startswith("settings_revision_")} == wanted


async def test_a_row_that_comes_goes_or_moves_raises_the_revisions_of_its_practices(
    database, desk, now
):
    async with database.write() as tx:
        other = await practices.add(
            tx, name="Bianchi", timezone="Europe/Rome", locale="it", sender="+390699000112", now=now
        )
        for whose in (desk.practice.id, other.id):
            for table, name in ((schema.practitioners, "Cosima"), (schema.services, "Check-up")):
                await tx.execute(insert(table), row(table, practice_id=whose, id=7, name=name))
    for name in await _tables_read(database, [desk.practice.id]):
        table = schema.metadata.tables[name]
        keys = {"id": 8, "practitioner_id": 7, "service_id": 7, "step": 9}
        given = row(table, practice_id=desk.practice.id, name="New", **keys)
        own = table.c.practice_id.in_([desk.practice.id, other.id])
        new = own & (
            table.c.id == 8
            if "id" in table.c
            else table.c.step == 9
            if "step" in table.c
            else table.c.practitioner_id == 7
            if "practitioner_id" in table.c
            else table.c.name == "New"
        )
        async with database.write() as tx:

            async def raised(statement, tx=tx, name=name):
                both = (desk.practice.id, other.id)
                before = [await revision(tx, one) for one in both]
                assert (await tx.execute(statement)).rowcount == 1, name
                return [
                    await revision(tx, one) - was for one, was in zip(both, before, strict=True)
                ]

            assert await raised(insert(table).values(given)) == [1, 0], name
            assert await raised(update(table).where(new).values(practice_id=other.id)) == [1, 1]
            assert await raised(delete(table).where(new)) == [0, 1], name


async def test_what_was_refused_leaves_the_revision_alone(database, desk):
    async with database.read() as tx:
        before = await revision(tx, desk.practice.id)
    with pytest.raises(InvalidInput):
        async with database.write() as tx:
            await practitioners.add(tx, desk.practice.id, "Aurora", by=BY, now=desk.now)
    async with database.read() as tx:
        assert await revision(tx, desk.practice.id) == before


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_rows_of_a_dump_are_restored_without_a_search_path(database, desk):
    async with database.write() as tx:
        before = await revision(tx, desk.practice.id)
        # as pg_dump writes it into its dumps
        await tx.execute(text("SELECT pg_catalog.set_config('search_path', '', true)"))
        restored = text("INSERT INTO public.templates VALUES (:whose, 'en', 'reminder', 'Ciao')")
        await tx.execute(restored, {"whose": desk.practice.id})
    async with database.read() as tx:
        assert await revision(tx, desk.practice.id) == before + 1


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("changed", ["added", "set"])
async def test_two_who_change_hours_at_once_wait_for_each_other_and_do_not_fail(
    database, desk, changed
):
    async def second():
        async with database.write() as tx:
            if changed == "added":
                await add_practitioner(tx, desk.practice, desk.now)
            else:
                given = {"week": "sun 6:00-22:00", "mobile": "+393331234567"}
                await people.change(tx, BY, desk.practice, "Aurora", now=desk.now, **given)

    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with database.write() as tx:
        await hours.lock(tx, desk.practice.id)
        task = asyncio.create_task(second())
        while not task.done() and not (await tx.execute(waiting)).scalar_one():
            pass
        week = hours.parse("mon 06:00-08:00", desk.practitioner.id)
        await hours.set_week(
            tx, *(desk.practice.id, desk.practitioner.id, week), by=BY, now=desk.now
        )
    await task
