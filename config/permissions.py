"""Who else may read what only the service should: its configuration, its secrets, its store.

The configuration and secrets may be read by a group, as the unit for systemd installs them; the
store and what SQLite keeps beside it hold people's data and are their owner's alone.
"""

import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from config.checked import SQLITE
from config.sources import PREFIX, SECRETS

_PRIVATE = 0o077
"""Permissions that what holds people's data should not give: any to anybody else."""
_FOR_GROUP_TO_READ = 0o037
"""Permissions that a configuration should not give: to others any, to its group writing."""
_SECRET_FILES = frozenset(f"{where[-1]}_file" for where in SECRETS)
_BESIDE_STORE = ("", "-wal", "-shm", "-sequence", "-service")


def loose_files(config: Path | None, environ: Mapping[str, str], store_url: str) -> list[str]:
    """Return one line for each file that others may read or write, with what to do.

    Args:
        config: the configuration file, None where the environment says everything.
        environ: the environment; variables name secret files, too.
        store_url: of the store, as settings have it.
    """
    wanted = [(path, _FOR_GROUP_TO_READ, "0640") for path in _secrets(config, environ)]
    if store_url.startswith(SQLITE) and not store_url.endswith(":memory:"):
        store = store_url.removeprefix(SQLITE)
        wanted += [(Path(f"{store}{end}"), _PRIVATE, "0600") for end in _BESIDE_STORE]
    return [line for path, mask, mode in wanted if (line := _line(path, mask, mode))]


def _line(path: Path, mask: int, mode: str) -> str:
    try:
        mode_found = path.stat().st_mode
    except OSError:
        return ""
    found = stat.S_IMODE(mode_found)
    # a directory in the place of a file is another fault: without x nobody could enter it
    if stat.S_ISDIR(mode_found) or not found & mask:
        return ""
    return f"{path} can be read or changed by others (mode {found:04o}); run: chmod {mode} {path}"


def _secrets(config: Path | None, environ: Mapping[str, str]) -> Iterator[Path]:
    folder = config.absolute().parent if config else Path()
    if config is not None:
        yield config
        try:
            values = tomllib.loads(config.read_text("utf-8"))
        except (OSError, ValueError):
            values = {}
        yield from (folder / named for named in _named(values))
    for name, value in environ.items():
        if name.startswith(PREFIX) and name.lower().rpartition("__")[2] in _SECRET_FILES:
            yield folder / value


def _named(values: Any) -> Iterator[str]:
    """Return the secret files that a table names, in whatever section."""
    if isinstance(values, list):
        for one in values:
            yield from _named(one)
    elif isinstance(values, dict):
        for key, value in values.items():
            if key in _SECRET_FILES and isinstance(value, str):
                yield value
            else:
                yield from _named(value)
