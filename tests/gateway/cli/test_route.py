"""`textback carriers route`: where a number would go, what it would cost, and why not elsewhere."""

import json

import pytest

from tests.support.command_line import CommandLine
from tests.support.ports import free_port
from tests.support.status_server import answering

CARRIERS = """
[[carrier]]
name = "cheap"
host = "smpp.example.org"
system_id = "esme"
numbers = ["+390699000111"]
prices = { "39" = 0.04, "393" = 0.045 }

[[carrier]]
name = "any"
host = "smpp.example.org"
system_id = "esme"
prices = { "39" = 0.06, "44" = 0.05 }

[[carrier]]
name = "world"
host = "smpp.example.org"
system_id = "esme"
numbers = ["+390699000111", "+390699000333"]
prices = { "" = 0.06 }

[[carrier]]
name = "other"
host = "smpp.example.org"
system_id = "esme"
numbers = ["+390699000222"]
"""
ROUTE = ("carriers", "route")
OURS = ("--sender", "+390699000111")


def _configure(cli: CommandLine, port: int | None = None, carriers: str = CARRIERS) -> None:
    web = f'[web]\nlisten = "127.0.0.1:{port or free_port()}"\n'
    (cli.folder / "textback.toml").write_text(web + carriers)


def _told(**health: object) -> bytes:
    """What a running service answers: how the carriers named do."""
    told = [{"carrier": name, "state": "bound", "health": one} for name, one in health.items()]
    return json.dumps({"carriers": told}).encode()


@pytest.fixture
def priced(studio: CommandLine) -> CommandLine:
    """The studio with four carriers, and no service running."""
    _configure(studio)
    return studio


def test_carriers_are_shown_in_the_order_they_would_be_tried(priced: CommandLine) -> None:
    answer = priced.json(*ROUTE, "347 123 4567", "--text", "x" * 200)
    assert (answer["sender"], answer["recipient"]) == ("+390699000111", "+393471234567")
    assert (answer["running"], answer["parts"], answer["refused"]) == (False, 2, None)
    keys = ("carrier", "taken", "price", "cost", "why_not")
    assert [tuple(one[key] for key in keys) for one in answer["carriers"]] == [
        ("cheap", True, "0.045", "0.09", None),
        ("any", False, "0.06", "0.12", "dearer"),
        ("world", False, "0.06", "0.12", "dearer"),
        ("other", False, None, None, "does not have the number +390699000111"),
    ]


def test_people_read_a_table(priced: CommandLine) -> None:
    shown = priced.ok(*ROUTE, "+44 7400 123456", "--text", "See you on Thursday.")
    assert "tells how carriers do" in shown.splitlines()[0]
    assert "to +447400123456 from +390699000111, 1 part" in shown
    rows = [line.split() for line in shown.splitlines()]
    assert ["any", "0.05", "0.05", "–", "taken"] in rows
    assert ["world", "0.06", "0.06", "–", "dearer"] in rows
    assert "has no price for this number" in shown


def test_the_health_that_the_running_service_sees_decides(studio: CommandLine) -> None:
    lost = "80% of its texts were refused or not delivered"
    health = {
        "cheap": {"down": False, "poor": {"393": {"words": lost, "until": ""}}},
        "any": {"down": True, "poor": {}},
        "world": {"down": False, "poor": {}},
    }
    with answering(_told(**health)) as port:
        _configure(studio, port)
        answer = studio.json(*ROUTE, "+39 347 123 4567")
        # what is poor for mobiles is not so for the rest of the country
        landline = studio.json(*ROUTE, "+39 06 6982")
        shown = studio.ok(*ROUTE, "+39 347 123 4567")
    assert answer["running"] is True
    keys = ("carrier", "taken", "health", "why_not")
    assert [tuple(one[key] for key in keys) for one in answer["carriers"][:3]] == [
        ("world", True, "healthy", None),
        ("cheap", False, "poor", lost),
        ("any", False, "down", "no session with it stands"),
    ]
    assert landline["carriers"][0]["carrier"] == "cheap"
    assert lost in shown


def test_the_only_carrier_is_taken_although_it_is_down(studio: CommandLine) -> None:
    with answering(_told(world={"down": True, "poor": {}})) as port:
        _configure(studio, port)
        answer = studio.json(*ROUTE, "+1 202 555 0143", *OURS)
    first = answer["carriers"][0]
    assert (first["carrier"], first["taken"], first["health"]) == ("world", True, "down")


def test_equal_prices_stand_in_the_order_of_the_configuration(priced: CommandLine) -> None:
    without_cheap = CARRIERS.partition('[[carrier]]\nname = "any"')
    _configure(priced, carriers="".join(without_cheap[1:]))
    first, second, *_ = priced.json(*ROUTE, "+39 06 6982", *OURS)["carriers"]
    assert (first["carrier"], second["carrier"]) == ("any", "world")
    assert second["why_not"] == "costs the same and stands later in the configuration"


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("+390699000222", "no carrier has a price for this number; see prices"),
        ("+390699000999", "no carrier has the number +390699000999; see numbers"),
    ],
)
def test_a_number_without_a_route_is_refused_in_words(
    priced: CommandLine, sender: str, words: str
) -> None:
    _configure(priced, carriers=CARRIERS + 'prices = { "1" = 0.05 }\n')
    # the carrier that takes any sender reaches Britain, and none that sends for these does France
    answer = priced.run(*ROUTE, "+33 6 12 34 56 78", "--sender", sender)
    assert answer.code == 1
    assert words in answer.out


def test_a_number_that_is_none_is_refused(priced: CommandLine) -> None:
    assert "is not a number" in priced.refused(*ROUTE, "my phone")


def test_options_before_the_subcommand_count_for_it(priced: CommandLine) -> None:
    shown = priced.ok("carriers", "--json", "route", "+39 347 123 4567")
    assert json.loads(shown)["carriers"][0]["carrier"] == "cheap"


def test_carriers_stays_a_command_of_its_own(priced: CommandLine) -> None:
    assert [one["carrier"] for one in priced.json("carriers", "--days", "3")["carriers"]] == [
        "cheap",
        "any",
        "world",
        "other",
    ]


def test_without_a_carrier_it_is_said(studio: CommandLine) -> None:
    _configure(studio, carriers="")
    answer = studio.run(*ROUTE, "+39 347 123 4567")
    assert answer.code == 1
    assert "so nothing is texted" in answer.out
