"""The file that adds an appointment to a client's calendar."""

import pytest
import vobject
from aiohttp.test_utils import TestServer

from gateway.channels.mail.invitations.attached import calendar_file_writer
from gateway.web.server.app import make_app
from tests.support.sms import NOBODY


@pytest.fixture
async def server(desk, clock, public_url):
    app = make_app(
        desk.database,
        clock=clock,
        public_url=public_url,
        secret_key=b"k" * 32,
        tariff=NOBODY,
        calendar_file=calendar_file_writer(None, "book.example.org"),
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


async def test_the_appointment_is_added_to_a_calendar(stranger, page_of, booked):
    await stranger.get(page_of(booked))
    assert "Add to my calendar" in stranger.text
    await stranger.get(f"{page_of(booked)}/appointment.ics")
    assert stranger.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert stranger.headers["Cache-Control"] == "no-store"
    event = vobject.readOne(stranger.html).vevent
    assert event.dtstart.value == booked.starts_at
    assert event.uid.value == f"{booked.id}.{booked.practice_id}@book.example.org"
    assert "Byron" not in stranger.html


async def test_without_a_link_of_ours_there_is_none(stranger, page_of, booked):
    await stranger.get(f"{page_of(booked)[:-1]}/appointment.ics")
    assert stranger.status == 404
