"""Moves waiting messages from a carrier that is down to another carrier.

Messages are moved in batches, the most urgent first, and only as many as the other carrier will
soon send, so that the rest still goes over the cheaper carrier when that carrier is back. Moved
messages are not moved back.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from calendar_store.database.connection import Database, Transaction
from calendar_store.messages import rerouting
from calendar_store.messages.attempt_outcomes import Reroute
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.channels.sms.routing.health import CarrierStanding, Health
from gateway.channels.sms.routing.routes import Routes

_log = structlog.get_logger(__name__)

AHEAD, LEAST_AHEAD = 10, 200
"""Messages are moved to a carrier until AHEAD windows of messages wait for it, or LEAST_AHEAD
messages if that is more: enough to keep the carrier busy from one step to the next."""
_LOOK_EVERY = 0.25
"""Seconds between two checks of the carriers, while no messages are moved."""
_AGAIN_AFTER, _FOR_EACH = timedelta(seconds=1), timedelta(microseconds=100)
"""Pause after a walk, and its extension for each message that could not be moved. The messages are
then looked at again: other carriers may be back, and attempts that were under way have ended."""


@dataclass(slots=True)
class _Walk:
    """One walk through the waiting messages of a carrier, the most urgent first.

    Attributes:
        skip: number of messages at the start that no other carrier takes.
        rests_until: when the next walk begins, after a walk that reached the end.
    """

    skip: int = 0
    rests_until: datetime | None = None


class Failover:
    """Moves messages between carriers.

    Args:
        database: the store.
        routes: the carriers.
        health: the standing of the carriers.
        windows: most messages under way with each carrier, by name of the carrier.
        clock: gives aware UTC times.
    """

    def __init__(
        self,
        database: Database,
        routes: Routes,
        health: Health,
        windows: Mapping[str, int],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._routes = routes
        self._health = health
        self._windows = windows
        self._clock = clock
        self._walks: dict[str, _Walk] = {}

    async def run(self) -> None:
        """Move waiting messages from carriers that are down, until cancelled."""
        while True:
            moved = [await self.step(carrier) for carrier in self._windows]
            await asyncio.sleep(0 if any(moved) else _LOOK_EVERY)

    async def step(self, carrier: str) -> int:
        """Move a batch of waiting messages from a carrier if it is down.

        Returns:
            The number of moved messages.
        """
        now = self._clock()
        if not self._health.is_away(carrier, now):
            self._walks.pop(carrier, None)
            return 0
        walk = self._walks.setdefault(carrier, _Walk())
        if walk.rests_until is not None and now < walk.rests_until:
            return 0
        limit = max(map(self._ahead, self._windows))
        async with self._database.read() as tx:
            found = await rerouting.waiting(tx, carrier, now, skip=walk.skip, limit=limit)
            moves, left = await self._chosen(tx, found, walk, now)
        if not moves:
            if len(found) < limit and not left:
                rests_until = now + _AGAIN_AFTER + walk.skip * _FOR_EACH
                self._walks[carrier] = _Walk(rests_until=rests_until)
            return 0
        down = Reason(ReasonCode.CARRIER_DOWN, {"carrier": carrier})
        async with self._database.write() as tx:
            moved = await rerouting.move(tx, moves, down, now)
        _log.warning("moved messages from a carrier that is down", carrier=carrier, messages=moved)
        return moved

    async def _chosen(
        self, tx: Transaction, found: Sequence[Message], walk: _Walk, now: datetime
    ) -> tuple[list[tuple[Message, Reroute]], bool]:
        """Choose messages to move, and their carriers.

        Returns:
            The choices, and whether a message was left because its new carrier has no room.
        """
        rooms: dict[str, int] = {}
        moves, left = [], False
        for message in found:
            to = self._other(message, now)
            if to is None:
                # skip this message on this walk, unless a message before it was left to be moved
                walk.skip += not left
                continue
            if to.carrier not in rooms:
                rooms[to.carrier] = await self._room(tx, to.carrier, message, now)
            if rooms[to.carrier] > 0:
                rooms[to.carrier] -= 1
                moves.append((message, to))
            else:
                left = True
        return moves, left

    def _other(self, message: Message, now: datetime) -> Reroute | None:
        without = (*message.refused_by, message.carrier)
        way = self._routes.way(message.sender, message.recipient, now, without)
        if way is None or self._routes.standing(way, now) is CarrierStanding.DOWN:
            return None
        return Reroute(way.carrier, way.price, message.refused_by)

    async def _room(self, tx: Transaction, carrier: str, first: Message, now: datetime) -> int:
        """Return how many messages may be moved to a carrier now, 0 if fewer than half a batch.

        Messages already waiting there count only if they are sent before `first`.
        """
        ahead = self._ahead(carrier)
        room = ahead - await rerouting.ahead_of(tx, first, carrier, now, ahead)
        return room if 2 * room >= ahead else 0

    def _ahead(self, carrier: str) -> int:
        return max(LEAST_AHEAD, AHEAD * self._windows[carrier])
