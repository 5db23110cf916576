"""The kept pairs of doubles are those that a look at all clients finds, whatever was done."""

import asyncio
from collections import Counter
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest
from sqlalchemy import select

from calendar_store import schema
from calendar_store.appointments import client_erasure, client_merges
from calendar_store.appointments.client_erasure import OfClient
from calendar_store.clients import clients, doubles, former_clients, imported_clients
from calendar_store.clients.likeness import LARGEST_GROUP, groups, likeness
from calendar_store.clients.new_client import NewClient
from calendar_store.database import migrate
from calendar_store.database.connection import Database
from calendar_store.model.errors import InvalidInput
from tests.support.actors import named
from tests.support.older_stores import migrated_to, put

BY = named("ada")
FIRSTS, LASTS = ("Ada", "ADA", "Grace"), ("Byron", "Hopper")
NUMBERS = [f"+39333110000{n}" for n in range(10)] + ["+393479998877"]
MAILS = ("", "", "ada@example.org", "ada@exampel.org", "grace@example.com")


async def standing(tx, practice_id):
    of_practice = schema.clients.c.practice_id == practice_id
    rows = await tx.execute(clients.READ.where(of_practice, clients.STANDING))
    return [clients.value(row) for row in rows]


async def looked_up(tx, practice_id):
    """Return the pairs as a look at all clients finds them."""
    alike, sizes = {}, Counter()
    for one in await standing(tx, practice_id):
        for group in groups(one):
            alike.setdefault(group, []).append(one)
    of_practice = schema.clients.c.practice_id == practice_id
    for row in await tx.execute(clients.READ.where(of_practice)):
        sizes.update(groups(clients.value(row)))
    return {
        (double.one.id, double.other.id): double.rank
        for group, some in alike.items()
        if sizes[group] <= LARGEST_GROUP
        for pair in combinations(some, 2)
        if (double := likeness(*pair)) is not None
    }


async def kept(tx, practice_id):
    table = schema.client_doubles
    found = await tx.execute(select(table).where(table.c.practice_id == practice_id))
    return {(row.one_id, row.other_id): row.rank for row in found}


async def check(database, practice):
    async with database.read() as tx:
        found = await looked_up(tx, practice.id)
        assert await kept(tx, practice.id) == found
        listed = await doubles.listed(tx, practice.id, limit=1000)
    assert set(listed) == set(found)
    assert [found[one] for one in listed] == sorted(found.values())


class Chance:
    """Does to clients what staff, clients and files do, one thing after the other."""

    def __init__(self, seed, practice, now):
        self.random, self.practice, self.now = Random(seed), practice, now
        self.merges = []

    def entered(self):
        pick = self.random.choice
        return NewClient(pick(FIRSTS), pick(LASTS), pick(NUMBERS), pick(MAILS))

    async def act(self, tx):
        everybody = await standing(tx, self.practice.id)
        acts = [self.add, self.change, self.merge, self.part, self.erase, self.retire, self.file]
        if len(everybody) < 4:
            acts = [self.add]
        await self.random.choices(acts, [4, 4, 2, 2, 1, 1, 2][: len(acts)])[0](tx, everybody)

    async def add(self, tx, _everybody):
        some = [self.entered() for _ in range(self.random.choice((1, 1, 3)))]
        await clients.add_many(tx, self.practice, some, by=BY, now=self.now)

    async def change(self, tx, everybody):
        one, new = self.random.choice(everybody), self.entered()
        name = self.random.choice(("first", "last", "mobile", "email"))
        values = {name: getattr(new, name)}
        await clients.change(tx, self.practice, one.id, by=BY, now=self.now, **values)

    async def merge(self, tx, everybody):
        pair = self.random.sample(everybody, 2)
        self.merges.append(await client_merges.merge(tx, *pair, by=BY, now=self.now))

    async def part(self, tx, _everybody):
        if not self.merges:
            return
        one = self.merges.pop(self.random.randrange(len(self.merges)))
        # merged on, or erased since
        try:
            await client_merges.undo(tx, one, by=BY, now=self.now)
        except InvalidInput:
            return

    async def erase(self, tx, everybody):
        theirs = OfClient([], [], [], [])
        one = self.random.choice(everybody)
        await client_erasure.erase(tx, one, theirs, reason="asked", by=BY, now=self.now)

    async def retire(self, tx, everybody):
        one = self.random.choice(everybody)
        since = None if one.retired_at else self.now
        await former_clients.set_retired(tx, one, since, by=BY, now=self.now)

    async def file(self, tx, everybody):
        some = [self.entered() for _ in range(5)]
        entries = [
            {"first": one.first, "last": one.last, "mobile": one.mobile, "email": one.email}
            for one in some
        ]
        ids = await imported_clients.add(tx, self.practice.id, entries, self.now)
        added = [await clients.get(tx, self.practice.id, one) for one in ids]
        pairs = [
            (one, replace(one, mobile=new.mobile, email=new.email))
            for one in self.random.sample(everybody, 3)
            for new in [self.entered()]
        ]
        by_file = {"by": BY, "now": self.now}
        await imported_clients.change_many(tx, self.practice.id, pairs, **by_file)
        if self.random.random() < 0.6:
            await imported_clients.remove(tx, self.practice.id, added)
        await doubles.rebuild(tx, self.practice.id)


