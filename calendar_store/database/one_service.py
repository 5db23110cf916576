"""Allow only one service at a time on a SQLite store; several services may share PostgreSQL.

Two services on one SQLite store would treat each other's messages under way as lost. The service
locks a file beside the store; the operating system releases the lock when the process ends, for
whatever reason. Commands that run beside the service do not take the lock.
"""

import fcntl
import os
from contextlib import ExitStack, suppress
from pathlib import Path

from calendar_store.model.errors import StoreUnreachable

_OWNER_ONLY = 0o600
_LOCKS = Path("/proc/locks")


def only_service(store: Path | None) -> ExitStack:
    """Lock the store for this service.

    The lock is not on the store's own file: SQLite loses its locks when the process closes any
    handle on that file (fcntl(2), "Advisory record locking").

    Args:
        store: the store's file; None for PostgreSQL, or for a database in memory.

    Returns:
        A stack that holds the lock until it is closed.

    Raises:
        StoreUnreachable: if another service runs on the store, or the lock file cannot be made.
    """
    held = ExitStack()
    if store is None:
        return held
    # the same lock file, whatever path leads to the store
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


def service_holds(store: Path) -> bool | None:
    """Tell whether a service of this machine holds the lock of a store, without taking it.

    Args:
        store: the store's file.

    Returns:
        None where the operating system does not say.
    """
    try:
        found = os.stat(f"{store.resolve()}-service")  # noqa: PTH116 (one call)
        lines = _LOCKS.read_text("ascii").splitlines()
    except FileNotFoundError:
        return False if _LOCKS.exists() else None
    except (OSError, ValueError):
        return None
    device = f"{os.major(found.st_dev):02x}:{os.minor(found.st_dev):02x}:{found.st_ino}"
    for line in lines:
        with suppress(IndexError):
            words = line.split()
            if words[1] == "FLOCK" and words[5] == device:
                return True
    return False
