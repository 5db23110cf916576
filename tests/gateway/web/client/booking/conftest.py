"""A practice whose clients book by web, codes by text and by mail, and a browser without script."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer

from calendar_store.practices import hours, practices, practitioners, services
from gateway.channels.mail.mail_channel import MailChannel
from gateway.messaging.channel import Channels
from gateway.use_cases.tariff import Tariff
from gateway.web.server.app import make_app
from tests.support.desk import BY
from tests.support.sms import sms
from tests.support.web_booking import BookingVisitor

HALF_HOUR = timedelta(minutes=30)


@pytest.fixture
def channels():
    return Channels([sms(("primary", ("+390699000111",))), MailChannel("calendar@example.org")])


@dataclass(frozen=True)
class Studio:
    """The practice, its services by name and its practitioners by name."""

    services: dict
    practitioners: dict


@pytest.fixture
async def studio(desk, now):
    async with desk.database.write() as tx:
        await practices.change(
            *(tx, desk.practice.id),
            slug="studio-aurora",
            address="Via Roma 1",
            by=BY,
            now=now,
        )
        bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=now)
        week = hours.parse("mon-fri 09:00-13:00", bruno.id)
        await hours.set_week(tx, desk.practice.id, bruno.id, week, by=BY, now=now)
        kinds = [
            await services.add(
                *(tx, desk.practice.id, name),
                duration=HALF_HOUR,
                by_web=by_web,
                by=BY,
                now=now,
            )
            for name, by_web in (("Colour", True), ("Cut", True), ("Staff only", False))
        ]
    return Studio(
        {one.name: one for one in kinds}, {one.name: one for one in (desk.practitioner, bruno)}
    )


@pytest.fixture
async def server(desk, studio, clock, public_url, channels):
    app = make_app(
        desk.database,
        clock=clock,
        public_url=public_url,
        secret_key=b"k" * 32,
        tariff=Tariff(channels),
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
def visitor(stranger, desk, studio):
    """Somebody who books; the address of their network can be told."""
    return BookingVisitor(stranger, desk, studio)
