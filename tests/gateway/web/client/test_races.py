"""Several want one time at the same moment: two browsers, a text and staff; one of them gets it."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from calendar_store.appointments import agenda
from calendar_store.model.errors import SlotTaken
from calendar_store.model.statuses import STANDING
from tests.support.exchange import Exchange

WANTED = datetime(2026, 1, 14, 11, tzinfo=UTC)  # twelve in Rome


async def test_one_of_two_browsers_a_text_and_staff_gets_the_time(stranger, desk, page_of, booked):
    server, exchange = stranger.server, Exchange(desk)
    grace = await desk.client("Grace", "Hopper", 2)
    ben = await desk.client("Ben", "Lovelace", 3)
    mary = await desk.client("Mary", "Shelley", 4)
    of_grace = await desk.book(grace, booked.starts_at + timedelta(days=1))
    of_ben = await desk.book(ben, booked.starts_at + timedelta(days=2))
    await exchange.arrives((3, "can you move it to 14 January at 12:00?"))

    async def taps(appointment):
        url = server.make_url(f"{page_of(appointment)}/move")
        form = {"version": "1", "start": str(int(WANTED.timestamp()))}
        async with stranger.session.post(url, data=form) as answer:
            return answer.status, await answer.text()

    async def staff_book():
        with suppress(SlotTaken):
            await desk.book(mary, WANTED)

    first, second, *_ = await asyncio.gather(
        taps(booked), taps(of_grace), staff_book(), exchange.handled()
    )
    async with desk.database.read() as tx:
        there = await agenda.between(tx, desk.practice.id, WANTED, WANTED + timedelta(minutes=30))
    assert len([one for one in there if one.status in STANDING]) == 1
    for (status, html), mine in ((first, booked), (second, of_grace)):
        assert status == 200
        got_it = (await desk.appointment(mine)).starts_at == WANTED
        assert ("This is your new time." in html) == got_it
        assert ("has just been taken" in html) == (not got_it)
    # whoever lost keeps the time before
    stands = {one.id: (await desk.appointment(one)).starts_at for one in (booked, of_grace, of_ben)}
    kept = [one for one in (booked, of_grace, of_ben) if stands[one.id] == one.starts_at]
    assert len(kept) >= 2
