"""Worker: makes backups on their schedule, tries the newest every week, tells what is wrong.

Several services may share a folder: one of them makes the backup. The machine's own clock decides
when one is due, and the number in a name which is the newest.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import structlog

from gateway.backups import folder, health
from gateway.backups.child import Task, elsewhere
from gateway.backups.errors import BackupFailed
from gateway.backups.health import BackupHealth
from gateway.backups.plan import BackupPlan

_log = structlog.get_logger(__name__)

_EVERY = 20.0
"""Seconds between two looks."""
_AGAIN = timedelta(minutes=5)
"""After a failure; sooner where backups are more frequent."""
_DRILL_AGAIN = timedelta(days=1)
_REPEAT = timedelta(hours=1)
"""After which a trouble that lasts is logged again."""


class BackupWorker:
    """Makes and tries backups.

    Attributes:
        health: how the backups stood at the last look.
        troubles: what was wrong then, by a short name that stays the same while it lasts.

    Args:
        plan: how.
        clock: gives aware UTC times.
        task: does a backup or a drill: in another process, but for tests.
    """

    def __init__(
        self, plan: BackupPlan, clock: Callable[[], datetime], task: Task = elsewhere
    ) -> None:
        self._plan = plan
        self._task = task
        self._clock = clock
        self._not_before: dict[str, datetime] = {}
        self._told: dict[str, datetime] = {}
        self.health = BackupHealth(None, None, None, {})
        self.troubles: Mapping[str, str] = {}

    async def run(self) -> None:
        """Make and try backups until cancelled."""
        if self._plan.to is None:
            return
        while True:
            await self.step()
            await asyncio.sleep(_EVERY)

    async def step(self) -> None:
        """Make a backup if one is due, try the newest if that is due, tell what is wrong."""
        now = self._clock()
        unseen: dict[str, str] = {}
        try:
            await asyncio.to_thread(self._watched, now)
            if self._may("backup", now) and health.is_due(self._plan, now):
                await self._make(now)
            if self._may("drill", now) and self._drill_is_due(now):
                await self._drill(now)
        except BackupFailed as error:
            unseen["folder"] = str(error)
        self.health = await asyncio.to_thread(health.look, self._plan, self._clock())
        self.troubles = {**self.health.troubles, **unseen}
        self._tell(self.troubles, now)

    def _watched(self, now: datetime) -> None:
        """Note since when backups are made here: from then on their absence is a trouble."""
        assert self._plan.to is not None  # noqa: S101
        folder.made_private(self._plan.to)
        if "watched_since" not in folder.state(self._plan.to):
            folder.note(self._plan.to, {"watched_since": now.isoformat()})

    def _may(self, task: str, now: datetime) -> bool:
        until = self._not_before.get(task)
        # a clock that was set back does not stop it
        return until is None or not now < until <= now + _DRILL_AGAIN

    async def _make(self, now: datetime) -> None:
        try:
            done = await self._task("backup", self._plan, now)
        except BackupFailed as error:
            self._not_before["backup"] = now + min(_AGAIN, self._plan.every)
            self._note_failure({"at": now.isoformat(), "why": str(error)})
            _log.error("the backup failed", why=str(error))
            return
        if done.get("busy"):
            return
        _log.info("backup made", **done)
        if folder.state(self._plan.to).get("failed") if self._plan.to else False:
            self._note_failure({})

    def _note_failure(self, failure: dict[str, Any]) -> None:
        assert self._plan.to is not None  # noqa: S101
        try:
            folder.note(self._plan.to, {"failed": failure})
        except BackupFailed as error:
            # the disk that is full has no room for this either
            _log.warning("the failure cannot be noted beside the backups", why=str(error))

    def _drill_is_due(self, now: datetime) -> bool:
        if self._plan.drill_key is None or self._plan.to is None:
            return False
        seen = health.look(self._plan, now)
        if seen.newest is None:
            return False
        if seen.drilled_at is None or seen.drilled_at > now + timedelta(days=1):
            return True
        every = self._plan.drill_every if seen.drill_passed else _DRILL_AGAIN
        return now - seen.drilled_at >= min(every, self._plan.drill_every)

    async def _drill(self, now: datetime) -> None:
        self._not_before["drill"] = now + min(_DRILL_AGAIN, self._plan.drill_every)
        try:
            done = await self._task("drill", self._plan, now)
        except BackupFailed as error:
            _log.error("the drill failed", why=str(error))
            return
        if done["faults"]:
            _log.error("the newest backup did not pass its drill", **done)
        else:
            _log.info("the newest backup passed its drill", **done)

    def _tell(self, troubles: Mapping[str, str], now: datetime) -> None:
        for name in self._told.keys() - troubles.keys():
            del self._told[name]
            _log.info("backups: mended", trouble=name)
        for name, words in troubles.items():
            told = self._told.get(name)
            if told is None or not told <= now < told + _REPEAT:
                self._told[name] = now
                _log.error("backups need a person", trouble=name, why=words)
