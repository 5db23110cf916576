"""Reads the file and the environment into one tree of plain values with their sources.

Only the form is checked here; `config.sections` checks the meaning of each key.
"""

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config import files

PREFIX = "TEXTBACK__"
SECRETS = frozenset(
    {("store", "password"), ("web", "session_key"), ("carrier", "password"), ("mail", "password")}
    | {("mail", "imap_password"), ("metrics", "token")}
)
"""Keys whose values are never shown, and can be given as a file: `password_file`."""

Where = tuple[str | int, ...]

_LARGEST_FILE = 2**20
_LARGEST_SECRET = 8 * 2**10
"""Largest size of each kind of file, octets."""
_LONGEST_TEXT = 1000
_SHOWN = 60
"""Most characters of a name or a value that an error line shows."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of characters that control, reverse or hide the text beside them."""


@dataclass(slots=True)
class Tree:
    """The configuration as written.

    Attributes:
        values: tables, lists and values as in TOML.
        file: the file that was read, or None.
        variables: names of the environment's variables, by the place of the value.
        faults: faults of reading, one line each.
    """

    values: dict[str, Any] = field(default_factory=dict, repr=False)
    file: Path | None = None
    variables: dict[Where, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def source(self, where: Where) -> str:
        """Return the source of the value at `where`: the name of a variable or of the file."""
        for length in range(len(where), 0, -1):
            if where[:length] in self.variables:
                return self.variables[where[:length]]
        return self.file.name if self.file else "the configuration"

    def path(self, where: Where) -> str:
        """Return `where` as people write it: a carrier by its name, if it has a name."""
        words = ""
        for depth, step in enumerate(where):
            if isinstance(step, str):
                words += f".{step[:_SHOWN]}" if words else step[:_SHOWN]
                continue
            name = self._carrier_name(step) if where[:depth] == ("carrier",) else ""
            words += f".{name}" if name else f"[{step}]"
        return words

    def _carrier_name(self, position: int) -> str:
        carriers = self.values.get("carrier")
        entry = carriers[position] if isinstance(carriers, list) else None
        name = entry.get("name") if isinstance(entry, dict) else None
        return name[:_SHOWN] if isinstance(name, str) else ""


def is_secret(where: Where) -> bool:
    """Tell whether the value at `where` must never be shown."""
    return tuple(step for step in where if isinstance(step, str)) in SECRETS


def read(path: Path | None, environ: Mapping[str, str]) -> Tree:
    """Read the file, apply the environment's variables, then read the secrets from their files.

    Args:
        path: the TOML file; None for no file.
        environ: the environment; only variables that begin with `TEXTBACK__` are used.
    """
    tree = Tree(file=path)
    if path is not None:
        _read_file(tree, path)
    for name in sorted(environ):
        if name.startswith(PREFIX):
            _lay_over(tree, name, environ[name])
    directory = path.parent if path else Path()
    if _refuse_odd(tree):
        tree.values = {}
    for where, table in _tables(tree.values):
        for section, key in sorted(SECRETS):
            if section == where[0]:
                _fetch_secret(tree, (*where, key), table, directory)
    return tree


def _read_file(tree: Tree, path: Path) -> None:
    if _unseen(str(path)):
        tree.faults.append(f"--config: {_unseen(str(path))}")
        return
    try:
        written = files.read(path, _LARGEST_FILE)
    except ValueError as error:
        tree.faults.append(
            f"{path}: cannot be read ({error}); name another with --config,"
            " or write one with textback init"
        )
        return
    try:
        tree.values = tomllib.loads(written.decode("utf-8").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        tree.faults.append(f"{path.name}: byte {error.start} is not UTF-8; save the file as UTF-8")
    except tomllib.TOMLDecodeError as error:
        tree.faults.append(f"{path.name}: is not TOML: {error}")
    except (ValueError, RecursionError) as error:
        tree.faults.append(f"{path.name}: {_too_much(error)}")


def _too_much(error: Exception) -> str:
    """Return the fault when the TOML parser refuses a file without a message of its own."""
    if isinstance(error, RecursionError):
        return "is nested too deeply; no key wants lists in lists"
    return "holds a number of too many digits; no key wants one"


def _refuse_odd(tree: Tree) -> bool:
    """Refuse texts that are invalid for every key; tell whether there were any."""
    before = len(tree.faults)
    for where, text in _texts((), tree.values):
        wrong = _unseen(text)
        if not wrong and len(text) > _LONGEST_TEXT:
            wrong = f"must not be longer than {_LONGEST_TEXT} characters"
        if wrong:
            tree.faults.append(f"{tree.source(where)}: {tree.path(where)}: {wrong}")
    return len(tree.faults) > before


def _texts(where: Where, value: Any) -> Iterator[tuple[Where, str]]:
    """Yield every text and every key below a place, with its own place."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield (*where, key), key
            yield from _texts((*where, key), inner)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _texts((*where, position), inner)


def _unseen(text: str) -> str:
    """Return a fault if a text contains an invisible character, "" if not."""
    if text.isprintable():
        return ""
    odd = next((one for one in text if unicodedata.category(one) in _UNSEEN), None)
    return f"holds a character that cannot be seen (U+{ord(odd):04X}); leave it out" if odd else ""


def _lay_over(tree: Tree, name: str, written: str) -> None:
    """Put the value of a variable in its place, and create missing tables."""
    where: Where = ()
    place: Any = tree.values
    *sections, last = name.removeprefix(PREFIX).lower().split("__")
    for step in sections:
        key = _key(place, step, where)
        if key is None:
            tree.faults.append(_no_place(tree, name, where, step))
            return
        where += (key,)
        if not _holds(place, key):
            _put(place, key, [] if where == ("carrier",) else {})
        place = place[key]
    key = _key(place, last, where)
    if key is None:
        tree.faults.append(_no_place(tree, name, where, last))
        return
    where += (key,)
    tree.variables[where] = name
    _put(place, key, _value(written, where))


def _no_place(tree: Tree, name: str, where: Where, step: str) -> str:
    name, step = name[: len(PREFIX) + _SHOWN], step[:_SHOWN]
    if where == ("carrier",):
        return f"{name}: no carrier is named {step}; use a name in the file, or 0 for the first"
    return f"{name}: {tree.path(where)} is no section; correct the variable's name"


def _key(place: Any, step: str, where: Where) -> str | int | None:
    """Return the key of `step` in `place`, None if `place` cannot have keys."""
    if isinstance(place, list) and where == ("carrier",):
        return _position(place, step)
    return step if isinstance(place, dict) else None


def _holds(place: Any, key: Any) -> bool:
    return key < len(place) if isinstance(place, list) else key in place


def _put(place: Any, key: Any, value: Any) -> None:
    if isinstance(place, list) and key == len(place):
        place.append(value)
    else:
        place[key] = value


def _position(carriers: list[Any], step: str) -> int | None:
    """Return the position of the carrier that a variable names: by position from 0, or by name."""
    if step.isascii() and step.isdecimal():
        # compared as text, so that a text of thousands of digits is never converted to a number
        return next((at for at in range(len(carriers) + 1) if str(at) == step), None)
    for position, carrier in enumerate(carriers):
        name = carrier.get("name") if isinstance(carrier, dict) else None
        if isinstance(name, str) and name.lower().replace("-", "_") == step:
            return position
    return None


def _value(written: str, where: Where) -> Any:
    """Return the value of a variable: a list or table is read as TOML, other values stay text."""
    if is_secret(where) or not written.startswith(("[", "{")):
        return written
    try:
        return tomllib.loads(f"value = {written}")["value"]
    except (ValueError, RecursionError):
        # [::1]:8080 is neither; an invalid list is reported later by the check of its key.
        return written


def _tables(values: dict[str, Any]) -> list[tuple[Where, dict[str, Any]]]:
    """Return every section of the configuration, with its place."""
    found: list[tuple[Where, Any]] = []
    for name, section in values.items():
        if isinstance(section, list):
            found += [((name, position), entry) for position, entry in enumerate(section)]
        else:
            found.append(((name,), section))
    return [(where, section) for where, section in found if isinstance(section, dict)]


def _fetch_secret(tree: Tree, where: Where, table: dict[str, Any], directory: Path) -> None:
    """Replace `password_file` by `password`: the content of the file without the line end."""
    key = str(where[-1])
    file_at: Where = (*where[:-1], f"{key}_file")
    if f"{key}_file" not in table:
        return
    named = table.pop(f"{key}_file")
    start = f"{tree.source(file_at)}: {tree.path(file_at)}"
    if key in table and (where in tree.variables) != (file_at in tree.variables):
        # As for all keys, a variable overrides the file.
        if where in tree.variables:
            return
    elif key in table:
        tree.faults.append(f"{start}: {key} is given too; leave one of the two out")
        return
    if not isinstance(named, str):
        tree.faults.append(f"{start}: write the path in quotes")
        return
    try:
        secret = files.read(directory / named, _LARGEST_SECRET).decode("utf-8").rstrip("\r\n")
    except ValueError as error:
        why = "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)
        tree.faults.append(f"{start} = {named}: the secret cannot be read: {why}")
        table.pop(key, None)
        return
    if _unseen(secret):
        tree.faults.append(f"{start} = {named}: {_unseen(secret)}")
        table.pop(key, None)
        return
    table[key] = secret
