"""What strangers must not get from the booking page: knowledge, floods, paid texts, odd times."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.clients import consent
from calendar_store.conversations import alerts
from calendar_store.model.statuses import AlertKind, Channel, MessageStatus
from calendar_store.practices import practices, practitioners, services
from tests.support.desk import BY, mobile
from tests.support.web_booking import PAGE, PERSON

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

_TOKENS = re.compile(r"/(code|again|change)/[A-Za-z0-9_.-]+")


def elsewhere(number):
    """The headers of a browser in another network."""
    return {"Accept-Language": "en", "X-Forwarded-For": f"203.0.113.{number}"}


async def asked(visitor, number, **changes):
    """Ask for a code from a network of its own, for a time of its own; return the page."""
    visitor.headers = elsewhere(number)
    cut = visitor.studio.services["Cut"].id
    at = datetime(2026, 1, 13, 8, tzinfo=UTC) + timedelta(minutes=30 * number)
    await visitor.look(f"{PAGE}?service={cut}&with=any&at={at:%Y%m%dT%H%MZ}")
    return await visitor.enter(**changes)


async def told(visitor, number, **changes):
    page = await asked(visitor, number, **changes)
    return page.status, _TOKENS.sub(r"/\1/", page.html)


async def test_nothing_tells_whether_a_number_is_known(visitor, desk, now):
    await desk.client("Ada", "Byron", 1)
    stopped = mobile(2)
    async with desk.database.write() as tx:
        await consent.opt_out(tx, [(desk.practice.id, Channel.SMS, stopped, "STOP")], now)
    known = await told(visitor, 1, first="Ada", last="Byron", mobile=mobile(1))
    strange = await told(visitor, 2, mobile=mobile(3))
    silent = await told(visitor, 3, mobile=stopped)
    assert known[0] == 200
    assert len({page[0] for page in (known, strange, silent)}) == 1
    ends = [
        page[1].replace(f"ending in {number[-3:]}", "ending in")
        for page, number in ((known, mobile(1)), (strange, mobile(3)), (silent, stopped))
    ]
    clean = [re.sub(r"2026[^<]*", "", end) for end in ends]
    assert clean[0] == clean[1] == clean[2]


async def test_a_code_is_never_sent_to_a_stopped_number(visitor, desk, now):
    async with desk.database.write() as tx:
        await consent.opt_out(tx, [(desk.practice.id, Channel.SMS, "+393471234567", "STOP")], now)
    await asked(visitor, 1)
    (code,) = await visitor.codes()
    assert code.status is MessageStatus.SKIPPED
    # whoever knows the code from elsewhere may book: staff read it to somebody who calls
    for _ in range(4):
        await visitor.code("000000")
        assert "That is not the code" in visitor.browser.text


async def test_a_number_gets_three_codes_an_hour_and_six_a_day(visitor, desk, clock, now):
    for number in range(3):
        await asked(visitor, number)
        assert "Enter the code" in visitor.browser.text
        clock.forward(timedelta(minutes=11))
    await asked(visitor, 3)
    assert visitor.browser.status == 429
    assert "wait an hour, or call" in visitor.browser.text
    assert visitor.form()[1]["first"] == "Grace"
    assert len(await visitor.codes()) == 3
    for number in range(4, 7):
        clock.forward(timedelta(minutes=61))
        await asked(visitor, number)
        assert "Enter the code" in visitor.browser.text
    clock.forward(timedelta(minutes=61))
    await asked(visitor, 7)
    assert visitor.browser.status == 429
    # another number is not concerned
    await asked(visitor, 7, mobile="347 765 4321")
    assert "Enter the code" in visitor.browser.text


async def test_who_is_elsewhere_cannot_break_into_a_booking(visitor, desk, now):
    """Somebody with the same number in another network neither gets nor ends the hold."""
    await asked(visitor, 1)
    page = visitor.form()[0]
    right = await visitor.last_code()
    await asked(visitor, 2)
    assert visitor.browser.status == 429
    visitor.headers = elsewhere(1)
    await visitor.send(page, {"code": right})
    assert "Your appointment is booked" in visitor.browser.text


async def test_a_visitor_holds_three_times_and_gets_ten_codes_an_hour(visitor, clock):
    times = ("20260113T0900Z", "20260113T1000Z", "20260113T1100Z", "20260113T1200Z")
    cut = visitor.studio.services["Cut"].id
    for number, at in enumerate(times):
        await visitor.look(f"{PAGE}?service={cut}&with=any&at={at}")
        await visitor.enter(mobile=mobile(number))
        assert visitor.browser.status == (200 if number < 3 else 429)
    assert "from your connection" in visitor.browser.text
    for batch in range(1, 4):
        clock.forward(timedelta(minutes=11))
        for number in range(3):
            await visitor.look(f"{PAGE}?service={cut}&with=any&at={times[number]}")
            await visitor.enter(mobile=mobile(batch * 10 + number))
    assert len(await visitor.codes()) == 10


async def test_no_network_fills_a_calendar_with_addresses_made_up_for_it(visitor, desk, clock, now):
    """Each code is entered, so that no time is only held."""
    cut = visitor.studio.services["Cut"].id
    for number in range(21):
        if number % 10 == 0:
            clock.forward(timedelta(minutes=61))
        at = datetime(2026, 1, 13, 8, tzinfo=UTC) + timedelta(days=number // 6, hours=number % 3)
        await visitor.look(f"{PAGE}?service={cut}&with=any&at={at:%Y%m%dT%H%MZ}")
        await visitor.enter(mobile=mobile(1), by="email", email=f"ada+{number}@example.org")
        assert visitor.browser.status == (200 if number < 20 else 429), number
        if number < 20:
            await visitor.code()
    async with desk.database.read() as tx:
        assert len(await agenda.between(tx, desk.practice.id, now, now + timedelta(days=9))) == 20
    clock.forward(timedelta(days=1))
    await visitor.enter(mobile=mobile(1), by="email", email="ada@example.org")
    assert "Enter the code" in visitor.browser.text


async def test_a_practice_sends_no_more_codes_than_answers_to_strangers(visitor, desk, now):
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, answers_to_strangers=2, by=BY, now=now)
    for number in range(3):
        await asked(visitor, number, mobile=mobile(number))
        assert visitor.browser.status == (200 if number < 2 else 503)
    assert "can’t send codes at the moment" in visitor.browser.text
    async with desk.database.read() as tx:
        raised = await alerts.open_of(tx, desk.practice.id)
    assert [one.kind for one in raised] == [AlertKind.CAP_REACHED]
    # mails cost nothing
    await asked(visitor, 4, mobile=mobile(4), by="email")
    assert visitor.browser.status == 200


async def test_codes_count_towards_the_bound_of_the_day(visitor, desk, now):
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, daily_cap=1, by=BY, now=now)
    await asked(visitor, 1, mobile=mobile(1))
    assert visitor.browser.status == 200
    await asked(visitor, 2, mobile=mobile(2))
    assert visitor.browser.status == 503
    assert len(await visitor.codes()) == 1


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("+44 7400 123456", "sent by email"),
        ("+881 612 345678", "sent by email"),
        ("899 123 456", "mobile number"),
        ("+1 900 555 0123", "mobile number"),
        ("06 6990 0111", "mobile number"),
        ("48 422", "mobile number"),
    ],
)
async def test_no_code_goes_to_numbers_that_cost_more(visitor, number, words):
    page = await asked(visitor, 1, mobile=number)
    assert page.status == 422
    assert words in page.text
    assert not await visitor.codes()


async def test_a_practice_may_name_countries_and_a_tourist_takes_mail(visitor, desk, now):
    page = await asked(visitor, 1, mobile="+44 7400 123456", by="email")
    assert "Enter the code" in page.text
    await visitor.code()
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, countries="GB", by=BY, now=now)
    page = await asked(visitor, 2, mobile="+44 7400 123456", by="sms")
    assert "Enter the code" in page.text


async def forged(visitor, desk, now, case):
    """Return the fields of a form that nobody would have got from us."""
    studio, stamp = visitor.studio, "20260113T1000Z"
    async with desk.database.write() as tx:
        other = await practices.add(
            tx,
            name="Studio Borealis",
            timezone="Europe/Rome",
            locale="it",
            sender="+390699000222",
            now=now,
        )
        stranger = await practitioners.add(tx, other.id, "Ugo", by=BY, now=now)
        foreign = await services.add(
            tx, other.id, "Other", duration=timedelta(minutes=30), by=BY, now=now
        )
    fields = {
        "service": str(studio.services["Cut"].id),
        "with": str(studio.practitioners["Aurora"].id),
        "at": stamp,
    }
    return (
        fields
        | {
            "by_web": {"service": str(studio.services["Staff only"].id)},
            "foreign service": {"service": str(foreign.id)},
            "foreign practitioner": {"with": str(stranger.id)},
            "night": {"at": "20260113T0200Z"},
            "weekend": {"at": "20260117T1000Z"},
            "past": {"at": "20260109T1000Z"},
            "too soon": {"at": "20260112T1000Z"},
            "off the grid": {"at": "20260113T1007Z"},
            "beyond the window": {"at": "20260601T1000Z"},
            "ends after hours": {"at": "20260113T1645Z"},
            "no time": {"at": "'; DROP TABLE appointments"},
            "year ten thousand": {"at": "99991231T2359Z"},
        }[case]
    )


@pytest.mark.parametrize(
    "case",
    [
        *("by_web", "foreign service", "foreign practitioner", "night", "weekend", "past"),
        *("too soon", "off the grid", "beyond the window", "ends after hours", "no time"),
        "year ten thousand",
    ],
)
async def test_a_forged_form_books_nothing(visitor, desk, now, case):
    fields = await forged(visitor, desk, now, case)
    page = await visitor.send(PAGE, fields | dict(PERSON))
    assert page.status in {200, 409}
    assert "Enter the code" not in page.text
    assert not await visitor.codes()
    async with desk.database.read() as tx:
        assert not await agenda.between(tx, desk.practice.id, now, now + timedelta(days=400))


async def test_a_form_of_another_website_is_refused(visitor):
    await visitor.choose()
    address, fields = visitor.form()
    visitor.headers = {"Origin": "https://evil.example", "Accept-Language": "en"}
    assert (await visitor.send(address, fields | dict(PERSON))).status == 403
    assert not await visitor.codes()


async def test_odd_names_are_kept_and_escaped(visitor, desk):
    await visitor.choose()
    await visitor.enter(first="<script>alert(1)</script>", mobile="x")
    assert "<script>" not in visitor.browser.html
    assert visitor.form()[1]["first"] == "<script>alert(1)</script>"
    await visitor.enter(first="A" * 300)
    assert visitor.browser.status == 422


async def test_a_flood_of_one_network_is_refused_before_the_store_is_asked(visitor):
    await visitor.look()
    for _ in range(90):
        await visitor.send(PAGE, {})
    assert (await visitor.send(PAGE, {})).status == 429
    visitor.headers = elsewhere(9)
    assert (await visitor.send(PAGE, {})).status == 200
