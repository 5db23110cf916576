"""Odd bodies, fields and headers: a refusal in words or a clean value, never an unhandled error."""

import pytest

from calendar_store.model.statuses import Role
from calendar_store.practices import practices, staff
from gateway.web.server.forms import LONGEST_NAME
from tests.support.actors import named
from tests.support.pages import DAY, EMAIL, PASSWORD

KLINGON = (
    b'--x\r\nContent-Disposition: form-data; name="email"\r\n'
    b"Content-Type: text/plain; charset=klingon\r\n\r\nada\r\n--x--\r\n"
)
HALF_A_PAIR = (
    b'--x\r\nContent-Disposition: form-data; name="password"\r\n'
    b"Content-Type: text/plain; charset=raw_unicode_escape\r\n\r\n\\ud800abcdefghijkl\r\n--x--\r\n"
)
URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture
async def admin(browser, desk, password_hash):
    """A browser that an administrator is logged in with."""
    async with desk.database.write() as tx:
        member = await staff.add(
            tx,
            desk.practice.id,
            email="grace@example.org",
            role=Role.ADMIN,
            password_hash=password_hash,
            by=named("textback"),
            now=desk.now,
        )
        token = await staff.log_in(tx, member, now=desk.now)
    url = browser.server.make_url("/")
    browser.session.cookie_jar.update_cookies({"textback": token}, url)
    return await browser.get("/practice")


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"email=ada"),
        ("multipart/form-data; boundary=", b"--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nnonsense"),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nno name\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", KLINGON),
        ("multipart/form-data; boundary=x", HALF_A_PAIR),
        (f"{URLENCODED}; charset=klingon", b"email=ada"),
        (f"{URLENCODED}; charset=utf-16", b"email=ada"),
        (f"{URLENCODED}; charset=utf-7", b"email=ada"),
        (URLENCODED, b"&".join(b"f%d=1" % n for n in range(1000))),
        ("application/json", b'{"email": "ada"}'),
        ("nonsense", b"email=ada"),
    ],
)
async def test_a_body_that_is_no_form_of_ours_is_refused_in_words(stranger, kind, body):
    await stranger.post("/login", body, headers={"Content-Type": kind})
    assert stranger.status in {400, 401}
    if stranger.status == 400:
        assert "The form could not be read." in stranger.text


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "body", [b"email=%ff%fe&password=%ed%a0%80", b"%=%&&&==;", b"\xff\x00\xfe"]
)
async def test_bytes_that_are_no_text_are_no_error(stranger, body):
    await stranger.post("/login", body, headers={"Content-Type": URLENCODED})
    assert stranger.status == 401


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_a_body_larger_than_any_form_is_refused(stranger):
    await stranger.post("/login", {"email": "a" * 100_000})
    assert stranger.status == 413
    assert "the form holds more than 64 kB. Nothing was done. Go back;" in stranger.text


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_more_than_staff_may_send_is_refused_in_words_once_it_has_all_come(browser):
    for size in (1_100_000, 9_000_000):
        form = {"csrf": browser.csrf, "first": "Ada", "last": "L" * size}
        await browser.post("/clients", form)
        assert browser.status == 413
        assert "the form holds more than 1024 kB. Nothing was done." in browser.text
        await browser.get("/")


@pytest.mark.parametrize("field", ["email", "password", "next"])
async def test_a_nul_in_the_log_in_is_no_error_on_either_database(stranger, field):
    form = {"email": "nobody@example.org", "password": "wrong horse", "next": "/"}
    await stranger.post("/login", form | {field: f"{form[field]}\0"})
    assert stranger.status == 401


async def test_no_page_of_staff_fails_at_a_nul_or_an_override_in_any_field(admin, desk):
    odd = "\0Via\u202e Roma\ud800 1\x07"
    body = "&".join(
        f"{name}={value}" for name, value in {"csrf": admin.csrf, "address": odd}.items()
    ).encode("utf-8", "surrogatepass")
    await admin.post("/practice", body, headers={"Content-Type": URLENCODED})
    assert admin.status == 200
    async with desk.database.read() as tx:
        practice = await practices.get(tx, desk.practice.id)
    assert practice.address.startswith("Via Roma")
    assert practice.address.isprintable()
    for path in ("/practice", "/wording/en/unknown", "/inbox/strangers/close"):
        for field in ("name", "region", "phone", "quiet", "text", "do", "seen"):
            await admin.post(path, {"csrf": admin.csrf, field: "\0" * 3})
            assert admin.status != 500, (path, field)
            await admin.get("/practice")


async def test_names_are_bounded_and_clean_wherever_they_come_from(desk):
    for odd in ("Studio\u202e Aurora", "Studio\0 Aurora", "Studio Aurora\x1b"):
        with pytest.raises(practices.InvalidInput, match="a character that cannot be seen"):
            async with desk.database.write() as tx:
                await practices.change(tx, desk.practice.id, now=desk.now, by=named(""), name=odd)
    with pytest.raises(practices.InvalidInput, match=f"too long; {LONGEST_NAME} at most"):
        async with desk.database.write() as tx:
            await practices.change(tx, desk.practice.id, now=desk.now, by=named(""), name="a" * 201)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": b"textback=\xff\xfe"},
        {"Authorization": b"Bearer \xff\xfe"},
        {"X-Forwarded-For": "nonsense, \t,, ::1%eth0"},
        {"Origin": "http://[::1"},
        {"Accept": "*/*;q=nonsense"},
        {"If-None-Match": b'"\xff'},
        {"Last-Event-Id": b"\xff\0"[:1]},
        {"Sec-Fetch-Site": "nonsense"},
        {"Cookie": "textback=" + "a" * 5000},
    ],
)
@pytest.mark.parametrize("path", ["/login", DAY, "/metrics", "/healthz", "/static/textback.css"])
async def test_odd_headers_are_no_error(stranger, headers, path):
    text = {k: v.decode("latin-1") if isinstance(v, bytes) else v for k, v in headers.items()}
    await stranger.get(path, headers=text, allow_redirects=False)
    assert stranger.status < 500


@pytest.mark.parametrize(
    "path",
    [
        "/day/0000-00-00",
        "/day/9999-12-31",
        "/day/0001-01-01",
        "/day/%00",
        "/appointment/%00",
        "/appointment/" + "9" * 30,
        "/inbox/text/0",
        "/inbox/client/999999999999999999",
        "/inbox/text/%D9%A3",
        "/wording?locale=%00",
        "/alerts/%00",
        "/static/..%2f..%2fetc%2fpasswd",
        "/login?next=%00%ff",
        "/%ff%fe",
        "/day?date=%00",
    ],
)
async def test_odd_addresses_are_no_error_on_either_database(browser, path):
    await browser.get(path, allow_redirects=False)
    assert browser.status < 500


async def test_a_log_in_goes_on_as_it_did(stranger):
    await stranger.post("/login", {"email": f" {EMAIL} ", "password": PASSWORD})
    assert stranger.status == 200
