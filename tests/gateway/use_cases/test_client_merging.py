"""Clients who are one person: found, merged with all that is theirs, and parted again."""

from datetime import timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.clients import (
    bad_addresses,
    clients,
    consent,
    further_addresses,
    muted_kinds,
)
from calendar_store.database import audit
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import Channel, MessageKind, Role
from gateway.use_cases import client_card, client_merging, client_search
from gateway.use_cases.client_merging import DoubleReason
from tests.support.actors import named
from tests.support.acts import takes, written
from tests.support.desk import Desk
from tests.support.pages import hear, say

DESK = {Role.ADMIN, Role.RECEPTION}
BY = named("ada@example.org", *Permission)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def doubles(desk):
    async with desk.database.read() as tx:
        found = await client_merging.found(tx, OPERATOR, desk.practice)
    return {(one.one.id, one.other.id): (one.reasons, one.same_name) for one in found}


async def test_doubles_are_found_by_number_address_and_name_and_families_come_last(desk):
    ada = await desk.client()
    again = await desk.client("ADA", "byron")
    child = await desk.client("Grace", "Byron")
    hopper = await desk.client("Grace", "Hopper", 20, email="grace@example.org")
    near = await desk.client("Grace", "Hopper", 21, email="grace@exampel.org")
    await desk.client("Grace", "Hopper", 777)
    mail = await desk.client("G.", "Hopper", 5678, email="grace@example.org")
    found = await doubles(desk)
    same, family = (DoubleReason.SAME_NUMBER,), (DoubleReason.SAME_EMAIL,)
    assert found == {
        (hopper.id, near.id): ((DoubleReason.NEAR_NUMBER, DoubleReason.NEAR_EMAIL), True),
        (ada.id, again.id): (same, True),
        (ada.id, child.id): (same, False),
        (again.id, child.id): (same, False),
        (hopper.id, mail.id): (family, False),
    }
    assert [one for one, (_, same_name) in found.items() if same_name] == list(found)[:2]


async def test_what_belongs_to_the_double_belongs_to_the_other_until_they_are_parted(desk):
    kept = await desk.client(number=1, consents=False)
    gone = await desk.client("Ada", "Byron", 2, email="ada@example.org")
    visit = await desk.book(gone, desk.now + timedelta(days=1))
    await say(desk, visit, gone)
    await hear(desk, gone, "thanks")
    muted = (desk.practice.id, gone.id, Channel.SMS, MessageKind.OFFER)
    async with desk.database.write() as tx:
        await muted_kinds.mute(tx, [muted], by=BY, now=desk.now)
    before = await written(desk.database)
    async with desk.database.write() as tx:
        merge = await client_merging.merge(
            tx, OPERATOR, desk.practice, kept.id, gone.id, now=desk.now
        )
    async with desk.database.read() as tx:
        card = await client_card.load(tx, OPERATOR, desk.practice, gone.id, now=desk.now)
        assert await agenda.all_of_client(tx, desk.practice.id, gone.id) == []
        assert await consent.history(tx, desk.practice.id, gone.id) == ()
        told = (await audit.entries(tx, desk.practice.id))[0]
        # nobody finds the double any more: its name and its number are the other's
        for typed in ("ada", gone.mobile[-4:]):
            some = await client_search.search(tx, OPERATOR, desk.practice, typed)
            assert [one.id for one in some] == [kept.id]
        assert (await clients.find(tx, desk.practice, gone.mobile)).id == kept.id
    assert (card.client.id, card.client.email) == (kept.id, "ada@example.org")
    assert [one.id for one in card.ahead] == [visit.id]
    assert len(card.stored.messages) == len(card.stored.received) == 1
    assert [one[1:] for one in card.stored.muted] == [(kept.id, *muted[2:])]
    assert [one.id for one, _ in card.merges] == [gone.id]
    assert (told.action, told.subject) == ("client.merged", str(kept.id))
    async with desk.database.write() as tx:
        await client_merging.undo(tx, OPERATOR, desk.practice, merge.id, now=desk.now)
    after = await written(desk.database)
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"audit_log", "client_merges"}
    async with desk.database.write() as tx:
        with pytest.raises(InvalidInput, match="undone already"):
            await client_merging.undo(tx, OPERATOR, desk.practice, merge.id, now=desk.now)


async def test_what_comes_after_a_merge_stays_and_a_later_merge_is_undone_first(desk):
    first, second, third = [await desk.client(number=n) for n in (1, 2, 3)]

    async def merge(kept, gone):
        async with desk.database.write() as tx:
            return await client_merging.merge(
                tx, OPERATOR, desk.practice, kept.id, gone.id, now=desk.now
            )

    async def undo(one):
        async with desk.database.write() as tx:
            await client_merging.undo(tx, OPERATOR, desk.practice, one.id, now=desk.now)

    inner = await merge(second, third)
    later = await desk.book(second, desk.now + timedelta(days=2))
    outer = await merge(first, second)
    with pytest.raises(InvalidInput, match="undo that first"):
        await undo(inner)
    await undo(outer)
    await undo(inner)
    assert (await desk.appointment(later)).client_id == second.id
    with pytest.raises(InvalidInput, match="choose two clients"):
        await merge(first, first)


async def test_merging_takes_its_permission(desk):
    kept, gone = await desk.client(number=1), await desk.client(number=2)

    async def look(tx, actor):
        await client_merging.found(tx, actor, desk.practice)

    async def merge(tx, actor):
        await client_merging.merge(tx, actor, desk.practice, kept.id, gone.id, now=desk.now)

    await takes(desk, look, Permission.MERGE_CLIENTS, roles=DESK, writes=False)
    await takes(desk, merge, Permission.MERGE_CLIENTS, roles=DESK)
    async with desk.database.write() as tx:
        done = await client_merging.merge(
            tx, OPERATOR, desk.practice, kept.id, gone.id, now=desk.now
        )

    async def undo(tx, actor):
        await client_merging.undo(tx, actor, desk.practice, done.id, now=desk.now)

    await takes(desk, undo, Permission.MERGE_CLIENTS, roles=DESK)


async def test_a_bad_number_of_the_double_is_not_the_other_s(desk):
    kept, gone = await desk.client(number=1), await desk.client(number=2)
    async with desk.database.write() as tx:
        await client_merging.merge(tx, OPERATOR, desk.practice, kept.id, gone.id, now=desk.now)
        known = {"by": BY, "now": desk.now}
        assert await bad_addresses.mark_bad_number(tx, desk.practice.id, gone.mobile, **known) == ()
        marked = await bad_addresses.mark_bad_number(tx, desk.practice.id, kept.mobile, **known)
        assert [one.id for one in marked] == [kept.id]
        # who texts from the other number is answered there
        to = [
            (desk.practice.id, kept.id, Channel.SMS, number)
            for number in (kept.mobile, gone.mobile)
        ]
        assert list(await consent.gate(tx, to)) == to[:1]


async def test_chains_of_merges_lead_to_the_one_who_stands(desk):
    first, second, third = [await desk.client(number=n) for n in (1, 2, 3)]
    async with desk.database.write() as tx:
        for kept, gone in ((second, third), (first, second)):
            await client_merging.merge(tx, OPERATOR, desk.practice, kept.id, gone.id, now=desk.now)
        found = await clients.by_mobiles(tx, [desk.practice.id], [third.mobile])
        assert [one.id for some in found.values() for one in some] == [first.id]
        key = (desk.practice.id, first.id)
        assert await further_addresses.of_clients(tx, [key]) == {
            key: ((Channel.SMS, second.mobile), (Channel.SMS, third.mobile))
        }
