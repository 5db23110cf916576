"""Thirty days' notice: who may, what is told when, undo until the last moment, and what stops."""

from datetime import UTC, date, timedelta

import pytest
from sqlalchemy import select

from calendar_store import schema
from calendar_store.clients import consent
from calendar_store.conversations import alerts
from calendar_store.database import audit
from calendar_store.endings import stored_copies, suspensions
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.endings import CopyStatus, SuspensionState
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted, PracticeSuspended
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, Channel, MessageKind, MessageStatus
from calendar_store.practices import practices
from gateway.use_cases import appointment_changes, suspending
from tests.support.actors import named
from tests.support.desk import BY, mobile
from tests.support.ending import BEGINS, FIRST, Ending
from tests.support.office import Office

DAY = timedelta(days=1)


async def mails(ending: Ending) -> list[str]:
    m = schema.messages.c
    async with ending.database.read() as tx:
        found = select(m.text).where(m.kind == MessageKind.ACCOUNT.value).order_by(m.id)
        return list((await tx.execute(found)).scalars())


async def open_alerts(ending: Ending) -> list[ReasonCode]:
    async with ending.database.read() as tx:
        found = await alerts.open_of_kind(tx, AlertKind.SUSPENSION)
    return [one.reason.code for one in found]


async def test_notice_is_thirty_days_at_least_and_an_administrators(ending: Ending) -> None:
    with pytest.raises(InvalidInput, match="2026-02-11 is the earliest"):
        await ending.notice(FIRST - DAY)
    reception = named("desk@example.org", *(set(Permission) - {Permission.END_PRACTICE}))
    async with ending.database.write() as tx:
        practice = await ending.practice()
        with pytest.raises(NotPermitted):
            await suspending.give_notice(
                tx, reception, practice, FIRST, ending.telling, now=ending.exchange.now
            )
    made = await ending.notice()
    assert made.standing.starts_at == BEGINS.astimezone(UTC)
    assert [str(day) for day in made.told] == [
        "2026-01-12",
        "2026-02-04",
        "2026-02-10",
        "2026-02-11",
    ]
    with pytest.raises(InvalidInput, match="given already"):
        await ending.notice()


async def test_administrators_are_told_at_once_and_each_time_once(ending: Ending) -> None:
    await ending.notice(FIRST + DAY)
    assert len(await mails(ending)) == 1
    assert await open_alerts(ending) == [ReasonCode.SUSPENSION_AHEAD]
    told = []
    for day in range(32):
        ending.at(ending.exchange.now + (DAY if day else 0 * DAY))
        some = [await ending.suspender.step() for _ in range(3)]
        told += [ending.exchange.now.date()] * sum(some)
    assert told == [date(2026, 1, 13), date(2026, 2, 5), date(2026, 2, 11), date(2026, 2, 12)]
    assert len(await mails(ending)) == 5
    assert await open_alerts(ending) == [ReasonCode.SUSPENSION_BEGUN]


async def test_undo_until_the_last_moment_and_not_after(ending: Ending) -> None:
    await ending.notice()
    ending.at(BEGINS - timedelta(microseconds=1))
    await ending.undo()
    assert await open_alerts(ending) == []
    ending.at(BEGINS)
    assert await ending.suspender.step() == 0
    assert (await ending.practice()).suspended_at is None
    with pytest.raises(NotFound):
        await ending.undo()
    ending.at(BEGINS - 30 * DAY)
    await ending.notice()
    ending.at(BEGINS)
    # the worker has not come yet: it is too late all the same
    with pytest.raises(InvalidInput, match="has begun"):
        await ending.undo()
    assert await ending.suspender.step() == 1
    with pytest.raises(InvalidInput, match="has begun"):
        await ending.undo()
    assert (await ending.practice()).suspended_at == BEGINS


