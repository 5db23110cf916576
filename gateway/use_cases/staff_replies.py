"""Sends an answer by staff, or closes a conversation without one; then the dialog resumes.

Each function runs in one transaction; pages and commands use them.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from calendar_store.conversations import conversation_state, staff_queue
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.messages import outbox
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageKind
from dialogs.conversation import State
from dialogs.staff_texts import after_staff
from dialogs.wording.suggest import question
from gateway.messaging.compose import Envelope, compose_message
from gateway.use_cases.staff_conversation import Ask, Correspondence


class Unwarned(InvalidInput):
    """Staff have to see a warning first; the same answer is sent if they send it again."""


async def answer(
    tx: Transaction,
    actor: Actor,
    known: Correspondence,
    text: str,
    ask: Ask | None,
    *,
    seen: int,
    now: datetime,
    despite: Collection[str] = (),
) -> Message:
    """Queue an answer, mark the waiting texts and alerts as done, and let the dialog resume.

    Args:
        tx: a writing transaction.
        actor: who answers.
        known: the conversation, loaded in `tx`.
        text: the answer as staff wrote it.
        ask: the question that stays open, None for no question.
        seen: id of the client's last text that staff have read.
        now: UTC.
        despite: words that tell why the client comes, of which staff have been warned.

    Raises:
        NotPermitted: if the actor may not answer clients.
        InvalidInput: if the answer may not be sent; the error text says why.
        Unwarned: if staff have to be warned first.
        Stale: if the client has written again, an appointment asked about has changed, or the
            service is answering the client at this moment.
    """
    require(actor, Permission.REPLY, known.context.practice.id)
    complaint = known.complaint(text)
    if complaint:
        raise InvalidInput(complaint)
    words = known.disclosing(text)
    if not {word.casefold() for word in words} <= {word.casefold() for word in despite}:
        raise Unwarned(warning(words))
    if known.newest > seen:
        raise Stale("They have written again meanwhile. Read that first, above.")
    state = _after(known, text, ask, now)
    await _keep(tx, known, state, now, written=now)
    message = _message(tx, known, text, now)
    await outbox.enqueue(tx, [message])
    detail = {"despite": list(words)} if words else None
    await _see_to(tx, actor, known, "conversation.answered", now=now, detail=detail)
    return message


def warning(words: Sequence[str]) -> str:
    """Return the warning about words that would tell others why the client comes."""
    quoted = ", ".join(f"“{word}”" for word in words)
    return (
        f"{quoted} would tell whoever sees the phone why they come. Write “your appointment”"
        " instead, or send it again as it is."
    )


async def close(tx: Transaction, actor: Actor, known: Correspondence, *, now: datetime) -> None:
    """Mark the waiting texts and alerts as done without an answer, and let the dialog resume.

    Raises:
        NotPermitted: if the actor may not answer clients.
        Stale: if the service is answering the client at this moment.
    """
    require(actor, Permission.REPLY, known.context.practice.id)
    state = replace(known.context.state, with_person=None, staff_asked=None)
    await _keep(tx, known, state, now, written=known.conversation.last_outbound_at)
    await _see_to(tx, actor, known, "conversation.closed", now=now)


async def set_aside(tx: Transaction, actor: Actor, known: Correspondence, *, now: datetime) -> None:
    """Mark what waits as done because another conversation with the same clients was answered.

    Raises:
        NotPermitted: if the actor may not answer clients.
        Stale: if the service is answering the client at this moment.
    """
    practice_id = known.context.practice.id
    require(actor, Permission.REPLY, practice_id)
    state = replace(known.context.state, with_person=None, staff_asked=None)
    await _keep(tx, known, state, now, written=known.conversation.last_outbound_at)
    if known.waiting is not None:
        await staff_queue.see_to(tx, practice_id, known.waiting, by=actor, now=now)


async def close_strangers(
    tx: Transaction, actor: Actor, practice_id: int, *, up_to: int, now: datetime
) -> int:
    """Close all texts from numbers of no client, without answers.

    Args:
        tx: a writing transaction.
        actor: who closes them.
        practice_id: the practice.
        up_to: id of the newest alert at the time of the request.
        now: UTC.

    Returns:
        How many texts were closed.

    Raises:
        NotPermitted: if the actor may not answer clients.
    """
    require(actor, Permission.REPLY, practice_id)
    closed = await staff_queue.close_strangers(tx, practice_id, up_to=up_to, by=actor, now=now)
    await audit.record(
        *(tx, practice_id),
        by=actor,
        action="strangers.closed",
        subject="",
        now=now,
        detail={"texts": closed},
    )
    return closed


def _after(known: Correspondence, text: str, ask: Ask | None, now: datetime) -> State:
    """Return the state after an answer: with the question that staff ask, or as they leave it."""
    state = known.context.state
    if ask is None:
        return after_staff(state, text, now, known.context)
    standing = {(one.id, one.version): one for one in known.ahead}
    if not all(pair in standing for pair in ask.about):
        raise Stale("The appointment has changed meanwhile. Read what stands now, beside this.")
    about = tuple(standing[pair] for pair in ask.about)
    asked = question(ask.asks, about, known.context.now, known.measured(text).text)
    return replace(state, with_person=None, question=asked, staff_at=None, staff_asked=None)


async def _keep(
    tx: Transaction, known: Correspondence, state: State, now: datetime, *, written: datetime | None
) -> None:
    """Save the state of the conversation, unless a turn is answering it at this moment."""
    key = known.context.key
    if key not in await conversation_state.hold(tx, [key]):
        raise Stale("They are being answered by the service this moment. Press the button again.")
    changed = replace(known.conversation, state=state.to_json(), last_outbound_at=written)
    await conversation_state.save(tx, [changed], now)


def _message(tx: Transaction, known: Correspondence, text: str, now: datetime) -> Message:
    context = known.context
    envelope = Envelope(
        context.practice.id,
        sender=context.key.our_address,
        recipient=context.key.their_address,
        client_id=_client_id(known),
        appointment_id=_appointment_id(known),
    )
    written, channel = known.measured(text).text, known.tariff.of(known.channel)
    if channel is None:
        raise InvalidInput(known.why_not)
    return compose_message(
        *(tx.ids, MessageKind.STAFF, written, envelope), channel=channel, now=now, way=known.way
    )


async def _see_to(
    tx: Transaction,
    actor: Actor,
    known: Correspondence,
    action: str,
    *,
    now: datetime,
    detail: dict[str, Any] | None = None,
) -> None:
    practice_id = known.context.practice.id
    if known.waiting is not None:
        await staff_queue.see_to(tx, practice_id, known.waiting, by=actor, now=now)
    subject = str(_client_id(known) or "")
    await audit.record(
        tx, practice_id, by=actor, action=action, subject=subject, now=now, detail=detail
    )


def _client_id(known: Correspondence) -> int | None:
    """Return the only client with the number, else the client of the last alert."""
    if len(known.clients) == 1:
        return known.clients[0].id
    alerts: Sequence[Alert] = known.waiting.alerts if known.waiting else ()
    return next((one.client_id for one in reversed(alerts) if one.client_id), None)


def _appointment_id(known: Correspondence) -> int | None:
    alerts: Sequence[Alert] = known.waiting.alerts if known.waiting else ()
    about = next((one.appointment_id for one in reversed(alerts) if one.appointment_id), None)
    return about or (known.ahead[0].id if len(known.ahead) == 1 else None)
