"""A PostgreSQL that takes connections and answers nothing: the sender keeps the mail."""

import smtplib

import pytest

from calendar_store.database.postgres import ConnectionLimits
from tests.support.mail_office import MailOffice, delivered


@pytest.fixture(params=["postgresql"])
def store_url(request, postgres_server):
    with postgres_server.fresh("migrated") as url:
        yield url


async def test_a_store_that_hangs_is_told_to_the_sender_who_tries_again(desk, postgres_server):
    limits = ConnectionLimits(connect=0.5, command=0.5, lock=0.5, pool=0.5, size=2)
    apart = desk.database.apart(limits)
    office = MailOffice(desk, apart)
    to = office.address(await office.sent(await office.client()))
    raw = office.answer(to, "1")
    async with office.listening() as listener:
        with postgres_server.frozen(), pytest.raises(smtplib.SMTPDataError) as refused:
            await delivered(listener.port, raw, to)
        assert refused.value.smtp_code == 451
        await delivered(listener.port, raw, to)
    assert [one.text for one in await office.inbox()] == ["1"]
    await apart.close()
