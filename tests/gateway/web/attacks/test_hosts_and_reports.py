"""Names made to point here, and reports of browsers: refused, and counted."""

import asyncio
import json

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from gateway.web.server.app import make_app
from gateway.web.server.web_context import WEB_CONTEXT
from tests.support.pages import Browser
from tests.support.sms import NOBODY

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
async def server(desk, clock):
    app = make_app(
        desk.database,
        clock=clock,
        public_url="https://book.example.org",
        secret_key=b"k" * 32,
        tariff=NOBODY,
        hosts=["desk.example.org"],
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.mark.parametrize(
    "host",
    [
        "book.example.org",
        "BOOK.example.org:443",
        "desk.example.org",
        "localhost:8080",
        "127.0.0.1",
        "[::1]:8080",
    ],
)
async def test_our_own_hosts_are_answered(stranger, host):
    await stranger.get("/login", headers={"Host": host})
    assert stranger.status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "book.example.org.evil.example",
        "evil.example:127.0.0.1",
        "203.0.113.9",
        "[::1@evil.example",
        "localhost.evil.example",
        "127.0.0.1@evil.example",
        "127.0.0.1:9999@evil.example",
        "localhost:x",
        "localhost:80:80",
        "localhost/evil",
        "[::1",
        "[::1]evil.example",
        "[::1]:x",
        "[::1]:80]",
        "localhost evil.example",
        "",
    ],
)
async def test_other_hosts_are_refused_and_machines_ask_by_any(stranger, host):
    await stranger.get("/login", headers={"Host": host})
    assert stranger.status == 421
    assert "evil" not in stranger.html
    await stranger.get("/healthz", headers={"Host": host})
    assert stranger.status == 200


async def test_a_name_with_other_letters_is_asked_for_in_punycode(desk, clock):
    url = "https://bücher.example"
    app = make_app(desk.database, clock=clock, public_url=url, secret_key=b"k" * 32, tariff=NOBODY)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        stranger = Browser(server, session)
        await stranger.get("/login", headers={"Host": "xn--bcher-kva.example"})
        assert stranger.status == 200


async def test_two_hosts_are_none(server):
    asked = b"GET /login HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(asked)
    answer = await reader.readline()
    writer.close()
    assert answer.split()[1] in {b"400", b"421"}


@pytest.mark.parametrize("host", ["127.0.0.1:99999999", "[::1]:", "localhost:"])
async def test_an_odd_port_with_an_origin_is_no_error(stranger, host):
    headers = {"Host": host, "Origin": "http://127.0.0.1"}
    await stranger.post("/login", {"email": "a"}, headers=headers)
    assert stranger.status in {400, 403}


async def test_reports_are_asked_for_counted_and_not_kept(stranger: Browser):
    await stranger.get("/login")
    assert "report-uri /csp-report" in stranger.headers["Content-Security-Policy"]
    assert stranger.headers["Reporting-Endpoints"] == 'csp="/csp-report"'
    old = {"csp-report": {"effective-directive": "script-src-elem", "blocked-uri": "secret"}}
    new = [{"type": "csp-violation", "body": {"effectiveDirective": "img-src"}}] * 2
    bodies = [
        json.dumps(old),
        json.dumps(new),
        json.dumps({"csp-report": {"effective-directive": "secret"}}),
        json.dumps([new[0]] * 1000),
        "[" * 50_000,
        "nonsense",
        "null",
        "",
    ]
    for body in bodies:
        kind = {"Content-Type": "application/csp-report", "Sec-Fetch-Site": "cross-site"}
        await stranger.post("/csp-report", body, headers=kind)
        assert stranger.status == 204
    odd = {"Content-Encoding": "gzip", "Content-Type": "application/csp-report"}
    await stranger.post("/csp-report", b"nonsense", headers=odd)
    assert stranger.status < 500
    counted = stranger.server.app[WEB_CONTEXT].csp_reports
    assert counted["script-src-elem"] == 1
    assert counted["img-src"] == 2
    assert set(counted) <= {"script-src-elem", "img-src", "other"}
