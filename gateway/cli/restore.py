"""`textback restore`: makes a store of a backup, or as it was at a moment."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.backups import KeyOption
from gateway.cli.options import ConfigOption, JsonOption

if TYPE_CHECKING:
    from config.settings import Settings


def restore(
    *,
    source: Annotated[
        Path,
        typer.Option(
            "--from",
            metavar="FILE|DIR",
            help="A backup; a folder of them; or the folder of a log's copies (frames_to).",
        ),
    ],
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="DIR|URL",
            help="Where the store is made: a folder, a sqlite:/// or postgresql:// URL.",
        ),
    ],
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="TIME",
            help="As it was then, as 2026-11-24T15:00+01:00; without an offset: UTC.",
        ),
    ] = None,
    key: KeyOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a store of a backup; one that has rows is never overwritten."""
    from calendar_store.database import version
    from gateway.backups import restoring
    from gateway.backups.errors import BackupFailed
    from gateway.backups.keys import identities_in
    from gateway.cli import output

    settings = _settings_if_any(config, needed=key is None)
    with_key = key or (settings.backup.drill_key if settings else None)
    if with_key is None:
        raise BackupFailed("a backup is read with the secret key: name its file with --key")
    identities = identities_in(with_key)
    moment = _moment(at) if at is not None else None
    url = restoring.target_of(to)
    shown = to if to.startswith("postgresql://") else url.removeprefix("sqlite:///")
    if source.is_dir() and not list(source.glob("textback-*.tar.zst.age")):
        from gateway.backups.point_in_time import restore_at

        done = asyncio.run(restore_at(source, identities, url, moment))
        found, rows, until = done.manifest, done.rows, done.until
        cut = done.cut
    else:
        programs = settings.backup.postgresql_programs if settings else None
        file = _backup_at(source, moment)
        found = asyncio.run(restoring.restore(file, identities, url, programs))
        rows, until, cut = found.contents.rows, found.made_at, ""
    old = found.contents.version != version.newest()
    if as_json:
        output.document(
            {
                "store": shown.partition("@")[2] or shown,
                "as_of": until.isoformat(),
                "rows": rows,
                "version": found.contents.version,
                "has_to_be_migrated": old,
                "cut": cut,
            }
        )
        return
    output.line(f"{shown.partition('@')[2] or shown}: {rows:,} rows, as of {until.isoformat()}")
    if cut:
        output.line(f"! what came after that cannot be read: {cut}")
    if old:
        output.line(
            f"the store is at version {found.contents.version}, this service needs"
            f" {version.newest()}; run: textback migrate"
        )


def _settings_if_any(config: Path | None, *, needed: bool) -> Settings | None:
    """Return the settings; None where there are none, as on a new machine."""
    from config.errors import ConfigError
    from gateway.cli import store

    try:
        return store.settings(config)
    except ConfigError:
        if needed and config is not None:
            raise
        return None


def _backup_at(source: Path, moment: datetime | None) -> Path:
    """Return the file, or the newest backup of a folder that was made until a moment."""
    from gateway.backups import folder
    from gateway.backups.errors import BackupFailed

    if not source.is_dir():
        if moment is not None:
            raise BackupFailed("--at is used with a folder; a file is one moment")
        return source
    found = [one for one in folder.listed(source) if moment is None or one.made_at <= moment]
    if not found:
        raise BackupFailed(f"{source} has no backup of that time")
    return found[-1].path


def _moment(written: str) -> datetime:
    from calendar_store.model.errors import InvalidInput

    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        raise InvalidInput(
            f"--at {written!r} is no time; write it as 2026-11-24T15:00+01:00"
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
