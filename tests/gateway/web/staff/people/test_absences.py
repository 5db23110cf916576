"""The page of absences and holidays: entered, dealt with, removed, taken over by a click."""

import re
from datetime import timedelta

import pytest

from calendar_store.model.statuses import Role
from calendar_store.practices import hours, staff
from tests.support.actors import named

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def entered(desk):
    async with desk.database.read() as tx:
        today = desk.now.date()
        return await hours.exceptions(
            tx, desk.practice.id, None, today, today + timedelta(days=366)
        )


async def test_an_absence_over_visits_is_entered_and_each_dealt_with(admin, desk, bruno, now):
    visit = await desk.book(await desk.client(), now + timedelta(days=1, hours=3))
    day = (now + timedelta(days=1)).date().isoformat()
    csrf = admin.csrf
    form = {"csrf": csrf, "practitioner": str(desk.practitioner.id), "first": day, "reason": "ill"}
    await admin.post("/people/absences", form)
    assert "✓ Entered." in admin.text
    assert "1 appointment to deal with" in admin.text
    (deal,) = re.findall(r'action="(/people/absences/\d+/deal)"', admin.html)
    await admin.post(deal, {"csrf": csrf, f"visit-{visit.id}-1": f"to-{bruno.id}", "tell": "1"})
    assert "✓ Done." in admin.text
    assert (await desk.appointment(visit)).practitioner == "Bruno"
    await admin.post(deal.replace("/deal", "/remove"), {"csrf": csrf})
    assert not await entered(desk)
    kept = {name: value for name, value in form.items() if name != "csrf"}
    for name, value in kept.items():
        assert re.search(rf'name="{name}" value="{value}"', admin.html)
    await admin.post("/people/absences", form)
    assert len(await entered(desk)) == 1


async def test_who_is_away_has_to_be_chosen_and_what_was_chosen_stays(admin, desk, bruno, now):
    await admin.get("/people/absences")
    (who,) = re.findall(r'<select id="practitioner".*?</select>', admin.html, re.DOTALL)
    assert re.search(r"<select [^>]*required", who)
    assert re.findall(r'value="(\w*)"', who) == [
        *("", str(desk.practitioner.id), str(bruno.id), "everybody")
    ]
    visit = await desk.book(await desk.client(), now + timedelta(days=1, hours=3))
    await desk.book(await desk.client("Grace", "Hopper", 2), visit.starts_at, practitioner=bruno)
    csrf, day = admin.csrf, (now + timedelta(days=1)).date().isoformat()
    form = {"csrf": csrf, "practitioner": str(desk.practitioner.id), "first": day}
    await admin.post("/people/absences", form | {"practitioner": ""})
    assert admin.status == 422
    assert "choose who is away" in admin.text.lower()
    assert await entered(desk) == ()
    await admin.post("/people/absences", form)
    (deal,) = re.findall(r'action="(/people/absences/\d+/deal)"', admin.html)
    await admin.post(deal, {"csrf": csrf, f"visit-{visit.id}-1": f"to-{bruno.id}"})
    assert admin.status == 422
    assert f'value="to-{bruno.id}" selected' in admin.html
    assert 'name="tell" value="1">' in admin.html
    await admin.post("/people/absences", form | {"practitioner": "everybody"})
    assert {one.practitioner_id for one in await entered(desk)} == {None, desk.practitioner.id}


