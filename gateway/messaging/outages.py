"""Outage alerts: tells each practice once that no carrier can be reached, and counts late texts.

A practice gets one alert, however long an outage lasts and however many texts expire: an alert for
each text would hide the alerts that staff can still act on. Each expired text is also marked on its
appointment. The service resolves the alert itself when a carrier can be reached again and no text
was lost.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from calendar_store.conversations import alerts
from calendar_store.database.connection import Database, Transaction
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.actors import SERVICE
from calendar_store.model.conversations import Alert
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import practices

_log = structlog.get_logger(__name__)

TOLD_AFTER = timedelta(minutes=3)
"""How long an outage lasts before practices are told: a carrier that restarts is back sooner."""
_AFTERMATH = timedelta(minutes=15)
"""Texts that expire so soon after an outage count as lost in it: the backlog takes time to send."""
ONE_BY_ONE = 5
"""Up to this many late texts of a practice at once get an alert each, if there is no outage."""


@dataclass(frozen=True, slots=True)
class Outage:
    """An outage, current or over; or a group of texts that expired while carriers could be reached.

    Attributes:
        since: when the last carrier became unreachable, UTC.
        until: when a carrier could be reached again, UTC; None while none can.
        crowded: carriers could be reached but took too few texts; `until` is then the time of
            the last late text.
        told: whether the practices were told.
        lost: number of expired texts, by practice id.
        alerts: id of the alert about the outage, by practice id.
        too_many: the reason of the alert about a group.
    """

    since: datetime
    until: datetime | None = None
    crowded: bool = False
    told: bool = False
    lost: Mapping[int, int] = field(default_factory=dict)
    alerts: Mapping[int, int] = field(default_factory=dict)
    too_many: ReasonCode = ReasonCode.TEXTS_TOO_LATE

    def reason(self, practice: Practice, now: datetime) -> Reason:
        """Return the reason of the practice's alert."""
        if self.crowded:
            return Reason(self.too_many, {"lost": self.lost[practice.id]})
        since = _clock(self.since, practice, now)
        facts: dict[str, str | int] = {"since": since, "lost": self.lost.get(practice.id, 0)}
        if self.until is None:
            return Reason(ReasonCode.OUTAGE, facts)
        facts["until"] = _clock(self.until, practice, now)
        return Reason(ReasonCode.OUTAGE_OVER, facts)


