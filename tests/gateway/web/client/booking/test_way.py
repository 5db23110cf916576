"""The whole way of a booking by web, without script: every page, every form, back and twice."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete

from calendar_store import schema
from calendar_store.appointments import agenda, waiting_list
from calendar_store.clients import clients, consent
from calendar_store.model.statuses import Channel, ConsentHow, MessageStatus
from calendar_store.practices import hours, practices, services
from tests.support.desk import BY
from tests.support.web_booking import PAGE, PERSON

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
LATER = "The week after"


async def booked(desk, now):
    async with desk.database.read() as tx:
        return await agenda.between(tx, desk.practice.id, now, now + 60 * DAY)


async def everybody(desk):
    async with desk.database.read() as tx:
        return await clients.page(tx, desk.practice.id)


async def test_a_stranger_books_by_text(visitor, desk, studio, now):
    await visitor.look()
    assert "What would you like to book?" in visitor.browser.text
    assert "Staff only" not in visitor.browser.text
    await visitor.follow("Cut")
    assert "Who would you like to see?" in visitor.browser.text
    await visitor.follow("Aurora")
    assert "Monday" in visitor.browser.text
    # notice of two hours: nothing before noon
    assert "11:00" not in visitor.browser.text
    await visitor.follow("12:00")
    await visitor.enter()
    assert visitor.browser.status == 200
    assert "number ending in 567" in visitor.browser.text
    (code,) = await visitor.codes()
    assert (code.channel, code.recipient) == (Channel.SMS, "+393471234567")
    assert code.text.startswith("Studio Aurora: ")
    assert code.text.endswith("is your code for booking Mon 12 Jan at 12:00. Valid 10 minutes.")
    assert (code.parts, code.carrier, code.priority) == (1, "primary", 0)
    assert code.expires_at == now + timedelta(minutes=10)
    assert not await booked(desk, now)
    assert not await everybody(desk)
    await visitor.code()
    assert "Your appointment is booked" in visitor.browser.text
    assert "Monday, 12 January 2026, 12:00" in visitor.browser.text
    assert "http://127.0.0.1/a/" in visitor.link("See, change or cancel it")
    (made,) = await booked(desk, now)
    assert (made.practitioner, made.service, made.starts_at) == ("Aurora", "Cut", now + 2 * HOUR)
    (grace,) = await everybody(desk)
    assert (grace.name, grace.mobile, grace.prefers) == (
        *("Grace Hopper", "+393471234567"),
        Channel.SMS,
    )
    async with desk.database.read() as tx:
        (said,) = await consent.history(tx, desk.practice.id, grace.id)
    assert (said.channel, said.how, said.by) == (Channel.SMS, ConsentHow.WEB, "client, by web")
    assert "code sent to +393471234567" in said.evidence


async def test_by_mail_the_mail_is_what_is_proved(visitor, desk, now):
    await visitor.choose(clock="12:30")
    await visitor.enter(by="email", email="Grace@Example.org")
    assert "g…@example.org" in visitor.browser.text
    (code,) = await visitor.codes()
    assert (code.channel, code.recipient, code.carrier) == (
        *(Channel.EMAIL, "grace@example.org"),
        "mail",
    )
    await visitor.code()
    (grace,) = await everybody(desk)
    assert (grace.prefers, grace.mobile) == (Channel.EMAIL, "+393471234567")
    async with desk.database.read() as tx:
        said = await consent.history(tx, desk.practice.id, grace.id)
    assert [one.channel for one in said] == [Channel.EMAIL]


async def test_a_client_is_found_by_number_and_name(visitor, desk, now):
    ada = await desk.client("Ada", "Byron", 1)
    for first, last in (("ADA", "Byron"), ("Zoë", "Byron")):
        await visitor.choose(clock="12:00" if first == "ADA" else "12:30")
        await visitor.enter(first=first, last=last, mobile=ada.mobile, email="other@example.org")
        await visitor.code()
        assert "Your appointment is booked" in visitor.browser.text
    of_ada, of_zoe = sorted(await booked(desk, now), key=lambda one: one.starts_at)
    assert of_ada.client_id == ada.id
    assert of_zoe.client_id != ada.id
    found = {one.id: one for one in await everybody(desk)}
    assert len(found) == 2
    # what was not proved changes nothing of a client that there is
    assert found[ada.id].email == ""


async def test_the_same_form_twice_sends_one_code(visitor, desk):
    await visitor.choose()
    address, fields = visitor.form()
    typed = fields | dict(PERSON)
    first = (await visitor.send(address, typed)).path
    assert (await visitor.send(address, typed)).path == first
    assert len(await visitor.codes()) == 1


async def test_the_same_code_twice_books_once(visitor, desk, now):
    await visitor.choose()
    await visitor.enter()
    address, fields = visitor.form()
    right = fields | {"code": await visitor.last_code()}
    shown = (await visitor.send(address, right)).path
    assert (await visitor.send(address, right)).path == shown
    assert "Your appointment is booked" in visitor.browser.text
    assert len(await booked(desk, now)) == 1
    # back to the page of the code leads to what is booked
    await visitor.look(address)
    assert visitor.browser.path == shown


async def test_after_going_back_another_time_takes_the_place_of_the_first(visitor, desk, now):
    await visitor.choose(clock="12:00")
    first = visitor.form()
    await visitor.enter()
    old = visitor.form()[0]
    await visitor.choose(clock="12:30")
    await visitor.enter()
    await visitor.look(old)
    assert visitor.browser.status == 410
    # the first time is free again at once
    await visitor.look()
    await visitor.follow("Cut")
    await visitor.follow("Anyone")
    assert ">12:00<" in visitor.browser.html
    assert first[1]["at"] == "20260112T1100Z"
    assert not await booked(desk, now)


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        *((".", False), ("1", False), ("--", False), ("😀", False)),
        *(("http://evil.example/a", False), ("www.evil.example", False)),
        *(("李", True), ("علي", True), ("Ångström", True), ("O'Neill", True), ("आशा", True)),
        *(("J.", True), ("Louis 14", True)),
    ],
)
async def test_a_name_has_a_letter_of_some_script(visitor, name, taken):
    await visitor.choose()
    await visitor.enter(last=name)
    if taken:
        assert "Enter the code" in visitor.browser.text
    else:
        assert visitor.browser.status == 422
        assert "Please write the name in letters." in visitor.browser.text


async def test_nothing_typed_is_lost_on_an_error(visitor):
    await visitor.choose()
    await visitor.enter(first=" ", mobile="12", email="grace@", consent="", locale="de", by="email")
    page = visitor.browser
    assert page.status == 422
    for words in ("Please write the name.", "not a mobile number", "not an email address", "tick"):
        assert words in page.text
    address, fields = visitor.form()
    assert fields["last"] == "Hopper"
    assert (fields["mobile"], fields["email"], fields["by"]) == ("12", "grace@", "email")
    assert fields["locale"] == "de"
    assert page.html.count('aria-invalid="true"') == 4
    await visitor.send(
        address,
        fields
        | {"first": "Grace", "mobile": "3471234567"}
        | {"email": "grace@example.org", "consent": "yes"},
    )
    assert page.status == 200
    assert "Enter the code" in page.text
    assert "Ihr Code" in (await visitor.codes())[0].text


async def test_a_wrong_code_is_told_five_times_at_most(visitor, desk, now):
    await visitor.choose()
    await visitor.enter()
    right = await visitor.last_code()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    page = visitor.form()[0]
    for left in ("4 more times", "3 more times", "2 more times", "once more"):
        await visitor.code(wrong)
        assert left in visitor.browser.text
    await visitor.code(wrong)
    assert visitor.browser.status == 410
    assert "Nothing was booked" in visitor.browser.text
    await visitor.send(page, {"code": right})
    assert visitor.browser.status == 410
    assert not await booked(desk, now)


async def test_a_code_runs_out_and_its_time_is_free_again(visitor, desk, clock, now):
    await visitor.choose()
    await visitor.enter()
    address, _ = visitor.form()
    right = await visitor.last_code()
    clock.forward(timedelta(minutes=9, seconds=59))
    assert "Enter the code" in (await visitor.look(address)).text
    clock.forward(timedelta(seconds=1))
    await visitor.send(address, {"code": right})
    assert visitor.browser.status == 410
    await visitor.look(address)
    assert visitor.browser.status == 410
    assert not await booked(desk, now)


async def test_another_code_takes_the_place_of_the_first(visitor, desk, now):
    await visitor.choose()
    await visitor.enter()
    address, _ = visitor.form()
    old = await visitor.last_code()
    again, _ = visitor.form(1)
    await visitor.send(again, {})
    assert "Enter the code" in visitor.browser.text
    first, second = await visitor.codes()
    assert (first.recipient, first.status) == (second.recipient, MessageStatus.QUEUED)
    new_address, _ = visitor.form()
    await visitor.send(address, {"code": old})
    assert visitor.browser.status == 410
    await visitor.send(new_address, {"code": await visitor.last_code()})
    assert "Your appointment is booked" in visitor.browser.text
    assert len(await booked(desk, now)) == 1


async def test_what_was_entered_can_be_changed(visitor):
    await visitor.choose()
    await visitor.enter()
    await visitor.follow("Change what I entered")
    _, fields = visitor.form()
    assert fields["first"] == "Grace"
    assert fields["mobile"] == "347 123 4567"
    await visitor.enter(mobile="347 765 4321")
    assert "number ending in 321" in visitor.browser.text


async def test_staff_may_take_a_held_time_and_the_nearest_are_offered(visitor, desk, now):
    await visitor.choose(who="Aurora", clock="12:00")
    await visitor.enter()
    await desk.book(await desk.client(), now + 2 * HOUR)
    await visitor.code()
    page = visitor.browser
    assert page.status == 409
    assert "has just been taken" in page.text
    address, fields = visitor.form()
    assert (fields["first"], fields["mobile"]) == ("Grace", "347 123 4567")
    assert "at" not in fields
    near = re.findall(r'type="radio" name="at" value="([^"]+)"', page.html)
    assert near[0] == "20260112T1130Z"
    await visitor.send(address, fields | {"at": near[0], "consent": "yes"})
    await visitor.code()
    assert "12:30" in page.text
    assert len(await booked(desk, now)) == 2


async def test_a_place_on_the_waiting_list(visitor, desk, now):
    await visitor.look()
    await visitor.follow("Cut")
    await visitor.follow("Aurora")
    await visitor.follow("Tell me when something is free")
    await visitor.enter(until="14")
    (code,) = await visitor.codes()
    assert "is your code. Valid" in code.text
    await visitor.code()
    assert "You are on the waiting list" in visitor.browser.text
    async with desk.database.read() as tx:
        (entry,) = await waiting_list.waiting(tx, desk.practice.id, now)
    assert entry.practitioner_id == desk.practitioner.id
    assert (entry.starts_at, entry.ends_at) == (now + 2 * HOUR, now + 14 * DAY)
    assert not await booked(desk, now)


async def test_a_practice_with_one_of_each_asks_for_the_time_at_once(visitor, desk, studio, now):
    async with desk.database.write() as tx:
        await services.change(
            *(tx, desk.practice.id, studio.services["Colour"].id), by=BY, now=now, by_web=False
        )
        await tx.execute(
            delete(schema.weekly_hours).where(
                schema.weekly_hours.c.practitioner_id == studio.practitioners["Bruno"].id
            )
        )
        await tx.execute(
            delete(schema.practitioners).where(
                schema.practitioners.c.id == studio.practitioners["Bruno"].id
            )
        )
    await visitor.look()
    assert "When would you like to come?" in visitor.browser.text


async def test_days_and_weeks_are_bounded_by_the_window(visitor, desk, now):
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, booking_window=10 * DAY, by=BY, now=now)
    await visitor.look()
    await visitor.follow("Cut")
    await visitor.follow("Anyone")
    days = re.findall(r'<a href="[^"]*day=([0-9-]+)[^"]*"', visitor.browser.html)
    assert days == [f"2026-01-{day}" for day in range(12, 17)]
    await visitor.look(visitor.link(LATER))
    assert LATER not in visitor.browser.html
    # the twenty-second at ten is ten days ahead
    await visitor.look(visitor.link("Thursday, 22 January 2026"))
    assert ">09:30<" in visitor.browser.html
    assert ">10:00<" not in visitor.browser.html
    await visitor.look(
        f"{PAGE}?service={visitor.studio.services['Cut'].id}&with=any&day=2099-01-01"
    )
    assert "Thursday, 22 January 2026" in visitor.browser.text


async def test_a_full_calendar_says_so(visitor, desk, studio, now):
    async with desk.database.write() as tx:
        await hours.add_exception(
            *(tx, desk.practice.id), first=now.date(), last=(now + 90 * DAY).date(), by=BY, now=now
        )
    await visitor.look()
    await visitor.follow("Cut")
    await visitor.follow("Anyone")
    assert "Nothing is free on these days." in visitor.browser.text
    assert visitor.link("Tell me when something is free")


async def test_the_page_speaks_six_languages(visitor):
    for code, words in (("de", "Was möchten Sie buchen?"), ("pt", "O que deseja marcar?")):
        visitor.headers = {"Accept-Language": code}
        assert words in (await visitor.look()).text
    await visitor.follow("Français")
    await visitor.follow("Cut")
    assert "Avec qui" in visitor.browser.text


async def test_reading_changes_nothing_and_sets_no_cookie(visitor, desk):
    await visitor.choose()
    await visitor.enter()
    for path in (PAGE, visitor.form()[0], visitor.link("Change what I entered")):
        await visitor.look(path)
        assert "Set-Cookie" not in visitor.browser.headers
        assert visitor.browser.headers["X-Robots-Tag"] == "noindex, nofollow"
        async with visitor.browser.session.head(visitor.browser.server.make_url(path)) as answer:
            assert answer.status in {200, 410}
    assert len(await visitor.codes()) == 1
    assert (await visitor.code()).status == 200


async def test_links_that_are_not_ours_lead_nowhere(visitor):
    await visitor.choose()
    await visitor.enter()
    address = visitor.form()[0]
    cut = address.partition("?")[0]
    for path in (
        cut[:-1],
        f"{cut}A",
        f"{PAGE}/code/x",
        f"{PAGE}/done/{'A' * 300}",
        cut.replace("studio-aurora", "studio-borealis"),
        "/b/no-such-page",
    ):
        assert (await visitor.look(path)).status == 404


@pytest.mark.parametrize("typed", ["/b/Studio-Aurora", "/b/studio-aurora/", "/b/STUDIO-AURORA/"])
async def test_the_address_as_people_type_it_leads_to_the_page(visitor, typed):
    await visitor.look(f"{typed}?lang=de")
    assert (visitor.browser.status, visitor.browser.path) == (200, f"{PAGE}?lang=de")
    await visitor.look("/b/Nobody-There")
    assert visitor.browser.status == 404


async def test_who_goes_back_after_a_cancellation_is_not_told_of_a_booking(visitor, desk, now):
    await visitor.choose()
    await visitor.enter()
    await visitor.code()
    shown = visitor.browser.path
    (one,) = await booked(desk, now)
    moved = await desk.move(one, one.starts_at + timedelta(days=1))
    await visitor.look(shown)
    assert "Your appointment is booked" not in visitor.browser.text
    assert "Something has changed" in visitor.browser.text
    assert "Tuesday, 13 January 2026, 12:00" in visitor.browser.text
    await desk.cancel(moved)
    await visitor.look(shown)
    assert "Your appointment is booked" not in visitor.browser.text
    assert "✕ Cancelled" in visitor.browser.text
