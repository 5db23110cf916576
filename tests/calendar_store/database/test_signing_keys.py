"""Signing keys: made once, the same for every process and after every restart."""

import asyncio
from datetime import UTC, datetime

from calendar_store.database import signing_keys

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


async def test_the_first_start_makes_a_key_that_stays(database):
    first = await signing_keys.load(database, NOW)
    assert len(first) == 1
    assert len(first[0]) == 32
    assert await signing_keys.load(database, NOW) == first


async def test_two_that_start_at_once_have_one_key(database):
    found = await asyncio.gather(*(signing_keys.load(database, NOW) for _ in range(5)))
    assert len(set(found)) == 1
