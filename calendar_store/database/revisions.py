"""Remember what was loaded under the revision of a row, so that later transactions need not.

A row has a revision if triggers raise a number in it with every change of the rows that belong to
it. The triggers run in the transaction of the change, so in the history of what is committed a
revision names one content. In a transaction that is undone it does not: its numbers are given
again, to other contents. Therefore only a transaction that has ended well tells others what it
loaded, without what it loaded before one of its savepoints was undone.

SQLite's transactions read one snapshot. PostgreSQL's (READ COMMITTED) may load newer contents under
an older revision, which only a transaction can ask for that read the row before the newer revision
was committed. Never older ones under a newer revision: the row is read first, and whoever raises
its revision holds the row until the commit.
"""

from typing import Any

_MOST = 1000


class RevisionCache:
    """What is known under the revisions of rows: for each row, its newest revision.

    Each open database has its own.

    Args:
        most: most rows to remember; the row that nobody asked for longest is forgotten first.
    """

    def __init__(self, most: int = _MOST) -> None:
        self._most = most
        self._known: dict[int, tuple[int, Any]] = {}

    def get(self, row_id: int, revision: int) -> Any:
        """Return what belongs to a row at a revision; None if it is not known."""
        found = self._known.get(row_id)
        if found is None or found[0] != revision:
            return None
        # the last one asked for is the last one to be forgotten
        self._known[row_id] = self._known.pop(row_id)
        return found[1]

    def keep(self, row_id: int, revision: int, value: Any) -> None:
        """Remember what belongs to a row, unless a newer revision is known."""
        # a reader of an old snapshot may end after the commit of a newer revision
        older = self._known.pop(row_id, (revision, value))
        self._known[row_id] = older if older[0] > revision else (revision, value)
        while len(self._known) > self._most:
            del self._known[next(iter(self._known))]


class RevisionView:
    """What one transaction knows under the revisions of rows: what it loaded, and the cache.

    Args:
        shared: the cache of the database.
    """

    def __init__(self, shared: RevisionCache) -> None:
        self._shared = shared
        self._loaded: dict[tuple[int, int], Any] = {}

    def get(self, row_id: int, revision: int) -> Any:
        """Return what belongs to a row at a revision that this transaction read, or None."""
        found = self._loaded.get((row_id, revision))
        return self._shared.get(row_id, revision) if found is None else found

    def add(self, row_id: int, revision: int, value: Any) -> None:
        """Add what this transaction loaded after it had read the row.

        Args:
            row_id: id of the row.
            revision: its revision as it was read, before the value was loaded.
            value: what belongs to the row; nobody may change it.
        """
        self._loaded[row_id, revision] = value

    def undo(self) -> None:
        """Forget what was loaded: a savepoint is undone, and its revisions are given again."""
        self._loaded.clear()

    def publish(self) -> None:
        """Tell other transactions what was loaded; this one has ended well."""
        for (row_id, revision), value in self._loaded.items():
            self._shared.keep(row_id, revision, value)
