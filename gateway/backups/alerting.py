"""Worker: alerts the practices of those who run the service while something is wrong with backups.

One alert for each trouble, raised once while it lasts, and mended when it is over. The log and the
metrics tell of it as well, also where the store itself is away.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from calendar_store.conversations import alerts
from calendar_store.database.connection import Database
from calendar_store.model.actors import SERVICE
from calendar_store.model.conversations import Alert
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import staff

_log = structlog.get_logger(__name__)

_EVERY = 30.0
_LONGEST = 300
"""Most letters of what is said about a trouble."""


class BackupAlerts:
    """Raises and mends the alerts.

    Args:
        database: the store.
        troubles: returns what is wrong now, in words, by its short name.
        clock: gives aware UTC times.
    """

    def __init__(
        self,
        database: Database,
        troubles: Callable[[], Mapping[str, str]],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._troubles = troubles
        self._clock = clock
        self._before: Mapping[str, str] | None = None

    async def run(self) -> None:
        """Alert until cancelled."""
        while True:
            await self.step()
            await asyncio.sleep(_EVERY)

    async def step(self) -> None:
        """Raise alerts of what went wrong since the last step, and mend those of what is over."""
        troubles = dict(self._troubles())
        if self._before is not None and troubles.keys() == self._before.keys():
            return
        now = self._clock()
        async with self._database.write() as tx:
            standing = await alerts.open_of_kind(tx, AlertKind.BACKUPS)
            over = [one for one in standing if one.reason.facts["trouble"] not in troubles]
            keys = [(one.practice_id, one.id) for one in over]
            await alerts.resolve_all(tx, keys, by=SERVICE, now=now)
            # what staff have seen to is raised again only when it was over in between
            fresh = troubles.keys() - (self._before or {}).keys()
            known = {(one.practice_id, one.reason.facts["trouble"]) for one in standing}
            homes = await staff.homes_of_operators(tx) if fresh else []
            raised = [
                Alert(home, tx.ids.new(), AlertKind.BACKUPS, _reason(name, troubles[name]), now)
                for home in homes
                for name in sorted(fresh)
                if (home, name) not in known
            ]
            await alerts.raise_all(tx, raised)
        self._before = troubles
        if raised or over:
            _log.info("alerts of backups", raised=len(raised), mended=len(over))


def _reason(trouble: str, said: str) -> Reason:
    return Reason(ReasonCode.BACKUPS_TROUBLED, {"trouble": trouble, "said": said[:_LONGEST]})
