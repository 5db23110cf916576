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
        if path is None or not path.exists():
            return cls(path)
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return cls(path, {int(one): parsed_head(head) for one, head in kept.items()})
        except (OSError, ValueError, AttributeError) as error:
            raise InvalidInput(
                f"{path} is no file of heads that textback log check wrote"
            ) from error

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
            raise InvalidInput(f"{self.path} cannot be written: {error.strerror}") from error
