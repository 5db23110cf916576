"""What first steps say of the mail server: whether it takes mails, and hears answers."""

import pytest
from aiohttp.test_utils import TestServer

from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from gateway.web.server.app import make_app
from tests.support.actors import named
from tests.support.sms import NOBODY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
UP = {"carrier": "mail", "channel": "email", "state": "up", "hindrance": "", "numbers": []}
AWAY = UP | {"state": "away", "hindrance": "nothing listens at 127.0.0.1:25"}


@pytest.fixture
async def server(desk, clock, links):
    app = make_app(
        desk.database,
        clock=clock,
        public_url="http://127.0.0.1",
        secret_key=b"k" * 32,
        tariff=NOBODY,
        link_status=lambda: links,
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def operator(stranger, desk, password_hash):
    async with desk.database.write() as tx:
        member = await staff.add(
            *(tx, desk.practice.id),
            email="olga@example.org",
            role=Role.ADMIN,
            runs_service=True,
            password_hash=password_hash,
            by=named("textback"),
            now=desk.now,
        )
        token = await staff.log_in(tx, member, now=desk.now)
    url = stranger.server.make_url("/")
    stranger.session.cookie_jar.update_cookies({"textback": token}, url)
    return stranger


@pytest.mark.parametrize(
    ("link", "said", "mends"),
    [
        (UP | {"incoming": {"mails": {}}}, "✓ The mail server takes mails", False),
        (UP, "Answers to mails do not come in", True),
        (AWAY, "✕ The mail server does not answer", True),
    ],
)
async def test_what_mails_lack_is_said_with_how_to_mend_it(operator, links, link, said, mends):
    links.append(link)
    await operator.get("/first-steps")
    assert said in operator.text
    assert ("Write it into textback.toml" in operator.text) is mends
