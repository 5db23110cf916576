"""Numbers that no carrier reaches: refused when they are entered, told when they are booked for."""

import pytest

from tests.support.command_line import CommandLine

ITALIAN = """
[[carrier]]
name = "italy"
host = "smpp.example.org"
system_id = "esme"
numbers = ["+390699000111"]
prices = { "39" = 0.045 }
"""
ADD = ("client", "add", "--first", "Grace", "--last", "Hopper", "--mobile")
BOOK = ("book", "--practitioner", "Aurora", "--start", "2026-11-24T15:00", "--client")
BRITISH = "+44 7400 123456"


@pytest.fixture
def italian(studio: CommandLine) -> CommandLine:
    """The studio with a carrier that reaches Italy."""
    _configure(studio, ITALIAN)
    return studio


def _configure(cli: CommandLine, carriers: str) -> None:
    written = (cli.folder / "textback.toml").read_text().partition("[[carrier]]")[0]
    (cli.folder / "textback.toml").write_text(written + carriers)


def test_a_mobile_that_no_carrier_reaches_is_refused_in_words(italian: CommandLine) -> None:
    assert italian.refused(*ADD, BRITISH) == (
        "no text can reach +447400123456: "
        "no carrier has a price for this number; see prices in the configuration"
    )
    # nothing of it was kept
    assert "no client of Studio Aurora" in italian.refused(*BOOK, BRITISH)
    italian.ok(*ADD, "+39 347 765 4321")


def test_a_mobile_is_not_corrected_to_one_that_no_carrier_reaches(italian: CommandLine) -> None:
    ada = ("client", "set", "+39 347 123 4567", "--mobile")
    assert "no text can reach +447400123456" in italian.refused(*ada, BRITISH)
    italian.ok(*ada, "+39 347 765 4321")


def test_without_any_carrier_every_mobile_is_taken(studio: CommandLine) -> None:
    studio.ok(*ADD, BRITISH)
    assert studio.json(*BOOK, BRITISH)["unreached"] is None


def test_a_booking_for_a_client_out_of_reach_stands_and_says_so(studio: CommandLine) -> None:
    studio.ok(*ADD, BRITISH)
    _configure(studio, ITALIAN)
    booked, but = studio.ok(*BOOK, BRITISH).splitlines()
    assert booked.startswith("booked: Grace Hopper")
    assert but.startswith("but no text can reach +447400123456: no carrier has a price")
    (stands,) = studio.json("calendar", "--from", "2026-11-24", "--days", "1")["appointments"]
    assert stands["status"] == "booked"


def test_a_practice_whose_own_number_is_at_no_carrier_is_told_when_it_books(
    studio: CommandLine,
) -> None:
    _configure(studio, ITALIAN.replace("000111", "000222"))
    studio.ok(*ADD, "+39 347 765 4321")
    booked = studio.json(*BOOK, "+39 347 765 4321")
    assert booked["unreached"] == (
        "no text can reach +393477654321: "
        "no carrier has the number +390699000111; see numbers in the configuration"
    )