async def test_what_could_not_be_done_is_named_beside_what_was(admin, desk, bruno, now):
    ada, grace = await desk.client(), await desk.client("Grace", "Hopper", number=2)
    changed = await desk.book(ada, now + timedelta(days=1, hours=3))
    free = await desk.book(grace, now + timedelta(days=1, hours=4))
    day = (now + timedelta(days=1)).date().isoformat()
    form = {"csrf": admin.csrf, "practitioner": str(desk.practitioner.id), "first": day}
    await admin.post("/people/absences", form)
    (deal,) = re.findall(r'action="(/people/absences/\d+/deal)"', admin.html)
    await desk.move(changed, changed.starts_at + timedelta(days=2))
    chosen = {f"visit-{changed.id}-1": "cancel", f"visit-{free.id}-1": "cancel"}
    await admin.post(deal, {"csrf": admin.csrf, **chosen})
    assert admin.status == 422
    assert "1 appointment was dealt with. Ada Byron, " in admin.text
    assert "the appointment was changed meanwhile" in admin.text
    assert (await desk.appointment(free)).cancelled_at is not None
    assert (await desk.appointment(changed)).cancelled_at is None


async def test_whom_nobody_wants_told_is_not_told_after_a_refusal(admin, desk, bruno, now):
    visit = await desk.book(await desk.client(), now + timedelta(days=1, hours=3))
    await desk.book(
        await desk.client("Grace", number=2),
        now + timedelta(days=1, hours=3),
        practitioner=bruno,
    )
    day = (now + timedelta(days=1)).date().isoformat()
    form = {"csrf": admin.csrf, "practitioner": str(desk.practitioner.id), "first": day}
    await admin.post("/people/absences", form)
    (deal,) = re.findall(r'action="(/people/absences/\d+/deal)"', admin.html)
    assert 'name="tell" value="1" checked' in admin.html
    await admin.post(deal, {"csrf": admin.csrf, f"visit-{visit.id}-1": f"to-{bruno.id}"})
    assert admin.status == 422
    assert 'name="tell" value="1" checked' not in admin.html


async def test_holidays_are_taken_over_by_a_click(admin, desk):
    await admin.get("/people/absences")
    (day, *_) = re.findall(r'name="(day-[\d-]+)"', admin.html)
    await admin.post("/people/holidays", {"csrf": admin.csrf, day: "1"})
    assert "✓ Closed on these days." in admin.text
    (one,) = await entered(desk)
    assert f"day-{one.first}" == day
    assert "✓ closed" in admin.text


async def test_holidays_are_named_in_the_reader_s_language(admin, desk):
    await admin.get("/people/absences", headers={"Accept-Language": "it"})
    assert "Santo Stefano" in admin.text
    await admin.get("/people/absences", headers={"Accept-Language": "en"})
    assert "Saint Stephen" in admin.text


async def test_holidays_that_were_taken_over_together_are_taken_back_together(admin, desk):
    await admin.get("/people/absences")
    csrf = admin.csrf
    some = re.findall(r'name="(day-[\d-]+)"', admin.html)[:3]
    await admin.post("/people/holidays", {"csrf": csrf} | dict.fromkeys(some, "1"))
    assert len(await entered(desk)) == 3
    (undo,) = re.findall(r'action="(/undo/\d+)"', admin.html)
    await admin.post(undo, {"csrf": csrf})
    assert "✓ Taken back." in admin.text
    assert not await entered(desk)


async def test_days_that_make_no_sense_are_refused(admin):
    form = {"csrf": admin.csrf, "practitioner": "everybody", "first": "2020-01-01", "reason": "old"}
    await admin.post("/people/absences", form)
    assert admin.status == 422
    assert "these days have passed" in admin.text
    assert 'value="old"' in admin.html
    await admin.post("/people/holidays", {"csrf": admin.csrf})
    assert "choose a holiday first" in admin.text


async def test_reception_enters_absences_and_deals_with_the_visits(browser, desk, bruno, now):
    visit = await desk.book(await desk.client(), now + timedelta(days=1, hours=3))
    await browser.get("/")
    assert '<a href="/people/absences">Absences</a>' in browser.html
    await browser.get("/people/absences")
    assert "Practitioners" not in browser.text
    csrf, day = browser.csrf, (now + timedelta(days=1)).date().isoformat()
    form = {"csrf": csrf, "practitioner": str(desk.practitioner.id), "first": day}
    await browser.post("/people/absences", form)
    assert f'<a href="/day/{day}?appointment={visit.id}">' in browser.html
    (deal,) = re.findall(r'action="(/people/absences/\d+/deal)"', browser.html)
    await browser.post(deal, {"csrf": csrf, f"visit-{visit.id}-1": f"to-{bruno.id}"})
    assert (await desk.appointment(visit)).practitioner == "Bruno"
    (holiday, *_) = re.findall(r'name="(day-[\d-]+)"', browser.html)
    await browser.post("/people/holidays", {"csrf": csrf, holiday: "1"})
    assert "✓ Closed on these days." in browser.text


