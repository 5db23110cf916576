"""A freed time that somebody holds on the booking page: it is offered when the hold ends."""

from datetime import timedelta

from calendar_store.appointments import booking_holds
from calendar_store.model.booking_holds import BookingHold, HoldStatus
from calendar_store.model.statuses import Channel
from tests.support.desk import HALF_HOUR
from tests.support.exchange import START
from tests.support.waiting import let_wait, offered

MINUTES = timedelta(minutes=1)


async def test_a_held_time_waits_and_is_offered_when_the_hold_ends(exchange, freed):
    await let_wait(exchange)
    await exchange.desk.cancel(freed)
    async with exchange.database.write() as tx:
        hold = BookingHold(
            practice_id=exchange.desk.practice.id,
            id=tx.ids.new(),
            practitioner_id=exchange.desk.practitioner.id,
            service_id=None,
            starts_at=START,
            ends_at=START + HALF_HOUR,
            busy_from=START,
            busy_until=START + HALF_HOUR,
            expires_at=exchange.now + 10 * MINUTES,
            channel=Channel.SMS,
            address="+393471234567",
            entered={},
            code_hash=b"",
            tries=0,
            visitor="",
            status=HoldStatus.HELD,
            created_at=exchange.now,
        )
        await booking_holds.add(tx, hold)
    assert await offered(exchange) == []
    exchange.at(exchange.now + 10 * MINUTES)
    assert len(await offered(exchange)) == 1
