"""What texts mean, notes, canned answers and alerts that are mended, from the terminal."""

import csv
import io
import json

from tests.support.command_line import CommandLine
from tests.support.terminal import receive


def _waiting(asked: CommandLine) -> str:
    (waiting,) = asked.json("inbox", "list")
    return str(waiting["id"])


def test_a_text_is_settled_taken_back_and_settled_otherwise(asked: CommandLine) -> None:
    text = _waiting(asked)
    assert asked.ok("inbox", "meant", text, "cancel").startswith("cancel: ")
    assert asked.json("calendar")["appointments"][0]["status"] == "cancelled"
    assert "the text waits again" in asked.ok("inbox", "take-back", text)
    assert asked.json("calendar")["appointments"][0]["status"] == "booked"
    settled = asked.json("inbox", "meant", text, "confirm")
    assert (settled["meant"], settled["understood"]) == ("confirm", "unclear")
    assert settled["replies"][0].startswith("Thank you, Ada.")
    assert asked.json("inbox", "list") == []
    assert "seen to meanwhile" in asked.refused("inbox", "meant", text, "nothing")


def test_a_visit_is_moved_to_a_time_that_was_meant(asked: CommandLine) -> None:
    text = _waiting(asked)
    moved = asked.json("inbox", "meant", text, "reschedule", "--to", "2026-11-25T10:00")
    assert "Wed 25 Nov at 10:00" in moved["replies"][0]
    assert "T10:00" in asked.json("calendar", "--from", "2026-11-25")["appointments"][0]["start"]


def test_which_appointment_is_meant_has_to_be_known(asked: CommandLine) -> None:
    text = _waiting(asked)
    line = asked.refused("inbox", "meant", text, "cancel", "--appointment", "17")
    assert "say which appointment is meant with --appointment; ahead: " in line
    assert "taken meanwhile" in asked.refused(
        "inbox", "meant", text, "reschedule", "--to", "2026-11-25T03:00"
    )


def test_examples_are_exported_without_names_and_numbers(asked: CommandLine) -> None:
    receive("=HYPERLINK Ada Byron +39 347 123 4567")
    (waiting,) = asked.json("inbox", "list")
    asked.ok("inbox", "meant", waiting["id"], "nothing")
    (example,) = map(json.loads, asked.ok("inbox", "examples").splitlines())
    assert example["text"] == "=HYPERLINK <name> <name> <number>"
    assert (example["meant"], example["locale"]) == ("nothing", "en")
    (row,) = csv.DictReader(io.StringIO(asked.ok("inbox", "examples", "--format", "csv")))
    assert row["text"] == "'=HYPERLINK <name> <name> <number>"


def test_notes_assignment_and_done_with_its_undo(asked: CommandLine) -> None:
    text = _waiting(asked)
    note = asked.json("inbox", "note", text, "Asked Aurora.")
    assert "Asked Aurora." in asked.ok("inbox", "notes", text)
    asked.ok("inbox", "remove-note", note["id"])
    assert asked.json("inbox", "notes", text) == []
    asked.ok("inbox", "put-note-back", note["id"])
    assert len(asked.json("inbox", "notes", text)) == 1
    asked.json("staff", "add", "bruno@example.org", "--role", "reception")
    told = asked.ok("inbox", "assignee", text, "bruno@example.org")
    assert "bruno@example.org sees to the conversation with Ada Byron" in told
    theirs = ("inbox", "list", "--assigned-to", "bruno@example.org")
    assert [one["who"] for one in asked.json(*theirs)] == ["Ada Byron"]
    assert "nobody in particular" in asked.ok("inbox", "assignee", text)
    assert asked.json(*theirs) == []
    assert "nobody waits for an answer from bruno@example.org" in asked.ok(*theirs)
    assert "logs in as rita" in asked.refused("inbox", "list", "--assigned-to", "rita@example.org")
    assert "not both" in asked.refused(*theirs, "--strangers")
    asked.ok("inbox", "close", text)
    assert "is open again" in asked.ok("inbox", "reopen", text)
    assert _waiting(asked) == text
    assert "open already" in asked.refused("inbox", "reopen", text)


def test_canned_answers_are_kept_changed_and_removed(asked: CommandLine) -> None:
    assert "no canned answers yet" in asked.ok("inbox", "answers", "list")
    made = asked.json("inbox", "answers", "set", "Dogs", "Welcome, {first}", "--locale", "en")
    again = asked.json("inbox", "answers", "set", "Dogs", "Hello, {first}", "--locale", "en")
    assert again["id"] == made["id"]
    assert "Dogs (en): Hello, {first}" in asked.ok("inbox", "answers", "list")
    line = asked.refused("inbox", "answers", "set", "Dogs", "{fist}", "--locale", "en")
    assert "{fist} is not known" in line
    asked.ok("inbox", "answers", "remove", made["id"])
    assert asked.json("inbox", "answers", "list") == []
    asked.ok("inbox", "answers", "restore", made["id"])
    assert len(asked.json("inbox", "answers", "list")) == 1


def test_an_alert_that_was_never_raised_is_refused(asked: CommandLine) -> None:
    for what in (["resend", "17"], ["correct", "17", "+393471234567"]):
        assert "already seen to" in asked.refused("alerts", *what)
    assert "already seen to" in asked.refused("alerts", "agree", "17", "--how", "spoken")