@pytest.mark.parametrize("seed", range(4))
async def test_the_kept_pairs_are_those_of_a_look_at_all_clients(
    database, practice, now, seed, monkeypatch
):
    if seed % 2:
        # as for a file of thousands
        monkeypatch.setattr(doubles, "_FEW", 0)
    chance = Chance(seed, practice, now)
    for _ in range(40):
        async with database.write() as tx:
            await chance.act(tx)
        await check(database, practice)
    async with database.read() as tx:
        before = await kept(tx, practice.id)
    async with database.write() as tx:
        await doubles.rebuild(tx, practice.id)
    async with database.read() as tx:
        assert before == await kept(tx, practice.id)
    assert before


@pytest.mark.parametrize("few", [0, 20])
async def test_a_number_of_very_many_tells_nothing_until_some_of_them_leave(
    database, practice, now, monkeypatch, few
):
    monkeypatch.setattr(doubles, "_FEW", few)
    same = [NewClient(f"Ada{n}", f"Byron{n}", NUMBERS[0]) for n in range(LARGEST_GROUP)]
    async with database.write() as tx:
        await clients.add_many(tx, practice, same, by=BY, now=now)
    async with database.read() as tx:
        assert len(await kept(tx, practice.id)) == LARGEST_GROUP * (LARGEST_GROUP - 1) // 2
    async with database.write() as tx:
        one = await clients.add(tx, practice, replace(same[0], first="Grace"), by=BY, now=now)
    await check(database, practice)
    async with database.read() as tx:
        assert not await kept(tx, practice.id)
    async with database.write() as tx:
        await clients.change(tx, practice, one.id, by=BY, now=now, mobile=NUMBERS[-1])
    async with database.read() as tx:
        assert len(await kept(tx, practice.id)) == LARGEST_GROUP * (LARGEST_GROUP - 1) // 2


async def test_two_who_enter_the_same_person_at_once_leave_a_pair(database, practice, now):
    async def enter():
        async with database.write() as tx:
            await clients.add(tx, practice, NewClient("Ada", "Byron", NUMBERS[0]), by=BY, now=now)

    await asyncio.gather(*(enter() for _ in range(4)))
    await check(database, practice)
    async with database.read() as tx:
        assert len(await kept(tx, practice.id)) == 6


async def test_a_transaction_that_is_undone_leaves_no_pair(database, practice, now):
    async def fail():
        ada = NewClient("Ada", "Byron", NUMBERS[0])
        async with database.write() as tx:
            await clients.add_many(tx, practice, [ada, ada], by=BY, now=now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()
    async with database.read() as tx:
        assert not await kept(tx, practice.id)


async def test_a_store_of_before_gets_its_pairs(empty_url, now):
    database = Database.connect(empty_url)
    await migrated_to(database, "0028")
    chance = Random(7)
    rows = [
        {"practice_id": practice, "id": n, "first": chance.choice(FIRSTS), "last": f"Byron{n % 40}"}
        | {"mobile": f"+39333110{n % 90:04}", "email": chance.choice(MAILS), "email_bad": False}
        | {"locale": "", "prefers": "sms", "mobile_bad": False, "created_at": now}
        | {"merged_into": 1 if n % 9 == 8 else None, "erased_at": now if n % 17 == 16 else None}
        for practice in (1, 2)
        for n in range(1, 200)
    ]
    async with database.write() as tx:
        await put(tx, "clients", rows)
    await migrate.migrate(database)
    async with database.read() as tx:
        for practice in (1, 2):
            found = await kept(tx, practice)
            assert found == await looked_up(tx, practice)
            assert found
    await database.close()
