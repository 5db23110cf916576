"""What staff free is offered to nobody as long as they may undo it."""

from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import MessageKind
from calendar_store.model.telling import UNDO_TIME
from gateway.use_cases import appointment_changes, undoing, waiting_list
from gateway.use_cases.waiting_list import WaitingRequest
from tests.support.exchange import START


async def test_what_staff_free_is_offered_once_it_cannot_be_undone_any_more(exchange):
    """Undone within seconds, nobody was offered the time."""
    desk = exchange.desk
    one = await desk.book(await desk.client(), START)
    waits = await desk.client("Grace", "Hopper", number=2)
    async with desk.database.write() as tx:
        request = WaitingRequest(str(waits.id), new=True)
        await waiting_list.add(tx, OPERATOR, desk.practice, request, now=desk.now)

    async def act(deed, visit):
        async with desk.database.write() as tx:
            done = await deed(
                *(tx, OPERATOR, desk.practice, visit.id),
                version=visit.version,
                channels=exchange.channels,
                now=exchange.now,
                **({"tell": False} if deed is appointment_changes.cancel else {}),
            )
        return done.appointment

    async def offered():
        while await exchange.waiting_list.step():
            pass
        return [m.kind for m in await desk.messages() if m.kind is MessageKind.OFFER]

    gone = await act(appointment_changes.cancel, one)
    assert await offered() == []
    back = await act(undoing.restore, gone)
    exchange.at(exchange.now + UNDO_TIME)
    assert await offered() == []
    await act(appointment_changes.cancel, back)
    exchange.at(exchange.now + UNDO_TIME)
    assert await offered() == [MessageKind.OFFER]
