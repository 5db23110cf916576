"""`textback import`: a small file read, shown, written, imported again, and undone."""

from pathlib import Path

import pytest

from tests.support.command_line import CommandLine

FILE = """\
First name;Last name;Mobile;E-mail;SMS consent;Language
Ada;Byron;347 123 4567;ada@new.example.org;yes;
Grace;Hopper;347 123 4568;;sì;English
Alan;Turing;06 1234;;;
Marie;Curie;347 123 4569;marie@example.org;no;fr
Marie;Curie;347 123 4569;;;
Edsger;Dijkstra;347 123 4570;;;
"""
MARIE, GRACE, EDSGER = "3471234569", "3471234568", "3471234570"


@pytest.fixture
def file(studio: CommandLine) -> str:
    path = studio.folder / "clients.csv"
    path.write_text(FILE, encoding="utf-8")
    return str(path)


def test_a_dry_run_says_what_would_be_done_and_does_nothing(studio: CommandLine, file: str) -> None:
    told = studio.json("import", "clients", file, "--dry-run")
    counts = {name: told[name] for name in ("new", "changed", "same", "double", "wrong")}
    assert counts == {"new": 3, "changed": 1, "same": 0, "double": 1, "wrong": 1}
    assert [one["line"] for one in told["faults"]] == [4, 6]
    assert "not a mobile number" in told["faults"][0]["why"]
    assert "line 5" in told["faults"][1]["why"]
    assert [one["last"] for one in studio.json("client", "list")] == ["Byron"]
    assert studio.json("import", "list") == []


def test_nobody_has_agreed_unless_it_is_said_how_and_since_when(
    studio: CommandLine, file: str
) -> None:
    assert "say how consent was given" in studio.refused("import", "clients", file)
    assert "since when" in studio.refused("import", "clients", file, "--consent", "form")
    assert [one["last"] for one in studio.json("client", "list")] == ["Byron"]
    studio.ok("import", "clients", file, "--no-consent")
    assert studio.json("client", "show", GRACE)["consent"]["sms"] == "no consent"


def test_an_import_again_changes_nothing_and_is_undone_whole(
    studio: CommandLine, file: str
) -> None:
    given = ("--consent", "form", "--since", "2026-01-02")
    done = studio.json("import", "clients", file, *given)
    assert done["done"]["added"] == 3
    assert done["done"]["changed"] == 1
    assert studio.json("client", "show", GRACE)["consent"]["sms"] == "agreed"
    assert studio.json("client", "show", MARIE)["consent"]["sms"] == "no consent"
    assert studio.json("client", "show", EDSGER)["consent"]["sms"] == "no consent"
    ada = studio.json("client", "show", "3471234567")["client"]
    assert ada["email"] == "ada@new.example.org"
    again = studio.json("import", "clients", file, *given)
    assert (again["new"], again["changed"], again["same"]) == (0, 0, 4)

    studio.ok("client", "set", GRACE, "--email", "grace@example.org")
    undone = studio.json("import", "undo", done["id"])
    assert undone["status"] == "undone"
    assert (undone["done"]["undone"], undone["done"]["kept"]) == (3, 1)
    assert [(one["line"], one["why"]) for one in undone["faults"]] == [(3, "changed since: email")]
    assert [one["last"] for one in studio.json("client", "list")] == ["Byron", "Hopper"]
    ada = studio.json("client", "show", "3471234567")["client"]
    assert ada["email"] == "ada@example.org"
    assert studio.json("client", "find", "curie") == []
    assert "undone already" in studio.refused("import", "undo", done["id"])


def test_columns_are_chosen_and_remembered(studio: CommandLine) -> None:
    path = studio.folder / "odd.csv"
    path.write_text("Who,Ring,Since\nGrace Hopper,347 123 4568,x\n")
    told = studio.json("import", "clients", str(path), "--dry-run")
    assert told["wrong"] == 1
    chosen = ("--column", "1=name", "--column", "2=mobile")
    assert studio.json("import", "clients", str(path), "--dry-run", *chosen)["new"] == 1
    assert studio.json("import", "clients", str(path), "--dry-run")["new"] == 1
    assert "names no column" in studio.refused("import", "clients", str(path), "--column", "9=x")


