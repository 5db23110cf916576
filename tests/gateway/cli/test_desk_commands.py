"""`textback absence`, `holiday`, `block`, `note`, `message resend`: lists, and refusals."""

import asyncio
import json

from calendar_store.database.connection import Database
from calendar_store.messages import attempt_outcomes, message_rows
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import MessageStatus
from gateway.cli import store
from tests.support.command_line import CommandLine
from tests.support.terminal import CARRIER

ADA = ("book", "--client", "347 123 4567", "--practitioner", "Aurora")
TUESDAY = ("--start", "2026-11-24T15:00")
DAY = ("--first", "2026-11-24")


def test_other_hours_on_the_days_of_an_absence_are_refused_or_take_its_place(
    studio: CommandLine,
) -> None:
    away = ("absence", "add", *DAY, "--practitioner", "Aurora")
    studio.ok(*away, "--hours", "9-13", "--reason", "course")
    line = studio.refused(*away)
    assert line.startswith("other hours are entered for Aurora already: 2026-11-")
    assert ", 09:00-13:00 (course)" in line
    studio.ok(*away, "--instead")
    (one,) = studio.json("absence", "list")
    assert (one["opens"], one["reason"]) == (None, "")


def test_an_absence_lists_the_appointments_in_the_way(studio: CommandLine) -> None:
    one = studio.json(*ADA, *TUESDAY)
    said = studio.ok("absence", "add", *DAY, "--practitioner", "Aurora", "--reason", "ill")
    entered, way = said.splitlines()
    assert entered.startswith("entered: Tue 24 Nov 2026, id ")
    assert way == (f"  in the way: Tue 24 Nov 2026 15:00 Ada Byron with Aurora, id {one['id']}")
    (listed,) = studio.json("absence", "list")
    assert listed["in_the_way"][0]["id"] == one["id"]
    kept = studio.ok("absence", "deal", one["id"], "keep")
    assert kept.startswith("kept: Ada Byron with Aurora")
    assert studio.json("absence", "list")[0]["in_the_way"] == []
    studio.ok("absence", "remove", listed["id"])
    assert studio.ok("absence", "list") == "Studio Aurora: no absences\n"


def test_appointments_in_the_way_are_moved_and_cancelled(studio: CommandLine) -> None:
    one, two = (studio.json(*ADA, "--start", f"2026-11-24T1{n}:00") for n in (0, 1))
    studio.ok("absence", "add", *DAY, "--practitioner", "Aurora")
    moved = studio.json("absence", "deal", one["id"], "move", "--practitioner", "Bruno")
    assert (moved["practitioner"], moved["start"]) == ("Bruno", one["start"])
    assert studio.json("absence", "deal", two["id"], "cancel")["status"] == "cancelled"
    line = studio.refused("absence", "deal", one["id"], "move")
    assert line == "say to which time or to which practitioner it is moved"


def test_an_absence_is_shown_with_whom_to_call_and_times_to_propose(studio: CommandLine) -> None:
    one = studio.json(*ADA, *TUESDAY)
    made = studio.json("absence", "add", *DAY, "--practitioner", "Aurora", "--reason", "ill")
    shown = studio.json("absence", "show", made["id"])
    (visit,) = shown["in_the_way"]
    assert (visit["id"], visit["client"]["mobile"]) == (one["id"], "+393471234567")
    assert {each["practitioner"] for each in visit["same"]} == {"Aurora"}
    assert (one["start"], "Bruno") in {
        (each["start"], each["practitioner"]) for each in visit["others"]
    }
    said = studio.ok("absence", "show", made["id"])
    assert f"Ada Byron +393471234567 with Aurora, id {one['id']}" in said
    assert "    free: Tue 24 Nov 2026 15:00 with Bruno" in said
    who = visit["others"][0]["practitioner_id"]
    studio.ok("absence", "deal", one["id"], "move", "--practitioner", who)
    assert studio.json("absence", "show", made["id"])["in_the_way"] == []
    assert "there is no exception" in studio.refused("absence", "show", one["id"])


