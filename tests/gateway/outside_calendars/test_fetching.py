"""Files are asked for over real sockets; every trouble is one code, soon, and names no address."""

import asyncio
import time
import traceback
from ipaddress import ip_network

import pytest
from aiohttp import encode_basic_auth, web

from calendar_store.model.reason_codes import ReasonCode
from gateway.outside_calendars import fetching
from gateway.outside_calendars.fetching import fetch
from gateway.outside_calendars.trouble import NotRead
from tests.support import calendar_server
from tests.support.calendar_server import drip
from tests.support.ports import free_port

ANY_ADDRESS = ".".join("0000")


async def refused(address, **more):
    with pytest.raises(NotRead) as error:
        await fetch(address, **more)
    told = "".join(traceback.format_exception(error.value))
    assert "s3cret" not in told
    assert "p4ss" not in told
    return error.value.reason.code


async def test_a_file_comes_once_and_then_only_that_it_has_not_changed(server, private):
    server.content = b"BEGIN:VCALENDAR"
    got = await fetch(server.address, private=private)
    assert (got.content, bool(got.etag)) == (server.content, True)
    again = await fetch(server.address, etag=got.etag, private=private)
    assert again.content is None
    server.content = b"BEGIN:VCALENDAR\r\n"
    assert (await fetch(server.address, etag=got.etag, private=private)).content


async def test_addresses_that_are_not_public_are_not_asked(server):
    for host in ("127.0.0.1", "localhost", "[::1]", ANY_ADDRESS, "[::ffff:127.0.0.1]"):
        address = f"http://{host}:{server.port}/s3cret"
        assert await refused(address) == ReasonCode.OUTSIDE_NOT_PUBLIC
    assert await refused("http://169.254.169.254/s3cret") == ReasonCode.OUTSIDE_NOT_PUBLIC
    assert server.requests == []


async def test_a_redirect_to_an_address_that_is_not_public_is_not_followed(server):
    async def to_other(request):
        raise web.HTTPFound(f"http://127.0.0.2:{server.port}/inner")

    server.handler = to_other
    one = (ip_network("127.0.0.1/32"),)
    assert await refused(server.address, private=one) == ReasonCode.OUTSIDE_NOT_PUBLIC
    assert len(server.requests) == 1


async def test_redirects_are_followed_and_a_password_stays_with_its_server(server, private):
    async with calendar_server.running() as other:

        async def leads_on(request):
            if request.path == "/same":
                raise web.HTTPFound(f"http://127.0.0.1:{other.port}/other")
            raise web.HTTPFound("/same")

        server.handler, other.content = leads_on, b"calendar"
        address = server.address.replace("//", "//ada:p4ss%40@")
        assert (await fetch(address, private=private)).content == b"calendar"
        told = encode_basic_auth("ada", "p4ss@")
        assert [one.get("Authorization") for one in server.requests] == [told, told]
        assert [one.get("Authorization") for one in other.requests] == [None]


@pytest.mark.parametrize("leads_to", ["/private/s3cret.ics", "file:///etc/passwd"])
async def test_redirects_without_end_and_to_nowhere(server, private, leads_to):
    async def around(request):
        return web.Response(status=302, headers={"Location": leads_to})

    server.handler = around
    code = await refused(server.address, private=private)
    loops = leads_to.startswith("/")
    wanted = ReasonCode.OUTSIDE_REDIRECTED if loops else ReasonCode.OUTSIDE_UNREACHABLE
    assert code == wanted
    assert len(server.requests) <= 6


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, ReasonCode.OUTSIDE_LOG_IN),
        (403, ReasonCode.OUTSIDE_LOG_IN),
        (404, ReasonCode.OUTSIDE_GONE),
        (410, ReasonCode.OUTSIDE_GONE),
        (500, ReasonCode.OUTSIDE_ANSWERED),
        (204, ReasonCode.OUTSIDE_ANSWERED),
    ],
)
async def test_answers_that_are_no_file(server, private, status, code):
    async def says(request):
        return web.Response(status=status)

    server.handler = says
    assert await refused(server.address, private=private) == code


async def test_a_large_file_is_not_read_to_its_end(server, private):
    sent = 0

    async def large(request):
        nonlocal sent
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(400):
            await response.write(b"x" * 51_200)
            sent += 51_200
        return response

    server.handler = large
    assert await refused(server.address, private=private) == ReasonCode.OUTSIDE_TOO_LARGE
    assert sent < 20_000_000
    server.handler = None
    server.content = b"x" * fetching.MOST_BYTES
    assert len((await fetch(server.address, private=private)).content) == fetching.MOST_BYTES


async def test_a_file_that_would_unpack_to_more_is_none(server, private):
    async def packed(request):
        return web.Response(body=b"\x1f\x8b", headers={"Content-Encoding": "gzip"})

    server.handler = packed
    assert await refused(server.address, private=private) == ReasonCode.OUTSIDE_NO_CALENDAR


async def test_a_server_that_drips_or_says_nothing_takes_no_longer_than_its_time(server, private):
    async def silent(request):
        await asyncio.sleep(30)

    for handler in (drip, silent):
        server.handler = handler
        before = time.monotonic()
        code = await refused(server.address, private=private, within=0.5)
        assert code == ReasonCode.OUTSIDE_SLOW
        assert time.monotonic() - before < 5


async def test_servers_that_are_not_there_or_speak_no_http(private):
    away = f"http://127.0.0.1:{free_port()}/s3cret"
    assert await refused(away, private=private) == ReasonCode.OUTSIDE_UNREACHABLE
    named = "http://ada:p4ss@nowhere.invalid/s3cret"
    assert await refused(named, private=private) == ReasonCode.OUTSIDE_UNREACHABLE

    async def babble(reader, writer):
        writer.write(b"220 mail.example.org ESMTP\r\n")
        writer.close()

    other = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with other:
        port = other.sockets[0].getsockname()[1]
        for scheme in ("http", "https"):
            address = f"{scheme}://127.0.0.1:{port}/s3cret"
            code = await refused(address, private=private)
            assert code in {ReasonCode.OUTSIDE_UNREACHABLE, ReasonCode.OUTSIDE_TLS}


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nBEGIN:VCALENDAR",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nBEGIN",
        b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\n\r\n",
        b"HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/9.9 abc\r\n\r\n",
        b"\x16\x03\x01\x00\x00",
        b"",
    ],
)
async def test_answers_that_are_no_answers_are_one_trouble(private, answer):
    async def odd(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        writer.close()

    server = await asyncio.start_server(odd, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        code = await refused(f"http://127.0.0.1:{port}/s3cret", private=private)
    assert code in {ReasonCode.OUTSIDE_UNREACHABLE, ReasonCode.OUTSIDE_ANSWERED}


async def test_an_etag_that_cannot_be_sent_back_is_none(private):
    async def odd(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        said = b'HTTP/1.1 200 OK\r\nETag: "\xff\xe9"\r\nContent-Length: 1\r\n\r\nB'
        writer.write(said)
        writer.close()

    server = await asyncio.start_server(odd, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        got = await fetch(f"http://127.0.0.1:{port}/s3cret", private=private)
    assert (got.content, got.etag) == (b"B", "")
