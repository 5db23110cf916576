"""Texts that belong to no practice, as whoever runs the service sees and settles them."""

import asyncio

import pytest

from calendar_store.conversations import inbox
from calendar_store.conversations.inbox import ReceivedText
from calendar_store.database.connection import Database
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel
from gateway.channels.sms.smpp.concat import join
from gateway.turns.turns import Turns
from tests.support.command_line import MONDAY_MORNING, CommandLine
from tests.support.sms import texts

OURS, UNOWNED = "+390699000111", "+390699000222"
CARRIER = f"""
[[carrier]]
name = "primary"
host = "127.0.0.1"
system_id = "esme"
numbers = ["{OURS}", "{UNOWNED}"]
"""


async def _turns(*said: str) -> None:
    database = Database.connect("sqlite:///textback.db")
    key = ConversationKey(Channel.SMS, UNOWNED, "+393331234014")
    async with database.write() as tx:
        for text in said:
            one = ReceivedText("primary", key, text, b"", text.encode(), "one", MONDAY_MORNING)
            await inbox.store(tx, [one], {}, join)
    turns = Turns(database, texts(("primary", (OURS, UNOWNED))), lambda: MONDAY_MORNING)
    while await turns.step():
        pass
    await database.close()


@pytest.fixture
def stray(studio: CommandLine) -> CommandLine:
    """A studio whose carrier has a number more, to which a stranger has written twice."""
    with (studio.folder / "textback.toml").open("a") as file:
        file.write(CARRIER)
    asyncio.run(_turns("can I book?", "hello?"))
    return studio


def test_texts_of_no_practice_are_seen_wherever_operators_look(stray: CommandLine) -> None:
    assert "2 texts belong to no practice" in stray.ok("alerts")
    shown = stray.ok("carriers")
    assert "2 texts belong to no practice" in shown
    assert f"{UNOWNED} belongs to no practice" in shown
    assert OURS not in "".join(line for line in shown.splitlines() if "no practice" in line)
    first, second = stray.json("inbox", "unattributed")
    assert (first["text"], first["from"], first["to"]) == ("can I book?", "+393331234014", UNOWNED)
    assert "“hello?”" in stray.ok("inbox", "unattributed")
    assert second["text"] == "hello?"


def test_a_text_of_no_practice_is_given_to_one_or_dismissed(stray: CommandLine) -> None:
    first, second = (one["id"] for one in stray.json("inbox", "unattributed"))
    assert "belongs to Studio Aurora" in stray.ok(
        "inbox", "assign", first, "--practice", "Studio Aurora"
    )
    asyncio.run(_turns())
    (answer,) = [one for one in stray.json("messages") if one["recipient"] == "+393331234014"]
    assert answer["status"] == "queued"
    assert "seen to" in stray.ok("inbox", "dismiss", second)
    assert "every text belongs to a practice" in stray.ok("inbox", "unattributed")
    assert "no such text waits" in stray.refused("inbox", "dismiss", second)
    assert "no such text waits" in stray.refused(
        "inbox", "assign", first, "--practice", "Studio Aurora"
    )
