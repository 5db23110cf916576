"""Worker: notices that the line to a practice is lost, and makes its paper at once.

Each loss is told once: the row of the loss, its alert and the paper with its messages are one
transaction. When the practice is heard from again, the alert is mended. A paper that cannot be made
keeps nobody from being told.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import structlog

from calendar_store.conversations import alerts
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.actors import SERVICE, Actor
from calendar_store.model.conversations import Alert
from calendar_store.model.lines import Heartbeat, LostLine
from calendar_store.model.papers import Paper, PaperKind, PaperSettings
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import hours, lines, paper_settings, practices, practitioners
from gateway.lines.line_decision import is_back, office_of, silent_since
from gateway.paper.making import Together

_log = structlog.get_logger(__name__)

_EVERY = 15.0
_KEPT = timedelta(days=60)


class MakesPaper(Protocol):
    """Makes papers; see `gateway.paper.making.PaperMaker`."""

    async def make(
        self,
        practice_id: int,
        kind: PaperKind,
        *,
        by: Actor,
        now: datetime,
        reason: str = "",
        together: Together | None = None,
    ) -> Paper | None:
        """Make a paper; see `PaperMaker.make`."""


class LostLineWatcher:
    """Watches the lines of the practices that want to be told.

    Args:
        database: the store.
        paper: makes the paper.
        clock: gives aware UTC times.
    """

    def __init__(
        self, database: Database, paper: MakesPaper, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._paper = paper
        self._clock = clock
        self._begun: datetime | None = None

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await self.step()
            await asyncio.sleep(_EVERY)

    async def step(self) -> None:
        """Look at every line once."""
        now = self._clock()
        if self._begun is None:
            self._begun = now
        async with self._database.read() as tx:
            wanted = {
                one.practice_id: one
                for one in await paper_settings.of_practices(tx)
                if one.lost_after is not None
            }
            lost = await lines.lost(tx)
            heard = await lines.heard(tx, wanted.keys() | lost.keys())
        for line in lost.values():
            if is_back(heard.get(line.practice_id, ()), line.since):
                await self._mend(line, now)
        watched = {key: one for key, one in wanted.items() if key not in lost}
        for practice, since in await self._silent(watched, heard, now):
            await self._lose(practice, since, len(wanted[practice.id].ways), now)

    async def _silent(
        self,
        wanted: Mapping[int, PaperSettings],
        heard: Mapping[int, Sequence[Heartbeat]],
        now: datetime,
    ) -> list[tuple[Practice, datetime]]:
        """Return the practices whose lines are lost now, with their last beats."""
        found = []
        # the silence of a service that did not run is its own
        for practice_id, settings in wanted.items():
            after = settings.lost_after
            beats = heard.get(practice_id, ())
            if after is None or not _may_be_silent(beats, after, now, self._begun or now):
                continue
            async with self._database.read() as tx:
                practice = await practices.get(tx, practice_id)
                zone = ZoneInfo(practice.timezone)
                today = now.astimezone(zone).date()
                working = await practitioners.working(tx, practice_id)
                ids = [one.id for one in working]
                known = await hours.load(tx, practice_id, ids, today, today)
            office = office_of(known, ids, today, zone)
            since = silent_since(beats, after, office, zone, now)
            if since is not None:
                found.append((practice, since))
        return found

    async def _lose(self, practice: Practice, since: datetime, ways: int, now: datetime) -> None:
        local = since.astimezone(ZoneInfo(practice.timezone)).replace(tzinfo=None)
        shown = {"since": local.isoformat(timespec="minutes")}
        reason = Reason(ReasonCode.LINE_LOST, shown | {"ways": ways})

        async def together(tx: Transaction) -> bool:
            return await _told(tx, practice.id, since, now, reason)

        try:
            await self._paper.make(
                practice.id, PaperKind.LOST_LINE, by=SERVICE, now=now, together=together
            )
        except Exception:  # noqa: BLE001 (whatever it is: staff are told)
            _log.exception("the paper of a lost line could not be made", practice=practice.id)
            reason = Reason(ReasonCode.LINE_LOST_NO_PAPER, shown)
            async with self._database.write() as tx:
                await together(tx)
        _log.warning("the line to a practice is lost", practice=practice.id)

    async def _mend(self, line: LostLine, now: datetime) -> None:
        async with self._database.write() as tx:
            if await lines.mend(tx, line, now):
                key = (line.practice_id, line.alert_id)
                await alerts.resolve_all(tx, [key], by=SERVICE, now=now)
            await lines.forget_lost(tx, now - _KEPT)
        _log.info("the line to a practice is back", practice=line.practice_id)


def _may_be_silent(
    beats: Sequence[Heartbeat], after: timedelta, now: datetime, begun: datetime
) -> bool:
    """Tell whether silence is long enough to be looked at, without the store."""
    if not beats or now - begun < after:
        return False
    return now - min(one.seen_at for one in beats) >= after


async def _told(
    tx: Transaction, practice_id: int, since: datetime, now: datetime, reason: Reason
) -> bool:
    """Keep the loss and raise its alert; False if it is known already."""
    alert = Alert(practice_id, tx.ids.new(), AlertKind.LINE_LOST, reason, now)
    line = LostLine(practice_id, tx.ids.new(), since, now, alert.id)
    if not await lines.lose(tx, line):
        return False
    await alerts.raise_all(tx, [alert])
    return True
