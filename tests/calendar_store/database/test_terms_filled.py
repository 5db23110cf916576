"""Clients of a store of before are found by the terms of their names and numbers."""

from datetime import UTC, datetime

from sqlalchemy import select

from calendar_store import schema
from calendar_store.database import migrate
from calendar_store.database.connection import Database
from calendar_store.entry import search_terms
from tests.support.older_stores import migrated_to, put

THEN = datetime(2026, 1, 12, 9, tzinfo=UTC)
CLIENT = {"last": "Byron", "locale": "", "email": "", "email_bad": False}
CLIENT |= {"prefers": "sms", "mobile_bad": False, "created_at": THEN}


async def test_the_clients_of_all_practices_get_their_terms(empty_url):
    database = Database.connect(empty_url)
    await migrated_to(database, "0013")
    # more than are read at once, in two practices
    people = [(practice, n) for practice in (1, 2) for n in range(1, 1500)]
    rows = [
        CLIENT | {"practice_id": practice, "id": n, "first": f"Ada{n}", "mobile": f"+3933311{n:05}"}
        for practice, n in people
    ]
    async with database.write() as tx:
        await put(tx, "clients", rows)
    await migrate.migrate(database)
    terms = schema.client_terms
    async with database.read() as tx:
        found = {tuple(row) for row in await tx.execute(select(terms))}
    assert found == {
        (one["practice_id"], term, one["id"])
        for one in rows
        for term in search_terms.terms(one["first"], one["last"], one["mobile"])
    }
    await database.close()
