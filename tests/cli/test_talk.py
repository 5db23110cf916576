"""`textback talk`: a conversation in a pipe, with a practice that nobody has to set up."""

from tests.cli.conftest import CommandLine

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
        "! the appointment is moved to Friday 27 November at 14:00",
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
