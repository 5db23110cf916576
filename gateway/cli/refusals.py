"""What ends a command early, told in one line on standard error with an exit code that says why.

Owns the exit codes: 0 done, 1 refused or failed, 2 configuration, usage or a store of another
version, 130 interrupted.
"""

import errno
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from calendar_store.errors import StoreError, StoreTooNew, StoreTooOld
from config.errors import ConfigError
from gateway.cli import output

REFUSED = 1
MISUSED = 2
INTERRUPTED = 130


class Answering(TyperGroup):
    """The group of all commands; answers every refusal with its line and never a traceback."""

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
        try:
            code = super().main(args, prog_name, complete_var, False, windows_expand_args, **extra)
        except ConfigError as error:
            _leave(MISUSED, *error.lines)
        except (StoreTooNew, StoreTooOld) as error:
            _leave(MISUSED, f"textback: {error}")
        except StoreError as error:
            _leave(REFUSED, f"textback: {error}")
        except typer.TyperException as error:
            _leave(error.exit_code, f"textback: {_usage(error)}")
        except typer.Abort:
            _leave(INTERRUPTED, "textback: stopped")
        except OSError as error:
            if error.errno != errno.EPIPE:
                raise
            _leave_broken_pipe()
        sys.exit(code if isinstance(code, int) else 0)


def _usage(error: typer.TyperException) -> str:
    """Return what was wrong with the command line, and where its help is."""
    context = getattr(error, "ctx", None)
    said = " ".join(error.format_message().split())
    if context is None:
        return said
    return f"{said.rstrip('.')}; see {context.command_path} --help"


def _leave(code: int, *lines: str) -> NoReturn:
    for line in lines:
        output.complaint(" ".join(line.splitlines()))
    sys.exit(code)


def _leave_broken_pipe() -> NoReturn:
    """Leave quietly when the reader of our output has left, as `head` does."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(REFUSED)
