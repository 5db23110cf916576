"""Errors that end a command: one line on standard error, and an exit code.

Exit codes: 0 done, 1 refused or failed, 2 configuration, usage or a store of another version,
130 interrupted.
"""

import errno
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from calendar_store.entry.characters import refused
from calendar_store.model.errors import StoreError, StoreTooNew, StoreTooOld
from config.errors import ConfigError
from gateway.cli import output
from gateway.cli.hints import told

_LONGEST_ARGUMENT = 10_000
_LONGEST_LINE = 800
"""Characters; a longer line is cut in its middle, because the advice is at its end."""
_IN_OUR_WORDS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"Input should be a valid integer[^;]*", "must be a whole number"),
        (r"Input should be a valid number[^;]*", "must be a number"),
        (r"Input should be a finite number", "must be a finite number"),
        (r"Input should be a valid (?:date|datetime)[^;]*", "must be a time"),
        (r"Input should be greater than or equal to ", "must be at least "),
        (r"Input should be less than or equal to ", "must be at most "),
        (r"Input should be greater than ", "must be more than "),
        (r"Input should be less than ", "must be less than "),
        (r"Unable to parse input string as an integer[^;]*", "must be a whole number"),
        (r"Input should be (?!a |an )", "must be "),
    )
)
"""Patterns in the library's messages about a value, and our words for them."""
REFUSED = 1
MISUSED = 2
INTERRUPTED = 130


class Answering(TyperGroup):
    """The group of all commands; prints one line for every refusal, and never a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command line and leave with its exit code."""
        del standalone_mode
        args = sys.argv[1:] if args is None else args
        for one in args:
            if wrong := _odd(one):
                _leave(MISUSED, f"textback: {wrong}")
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except Exception as error:
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                _leave_broken_pipe()
            ended = _ended(error)
            if ended is None:
                raise
            _leave(*ended)
        sys.exit(code if isinstance(code, int) else 0)


def _ended(error: Exception) -> tuple[int, *tuple[str, ...]] | None:
    """Return the exit code and the lines of a refusal; None if the error is a bug of ours."""
    if isinstance(error, ConfigError):
        return (MISUSED, *error.lines)
    if isinstance(error, typer.Abort):
        return INTERRUPTED, "textback: stopped"
    if isinstance(error, typer.TyperException):
        return error.exit_code, f"textback: {_usage(error)}"
    if isinstance(error, StoreError):
        other_version = isinstance(error, StoreTooNew | StoreTooOld)
        return MISUSED if other_version else REFUSED, f"textback: {told(error)}"
    if isinstance(error, UnicodeDecodeError):
        return REFUSED, "textback: what it was given to read is not UTF-8; write it as UTF-8"
    words = _failed(error)
    return (REFUSED, f"textback: {words}") if words else None


def _odd(argument: str) -> str:
    """Return why an argument is refused for every command; "" if it is accepted."""
    if len(argument) > _LONGEST_ARGUMENT:
        return f"an argument of {len(argument)} letters is too long; {_LONGEST_ARGUMENT} at most"
    odd = refused(argument)
    if not odd:
        return ""
    shown = argument if len(argument) < 60 else f"{argument[:50]}…"
    if "\ud800" <= odd <= "\udfff":
        return f'an argument is not UTF-8: "{shown}"; write it as UTF-8'
    return f'"{shown}" holds a character that cannot be seen (U+{ord(odd):04X}); leave it out'


def _failed(error: Exception) -> str:
    """Return an error of the operating system or the database in words; "" for a bug of ours.

    A full disk, an unreadable file or a lost connection to the database can occur in any command.
    """
    if isinstance(error, OSError):
        where = f": {error.filename}" if isinstance(error.filename, str) else ""
        return f"{error.strerror or error}{where}"
    # without SQLAlchemy imported, the error cannot come from the database
    if "sqlalchemy" not in sys.modules:
        return ""
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.exc import TimeoutError as PoolTimeout

    if isinstance(error, DBAPIError | PoolTimeout):
        cause = getattr(error, "orig", None) or error
        return f"the store failed: {' '.join(str(cause).split())}"
    return ""


def _usage(error: typer.TyperException) -> str:
    """Return the error in the command line, and the command that shows its help."""
    context = getattr(error, "ctx", None)
    said = " ".join(error.format_message().split())
    for pattern, words in _IN_OUR_WORDS:
        said = pattern.sub(words, said)
    if context is None:
        return said
    return f"{said.rstrip('.')}; see {context.command_path} --help"


def _leave(code: int, *lines: str) -> NoReturn:
    for line in lines:
        output.complaint(_shortened(" ".join(line.splitlines())))
    sys.exit(code)


def _shortened(line: str) -> str:
    if len(line) <= _LONGEST_LINE:
        return line
    half = _LONGEST_LINE // 2
    return f"{line[:half]} … {line[-half:]}"


def _leave_broken_pipe() -> NoReturn:
    """Exit without a message when the reader of our output has exited, as `head` does."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(REFUSED)
