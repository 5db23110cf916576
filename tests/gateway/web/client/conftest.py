"""A client of a practice with an appointment, and the links of theirs."""

from dataclasses import replace
from datetime import timedelta

import pytest
from yarl import URL

from calendar_store.database import signing_keys
from calendar_store.practices import practices, short_links
from gateway.links.links import Links
from tests.support.desk import BY


@pytest.fixture
async def desk(desk):
    """The desk of a practice that clients can call and find."""
    async with desk.database.write() as tx:
        practice = await practices.change(
            tx,
            desk.practice.id,
            now=desk.now,
            by=BY,
            locale="en",
            phone="+390669900111",
            address="Via Roma 1, Roma",
            directions="Second floor, ring Aurora.",
        )
    return replace(desk, practice=practice)


@pytest.fixture
async def ada(desk):
    return await desk.client()


@pytest.fixture
async def booked(desk, ada, now):
    """An appointment on Wednesday at ten."""
    return await desk.book(ada, now + timedelta(days=2))


@pytest.fixture
async def client_links(desk, now):
    return Links("http://127.0.0.1", await signing_keys.load(desk.database, now))


@pytest.fixture
def page_of(client_links):
    """The path of an appointment's page."""

    def path(appointment):
        link = client_links.appointment(
            appointment.practice_id, appointment.id, appointment.version, appointment.ends_at
        )
        return URL(link).raw_path

    return path


@pytest.fixture
def short_path(client_links, desk):
    """Returns the short path of a page, stored as a text with the link stores it."""

    async def stored(path, until):
        path = path.lstrip("/")
        code = client_links.codes.short(path)
        async with desk.database.write() as tx:
            await short_links.add_all(tx, [(code, desk.practice.id, path, until)])
        return f"/s/{code}"

    return stored
