"""Texts understood and decided about before the transaction of their turns, for a bounded time.

Inside it they would hold the store's only writer. They are understood in a thread, for strangers
may write what takes long to read.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.model.reason_codes import ReasonCode
from dialogs.conversation import Read
from dialogs.engine import read, step
from dialogs.performing import given_up
from gateway.turns.facts import ConversationFacts
from gateway.turns.lookups import look_up
from gateway.turns.perform import Decided

SLICE = 0.25
"""Seconds of one batch for which texts are read; the others are read with the next one."""
BUDGET = 1.0
"""Seconds of the processor for one text, a hundred times what the longest takes."""


@dataclass(frozen=True, slots=True)
class DecidedText:
    """What a text says, and how long it took to read.

    Attributes:
        said: None where it went over its budget.
        took: seconds.
    """

    said: Read | None
    took: float


@dataclass(frozen=True, slots=True)
class Ahead:
    """What was decided about a text, with the facts that it was decided on."""

    entry: ConversationFacts
    decided: Decided


async def hear(some: Sequence[ConversationFacts]) -> dict[int, DecidedText]:
    """Return what texts say, by id: of the first at least, of as many as a slice lasts for.

    Args:
        some: the texts with the facts that they are read against.
    """
    return await asyncio.to_thread(_hear, some) if some else {}


def _hear(some: Sequence[ConversationFacts]) -> dict[int, DecidedText]:
    began, heard = time.perf_counter(), dict[int, DecidedText]()
    for one in some:
        started = time.perf_counter()
        # the first text of a language waits until its words are loaded, which is not its fault
        said = _within_budget(one) or _within_budget(one)
        ended = time.perf_counter()
        heard[one.inbound.id] = DecidedText(said, ended - started)
        if ended - began > SLICE:
            break
    return heard


def _within_budget(one: ConversationFacts) -> Read | None:
    """Return what a text says, None where reading it took more than its budget."""
    spent = time.thread_time()
    said = read(one.context, one.inbound.text)
    return said if time.thread_time() - spent <= BUDGET else None


async def decide(
    tx: Transaction,
    some: Sequence[ConversationFacts],
    heard: Mapping[int, DecidedText],
    now: datetime,
) -> dict[int, Ahead]:
    """Decide about texts; one that went over its budget is for a person to read.

    Args:
        tx: any transaction, to look up free times in.
        some: the texts with the facts about them.
        heard: what they say, by id.
        now: UTC.
    """
    return {one.inbound.id: await _about(tx, one, heard[one.inbound.id], now) for one in some}


def as_decided(one: ConversationFacts, ahead: Ahead | None) -> Decided | None:
    """Return what was decided ahead, None where the facts are others now.

    Args:
        one: the text with the facts as they are in the transaction of its turn.
        ahead: what was decided about it before, if anything.
    """
    if ahead is None or ahead.entry.context != one.context:
        return None
    return replace(ahead.decided, inbound=one.inbound, conversation=one.conversation)


def pass_on(one: ConversationFacts, code: ReasonCode = ReasonCode.TEXT_NOT_HANDLED) -> Decided:
    """Pass a text to a person."""
    turn = given_up(one.context.state, code)
    return Decided(one.inbound, one.context, one.conversation, turn, {})


async def _about(
    tx: Transaction, one: ConversationFacts, heard: DecidedText, now: datetime
) -> Ahead:
    if heard.said is None:
        return Ahead(one, pass_on(one, ReasonCode.TEXT_TOOK_TOO_LONG))
    context = replace(one.context, new_id=tx.ids.new())
    began = time.perf_counter()
    context = await look_up(tx, context, heard.said.search, now)
    searched = time.perf_counter()
    turn = step(context, heard.said)
    took = {
        "understood": _ms(heard.took),
        "free times": _ms(searched - began),
        "decided": _ms(time.perf_counter() - searched),
    }
    return Ahead(one, Decided(one.inbound, context, one.conversation, turn, took))


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
