"""`textback report costs`."""

import asyncio
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from calendar_store.database.connection import Database
from calendar_store.messages import outbox
from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from calendar_store.practices import practices
from tests.support.command_line import MONDAY_MORNING, CommandLine

OCTOBER_ENDS_IN_ROME = datetime(2026, 10, 31, 23, tzinfo=UTC)
COSTS = ("report", "costs")


def _sent(practice: str, at: datetime, to: str, parts: int, price: str) -> None:
    async def write() -> None:
        database = Database.connect("sqlite:///textback.db")
        async with database.write() as tx:
            whose = await practices.find(tx, practice)
            message = Message(
                practice_id=whose.id,
                id=tx.ids.new(),
                kind=MessageKind.REMINDER,
                channel=Channel.SMS,
                sender=whose.sender,
                recipient=to,
                text="See you.",
                status=MessageStatus.DELIVERED,
                created_at=at,
                not_before=at,
                expires_at=None,
                priority=5,
                carrier="primary" if to.startswith("+39") else "abroad",
                attempt=1,
                parts=parts,
                price=Decimal(price),
                cost=parts * Decimal(price),
            )
            await outbox.enqueue(tx, [message])
        await database.close()

    asyncio.run(write())


@pytest.fixture
def spent(studio: CommandLine) -> CommandLine:
    """Two practices that sent texts in October and November."""
    kyoto = ("--timezone", "Asia/Tokyo", "--locale", "en", "--sender", "+390699000222")
    studio.ok("practice", "add", "Studio Kyoto", *kyoto)
    november = MONDAY_MORNING - timedelta(days=3)
    # in Kyoto it is November already, in Rome not yet
    both = OCTOBER_ENDS_IN_ROME - timedelta(minutes=1)
    _sent("Studio Aurora", november, "+393471234567", 2, "0.045")
    _sent("Studio Aurora", november, "+819012345678", 1, "0.09")
    _sent("Studio Aurora", both, "+393471234567", 1, "0.045")
    _sent("Studio Kyoto", both, "+393471234567", 1, "0.045")
    return studio


def test_a_month_is_told_by_practice_destination_and_carrier(spent: CommandLine) -> None:
    told = spent.json(*COSTS)
    figures = ("name", "messages", "parts", "cost")
    by = {kind: [tuple(one[key] for key in figures) for one in some]
          for kind, some in told["by"].items()}  # fmt: skip
    assert told["month"] == "2026-11"
    assert by == {
        "practice": [("Studio Aurora", 2, 3, "0.18"), ("Studio Kyoto", 1, 1, "0.045")],
        "destination": [("Italy", 2, 3, "0.135"), ("Japan", 1, 1, "0.09")],
        "carrier": [("primary", 2, 3, "0.135"), ("abroad", 1, 1, "0.09")],
    }
    assert told["total"] == {"messages": 3, "parts": 4, "cost": "0.225"}


def test_a_month_begins_where_the_practice_is(spent: CommandLine) -> None:
    assert spent.json(*COSTS, "--month", "2026-10")["total"]["messages"] == 1
    kyoto = spent.json(*COSTS, "--practice", "Studio Kyoto", "--by", "practice")
    assert list(kyoto["by"]) == ["practice"]
    assert kyoto["total"]["cost"] == "0.045"


def test_the_last_days_are_counted_from_now(spent: CommandLine) -> None:
    assert spent.json(*COSTS, "--days", "4")["total"]["messages"] == 2
    assert spent.json(*COSTS, "--days", "2")["total"] == {"messages": 0, "parts": 0, "cost": "0"}


def test_people_read_tables_with_totals(spent: CommandLine) -> None:
    shown = spent.ok(*COSTS, "--by", "destination")
    assert "By destination, November 2026" in shown
    rows = [line.split() for line in shown.splitlines()]
    assert ["Italy", "2", "3", "0.135"] in rows
    assert ["total", "3", "4", "0.225"] in rows
    assert "the last 30 days" in spent.ok(*COSTS, "--days", "30")


def test_without_a_practice_nothing_was_spent(cli: CommandLine) -> None:
    assert cli.json(*COSTS)["total"]["messages"] == 0


@pytest.mark.parametrize("wrong", ["november", "2026-13", "0001-01", "9999-12"])
def test_what_is_no_month_is_wrong_usage(studio: CommandLine, wrong: str) -> None:
    assert "write it as 2026-11" in studio.refused(*COSTS, "--month", wrong, code=2)


def test_a_month_and_days_at_once_are_wrong_usage(studio: CommandLine) -> None:
    both = ("--month", "2026-11", "--days", "3")
    assert "not both" in studio.refused(*COSTS, *both, code=2)
