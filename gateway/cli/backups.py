"""`textback backup`: makes a backup, lists them, tries the newest; makes a key to read them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.options import ConfigOption, GlobalOptions, JsonOption
from gateway.cli.refusals import REFUSED

if TYPE_CHECKING:
    from gateway.backups.plan import BackupPlan

app = typer.Typer(help="Backups of the store: make one, list them, try the newest.")

ToOption = Annotated[
    Path | None,
    typer.Option(
        "--to", metavar="DIR", help="The folder of the backups; default: that of [backup]."
    ),
]
KeyOption = Annotated[
    Path | None,
    typer.Option(
        "--key", metavar="FILE", help="File of a secret key; default: drill_key of [backup]."
    ),
]


@app.callback(invoke_without_command=True)
def backup(
    context: typer.Context,
    *,
    to: ToOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a backup of the store, while it is in use; encrypted for the recipients of [backup]."""
    # a subcommand reads these options
    context.obj = GlobalOptions(config, as_json)
    if context.invoked_subcommand is not None:
        return
    from gateway.backups import making
    from gateway.backups.errors import BackupFailed
    from gateway.cli import output, store

    plan = _plan(config)
    folder = _folder(plan, to)
    made = asyncio.run(making.make(plan, folder, store.now()))
    if made is None:
        raise BackupFailed(f"another process makes a backup in {folder}; it is made already")
    if as_json:
        output.document(
            {
                "file": str(made.file.path),
                "made_at": made.manifest.made_at.isoformat(),
                "version": made.manifest.contents.version,
                "rows": made.manifest.contents.rows,
                "bytes": made.file.octets,
                "removed": [one.name for one in made.removed],
            }
        )
        return
    output.line(
        f"{made.file.path}: {made.manifest.contents.rows:,} rows, {_size(made.file.octets)}"
    )
    if made.removed:
        output.line(f"{len(made.removed)} older removed")


@app.command("list")
def list_backups(
    *, to: ToOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show the backups, the last drill, and what is wrong; something wrong is exit code 1."""
    from dataclasses import replace

    from gateway.backups import folder, health
    from gateway.cli import output, store

    plan = replace(_plan(config), to=to) if to else _plan(config)
    where = _folder(plan, to)
    found = folder.listed(where)
    seen = health.look(plan, store.now())
    if as_json:
        output.document(
            {
                "backups": [
                    {
                        "file": str(one.path),
                        "made_at": one.made_at.isoformat(),
                        "database": one.database,
                        "bytes": one.octets,
                    }
                    for one in found
                ],
                "drill": {
                    "at": seen.drilled_at.isoformat() if seen.drilled_at else None,
                    "passed": seen.drill_passed,
                },
                "troubles": list(seen.troubles.values()),
            }
        )
    else:
        rows = [
            (f"{one.made_at:%Y-%m-%d %H:%M:%S}", one.database, _size(one.octets), one.path.name)
            for one in found
        ]
        output.table(str(where), ("made, UTC", "of a store on", "size", "file"), rows)
        if seen.drilled_at:
            passed = "passed" if seen.drill_passed else "failed"
            output.line(f"last drill: {seen.drilled_at:%Y-%m-%d %H:%M} UTC, {passed}")
        for trouble in seen.troubles.values():
            output.line(f"! {trouble}")
    if seen.troubles:
        raise typer.Exit(REFUSED)


@app.command()
def drill(
    *,
    to: ToOption = None,
    key: KeyOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Restore the newest backup into a throw-away store, and compare it; a fault is exit code 1."""
    from gateway.backups import drill as drills
    from gateway.backups.errors import BackupFailed
    from gateway.cli import output, store

    plan = _plan(config)
    with_key = key or plan.drill_key
    if with_key is None:
        raise BackupFailed("a drill needs the secret key: name its file with --key")
    tried = asyncio.run(drills.drill(plan, _folder(plan, to), with_key, store.now()))
    if as_json:
        output.document(
            {
                "file": str(tried.file.path),
                "seconds": round(tried.seconds, 1),
                "rows": tried.rows,
                "seals": tried.seals,
                "faults": list(tried.faults),
            }
        )
    elif tried.faults:
        for fault in tried.faults:
            output.line(f"! {tried.file.path.name}: {fault}")
    else:
        output.line(
            f"{tried.file.path.name}: {tried.rows:,} rows restored in {tried.seconds:.1f} s, as"
            f" they were; {tried.seals:,} entries of audit logs are as they were sealed"
        )
    if tried.faults:
        raise typer.Exit(REFUSED)


@app.command("key")
def make_key(
    *,
    to: Annotated[
        Path, typer.Option("--to", metavar="FILE", help="The new file of the secret key.")
    ],
    as_json: JsonOption = False,
) -> None:
    """Make a key; the public one, which is printed, is a recipient of [backup]."""
    from gateway.backups.keys import new_key
    from gateway.cli import output

    public = new_key(to)
    if as_json:
        output.document({"recipient": public, "file": str(to)})
        return
    output.line(public)
    output.line(
        f"{to} has the secret key: keep it where this machine is not, and twice; without it no"
        " backup can be read"
    )


def _plan(config: Path | None) -> BackupPlan:
    from gateway.backups.plan import BackupPlan
    from gateway.cli import store

    return BackupPlan.of(store.settings(config))


def _folder(plan: BackupPlan, to: Path | None) -> Path:
    from gateway.backups.errors import BackupFailed

    found = to or plan.to
    if found is None:
        raise BackupFailed("no folder for backups is named: use --to, or to in [backup]")
    return found.absolute()


def _size(octets: int) -> str:
    return f"{octets / 2**20:.1f} MB" if octets >= 2**20 else f"{octets / 1024:.1f} kB"
