"""What staff changed in a record a moment ago is taken back, unless somebody changed it since."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.appointments import blocks as block_rows
from calendar_store.clients import bad_addresses, clients
from calendar_store.database import audit
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotFound, Stale
from calendar_store.model.statuses import Channel, Role
from calendar_store.practices import hours, services, staff
from calendar_store.practices import practitioners as practitioner_rows
from gateway.use_cases import (
    blocks,
    client_records,
    notes,
    practitioners,
    record_undoing,
    staff_accounts,
)
from gateway.use_cases import services as service_changes
from gateway.use_cases.blocks import BlockRequest
from gateway.use_cases.undoing import UNDO_WITHIN
from tests.support.acts import takes
from tests.support.desk import BY

ROME = ZoneInfo("Europe/Rome")
AT = datetime(2026, 1, 13, 15, tzinfo=ROME)
DESK, ADMIN = {Role.ADMIN, Role.RECEPTION}, {Role.ADMIN}


def nobody(*_):
    return ""


async def correct(desk, client, **changes):
    async with desk.database.write() as tx:
        await client_records.correct(
            *(tx, OPERATOR, desk.practice, str(client.id), changes),
            why_unreached=nobody,
            now=desk.now,
        )


async def last(desk, action):
    async with desk.database.read() as tx:
        return await record_undoing.last(tx, OPERATOR, desk.practice, action, now=desk.now)


async def undo(desk, entry, actor=OPERATOR):
    async with desk.database.write() as tx:
        return await record_undoing.undo(tx, actor, desk.practice, entry.id, now=desk.now)


async def test_a_correction_of_a_client_is_taken_back_whole(desk):
    ada = await desk.client()
    async with desk.database.write() as tx:
        known = {"by": BY, "now": desk.now}
        await bad_addresses.mark_bad_number(tx, desk.practice.id, ada.mobile, **known)
        before = await clients.get(tx, desk.practice.id, ada.id)
    changes = {"first": "Eda", "mobile": "+393331119999", "email": "eda@example.org"}
    await correct(desk, ada, prefers=Channel.EMAIL, **changes)
    done = await undo(desk, await last(desk, "client.changed"))
    assert (done.action, done.id) == ("client.changed", ada.id)
    async with desk.database.read() as tx:
        assert await clients.get(tx, desk.practice.id, ada.id) == before
    assert before.mobile_bad


async def test_what_somebody_changed_since_is_not_taken_back(desk):
    ada = await desk.client()
    await correct(desk, ada, first="Eda")
    entry = await last(desk, "client.changed")
    await correct(desk, ada, first="Ida")
    with pytest.raises(Stale):
        await undo(desk, entry)
    late = desk.at(desk.now + UNDO_WITHIN + timedelta(seconds=1))
    with pytest.raises(InvalidInput, match="too late"):
        await undo(late, await last(desk, "client.changed"))
    assert await last(late, "client.changed") is None
    async with desk.database.write() as tx:
        with pytest.raises(NotFound):
            await record_undoing.undo(tx, OPERATOR, desk.practice, 1, now=desk.now)


async def test_a_practitioner_s_name_and_hours_are_taken_back(desk):
    async def change(**changes):
        async with desk.database.write() as tx:
            named = str(desk.practitioner.id)
            await practitioners.change(tx, OPERATOR, desk.practice, named, now=desk.now, **changes)

    async def known():
        async with desk.database.read() as tx:
            day = desk.now.date()
            week, _ = await hours.load(tx, desk.practice.id, None, day, day)
            found = await practitioners.show(
                tx, OPERATOR, desk.practice, str(desk.practitioner.id), now=desk.now
            )
        return found.practitioner, week

    before = await known()
    await change(name="Aurelia", mobile="+393331118888")
    await undo(desk, await last(desk, "practitioner.changed"))
    assert await known() == before
    await change(week="sat 9-12", override=True)
    first = await last(desk, "hours.changed")
    await undo(desk, first)
    assert await known() == before
    await change(week="sun 9-12", override=True)
    with pytest.raises(Stale):
        await undo(desk, first)


async def test_a_block_is_taken_back_and_put_back_with_what_stays_in_it(desk):
    visit = await desk.book(await desk.client(), AT)
    async with desk.database.write() as tx:
        asked = BlockRequest(AT, AT + timedelta(hours=1), "Aurora", reason="bank", meant=True)
        made = await blocks.add(tx, OPERATOR, desk.practice, asked, now=desk.now)
        await blocks.remove(tx, OPERATOR, desk.practice, made.id, now=desk.now)
    done = await undo(desk, await last(desk, "block.removed"))
    assert done.at == AT
    async with desk.database.read() as tx:
        back = await block_rows.get(tx, desk.practice.id, made.id)
    assert (back.starts_at, back.ends_at, back.reason) == (made.starts_at, made.ends_at, "bank")
    assert (await desk.appointment(visit)).kept_in == made.id
    with pytest.raises(Stale):
        await undo(desk, await last(desk, "block.removed"))
    await undo(desk, await last(desk, "block.added"))
    async with desk.database.read() as tx:
        with pytest.raises(NotFound):
            await block_rows.get(tx, desk.practice.id, made.id)
    # somebody is booked there by now
    await desk.book(await desk.client("Grace", number=2), AT + timedelta(minutes=30))
    with pytest.raises(Stale, match="booked there meanwhile"):
        await undo(desk, await last(desk, "block.removed"))


async def test_a_note_that_was_removed_is_put_back_as_it_was(desk):
    visit = await desk.book(await desk.client(), AT)

    async def listed():
        async with desk.database.read() as tx:
            return await notes.listed(tx, OPERATOR, desk.practice, visit.id)

    async with desk.database.write() as tx:
        note = await notes.add(tx, BY, desk.practice, visit.id, "rings the bell", now=desk.now)
    async with desk.database.write() as tx:
        await notes.remove(tx, OPERATOR, desk.practice, note.id, now=desk.now)
    assert await listed() == ()
    done = await undo(desk, await last(desk, "note.removed"))
    assert (done.id, done.at) == (visit.id, AT)
    assert await listed() == (note,)
    with pytest.raises(Stale):
        await undo(desk, await last(desk, "note.removed"))


async def test_a_service_is_taken_back_with_who_does_it(desk):
    async with desk.database.write() as tx:
        bruno = await practitioner_rows.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
        entered = service_changes.NewService(
            "Massage", timedelta(minutes=45), by_web=False, done_by=("Bruno",)
        )
        before = await service_changes.add(tx, OPERATOR, desk.practice, entered, now=desk.now)
    assert before.done_by == (bruno.id,)

    async def change(done_by=None, **changes):
        async with desk.database.write() as tx:
            await service_changes.change(
                *(tx, OPERATOR, desk.practice, str(before.id), changes),
                now=desk.now,
                done_by=done_by,
            )

    async def known():
        async with desk.database.read() as tx:
            return await services.get(tx, desk.practice.id, before.id)

    changes = {"name": "Long massage", "duration": timedelta(hours=1), "by_web": True}
    await change((), **changes, buffer_after=timedelta(minutes=15), safe_to_name=True)
    done = await undo(desk, await last(desk, "service.changed"))
    assert (done.action, done.id) == ("service.changed", before.id)
    assert await known() == before
    # who does it alone
    desk = desk.at(desk.now + timedelta(seconds=1))
    await change((), name="Massage")
    await undo(desk, await last(desk, "service.changed"))
    assert await known() == before
    for length, since in ((40, {"name": "Rub"}), (50, {"duration": timedelta(minutes=5)})):
        desk = desk.at(desk.now + timedelta(seconds=1))
        await change(name="Long massage", duration=timedelta(minutes=length))
        entry = await last(desk, "service.changed")
        desk = desk.at(desk.now + timedelta(seconds=1))
        await change(**since)
        with pytest.raises(Stale):
            await undo(desk, entry)


async def test_role_name_and_practitioner_of_an_account_are_taken_back(desk):
    async with desk.database.write() as tx:
        before = await staff.add(
            *(tx, desk.practice.id),
            email="grace@example.org",
            role=Role.RECEPTION,
            name="Grace",
            password_hash="-",
            by=BY,
            now=desk.now,
        )

    async def change(**changes):
        async with desk.database.write() as tx:
            await staff_accounts.change(
                tx, OPERATOR, desk.practice.id, before.email, now=desk.now, **changes
            )

    async def known():
        async with desk.database.read() as tx:
            return await staff.get(tx, desk.practice.id, before.id)

    everything = {"role": Role.PRACTITIONER, "name": "G. Hopper", "practitioner": "Aurora"}
    await change(**everything, locale="fr")
    entry = await last(desk, "staff.changed")

    async def act(tx, actor):
        done = await record_undoing.undo(tx, actor, desk.practice, entry.id, now=desk.now)
        assert (done.action, done.id) == ("staff.changed", before.id)

    await takes(desk, act, Permission.READ_CALENDAR, Permission.MANAGE_STAFF, roles=ADMIN)
    await undo(desk, entry)
    assert await known() == before
    await change(name="G. Hopper")
    entry = await last(desk, "staff.changed")
    await change(name="Grace H.")
    with pytest.raises(Stale):
        await undo(desk, entry)


async def test_the_last_administrator_stays_one_by_an_undo_too(desk):
    async with desk.database.write() as tx:
        known = {"password_hash": "-", "by": BY, "now": desk.now}
        add = (tx, desk.practice.id)
        await staff.add(*add, email="grace@example.org", role=Role.RECEPTION, **known)
        await staff.add(*add, email="emmy@example.org", role=Role.ADMIN, **known)
        for email, role in (("grace", Role.ADMIN), ("emmy", Role.RECEPTION)):
            await staff_accounts.change(
                *(tx, OPERATOR, desk.practice.id, f"{email}@example.org"), now=desk.now, role=role
            )
    async with desk.database.read() as tx:
        entries = await audit.entries(tx, desk.practice.id, actions=["staff.changed"])
    with pytest.raises(InvalidInput, match="the last administrator"):
        await undo(desk, entries[-1])


async def test_who_may_not_change_it_may_not_take_it_back(desk):
    await correct(desk, await desk.client(), first="Eda")
    entry = await last(desk, "client.changed")

    async def act(tx, actor):
        await record_undoing.undo(tx, actor, desk.practice, entry.id, now=desk.now)

    await takes(desk, act, Permission.READ_CALENDAR, Permission.EDIT_CLIENTS, roles=DESK)
