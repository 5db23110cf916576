"""What the tests of the workers share: an exchange of texts at a practice that speaks English."""

import pytest

from calendar_store import practices
from tests.calendar_store.desk import BY, Desk
from tests.gateway.exchange import Exchange


@pytest.fixture
async def desk(database, practice, aurora, now):
    async with database.write() as tx:
        english = await practices.change(
            tx, practice.id, now=now, by=BY, locale="en", address="Via Roma 1"
        )
    return Desk(database, english, aurora, now)


@pytest.fixture
def exchange(desk):
    return Exchange(desk)