async def test_a_practitioner_enters_the_own_absences_alone(stranger, desk, bruno, now):
    by = named("textback")
    async with desk.database.write() as tx:
        member = await staff.add(
            *(tx, desk.practice.id),
            email="bruno@example.org",
            role=Role.PRACTITIONER,
            password_hash="-",
            by=by,
            now=now,
            practitioner_id=bruno.id,
        )
        token = await staff.log_in(tx, member, now=now)
        day = (now + timedelta(days=1)).date()
        who = desk.practitioner.id
        await hours.add_exception(
            *(tx, desk.practice.id), first=day, last=day, by=by, now=now, practitioner_id=who
        )
    stranger.session.cookie_jar.update_cookies({"textback": token}, stranger.server.make_url("/"))
    visit = await desk.book(
        await desk.client(), now + timedelta(days=1, hours=3), practitioner=bruno
    )
    await stranger.get("/people/absences")
    assert re.findall(r'<option value="(\d*)"', stranger.html) == [str(bruno.id)]
    assert "Remove" not in stranger.text
    assert "Public holidays" not in stranger.text
    csrf = stranger.csrf
    form = {"csrf": csrf, "practitioner": str(bruno.id), "first": day.isoformat()}
    await stranger.post("/people/absences", form)
    assert "✓ Entered." in stranger.text
    assert "1 appointment to deal with" in stranger.text
    assert f"visit-{visit.id}" not in stranger.html
    await stranger.post("/people/absences", form | {"practitioner": "everybody"})
    assert stranger.status == 403


async def test_other_hours_on_a_day_of_an_absence_are_asked_about(admin, desk):
    who, csrf = str(desk.practitioner.id), admin.csrf
    first = {"csrf": csrf, "practitioner": who, "first": "2026-01-14", "reason": "course"}
    await admin.post("/people/absences", first | {"hours": "9-13"})
    second = first | {"last": "2026-01-16", "reason": "ill"}
    await admin.post("/people/absences", second)
    assert admin.status == 422
    assert "Other hours are entered on these days already: Aurora" in admin.text
    assert "Wed 14 January, 09:00-13:00" in admin.text
    assert "course" in admin.text
    for name, value in second.items():
        assert name == "csrf" or re.search(
            rf'name="{name}" value="{value}"|value="{value}" selected', admin.html
        )
    agreed = re.search(r'name="instead" value="([^"]+)"', admin.html)[1]
    # what was changed since the question is asked anew
    await admin.post("/people/absences", second | {"hours": "10-12", "instead": agreed})
    assert admin.status == 422
    await admin.post("/people/absences", second | {"instead": agreed})
    assert "✓ Entered in place of the other hours." in admin.text
    assert "Undo" not in admin.text
    assert [(one.first.day, one.last.day, one.opens) for one in await entered(desk)] == [
        (14, 16, None)
    ]


async def test_a_holiday_with_other_hours_says_what_stands_there(admin, desk):
    csrf = admin.csrf
    form = {"csrf": csrf, "practitioner": "everybody", "first": "2026-12-25", "hours": "9-12"}
    await admin.post("/people/absences", form)
    await admin.post("/people/holidays", {"csrf": csrf, "day-2026-12-25": "1"})
    assert admin.status == 422
    assert (
        "other hours are entered for Studio Aurora already: 2026-12-25, 09:00-12:00" in admin.text
    )
