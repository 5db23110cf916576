"""Understands and decides texts before the transaction of their turns, for a limited time.

Inside the transaction this work would hold the store's only writer. Texts are read in a thread,
because a stranger's text may take long to read.
"""

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.model.reason_codes import ReasonCode
from dialogs.conversation import Read
from dialogs.deciding import read, step
from dialogs.performing import given_up
from gateway.conversations.facts import ConversationFacts
from gateway.turns.lookups import look_up
from gateway.turns.perform import Decided

SLICE = 0.25
"""Seconds for reading the texts of one batch; the other texts are read with the next batch."""
BUDGET = 1.0
"""Seconds of processor time for one text, a hundred times as much as the longest text takes."""


@dataclass(frozen=True, slots=True)
class DecidedText:
    """The meaning of a text, and the time it took to read.

    Attributes:
        said: the meaning; None for a text that took more than its budget.
        took: seconds.
    """

    said: Read | None
    took: float


@dataclass(frozen=True, slots=True)
class Ahead:
    """A decision about a text, with the facts on which it was decided."""

    entry: ConversationFacts
    decided: Decided


async def hear(some: Sequence[ConversationFacts]) -> dict[int, DecidedText]:
    """Read texts until the time slice is used, the first in any case; return meanings by text id.

    Args:
        some: the texts with the facts needed to read them.
    """
    return await asyncio.to_thread(_hear, some) if some else {}


def _hear(some: Sequence[ConversationFacts]) -> dict[int, DecidedText]:
    began, heard = time.perf_counter(), dict[int, DecidedText]()
    for one in some:
        started = time.perf_counter()
        # the first text of a language also loads the language's words, so it gets a second try
        said = _within_budget(one) or _within_budget(one)
        ended = time.perf_counter()
        heard[one.inbound.id] = DecidedText(said, ended - started)
        if ended - began > SLICE:
            break
    return heard


def _within_budget(one: ConversationFacts) -> Read | None:
    """Return the meaning of a text, None if reading took more processor time than its budget."""
    spent = time.thread_time()
    said = read(one.context, one.inbound.calendar or one.inbound.text)
    return said if time.thread_time() - spent <= BUDGET else None


async def decide(
    tx: Transaction,
    some: Sequence[ConversationFacts],
    heard: Mapping[int, DecidedText],
    now: datetime,
) -> dict[int, Ahead]:
    """Decide about texts; a text that went over its budget is passed to a person.

    Args:
        tx: any transaction, used to look up free times.
        some: the texts with the facts about them.
        heard: meanings by text id.
        now: UTC.
    """
    return {one.inbound.id: await _about(tx, one, heard[one.inbound.id], now) for one in some}


def as_decided(one: ConversationFacts, ahead: Ahead | None) -> Decided | None:
    """Return the decision made ahead, None if the facts have changed since.

    Args:
        one: the text with the facts as they are in the transaction of its turn.
        ahead: the decision made before, None if there is none.
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
