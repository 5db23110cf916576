"""`textback report show`."""

import asyncio

import pytest

from calendar_store.database.connection import Database
from calendar_store.practices import practices
from tests.support.command_line import CommandLine
from tests.support.report_week import week

WEEK = ("--from", "2026-03-23", "--to", "2026-03-29")


@pytest.fixture
def counted(studio: CommandLine) -> CommandLine:
    """A studio with the week that was counted by hand."""

    async def fill() -> None:
        database = Database.connect("sqlite:///textback.db")
        async with database.read() as tx:
            (practice,) = await practices.all_practices(tx)
        await week(database, practice)
        await database.close()

    asyncio.run(fill())
    return studio


def test_the_figures_of_the_week(counted: CommandLine) -> None:
    told = counted.json("report", "show", "visits", *WEEK)
    assert (told["together"]["visits"], told["before"]["visits"]) == (8, 2)
    assert told["together"]["missed"] == {"count": 1, "of": 5, "percent": 20.0}
    assert [row["visits"] for row in told["rows"]] == [2, 1, 1, 1, 1, 0, 2]
    answers = counted.json("report", "show", "answers", *WEEK)
    assert answers["together"]["client_median"] == {"minutes": 105.0}
    messages = counted.json("report", "show", "messages", *WEEK)
    assert messages["together"]["cost"] == "0.25"


def test_people_read_a_table_and_spreadsheets_a_file(counted: CommandLine) -> None:
    table = counted.ok("report", "show", "steps", *WEEK)
    assert "2 days before, by sms" in table
    assert "1 (20.0 %)" in table
    file = counted.ok("report", "show", "visits", *WEEK, "--csv").splitlines()
    assert file[0].startswith("first,last,visits,confirmed,confirmed_percent,moved")
    assert file[1].startswith("2026-03-23,2026-03-23,2,2,100.0,0,0.0")
    assert len(file) == 8


def test_what_is_no_period_is_refused_in_one_line(counted: CommandLine) -> None:
    said = counted.refused("report", "show", "visits", "--from", "soon", code=2)
    assert '"soon" is not a day' in said
    said = counted.refused("report", "show", "visits", "--from", "2027-01-01", "--to", "2026-01-01")
    assert said == "the last day is before the first day"
    assert counted.run("report", "show", "nothing").code == 2
