"""The how-tos of CONTRIBUTING.md are true: each is followed in a copy, which then does the new."""

from pathlib import Path

import pytest

from tests.support.copied_tree import CopiedTree, files_of_how_to, unlike

TALK = ("-c", "from gateway.cli import main; main()", "talk", "--now", "2026-11-22T10:00")
LANGUAGES = ("de", "en", "es", "fr", "it", "pt")


@pytest.fixture
def tree(tmp_path: Path) -> CopiedTree:
    return CopiedTree(tmp_path)


def test_a_language_is_one_folder(tree: CopiedTree) -> None:
    folder = "dialogs/languages/nl"
    tree.add_copy("dialogs/languages/en", folder)
    tree.insert(f"{folder}/cues.toml", "cancel = [", '    "ik zeg af", "afzeggen",')
    tree.insert(f"{folder}/messages.toml", "[texts]", 'sample = "Tot dan"')
    assert unlike(tree.touched, files_of_how_to("How to add a language")) == ([], [])
    talked = tree.run(*TALK, "--locale", "nl", typed="afzeggen\nundo\n3\n")
    assert "understood: cancel" in talked
    # days are written in the language too
    assert "wo 25 nov" in talked
    assert [line for line in talked.splitlines() if line.startswith("!")] == [
        "! the appointment is cancelled, its time is free again",
        "! the cancellation is undone",
    ]
    told = tree.run(
        "-c", "from gateway.use_cases.wordings import LANGUAGES; print(LANGUAGES['nl'])"
    )
    assert told == "Dutch\n"


PARKING = '''"""Where one can park."""

from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent


def parking(turn: TurnContext) -> Decision:
    """Say where one can park; an open question stays open."""
    said = turn.say("parking")
    return Decision(trace=("said where to park",), state=turn.state, replies=(said,))


FLOWS = (FlowSpec(Intent.PARKING, parking, beside=True),)
'''


def test_an_intent_is_a_flow_with_its_names_and_words(tree: CopiedTree) -> None:
    member = '    PARKING = "parking"'
    tree.insert("dialogs/intents.py", '    AGENDA = "agenda"', member)
    tree.insert("dialogs/intents.py", "    Intent.AGENDA,", "    Intent.PARKING,")
    tree.insert("dialogs/languages/cue_kinds.py", '    AGENDA = "agenda"', member)
    tree.add("dialogs/flows/intents/parking.py", PARKING)
    for code in LANGUAGES:
        folder = f"dialogs/languages/{code}"
        tree.insert(f"{folder}/cues.toml", "[signals]", 'parking = ["zorbing place"]')
        tree.insert(f"{folder}/messages.toml", "[texts]", 'parking = "Behind the house."')
    touched = {*tree.touched, "tests/dialogs/golden/en_parking.json"}
    assert unlike(touched, files_of_how_to("How to add an intent")) == ([], [])
    talked = tree.run(*TALK, typed="zorbing place?\nI confirm. zorbing place?\n")
    assert "understood: parking" in talked
    assert "< Behind the house." in talked
    # and beside something else
    assert "understood: confirm" in talked
    assert talked.count("Behind the house.") == 2


QUIRK = """
from datetime import UTC, datetime
from pathlib import Path
from config.settings import load
from gateway.channels.sms.carriers import carrier_config
from gateway.channels.sms.smpp.body import read_deliver_sm
from gateway.channels.sms.smpp.inbound import PduOrigin, read_inbound

body = bytes.fromhex("00" "0101") + b"393331234567\\0" + bytes.fromhex("0101")
body += b"390699000111\\0" + bytes(3) + b"\\0\\0" + bytes(4) + bytes([4]) + b"OK  "
(settings,) = load(Path("textback.toml"), {}).carriers
arrival = PduOrigin("primary/1", "s1", datetime.now(UTC))
print(repr(read_inbound(read_deliver_sm(body), carrier_config(settings), arrival).text))
"""
CARRIER = """[[carrier]]
name = "primary"
host = "127.0.0.1"
system_id = "esme"
password = "secret"
numbers = ["+390699000111"]
"""


def test_a_carriers_habit_is_a_setting_and_one_module(tree: CopiedTree) -> None:
    after = "receipts_in_esm_class_0"
    setting = f"    {after}: bool = False"
    tree.insert("config/sections.py", setting, "    pads_with_blanks: bool = False")
    example = "config/textback.example.toml"
    tree.insert(example, f"# {after} = false", "\n# pads_with_blanks = false")
    link = "gateway/channels/sms/smpp"
    tree.insert(f"{link}/carrier_config.py", setting, "    pads_with_blanks: bool = False")
    tree.insert(
        f"{link}/inbound.py",
        "    data = without_padding(data, body.data_coding, more_follows=more_follows)",
        '    data = data.rstrip(b" ") if config.pads_with_blanks else data',
    )
    tests = "tests/gateway/channels/sms/smpp"
    touched = {*tree.touched, f"{tests}/rows.toml", f"{tests}/test_carrier_habits.py"}
    assert unlike(touched, files_of_how_to("How to add a carrier's habit")) == ([], [])
    told = {}
    for line in ("", "pads_with_blanks = true\n"):
        (tree.folder / "textback.toml").write_text(CARRIER + line, encoding="utf-8")
        (tree.folder / "textback.toml").chmod(0o600)
        told[line] = tree.run("-c", QUIRK).strip()
    assert list(told.values()) == ["'OK  '", "'OK'"]


PAGE = '''"""When the practice is open."""

from aiohttp import web

from gateway.web.server.rendering import page


async def show(request: web.Request) -> web.Response:
    """Say it."""
    return page(request, "staff/opening/opening.html", {"hours": "nine to six"})
'''
ROUTES = '''"""The address of the opening hours."""

from gateway.web.server.routes import PageRoute, RoutePermission
from gateway.web.staff.opening import opening_page

ROUTES = (PageRoute("GET", "/opening", opening_page.show, RoutePermission.ANYBODY),)
'''
ASK = """
import asyncio
from datetime import UTC, datetime
from aiohttp import ClientSession
from aiohttp.test_utils import TestServer
from calendar_store.database.connection import Database
from gateway.channels.sms.sms_channel import sms_channel_of
from gateway.messaging.channel import Channels
from gateway.use_cases.tariff import Tariff
from gateway.web.server.app import make_app

async def ask():
    database = Database.connect("sqlite:///none.db")
    app = make_app(
        database,
        clock=lambda: datetime.now(UTC),
        public_url="http://127.0.0.1",
        secret_key=None,
        tariff=Tariff(Channels([sms_channel_of(())])),
    )
    async with TestServer(app) as server, ClientSession() as session:
        async with session.get(server.make_url("/opening")) as answer:
            print(answer.status, await answer.text())
    await database.close()

asyncio.run(ask())
"""


def test_a_page_is_one_folder(tree: CopiedTree) -> None:
    folder = "gateway/web/staff/opening"
    tree.add(f"{folder}/__init__.py", '"""When the practice is open."""\n')
    tree.add(f"{folder}/opening_page.py", PAGE)
    tree.add(f"{folder}/opening.html", "<p>We are open from {{ hours }}.</p>\n")
    tree.add(f"{folder}/routes.py", ROUTES)
    assert unlike(tree.touched, files_of_how_to("How to add a page")) == ([], [])
    assert tree.run("-c", ASK) == "200 <p>We are open from nine to six.</p>\n"
