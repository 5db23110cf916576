"""What waits for a person: no flood of strangers hides a client, least of all an emergency."""

from datetime import timedelta

import pytest
from sqlalchemy import insert

from calendar_store.conversations import staff_queue
from calendar_store.conversations.staff_queue import LOUD, PAGE, Who
from calendar_store.model.statuses import AlertKind, Channel, InboundStatus
from calendar_store.schema import alerts, inbound
from gateway.use_cases import staff_conversation
from tests.support.desk import BY, Desk, mobile
from tests.support.sms import NOBODY

OURS = "+390699000111"


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


def stranger(number):
    return f"+3938{10_000_000 + number}"


async def texts(desk, *some):
    """Store (number, what it said, kind of its alert) as if turns had passed them on."""
    async with desk.database.write() as tx:
        heard, raised = [], []
        for at, (number, said, kind) in enumerate(some):
            heard.append(
                {
                    "id": tx.ids.new(),
                    "carrier": "primary",
                    "channel": Channel.SMS,
                    "our_address": OURS,
                    "their_address": number,
                    "text": said,
                    "raw": b"",
                    "partial": False,
                    "received_at": desk.now + timedelta(seconds=at),
                    "status": InboundStatus.DONE,
                    "practice_id": desk.practice.id,
                    "client_id": None,
                    "intent": "unclear",
                    "understood": None,
                    "handled_at": desk.now,
                    "fingerprint": b"",
                    "session": "",
                }
            )
            raised.append(
                {
                    "practice_id": desk.practice.id,
                    "id": tx.ids.new(),
                    "kind": kind,
                    "reason_code": "",
                    "reason_facts": {},
                    "client_id": None,
                    "appointment_id": None,
                    "inbound_id": heard[-1]["id"],
                    "message_id": None,
                    "at": desk.now + timedelta(seconds=at),
                    "resolved_at": None,
                    "resolved_by": "",
                }
            )
        await tx.executemany(insert(inbound), heard)
        await tx.executemany(insert(alerts), raised)


async def listed(desk, who=Who.ALL, **page):
    async with desk.database.read() as tx:
        return await staff_queue.waiting(tx, desk.practice.id, who, **page)


async def counted(desk):
    async with desk.database.read() as tx:
        return await staff_queue.count(tx, desk.practice.id)


async def test_a_clients_emergency_stands_before_a_flood_and_clients_before_strangers(desk):
    await desk.client()
    await desk.client("Grace", "Hopper", 2)
    spam = [(stranger(n), "win a prize", AlertKind.UNCLEAR) for n in range(600)]
    await texts(
        desk,
        *spam,
        (stranger(9000), "chest pain", AlertKind.EMERGENCY),
        (mobile(2), "can I bring my dog?", AlertKind.UNCLEAR),
        (mobile(1), "I am bleeding badly", AlertKind.EMERGENCY),
    )
    first = [one.key.their_address for one in await listed(desk, limit=4)]
    assert first == [mobile(1), stranger(9000), mobile(2), stranger(0)]
    assert [one.key.their_address for one in await listed(desk, Who.PEOPLE)] == first[:3]
    waits = await counted(desk)
    assert (waits.people, waits.strangers) == (3, 600)


async def test_emergencies_that_strangers_invent_do_not_push_clients_off_the_first_page(desk):
    await desk.client()
    cries = [(stranger(n), "I am bleeding", AlertKind.EMERGENCY) for n in range(300)]
    await texts(desk, *cries, (mobile(1), "can I bring my dog?", AlertKind.UNCLEAR))
    page = [one.key.their_address for one in await listed(desk, Who.PEOPLE)]
    assert page == [*(stranger(n) for n in range(LOUD)), mobile(1)]
    strangers = await listed(desk, Who.STRANGERS)
    assert strangers[0].key.their_address == stranger(LOUD)
    assert (await counted(desk)).strangers == 300 - LOUD


async def test_every_conversation_stands_on_one_page_and_the_total_is_true(desk):
    await texts(desk, *((stranger(n), "hello", AlertKind.UNCLEAR) for n in range(130)))
    seen = []
    while page := await listed(desk, after=len(seen)):
        assert len(page) <= PAGE
        seen += [one.key.their_address for one in page]
    assert seen == [stranger(n) for n in range(130)]
    assert (await counted(desk)).all == 130


async def test_one_number_that_writes_very_much_is_one_conversation_of_bounded_length(desk):
    await desk.client()
    await texts(desk, *((mobile(1), f"text {n}", AlertKind.UNCLEAR) for n in range(100)))
    (talk,) = await listed(desk)
    assert [one.text for one in talk.texts] == [f"text {n}" for n in range(80, 100)]
    assert talk.earlier == 80
    async with desk.database.write() as tx:
        assert await staff_queue.see_to(tx, desk.practice.id, talk, by=BY, now=desk.now) == 100
    assert await listed(desk) == []


async def test_what_came_after_a_conversation_was_seen_stays_open(desk):
    await desk.client()
    await texts(desk, (mobile(1), "can I bring my dog?", AlertKind.UNCLEAR))
    (seen,) = await listed(desk)
    await texts(desk, (mobile(1), "I am bleeding", AlertKind.EMERGENCY))
    async with desk.database.write() as tx:
        await staff_queue.see_to(tx, desk.practice.id, seen, by=BY, now=desk.now)
    (left,) = await listed(desk)
    assert [one.text for one in left.texts] == ["I am bleeding"]


async def test_strangers_are_closed_all_at_once_and_nobody_else_nor_who_came_since(desk):
    await desk.client()
    await texts(
        desk,
        *((stranger(n), "win a prize", AlertKind.UNCLEAR) for n in range(120)),
        (mobile(1), "can I bring my dog?", AlertKind.UNCLEAR),
        (stranger(500), "chest pain", AlertKind.EMERGENCY),
    )
    async with desk.database.read() as tx:
        seen = await staff_queue.newest(tx, desk.practice.id)
    await texts(desk, (stranger(501), "hello?", AlertKind.UNCLEAR))
    async with desk.database.write() as tx:
        closed = await staff_queue.close_strangers(
            tx, desk.practice.id, up_to=seen, by=BY, now=desk.now
        )
    assert closed == 120
    left = [one.key.their_address for one in await listed(desk)]
    assert left == [stranger(500), mobile(1), stranger(501)]


async def test_ten_thousand_conversations_are_listed_in_as_many_queries_as_ten(desk):
    await texts(desk, *((stranger(n), "hello", AlertKind.UNCLEAR) for n in range(10_000)))
    statements = []
    async with desk.database.read() as tx:
        execute = tx.execute
        tx.execute = lambda *of: (statements.append(of), execute(*of))[1]
        page = await staff_queue.waiting(tx, desk.practice.id)
        waits = await staff_queue.count(tx, desk.practice.id)
        known = await staff_conversation.load_all(
            tx,
            desk.practice.id,
            [one.key for one in page],
            NOBODY,
            desk.now,
        )
    assert (len(page), waits.strangers, len(known)) == (PAGE, 10_000, PAGE)
    assert len(statements) < 30