def test_holidays_are_listed_and_taken_over(studio: CommandLine) -> None:
    known = studio.json("holiday", "list", "--year", "2026")
    assert {"day": "2026-12-25", "name": "Christmas Day", "closed": False} in known
    assert studio.ok("holiday", "add", "2026-12-25") == "closed: Fri 25 Dec 2026, Christmas Day\n"
    assert studio.ok("holiday", "add", "2026-12-25") == "closed on all of them already\n"
    assert {"day": "2026-12-25", "name": "Christmas Day", "closed": True} in studio.json(
        "holiday", "list"
    )
    coming = studio.json("holiday", "add", "--all", "--year", "2026")
    assert [one["first"] for one in coming] == ["2026-12-08", "2026-12-26"]
    assert "name the days, or give --all" in studio.refused("holiday", "add", code=2)


def test_a_block_is_added_listed_and_removed(studio: CommandLine) -> None:
    span = ("--start", "2026-11-24T15:00", "--end", "2026-11-24T16:00")
    said = studio.ok("block", "add", *span, "--practitioner", "Aurora", "--reason", "bank")
    assert said.startswith("blocked: Tue 24 Nov 2026 15:00-16:00, id ")
    line = studio.refused(*ADA, *TUESDAY)
    assert line == ("Tue 24 Nov 2026 15:00 is blocked (bank); add --anyway to book all the same")
    (listed,) = studio.json("block", "list")
    studio.ok("block", "remove", listed["id"])
    studio.ok(*ADA, *TUESDAY)
    line = studio.refused("block", "add", *span)
    assert line == (
        "appointments lie in this block: Tue 24 Nov 2026 15:00 Ada Byron;"
        " nothing was blocked; add --anyway to let them stay in it"
    )
    assert studio.json("block", "add", *span, "--anyway")["start"] == "2026-11-24T15:00:00+01:00"


def test_notes_are_kept_beside_an_appointment(studio: CommandLine) -> None:
    one = studio.json(*ADA, *TUESDAY)
    note = studio.json("note", "add", one["id"], "rings the bell")
    assert studio.ok("note", "list", one["id"]) == (
        f"Mon 23 Nov 2026 09:00 cli, id {note['id']}\n  rings the bell\n"
    )
    studio.ok("note", "remove", note["id"])
    assert studio.json("note", "list", one["id"]) == []
    assert studio.refused("note", "add", one["id"], " ") == "a note needs words"


def test_a_failed_message_is_sent_again(studio: CommandLine) -> None:
    with (studio.folder / "textback.toml").open("a") as file:
        file.write(CARRIER)
    done = studio.json(*ADA, *TUESDAY, "--repeat", "1", "--times", "2", "--tell")
    (message,) = studio.json("messages")
    asyncio.run(_fail(int(message["id"])))
    line = studio.refused("message", "resend", message["id"])
    assert line == f"there is no message {message['id']} about one appointment"
    about = ("--appointment", done["appointments"][0]["id"])
    again = studio.json("message", "resend", message["id"], *about)
    assert (again["status"], again["repeats"]) == ("queued", message["id"])
    assert "24 Nov" in again["text"]
    shown = json.loads(studio.ok("messages", "--json"))
    assert [one["id"] for one in shown] == [again["id"], message["id"]]
    assert "on its way" in studio.refused("message", "resend", again["id"])


def test_the_calendar_shows_what_has_to_be_dealt_with(studio: CommandLine) -> None:
    one = studio.json(*ADA, "--start", "2026-11-23T10:00")
    studio.ok("mark", one["id"], "arrived")
    studio.ok("note", "add", one["id"], "rings the bell")
    studio.ok(*ADA, "--start", "2026-11-23T10:00", "--overbook")
    made = studio.json("absence", "add", "--first", "2026-11-23", "--reason", "ill")
    shown = studio.ok("calendar", "--days", "1")
    for said in ("arrived Mon 23 Nov 2026 09:00", "overbooked", "in an absence: ill", "notes: 1"):
        assert said in shown
    first, second = studio.json("calendar", "--days", "1")["appointments"]
    assert (first["absence_id"], first["notes"]) == (made["id"], 1)
    assert (second["overbooked"], second["arrived"]) == (True, None)


async def _fail(message_id: int) -> None:
    database = Database.connect("sqlite:///textback.db")
    async with database.write() as tx:
        (practice,) = [await store.practice(tx, None)]
        (found,) = await message_rows.by_ids(tx, practice.id, [message_id])
        lost = Outcome(found, MessageStatus.FAILED, NO_REASON)
        await attempt_outcomes.advance(tx, [lost], store.now())
    await database.close()
