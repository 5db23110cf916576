"""Texts that reached a person, from the terminal: listed, answered, closed."""

import subprocess
import sys

import pytest

from tests.support.command_line import CommandLine
from tests.support.terminal import receive


def test_what_waits_is_listed_with_a_draft(asked: CommandLine) -> None:
    (waiting,) = asked.json("inbox", "list")
    assert (waiting["who"], waiting["why"]) == ("Ada Byron", ["unclear"])
    assert waiting["texts"][0]["text"] == "Can I bring my dog?"
    assert waiting["suggested"].startswith("Your appointment is Tue 24 Nov at 15:00 with Aurora.")
    assert waiting["asks"] == "reminder"
    shown = asked.ok("inbox", "list")
    assert "Ada Byron  +393471234567  unclear" in shown
    assert "suggested: Your appointment is Tue 24 Nov" in shown


def test_it_is_answered_as_suggested_and_1_then_confirms(asked: CommandLine) -> None:
    (waiting,) = asked.json("inbox", "list")
    told = asked.ok("inbox", "answer", waiting["id"])
    assert told.startswith("queued to +393471234567: Studio Aurora: Your appointment is")
    assert "120 of 160 characters · 1 part · costs 0.045" in told
    assert "nobody waits" in asked.ok("inbox", "list")
    receive("1")
    assert asked.json("calendar")["appointments"][0]["status"] == "confirmed"


def test_words_of_ones_own_ask_nothing_unless_told_to(asked: CommandLine) -> None:
    (waiting,) = asked.json("inbox", "list")
    sent = asked.json("inbox", "answer", waiting["id"], "Dogs are welcome")
    assert (sent["kind"], sent["text"]) == ("staff", "Studio Aurora: Dogs are welcome")
    receive("1")
    assert asked.json("calendar")["appointments"][0]["status"] == "booked"


def test_it_is_closed_without_an_answer(asked: CommandLine) -> None:
    (waiting,) = asked.json("inbox", "list")
    assert asked.ok("inbox", "close", waiting["id"]) == "conversation with Ada Byron closed\n"
    assert asked.json("inbox", "list") == []


def test_what_may_not_be_said_is_refused_in_words(asked: CommandLine) -> None:
    (waiting,) = asked.json("inbox", "list")
    line = asked.refused("inbox", "answer", waiting["id"], "See you for your Check-up")
    assert line.startswith("“Check-up” may not stand in a message")
    assert "is no text's id" in asked.refused("inbox", "answer", "ada", "Hello")
    assert "no such text" in asked.refused("inbox", "answer", "123", "Hello")


def test_strangers_stand_after_clients_have_a_list_and_are_closed_together(
    asked: CommandLine,
) -> None:
    for number in range(60):
        receive(f"win prize {number}", f"+39380{1_000_000 + number}")
    first = asked.json("inbox", "list")
    assert (len(first), first[0]["who"]) == (50, "Ada Byron")
    said = asked.ok("inbox", "list").splitlines()[-1]
    assert said == (
        "page 1, 50 of 61: 1 emergencies and clients, 60 strangers; --page 2 shows more"
    )
    assert asked.json("inbox", "count") == {"people": 1, "strangers": 60}
    rest = asked.json("inbox", "list", "--page", "2")
    assert len({one["number"] for one in first + rest}) == 61
    assert len(asked.json("inbox", "list", "--strangers")) == 50
    assert asked.json("inbox", "close-strangers") == {"closed": 60}
    assert [one["who"] for one in asked.json("inbox", "list")] == ["Ada Byron"]


READ_LEXICONS = """
import sys
from dialogs.languages.lexicon import lexicons
from gateway.cli.program import app
try:
    app(sys.argv[1:])
finally:
    print(lexicons.cache_info().misses, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "command",
    [
        ("inbox", "list"),
        ("inbox", "close", "{id}"),
        ("inbox", "close-strangers"),
        ("calendar",),
        ("messages",),
        ("alerts",),
        ("client", "stop", "347 123 4567"),
    ],
)
def test_where_nothing_has_to_be_understood_no_lexicon_is_read(
    asked: CommandLine, command: tuple[str, ...]
) -> None:
    (waiting,) = asked.json("inbox", "list")
    words = [word.format(**waiting) for word in command]
    done = subprocess.run(
        [sys.executable, "-c", READ_LEXICONS, *words],
        cwd=asked.folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "0\n")
