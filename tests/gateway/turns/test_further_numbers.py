"""Texts from the other number of a client who was merged: answered as theirs, until parted."""

from calendar_store.appointments import client_merges
from calendar_store.model.conversations import Inbound
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.views import day_view
from tests.support.desk import BY
from tests.support.exchange import START, Exchange


async def received(exchange: Exchange) -> Inbound:
    return (await exchange.inbox())[-1]


async def test_a_text_from_the_other_number_is_the_client_s_until_they_are_parted(
    exchange: Exchange,
) -> None:
    desk = exchange.desk
    kept, gone = await desk.client(number=1), await desk.client(number=2)
    visit = await desk.book(kept, START)
    async with exchange.database.write() as tx:
        merge = await client_merges.merge(tx, kept, gone, by=BY, now=exchange.now)
    (answer,) = await exchange.says("when is my appointment?", number=2)
    assert "10:00" in answer
    text = await received(exchange)
    assert (text.client_id, text.key.their_address) == (kept.id, gone.mobile)
    await exchange.says("cancel my appointment", number=2)
    status, _ = await exchange.stands(visit)
    assert status is AppointmentStatus.CANCELLED
    # staff read in the visit what was written from the other number
    async with exchange.database.read() as tx:
        entry = await day_view.entry(tx, desk.practice, visit.id)
    assert entry.last_text is not None
    assert entry.last_text.text == "cancel my appointment"
    async with exchange.database.write() as tx:
        await client_merges.undo(tx, merge, by=BY, now=exchange.now)
    # what came from that number since is the other's again
    assert (await received(exchange)).client_id == gone.id
    sent = [one for one in await desk.messages() if one.recipient == gone.mobile]
    assert {one.client_id for one in sent} == {gone.id}
    (answer,) = await exchange.says("when is my appointment?", number=2)
    assert "10:00" not in answer
