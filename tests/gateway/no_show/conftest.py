"""A practice's desk, and visits of its past."""

import pytest

from tests.support.desk import Desk
from tests.support.past_visits import PastVisits


@pytest.fixture
async def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


@pytest.fixture
async def past(desk):
    return PastVisits(desk)
