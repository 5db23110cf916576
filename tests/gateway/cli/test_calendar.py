"""`textback calendar` and `textback messages`, over the demo's practice."""

import json

import pytest

from tests.support.command_line import CommandLine


def test_a_day_shows_who_comes_and_the_fate_of_every_message(sample: CommandLine) -> None:
    shown = sample.ok("calendar", "--from", "2026-11-23", "--days", "1")
    rows: dict[str, str] = {}
    for line in shown.splitlines():
        for name in ("Curie", "Agnesi"):
            if name in line:
                rows.setdefault(name, line)
    assert "Mon 23 Nov 2026 09:00-09:30" in rows["Curie"]
    assert "✓ confirmed" in rows["Curie"]
    assert "sms reminder ✓ delivered Sat 21 Nov 2026 09:00" in rows["Curie"]
    assert "… no answer yet" in rows["Agnesi"]


def test_what_was_not_delivered_is_shown_with_its_reason(sample: CommandLine) -> None:
    day = sample.json("calendar", "--from", "2026-11-24", "--days", "1")
    [turing] = [one for one in day["appointments"] if one["client"]["last"] == "Turing"]
    failed, planned = turing["messages"]
    assert (failed["status"], planned["status"]) == ("failed", "planned")
    assert failed["words"] == "the phone was switched off until the message expired"
    assert turing["needs_person"] == [failed["words"]]


def test_the_calendar_is_in_order_and_of_the_days_asked_for(sample: CommandLine) -> None:
    week = sample.json("calendar")
    starts = [one["start"] for one in week["appointments"]]
    assert (week["practice"], week["from"]) == ("Studio Aurora", "2026-11-23")
    assert starts == sorted(starts)
    assert starts[0].startswith("2026-11-23T09:00")
    assert starts[-1].startswith("2026-11-29T09:30")


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("--from", "2026-13-01"), 1, '--from "2026-13-01" is not a day'),
        (("--from", "9999-12-31"), 1, "is not a day of the years 2000 to 2099"),
        (("--from", "0001-01-01"), 1, "is not a day of the years 2000 to 2099"),
        (("--days", "0"), 2, "--days"),
    ],
)
def test_days_that_cannot_be_are_refused(
    studio: CommandLine, args: tuple[str, ...], code: int, words: str
) -> None:
    assert words in studio.refused("calendar", *args, code=code)


def test_an_empty_calendar_says_so(studio: CommandLine) -> None:
    assert (
        studio.ok("calendar", "--days", "1") == "Studio Aurora: no appointments, Mon 23 Nov 2026\n"
    )


def test_messages_tell_their_history(sample: CommandLine) -> None:
    listed = sample.json("messages", "--client", "+12025550188")
    assert {message["recipient"] for message in listed} == {"+12025550188"}
    failed = listed[0]
    assert [event["status"] for event in failed["history"]] == [
        "queued",
        "sending",
        "accepted",
        "failed",
    ]
    assert failed["history"][-1]["words"] == failed["words"]
    shown = sample.ok("messages", "--client", "+12025550188", "--limit", "1")
    assert shown.splitlines()[0].startswith("sms reminder to +12025550188  ✕ not delivered")
    assert len(shown.splitlines()) == 2 + len(failed["history"])


def test_no_message_is_said(studio: CommandLine) -> None:
    assert studio.ok("messages") == "Studio Aurora: no message yet\n"
    assert studio.json("messages") == []


def test_a_name_cannot_steer_the_terminal(studio: CommandLine) -> None:
    evil = ("client", "add", "--first", "[bold]Ada[31m", "--last", ":smile:")
    added = studio.json(*evil, "--mobile", "+393331234567")
    book = ("book", "--client", added["id"], "--practitioner", "Aurora")
    studio.ok(*book, "--start", "2026-11-24T15:00")
    shown = studio.ok("calendar")
    assert "[bold]Ada[31m :smile:" in shown
    assert json.dumps("[bold]Ada[31m") in studio.ok("calendar", "--json")
