"""Whatever is given to a command is taken or refused in one clear line, never with a traceback."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from typer.main import get_group

from gateway.cli.lazy_commands import whole
from gateway.cli.program import app
from tests.support.command_line import CommandLine

_LONGEST_LINE = 1000
_LIBRARY_WORDS = ("Input should", "Unable to", "Errno", "codec", "too large to convert")
_TOO_LONG = "x" * 100_000
REFUSED_ANYWHERE = ["\udcff", "a\x00b", "\x1b[31m", "abc\u202edef", _TOO_LONG]
"""What no argument of any command may be."""
ODD = ["", " ", "-1", "0", "9" * 20, "9" * 5000, "nan", "1e400", "é" * 3000, "/dev/zero", ".."]
_TURNS = 4
_COUNTS = {"minutes", "days", "limit", "buffer_before", "buffer_after", "page"}
ADA = "347 123 4567"
VALID = {
    "client": ADA,
    "start": "2026-11-24T15:00",
    "first": "Grace",
    "last": "Hopper",
    "mobile": "347 765 4321",
    "timezone": "Europe/Rome",
    "locale": "en",
    "sender": "+390699000112",
    "role": "admin",
    "minutes": "30",
    "email": "grace@example.org",
    "how": "spoken",
    "text": "hello",
    "number": ADA,
    "file": "none.rec",
    "practice": "Studio Aurora",
    "reason": "asked",
}
"""What an option is given while another one of its command is odd."""
_RUN_FOR_EVER = {("serve",), ("demo",)}
"""Commands that end by a signal only."""


def _commands(group: Any, above: Sequence[str] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Return every command of the program with its words."""
    for name, command in group.commands.items():
        path = (*above, name)
        if hasattr(command, "commands"):
            yield from _commands(command, path)
        elif path not in _RUN_FOR_EVER:
            yield path, command


COMMANDS = list(_commands(whole(get_group(app))))


def _takes_a_value(parameter: Any) -> bool:
    return not getattr(parameter, "is_flag", False)


def _written(parameter: Any, value: str) -> tuple[str, ...]:
    # joined to its option, so that a value with a dash is read as one
    if parameter.param_type_name == "option":
        return (f"{parameter.opts[-1]}={value}",)
    return (value,)


def _lines(command: Any, odd: Any, value: str) -> list[str]:
    """Return a command's words: what it needs, and one odd value."""
    options, arguments = [], []
    for one in command.params:
        if one is not odd and not one.required:
            continue
        given = value if one is odd else VALID.get(one.name, "1")
        into = options if one.param_type_name == "option" else arguments
        into += _written(one, given)
    # what begins with a dash is an argument behind two of them
    return [*options, "--", *arguments] if arguments else options


def _require_clear(answer: Any) -> None:
    assert answer.code in {1, 2}
    (line,) = answer.err.splitlines()
    assert len(line) <= _LONGEST_LINE
    assert not any(words in line for words in _LIBRARY_WORDS), line


@pytest.mark.parametrize(("path", "command"), COMMANDS, ids=lambda one: str(one)[:60])
def test_an_odd_value_of_any_option_is_taken_or_refused_in_a_line(
    studio: CommandLine, path: tuple[str, ...], command: Any
) -> None:
    for place, one in enumerate(filter(_takes_a_value, command.params)):
        # some of them for each option, all of them for every few
        for value in (*ODD[place % _TURNS :: _TURNS], "9" * 20):
            answer = studio.run(*path, *_lines(command, one, value), typed="")
            if answer.code and answer.out and not answer.err:
                # an answer like any other, that says why
                continue
            if answer.code or (one.name in _COUNTS and len(value) > 4):
                _require_clear(answer)


@pytest.mark.parametrize("odd", REFUSED_ANYWHERE, ids=lambda one: ascii(one[:10]))
def test_no_command_takes_what_no_argument_can_be(studio: CommandLine, odd: str) -> None:
    for path, command in COMMANDS:
        valued = [one for one in command.params if _takes_a_value(one)]
        if not valued:
            continue  # it reads standard input alone
        last = valued[-1]
        answer = studio.run(*path, *_lines(command, last, odd), typed="")
        assert answer.code == 2, path
        _require_clear(answer)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("calendar", "--days", "x"), "'--days': must be a whole number; see textback calendar"),
        (("calendar", "--days", "9" * 5000), "'--days': must be a whole number"),
        (("staff", "end-sessions", "\udcff"), "an argument is not UTF-8"),
        (("messages", "--client", "a\x00b"), "holds a character that cannot be seen (U+0000)"),
        (("messages", "--client", _TOO_LONG), "an argument of 100000 letters is too long"),
    ],
)
def test_what_is_wrong_is_said(studio: CommandLine, args: tuple[str, ...], said: str) -> None:
    assert said in studio.refused(*args, code=2)


@pytest.mark.parametrize("minutes", ["9" * 20, "-" + "9" * 20, "1441"])
@pytest.mark.parametrize("option", ["--minutes", "--buffer-before", "--buffer-after"])
def test_a_length_of_any_size_is_refused(studio: CommandLine, option: str, minutes: str) -> None:
    add = ("service", "add", "Y", "--minutes=30", f"{option}={minutes}")
    assert studio.refused(*add).startswith("an appointment ")


def test_octets_that_are_no_text_are_told_where_a_command_reads_them(studio: CommandLine) -> None:
    add = ("staff", "add", "grace@example.org", "--role", "admin", "--password-stdin")
    for args in (("understand", "-"), ("talk",), add):
        answer = studio.run(*args, typed=b"\xff\xfe\x00 hello\n")
        assert answer.code in {0, 1, 2}
        if answer.code:
            _require_clear(answer)
