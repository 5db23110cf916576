"""Answers texts, a batch of them in one transaction.

One text for each conversation is taken, understood and decided on facts loaded in a few queries,
and performed. A turn whose facts changed meanwhile stays in the inbox and is decided again with
the next batch. A text that cannot be handled at all reaches a person (F14).
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from calendar_store import appointments, inbox
from calendar_store.changes import Topic
from calendar_store.database import Database, Transaction
from calendar_store.errors import SlotTaken, StoreError
from calendar_store.values import Inbound
from dialogs.engine import read, step
from dialogs.performing import MAX_RACES, changes, given_up, lost_slot
from gateway.conversations import facts
from gateway.conversations.facts import Facts
from gateway.conversations.lookups import look_up
from gateway.conversations.perform import (
    Decided,
    apply_changes,
    perform,
    take,
)
from gateway.metrics.tallies import TurnTally
from gateway.routing.routes import Routes

_log = structlog.get_logger(__name__)

BATCH = 64
"""Texts in one transaction: enough to share a commit, few enough to be answered at once."""
_IDLE = 5.0
"""Seconds after which the inbox is looked at although nothing woke us."""


class Turns:
    """Handles what is in the inbox.

    Attributes:
        handled: how many texts were handled since the start.
        tally: the same by what was understood, with how long it took.
    """

    def __init__(self, database: Database, routes: Routes, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._routes = routes
        self._clock = clock
        self._arrived = database.changes.listen(Topic.INBOUND)
        self._singly = 0
        self.tally = TurnTally()
        self.handled = 0

    async def run(self) -> None:
        """Handle texts as they come, until cancelled."""
        try:
            while True:
                if await self.step() == 0:
                    await self._arrived.wait(_IDLE)
        finally:
            self._arrived.close()

    async def step(self) -> int:
        """Handle one batch; return how many texts were taken."""
        limit = 1 if self._singly else BATCH
        try:
            taken = await self._batch(limit, give_up=False)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 (whatever one text does, the others are answered)
            _log.exception("turns failed", texts=limit)
            if limit > 1:
                # one of them is to blame; find it by taking them one by one
                self._singly = BATCH
                return 1
            return await self._batch(1, give_up=True)
        self._singly = max(0, self._singly - 1)
        return taken

    async def _batch(self, limit: int, *, give_up: bool) -> int:
        now, began = self._clock(), time.perf_counter()
        async with self._database.write() as tx:
            claimed = await inbox.claim(tx, limit)
            if not claimed:
                return 0
            known = await facts.load(tx, claimed, now)
            await inbox.finish(tx, [_nobodys(one) for one in known.nobodys], now)
            decided = [
                _given_up(entry) if give_up else await _decide(tx, entry, now)
                for entry in known.entries
            ]
            settled = await self._settle(tx, decided, known, now)
        self.handled += len(settled) + len(known.nobodys)
        heard = [(one.inbound, one.turn.understanding.intent) for one in settled]
        self.tally.turned(heard, time.perf_counter() - began, now)
        for one in settled:
            _log.info(
                "answered",
                inbound=one.inbound.id,
                practice=one.practice_id,
                intent=one.turn.understanding.intent,
                did=len(one.turn.effects),
            )
        return len(claimed)

    async def _settle(
        self, tx: Transaction, decided: Sequence[Decided], known: Facts, now: datetime
    ) -> list[Decided]:
        """Perform turns; leave those whose appointments changed since they were read."""
        made = {one.inbound.id: changes(one.context, one.turn.effects) for one in decided}
        stale = await appointments.stale(tx, [change for some in made.values() for change in some])
        fresh = [
            one
            for one in decided
            if not any((c.was.practice_id, c.was.id) in stale for c in made[one.inbound.id])
        ]
        together = [
            change
            for one in fresh
            if not one.effects.takes_a_slot
            for change in made[one.inbound.id]
        ]
        await apply_changes(tx, together, known.policies, now)
        settled = []
        for one in fresh:
            if one.effects.takes_a_slot:
                settled.append(await _take_slot(tx, one, known, now))
            else:
                settled.append(one)
        await perform(tx, settled, self._routes, now)
        return settled


async def _decide(tx: Transaction, one: facts.Entry, now: datetime) -> Decided:
    began = time.perf_counter()
    context = replace(one.context, new_id=tx.ids.new())
    heard = read(context, one.inbound.text)
    understood = time.perf_counter()
    context = await look_up(tx, context, heard.search, now)
    searched = time.perf_counter()
    turn = step(context, heard)
    return Decided(
        one.inbound,
        context,
        one.conversation,
        turn,
        {
            "understood": _ms(began, understood),
            "free times": _ms(understood, searched),
            "decided": _ms(searched, time.perf_counter()),
        },
    )


async def _take_slot(tx: Transaction, one: Decided, known: Facts, now: datetime) -> Decided:
    """Move, restore or book; when the slot went to somebody else, decide again and say so."""
    for _ in range(MAX_RACES):
        try:
            async with tx.savepoint():
                await take(tx, one, known.policies, now)
        except SlotTaken:
            one = await _decide_again(tx, one, now)
            if not one.effects.takes_a_slot:
                await take(tx, one, known.policies, now)
                return one
        else:
            return one
    entry = facts.Entry(one.inbound, one.context, one.conversation)
    return _given_up(entry, "lost every slot it was offered")


async def _decide_again(tx: Transaction, one: Decided, now: datetime) -> Decided:
    lost = lost_slot(one.context, one.turn.effects)
    context = replace(one.context, lost=lost, free=())
    heard = read(context, one.inbound.text)
    context = await look_up(tx, context, heard.search, now)
    return replace(one, context=context, turn=step(context, heard))


def _given_up(one: facts.Entry, why: str = "could not be handled") -> Decided:
    """Pass a text to a person."""
    turn = given_up(one.context.state, why)
    return Decided(one.inbound, one.context, one.conversation, turn, {})


def _nobodys(one: Inbound) -> inbox.Handled:
    """Keep a text to a number that no practice has; the log says so."""
    _log.warning("text to a number of no practice", inbound=one.id, carrier=one.carrier)
    return inbox.Handled(one.id, None, None, "", {"did": ["no practice has this number"]})


def _ms(began: float, ended: float) -> float:
    return round((ended - began) * 1000, 2)
