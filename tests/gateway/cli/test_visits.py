"""`textback move`, `cancel`, `mark`, `undo` and `book --repeat`: what staff do, as commands."""

import pytest
import time_machine

from tests.support.command_line import MONDAY_MORNING, CommandLine
from tests.support.terminal import CARRIER

ADA = ("book", "--client", "347 123 4567", "--practitioner", "Aurora")
TUESDAY = ("--start", "2026-11-24T15:00")
WEDNESDAY = ("--start", "2026-11-25T15:00")
REPEAT = (*ADA, *TUESDAY, "--repeat", "1")


@pytest.fixture
def reached(studio: CommandLine) -> CommandLine:
    """A studio with a carrier."""
    with (studio.folder / "textback.toml").open("a") as file:
        file.write(CARRIER)
    return studio


def test_an_appointment_is_moved_and_the_answer_says_what_is_sent(reached: CommandLine) -> None:
    one = reached.json(*ADA, *TUESDAY)
    moved = reached.json("move", one["id"], "--start", "2026-11-24T16:00")
    assert (moved["start"], moved["version"]) == ("2026-11-24T16:00:00+01:00", 2)
    assert moved["told"]["channel"] == "sms"
    assert moved["told"]["address"] == "+393471234567"
    said = reached.ok("move", one["id"], "--start", "2026-11-24T17:00", "--no-tell")
    assert said == f"moved: Ada Byron with Aurora, Tue 24 Nov 2026 17:00, id {one['id']}\n"
    said = reached.ok("move", one["id"], "--practitioner", "Bruno")
    assert "with Bruno, Tue 24 Nov 2026 17:00" in said
    assert "  a text goes to +393471234567, Mon 23 Nov 2026 09:00" in said


def test_who_sees_an_older_version_changes_nothing(studio: CommandLine) -> None:
    one = studio.json(*ADA, *TUESDAY)
    studio.ok("mark", one["id"], "confirmed")
    line = studio.refused("cancel", one["id"], "--version", "1")
    assert line == "the appointment was changed meanwhile; look at it again"


def test_a_taken_time_says_who_has_it(studio: CommandLine) -> None:
    one = studio.json(*ADA, *TUESDAY)
    other = studio.json(*ADA, "--start", "2026-11-24T16:00")
    line = studio.refused("move", other["id"], "--start", "2026-11-24T15:00")
    assert line.startswith("that time is taken (Ada Byron, booked by cli on Mon 23 Nov 2026 09:00)")
    over = studio.json("move", other["id"], "--start", "2026-11-24T15:00", "--overbook")
    assert over["overbooked"]
    assert not one["overbooked"]


def test_it_is_cancelled_and_had_back(studio: CommandLine) -> None:
    one = studio.json(*ADA, *TUESDAY)
    assert studio.json("cancel", one["id"])["status"] == "cancelled"
    back = studio.json("undo", one["id"])
    # the message about the booking had not left, and is sent after all
    assert (back["status"], back["told"]["channel"]) == ("booked", "sms")
    assert studio.json("undo", studio.json(*ADA, *WEDNESDAY)["id"])["status"] == "cancelled"
    line = studio.refused("undo", one["id"])
    assert line == "there is nothing to undo; the appointment stands as it was"


def test_an_undo_that_came_too_late_says_who_has_the_time(studio: CommandLine) -> None:
    one = studio.json(*ADA, *TUESDAY)
    studio.ok("cancel", one["id"])
    other = studio.json(*ADA, *WEDNESDAY)
    studio.ok("move", other["id"], *TUESDAY)
    line = studio.refused("undo", one["id"])
    assert line.startswith("that time is taken (Ada Byron, moved by cli on Mon 23 Nov 2026 09:00)")
    assert "; nearest free with Aurora: Tue 24 Nov 2026 14:" in line


def test_marks_and_arrivals(studio: CommandLine) -> None:
    one = studio.json(*ADA, "--start", "2026-11-23T10:00")
    assert studio.refused("mark", one["id"], "attended").startswith("an appointment that has not")
    came = studio.json("mark", one["id"], "arrived")
    assert came["arrived"].startswith("2026-11-23T09:00")
    assert studio.json("mark", one["id"], "not-arrived")["arrived"] is None
    with time_machine.travel(MONDAY_MORNING.replace(hour=10), tick=True):
        assert studio.ok("mark", one["id"], "no-show").startswith("marked as no-show: Mon 23 Nov")
        assert studio.json("undo", one["id"])["status"] == "booked"


def test_who_stands_at_the_desk_is_booked_now(studio: CommandLine) -> None:
    came = studio.json(*ADA, "--now", "--minutes", "20")
    assert came["start"] == "2026-11-23T09:00:00+01:00"
    assert came["arrived"]
    assert "give --start, or --now" in studio.refused(*ADA, code=2)
    assert studio.json("undo", came["id"])["status"] == "cancelled"


def test_an_arrival_is_undone_and_the_visit_stays(studio: CommandLine) -> None:
    one = studio.json(*ADA, "--start", "2026-11-23T10:00")
    with time_machine.travel(MONDAY_MORNING.replace(minute=1), tick=True):
        studio.ok("mark", one["id"], "arrived")
        back = studio.json("undo", one["id"])
    assert (back["status"], back["arrived"]) == ("booked", None)


def test_a_series_is_looked_at_and_booked(reached: CommandLine) -> None:
    reached.ok("holiday", "add", "2026-12-08")
    seen = reached.json(*REPEAT, "--times", "4", "--preview")
    assert [one["conflict"] for one in seen] == [None, None, "closed", None]
    line = reached.refused(*REPEAT, "--times", "4")
    assert line == (
        "not all times are free: Tue 8 Dec 2026 15:00 closed (Immaculate Conception);"
        " add --skip-conflicts to book what is free"
    )
    done = reached.json(*REPEAT, "--times", "4", "--skip-conflicts")
    assert [one["start"][:10] for one in done["appointments"]] == [
        *("2026-11-24", "2026-12-01", "2026-12-15"),
    ]
    assert done["told"]["channel"] == "sms"
    assert len(done["left_out"]) == 1


def test_one_of_a_series_and_all_that_follow(studio: CommandLine) -> None:
    first, second, third = studio.json(*REPEAT, "--until", "2026-12-10")["appointments"]
    moved = studio.json("move", second["id"], "--start", "2026-12-02T10:00", "--following")
    assert [one["start"][:16] for one in moved["appointments"]] == [
        *("2026-12-02T10:00", "2026-12-09T10:00"),
    ]
    gone = studio.json("cancel", second["id"], "--following")
    assert [one["id"] for one in gone["appointments"]] == [second["id"], third["id"]]
    assert studio.json("calendar", "--days", "30")["appointments"][0]["id"] == first["id"]


def test_options_that_do_not_go_together(studio: CommandLine) -> None:
    assert "go with --repeat" in studio.refused(*ADA, *TUESDAY, "--times", "3", code=2)
    assert "nothing to change" in studio.refused("move", "17", code=2)
    line = studio.refused(*REPEAT, "--times", "3", "--until", "2027-01-01")
    assert line == "say how many times, or until which day"


def test_an_id_of_nothing_is_refused(studio: CommandLine) -> None:
    for command in (("cancel", "17"), ("mark", "17", "arrived"), ("undo", "17")):
        assert studio.refused(*command) == "this practice has no appointment 17"
