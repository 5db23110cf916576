"""Understands and decides texts before the transaction of their turns, for a limited time.

Inside the transaction this work would hold the store's only writer. Texts are read beside the event
loop, because a stranger's text may take long to read; many texts are read in processes.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.database.ids import Ids
from calendar_store.model.calendar_answers import CalendarAnswer
from calendar_store.model.reason_codes import ReasonCode
from dialogs.conversation import Context, Read, Turn
from dialogs.deciding import read, step
from dialogs.performing import given_up
from gateway.conversations.facts import ConversationFacts
from gateway.conversations.lookups import look_up
from gateway.conversations.perform import Decided
from gateway.processes import WorkProcesses

SLICE = 0.25
"""Seconds for reading the texts of one batch; the other texts are read with the next batch."""
BUDGET = 1.0
"""Seconds of processor time for one text, a hundred times as much as the longest text takes."""

_Said = tuple[Context, str | CalendarAnswer]


@dataclass(frozen=True, slots=True)
class HeardText:
    """The meaning of a text, and what follows from it.

    Attributes:
        said: the meaning; None for a text that took more than its budget.
        took: seconds of reading.
        turn: the decision; None where free times or a day's appointments are needed for it.
        decided: seconds of deciding.
    """

    said: Read | None
    took: float
    turn: Turn | None = None
    decided: float = 0.0


@dataclass(frozen=True, slots=True)
class Ahead:
    """A decision about a text, with the facts on which it was decided."""

    entry: ConversationFacts
    decided: Decided


async def hear(
    some: Sequence[ConversationFacts], ids: Ids, processes: WorkProcesses
) -> dict[int, tuple[Context, HeardText]]:
    """Read texts until the time slice is used, the first in any case.

    Args:
        some: the texts with the facts needed to read them.
        ids: gives the id of what a text may book.
        processes: where many texts are read.

    Returns:
        By text id, the meaning, and the facts with which the text is decided.
    """
    contexts = [replace(one.context, new_id=ids.new()) for one in some]
    said: list[_Said] = [
        (context, one.inbound.calendar or one.inbound.text)
        for context, one in zip(contexts, some, strict=True)
    ]
    heard = await processes.compute(_hear, said) if said else []
    return {
        one.inbound.id: (context, text)
        for one, context, text in zip(some, contexts, heard, strict=True)
        if text is not None
    }


def _hear(some: Sequence[_Said]) -> list[HeardText | None]:
    """Read texts, and decide those that need nothing to be looked up; None for an unread one."""
    began, heard = time.perf_counter(), list[HeardText | None]()
    for context, said in some:
        if heard and time.perf_counter() - began > SLICE:
            heard.append(None)
            continue
        # the first text of a language also loads the language's words, so it gets a second try
        heard.append(_within_budget(context, said) or _within_budget(context, said, last=True))
    return heard


def _within_budget(
    context: Context, said: str | CalendarAnswer, *, last: bool = False
) -> HeardText | None:
    """Read a text; None, or nothing heard, if that took more processor time than its budget."""
    started, spent = time.perf_counter(), time.thread_time()
    meaning = read(context, said)
    took = time.perf_counter() - started
    if time.thread_time() - spent > BUDGET:
        return HeardText(None, took) if last else None
    if meaning.search is not None:
        return HeardText(meaning, took)
    turn = step(context, meaning)
    return HeardText(meaning, took, turn, time.perf_counter() - started - took)


async def decide(
    tx: Transaction,
    some: Sequence[ConversationFacts],
    heard: Mapping[int, tuple[Context, HeardText]],
    now: datetime,
) -> dict[int, Ahead]:
    """Decide about texts; a text that went over its budget is passed to a person.

    Args:
        tx: any transaction, used to look up free times.
        some: the texts with the facts about them.
        heard: what `hear` returned; a text that it did not read is left out.
        now: UTC.
    """
    return {
        one.inbound.id: await _about(tx, one, *heard[one.inbound.id], now)
        for one in some
        if one.inbound.id in heard
    }


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
    tx: Transaction, one: ConversationFacts, context: Context, heard: HeardText, now: datetime
) -> Ahead:
    if heard.said is None:
        return Ahead(one, pass_on(one, ReasonCode.TEXT_TOOK_TOO_LONG))
    turn, decided = heard.turn, heard.decided
    began = searched = time.perf_counter()
    if turn is None:
        context = await look_up(tx, context, heard.said.search, now)
        searched = time.perf_counter()
        turn = step(context, heard.said)
        decided = time.perf_counter() - searched
    took = {
        "understood": _ms(heard.took),
        "free times": _ms(searched - began),
        "decided": _ms(decided),
    }
    return Ahead(one, Decided(one.inbound, context, one.conversation, turn, took))


def _ms(seconds: float) -> float:
    return round(seconds * 1000, 2)