async def test_on_the_last_day_everything_stops_and_goes_on_when_reactivated(
    ending: Ending,
) -> None:
    ada = await ending.desk.client()
    visit = await ending.desk.book(ada, BEGINS + 3 * DAY + timedelta(hours=10))
    await ending.suspended()
    ending.at(BEGINS + 2 * DAY + timedelta(hours=12))
    assert await ending.exchange.planner.step() == 0
    r = schema.reminders.c
    async with ending.database.read() as tx:
        found = list(await tx.execute(select(r.status, r.reason_code, r.due_at)))
        copies = await stored_copies.of_practice(tx, ending.desk.practice.id)
    assert {row.status for row in found} == {"skipped"}
    assert {row.reason_code for row in found} == {"practice_suspended"}
    assert [one.status for one in copies] == [CopyStatus.WANTED]
    m = schema.messages.c
    async with ending.database.read() as tx:
        queued = select(m.id).where(m.status == "queued", m.kind != "account")
        assert not (await tx.execute(queued)).all()
    practice = await ending.practice()
    async with ending.database.write() as tx:
        with pytest.raises(PracticeSuspended) as refused:
            await appointment_changes.cancel(
                *(tx, BY, practice, visit.id),
                version=visit.version,
                channels=ending.exchange.channels,
                now=ending.exchange.now,
            )
    assert "\n" not in str(refused.value)
    async with ending.database.write() as tx:
        practice = await practices.get(tx, ending.desk.practice.id)
        with pytest.raises(NotPermitted):
            await suspending.reactivate(
                tx, named("a", Permission.END_PRACTICE), practice, now=ending.exchange.now
            )
        await suspending.reactivate(tx, OPERATOR, practice, now=ending.exchange.now)
    assert (await ending.practice()).suspended_at is None
    assert await ending.exchange.planner.step() > 0
    async with ending.database.read() as tx:
        latest = await suspensions.latest(tx, ending.desk.practice.id)
        told = await audit.entries(tx, ending.desk.practice.id, limit=3)
    assert latest is not None
    assert latest.state is SuspensionState.REACTIVATED
    assert told[0].action == "practice.reactivated"


async def test_who_writes_is_told_once_a_day_and_staff_can_read_it(ending: Ending) -> None:
    await ending.desk.client()
    await ending.suspended()
    said = []
    for hours in (1, 2, 20, 26, 27):
        ending.at(BEGINS + timedelta(hours=hours))
        said += await ending.exchange.says(f"I want to come at {hours}", 1)
    assert len(said) == 2
    assert "no longer answers here. Please call" in said[0]
    async with ending.database.read() as tx:
        found = await alerts.open_of(tx, ending.desk.practice.id)
        texts = (await tx.execute(select(schema.inbound.c.text, schema.inbound.c.status))).all()
    wrote = [one for one in found if one.reason.code is ReasonCode.WROTE_TO_SUSPENDED]
    assert len(wrote) == 5
    assert len(texts) == 5
    assert {row.status for row in texts} == {"done"}


async def test_a_stop_after_the_suspension_is_heard(ending: Ending) -> None:
    ada = await ending.desk.client()
    await ending.suspended()
    said = await ending.exchange.says("STOP", 1)
    assert len(said) == 1
    assert "call" not in said[0].lower() or "no more" in said[0].lower()
    async with ending.database.read() as tx:
        key = (ending.desk.practice.id, Channel.SMS, mobile(1))
        assert key in await consent.stopped(tx, {key})
        events = schema.consent_events.c
        last = select(events.kind).where(events.client_id == ada.id).order_by(events.id.desc())
        assert (await tx.execute(last.limit(1))).scalar() == "withdrawn"
    assert await ending.exchange.says("hello?", 1) == []


async def test_a_cancellation_by_text_is_not_done(ending: Ending) -> None:
    ada = await ending.desk.client()
    visit = await ending.desk.book(ada, BEGINS + 3 * DAY + timedelta(hours=10))
    await ending.suspended()
    await ending.exchange.says("please cancel my appointment", 1)
    async with ending.database.read() as tx:
        status = select(schema.appointments.c.status).where(schema.appointments.c.id == visit.id)
        assert (await tx.execute(status)).scalar() == "booked"


async def test_no_message_is_queued_for_a_suspended_practice_whoever_makes_it(
    ending: Ending,
) -> None:
    await ending.desk.client()
    await ending.suspended()
    office = Office(ending.database, ending.desk.practice.id, ending.exchange.now)
    (message,) = await office.queue(text="See you.", kind=MessageKind.REMINDER)
    stands, _ = await office.fate(message)
    assert stands.status is MessageStatus.CANCELLED
    assert stands.reason.code is ReasonCode.PRACTICE_SUSPENDED


async def test_the_copy_is_made_and_lies_ready_and_goes_after_its_time(ending: Ending) -> None:
    await ending.desk.client()
    await ending.suspended()
    assert await ending.copier.step()
    async with ending.database.read() as tx:
        (copy,) = await stored_copies.of_practice(tx, ending.desk.practice.id)
    assert copy.status is CopyStatus.READY
    assert copy.size > 1000
    assert any("lies ready" in one for one in await mails(ending))
    assert not await ending.copier.step()
    ending.at(BEGINS + timedelta(days=91))
    assert not await ending.copier.step()
    async with ending.database.read() as tx:
        (copy,) = await stored_copies.of_practice(tx, ending.desk.practice.id)
        assert copy.status is CopyStatus.GONE
        assert not (await tx.execute(select(schema.copy_pieces.c.piece))).all()
