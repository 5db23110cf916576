"""Canned answers: kept by staff, one text for each language, checked like wordings."""

from collections.abc import Sequence
from datetime import datetime

from calendar_store.conversations import canned_answers
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.entry.characters import cleaned_line
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.canned_answers import CannedAnswer
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.practices import services
from dialogs.languages import writing
from dialogs.wording import canned
from gateway.use_cases.staff_conversation import Correspondence

LONGEST = 1000
"""Most characters of an answer."""
_LONGEST_NAME = 60
_MOST = 200
"""Most answers of a practice."""


async def save(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    *,
    name: str,
    locale: str,
    text: str,
    now: datetime,
    answer_id: int | None = None,
) -> CannedAnswer:
    """Add an answer, or change one.

    Args:
        tx: a writing transaction.
        actor: who writes it.
        practice: the practice.
        name: what staff call it.
        locale: the language's code.
        text: the answer, with placeholders.
        now: UTC.
        answer_id: the answer to change; None for a new one.

    Raises:
        NotPermitted: if the actor may not answer clients.
        NotFound: if the practice has no such answer.
        InvalidInput: if the answer may not be used; the error text says why.
    """
    require(actor, Permission.REPLY, practice)
    if answer_id is not None:
        await canned_answers.get(tx, practice.id, answer_id)
    elif len(await canned_answers.listed(tx, practice.id)) >= _MOST:
        raise InvalidInput(f"{_MOST} canned answers are the most; remove one first")
    called = " ".join(cleaned_line(name).split())
    if not called:
        raise InvalidInput("give the answer a name")
    if len(called) > _LONGEST_NAME:
        raise InvalidInput(f"the name is too long; at most {_LONGEST_NAME} characters")
    if locale not in writing.spoken():
        raise InvalidInput(f'"{locale}" is no language of ours: {", ".join(writing.spoken())}')
    said = "\n".join(line.strip() for line in text.strip().splitlines())
    if len(said) > LONGEST:
        raise InvalidInput(f"{len(said)} characters are too many, {LONGEST} at most.")
    wrong = canned.complaints(said, await services.all_services(tx, practice.id))
    if wrong:
        raise InvalidInput(" ".join(wrong))
    answer = CannedAnswer(practice.id, answer_id or tx.ids.new(), called, locale, said)
    await canned_answers.save(tx, answer, by=actor, now=now)
    await _record(tx, actor, answer, "canned.saved", now)
    return answer


async def remove(
    tx: Transaction, actor: Actor, practice: Practice, answer_id: int, *, now: datetime
) -> CannedAnswer:
    """Remove an answer; `put_back` undoes it.

    Raises:
        NotPermitted: if the actor may not answer clients.
        NotFound: if the practice has no such answer.
    """
    require(actor, Permission.REPLY, practice)
    answer = await canned_answers.get(tx, practice.id, answer_id)
    await canned_answers.remove(tx, practice.id, answer_id, by=actor, now=now)
    await _record(tx, actor, answer, "canned.removed", now)
    return answer


async def put_back(
    tx: Transaction, actor: Actor, practice: Practice, answer_id: int, *, now: datetime
) -> CannedAnswer:
    """Put an answer back that was removed.

    Raises:
        NotPermitted: if the actor may not answer clients.
        NotFound: if the practice has no such answer.
        InvalidInput: if another one has its name by now.
    """
    require(actor, Permission.REPLY, practice)
    answer = await canned_answers.get(tx, practice.id, answer_id)
    await canned_answers.save(tx, answer, by=actor, now=now)
    await _record(tx, actor, answer, "canned.saved", now)
    return answer


async def for_conversation(
    tx: Transaction, known: Correspondence, locale: str
) -> Sequence[tuple[CannedAnswer, str]]:
    """Return the answers that fit a conversation, each filled in for its client.

    Args:
        tx: any transaction.
        known: the conversation.
        locale: its language; of an answer that is not there in it, the practice's language is used.
    """
    found = await canned_answers.listed(tx, known.context.practice.id)
    wanted = (locale, writing.first_spoken(known.context.practice.locale))
    best: dict[str, CannedAnswer] = {}
    for one in found:
        before = best.get(one.name)
        if one.locale in wanted and (before is None or one.locale == locale):
            best[one.name] = one
    texts = ((one, canned.filled(one.text, one.locale, known.context)) for one in best.values())
    return [(one, text) for one, text in texts if text]


async def _record(
    tx: Transaction, actor: Actor, answer: CannedAnswer, action: str, now: datetime
) -> None:
    await audit.record(
        *(tx, answer.practice_id),
        by=actor,
        action=action,
        subject=f"{answer.name} ({answer.locale})",
        now=now,
    )
