"""What these tests share: a practice with texts and mails, and an administrator."""

import pytest

from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from gateway.channels.mail.mail_channel import MailChannel
from tests.support.desk import BY, Desk
from tests.support.ending import Ending
from tests.support.exchange import Exchange


@pytest.fixture
async def ending(desk: Desk) -> Ending:
    async with desk.database.write() as tx:
        await staff.add(
            *(tx, desk.practice.id),
            email="admin@example.org",
            role=Role.ADMIN,
            password_hash="x",
            by=BY,
            now=desk.now,
        )
    return Ending(Exchange(desk, beside=[MailChannel("us@example.org")]))
