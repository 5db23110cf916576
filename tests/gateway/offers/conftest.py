"""A time that becomes free."""

import pytest

from tests.support.exchange import START


@pytest.fixture
async def freed(exchange):
    """The appointment whose time will become free: Grace's, on Thursday at ten."""
    return await exchange.desk.book(await exchange.desk.client("Grace", "Hopper", 9), START)
