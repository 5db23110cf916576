"""`textback fax`: faxes, without the service; its commands are added in `program.COMMANDS`."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, help="Fax: say whether the fax server takes a log-in.")


@app.callback()
def fax() -> None:
    """Fax: say whether the fax server takes a log-in."""
