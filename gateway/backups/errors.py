"""Why a backup was not made, read or restored; each error is one line for the operator."""

import errno

from calendar_store.model.errors import StoreError


class BackupFailed(StoreError):
    """A backup could not be made, or what is there could not be used."""


class BackupUnreadable(BackupFailed):
    """A backup cannot be opened: the key is wrong, or the file is damaged or cut off."""


class StoreHasRows(BackupFailed):
    """The store to restore to has rows, which are not overwritten."""


def refused(error: OSError, doing: str) -> BackupFailed:
    """Return an error of the operating system in one line.

    Args:
        error: the error.
        doing: what was being done, as "the backup cannot be written".
    """
    where = f" ({error.filename})" if isinstance(error.filename, str) else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return BackupFailed(f"{doing}: the disk is full{where}; make room, nothing was removed")
    return BackupFailed(f"{doing}: {error.strerror or error}{where}")
