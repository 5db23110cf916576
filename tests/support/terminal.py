"""What tests of commands do first: a carrier is set up, a text is received and handled."""

import asyncio

from calendar_store.conversations import inbox
from calendar_store.conversations.inbox import ReceivedText
from calendar_store.database.connection import Database
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel
from gateway.channels.sms.smpp.concat import join
from gateway.turns.turns import Turns
from tests.support.command_line import MONDAY_MORNING, CommandLine
from tests.support.sms import texts

OURS = "+390699000111"
ADA = (
    "book",
    "--client",
    "347 123 4567",
    "--practitioner",
    "Aurora",
    "--start",
    "2026-11-24T15:00",
)
CARRIER = f"""
[[carrier]]
name = "primary"
host = "127.0.0.1"
port = 2775
system_id = "esme"
password = "secret"
numbers = ["{OURS}"]
prices = {{ "39" = 0.045 }}
"""


def receive(text: str, theirs: str = "+393471234567") -> None:
    async def handled() -> None:
        database = Database.connect("sqlite:///textback.db")
        key = ConversationKey(Channel.SMS, OURS, theirs)
        arrival = ReceivedText("primary", key, text, b"", text.encode(), "one", MONDAY_MORNING)
        async with database.write() as tx:
            await inbox.store(tx, [arrival], {}, join)
        turns = Turns(database, texts(("primary", (OURS,))), lambda: MONDAY_MORNING)
        while await turns.step():
            pass
        await database.close()

    asyncio.run(handled())


def with_carrier(studio: CommandLine) -> CommandLine:
    with (studio.folder / "textback.toml").open("a") as file:
        file.write(CARRIER)
    return studio
