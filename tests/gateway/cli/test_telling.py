"""`textback tell`: whom a closed day touches, begun, listed, shown, stopped; and refusals."""

import pytest

from tests.support.command_line import CommandLine

ADA = ("book", "--client", "347 123 4567", "--practitioner", "Aurora")
CLOSED = ("tell", "clients", "closed", "--day", "2026-11-27")
FRIDAY = "2026-11-27T10:00"


@pytest.fixture
def visit(studio: CommandLine) -> str:
    """Id of a visit on Friday."""
    return str(studio.json(*ADA, "--start", FRIDAY)["id"])


def test_a_dry_run_shows_whom_it_touches_and_writes_nothing(
    studio: CommandLine, visit: str
) -> None:
    said = studio.ok(*CLOSED, "--dry-run")
    assert f"tell Fri 27 Nov 2026 10:00 Ada Byron, by sms, id {visit}" in said
    assert "cannot take place. Instead we can offer:" in said
    assert "1 texts and 0 emails" in said
    assert studio.ok("tell", "list") == "Studio Aurora: clients were told nothing yet\n"


def test_what_was_begun_is_listed_shown_and_stopped_once(studio: CommandLine, visit: str) -> None:
    begun = studio.json(*CLOSED, "--close", "--words", "en=We have no power on Friday.")
    assert begun["visits"][0]["told"] is True
    assert "We have no power on Friday." in begun["messages"]["en"]
    (listed,) = studio.json("tell", "list")
    assert (listed["id"], listed["visits"], listed["waiting"]) == (begun["id"], 1, 1)
    assert studio.json("absence", "list")[0]["first"] == "2026-11-27"
    shown = studio.json("tell", "show", begun["id"])
    assert shown["counts"]["waiting"] == 1
    assert shown["visits"][0]["appointment_id"] == visit
    assert studio.json("tell", "stop", begun["id"])["not_told"] == 1
    assert studio.refused("tell", "stop", begun["id"]) == "This is stopped already."


def test_the_same_is_told_once(studio: CommandLine, visit: str) -> None:
    studio.ok(*CLOSED)
    assert studio.refused(*CLOSED, "--only", visit) == "They were told the same already."
    assert studio.refused(*CLOSED) == "Choose at least one client."


@pytest.mark.parametrize(
    ("more", "line"),
    [
        (("--last", "2026-11-26"), "the last day is before the first"),
        (("--last", "2027-11-26"), "choose 31 days at most"),
        (("--practitioner", "Nobody"), 'there is no practitioner "Nobody"'),
        (("--words", "xx=Hello"), "--words: write LANGUAGE=TEXT"),
        (("--words", "en="), "Write what clients are told, in each language."),
        (("--words", "en=Your therapy is off."), "would tell whoever sees the phone"),
        (("--without", "1", "--only", "1"), "Choose at least one client."),
    ],
)
def test_refusals_are_one_clear_line(
    studio: CommandLine, visit: str, more: tuple[str, ...], line: str
) -> None:
    assert line in studio.refused(*CLOSED, *more)


def test_a_word_that_was_warned_of_is_sent_if_it_is_meant(studio: CommandLine, visit: str) -> None:
    words = ("--words", "en=Your therapy is off.", "--despite", "therapy")
    begun = studio.json(*CLOSED, *words)
    assert begun["visits"][0]["appointment"]["id"] == visit
