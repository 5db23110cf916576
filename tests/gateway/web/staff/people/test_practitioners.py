"""The pages of practitioners: added, changed, hours typed in one's own words, retired."""

import re
from datetime import timedelta

import pytest

from calendar_store.entry.hours_text import written_week
from calendar_store.model.statuses import Role
from calendar_store.practices import hours, practitioners, staff
from tests.support.actors import named

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def week_of(desk, who):
    async with desk.database.read() as tx:
        today = desk.now.date()
        held, _ = await hours.load(tx, desk.practice.id, [who], today, today)
    return written_week(held)


async def test_somebody_is_added_with_hours_in_ones_own_words(admin, desk):
    form = {"csrf": admin.csrf, "name": "Cosima", "week": "mar-ven 9-13, 14-18", "mobile": ""}
    await admin.post("/people", form)
    assert "✓ Added." in admin.text
    assert 'value="9-13, 14-18"' in admin.html
    await admin.get("/people")
    assert "Tue-Fri 09:00–13:00, 14:00–18:00" in admin.text


async def test_what_cannot_be_is_said_and_what_was_typed_stays(admin):
    form = {"csrf": admin.csrf, "name": "Cosima", "week": "some day", "mobile": "+39 347 1234568"}
    await admin.post("/people", form)
    assert admin.status == 422
    assert "▲" in admin.text
    assert 'value="some day"' in admin.html
    assert 'value="+39 347 1234568"' in admin.html


async def test_the_grid_and_the_line_change_the_hours_and_undo_brings_them_back(admin, desk, bruno):
    page = f"/people/{bruno.id}"
    await admin.get(page)
    csrf = admin.csrf
    grid = {f"day{day}": "" for day in range(7)} | {"day0": "9-13, 14.30-18", "day5": "10-12"}
    await admin.post(f"{page}/hours", {"csrf": csrf, **grid})
    assert "✓ The hours were changed." in admin.text
    assert await week_of(desk, bruno.id) == "mon 09:00-13:00,14:30-18:00; sat 10:00-12:00"
    (undo,) = re.findall(r'action="(/undo/\d+)"', admin.html)
    await admin.post(undo, {"csrf": csrf})
    assert await week_of(desk, bruno.id) == "mon-fri 09:00-18:00"
    await admin.post(f"{page}/hours", {"csrf": csrf, **grid, "week": "mar-ven 9-13, 14-18"})
    assert await week_of(desk, bruno.id) == "tue-fri 09:00-13:00,14:00-18:00"


async def test_hours_that_are_wrong_are_said_beside_their_day(admin, desk, bruno):
    page = f"/people/{bruno.id}"
    await admin.get(page)
    grid = {f"day{day}": "9-18" for day in range(7)} | {"day2": "18-9"}
    await admin.post(f"{page}/hours", {"csrf": admin.csrf, **grid})
    assert admin.status == 422
    assert "18:00-09:00 ends before it starts" in admin.text
    assert 'name="day2" value="18-9"' in admin.html
    assert await week_of(desk, bruno.id) == "mon-fri 09:00-18:00"


async def test_hours_that_leave_appointments_outside_are_asked_about(admin, desk, bruno, now):
    ada = await desk.client()
    await desk.book(ada, now + timedelta(days=1, hours=3), practitioner=bruno)
    page = f"/people/{bruno.id}"
    await admin.get(page)
    form = {"csrf": admin.csrf, "day4": "9-12"}
    await admin.post(f"{page}/hours", form)
    assert admin.status == 422
    assert "1 appointment ahead stands outside these hours" in admin.text
    assert "Change them all the same" in admin.text
    await admin.post(f"{page}/hours", form | {"anyway": "1"})
    assert await week_of(desk, bruno.id) == "fri 09:00-12:00"


async def test_name_and_phone_are_changed(admin, desk, bruno):
    page = f"/people/{bruno.id}"
    await admin.get(page)
    csrf = admin.csrf
    await admin.post(page, {"csrf": csrf, "name": "Bruno Neri", "mobile": "347 1234568"})
    assert "✓ Saved." in admin.text
    async with desk.database.read() as tx:
        found = await practitioners.get(tx, desk.practice.id, bruno.id)
    assert (found.name, found.mobile) == ("Bruno Neri", "+393471234568")
    await admin.post(page, {"csrf": csrf, "name": "aurora", "mobile": ""})
    assert admin.status == 422
    assert "already a practitioner" in admin.text


async def test_a_leaver_is_retired_once_each_visit_is_dealt_with(admin, desk, bruno, now):
    ada, grace = await desk.client(), await desk.client("Grace", number=2)
    first = await desk.book(ada, now + timedelta(days=1, hours=1), practitioner=bruno)
    second = await desk.book(grace, now + timedelta(days=1, hours=2), practitioner=bruno)
    page = f"/people/{bruno.id}"
    await admin.get(page)
    csrf = admin.csrf
    await admin.post(f"{page}/retire", {"csrf": csrf})
    assert admin.status == 422
    assert "2 appointments are ahead" in admin.text
    assert 'name="tell" value="1" checked' in admin.html
    choices = {
        f"visit-{first.id}-1": f"to-{desk.practitioner.id}",
        f"visit-{second.id}-1": "cancel",
    }
    (chosen, _) = choices.items()
    await admin.post(f"{page}/retire", {"csrf": csrf, chosen[0]: chosen[1]})
    assert 'name="tell" value="1" checked' not in admin.html
    await admin.post(f"{page}/retire", {"csrf": csrf, chosen[0]: chosen[1], "tell": "1"})
    assert "1 appointment ahead has to be dealt with first" in admin.text
    # what was chosen stays
    assert f'value="{chosen[1]}" selected' in admin.html
    await admin.post(f"{page}/retire", {"csrf": csrf, "tell": "1", **choices})
    assert "✓ Retired" in admin.text
    assert (await desk.appointment(first)).practitioner_id == desk.practitioner.id
    assert (await desk.appointment(second)).cancelled_at is not None
    await admin.get("/people")
    assert "⊘ retired" in admin.text
    await admin.post(f"{page}/restore", {"csrf": csrf})
    assert "✓ Can be booked again." in admin.text


async def test_who_leaves_and_still_logs_in_is_named(admin, desk, bruno):
    async with desk.database.write() as tx:
        member = await staff.add(
            *(tx, desk.practice.id),
            email="bruno@example.org",
            role=Role.PRACTITIONER,
            password_hash="-",
            by=named("textback"),
            now=desk.now,
            practitioner_id=bruno.id,
        )
    await admin.get(f"/people/{bruno.id}")
    assert "still logs in" not in admin.text
    await admin.post(f"/people/{bruno.id}/retire", {"csrf": admin.csrf})
    assert "bruno@example.org still logs in" in admin.text
    assert f'href="/staff/{member.id}"' in admin.html


async def test_nobody_who_is_not_there_has_a_page(admin):
    csrf = admin.csrf
    for page in ("/people/12", "/people/12/retire", "/people/services/12"):
        await admin.get(page)
        assert admin.status == 404
    for page in ("/people/12", "/people/12/hours", "/people/12/restore", "/people/services/12"):
        await admin.post(page, {"csrf": csrf, "name": "Nobody", "minutes": "30"})
        assert admin.status == 404
