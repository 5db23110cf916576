"""Other calendars are added and removed by who may, and their times are blocked like others."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from calendar_store.appointments import absent_visits, blocks, busy_times, slot_search
from calendar_store.database import audit, sealing, signing_keys
from calendar_store.entry import calendar_addresses
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted, Stale
from calendar_store.model.statuses import Role
from calendar_store.practices import outside_calendars as rows
from calendar_store.practices import practices, practitioners
from calendar_store.schema import outside_calendars as table
from gateway.use_cases import absences, booking, outside_calendars, record_undoing
from gateway.use_cases import blocks as blocking
from gateway.use_cases.absences import AbsenceChoice
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.errors import Blocked
from tests.support.acts import member, takes
from tests.support.sms import NOBODY

ADMIN = {Role.ADMIN}
ADDRESS = "https://ada:p4ss@calendar.example.org:8443/private-s3cret/basic.ics"
HOUR = timedelta(hours=1)


async def added(desk, address=ADDRESS, actor=OPERATOR, who=""):
    async with desk.database.write() as tx:
        made = await outside_calendars.add(
            tx, actor, desk.practice, who or desk.practitioner.name, address, now=desk.now
        )
    return made.calendar


async def blocked(desk, one, *spans):
    """Block the times as a reading does."""
    async with desk.database.write() as tx:
        await busy_times.follow(tx, one, spans, since=desk.now, now=desk.now)


async def test_other_calendars_take_their_permission(desk):
    one = await added(desk)
    practice, who, now = desk.practice, str(desk.practitioner.id), desk.now

    async def add(tx, actor):
        await outside_calendars.add(tx, actor, practice, who, "https://a.example.org/b", now=now)

    async def listed(tx, actor):
        found = await outside_calendars.listed(tx, actor, practice, now=now)
        assert [each.calendar.id for each in found] == [one.id]

    async def soon(tx, actor):
        later = now + HOUR
        await outside_calendars.read_soon(tx, actor, practice, one.id, now=later)

    async def remove(tx, actor):
        await outside_calendars.remove(tx, actor, practice, one.id, now=now)

    managing = Permission.MANAGE_FEEDS
    for act in (add, soon, remove):
        await takes(desk, act, managing, roles=ADMIN)
    await takes(desk, listed, managing, roles=ADMIN, writes=False)


async def test_practitioners_manage_their_own_alone(desk, now):
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=OPERATOR, now=now)
    other = await added(desk, who=str(bruno.id))
    reads = replace(member(desk, Role.PRACTITIONER), practitioner_id=desk.practitioner.id)
    own = await added(desk, actor=reads)
    async with desk.database.write() as tx:
        found = await outside_calendars.listed(tx, reads, desk.practice, now=now)
        assert [one.calendar.id for one in found] == [own.id]
        for act in (outside_calendars.remove, outside_calendars.read_soon):
            with pytest.raises(NotPermitted):
                await act(tx, reads, desk.practice, other.id, now=now)
    with pytest.raises(NotPermitted):
        await added(desk, "https://a.example.org/b", actor=reads, who=str(bruno.id))


async def test_a_calendar_of_another_practice_is_not_there(desk, now):
    one = await added(desk)
    async with desk.database.write() as tx:
        elsewhere = await practices.add(
            *(tx,),
            name="Praxis Noether",
            timezone="Europe/Berlin",
            locale="de",
            sender="+493012345678",
            now=now,
            by=OPERATOR,
        )
        for act in (outside_calendars.remove, outside_calendars.read_soon):
            with pytest.raises(NotFound):
                await act(tx, OPERATOR, elsewhere, one.id, now=now)
        assert await outside_calendars.listed(tx, OPERATOR, elsewhere, now=now) == []


async def stored_address(desk):
    async with desk.database.read() as tx:
        return (await tx.execute(select(table.c.address))).scalar_one()


async def test_the_address_stands_sealed_in_the_store_and_opens_in_its_own_row_alone(desk):
    one = await added(desk)
    stored = await stored_address(desk)
    for secret in ("s3cret", "p4ss", "calendar.example.org"):
        assert secret not in stored
    async with desk.database.read() as tx:
        (listed,) = await rows.of_practice(tx, desk.practice.id)
        keys = await signing_keys.known(tx)
    assert (listed.id, listed.address) == (one.id, ADDRESS)
    assert sealing.opened(keys, stored, "outside calendar 1 1") == ""


async def test_an_address_of_before_is_sealed_when_it_is_read_next(desk):
    await added(desk)
    async with desk.database.write() as tx:
        await tx.execute(update(table).values(address=ADDRESS))
    async with desk.database.write() as tx:
        (due,) = await rows.claim(tx, desk.now, 5, next_at=desk.now + timedelta(minutes=15))
    assert due.address == ADDRESS
    assert "s3cret" not in await stored_address(desk)
    async with desk.database.read() as tx:
        (listed,) = await rows.of_practice(tx, desk.practice.id)
    assert listed.address == ADDRESS


async def test_the_address_stands_nowhere_but_in_its_own_row(desk):
    one = await added(desk)
    assert one.host == "calendar.example.org"
    assert "s3cret" not in repr(one)
    async with desk.database.read() as tx:
        told = str(await audit.entries(tx, desk.practice.id))
    assert "calendar.example.org" in told
    assert "s3cret" not in told
    assert "p4ss" not in told
    with pytest.raises(InvalidInput, match="there already") as error:
        await added(desk)
    assert "s3cret" not in str(error.value)


@pytest.mark.parametrize(
    ("pasted", "asked"),
    [
        ("webcal://p1.example.org/a?b=%40", "https://p1.example.org/a?b=%40"),
        (" https://example.org ", "https://example.org/"),
        ("http://ada:p%40ss@10.0.0.5:5232/ada/home/", "http://ada:p%40ss@10.0.0.5:5232/ada/home/"),
        ("HTTPS://example.org/a#b", "https://example.org/a"),
    ],
)
def test_addresses_as_they_are_pasted(pasted, asked):
    assert calendar_addresses.parse(pasted) == asked


@pytest.mark.parametrize(
    "pasted",
    [
        *("", "calendar.example.org/a.ics", "file:///etc/passwd", "ftp://example.org/a"),
        *("https://", "https:///a", "https://exa mple.org/", "https://example.org:99999/"),
        *("https://[::1", "https://a.example.org/b\nHost: c", "https://a/" + "b" * 2000),
    ],
)
def test_what_is_no_address(pasted):
    with pytest.raises(InvalidInput) as error:
        calendar_addresses.parse(pasted)
    assert "exa" not in str(error.value)


async def test_nobody_is_booked_in_its_times_and_staff_cannot_free_them_by_hand(desk, now):
    one = await added(desk)
    await desk.client()
    at = now + HOUR
    await blocked(desk, one, (at, at + HOUR))
    asked = BookingRequest(
        *("+393331110001", at, desk.practitioner.name), duration=HOUR / 2, tell=False
    )
    async with desk.database.write() as tx:
        with pytest.raises(Blocked, match=r"is blocked \(Busy \(other calendar\)\)"):
            await booking.book(
                tx, OPERATOR, desk.practice, asked, channels=NOBODY.channels, now=now
            )
        (block,) = await blocks.within(tx, desk.practice.id, None, at, at + HOUR)
        with pytest.raises(InvalidInput, match="this time follows another calendar"):
            await blocking.remove(tx, OPERATOR, desk.practice, block.id, now=now)


async def test_a_visit_in_a_busy_time_stays_and_has_to_be_dealt_with(desk, now):
    one = await added(desk)
    at = now + HOUR
    visit = await desk.book(await desk.client(), at)
    await blocked(desk, one, (at, at + HOUR))
    practice = desk.practice

    async def needs():
        async with desk.database.read() as tx:
            return (await absent_visits.load(tx, practice, [visit])).needs_dealing(visit)

    async def listed(**more):
        async with desk.database.read() as tx:
            which = AbsenceChoice(**more)
            found = await absences.ahead(tx, OPERATOR, practice, which, now=now)
        return [(one.appointment.id, one.away.reason) for one in found]

    assert (await needs()).reason == "Busy (other calendar)"
    assert await listed() == [(visit.id, "Busy (other calendar)")]
    assert len(await listed(practitioner_id=desk.practitioner.id)) == 1
    assert await listed(practitioner_id=desk.practitioner.id + 1) == []
    async with desk.database.write() as tx:
        await absences.keep(tx, OPERATOR, practice, visit.id, version=visit.version, now=now)
    visit = await desk.appointment(visit)
    assert await needs() is None
    assert await listed() == []
    # it is kept in the same time still when that becomes longer
    await blocked(desk, one, (at, at + 2 * HOUR))
    assert await needs() is None
    await blocked(desk, one)
    assert await needs() is None


async def test_a_removed_one_is_put_back_for_a_moment(desk, now):
    one = await added(desk)
    await blocked(desk, one, (now + HOUR, now + 2 * HOUR))
    practice = desk.practice
    async with desk.database.write() as tx:
        await outside_calendars.remove(tx, OPERATOR, practice, one.id, now=now)
        with pytest.raises(NotFound):
            await outside_calendars.remove(tx, OPERATOR, practice, one.id, now=now)
        entry = await record_undoing.last(tx, OPERATOR, practice, "calendar.removed", now=now)
        await record_undoing.undo(tx, OPERATOR, practice, entry.id, now=now)
        (found,) = await outside_calendars.listed(tx, OPERATOR, practice, now=now)
        with pytest.raises(Stale):  # pressed twice
            await record_undoing.undo(tx, OPERATOR, practice, entry.id, now=now)
    assert found.calendar.id == one.id
    # its times come back with the next reading, which is now
    assert (found.calendar.next_at, found.ahead) == (now, 0)
    async with desk.database.write() as tx:
        await outside_calendars.remove(tx, OPERATOR, practice, one.id, now=now)
        entry = await record_undoing.last(tx, OPERATOR, practice, "calendar.removed", now=now)
        reception = member(desk, Role.RECEPTION)
        with pytest.raises(NotPermitted):
            await record_undoing.undo(tx, reception, practice, entry.id, now=now)
    # who added it again meanwhile does not get it twice
    await added(desk)
    async with desk.database.write() as tx:
        with pytest.raises(Stale):
            await record_undoing.undo(tx, OPERATOR, practice, entry.id, now=now)


async def test_there_are_few_of_them(desk):
    for n in range(outside_calendars.MOST_EACH):
        await added(desk, f"https://example.org/{n}")
    with pytest.raises(InvalidInput, match="at most"):
        await added(desk)


async def test_free_times_leave_it_out(desk, now):
    one = await added(desk)
    at = now + HOUR
    await blocked(desk, one, (at, at + HOUR))
    async with desk.database.read() as tx:
        found = await slot_search.search(
            tx,
            desk.practice,
            practitioner_ids=None,
            duration=HOUR / 2,
            buffers=(timedelta(0), timedelta(0)),
            spans=[(now, now + 3 * HOUR)],
            now=now,
            limit=100,
        )
    assert found
    assert not [slot for slot in found if at - HOUR / 2 < slot.starts_at < at + HOUR]
