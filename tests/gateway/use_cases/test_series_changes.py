"""One of a series and all that follow: cancelled, moved by the same shift, and back."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.statuses import (
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageStatus,
    Role,
)
from gateway.channels.mail.mail_channel import MailChannel
from gateway.use_cases import appointment_changes, series, series_changes
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.errors import SeriesConflicts
from gateway.use_cases.series import SeriesRequest
from gateway.use_cases.series_changes import SeriesMove
from gateway.use_cases.telling import UNDO_TIME
from gateway.use_cases.time_conflicts import ConflictKind
from tests.support.acts import takes, written
from tests.support.exchange import Exchange

ROME = ZoneInfo("Europe/Rome")
WEEK, DAY, HOUR = timedelta(weeks=1), timedelta(days=1), timedelta(hours=1)
FIRST = datetime(2026, 3, 10, 15, tzinfo=ROME)
CANCELLED = AppointmentStatus.CANCELLED
DESK = {Role.ADMIN, Role.RECEPTION}


@pytest.fixture
async def five(exchange):
    """Five Tuesdays at three, over the clock change; nobody was told."""
    desk = exchange.desk
    ada = await desk.client()
    first = BookingRequest(str(ada.id), FIRST, "Aurora", tell=False)
    async with desk.database.write() as tx:
        done = await series.book(
            *(tx, OPERATOR, desk.practice, SeriesRequest(first, 1, 5)),
            channels=exchange.channels,
            now=desk.now,
        )
    return done.booked


async def move(exchange, one, to, **more):
    async with exchange.database.write() as tx:
        return await series_changes.move_following(
            *(tx, OPERATOR, exchange.desk.practice, SeriesMove(one.id, one.version, to, **more)),
            channels=exchange.channels,
            now=exchange.now,
        )


async def undo(exchange, changed):
    async with exchange.database.write() as tx:
        return await series_changes.undo(
            *(tx, OPERATOR, exchange.desk.practice, [(one.id, one.version) for one in changed]),
            channels=exchange.channels,
            now=exchange.now,
        )


async def planned(exchange):
    exchange.at(exchange.now + UNDO_TIME)
    while await exchange.planner.step():
        pass
    return await exchange.desk.messages()


def local(visits):
    return [one.starts_at.astimezone(ROME).replace(tzinfo=None) for one in visits]


async def test_the_desk_cancels_one_and_all_that_follow(exchange, five):
    desk = exchange.desk

    async def act(tx, actor):
        done = await series_changes.cancel_following(
            *(tx, actor, desk.practice, five[2].id),
            version=five[2].version,
            channels=exchange.channels,
            now=desk.now,
        )
        assert [one.id for one in done.changed] == [one.id for one in five[2:]]
        assert {one.status for one in done.changed} == {CANCELLED}

    await takes(desk, act, Permission.CANCEL, roles=DESK)
    async with desk.database.write() as tx:
        await act(tx, OPERATOR)
    (message,) = await planned(exchange)
    assert message.kind is MessageKind.CHANGED
    assert message.text.startswith("Studio Aurora: these appointments are cancelled:\nTue 24 Mar")


async def test_a_cancelled_series_is_had_back(exchange, five):
    desk = exchange.desk
    async with desk.database.write() as tx:
        done = await series_changes.cancel_following(
            *(tx, OPERATOR, desk.practice, five[0].id),
            version=five[0].version,
            channels=exchange.channels,
            now=desk.now,
        )
    back = await undo(exchange, done.changed)
    assert {one.appointment.status for one in back} == {AppointmentStatus.BOOKED}
    await planned(exchange)
    assert await exchange.queued() == []


async def test_all_move_by_the_same_shift_of_local_time(exchange, five):
    desk = exchange.desk

    async def act(tx, actor):
        asked = SeriesMove(five[1].id, five[1].version, FIRST + WEEK + DAY - HOUR)
        done = await series_changes.move_following(
            tx, actor, desk.practice, asked, channels=exchange.channels, now=desk.now
        )
        wednesdays = [datetime.combine((FIRST + n * WEEK + DAY).date(), time(14)) for n in range(5)]
        assert local(done.changed) == wednesdays[1:]

    await takes(desk, act, Permission.MOVE, roles=DESK)
    assert local([await desk.appointment(five[0])]) == [FIRST.replace(tzinfo=None)]


@pytest.mark.parametrize("weeks", [1, -1])
async def test_each_leaves_its_time_before_another_comes_there(exchange, five, weeks):
    """A week later, each takes the time that the next one had; and back again."""
    moving = five if weeks > 0 else five[1:]
    if weeks < 0:
        await exchange.desk.cancel(five[0])
    done = await move(exchange, moving[0], moving[0].starts_at + weeks * WEEK)
    assert len(done.changed) == len(moving)
    messages = await exchange.desk.messages()
    assert len(messages) == 1
    back = await undo(exchange, done.changed)
    assert local(sorted((one.appointment for one in back), key=lambda one: one.starts_at)) == local(
        moving
    )
    await planned(exchange)
    assert await exchange.queued() == []


async def test_conflicts_are_listed_and_skipped_by_choice(exchange, five):
    desk = exchange.desk
    grace = await desk.client("Grace", "Hopper", number=2)
    await desk.book(grace, FIRST + WEEK + HOUR)
    before = await written(desk.database)
    with pytest.raises(SeriesConflicts, match=r"taken \(Grace Hopper"):
        await move(exchange, five[0], FIRST + HOUR)
    assert await written(desk.database) == before
    async with desk.database.read() as tx:
        asked = SeriesMove(five[0].id, five[0].version, FIRST + HOUR)
        found = await series_changes.preview_move(tx, OPERATOR, desk.practice, asked, now=desk.now)
    assert [one.conflict and one.conflict.kind for one in found] == [
        None,
        ConflictKind.TAKEN,
        None,
        None,
        None,
    ]
    done = await move(exchange, five[0], FIRST + HOUR, skip_conflicts=True)
    assert [one.visit.id for one in done.left_out] == [five[1].id]
    assert len(done.changed) == 4
    assert (await desk.appointment(five[1])).starts_at == five[1].starts_at


async def test_who_has_to_stay_is_in_the_way_of_the_one_before(exchange, five):
    """The last cannot move a week; so the one before it cannot either, and so on to the first."""
    grace = await exchange.desk.client("Grace", number=2)
    await exchange.desk.book(grace, five[4].starts_at + WEEK)
    with pytest.raises(SeriesConflicts) as no:
        await move(exchange, five[0], FIRST + WEEK, skip_conflicts=True)
    assert all(one.conflict for one in no.value.planned)


async def test_one_alone_is_changed_like_any_other(exchange, five):
    desk = exchange.desk
    async with desk.database.write() as tx:
        done = await appointment_changes.move(
            *(tx, OPERATOR, desk.practice, five[1].id, five[1].starts_at + HOUR),
            version=five[1].version,
            channels=exchange.channels,
            now=desk.now,
        )
    assert done.appointment.series_id == five[0].series_id
    # and keeps its difference when all move
    moved = await move(exchange, five[0], FIRST - HOUR)
    assert [one.hour for one in local(moved.changed)] == [14, 15, 14, 14, 14]


async def test_what_is_no_series_is_refused(exchange, five):
    desk = exchange.desk
    alone = await desk.book(await desk.client("Bo", number=3), FIRST + DAY)
    with pytest.raises(InvalidInput, match="no series"):
        await move(exchange, alone, FIRST + 2 * DAY)
    with pytest.raises(InvalidInput, match="has already"):
        await move(exchange, five[0], FIRST)
    await move(exchange, five[0], FIRST + HOUR)
    with pytest.raises(Stale):
        await move(exchange, five[0], FIRST + HOUR)


@pytest.mark.parametrize("told_before", [True, False])
async def test_a_series_that_was_told_is_told_back_by_one_message(exchange, told_before):
    desk = exchange.desk
    asked = SeriesRequest(
        BookingRequest(str((await desk.client()).id), FIRST, "Aurora", tell=True), 1, 3
    )
    async with desk.database.write() as tx:
        made = await series.book(
            tx, OPERATOR, desk.practice, asked, channels=exchange.channels, now=desk.now
        )
    if told_before:
        await planned(exchange)
        await exchange.taken()
    gone = await undo(exchange, made.booked)
    assert [bool(one.told.channel) for one in gone] == [told_before] * 3
    messages = [one for one in await planned(exchange) if one.kind is MessageKind.CHANGED]
    assert len(messages) == told_before
    if told_before:
        assert messages[0].text.count("15:00") == 3
        assert "are cancelled" in messages[0].text


@pytest.mark.parametrize("channel", [Channel.SMS, Channel.EMAIL])
async def test_who_waits_to_be_told_of_a_series_hears_of_all_of_it_though_one_changes(
    desk, channel
):
    exchange = Exchange(desk, beside=[MailChannel("calendar@example.org")])
    ada = await desk.client(
        email="ada@example.org", agreed=(Channel.SMS, Channel.EMAIL), prefers=channel
    )
    asked = SeriesRequest(BookingRequest(str(ada.id), FIRST, "Aurora", tell=True), 1, 3)
    async with desk.database.write() as tx:
        made = await series.book(
            tx, OPERATOR, desk.practice, asked, channels=exchange.channels, now=desk.now
        )
    assert made.told.channel is channel
    async with desk.database.write() as tx:
        await appointment_changes.cancel(
            *(tx, OPERATOR, desk.practice, made.booked[1].id),
            version=made.booked[1].version,
            channels=exchange.channels,
            now=desk.now,
        )
    await planned(exchange)
    waits = [one for one in await desk.messages() if one.status is not MessageStatus.CANCELLED]
    assert {one.id for one in made.booked} == {one.appointment_id for one in waits}
