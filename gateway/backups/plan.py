"""What a backup, a drill or a copy of the log has to know; goes to another process as JSON."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from config.settings import Settings
from gateway.backups.retention import Retention


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """How a store is backed up.

    Attributes:
        url: of the store, with its password.
        to: folder of the backups; None: none on a schedule.
        recipients: public keys.
        every: how long after one backup the next one is made.
        keep: what is kept.
        drill_key: file of a secret key; None: no drills on a schedule.
        drill_every: how long after one drill the next one is made.
        frames_to: folder for copies of the write-ahead log; None: none are made.
        frames_every: how long after one copy the next one is made.
        keep_frames: how far back any moment can be restored.
        programs: folder of pg_dump and pg_restore; None: as they are found.
    """

    url: str = field(repr=False)
    to: Path | None = None
    recipients: tuple[str, ...] = ()
    every: timedelta = timedelta(hours=1)
    keep: Retention = field(default_factory=Retention)
    drill_key: Path | None = None
    drill_every: timedelta = timedelta(days=7)
    frames_to: Path | None = None
    frames_every: timedelta = timedelta(seconds=2)
    keep_frames: timedelta = timedelta(days=2)
    programs: Path | None = None

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the plan of a configuration."""
        asked = settings.backup
        return cls(
            url=settings.store.full_url(),
            to=asked.to,
            recipients=asked.recipients,
            every=asked.every,
            keep=Retention(asked.keep_hourly, asked.keep_daily, asked.keep_weekly),
            drill_key=asked.drill_key,
            drill_every=asked.drill_every,
            frames_to=asked.frames_to,
            frames_every=asked.frames_every,
            keep_frames=asked.keep_frames,
            programs=asked.postgresql_programs,
        )

    def to_json(self) -> str:
        """Return the plan for another process."""
        return json.dumps(
            {
                "url": self.url,
                "to": _text(self.to),
                "recipients": list(self.recipients),
                "every": self.every.total_seconds(),
                "keep": [self.keep.hourly, self.keep.daily, self.keep.weekly],
                "drill_key": _text(self.drill_key),
                "programs": _text(self.programs),
            }
        )

    @classmethod
    def parse(cls, values: Mapping[str, Any]) -> Self:
        """Return the plan that another process sent."""
        return cls(
            url=values["url"],
            to=_path(values["to"]),
            recipients=tuple(values["recipients"]),
            every=timedelta(seconds=values["every"]),
            keep=Retention(*values["keep"]),
            drill_key=_path(values["drill_key"]),
            programs=_path(values["programs"]),
        )


def _text(path: Path | None) -> str | None:
    return str(path.absolute()) if path else None


def _path(written: str | None) -> Path | None:
    return Path(written) if written else None
