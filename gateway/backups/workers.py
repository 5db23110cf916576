"""The workers of backups in a service, and what the metrics tell of them."""

from collections.abc import Callable, Mapping
from datetime import datetime

from calendar_store.database.connection import Database
from gateway.backups.alerting import BackupAlerts
from gateway.backups.frame_worker import FrameWorker
from gateway.backups.plan import BackupPlan
from gateway.backups.worker import BackupWorker


class BackupCounts:
    """The figures of one service's backups.

    Args:
        making: makes and tries backups.
        frames: copies the log; None where none is copied.
    """

    def __init__(self, making: BackupWorker, frames: FrameWorker | None) -> None:
        self._making = making
        self._frames = frames

    def ages(self, now: datetime) -> dict[str, float]:
        """Return seconds since "backup", "drill" and "log" were last made; without what never was.

        Args:
            now: UTC.
        """
        seen, frames = self._making.health, self._frames
        moments = {
            "backup": seen.newest.made_at if seen.newest else None,
            "drill": seen.drilled_at,
            "log": frames.copied_at if frames else None,
        }
        return {name: (now - at).total_seconds() for name, at in moments.items() if at}

    @property
    def octets(self) -> int:
        """Size of the newest backup; 0 for none."""
        newest = self._making.health.newest
        return newest.octets if newest else 0

    @property
    def troubles(self) -> Mapping[str, str]:
        """What is wrong, in words, by its short name."""
        of_log = self._frames.trouble if self._frames else ""
        return {**self._making.troubles, **({"log": of_log} if of_log else {})}


class BackupWorkers:
    """The workers of one service; without a plan they end at once.

    Attributes:
        counts: for the metrics; None where nothing is backed up.

    Args:
        plan: how; None: not at all.
        database: the store.
        clock: gives aware UTC times.
    """

    def __init__(
        self, plan: BackupPlan | None, database: Database, clock: Callable[[], datetime]
    ) -> None:
        self._making: BackupWorker | None = None
        self._frames: FrameWorker | None = None
        self._alerts: BackupAlerts | None = None
        self.counts: BackupCounts | None = None
        if plan is None or not (plan.to or plan.frames_to):
            return
        self._making = BackupWorker(plan, clock)
        if plan.frames_to is not None and database.file is not None:
            self._frames = FrameWorker(plan, database.file, clock)
        self.counts = counts = BackupCounts(self._making, self._frames)
        self._alerts = BackupAlerts(database, lambda: counts.troubles, clock)

    @property
    def log(self) -> tuple[datetime | None, str]:
        """When all of the log was last copied, UTC, and what is wrong with that; "" for nothing."""
        frames = self._frames
        return (frames.copied_at, frames.trouble) if frames else (None, "")

    async def make(self) -> None:
        """Make and try backups until cancelled."""
        if self._making is not None:
            await self._making.run()

    async def alert(self) -> None:
        """Alert those who run the service of what is wrong, until cancelled."""
        if self._alerts is not None:
            await self._alerts.run()

    async def copy_log(self) -> None:
        """Copy the log of a SQLite store until cancelled."""
        if self._frames is not None:
            await self._frames.run()
