"""A practice whose paper is faxed over a real HylaFAX, on each database."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from calendar_store.database.connection import Database
from calendar_store.model.practices import Practice
from tests.support.fax_office import FaxOffice
from tests.support.fax_server import HylafaxServer, running_fax_server


@pytest.fixture
async def fax_server(tmp_path: Path) -> AsyncIterator[HylafaxServer]:
    async with running_fax_server(tmp_path) as server:
        yield server


@pytest.fixture
def fax_office(database: Database, practice: Practice, fax_server: HylafaxServer) -> FaxOffice:
    return FaxOffice(database, practice, fax_server.address)
