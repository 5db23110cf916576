"""One service at a time on a SQLite store; several of them share PostgreSQL.

Two services would hold each other's texts for their own: what one has under way the other takes
for left behind. The operating system holds a lock on a file beside the store and lets it go with
the process, however that ends; commands beside the service do not ask for it.
"""

import fcntl
import os
from contextlib import ExitStack
from pathlib import Path

from calendar_store.model.errors import StoreUnreachable

_OWNER_ONLY = 0o600


def only_service(store: Path | None) -> ExitStack:
    """Take the store for this service.

    The lock is not on the store's own file: SQLite loses its locks when any handle of a process on
    that file is closed (fcntl(2), "Advisory record locking").

    Args:
        store: its file; None for a database that services share, or of this process alone.

    Returns:
        What holds the lock until it is closed.

    Raises:
        StoreUnreachable: if another service runs on it, or the lock cannot be made.
    """
    held = ExitStack()
    if store is None:
        return held
    # one store by whatever path it is reached
    beside = Path(f"{store.resolve()}-service")
    try:
        handle = os.open(beside, os.O_RDWR | os.O_CREAT, _OWNER_ONLY)
        held.callback(os.close, handle)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        raise StoreUnreachable(
            f"another textback serve runs on {store}; stop it first, or move to PostgreSQL, which"
            " several may share"
        ) from None
    except OSError as error:
        held.close()
        raise StoreUnreachable(f"the store cannot be opened: {error.strerror}: {beside}") from error
    return held
