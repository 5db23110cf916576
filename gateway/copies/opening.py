"""Opens the file of a copy and checks all of it before anything of it is used.

Any damage is refused in one line: of the file as a whole, by the digest at its end; of a file in it
that is missing, has another digest or size, or is not in the manifest.
"""

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Column

from calendar_store.database.version import known, newest
from calendar_store.endings.carried import CARRIED, CarriedTable
from calendar_store.model.errors import InvalidInput
from gateway.copies.archive import MANIFEST, SEAL, seal_of
from gateway.copies.json_schema import FORMAT
from gateway.copies.values import ValueForm, WrongValue, form_of

Form = tuple[Column[Any], ValueForm]
_BLOCK = 1 << 20
_LARGEST_MANIFEST = 1 << 20
_LONGEST_LINE = 64 << 20
"""Octets; the longest line is that of a file that was imported."""
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    TypeError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class CopyFacts:
    """What the manifest of a copy says."""

    practice_id: int
    practice_name: str
    made_at: datetime
    store: str
    rows: int
    files: Mapping[str, Mapping[str, Any]]


class OpenCopy:
    """A copy whose every octet was checked.

    Attributes:
        facts: what its manifest says.
    """

    def __init__(self, archive: zipfile.ZipFile, facts: CopyFacts) -> None:
        self._archive, self.facts = archive, facts

    @classmethod
    def checked(cls, path: Path) -> Self:
        """Open a copy and check it; close it at the end.

        Raises:
            InvalidInput: if it is damaged, or no copy that this version reads; in one line.
            OSError: if the file cannot be opened.
        """
        with path.open("rb") as file:
            seal = seal_of(file)
            if file.read(SEAL + 1) != seal:
                raise _damaged(path, "it is not whole, or not as it was written")
        try:
            archive = zipfile.ZipFile(path)
        except _BROKEN as error:
            raise _damaged(path, "it is no whole ZIP file") from error
        try:
            facts = _facts(archive, path)
            for name in facts.files:
                _check(archive, path, name, facts.files[name])
        except InvalidInput:
            archive.close()
            raise
        except _BROKEN as error:
            archive.close()
            raise _damaged(path, "it cannot be read") from error
        return cls(archive, facts)

    def close(self) -> None:
        """Close the file."""
        self._archive.close()

    def portions(self, one: CarriedTable, size: int) -> Iterator[Mapping[str, Sequence[Any]]]:
        """Yield the rows of a table in portions, column by column, as the store keeps them.

        Raises:
            InvalidInput: if a line does not hold a row of the table; in one line.
        """
        name = f"json/{one.name}.jsonl"
        if name not in self.facts.files:
            return
        forms = [(column, form_of(column)) for column in one.columns]
        columns: dict[str, list[Any]] = {column.name: [] for column, _ in forms}
        number = 0
        with self._archive.open(name) as lines:
            while line := lines.readline(_LONGEST_LINE):
                number += 1
                try:
                    row = _row(json.loads(line), forms)
                except Exception as error:
                    raise InvalidInput(
                        f"line {number} of {name} is no row of {one.name} as this version keeps it"
                    ) from error
                for column, value in row.items():
                    columns[column].append(value)
                if number % size == 0:
                    yield columns
                    columns = {column.name: [] for column, _ in forms}
        if number % size:
            yield columns


def _row(said: Mapping[str, Any], forms: Sequence[Form]) -> dict[str, Any]:
    """Return the values of a row; one that may be missing in a store may be missing here."""
    row = {}
    for column, form in forms:
        value = said.get(column.name)
        if value is None and not column.nullable:
            raise WrongValue
        row[column.name] = None if value is None else form.read(value)
    if not said.keys() <= row.keys():
        raise WrongValue
    return row


def _facts(archive: zipfile.ZipFile, path: Path) -> CopyFacts:
    names = [one.filename for one in archive.infolist()]
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > _LARGEST_MANIFEST:
        raise _damaged(path, "it has no manifest")
    if len(set(names)) != len(names):
        raise _damaged(path, "it has a file twice")
    written = archive.read(MANIFEST)
    manifest = json.loads(written)
    if manifest["format"] != FORMAT:
        raise InvalidInput(f"{path.name} is a copy of another form: {manifest['format']}")
    store = str(manifest["store"])
    if store not in known():
        raise InvalidInput(
            f"{path.name} was made by a newer version (store {store}, here {newest()});"
            " import it with that one"
        )
    files = {str(one["name"]): one for one in manifest["files"]}
    if {*files, MANIFEST} != set(names):
        odd = min({*files, MANIFEST} ^ set(names))
        raise _damaged(path, f"{odd} is missing, or not of it")
    readable = {f"json/{one.name}.jsonl" for one in CARRIED}
    if unknown := {name for name in files if name.startswith("json/")} - readable:
        raise InvalidInput(f"{path.name} has {min(unknown)}, which this version does not know")
    practice = manifest["practice"]
    return CopyFacts(
        *(int(practice["id"]), str(practice["name"]), datetime.fromisoformat(manifest["made_at"])),
        *(store, int(manifest["rows"]), files),
    )


def _check(archive: zipfile.ZipFile, path: Path, name: str, said: Mapping[str, Any]) -> None:
    digest, size, lines = sha256(), 0, 0
    try:
        with archive.open(name) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
                lines += block.count(b"\n") if name.startswith("json/") else 0
                if size > said["size"]:
                    break
    except _BROKEN as error:
        raise _damaged(path, f"{name} cannot be read") from error
    if size != said["size"] or digest.hexdigest() != said["sha256"]:
        raise _damaged(path, f"{name} is not as it was written")
    if name.startswith("json/") and lines != said["rows"]:
        raise _damaged(path, f"{name} has other rows than the manifest says")


def _damaged(path: Path, why: str) -> InvalidInput:
    return InvalidInput(f"{path.name} is damaged: {why}; nothing was imported")
