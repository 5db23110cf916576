"""`textback mail`: mails, without the service; its commands are added in `program.COMMANDS`."""

from __future__ import annotations

import typer

app = typer.Typer(
    no_args_is_help=True,
    help="Mail: check what it needs, say what a received mail is.",
)
