"""The log is searched by words, actor, action, subject and days, in steps of a bounded size."""

from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.database import audit
from calendar_store.database.audit_search import AuditQuery, search
from tests.support.actors import named


@pytest.fixture
async def entered(database, practice):
    now = datetime.now(UTC)
    async with database.write() as tx:
        for number in range(40):
            by = named(f"{'ada' if number % 2 else 'bo'}@example.org")
            action = ("client.added", "note.removed", "login")[number % 3]
            detail = {"name": "Zoë 100%" if number == 5 else "x", "network": f"10.0.0.{number}"}
            told = [(f"thing_{number}", detail)]
            await audit.record_many(tx, practice.id, told, by=by, action=action, now=now)
    return now


async def subjects(database, practice, limit=100, **asked):
    async with database.read() as tx:
        found = await search(tx, practice.id, AuditQuery(**asked), limit=limit)
    return [int(one.subject.removeprefix("thing_")) for one in found.entries]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"words": ["10.0.0.17"]}, [17]),
        ({"words": ["ADA@", "10.0.0.1"]}, [19, 17, 15, 13, 11, 1]),
        ({"words": ["zoë"]}, [5]),
        ({"words": ["100%"]}, [5]),
        ({"words": ["g_7"]}, [7]),
        ({"words": ["nobody"]}, []),
        (
            {"words": ["deleted"], "named": {"deleted": ["note.removed"]}, "by": "ada@example.org"},
            [37, 31, 25, 19, 13, 7, 1],
        ),
        ({"words": ["nobody"], "about": ["thing_3"]}, [3]),
        ({"subject": "thing_9"}, [9]),
        ({"actions": ["note.removed"], "by": "ada@example.org"}, [37, 31, 25, 19, 13, 7, 1]),
        (
            {"actions": ["note.removed", "login"], "words": ["10.0.0.2"]},
            [29, 28, 26, 25, 23, 22, 20, 2],
        ),
    ],
    ids=str,
)
async def test_what_is_found(database, practice, entered, asked, numbers):
    assert await subjects(database, practice, **asked) == numbers


async def test_days_bound_it(database, practice, entered):
    later, hour = entered + timedelta(seconds=1), timedelta(hours=1)
    assert len(await subjects(database, practice, by="bo@example.org", since=entered)) == 20
    assert await subjects(database, practice, by="bo@example.org", since=later) == []
    assert await subjects(database, practice, by="bo@example.org", until=entered) == []
    assert len(await subjects(database, practice, words=["thing"], until=later + hour)) == 40


async def test_a_search_says_how_far_it_came_and_goes_on(database, practice, entered):
    seen, before, steps = [], None, 0
    while True:
        async with database.read() as tx:
            found = await search(
                *(tx, practice.id, AuditQuery(words=["bo@example.org"])),
                limit=4,
                before=before,
                depth=10,
            )
        seen += [int(one.subject.removeprefix("thing_")) for one in found.entries]
        steps += 1
        assert (found.reached is None) == (len(found.entries) == 4 or found.before is None)
        if found.before is None:
            break
        before = found.before
    assert seen == list(range(38, -1, -2))
    assert steps >= 5


async def test_another_practice_s_log_is_not_searched(database, practice, entered):
    async with database.read() as tx:
        found = await search(tx, practice.id + 1, AuditQuery(words=["thing"]), limit=9)
    assert (found.entries, found.before) == ([], None)
