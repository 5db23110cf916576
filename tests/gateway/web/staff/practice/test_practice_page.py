"""Settings on the web: administrators see and set them, all or none, and every change is told."""

import html
import re
from datetime import time, timedelta

import pytest

from calendar_store.database import audit
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import DeclinedPolicy, Role
from calendar_store.practices import practices, staff
from tests.support.desk import BY
from tests.support.pages import DAY

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

ADMIN = "grace@example.org"


@pytest.fixture
async def admin(stranger, desk, password_hash):
    """A browser that an administrator is logged in with."""
    async with desk.database.write() as tx:
        member = await staff.add(
            tx,
            desk.practice.id,
            email=ADMIN,
            role=Role.ADMIN,
            password_hash=password_hash,
            by=BY,
            now=desk.now,
        )
        token = await staff.log_in(tx, member, now=desk.now)
    stranger.session.cookie_jar.update_cookies({"textback": token}, stranger.server.make_url("/"))
    return await stranger.get("/practice")


def entered(browser, **changed):
    """What the form holds, some of it typed over in the words of the command line."""
    fields = dict(re.findall(r'<input id="([a-z_]+)" name="\1" value="([^"]*)"', browser.html))
    for name, number in re.findall(r'name="([a-z]+)-number" value="([0-9]+)"', browser.html):
        unit = browser.html.split(f'name="{name}-unit"')[1]
        fields[name] = number + re.search(r'value="([mhd])" selected', unit)[1]
    times = re.findall(r'name="quiet-(?:from|until)" value="([0-9:]*)"', browser.html)
    if times:
        fields["quiet"] = "-".join(times) if any(times) else "none"
    return {"csrf": browser.csrf} | fields | changed


async def stored(desk):
    async with desk.database.read() as tx:
        practice = await practices.get(tx, desk.practice.id)
        return practice, (await practices.steps(tx, [practice.id]))[practice.id]


async def test_the_policies_that_hold_are_shown_and_explained(admin):
    form = entered(admin)
    assert (form["quiet"], form["notice"], form["window"]) == ("21:00-08:00", "2h", "60d")
    assert (form["undo"], form["bound"], form["region"]) == ("1h", "20", "IT")
    assert "reminders" not in form
    assert "a client who writes is answered at any hour" in admin.text
    assert "CANCEL, END and QUIT stop all texts" in admin.text


async def test_what_is_set_holds_and_is_told_with_who_did_it(admin, desk):
    form = entered(
        admin,
        quiet="none",
        notice="1d",
        window="30d",
        undo="15m",
        bound="5",
        region="us",
        address="Via Roma 1",
    )
    await admin.post("/practice", form)
    assert "✓ Saved." in admin.text
    practice, _ = await stored(desk)
    assert (practice.quiet_from, practice.minimum_notice) == (None, timedelta(days=1))
    assert (practice.booking_window, practice.undo_window) == (
        timedelta(days=30),
        timedelta(minutes=15),
    )
    assert (practice.texts_per_hour, practice.region) == (5, "US")
    assert "texts per hour 20 → 5" in admin.text
    assert ADMIN in admin.text
    async with desk.database.read() as tx:
        actions = [(e.by, e.action) for e in await audit.entries(tx, desk.practice.id)]
    assert (ADMIN, "practice.changed") in actions


async def test_lengths_times_and_words_are_chosen(admin, desk):
    assert '<option value="h" selected>hours</option>' in admin.html
    chosen = {
        "quiet-from": "22:30",
        "quiet-until": "07:00",
        "notice-number": "3",
        "notice-unit": "d",
        "undo-number": "45",
        "undo-unit": "m",
        "declined": "cancel",
        "factor": "nobody",
        "idle": "10",
        "daily": "",
        "accent": "",
    }
    await admin.post("/practice", {"csrf": admin.csrf} | chosen)
    assert "✓ Saved." in admin.text
    practice, _ = await stored(desk)
    assert (practice.quiet_from, practice.quiet_until) == (time(22, 30), time(7))
    assert practice.minimum_notice == timedelta(days=3)
    assert practice.undo_window == timedelta(minutes=45)
    assert practice.declined is DeclinedPolicy.CANCEL
    assert (practice.idle_minutes, practice.daily_cap, practice.accent) == (10, None, "")
    empty = {"quiet-from": "", "quiet-until": "", "idle": ""}
    await admin.post("/practice", {"csrf": admin.csrf} | empty)
    practice, _ = await stored(desk)
    assert (practice.quiet_from, practice.idle_minutes) == (None, None)
    await admin.post("/practice", {"csrf": admin.csrf, "notice-number": "", "notice-unit": "h"})
    assert admin.status == 422
    assert 'name="notice" value="h"' in admin.html


async def test_what_messages_quote_is_refused_where_it_tells_why_clients_come(admin, desk):
    await admin.post("/practice", entered(admin, address="Oncology, floor 2"))
    assert admin.status == 422
    assert "“Oncology” would tell others why clients come" in admin.text
    practice, _ = await stored(desk)
    assert practice.address == ""
    async with desk.database.write() as tx:
        await practices.change(
            *(tx, desk.practice.id),
            now=desk.now,
            by=BY,
            name="Centro Oncologico",
            message_name="Studio Rossi",
        )
    await admin.get("/practice")
    await admin.post("/practice", entered(admin, message_name=""))
    assert admin.status == 422
    assert "“Oncologico” would tell others" in admin.text


