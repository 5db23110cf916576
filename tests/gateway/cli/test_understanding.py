"""`textback understand`: one JSON object a text, with the keys of the policy."""

import json
import os
import subprocess
from typing import Any

import pytest

from tests.support.command_line import SCRIPT, CommandLine

KEYS = ["intent", "confidence", "evidence", "choice", "times", "also"]
ROME = ("--timezone", "Europe/Rome", "--now", "2026-11-22T10:00")


def _read(nothing: CommandLine, *args: str) -> Any:
    read = json.loads(nothing.ok("understand", *args))
    assert list(read) == KEYS
    return read


def test_a_text_needs_neither_a_store_nor_a_configuration(nothing: CommandLine) -> None:
    read = _read(nothing, "ok", "--question", "reminder")
    assert read["intent"] == "confirm"
    assert 0 < read["confidence"] <= 1
    assert all(isinstance(line, str) for line in read["evidence"])
    assert (read["choice"], read["times"], read["also"]) == (None, [], [])
    assert list(nothing.folder.iterdir()) == []


def test_times_are_in_the_practice_s_zone(nothing: CommandLine) -> None:
    read = _read(nothing, "can we do Thursday at 3pm?", *ROME, "--question", "reminder")
    assert read["intent"] == "reschedule"
    at = "2026-11-26T15:00:00+01:00"
    assert read["times"] == [{"from": at, "to": at}]


def test_a_time_of_its_own_is_read_against_the_appointment(nothing: CommandLine) -> None:
    about = ("--appointment", "2026-11-24T15:00", "--question", "reminder")
    read = _read(nothing, "same time next week please", *ROME, *about)
    at = "2026-12-01T15:00:00+01:00"
    assert read["times"] == [{"from": at, "to": at}]


def test_a_number_chooses_only_where_times_were_offered(nothing: CommandLine) -> None:
    assert _read(nothing, "2", "--question", "slots")["choice"] == 2
    assert _read(nothing, "2")["choice"] is None


def test_italian_is_read(nothing: CommandLine) -> None:
    assert (
        _read(nothing, "nn posso", "--locale", "it", "--question", "reminder")["intent"] == "cancel"
    )


def test_one_text_a_line_is_read_from_the_input(nothing: CommandLine) -> None:
    out = nothing.ok("understand", "-", typed=b"stop\n\n\xff\xfe\nwhere are you?\n")
    intents = [json.loads(line)["intent"] for line in out.splitlines()]
    assert intents == ["opt_out", "unclear", "unclear", "where"]


def test_each_line_is_answered_before_the_next_is_read(nothing: CommandLine) -> None:
    with subprocess.Popen(
        [SCRIPT, "understand", "-"],
        cwd=nothing.folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
        env=os.environ,
    ) as reading:
        assert reading.stdin is not None
        assert reading.stdout is not None
        for text, intent in (("stop", "opt_out"), ("help", "help")):
            reading.stdin.write(f"{text}\n")
            assert json.loads(reading.stdout.readline())["intent"] == intent
        reading.stdin.close()
        assert reading.wait(30) == 0


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("--timezone", "Europe/Rom"), 2, 'there is no time zone "Europe/Rom"'),
        (("--timezone", "../etc"), 2, "there is no time zone"),
        (("--question", "what"), 2, "'reminder', 'slots', 'offer', 'none'"),
        (("--now", "soon"), 1, '--now "soon" is not a time'),
        (("--appointment", "2026-03-29T02:30", *ROME), 1, "does not exist in Europe/Rome"),
    ],
)
def test_a_frame_that_cannot_be_is_refused(
    nothing: CommandLine, args: tuple[str, ...], code: int, words: str
) -> None:
    assert words in nothing.refused("understand", "hello", *args, code=code)


def test_a_text_is_read_as_the_practice_of_the_configuration_would(studio: CommandLine) -> None:
    given = ("--now", "2026-11-23T09:00", "--question", "reminder")
    here = json.loads(studio.ok("understand", "Thursday at 15:00", *given))
    assert here["times"][0]["from"] == "2026-11-26T15:00:00+01:00"
    studio.ok("practice", "set", "Studio Aurora", "--locale", "it")
    italian = json.loads(studio.ok("understand", "giovedì alle 15", *given))
    assert italian["times"][0]["from"] == "2026-11-26T15:00:00+01:00"
    other = json.loads(studio.ok("understand", "giovedì alle 15", *given, "--timezone", "UTC"))
    assert other["times"][0]["from"].startswith("2026-11-26T15:00:00+00:00")


def test_of_several_practices_one_is_named_or_none_is_asked(studio: CommandLine) -> None:
    rio = ("--timezone", "America/Sao_Paulo", "--locale", "pt", "--sender", "+390699000222")
    studio.ok("practice", "add", "Rio", *rio)
    given = ("--now", "2026-11-23T09:00", "--practice", "Rio")
    named = json.loads(studio.ok("understand", "quinta às 15h", *given))
    assert named["times"][0]["from"] == "2026-11-26T15:00:00-03:00"
    assert json.loads(studio.ok("understand", "stop"))["intent"] == "opt_out"
    assert "there is no practice" in studio.refused("understand", "ok", "--practice", "Roma")


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--locale", "-1", 'the language "-1" is not one of'),
        ("--locale", "", 'the language "" is not one of'),
        ("--locale", "xx", 'the language "xx" is not one of'),
        ("--region", "/dev/zero", '"/DEV/ZERO" is no country; write its two letters, as IT'),
        ("--region", "", '"" is no country'),
    ],
)
def test_what_is_no_language_and_no_country_is_refused(
    nothing: CommandLine, option: str, value: str, said: str
) -> None:
    assert said in nothing.refused("understand", "hello", f"{option}={value}")


def test_a_language_and_a_country_are_read_in_whatever_case(nothing: CommandLine) -> None:
    read = ("understand", "nn posso", "--question", "reminder")
    assert nothing.json(*read, "--locale", "it-IT", "--region", "it")["intent"] == "cancel"
