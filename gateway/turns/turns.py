"""The worker that answers texts, a batch of them in one transaction.

One text of each conversation is understood and decided before the transaction that performs the
turns opens, on facts loaded in a few queries: strangers' texts never hold the store's writer. In
the transaction the facts are loaded again. A turn whose facts have changed stays in the inbox and
is decided again with the next batch. A text that cannot be handled is passed to a person.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from calendar_store.appointments import appointments
from calendar_store.conversations import inbox, unattributed
from calendar_store.database.connection import Database, Transaction, is_away
from calendar_store.database.notify import Topic
from calendar_store.model.conversations import Inbound
from calendar_store.model.errors import SlotTaken, StoreError
from calendar_store.model.reason_codes import ReasonCode
from dialogs import which_practice
from dialogs.conversation import Turn
from dialogs.deciding import read, step
from dialogs.intents import Intent, Understanding
from dialogs.performing import MAX_RACES, changes, lost_slot
from gateway.conversations import facts
from gateway.conversations.availability import is_offered
from gateway.conversations.facts import TurnFacts
from gateway.conversations.lookups import look_up
from gateway.conversations.perform import Decided, apply_changes, perform, take
from gateway.messaging.channel import Channels
from gateway.processes import WorkProcesses
from gateway.turns import strangers, suspended
from gateway.turns.ahead import Ahead, as_decided, decide, hear, pass_on
from gateway.turns.turn_tally import TurnTally

_log = structlog.get_logger(__name__)

BATCH = 64
"""Texts in one transaction: enough to share a commit, few enough for quick answers."""
_IDLE = 5.0
"""Seconds after which the inbox is checked even without a notification."""


class Turns:
    """Handles the texts in the inbox.

    Args:
        database: the store.
        channels: the configured channels.
        clock: gives aware UTC times.
        processes: where many texts are read; None: in a thread.

    Attributes:
        handled: number of texts handled since the start.
        tally: counts of turns by intent, and their durations.
    """

    def __init__(
        self,
        database: Database,
        channels: Channels,
        clock: Callable[[], datetime],
        processes: WorkProcesses | None = None,
    ) -> None:
        self._database = database
        self._processes = processes or WorkProcesses(0)
        self._channels = channels
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
        except Exception as error:  # noqa: BLE001 (an error of one text must not block others)
            _log.exception("turns failed", texts=limit)
            if limit > 1:
                # one of the texts causes the error; find it by taking the texts one by one
                self._singly = BATCH
                return 1
            # a locked or full store is not the fault of a text: the text is decided again
            return await self._batch(1, give_up=not is_away(error))
        self._singly = max(0, self._singly - 1)
        return taken

    async def _batch(self, limit: int, *, give_up: bool) -> int:
        now, began = self._clock(), time.perf_counter()
        ahead = {} if give_up else await self._decided_ahead(limit, now)
        async with self._database.write() as tx:
            claimed = await inbox.claim(tx, limit)
            if not claimed:
                return 0
            known = await facts.load(tx, claimed, now)
            await inbox.finish(tx, [_nobodys(one) for one in known.nobodys], now)
            await unattributed.alert(tx, known.nobodys, now)
            decided = []
            for entry in known.entries:
                done = pass_on(entry) if give_up else _asked(entry) or _without_words(entry)
                if done := done or as_decided(entry, ahead.get(entry.inbound.id)):
                    decided.append(suspended.as_suspended(done, now))
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
                effects=len(one.turn.effects),
            )
        return len(claimed)

    async def _decided_ahead(self, limit: int, now: datetime) -> dict[int, Ahead]:
        """Decide about the next texts before the inbox marks them as claimed."""
        async with self._database.read() as tx:
            known = await facts.load(tx, await inbox.waiting(tx, limit), now)
        worded = [one for one in known.entries if not (_asked(one) or _without_words(one))]
        heard = await hear(worded, tx.ids, self._processes)
        async with self._database.read() as tx:
            return await decide(tx, worded, heard, now)

    async def _settle(
        self, tx: Transaction, decided: Sequence[Decided], known: TurnFacts, now: datetime
    ) -> list[Decided]:
        """Perform turns; skip turns whose appointments changed since they were read."""
        made = {one.inbound.id: changes(one.context, one.turn.effects) for one in decided}
        stale = await appointments.stale(tx, [change for some in made.values() for change in some])
        fresh = [
            one
            for one in decided
            if not any((c.was.practice_id, c.was.id) in stale for c in made[one.inbound.id])
        ]
        for by in dict.fromkeys(one.by for one in fresh):
            together = [
                change
                for one in fresh
                if one.by == by and not one.effects.takes_a_slot
                for change in made[one.inbound.id]
            ]
            await apply_changes(tx, together, known.policies, now, by=by)
        settled = []
        for one in fresh:
            if one.effects.takes_a_slot:
                settled.append(await _take_slot(tx, one, known, now))
            else:
                settled.append(one)
        settled = await strangers.restrain(tx, settled, self._channels, now)
        await perform(tx, settled, self._channels, now)
        return settled


async def _take_slot(tx: Transaction, one: Decided, known: TurnFacts, now: datetime) -> Decided:
    """Move, restore or book; if another client has taken the slot, decide again."""
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
    entry = facts.ConversationFacts(one.inbound, one.context, one.conversation)
    return pass_on(entry, ReasonCode.TEXT_LOST_ITS_TIMES)


async def _decide_again(tx: Transaction, one: Decided, now: datetime) -> Decided:
    lost = lost_slot(one.context, one.turn.effects)
    gone = lost is not None and not await is_offered(tx, one.context.practice, lost, now)
    context = replace(one.context, lost=lost, withdrawn=gone, free=())
    heard = read(context, one.inbound.calendar or one.inbound.text)
    context = await look_up(tx, context, heard.search, now)
    return replace(one, context=context, turn=step(context, heard))


def _asked(one: facts.ConversationFacts) -> Decided | None:
    """Return the turn that asks which practice is meant, None where no question is needed."""
    if not one.asks:
        return None
    turn = which_practice.ask(one.asks, one.inbound.text)
    asked = tuple(context.practice.id for context in one.asks)
    return Decided(one.inbound, one.context, one.conversation, turn, {}, asked)


def _without_words(one: facts.ConversationFacts) -> Decided | None:
    """Return the turn of a text without anything to read; None for words or a calendar's answer.

    An empty text is not answered, because each answer is paid for; bytes that cannot be read as
    text are passed to a person.
    """
    if one.inbound.text.strip() or one.inbound.calendar is not None:
        return None
    if one.inbound.text or not one.inbound.raw.strip(b"\0"):
        turn = Turn(
            effects=(),
            replies=(),
            state=one.context.state,
            understanding=Understanding(Intent.UNCLEAR, 0.0, ("nothing was written",)),
            trace=("nothing: the text is empty",),
        )
        return Decided(one.inbound, one.context, one.conversation, turn, {})
    return pass_on(one, ReasonCode.TEXT_NOT_READ)


def _nobodys(one: Inbound) -> inbox.Handled:
    """Mark a text to a number of no practice as handled, and log a warning for the operator."""
    _log.warning("text to a number of no practice", inbound=one.id, carrier=one.carrier)
    return inbox.Handled(one.id, None, None, "", {"did": ["no practice has this number"]})
