"""The section [backup] of the configuration: where copies of the store go, how often, for whom."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, ValidationInfo, model_validator

from config.checked import Duration, beside
from config.sections import Section

_FEWEST = timedelta(minutes=1)
LONGEST_BEHIND = timedelta(seconds=10)
"""How far the copy of the write-ahead log may be behind the store."""


def _folder(path: Path, info: ValidationInfo) -> Path:
    found = beside(info, path)
    try:
        possible = found.is_dir() or not found.exists()
    except OSError:
        possible = False
    if not possible:
        raise ValueError("cannot be a folder; write another path")
    return found


def _path(path: Path, info: ValidationInfo) -> Path:
    return beside(info, path)


def _recipient(value: str) -> str:
    from pyrage import RecipientError, x25519

    try:
        x25519.Recipient.from_str(value.strip())
    except RecipientError:
        raise ValueError(
            'is no public key; write one that begins with "age1", as textback backup key prints it'
        ) from None
    return value.strip()


def _not_too_often(value: timedelta) -> timedelta:
    if value < _FEWEST:
        raise ValueError('must be at least "1m"')
    return value


def _not_too_far_behind(value: timedelta) -> timedelta:
    if value > LONGEST_BEHIND:
        raise ValueError('must be at most "10s"')
    return value


Folder = Annotated[Path, AfterValidator(_folder)]
Recipient = Annotated[str, AfterValidator(_recipient)]
Seldom = Annotated[Duration, AfterValidator(_not_too_often)]
Kept = Annotated[int, Field(ge=0, le=10_000)]


class BackupSettings(Section):
    """Backups of the store.

    Attributes:
        to: folder of the backups; None: none are made on a schedule.
        recipients: public keys; who has the secret key of one of them can read the backups.
        every: how long after one backup the next one is made.
        keep_hourly: hours of which the last backup is kept.
        keep_daily: days of which the last backup is kept.
        keep_weekly: weeks of which the last backup is kept.
        drill_key: file with a secret key, for the drills; None: none are made on a schedule.
        drill_every: how long after one drill the next one is made.
        frames_to: folder on another disk to which a SQLite store's write-ahead log is copied; None:
            it is not copied.
        frames_every: how long after one copy the next one is made.
        keep_frames: how far back a SQLite store can be restored to any moment.
        postgresql_programs: folder of pg_dump and pg_restore; None: as they are found.
    """

    to: Folder | None = None
    recipients: tuple[Recipient, ...] = ()
    every: Seldom = timedelta(hours=1)
    keep_hourly: Kept = 24
    keep_daily: Kept = 14
    keep_weekly: Kept = 8
    drill_key: Annotated[Path, AfterValidator(_path)] | None = None
    drill_every: Seldom = timedelta(days=7)
    frames_to: Folder | None = None
    frames_every: Annotated[Duration, AfterValidator(_not_too_far_behind)] = timedelta(seconds=2)
    keep_frames: Seldom = timedelta(days=2)
    postgresql_programs: Folder | None = None

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        if (self.to or self.frames_to) and not self.recipients:
            raise ValueError(
                "recipients are missing, whose keys open the backups; make a key with textback"
                " backup key"
            )
        if self.to is not None and self.to == self.frames_to:
            raise ValueError("to and frames_to are the same folder; write another one")
        return self
