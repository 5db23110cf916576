"""All messages to one client are found, also those to an address that the client had before."""

import pytest

from calendar_store.messages import message_rows
from calendar_store.model.statuses import Channel
from tests.support.office import Office

NOW, FORMER = "ada@new.example", "ada@former.example"


@pytest.fixture
def office(database, practice, now):
    return Office(database, practice.id, now)


async def test_messages_to_a_former_address_about_no_appointment_are_found(office):
    mail = {"channel": Channel.EMAIL, "carrier": "mail"}
    (before,) = await office.queue(client_id=1, recipient=FORMER, **mail)
    (about,) = await office.queue(client_id=1, recipient=FORMER, appointment_id=7, **mail)
    (after,) = await office.queue(client_id=1, recipient=NOW, **mail)
    await office.queue(client_id=2, recipient=NOW, **mail)
    await office.queue(client_id=2, recipient=FORMER, **mail)
    await office.queue(recipient=FORMER, **mail)
    async with office.database.read() as tx:
        to = [(Channel.EMAIL, NOW)]
        found = await message_rows.of_client(tx, office.practice_id, 1, to, [7])
    assert [one.id for one in found] == [before.id, about.id, after.id]