def test_a_file_that_cannot_be_read_ends_in_words(studio: CommandLine, tmp_path: Path) -> None:
    for name, content, words in (
        ("empty.csv", b"", "the file is empty"),
        ("list.pdf", b"%PDF-1.7 ...", "the file is a PDF"),
        ("broken.xlsx", b"PK\x03\x04 nothing", "cannot be opened"),
        ("some.bin", bytes(range(256)) * 9, "neither a table nor text"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        assert words in studio.refused("import", "clients", str(path))
    assert studio.json("import", "list") == []


VISITS = """\
Date,Time,Duration,Client,Mobile,Practitioner,Service,Status
24/11/2026,10:00,45 min,Ada Byron,347 123 4567,Aurora,Check-up,
10/11/2026,9.30,30,"Byron, Ada",,Bruno,,No show
24/11/2026,10:15,30,Ada Byron,,Aurora,,
25/11/2026,11:00,30,Nobody Else,,Aurora,,
25/11/2026,11:00,30,Ada Byron,,Clara,,
31/02/2026,11:00,30,Ada Byron,,Aurora,,
24/11/2026,10:00,45,Ada Byron,,Aurora,,
"""


def test_visits_are_imported_silently_and_undone(studio: CommandLine) -> None:
    path = studio.folder / "visits.csv"
    path.write_text(VISITS)
    told = studio.json("import", "visits", str(path), "--dry-run")
    assert (told["new"], told["wrong"], told["double"]) == (3, 3, 1)
    whys = [one["why"] for one in told["faults"]]
    assert "import the clients first" in whys[0]
    assert 'no practitioner "Clara"' in whys[1]
    assert "is not a day" in whys[2]
    done = studio.json("import", "visits", str(path))
    assert (done["done"]["added"], done["done"]["refused"]) == (2, 1)
    ada = studio.json("client", "show", "3471234567")
    assert ada["visits"]["no_show"] == 1
    seen = studio.json("calendar", "--from", "2026-11-24", "--days", "1")
    assert "2026-11-24T10:00:00+01:00" in str(seen)
    # the reminder before the visit is planned, and nobody is told of the booking
    assert all(one["kind"] != "booked" for one in studio.json("messages"))
    assert studio.json("import", "visits", str(path), "--dry-run")["same"] == 2
    undone = studio.json("import", "undo", done["id"])
    assert (undone["done"]["undone"], undone["done"]["kept"]) == (2, 0)
    assert studio.json("client", "show", "3471234567")["visits"]["no_show"] == 0


def test_a_calendar_is_read_as_visits(studio: CommandLine) -> None:
    path = studio.folder / "aurora.ics"
    path.write_text(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Aurora\r\n"
        "BEGIN:VEVENT\r\nUID:1\r\nDTSTART;TZID=Europe/Rome:20261126T090000\r\n"
        "DTEND;TZID=Europe/Rome:20261126T093000\r\nSUMMARY:Check-up: Ada Byron\r\n"
        "RRULE:FREQ=WEEKLY;COUNT=3\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:2\r\nDTSTART:20261127T080000Z\r\nDTEND:20261127T083000Z\r\n"
        "SUMMARY:Lunch\r\nATTENDEE:mailto:ada@example.org\r\nEND:VEVENT\r\n"
        "BEGIN:VEVENT\r\nUID:3\r\nDTSTART;VALUE=DATE:20261128\r\nSUMMARY:Holiday\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )
    done = studio.json("import", "visits", str(path))
    assert (done["new"], done["wrong"], done["done"]["added"]) == (4, 0, 4)
