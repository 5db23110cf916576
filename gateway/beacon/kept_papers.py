"""The folder in which a beacon keeps the newest papers; its files are for their owner alone."""

import json
import os
import re
from collections.abc import Collection, Sequence
from datetime import datetime
from pathlib import Path

from calendar_store.model.plain import plain

_NAME = re.compile(r"paper-(\d{1,9})\.pdf")
_OWNER_FILE, _OWNER_FOLDER = 0o600, 0o700
_OFFICE = "office.json"


@plain
class Office:
    """When anybody works: pairs of start and end, aware."""

    spans: tuple[tuple[datetime, datetime], ...] = ()

    def holds(self, moment: datetime) -> bool:
        """Tell whether anybody works at a moment; while nothing is known, somebody may."""
        return not self.spans or any(start <= moment < end for start, end in self.spans)


class KeptPapers:
    """The papers in a folder.

    Args:
        folder: is made where it is not there; nobody else may read it.

    Raises:
        OSError: if the folder cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=_OWNER_FOLDER, parents=True, exist_ok=True)
        folder.chmod(_OWNER_FOLDER)

    def versions(self) -> list[int]:
        """Return the versions that are kept whole, the oldest first."""
        names = (_NAME.fullmatch(one.name) for one in self._folder.iterdir())
        return sorted(int(one[1]) for one in names if one)

    def files(self) -> list[Path]:
        """Return the files to print, the oldest first."""
        return [self._folder / f"paper-{one}.pdf" for one in self.versions()]

    def keep(self, version: int, content: bytes) -> None:
        """Keep a paper; a file is there whole or not at all, whenever the machine stops."""
        self._write(f"paper-{version}.pdf", content)

    def forget_others(self, versions: Collection[int]) -> None:
        """Remove the papers of other versions."""
        for one in self.versions():
            if one not in versions:
                (self._folder / f"paper-{one}.pdf").unlink(missing_ok=True)

    def keep_office(self, spans: Sequence[Sequence[str]]) -> None:
        """Keep the office hours, as the service told them."""
        self._write(_OFFICE, json.dumps(spans).encode())

    def office(self) -> Office:
        """Return the office hours told last; none where they cannot be read."""
        try:
            told = json.loads((self._folder / _OFFICE).read_bytes())
            spans = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in told]
        except (OSError, ValueError, TypeError):
            return Office()
        return Office(tuple(spans))

    def _write(self, name: str, content: bytes) -> None:
        part = self._folder / f".{name}.part"
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(self._folder / name)