async def test_saving_what_holds_already_changes_nothing(admin, desk):
    async with desk.database.read() as tx:
        before = await audit.entries(tx, desk.practice.id)
    await admin.post("/practice", entered(admin))
    async with desk.database.read() as tx:
        assert await audit.entries(tx, desk.practice.id) == before


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("quiet", "at night", "quiet hours “at night” are not understood"),
        ("notice", "soon", "“soon” is no length of time; write it as 90m, 2h or 60d"),
        ("bound", "many", "“many” is no number of texts"),
        ("notice", "40d", "The notice for changes is between 0 minutes and 30 days"),
        ("window", "0", "The booking window is between 1 day and 730 days"),
        ("undo", "0", "The undo window is between 1 minute and 7 days"),
        ("bound", "0", "texts at least one an hour"),
        ("region", "XX", "“XX” is no country"),
        ("phone", "nobody", "“nobody” is not a number"),
    ],
)
async def test_what_cannot_be_is_said_and_nothing_is_lost_or_saved(
    admin, desk, field, value, words
):
    before = await stored(desk)
    await admin.post("/practice", entered(admin, address="Via Roma 1", **{field: value}))
    assert admin.status == 422
    assert words.replace("“", '"').replace("”", '"') in admin.text
    form = entered(admin)
    assert (form[field], form["address"]) == (value, "Via Roma 1")
    assert await stored(desk) == before


async def test_a_receptionist_sees_and_sets_nothing(browser, desk):
    before = await stored(desk)
    await browser.get(DAY)
    assert "Settings" not in browser.text
    form = {"csrf": browser.csrf, "notice": "1d"}
    await browser.get("/practice")
    assert browser.status == 403
    assert "Only administrators can open this page." in browser.text
    await browser.post("/practice", form)
    assert browser.status == 403
    assert await stored(desk) == before


async def test_a_form_without_its_token_sets_nothing(admin, desk):
    before = await stored(desk)
    await admin.post("/practice", entered(admin, notice="1d", csrf="0" * 64))
    assert admin.status == 403
    assert await stored(desk) == before


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("message_name", "a" * 5000, "5000 characters are too many; at most 200 are allowed"),
        ("message_name", "a" * 61, "a name of 61 letters leaves no room in a text; 60 at most"),
        ("message_name", "Studio \U0001f338", "every text of the practice costs double or more"),
        ("address", "Via Roma 1 " * 3000, "33000 characters are too many; at most 500 are allowed"),
        ("directions", "left, " * 100, "600 characters are too many; at most 500 are allowed"),
        ("quiet", "00:00-24:00", "leave no time to send anything"),
    ],
)
async def test_what_cannot_be_kept_whole_is_refused_beside_its_field(
    admin, desk, field, value, said
):
    before = await stored(desk)
    await admin.post("/practice", entered(admin, **{field: value}))
    assert admin.status == 422
    assert said in admin.text
    assert await stored(desk) == before


async def test_a_form_that_holds_too_much_does_nothing_by_halves(admin):
    form = {"csrf": admin.csrf, "do": "save", "text": "{when} " * 600}
    await admin.post("/wording/en/reminder", form)
    assert admin.status == 422
    assert "4200 characters are too many; at most 3000 are allowed" in admin.text


async def test_what_clients_see_of_a_practice_is_set(admin, desk):
    assert '<textarea id="privacy"' in admin.html
    notice = "We keep little.\r\n\r\nAsk us for a copy."
    form = entered(admin, accent="1F5FAE", declined="Cancel", privacy=notice)
    await admin.post("/practice", form)
    practice, _ = await stored(desk)
    assert (practice.accent, practice.declined) == ("#1f5fae", DeclinedPolicy.CANCEL)
    assert practice.privacy == "We keep little.\n\nAsk us for a copy."
    assert "Ask us for a copy.</textarea>" in admin.html
    await admin.post("/practice", form | {"accent": "blue", "declined": "never"})
    assert "“blue” is no colour" in admin.text or '"blue" is no colour' in admin.text
    assert "is neither ask nor cancel" in admin.text
    await admin.post("/practice", form | {"accent": "none", "privacy": ""})
    practice, _ = await stored(desk)
    assert (practice.accent, practice.privacy) == ("", "")


async def test_a_booking_page_is_named_and_shown_in_a_website(admin, desk, now):
    assert "Booking page</h2>" not in admin.html
    form = entered(admin, slug="Studio Aurora", frames="http://example.org")
    await admin.post("/practice", form)
    assert admin.status == 422
    assert "small letters, digits and hyphens" in admin.text
    assert "no website by https" in admin.text
    form |= {"slug": "studio-aurora", "frames": "https://Example.org/contact https://example.org"}
    await admin.post("/practice", form)
    practice, _ = await stored(desk)
    assert (practice.slug, practice.frames) == ("studio-aurora", "https://example.org")
    line = re.search(r'readonly value="([^"]+)"', admin.html)[1]
    assert html.unescape(line) == (
        '<iframe src="http://127.0.0.1/b/studio-aurora?frame=1" title="Studio Aurora"'
        ' width="100%" height="900"></iframe>'
    )
    async with desk.database.write() as tx:
        other = await practices.add(
            tx,
            name="Other",
            timezone="Europe/Rome",
            locale="it",
            sender="+390699000222",
            now=now,
        )
        with pytest.raises(InvalidInput, match="another practice has the booking page"):
            await practices.change(tx, other.id, slug="studio-aurora", by=BY, now=now)
    await admin.post("/practice", entered(admin, slug="none", frames="none"))
    practice, _ = await stored(desk)
    assert (practice.slug, practice.frames) == ("", "")
