"""What tells why clients come, from the terminal: refused, warned of, overruled, recorded."""

import asyncio

import pytest

from calendar_store.database import audit
from calendar_store.database.connection import Database
from calendar_store.practices import practices
from tests.support.command_line import CommandLine

ROME = ("--timezone", "Europe/Rome", "--locale", "it", "--sender", "+390699000111")
CHEMO = "{practice}: {first}, chemo {when}. STOP to stop texts."


def recorded(action: str = "disclosure.overruled") -> list[tuple[str, dict[str, object]]]:
    async def read() -> list[tuple[str, dict[str, object]]]:
        database = Database.connect("sqlite:///textback.db")
        async with database.read() as tx:
            (practice,) = await practices.all_practices(tx)
            entries = await audit.entries(tx, practice.id, limit=50)
        await database.close()
        return [(one.subject, one.detail) for one in entries if one.action == action]

    return asyncio.run(read())


def test_a_wording_with_such_a_word_is_refused_unless_overruled_with_a_reason(
    studio: CommandLine,
) -> None:
    wrong = studio.refused("wording", "set", "booked", CHEMO)
    assert "“chemo” tells others why a client comes" in wrong
    assert "“chemo” tells" in studio.refused("wording", "preview", "booked", CHEMO)
    assert studio.json("wording", "list", "--own") == []
    studio.ok("wording", "set", "booked", CHEMO, "--overrule", "the clinic is for one thing only")
    assert recorded() == [
        ("booked (en)", {"words": ["chemo"], "reason": "the clinic is for one thing only"})
    ]


def test_a_reason_does_not_overrule_a_service_that_is_not_safe_to_name(
    studio: CommandLine,
) -> None:
    text = "{practice}: {first}, Check-up {when}. STOP to stop texts."
    wrong = studio.refused("wording", "set", "booked", text, "--overrule", "why not")
    assert "“Check-up” may not stand" in wrong


@pytest.mark.parametrize("name", ["Centro Oncologico Rossi", "Praxis für Psychotherapie"])
def test_a_practice_whose_name_discloses_has_another_for_messages(
    cli: CommandLine, name: str
) -> None:
    wrong = cli.refused("practice", "add", name, *ROME)
    assert "--message-name" in wrong
    assert "why they come" in wrong
    added = cli.json("practice", "add", name, *ROME, "--message-name", "Studio Rossi")
    assert (added["name"], added["message_name"]) == (name, "Studio Rossi")
    shown = cli.ok("wording", "show", "booked", "--locale", "en")
    assert "Studio Rossi: Ada" in shown
    assert "Rossi: Ada" in shown


def test_the_name_for_messages_cannot_be_taken_away_again(cli: CommandLine) -> None:
    name = "Centro Oncologico"
    cli.ok("practice", "add", name, *ROME, "--message-name", "Studio Rossi")
    wrong = cli.refused("practice", "set", name, "--message-name", "")
    assert "“Oncologico” in the name" in wrong
    cli.ok("practice", "set", name, "--message-name", "Studio Bianchi")


def test_the_name_for_messages_has_to_be_discreet_itself(cli: CommandLine) -> None:
    wrong = cli.refused("practice", "add", "Studio", *ROME, "--message-name", "Onkologie Nord")
    assert "“Onkologie” in the name" in wrong


def test_a_name_is_kept_with_a_reason(cli: CommandLine) -> None:
    why = ("--overrule", "everybody knows us by it")
    added = cli.json("practice", "add", "Dental Rossi", *ROME, *why)
    assert added["message_name"] == ""
    assert recorded() == [("name", {"words": ["Dental"], "reason": "everybody knows us by it"})]


def test_what_messages_quote_is_looked_at_when_it_is_set(studio: CommandLine) -> None:
    wrong = studio.refused("practice", "set", "Studio Aurora", "--directions", "Oncology, floor 2")
    assert "“Oncology” in the directions" in wrong
    wrong = studio.refused("practice", "set", "Studio Aurora", "--name", "Aurora Psychiatry")
    assert "“Psychiatry”" in wrong
    studio.ok(
        *("practice", "set", "Studio Aurora", "--name", "Aurora Psychiatry"),
        *("--message-name", "Studio Aurora"),
    )
    wrong = studio.refused("practitioner", "add", "Dr. Jung, psychiatrist")
    assert "“psychiatrist” in the practitioner's name" in wrong


def test_a_service_is_not_safe_to_name_when_its_name_discloses(studio: CommandLine) -> None:
    service = ("service", "add", "Chemotherapy", "--minutes", "60")
    wrong = studio.refused(*service, "--safe-to-name")
    assert "“Chemotherapy” in the service's name" in wrong
    assert studio.json(*service)["safe_to_name"] is False
    assert "--overrule" in studio.refused("service", "set", "Chemotherapy", "--safe-to-name")
    why = ("--overrule", "our clients asked for it")
    assert studio.json("service", "set", "Chemotherapy", "--safe-to-name", *why)["safe_to_name"]
    assert recorded() == [
        ("service's name", {"words": ["Chemotherapy"], "reason": "our clients asked for it"})
    ]


def test_staff_are_warned_before_an_answer_discloses(asked: CommandLine) -> None:
    (waiting,) = asked.json("inbox", "list")
    text = "Yes, the dog may come along to your chemo."
    warned = asked.refused("inbox", "answer", waiting["id"], text)
    assert "“chemo” would tell whoever sees the phone why they come" in warned
    assert "--despite" in warned
    assert len(asked.json("inbox", "list")) == 1
    asked.ok("inbox", "answer", waiting["id"], text, "--despite")
    assert recorded("conversation.answered")[0][1] == {"despite": ["chemo"]}
