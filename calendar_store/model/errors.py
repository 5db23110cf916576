"""The closed set of errors of the store; the text of each error is one line for people."""


class StoreError(Exception):
    """Base of all errors of the store; the text of an error is written for staff."""


class InvalidInput(StoreError):
    """An entered value is invalid: a number, a time, a name; the text says what to do."""


class NotFound(StoreError):
    """The requested row does not exist in this practice."""


class NotPermitted(StoreError):
    """The actor lacks the permission at this practice."""


class PracticeSuspended(NotPermitted):
    """The practice is suspended: it is read and copied, and nothing of it is changed or sent."""

    def __init__(self) -> None:
        super().__init__(
            "this practice is suspended: it can be read and copied, and nothing of it is changed"
            " or sent"
        )


class SlotTaken(StoreError):
    """The requested time is taken by another appointment; the database refused the booking."""


class Stale(StoreError):
    """The data has changed since the decision; read the data again and decide again."""


class StoreTooNew(StoreError):
    """The store was written by a newer version of the service."""


class StoreTooOld(StoreError):
    """The store has an older version and has to be migrated with `textback migrate`."""


class StoreDamaged(StoreError):
    """The store's file is damaged and must not be written to any more.

    Args:
        faults: the faults found.
    """

    def __init__(self, faults: str) -> None:
        super().__init__(
            f"the store is damaged ({faults}); keep a copy of its files, then put a "
            "backup in its place, or save what can be read with sqlite3's .recover"
        )


class StoreUnreachable(StoreError):
    """The database cannot be opened or does not answer."""
