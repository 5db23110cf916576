"""A cursor over a run of items, on which the grammars of days and of clock times are built.

Owns the taking of items by role, and what times are relative to.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.times.items import Item
from dialogs.times.terms import Role, Terms


@dataclass(frozen=True, slots=True)
class Anchor:
    """What times are relative to: the practice's today, and the appointment on its wall clock."""

    today: date
    appointment: datetime | None


class Cursor:
    """A place in a run. A reading that fails puts the place back."""

    __slots__ = ("_anchor", "_asked", "_items", "_terms", "at")

    def __init__(
        self, items: Sequence[Item], terms: Terms, anchor: Anchor, asked: frozenset[int]
    ) -> None:
        self._items = items
        self._terms = terms
        self._anchor = anchor
        self._asked = asked
        self.at = 0

    def _item(self) -> Item | None:
        return self._items[self.at] if self.at < len(self._items) else None

    def _has(self, role: Role, at: int) -> bool:
        return at < len(self._items) and role in self._items[at].roles

    def _take(self, role: Role) -> int | None:
        if not self._has(role, self.at):
            return None
        self.at += 1
        return self._items[self.at - 1].roles[role]

    def _number(self) -> int | None:
        value = self._take(Role.NUMBER)
        if value is None and self._take(Role.ARTICLE) is not None:
            return 1
        return value

    def _skip_links(self) -> None:
        while self._take(Role.LINK) is not None:
            pass
