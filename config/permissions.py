"""Checks whether others can read the configuration, the secrets or the store.

A group may read the configuration and the secrets, as the systemd unit installs them; the store and
the files that SQLite keeps beside it hold personal data, and only their owner may read them.
"""

import stat
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from config.checked import SQLITE
from config.sources import PREFIX, SECRETS

_PRIVATE = 0o077
"""Permission bits that files with personal data should not have: all bits of group and others."""
_FOR_GROUP_TO_READ = 0o037
"""Permission bits that a configuration should not have: group may not write, others nothing."""
_SECRET_FILES = frozenset(f"{where[-1]}_file" for where in SECRETS)
_BESIDE_STORE = ("", "-wal", "-shm", "-sequence", "-service")


def loose_files(config: Path | None, environ: Mapping[str, str], store_url: str) -> list[str]:
    """Return one line for each file that others can read or write, with the remedy.

    Args:
        config: the configuration file, None if all settings are in the environment.
        environ: the environment; its variables can name secret files, too.
        store_url: the store's url from the settings.
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
    # a directory in place of a file is another fault: without x nobody could enter the directory
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
    """Yield the secret files that a table names, in any section."""
    if isinstance(values, list):
        for one in values:
            yield from _named(one)
    elif isinstance(values, dict):
        for key, value in values.items():
            if key in _SECRET_FILES and isinstance(value, str):
                yield value
            else:
                yield from _named(value)
