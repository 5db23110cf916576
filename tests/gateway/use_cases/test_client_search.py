"""Clients found while somebody types, on both databases, by ranges of an index alone."""

import pytest
from sqlalchemy import text

from calendar_store.clients import client_terms, clients
from calendar_store.clients.new_client import NewClient
from calendar_store.entry.search_terms import typed
from calendar_store.model.actors import Permission
from calendar_store.model.statuses import Role
from gateway.use_cases import client_search
from tests.support.actors import named
from tests.support.acts import member, takes
from tests.support.desk import Desk, mobile

DESK = {Role.ADMIN, Role.RECEPTION}


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def names(desk, query, limit=20):
    async with desk.database.read() as tx:
        actor = member(desk, Role.RECEPTION)
        found = await client_search.search(tx, actor, desk.practice, query, limit)
    return [one.name for one in found]


async def test_clients_are_found_by_name_and_number_and_follow_what_is_corrected(desk):
    ada = await desk.client()
    await desk.client("Grace", "Hopper", 2)
    await desk.client("Ada", "Hopper", 3)
    assert await names(desk, "hop ad") == ["Ada Hopper"]
    assert await names(desk, "ada") == ["Ada Byron", "Ada Hopper"]
    assert await names(desk, mobile(2)[3:]) == ["Grace Hopper"]
    assert await names(desk, "0002") == ["Grace Hopper"]
    assert await names(desk, "?") == await names(desk, "zz") == []
    async with desk.database.write() as tx:
        by = named("ada")
        await clients.change(tx, desk.practice, ada.id, by=by, now=desk.now, last="Lovelace")
    assert await names(desk, "byron") == []
    assert await names(desk, "lovel") == ["Ada Lovelace"]


async def test_a_search_takes_the_permission_to_read_clients(desk):
    async def act(tx, actor):
        await client_search.search(tx, actor, desk.practice, "ada")

    await takes(desk, act, Permission.READ_CLIENTS, roles=DESK, writes=False)


@pytest.mark.parametrize("query", ["ros", "mar ros", "r m 347", "1234", "347 ros"])
async def test_every_search_reads_ranges_of_an_index(desk, query):
    async with desk.database.write() as tx:
        some = [NewClient("Mario", f"Rossi{n:x}", mobile(n)) for n in range(1, 400)]
        await clients.add_many(tx, desk.practice, some, by=named("ada"), now=desk.now)
        if tx.dialect == "postgresql":
            await tx.execute(text("ANALYZE client_terms"))
    words = typed(query)
    explain = "EXPLAIN" if desk.database.dialect == "postgresql" else "EXPLAIN QUERY PLAN"
    async with desk.database.read() as tx:
        if tx.dialect == "postgresql":
            # a table of a few hundred rows may be read whole: what counts is that it need not be
            await tx.execute(text("SET LOCAL enable_seqscan = off"))
        for start in words[0].starts:
            statement = client_terms.with_words(desk.practice.id, start, words[1:]).limit(80)
            sql = await tx.run_sync(lambda connection, asked=statement: _written(asked, connection))
            plan = "\n".join(str(tuple(row)) for row in await tx.execute(text(f"{explain} {sql}")))
            if tx.dialect == "sqlite":
                assert "term>? AND term<?" in plan
                assert "TEMP B-TREE" not in plan
                assert plan.count("SEARCH") >= len(words)
            else:
                assert "Seq Scan" not in plan


def _written(statement, connection):
    options = {"literal_binds": True}
    return str(statement.compile(connection, compile_kwargs=options)).replace(":", "\\:")
