"""`textback talk`: a conversation in a pipe, with a practice that nobody has to set up."""

import sqlite3
from contextlib import closing

import pytest

from tests.support.command_line import CommandLine

BEGINS = ("--now", "2026-11-22T10:00")


def test_a_reminder_comes_first_and_a_yes_confirms_it(nothing: CommandLine) -> None:
    answer = nothing.run("talk", *BEGINS, typed="yes please\n")
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0].startswith("< Studio Aurora: Ada, your appointment is Wed 25 Nov at 10:00")
    assert lines[1] == "> yes please"
    assert lines[2].startswith("  understood: confirm")
    assert "! the appointment is confirmed" in lines
    assert list(nothing.folder.iterdir()) == []


def test_a_time_is_offered_taken_and_cancelled_again(nothing: CommandLine) -> None:
    said = "can we do friday afternoon?\nmore\n2\nplease cancel it\nundo\n"
    lines = nothing.run("talk", *BEGINS, typed=said).out.splitlines()
    assert [line for line in lines if line.startswith("!")] == [
        "! the appointment is moved to Friday 27 November at 16:00",
        "! the appointment is cancelled, its time is free again",
        "! the cancellation is undone",
    ]


def test_an_appointment_is_booked_from_nothing_and_taken_back(nothing: CommandLine) -> None:
    said = "can I book another appointment on friday afternoon?\n1\n2\nundo\n"
    lines = nothing.run("talk", *BEGINS, typed=said).out.splitlines()
    assert "< 3) something else" in lines
    assert [line for line in lines if line.startswith("!")] == [
        "! an appointment is booked, Check-up, Friday 27 November at 15:00",
        "! the appointment is cancelled, its time is free again",
    ]


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en", "can we do another day?\ncan I book one more check-up for friday morning?\n1\n"),
        (
            "it",
            "si può fare un altro giorno?\nposso prenotare un altro appuntamento per venerdì?\n1\n",
        ),
        ("de", "geht ein anderer Tag?\nkann ich noch einen Termin für Freitag buchen?\n1\n"),
    ],
)
def test_one_more_is_booked_although_times_to_move_are_on_offer(
    nothing: CommandLine, locale: str, said: str
) -> None:
    options = ("--locale", locale, "--service", "Check-up=30", "--safe-to-name")
    lines = nothing.run("talk", *BEGINS, *options, typed=said).out.splitlines()
    done = [line for line in lines if line.startswith("!")]
    assert [line.startswith("! an appointment is booked, Check-up, Friday") for line in done] == [
        True
    ]


def test_the_practitioner_asks_who_comes(nothing: CommandLine) -> None:
    asked = "AGENDA\nagenda wednesday\n"
    lines = nothing.run("talk", *BEGINS, "--practitioner", typed=asked).out.splitlines()
    assert [line for line in lines if line.startswith("<")] == [
        "< Sun 22 Nov: no appointments.",
        "< Wed 25 Nov:",
        "< 10:00 Ada B.",
    ]


def test_who_waits_for_an_earlier_time_is_offered_one_and_takes_it(nothing: CommandLine) -> None:
    said = "se si libera prima scrivetemi\nsì la prendo\n"
    lines = nothing.run("talk", *BEGINS, "--locale", "it", typed=said).out.splitlines()
    assert [line for line in lines if line.startswith(("!", "~"))] == [
        "! the client is on the waiting list",
        "~ an hour later somebody else cancels",
        "! the time on offer is the client's, and they are off the waiting list",
    ]
    assert lines[-1].startswith("< Fatto, Ada. Il suo appuntamento ora è")


def test_a_stopped_number_hears_nothing_until_it_starts_again(nothing: CommandLine) -> None:
    lines = nothing.run("talk", *BEGINS, typed="STOP\nyes\nSTART\n").out.splitlines()
    silent = lines[lines.index("> yes") : lines.index("> START")]
    assert any(line.startswith("! staff read: ") for line in silent)
    assert not [line for line in silent if line.startswith("<")]
    assert "! the number may be written to again" in lines


def test_the_client_and_the_practice_may_speak_different_languages(nothing: CommandLine) -> None:
    said = "Dov'è?\n\nquanto costa?\n"
    answer = nothing.run("talk", *BEGINS, "--locale", "it", "--practice-locale", "de", typed=said)
    lines = answer.out.splitlines()
    assert lines[0].startswith("< Studio Aurora: Ada, il suo appuntamento")
    assert any("Via Roma 1" in line for line in lines)
    assert any(line.startswith("! staff read: ") for line in lines)


