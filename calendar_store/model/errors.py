"""The closed set of errors of the store, each with the one line that people read."""


class StoreError(Exception):
    """Anything the store refuses; its text is fit for staff to read."""


class InvalidInput(StoreError):
    """Something entered cannot be right: a number, a time, a name; the text says what to do."""


class NotFound(StoreError):
    """What was asked for does not exist in this practice."""


class NotPermitted(StoreError):
    """Whoever asks for it may not do it, or not at this practice."""


class SlotTaken(StoreError):
    """The time asked for was given to somebody else; the database refused the second."""


class Stale(StoreError):
    """What was decided upon has changed meanwhile; decide again on fresh facts."""


class StoreTooNew(StoreError):
    """The store was written by a newer version of the service."""


class StoreTooOld(StoreError):
    """The store has to be brought to this version with `textback migrate`."""


class StoreDamaged(StoreError):
    """The store's file is damaged; nobody should go on writing to it.

    Args:
        faults: what is wrong with it.
    """

    def __init__(self, faults: str) -> None:
        super().__init__(
            f"the store is damaged ({faults}); keep a copy of its files, then put a "
            "backup in its place, or save what can be read with sqlite3's .recover"
        )


class StoreUnreachable(StoreError):
    """The database cannot be opened or does not answer."""
