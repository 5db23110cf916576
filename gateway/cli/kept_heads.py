"""A file with the heads of audit logs, kept from one check to the next.

The store alone cannot show that the end of a log was cut off, or all of it made anew: who can write
into the store could write a head there too. So the file stands elsewhere.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from calendar_store.database.audit_chain import ChainHead
from calendar_store.model.errors import InvalidInput
from gateway.use_cases.audit_check import parsed_head

_MOST = 16 * 1024 * 1024
"""Bytes of such a file, at most."""
_SHOWN = 200
"""Characters of a path that a refusal shows."""


@dataclass(frozen=True, slots=True)
class KeptHeads:
    """The heads of practices' logs.

    Attributes:
        path: the file; None: nothing is kept.
        heads: practice -> head.
    """

    path: Path | None = None
    heads: Mapping[int, ChainHead] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path | None) -> Self:
        """Read a file; one that is not there yet has no heads.

        Raises:
            InvalidInput: if it is no such file.
        """
        if path is None:
            return cls(path)
        refused = InvalidInput(f"{str(path)[:_SHOWN]} is no file of heads that log check wrote")
        try:
            if path.name and not path.exists():
                return cls(path)
            if not path.is_file():  # a device may have no end
                raise refused
            with path.open("rb") as file:
                octets = file.read(_MOST)
            kept = json.loads(octets.decode("utf-8"))
            return cls(path, {int(one): parsed_head(head) for one, head in kept.items()})
        except InvalidInput:
            raise
        except (OSError, ValueError, AttributeError) as error:
            raise refused from error

    def of(self, practice_id: int) -> ChainHead | None:
        """Return the head of a practice; None if none was kept."""
        return self.heads.get(practice_id)

    def gone(self, practice_ids: Collection[int]) -> list[int]:
        """Return the practices of which a head was kept, and that are not there any more."""
        return sorted(set(self.heads) - set(practice_ids))

    def keep(self, found: Mapping[int, ChainHead]) -> None:
        """Bring the file up to date; it is whole at any moment.

        Raises:
            InvalidInput: if it cannot be written.
        """
        if self.path is None:
            return
        heads = {**self.heads, **{one: head for one, head in found.items() if head.seq}}
        text = json.dumps({str(one): str(heads[one]) for one in sorted(heads)}, indent=1)
        beside = self.path.with_name(f"{self.path.name}.new")
        try:
            beside.write_text(f"{text}\n", encoding="utf-8")
            beside.replace(self.path)
        except OSError as error:
            raise InvalidInput(
                f"{str(self.path)[:_SHOWN]} cannot be written: {error.strerror}"
            ) from error
