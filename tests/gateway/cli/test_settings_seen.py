"""What a command changes is seen at once by a service that has the store open."""

import asyncio

import pytest

from calendar_store.database.connection import Database
from calendar_store.practices import practices
from tests.support.command_line import CommandLine
from tests.support.settings_of_practices import Settings, loaded, read_anew

COMMANDS = (
    ("practice", "set", "Studio Aurora", "--reminders", "booked, 1d"),
    ("practice", "set", "Studio Aurora", "--quiet", "none"),
    ("wording", "set", "reminder", "Hello[ {first}], see you {when}. STOP to stop texts."),
    ("wording", "reset", "reminder"),
    ("practitioner", "add", "Cosima", "--hours", "sun 06:00-23:00"),
    ("practitioner", "set", "Cosima", "--mobile", "333 123 4567"),
    ("practitioner", "set", "Aurora", "--hours", "mon 05:00-12:00"),
    ("service", "add", "Massage", "--minutes", "60"),
    ("service", "set", "Massage", "--safe-to-name"),
)


@pytest.fixture
async def service(studio: CommandLine):
    opened = Database.connect(f"sqlite:///{studio.folder / 'textback.db'}")
    yield opened
    await opened.close()


async def test_a_service_that_runs_sees_what_each_command_changed(
    studio: CommandLine, service: Database
) -> None:
    async with service.read() as tx:
        ids = [one.id for one in await practices.all_practices(tx)]
    was: Settings = await loaded(service, ids)
    for command in COMMANDS:
        await asyncio.to_thread(studio.ok, *command)
        found = await loaded(service, ids)
        async with service.read() as tx:
            assert found == await read_anew(tx, ids) != was, command
        was = found
