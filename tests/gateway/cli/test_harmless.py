"""What others wrote is printed without what steers a terminal or turns what stands beside it."""

import json
import sqlite3
import unicodedata
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.terminal import ADA, CARRIER, OURS, receive

ODD = "\x1b[2J\x9b31m\u202egnp\u2066\u200f\u2028\x85\x0b\x7f\ufeff\U000e0041\rdrowned"
"""An escape, a C1 one, an override, an isolate, a mark, ends of lines, a tag."""
FIELDS = {
    "practices": ("name", "address", "directions"),
    "practitioners": ("name",),
    "services": ("name",),
    "clients": ("first", "email"),
    "staff": ("name",),
    "inbound": ("text",),
    "messages": ("text",),
}
UNATTRIBUTED = """
DELETE FROM alerts WHERE inbound_id IN
    (SELECT id FROM inbound WHERE their_address = '+393471234569');
UPDATE inbound SET status = 'unattributed', practice_id = NULL
    WHERE their_address = '+393471234569';
"""


@pytest.fixture
def hostile(studio: CommandLine) -> CommandLine:
    """A studio whose store holds such characters in every name and text."""
    with Path("textback.toml").open("a") as file:
        file.write(CARRIER)
    studio.ok(*ADA)
    known = ("grace@example.org", "--name", "Grace", "--role", "reception")
    studio.ok("staff", "add", *known, "--password-stdin", typed="a sample password")
    studio.ok("waiting", "add", "--client", "347 123 4567")
    for theirs in ("+393471234567", "+393471234568", "+393471234569"):
        receive("Can I bring my dog?", theirs)
    store = sqlite3.connect(studio.folder / "textback.db")
    store.executescript(UNATTRIBUTED)
    for table, columns in FIELDS.items():
        for column in columns:
            longer = f"UPDATE {table} SET {column} = {column} || ?"  # noqa: S608 (names of ours)
            store.execute(longer, (ODD,))
    said = json.dumps({"words": f"look{ODD}"})
    for table in ("messages", "alerts"):
        other = f"UPDATE {table} SET reason_code = 'other', reason_facts = ?"  # noqa: S608
        store.execute(other, (said,))
    store.commit()
    store.close()
    return studio


def steering(text: str) -> set[str]:
    """Return the characters of a text that may not reach a terminal."""
    kinds = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return {c for c in text if c != "\n" and unicodedata.category(c) in kinds}


COMMANDS = [
    ("practice", "list"),
    ("practice", "set", "{practice}", "--quiet", "none"),
    ("practitioner", "set", "{practitioner}", "--mobile", "none"),
    ("staff", "list"),
    ("client", "stop", "347 123 4567"),
    ("client", "start", "347 123 4567", "--consent", "form"),
    ("waiting", "list"),
    ("calendar", "--from", "2026-11-24"),
    ("messages",),
    ("alerts",),
    ("inbox", "list"),
    ("inbox", "list", "--strangers"),
    ("inbox", "unattributed"),
    ("inbox", "close", "{text}"),
    ("inbox", "answer", "{text}", "Come \u200f\u2028 along"),
    ("wording", "list"),
    ("report", "costs"),
    ("carriers",),
    ("carriers", "route", "+393471234567", "--sender", OURS),
    # what is refused quotes what was entered, and names
    ("practice", "set", ODD, "--quiet", "none"),
    ("client", "stop", ODD),
    ("book", "--client", "347 123 4567", "--practitioner", ODD, "--start", "2026-11-25T15:00"),
]


@pytest.mark.parametrize("machine", [(), ("--json",)])
def test_nothing_that_others_wrote_steers_a_terminal(
    hostile: CommandLine, machine: tuple[str, ...]
) -> None:
    store = sqlite3.connect(hostile.folder / "textback.db")
    known = {
        "practice": store.execute("SELECT id FROM practices").fetchone()[0],
        "practitioner": store.execute("SELECT id FROM practitioners").fetchone()[0],
        "text": store.execute("SELECT min(inbound_id) FROM alerts").fetchone()[0],
    }
    store.close()
    for command in COMMANDS:
        words = [str(known.get(word.strip("{}"), word)) for word in command]
        answer = hostile.run(*machine, *words)
        assert answer.out or answer.err, command
        assert (command, steering(answer.out + answer.err)) == (command, set())


def test_machines_read_what_was_written(hostile: CommandLine) -> None:
    (ada, *_) = json.loads(hostile.ok("--json", "inbox", "list"))
    assert ada["texts"][0]["text"].endswith(ODD)
    assert ada["who"].startswith("Ada" + ODD)


def test_joiners_emoji_and_other_scripts_stay(studio: CommandLine) -> None:
    seen = "👩\u200d⚕️ می\u200cخواهم 🫨"
    store = sqlite3.connect(studio.folder / "textback.db")
    store.execute("UPDATE clients SET first = ?", (seen,))
    store.commit()
    store.close()
    assert seen in studio.ok("client", "stop", "347 123 4567")
