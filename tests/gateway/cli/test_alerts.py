"""`textback alerts`: what needs a person, from the terminal."""

import asyncio
from datetime import timedelta

import pytest

from calendar_store.clients import clients
from calendar_store.conversations import alerts
from calendar_store.database.connection import Database
from calendar_store.model.conversations import Alert
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import practices
from tests.support.command_line import MONDAY_MORNING, CommandLine
from tests.support.reasons import saying


def _raise(kind: AlertKind, words: str, *, about_ada: bool = True) -> str:
    async def write() -> int:
        database = Database.connect("sqlite:///textback.db")
        async with database.write() as tx:
            where = await practices.find(tx, "Studio Aurora")
            ada = await clients.find(tx, where, "347 123 4567")
            at = MONDAY_MORNING - timedelta(hours=1)
            whom = ada.id if about_ada else None
            raised = Alert(where.id, tx.ids.new(), kind, saying(words), at, client_id=whom)
            await alerts.raise_all(tx, [raised])
        await database.close()
        return raised.id

    return str(asyncio.run(write()))


@pytest.fixture
def both(studio: CommandLine) -> tuple[str, str]:
    """An alert about Ada and one about the practice."""
    first = _raise(AlertKind.BAD_NUMBER, "ask Ada for her number")
    return first, _raise(AlertKind.CAP_NEAR, "the bound is near", about_ada=False)


def test_open_alerts_are_listed_the_newest_first(
    studio: CommandLine, both: tuple[str, str]
) -> None:
    told = studio.json("alerts")
    assert [one["id"] for one in told] == list(reversed(both))
    assert told[1]["kind"] == "bad_number"
    assert told[1]["at"] == "2026-11-23T08:00:00+01:00"
    assert (told[1]["seen"], told[1]["seen_by"]) == (None, "")
    shown = studio.ok("alerts")
    assert "▲ number or email address does not work" in shown
    assert "Ada Byron" in shown
    assert "+393471234567" in shown


def test_one_that_is_seen_to_is_open_no_more(studio: CommandLine, both: tuple[str, str]) -> None:
    first, second = both
    assert studio.ok("alerts", "seen", first) == f"alert {first} of Studio Aurora is seen to\n"
    assert [one["id"] for one in studio.json("alerts")] == [second]
    everything = studio.json("alerts", "--all")
    assert [(one["id"], one["seen_by"]) for one in everything] == [(second, ""), (first, "cli")]
    assert "already seen to" in studio.refused("alerts", "seen", first)
    assert studio.json("alerts", "seen", second)["id"] == second
    assert "nothing needs a person" in studio.ok("alerts")


def test_another_practice_sees_and_marks_its_own_only(
    studio: CommandLine, both: tuple[str, str]
) -> None:
    kyoto = ("--timezone", "Asia/Tokyo", "--locale", "en", "--sender", "+390699000222")
    studio.ok("practice", "add", "Studio Kyoto", *kyoto)
    theirs, ours = ("--practice", "Studio Kyoto"), ("--practice", "Studio Aurora")
    assert "name one with --practice" in studio.refused("alerts")
    assert studio.json("alerts", *theirs) == []
    assert "never was" in studio.refused("alerts", "seen", both[0], *theirs)
    # the practice, and what machines read, may be said before the command too
    studio.ok("alerts", *ours, "seen", both[0])
    assert studio.json("alerts", "seen", both[1], *ours)["id"] == both[1]


@pytest.mark.parametrize("wrong", ["0", "-1", "soon", "9223372036854775808"])
def test_what_is_no_id_is_wrong_usage(studio: CommandLine, wrong: str) -> None:
    studio.refused("alerts", "seen", "--", wrong, code=2)
