"""`textback beacon`: runs in a practice's network; with a command, makes and revokes tokens."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, GlobalOptions, JsonOption, PracticeOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.model.lines import Beacon, Heartbeat
    from calendar_store.model.practices import Practice

app = typer.Typer(
    help="Beacon: beat from a practice's network, keep its paper, print it on a lost line.",
)
_EVERY = 60.0
_OTHERS = 0o077


@app.callback(invoke_without_command=True)
def beacon(
    context: typer.Context,
    *,
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Of the service.")] = "",
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", metavar="F", help="Holds the token; for its owner alone."),
    ] = None,
    folder: Annotated[
        Path, typer.Option("--folder", metavar="DIR", help="Where the newest papers are kept.")
    ] = Path("papers"),
    prints: Annotated[
        str,
        typer.Option("--print", metavar="COMMAND", help="Prints the papers on a lost line: lp."),
    ] = "",
    lost_after: Annotated[
        int,
        typer.Option("--lost-after", metavar="N", min=1, max=720, help="Minutes of silence."),
    ] = 5,
    once: Annotated[bool, typer.Option("--once", help="Look once, and end.")] = False,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Beat every minute until it is ended; with a command: make, list, revoke tokens."""
    if context.invoked_subcommand is not None:
        context.obj = GlobalOptions(config, as_json)
        return
    import shlex
    import time
    from datetime import UTC, datetime, timedelta

    from calendar_store.model.errors import InvalidInput
    from gateway.beacon.asking import Asking, TokenRefused
    from gateway.beacon.beating import BeaconAtWork
    from gateway.beacon.kept_papers import KeptPapers
    from gateway.cli import output
    from gateway.cli.refusals import REFUSED

    if not url or token_file is None:
        raise InvalidInput("give --url and --token-file, or a command: make, list, revoke")
    try:
        asking = Asking(url, _token(token_file))
        command = shlex.split(prints)
        kept = KeptPapers(folder)
    except (ValueError, OSError) as error:
        raise InvalidInput(str(error)) from error
    work = BeaconAtWork(
        asking, kept, timedelta(minutes=lost_after), command, lambda: datetime.now(UTC)
    )
    said = ""
    while True:
        try:
            found = work.look()
            words, reached = found.words, found.reached
        except TokenRefused as error:
            words, reached = str(error), False
        except OSError as error:
            words, reached = f"the papers cannot be kept: {error}", False
        if as_json:
            output.document({"reached": reached, "words": words})
        elif words != said:
            output.line(words)
        said = words
        if once:
            raise typer.Exit(0 if reached else REFUSED)
        time.sleep(_EVERY)


def _token(file: Path) -> str:
    from calendar_store.model.errors import InvalidInput

    if file.stat().st_mode & _OTHERS:
        raise InvalidInput(f"{file} can be read by others; do: chmod 600 {file}")
    token = file.read_text("utf-8").strip()
    if not token or not token.isascii() or not token.isprintable():
        raise InvalidInput(f"{file} holds no token")
    return token


@app.command("make")
def make(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Where the beacon runs.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a beacon; its token is shown this once."""
    from gateway.cli import output, store
    from gateway.use_cases import beacons

    async def work(tx: Transaction) -> tuple[Practice, Beacon, str]:
        where = await store.practice(tx, practice)
        made, token = await beacons.make(tx, OPERATOR, where, name, now=store.now())
        return where, made, token

    where, made, token = store.write(config, work)
    if as_json:
        output.document(_document(made, where.timezone) | {"token": token})
        return
    output.line(f"beacon {made.name}, id {made.id}; its token, shown this once:")
    output.line(token)


@app.command("list")
def list_beacons(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show the beacons whose tokens are valid, and when one was heard from last."""
    from gateway.cli import output, store
    from gateway.cli.json_output import instant
    from gateway.cli.moments import local
    from gateway.use_cases import beacons

    async def work(tx: Transaction) -> tuple[Practice, Sequence[Beacon], Heartbeat | None]:
        where = await store.practice(tx, practice)
        return where, *await beacons.listed(tx, OPERATOR, where)

    where, found, heard = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document(
            {
                "beacons": [_document(one, zone) for one in found],
                "heard": instant(heard.seen_at, zone) if heard else None,
            }
        )
        return
    if not found:
        output.line(f"{where.name}: no beacons")
        return
    rows = [(one.name, local(one.created_at, zone), str(one.id)) for one in found]
    output.table(where.name, ("beacon", "made", "id"), rows)
    output.line(f"heard from last: {local(heard.seen_at, zone) if heard else 'never'}")


@app.command("revoke")
def revoke(
    number: Annotated[
        int, typer.Argument(metavar="ID", min=1, max=(1 << 63) - 1, help="As listed.")
    ],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Revoke the token of a beacon, at once and for ever."""
    from gateway.cli import output, store
    from gateway.use_cases import beacons

    async def work(tx: Transaction) -> None:
        where = await store.practice(tx, practice)
        await beacons.revoke(tx, OPERATOR, where, number, now=store.now())

    store.write(config, work)
    if as_json:
        output.document({"id": str(number), "status": "revoked"})
    else:
        output.line(f"revoked: {number}")


def _document(one: Beacon, timezone: str) -> dict[str, Any]:
    from gateway.cli.json_output import instant

    return {"id": str(one.id), "name": one.name, "made": instant(one.created_at, timezone)}
