"""A smarthost over real sockets."""

from collections.abc import AsyncIterator

import pytest

from tests.support.smarthost import Smarthost


@pytest.fixture
async def smarthost() -> AsyncIterator[Smarthost]:
    async with Smarthost().running() as host:
        yield host
