"""A visit that goes to another practitioner: its client reads with whom, whatever that costs."""

from datetime import timedelta

import pytest

from calendar_store.clients import clients
from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import Channel
from calendar_store.practices import hours, practices, practitioners
from dialogs.languages import writing
from gateway.use_cases import series, series_changes
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.series import SeriesRequest
from gateway.use_cases.series_changes import SeriesMove
from gateway.use_cases.telling import UNDO_TIME
from tests.support.desk import BY
from tests.support.exchange import START
from tests.support.told_visits import visit_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OTHER = "Bartholomew Featherstonehaugh"
"""A name with which no text of a move fits into one part."""


@pytest.fixture
async def other(desk):
    """A second practitioner, with the hours of the first."""
    async with desk.database.write() as tx:
        added = await practitioners.add(tx, desk.practice.id, OTHER, by=BY, now=desk.now)
        week = hours.parse("mon-fri 09:00-13:00,14:00-18:00", added.id)
        await hours.set_week(tx, desk.practice.id, added.id, week, by=BY, now=desk.now)
    return added


async def spoken(one, locale):
    exchange = one.exchange
    async with exchange.database.write() as tx:
        one.client = await clients.change(
            *(tx, exchange.desk.practice, one.client.id), by=BY, now=exchange.now, locale=locale
        )
    return one


@pytest.mark.parametrize("locale", sorted(writing.spoken()))
async def test_who_is_moved_to_another_practitioner_reads_to_whom(desk, other, locale):
    one = await spoken(await visit_of(desk), locale)
    await one.moves(START + 2 * HOUR, practitioner_id=other.id)
    ((_, channel, text),) = await one.sent(UNDO_TIME)
    assert channel is Channel.SMS
    assert OTHER in text


@pytest.mark.parametrize("locale", sorted(writing.spoken()))
async def test_a_change_of_the_practitioner_alone_is_told(desk, other, locale):
    one = await spoken(await visit_of(desk), locale)
    await one.moves(START, practitioner_id=other.id)
    ((_, _, text),) = await one.sent(UNDO_TIME)
    assert OTHER in text


async def test_the_last_change_names_who_it_is_though_an_earlier_one_was_told_to_nobody(
    desk, other
):
    one = await spoken(await visit_of(desk), "fr")
    await one.moves(START, practitioner_id=other.id, tell=False)
    await one.moves(START + 2 * HOUR)
    ((_, _, text),) = await one.sent(UNDO_TIME)
    assert OTHER in text


async def test_who_keeps_the_practitioner_is_told_in_one_part(desk):
    one = await spoken(await visit_of(desk), "fr")
    async with desk.database.write() as tx:
        await practitioners.change(
            tx, desk.practice.id, desk.practitioner.id, by=BY, now=desk.now, region="IT", name=OTHER
        )
    await one.moves()
    ((_, _, text),) = await one.sent(UNDO_TIME)
    assert len(text) <= 160
    assert OTHER not in text


async def test_a_practice_s_own_wording_without_a_name_gives_way_to_ours(desk, other):
    one = await spoken(await visit_of(desk), "fr")
    async with desk.database.write() as tx:
        await practices.set_template(
            *(tx, desk.practice.id, "fr", "told_moved", "{practice}: {when}."), by=BY, now=desk.now
        )
    await one.moves()
    assert [text for *_, text in await one.sent(UNDO_TIME)] == [
        "Studio Aurora: jeu. 15 janv. à 12h00."
    ]
    await one.moves(START, practitioner_id=other.id)
    ((_, _, text),) = await one.sent(UNDO_TIME)
    assert OTHER in text


@pytest.mark.parametrize("locale", sorted(writing.spoken()))
async def test_a_series_that_goes_to_another_names_who_in_each_line(desk, other, locale):
    one = await spoken(await visit_of(desk), locale)
    exchange = one.exchange
    first = BookingRequest(str(one.client.id), START + DAY, "Aurora", tell=False)
    async with exchange.database.write() as tx:
        booked = (
            await series.book(
                *(tx, OPERATOR, desk.practice, SeriesRequest(first, 1, 3)),
                channels=exchange.channels,
                now=exchange.now,
            )
        ).booked
    async with exchange.database.write() as tx:
        asked = SeriesMove(
            booked[0].id, booked[0].version, booked[0].starts_at, practitioner_id=other.id
        )
        await series_changes.move_following(
            *(tx, OPERATOR, desk.practice, asked), channels=exchange.channels, now=exchange.now
        )
    assert (await exchange.desk.messages())[-1].text.count(OTHER) == 3


async def test_a_mail_of_the_move_names_who_it_is(desk, other):
    one = await visit_of(desk, prefers=Channel.EMAIL)
    await one.moves(START, practitioner_id=other.id)
    ((_, channel, text),) = await one.sent(UNDO_TIME)
    assert channel is Channel.EMAIL
    assert OTHER in text
