"""Support that was given no numbers opens every page, and finds none in any byte of any answer."""

import asyncio
import re
from dataclasses import replace

import aiohttp
import pytest

from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import Role
from calendar_store.practices import support_grants
from gateway.web import staff
from gateway.web.server.contact_masks import HIDDEN, ContactMask
from gateway.web.server.routes import collected, plugins_of
from tests.support.furnished import furnish
from tests.support.hidden_contacts import ADDRESSES, DIGITS, hits, plant

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

ROUTES = collected(list(plugins_of(staff)))
BESIDE = (
    "/day/2026-01-12?appointment={appointment}",
    "/day/2026-01-12?view=grid",
    "/book?date=2026-01-12&series=yes",
    "/book?client={client}",
    "/clients?q=somerville",
    "/clients?q=hop",
    "/log?q=somerville",
    "/log?by=cli",
    "/log?narrowed=support",
    "/inbox?q=somerville",
    "/tell?from=2026-01-12",
    "/month/2026-01-12",
    "/catch-up?made=2026-01-12T09:00:00%2B00:00&day=2026-01-12",
)
OWN = "support@example.org"
LINKS = re.compile(r'(?:href|action|formaction|hx-get|hx-post)="([^"]*)"')
OF_PEOPLE = ("tel:", "mailto:", "sms:")


@pytest.fixture
async def furnished(desk, password_hash):
    found = await furnish(desk, password_hash)
    await plant(desk)
    return found


def addresses(furnished):
    paths = [one.path for one in ROUTES if one.method == "GET"]
    return [each for path in (*paths, *BESIDE) for each in furnished.addresses(path)]


async def visitor(stranger, furnished, *, contacts, writes=True):
    """Log support in, by a grant that shows numbers or does not."""
    async with furnished.desk.database.write() as tx:
        grant = await support_grants.give(
            *(tx, furnished.desk.practice.id, furnished.members[Role.SUPPORT]),
            writes=writes,
            shows_contacts=contacts,
            expires_at=furnished.desk.now.replace(hour=20),
            by=OPERATOR,
            now=furnished.desk.now,
        )
    whole = replace(furnished, grant=(grant.practice_id, grant.id))
    token, _ = await whole.log_in(Role.SUPPORT)
    cookies = {"textback": token}
    return aiohttp.ClientSession(
        stranger.server.make_url("/"), cookies=cookies, cookie_jar=aiohttp.CookieJar(unsafe=True)
    )


async def opened(session, address):
    """Return status, kind and text of an answer, headers with it; of a stream its first octets."""
    if "/events" in address:
        headers = {"Accept": "text/event-stream", "Last-Event-Id": "before"}
        async with session.get(address, headers=headers) as answer:
            got = b""
            try:
                async with asyncio.timeout(1.5):
                    while more := await answer.content.read(65_536):
                        got += more
            except TimeoutError:
                pass
            return answer.status, "events", got.decode("utf-8", "replace")
    async with session.get(address, allow_redirects=False) as answer:
        body = (await answer.read()).decode("utf-8", "replace")
        headers = "".join(f"{name}: {value}\n" for name, value in answer.headers.items())
        return answer.status, answer.content_type, headers + body


async def test_no_page_has_a_number_or_an_address(stranger, furnished):
    found, seen, broken = {}, set(), []
    masked = await visitor(stranger, furnished, contacts=False)
    plain = await visitor(stranger, furnished, contacts=True)
    async with masked, plain:
        for address in addresses(furnished):
            status, kind, body = await opened(masked, address)
            if told := hits(body.replace(OWN, "")):
                found[address] = told
            open_status, open_kind, shown = await opened(plain, address)
            seen |= set(hits(shown))
            if (status, kind) != (open_status, open_kind):
                broken.append((address, status, open_status))
            elif kind == "text/html" and status == 200:
                broken += [(address, one) for one in differing(shown, body)]
    assert found == {}
    # a form to be printed cannot be rewritten, and is refused
    broken = [one for one in broken if not one[0].endswith("/form") or one[1:] != (403, 200)]
    assert not broken, broken
    # the walk would see them: without the mask each of them stands somewhere
    assert seen == {*DIGITS, *ADDRESSES}


