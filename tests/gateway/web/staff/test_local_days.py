"""Every form of the desk takes a day as people write it, and says in words why one is none."""

import re

import pytest

from calendar_store.appointments import blocks, waiting_list
from calendar_store.clients import consent
from calendar_store.practices import hours, practices
from tests.support.desk import BY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
WRITTEN = ["2026-01-14", "14/01/2026", "14.1.2026", "14.1.", "14 gennaio", "Jan 14"]
WRITTEN += ["mer 14 gen", "mercoledì", "Wednesday 14 January", "Mi 14.1."]
"""One day: Wednesday of the test's week."""


@pytest.fixture
async def posts(admin, desk):
    """Send each form of the desk that has a day; return what it answers."""
    ada = await desk.client()
    visit = await desk.book(ada, desk.now.replace(day=15))
    forms = {
        "book": ("/book", {"client": str(ada.id), "time": "15:00"}, "date"),
        "move": (f"/appointment/{visit.id}/move", {"version": "1", "time": "16:00"}, "date"),
        "absence": ("/people/absences", {"practitioner": "everybody"}, "first"),
        "waiting": ("/waiting", {"client": str(ada.id), "what": "new"}, "first"),
        "block": ("/blocks", {"time": "10:00", "end": "11:00"}, "date"),
        "reminders": ("/settings/reminders", {"do": "preview", "time": "15:00"}, "day"),
    }

    async def posted(name, day):
        path, fields, field = forms[name]
        csrf = (await admin.get("/clients")).csrf
        return await admin.post(path, {"csrf": csrf, **fields, field: day})

    return posted


async def store(desk):
    async with desk.database.read() as tx:
        day = desk.now.date()
        return {
            "absences": await hours.exceptions(
                tx, desk.practice.id, None, day, day.replace(year=2027)
            ),
            "blocks": await blocks.within(
                tx, desk.practice.id, None, desk.now, desk.now.replace(year=2027)
            ),
            "waiting": await waiting_list.waiting(tx, desk.practice.id, desk.now),
        }


@pytest.mark.parametrize("day", WRITTEN)
async def test_a_day_in_local_writing_is_taken_by_every_form(admin, desk, posts, day):
    await posts("book", day)
    assert (admin.status, admin.path[:16]) == (200, "/day/2026-01-14?")
    await posts("move", day)
    assert (admin.status, admin.path[:16]) == (200, "/day/2026-01-14?")
    await posts("block", day)
    assert (admin.status, admin.path) == (200, "/day/2026-01-14?said=blocked")
    await posts("waiting", day)
    assert (admin.status, admin.path) == (200, "/waiting?said=added")
    await posts("reminders", day)
    assert (admin.status, "Wed 14 January" in admin.text) == (200, True)
    await posts("absence", day)
    assert (admin.status, admin.path[:28]) == (200, "/people/absences?said=added&")
    held = await store(desk)
    assert [f"{one.first} {one.last}" for one in held["absences"]] == ["2026-01-14 2026-01-14"]
    assert [f"{one.starts_at:%m-%d}" for one in held["waiting"]] == ["01-13"]  # midnight in Rome
    await admin.get("/day", params={"date": day})
    assert admin.path == "/day/2026-01-14"


@pytest.mark.parametrize("form", ["book", "move", "absence", "waiting", "block", "reminders"])
async def test_a_day_that_does_not_exist_says_so_and_what_was_typed_stays(admin, posts, form):
    await posts(form, "31/02/2026")
    assert '"31/02/2026" is not a day: 2/2026 has the days 1 to 28' in admin.text
    if form != "reminders":
        assert admin.status == 422
    assert 'value="31/02/2026"' in admin.html


async def test_in_the_united_states_the_month_comes_first(admin, desk, posts):
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, by=BY, now=desk.now, region="US")
    await posts("book", "1/14/2026")
    assert admin.path.startswith("/day/2026-01-14?")
    await posts("absence", "14/1/2026")
    assert admin.status == 422
    assert "there is no month 14; the month comes first here, as in 3/31/2027" in admin.text


@pytest.mark.parametrize(("word", "day"), [("domani", "13"), ("tomorrow", "13"), ("oggi", "12")])
async def test_days_are_named_by_words(admin, posts, word, day):
    await posts("book", word)
    assert admin.path.startswith(f"/day/2026-01-{day}?")


async def test_consent_was_given_on_the_last_such_day(admin, desk):
    ada = await desk.client(consents=False)
    csrf = (await admin.get(f"/clients/{ada.id}")).csrf
    form = {"csrf": csrf, "channel": "sms", "how": "form", "do": "start", "evidence": ""}
    await admin.post(f"/clients/{ada.id}/consent", form | {"date": "31.12."})
    assert admin.status == 200
    async with desk.database.read() as tx:
        (said,) = await consent.history(tx, desk.practice.id, ada.id)
    assert f"{said.at:%Y-%m-%d}" == "2025-12-31"
    await admin.post(f"/clients/{ada.id}/consent", form | {"date": "31/2/2025"})
    assert admin.status == 422
    assert "2/2025 has the days 1 to 28" in admin.text


async def test_a_series_ends_on_a_day_in_local_writing(admin, desk):
    ada = await desk.client()
    csrf = (await admin.get("/book")).csrf
    form = {"csrf": csrf, "client": str(ada.id), "date": "14/1/2026", "time": "15:00"}
    form |= {"repeat": "1", "weeks": "1", "times": "4", "until": "28/1"}
    await admin.post("/book", form)
    assert "✓ The series is booked." in admin.text
    await admin.post("/book", form | {"time": "16:00", "until": "never"})
    assert admin.status == 422
    assert '"never" is not a day; write it as 31/3/2027' in admin.text
    assert re.search(r'name="until" value="never"', admin.html)


@pytest.mark.parametrize("day", WRITTEN)
async def test_what_is_looked_up_by_days_takes_them_as_people_write_them(admin, day):
    for page in ("/log", "/reports"):
        await admin.get(page, params={"first": "2026-01-01", "last": day})
        assert admin.status == 200
        assert "is not a day" not in admin.text
