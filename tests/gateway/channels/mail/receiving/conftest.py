"""A practice with a client who got a mail, and what comes back."""

import pytest

from tests.support.mail_office import MailOffice


@pytest.fixture
async def office(desk):
    return MailOffice(desk)


@pytest.fixture
async def ada(office):
    return await office.client()


@pytest.fixture
async def sent(office, ada):
    """A reminder that was mailed to Ada."""
    return await office.sent(ada)