def test_a_language_that_is_not_there_is_refused_in_one_line(nothing: CommandLine) -> None:
    answer = nothing.run("talk", "--locale", "xx")
    assert answer.code == 2
    assert "de, en, es, fr, it, pt" in answer.err
    assert len(answer.err.strip().splitlines()) == 1


def _effects(out: str) -> list[str]:
    return [line for line in out.splitlines() if line.startswith("!")]


def test_an_undone_cancellation_is_confirmed_as_in_the_service(nothing: CommandLine) -> None:
    out = nothing.run("talk", *BEGINS, typed="2\nundo\n1\n").out
    assert _effects(out) == [
        "! the appointment is cancelled, its time is free again",
        "! the cancellation is undone",
    ]
    assert "already confirmed" in out.splitlines()[-1]


def test_a_family_is_reminded_in_one_text_and_asked_which_one(nothing: CommandLine) -> None:
    out = nothing.run("talk", *BEGINS, "--family", typed="cancel\n2\n").out
    reminder = [line for line in out.splitlines() if line.startswith("< ")]
    for name, line in zip(("Ada", "Marie", "Grace"), reminder[1:4], strict=True):
        assert f"{name}, Thu 26 Nov" in line
    assert _effects(out) == ["! the appointment of Marie is cancelled, its time is free again"]


def test_with_nothing_booked_no_reminder_comes_and_there_is_nothing_to_cancel(
    nothing: CommandLine,
) -> None:
    lines = nothing.run("talk", *BEGINS, "--nothing-booked", typed="cancel\n").out.splitlines()
    assert lines[0] == "> cancel"
    assert _effects("\n".join(lines)) == []


def test_before_the_reminder_a_bare_digit_answers_nothing(nothing: CommandLine) -> None:
    out = nothing.run("talk", *BEGINS, "--no-reminder", typed="2\n").out
    assert out.startswith("> 2")
    assert "! the appointment is cancelled, its time is free again" not in out


def test_a_practice_s_own_settings_hold(nothing: CommandLine) -> None:
    own = ("--notice", "7d", "--timezone", "America/New_York", "--hours", "sat 07:00-08:00")
    out = nothing.run("talk", *BEGINS, *own, typed="2\n").out
    assert "Sat 28 Nov at 07:00" in out
    assert [line for line in _effects(out) if "cancelled," in line] == []
    assert "! staff read: " in out
    service = ("--nothing-booked", "--service", "Massage=45", "--safe-to-name")
    booked = nothing.run("talk", *BEGINS, *service, typed="book friday at 10:00\n1\n").out
    assert "! an appointment is booked, Massage, Friday 27 November at 10:00" in booked


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (("--service", "Massage"), '"Massage" is no service; write it as Check-up=30, in minutes'),
        (("--undo", "soon"), '"soon" is no length of time; write it as 90m, 2h or 60d'),
        (
            ("--hours", "sun 09:00-09:10"),
            "nothing is free there; give --hours, or --nothing-booked",
        ),
    ],
)
def test_a_setting_that_cannot_be_is_refused_in_one_line(
    nothing: CommandLine, options: tuple[str, str], line: str
) -> None:
    assert nothing.refused("talk", *BEGINS, *options) == line


def test_a_practice_of_the_store_talks_with_its_own_words_and_is_not_written_to(
    studio: CommandLine,
) -> None:
    studio.ok("practice", "set", "Studio Aurora", "--locale", "it", "--notice", "4d")
    studio.ok("service", "set", "Check-up", "--safe-to-name")
    studio.ok(
        "wording", "set", "reminder_last", "Ciao {first}, a {when} con {practitioner}. {phone} STOP"
    )
    start = ("--start", "2026-11-25T10:00", "--practitioner", "Aurora")
    studio.ok("book", "--client", "+393471234567", *start, "--minutes", "120")
    before = _stored(studio)
    lines = studio.run(
        "talk", "--practice", "Studio Aurora", *BEGINS, "--practitioner", typed="agenda\n"
    )
    assert lines.code == 1
    assert "textback practitioner set NAME --mobile" in lines.err
    out = studio.run("talk", "--practice", "Studio Aurora", *BEGINS, typed="2\n").out
    # at ten Aurora has a client of the store, so the first free time is with Bruno
    assert out.startswith("< Ciao Ada, a mer 25 nov alle 10:00 con Bruno. ")
    assert [line for line in _effects(out) if "cancelled," in line] == []
    assert _stored(studio) == before


def _stored(studio: CommandLine) -> list[str]:
    """Return everything in the store, as SQL."""
    with closing(sqlite3.connect(studio.folder / "textback.db")) as db:
        return list(db.iterdump())


def test_a_practice_that_is_not_there_is_said_so(studio: CommandLine) -> None:
    assert "Nobody" in studio.refused("talk", "--practice", "Nobody")