class Outages:
    """Notices outages and keeps the alerts about them up to date.

    Args:
        database: the store.
        reachable: tells whether any carrier can be reached; None where no carrier is configured.
        clock: gives aware UTC times.
        too_many: the reason of the alert about messages that expired without an outage.
    """

    def __init__(
        self,
        database: Database,
        reachable: Callable[[], bool] | None,
        clock: Callable[[], datetime],
        *,
        too_many: ReasonCode = ReasonCode.TEXTS_TOO_LATE,
    ) -> None:
        self._too_many = too_many
        self._database = database
        self._reachable = reachable
        self._clock = clock
        self._outage: Outage | None = None
        self._crowded: Outage | None = None
        # an outage that a former run of the service recorded may be over at the first look
        self._looked = False

    async def look(self) -> None:
        """Check whether carriers can be reached, and update the alerts; call this often."""
        if self._reachable is None:
            return
        now, outage = self._clock(), self._outage
        if self._reachable():
            if not self._looked or (outage is not None and outage.until is None):
                await self._end(outage or await self._begun(now), now)
            elif outage is not None and outage.until and now - outage.until > _AFTERMATH:
                self._outage = None
            self._looked = True
        elif outage is None or outage.until is not None:
            self._outage = await self._begun(now)
        elif not outage.told and now - outage.since >= TOLD_AFTER:
            await self._tell_all(outage, now)

    @property
    def why_late(self) -> Reason:
        """The reason to record for a text that expires now."""
        away = self._known is not None
        return Reason(ReasonCode.NO_CARRIER_IN_TIME if away else ReasonCode.NOT_SENT_IN_TIME)

    async def too_late(
        self, tx: Transaction, late: Sequence[Outcome], now: datetime
    ) -> tuple[list[Outcome], Outage | None]:
        """Count expired texts in the alerts of their practices, in an outage or if they are many.

        Args:
            tx: the transaction that marked the texts as expired.
            late: the expired texts.
            now: UTC.

        Returns:
            The texts that need an alert each; and the outage to pass to `remember`.
        """
        added = Counter(one.message.practice_id for one in late)
        outage = self._known
        if outage is None:
            outage = replace(self._crowd(now), until=now)
            many = (n for n in added if added[n] > ONE_BY_ONE or n in outage.alerts)
            added = Counter({practice_id: added[practice_id] for practice_id in many})
        singly = [one for one in late if one.message.practice_id not in added]
        if not added:
            return singly, None
        outage = replace(outage, lost=Counter(outage.lost) + added)
        return singly, await _told(tx, outage, sorted(added), now)

    def remember(self, outage: Outage | None) -> None:
        """Keep the outage that `too_late` returned, once its transaction is committed."""
        if outage is not None and outage.crowded:
            self._crowded = outage
        elif outage is not None:
            self._outage = outage

    def _crowd(self, now: datetime) -> Outage:
        """Return the recent group of texts that expired without an outage, or a new group."""
        last = self._crowded
        if last is not None and last.until and now - last.until <= _AFTERMATH:
            return last
        return Outage(now, crowded=True, too_many=self._too_many)

    @property
    def _known(self) -> Outage | None:
        """The outage if practices were told of it; None during a short interruption."""
        return self._outage if self._outage is not None and self._outage.told else None

    async def _begun(self, now: datetime) -> Outage:
        """Return an outage that begins now, or the open outage of a former run of the service."""
        async with self._database.read() as tx:
            kind = await alerts.open_of_kind(tx, AlertKind.OUTAGE)
        standing = [one for one in kind if one.reason.code is ReasonCode.OUTAGE]
        return Outage(
            since=min([now, *(one.at - TOLD_AFTER for one in standing)]),
            told=bool(standing),
            lost={one.practice_id: one.reason.facts["lost"] for one in standing},
            alerts={one.practice_id: one.id for one in standing},
        )

    async def _tell_all(self, outage: Outage, now: datetime) -> None:
        async with self._database.write() as tx:
            everybody = [one.id for one in await practices.all_practices(tx)]
            told = await _told(tx, replace(outage, told=True), everybody, now)
        self._outage = told
        _log.warning("no carrier can be reached", since=str(outage.since), told=len(everybody))

    async def _end(self, outage: Outage, now: datetime) -> None:
        """Resolve the alerts of practices that lost no text; add the end time to the others."""
        over = replace(outage, until=now)
        cost = [practice_id for practice_id in over.alerts if over.lost.get(practice_id)]
        gone = [(one, alert) for one, alert in over.alerts.items() if one not in cost]
        if over.alerts:
            async with self._database.write() as tx:
                await alerts.resolve_all(tx, gone, by=SERVICE, now=now)
                await _reworded(tx, over, cost, now)
        self._outage = over
        if over.told:
            _log.info("a carrier can be reached again", lost=sum(over.lost.values()))


async def _told(
    tx: Transaction, outage: Outage, practice_ids: Sequence[int], now: datetime
) -> Outage:
    """Update the open alerts of these practices; raise an alert where none is open."""
    reworded = await _reworded(tx, outage, practice_ids, now)
    missing = [one for one in practice_ids if one not in reworded]
    new = {
        practice.id: Alert(
            practice.id, tx.ids.new(), AlertKind.OUTAGE, outage.reason(practice, now), now
        )
        for practice in await practices.by_ids(tx, missing)
    }
    await alerts.raise_all(tx, list(new.values()))
    ids = {practice_id: alert.id for practice_id, alert in new.items()}
    return replace(outage, alerts=dict(outage.alerts) | ids)


async def _reworded(
    tx: Transaction, outage: Outage, practice_ids: Sequence[int], now: datetime
) -> set[int]:
    """Rewrite the open alerts of these practices; return the practices whose alert is open."""
    theirs = [one for one in practice_ids if one in outage.alerts]
    reasons = {
        (practice.id, outage.alerts[practice.id]): outage.reason(practice, now)
        for practice in await practices.by_ids(tx, theirs)
    }
    return {practice_id for practice_id, _ in await alerts.change_reasons(tx, reasons)}


def _clock(moment: datetime, practice: Practice, now: datetime) -> str:
    """Return the practice's local time in ISO form, with the date if it is not today."""
    zone = ZoneInfo(practice.timezone)
    there, here = moment.astimezone(zone), now.astimezone(zone)
    same_day = there.date() == here.date()
    return f"{there:%H:%M}" if same_day else f"{there:%Y-%m-%dT%H:%M}"
