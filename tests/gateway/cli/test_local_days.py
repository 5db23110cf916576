"""Commands take days and times as people write them, and say in words why one is none."""

import pytest

from tests.support.command_line import CommandLine

ADA = ("book", "--client", "347 123 4567", "--practitioner", "Aurora")


@pytest.mark.parametrize(
    "start",
    [
        *("2026-11-24T15:00", "2026-11-24 15:00", "24/11/2026 15:00", "24.11. 15h", "24 Nov 3pm"),
        *("tomorrow 3:00 pm", "domani 15.00", "2026-11-24T14:00+00:00"),
    ],
)
def test_a_moment_is_a_day_and_a_time(studio: CommandLine, start: str) -> None:
    assert studio.json(*ADA, "--start", start)["start"] == "2026-11-24T15:00:00+01:00"


def test_days_of_commands(studio: CommandLine) -> None:
    away = studio.json(
        "absence", "add", "--first", "24/12", "--last", "6.1.", "--practitioner", "Aurora"
    )
    assert (away["first"], away["last"]) == ("2026-12-24", "2027-01-06")
    assert studio.json("calendar", "--from", "domani")["from"] == "2026-11-24"
    assert "Thu 24 Dec 2026" in studio.ok("absence", "list", "--from", "25/12/2026")
    assert studio.ok("block", "list", "--from", "24/11").endswith("no blocks\n")
    booked = studio.json(*ADA, "--start", "24/11 15:00", "--repeat", "1", "--until", "8/12/2026")
    assert len(booked["appointments"]) == 3


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("31/02/2027", '--first "31/02/2027" is not a day: 2/2027 has the days 1 to 28'),
        ("2/13/2027", "there is no month 13; the day comes first here, as in 31/3/2027"),
        ("soon", '--first "soon" is not a day; write it as 31/3/2027'),
    ],
)
def test_what_is_no_day_is_refused(studio: CommandLine, written: str, words: str) -> None:
    assert words in studio.refused("absence", "add", "--first", written)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("15:00", '--start "15:00" is not a time; write it as 2026-11-24T15:00'),
        ("tomorrow", '--start "tomorrow" is not a time'),
        ("2026-11-24", '--start "2026-11-24" is not a time'),
        ("31/2/2027 15:00", '--start "31/2/2027" is not a day: 2/2027 has the days 1 to 28'),
        ("28/3/2027 2:30", "--start 2027-03-28 02:30 does not exist in Europe/Rome"),
    ],
)
def test_what_is_no_moment_is_refused(studio: CommandLine, start: str, words: str) -> None:
    assert words in studio.refused(*ADA, "--start", start)