def differing(shown, body):
    """Yield links that hiding has changed, but those to people."""
    before = [one for one in LINKS.findall(shown) if not one.startswith(OF_PEOPLE)]
    after = set(LINKS.findall(body))
    for one in before:
        if (
            one not in after
            and "/sessions/" not in one
            and "%40" not in one
            and "before=" not in one
        ):
            yield one


async def test_what_is_hidden_are_numbers_and_addresses_alone(stranger, furnished):
    """Dates, times, ids, prices and figures of every page stay."""
    mask, taken = ContactMask(), set()

    class Noting(ContactMask):
        def text(self, text, *, strict=False, field=False):
            masked = super().text(text, strict=strict, field=field)
            if HIDDEN in masked and HIDDEN not in text:
                taken.add(f"{address} {text.strip()[:160]}")
            return masked

    del mask
    plain = await visitor(stranger, furnished, contacts=True)
    async with plain:
        for address in addresses(furnished):
            _, kind, body = await opened(plain, address)
            if kind == "text/html":
                Noting().page(body.partition("\n\n")[2] or body)
    numbers = ("33311", "390699000111", "3479876543", "0699000111", "3339998870", "0669900111")
    wrong = [
        one
        for one in taken
        if "@" not in one
        and not any(n in re.sub(r"\D", "", one) for n in numbers)
        # an example beside a fault
        and "as +39 312 345 6789" not in one
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("whole", ["+393331110040", "333 11 10040", "00393331110040"])
async def test_a_whole_number_finds_its_client(stranger, furnished, whole):
    masked = await visitor(stranger, furnished, contacts=False)
    async with masked:
        _, _, body = await opened(masked, f"/clients?q={whole.replace('+', '%2B')}")
        assert "Somerville" in body
        assert "1110040" not in re.sub(r"\D", "", body.partition("<tbody>")[2])


@pytest.mark.parametrize("part", ["333111004", "33311", "040", "0040", "+39333", "10040"])
async def test_a_part_of_a_number_finds_nobody(stranger, furnished, part):
    """Else a number would be found out digit by digit."""
    masked = await visitor(stranger, furnished, contacts=False)
    plain = await visitor(stranger, furnished, contacts=True)
    async with masked, plain:
        address = f"/clients?q={part.replace('+', '%2B')}"
        assert "Somerville" not in (await opened(masked, address))[2]
        if part != "+39333":
            assert "Somerville" in (await opened(plain, address))[2]


async def test_the_log_is_not_searched_for_parts_of_addresses(stranger, furnished):
    masked = await visitor(stranger, furnished, contacts=False)
    plain = await visitor(stranger, furnished, contacts=True)
    async with masked, plain:
        for part in ("secret.per", "347987"):
            address = f"/log?q={part}"
            rows = [(await opened(one, address))[2].count("Somerville") for one in (masked, plain)]
            assert rows[0] == 0
            assert rows[1] > 0
        for form in ("csv", "jsonl"):
            answer = await opened(masked, f"/log/export.{form}?q=secret.per")
            assert answer[0] == 200
            assert "client.changed" not in answer[2]


async def test_what_was_hidden_cannot_be_sent_back(stranger, furnished):
    masked = await visitor(stranger, furnished, contacts=False)
    (client,) = furnished.examples["client"]
    async with masked:
        page = (await opened(masked, f"/clients/{client}"))[2]
        csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', page)[1]
        form = {"csrf": csrf, "first": "Ada", "last": "Byron", "mobile": HIDDEN, "email": ""}
        async with masked.post(f"/clients/{client}/correct", data=form) as answer:
            assert answer.status == 403
        async with masked.post("/beacons", data={"csrf": csrf, "name": "desk"}) as answer:
            assert answer.status == 403
            assert "textback beacon --url" not in await answer.text()
