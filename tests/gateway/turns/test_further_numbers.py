"""Texts from the other number of a client who was merged: answered as theirs, until parted."""

import pytest

from calendar_store.appointments import client_merges
from calendar_store.clients import consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Inbound
from calendar_store.model.statuses import AppointmentStatus, Channel, ConsentHow, ConsentKind
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


async def consented(exchange: Exchange, client: Client) -> list[tuple[str, str]]:
    async with exchange.database.read() as tx:
        found = await consent.history(tx, client.practice_id, client.id)
    return [(one.kind.value, one.evidence) for one in found if one.channel is Channel.SMS]


@pytest.mark.parametrize(
    ("number", "whose"), [(2, ["gone"]), (1, ["kept"])], ids=["the other's", "their own"]
)
async def test_who_stopped_texts_by_their_own_number_has_said_so_once_they_are_parted(
    exchange: Exchange, number: int, whose: list[str]
) -> None:
    desk = exchange.desk
    people = {"kept": await desk.client(number=1), "gone": await desk.client(number=2)}
    before = {name: await consented(exchange, one) for name, one in people.items()}
    async with exchange.database.write() as tx:
        merge = await client_merges.merge(
            tx, people["kept"], people["gone"], by=BY, now=exchange.now
        )
    await exchange.says("STOP", number=number)
    await exchange.says("START", number=number)
    async with exchange.database.write() as tx:
        await client_merges.undo(tx, merge, by=BY, now=exchange.now)
    said = [("withdrawn", "STOP"), ("granted", "START")]
    assert {name: await consented(exchange, one) for name, one in people.items()} == {
        name: before[name] + (said if name in whose else []) for name in people
    }


async def test_of_what_staff_wrote_down_of_two_as_one_only_a_refusal_counts_for_both(
    exchange: Exchange,
) -> None:
    desk = exchange.desk
    kept, gone = await desk.client(number=1), await desk.client(number=2, consents=False)
    async with exchange.database.write() as tx:
        merge = await client_merges.merge(tx, kept, gone, by=BY, now=exchange.now)
        said = [
            ConsentStatement(kept.id, Channel.SMS, kind, ConsentHow.SPOKEN, BY, exchange.now, note)
            for kind, note in ((ConsentKind.WITHDRAWN, "no"), (ConsentKind.GRANTED, "yes"))
        ]
        await consent.record(tx, kept.practice_id, said, now=exchange.now)
        await client_merges.undo(tx, merge, by=BY, now=exchange.now)
    assert (await consented(exchange, kept))[-2:] == [("withdrawn", "no"), ("granted", "yes")]
    assert await consented(exchange, gone) == [("withdrawn", "no")]
