"""A smarthost over real sockets, and a practice whose mails go over it."""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from calendar_store.database.connection import Database
from calendar_store.model.practices import Practice, Practitioner
from tests.support.sending_office import SendingOffice
from tests.support.smarthost import Smarthost


@pytest.fixture
async def smarthost() -> AsyncIterator[Smarthost]:
    async with Smarthost().running() as host:
        yield host


@pytest.fixture
async def mail_office(
    database: Database,
    practice: Practice,
    aurora: Practitioner,
    now: datetime,
    smarthost: Smarthost,
) -> SendingOffice:
    """Studio Aurora's mails over the smarthost, on each database; not running yet."""
    return SendingOffice(database, practice, aurora, now, smarthost)
