"""The log is searched by words, action and days, and taken along as a file."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from calendar_store.database import audit
from tests.support.actors import named

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
async def entered(desk):
    """Thirty entries of today, by the clock of their ids, and a client with a name."""
    now = datetime.now(UTC)
    client = await desk.client("Augusta", "Lovelace", 3)
    async with desk.database.write() as tx:
        for number in range(30):
            await audit.record(
                *(tx, desk.practice.id),
                by=named("bo@example.org"),
                action="login.failed" if number % 10 else "note.removed",
                subject=f"=account{number}@example.org",
                now=now,
                detail={"network": f"192.0.2.{number}"},
            )
    return client


async def test_words_find_networks_actions_and_clients(admin, entered):
    await admin.get("/log?q=192.0.2.17")
    assert "account17@" in admin.text
    assert "account16@" not in admin.text
    # in the words that the page says
    await admin.get("/log?q=removed+a+note")
    assert "account20@" in admin.text
    assert "account17@" not in admin.text
    await admin.get("/log?q=lovelace")
    assert f'href="/clients/{entered.id}"' in admin.html
    assert "account17@" not in admin.text
    await admin.get("/log?what=note.removed&q=192.0.2.20")
    assert "account20@" in admin.text
    await admin.get("/log?q=xyzzy")
    assert "Nothing found." in admin.text
    assert 'value="xyzzy"' in admin.html


async def test_days_bound_it_and_what_is_no_day_is_told(admin, entered):
    today = datetime.now(UTC).date()
    await admin.get(f"/log?q=account&first={today.year - 1}-01-01&last={today.year + 1}-01-01")
    assert "account17@" in admin.text
    await admin.get(f"/log?q=account&last={today.year - 1}-01-01")
    assert "account17@" not in admin.text
    await admin.get("/log?q=account&first=never")
    assert "▲" in admin.text
    assert 'value="never"' in admin.html
    assert "account17@" in admin.text


async def test_what_was_searched_is_a_file(admin, desk, entered):
    await admin.get("/log/export.csv?q=192.0.2.1")
    assert admin.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment; filename=" in admin.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(admin.html.removeprefix("\ufeff"))))
    assert lines[0] == ["id", "at", "by", "action", "subject", "detail"]
    # no spreadsheet takes an account for a formula
    assert lines[1][4] == "'=account19@example.org"
    assert len(lines) == 12
    await admin.get("/log/export.jsonl?what=note.removed")
    entries = [json.loads(line) for line in admin.html.splitlines()]
    assert [one["subject"] for one in entries] == [
        *("=account20@example.org", "=account10@example.org", "=account0@example.org"),
    ]
    assert entries[0]["detail"] == {"network": "192.0.2.20"}
    async with desk.database.read() as tx:
        told = (await audit.entries(tx, desk.practice.id))[0]
    assert (told.action, told.subject, told.by) == ("log.exported", "jsonl", "emmy@example.org")
    await admin.get("/log")
    assert "took a copy of the log" in admin.text


async def test_all_of_a_long_log_is_in_the_file(admin, desk, entered):
    async with desk.database.write() as tx:
        some = [(str(number), {}) for number in range(2500)]
        await audit.record_many(
            *(tx, desk.practice.id, some),
            by=named("bo@example.org"),
            action="client.read",
            now=datetime.now(UTC),
        )
    await admin.get("/log/export.jsonl")
    found = [json.loads(line) for line in admin.html.splitlines()]
    assert len({one["id"] for one in found}) == len(found)
    assert sum(one["action"] == "client.read" for one in found) == 2500
