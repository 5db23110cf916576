"""The page of reminder steps: chosen row by row, previewed, saved, undone."""

import re
from datetime import time, timedelta

import pytest

from calendar_store.database import audit
from calendar_store.model.statuses import MessageStatus, Role, StepRule
from calendar_store.practices import practices, reminder_text, staff
from tests.support.actors import named

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
PAGE = "/settings/reminders"


@pytest.fixture
async def admin(browser, desk, password_hash, now):
    async with desk.database.write() as tx:
        member = await staff.add(
            tx,
            desk.practice.id,
            email="emmy@example.org",
            role=Role.ADMIN,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )
        token = await staff.log_in(tx, member, now=now)
    browser.session.cookie_jar.update_cookies({"textback": token}, browser.server.make_url("/"))
    return await browser.get(PAGE)


async def policy(desk):
    async with desk.database.read() as tx:
        return reminder_text.written(
            (await practices.steps(tx, [desk.practice.id]))[desk.practice.id]
        )


def row(number, when, count="1", unit="d", *, at="10:00", channel="sms", unless=False):
    fields = {"when": when, "count": count, "unit": unit, "at": at, "channel": channel}
    fields |= {"unless": "1"} if unless else {}
    return {f"{part}-{number}": value for part, value in fields.items()}


async def test_steps_are_chosen_previewed_saved_and_undone(admin, desk):
    csrf = admin.csrf
    assert await policy(desk) == "booked, 2d, 2h?"
    assert 'value="before" selected' in admin.html
    chosen = row(1, "days_before_at", "1", at="18:00", channel="email")
    chosen |= row(2, "before", "3", "h", unless=True) | row(3, "")
    visit = {"day": "2026-01-15", "time": "15:00"}
    await admin.post(PAGE, {"csrf": csrf, "do": "preview", **chosen, **visit})
    assert "Not saved yet" in admin.text
    assert re.search(r"Wed 14 January, (18:00|6:00) .*by email", admin.text)
    assert re.search(r"Thu 15 January, 12:00.*by text · not if it is confirmed", admin.text)
    assert await policy(desk) == "booked, 2d, 2h?"
    await admin.post(PAGE, {"csrf": csrf, "do": "save", **chosen, **visit})
    assert "✓ Saved." in admin.text
    assert await policy(desk) == "email 1d@18:00, 3h?"
    (before,) = re.findall(r'name="reminders" value="([^"]+)"', admin.html)
    await admin.post(f"{PAGE}/undo", {"csrf": csrf, "reminders": before})
    assert await policy(desk) == "booked, 2d, 2h?"


async def test_changed_reminders_hold_for_what_is_booked_and_it_is_said(admin, desk):
    booked = await desk.book(await desk.client(), desk.now + timedelta(days=9))
    await admin.post(PAGE, {"csrf": admin.csrf, "do": "save", **row(1, "days_before_at")})
    assert "Reminders were rescheduled for 1 upcoming appointment." in admin.text
    planned = [r for r in await desk.reminders(booked) if r.status is MessageStatus.PLANNED]
    assert [(one.rule, one.at) for one in planned] == [(StepRule.DAYS_BEFORE_AT, time(10))]
    async with desk.database.read() as tx:
        actions = [(e.by, e.action) for e in await audit.entries(tx, desk.practice.id)]
    assert ("emmy@example.org", "steps.changed") in actions


async def test_a_row_is_left_out_and_none_may_stand(admin, desk):
    csrf = admin.csrf
    chosen = row(1, "booked") | {"out-1": "1"} | row(2, "before", "2", "h")
    await admin.post(PAGE, {"csrf": csrf, "do": "save", **chosen})
    assert await policy(desk) == "2h"
    await admin.post(PAGE, {"csrf": csrf, "do": "save", **row(1, "before"), "out-1": "1"})
    assert await policy(desk) == "none"


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (row(1, "before", "0", "h"), "would ring when the appointment begins"),
        (row(1, "before", "many", "h"), "is no number"),
        (row(1, "before", "2", "h") | row(2, "before", "2", "h"), "stands twice"),
        (row(1, "days_before_at", at="99:00"), "is not a time of day"),
    ],
)
async def test_what_cannot_be_is_said_and_what_was_chosen_stays(admin, desk, chosen, words):
    await admin.post(PAGE, {"csrf": admin.csrf, "do": "save", **chosen})
    assert admin.status == 422
    assert words in admin.text
    assert f'name="count-1" min="0" max="999" value="{chosen["count-1"]}"' in admin.html
    assert await policy(desk) == "booked, 2d, 2h?"


async def test_a_step_may_be_for_visits_at_risk_alone(admin, desk):
    csrf = admin.csrf
    chosen = row(1, "before", "4", "h") | {"risk-1": "20"}
    await admin.post(PAGE, {"csrf": csrf, "do": "save", **chosen})
    assert "only at a risk of 20% or more" in admin.text
    assert await policy(desk) == "4h risk 20"
    await admin.post(PAGE, {"csrf": csrf, "do": "save", **chosen, "risk-1": "100"})
    assert "is no risk; give 1 to 99 percent" in admin.text
    assert await policy(desk) == "4h risk 20"
