"""Refused log-ins: tells every practice which carrier refuses our log-in.

Practices are told although other carriers are up: somebody has to correct a wrong password, and
texts over other carriers may cost more. The service resolves the alert itself when the carrier
accepts the log-in.
"""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import structlog

from calendar_store.conversations import alerts
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.actors import SERVICE
from calendar_store.model.conversations import Alert
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import practices
from gateway.wording.reason_words import in_words

_log = structlog.get_logger(__name__)


Concerned = Callable[[Transaction], Awaitable[Collection[int]]]
"""Returns the ids of the practices that a carrier's state concerns."""


class LogIn(NamedTuple):
    """State of our log-in at a carrier.

    Attributes:
        refused: the reason of the refusal; false where nothing is refused.
        admitted: whether every bind is up.
    """

    refused: Reason
    admitted: bool


class RefusalShares:
    """Keeps the alerts about refused log-ins up to date.

    Args:
        database: the store.
        log_ins: returns the state of our log-in at each carrier, by the carrier's name.
        clock: gives aware UTC times.
        concerned: by carrier, returns the practices that are told of it; all where it is left out.
    """

    def __init__(
        self,
        database: Database,
        log_ins: Callable[[], Mapping[str, LogIn]],
        clock: Callable[[], datetime],
        concerned: Mapping[str, Concerned] | None = None,
    ) -> None:
        self._concerned = concerned or {}
        self._database = database
        self._log_ins = log_ins
        self._clock = clock
        # None: the alerts that a former run of the service raised are not loaded yet
        self._told: dict[str, list[Alert]] | None = None

    async def look(self) -> None:
        """Raise alerts for refused log-ins, resolve those that are over; call this often."""
        log_ins = self._log_ins()
        if self._told is None:
            self._told = await self._standing(log_ins)
        for carrier, log_in in log_ins.items():
            if log_in.refused and carrier not in self._told:
                self._told[carrier] = await self._tell(carrier, log_in.refused)
            elif log_in.admitted and carrier in self._told:
                await self._withdraw(self._told[carrier])
                del self._told[carrier]

    async def _standing(self, carriers: Mapping[str, LogIn]) -> dict[str, list[Alert]]:
        async with self._database.read() as tx:
            outages = await alerts.open_of_kind(tx, AlertKind.OUTAGE)
        found: dict[str, list[Alert]] = {}
        for alert in outages:
            for carrier in carriers:
                if _is_about(alert, carrier):
                    found.setdefault(carrier, []).append(alert)
        return found

    async def _tell(self, carrier: str, refused: Reason) -> list[Alert]:
        reason = Reason(ReasonCode.LOG_IN_REFUSED, {"carrier": carrier, "why": refused})
        now = self._clock()
        async with self._database.write() as tx:
            outages = await alerts.open_of_kind(tx, AlertKind.OUTAGE)
            # another process may have raised some of the alerts already
            standing = [one for one in outages if _is_about(one, carrier)]
            knowing = {one.practice_id for one in standing}
            theirs = self._concerned.get(carrier)
            told = None if theirs is None else await theirs(tx)
            new = [
                Alert(practice.id, tx.ids.new(), AlertKind.OUTAGE, reason, now)
                for practice in await practices.all_practices(tx)
                if practice.id not in knowing and (told is None or practice.id in told)
            ]
            await alerts.raise_all(tx, new)
        _log.warning("a carrier refuses the log-in", carrier=carrier, reason=in_words(refused))
        return standing + new

    async def _withdraw(self, told: Sequence[Alert]) -> None:
        keys = [(alert.practice_id, alert.id) for alert in told]
        async with self._database.write() as tx:
            await alerts.resolve_all(tx, keys, by=SERVICE, now=self._clock())


def _is_about(alert: Alert, carrier: str) -> bool:
    reason = alert.reason
    return reason.code is ReasonCode.LOG_IN_REFUSED and reason.facts["carrier"] == carrier
