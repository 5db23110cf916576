"""The inbox of a store, as a carrier link uses it."""

import pytest

from calendar_store.conversations import inbox
from tests.support.received_texts import joins


@pytest.fixture
def store(database):
    async def stored(*arrivals, ended=None):
        async with database.write() as tx:
            return await inbox.store(tx, arrivals, ended or {}, joins)

    return stored
