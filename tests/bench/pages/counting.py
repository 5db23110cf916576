"""Count what is asked of a database: statements, and on SQLite the steps of its machine.

A step reads a row, compares, moves on (sqlite.org/opcode.html): a statement that reads a whole
table takes steps by its rows, whatever the machine is busy with.
"""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event

_STEPS = 20
"""Steps after which SQLite calls; a shorter statement counts none."""
_OF_TRANSACTIONS = ("BEGIN", "COMMIT", "PRAGMA")


@dataclass(slots=True)
class StatementCount:
    """What was asked since it was made, by all databases of the process.

    Attributes:
        statements: number of statements.
        steps: of SQLite's machine; 0 unless they are counted.
        slow: the statement with the most steps, and how many it took.
    """

    statements: int = 0
    steps: int = 0
    slow: tuple[str, int] = ("", 0)
    _before: int = field(default=0, repr=False)

    def listen(self, *, steps: bool) -> None:
        """Count from now on.

        Args:
            steps: whether steps are counted, of connections that are opened from now on; it costs
                time.
        """
        event.listen(Engine, "before_cursor_execute", self._asked)
        event.listen(Engine, "after_cursor_execute", self._answered)
        if steps:
            event.listen(Engine, "connect", self._opened)

    def end(self) -> None:
        """Count no more."""
        event.remove(Engine, "before_cursor_execute", self._asked)
        event.remove(Engine, "after_cursor_execute", self._answered)
        if event.contains(Engine, "connect", self._opened):
            event.remove(Engine, "connect", self._opened)

    def taken(self) -> tuple[int, int, tuple[str, int]]:
        """Return statements, steps, and the longest statement, and begin at nothing again."""
        found = self.statements, self.steps, self.slow
        self.statements, self.steps, self.slow = 0, 0, ("", 0)
        return found

    def _asked(self, *asked: Any) -> None:
        self._before = self.steps
        if not str(asked[2]).startswith(_OF_TRANSACTIONS):
            self.statements += 1

    def _answered(self, *asked: Any) -> None:
        took = self.steps - self._before
        if took > self.slow[1]:
            self.slow = str(asked[2]), took

    def _opened(self, connection: Any, _record: object) -> None:
        plain = getattr(connection.driver_connection, "_conn", None)
        if plain is not None:
            plain.set_progress_handler(self._stepped, _STEPS)

    def _stepped(self) -> int:
        self.steps += _STEPS
        return 0
