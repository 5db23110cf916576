"""Takes back what staff said that a text means: the appointment stands as before, the text waits.

The client is told only if the answer has left already.
"""

from dataclasses import replace
from datetime import datetime

from calendar_store.appointments import agenda
from calendar_store.conversations import alerts, closed_texts, labelled_examples, staff_queue
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.messages import message_rows, suppression
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.conversations import Inbound
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.labelled_examples import LabelledExample
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import MessageKind
from dialogs import meant
from dialogs.conversation import Turn
from dialogs.meant import Meaning, SaidMeaning
from gateway.conversations import facts
from gateway.conversations.perform import Decided, perform
from gateway.messaging.channel import Channels
from gateway.use_cases import undoing
from gateway.use_cases.staff_meanings import hold
from gateway.use_cases.undoing import UNDO_WITHIN

_LAST = 20
"""Messages of a conversation among which the answer is looked for."""


async def take_back(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    text_id: int,
    *,
    channels: Channels,
    now: datetime,
) -> LabelledExample:
    """Take back what was done on what staff said that a text means; return the former example.

    Args:
        tx: a writing transaction.
        actor: who takes it back.
        practice_id: the practice.
        text_id: the text.
        channels: the configured channels.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not answer clients, or not undo what was done.
        NotFound: if the practice has no such text.
        InvalidInput: if it is too late, or messages were stopped.
        SlotTaken: if somebody else has the time by now.
        Stale: if it was taken back already, or the appointment has changed since.
    """
    require(actor, Permission.REPLY, practice_id)
    text = await staff_queue.text(tx, practice_id, text_id)
    await hold(tx, text)
    found = await labelled_examples.of_texts(tx, practice_id, [text_id])
    if text_id not in found:
        raise Stale("Nothing is left to undo: it was taken back already.")
    example = found[text_id]
    _require_soon(example, now)
    kept_back = await _keep_back(tx, text, example, now)
    await _undo(tx, actor, text, example, channels=channels, now=now, told=not kept_back)
    await alerts.resolve_raised_at(tx, practice_id, example.at, by=actor)
    theirs = (text.key.channel, text.key.their_address)
    await closed_texts.reopen(tx, practice_id, theirs, example.at)
    await labelled_examples.remove(tx, example, now)
    await audit.record(
        *(tx, practice_id),
        by=actor,
        action="text.unsettled",
        subject=str(text.client_id or ""),
        now=now,
        detail={"text": str(text_id), "meant": example.intent},
    )
    return example


def _require_soon(example: LabelledExample, now: datetime) -> None:
    if example.intent == SaidMeaning.OPT_OUT:
        raise InvalidInput("Messages are stopped; they start again when the client agrees anew.")
    if now - example.at > UNDO_WITHIN:
        raise InvalidInput("It is too late to undo that; change the appointment instead.")


async def _keep_back(
    tx: Transaction, text: Inbound, example: LabelledExample, now: datetime
) -> bool:
    """Keep back the answer that has not left; return whether nothing of it has left."""
    theirs = (text.key.channel, text.key.their_address)
    sent = await message_rows.listed(tx, example.practice_id, recipient=theirs, limit=_LAST)
    answers = [
        one for one in sent if one.kind is MessageKind.REPLY and one.created_at == example.at
    ]
    keys = [(one.practice_id, one.id) for one in answers]
    held = await suppression.by_ids(tx, keys, Reason(ReasonCode.TAKEN_BACK), now)
    return len(held) == len(answers)


async def _undo(
    tx: Transaction,
    actor: Actor,
    text: Inbound,
    example: LabelledExample,
    *,
    channels: Channels,
    now: datetime,
    told: bool,
) -> None:
    entry = await facts.of_practice(tx, example.practice_id, text, now)
    turn = meant.decide(entry.context, text.text, Meaning(SaidMeaning.UNDO))
    if example.appointment_id is None or example.version is None:
        # the times that it has offered are offered no more; what else is asked stays asked
        asked = entry.context.state.question
        kept = None if asked is not None and asked.at == example.at else asked
        turn = replace(turn, replies=(), state=replace(turn.state, question=kept))
    else:
        practice = entry.context.practice
        await _undo_change(tx, actor, practice, example, channels=channels, now=now)
    answered = SaidMeaning(example.intent) in {SaidMeaning.CANCEL, SaidMeaning.RESCHEDULE} and told
    quiet: Turn = replace(turn, effects=(), replies=turn.replies if answered else ())
    one = Decided(entry.inbound, entry.context, entry.conversation, quiet, {}, said_by=actor)
    await perform(tx, [one], channels, now)


async def _undo_change(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    example: LabelledExample,
    *,
    channels: Channels,
    now: datetime,
) -> None:
    visit, version = example.appointment_id or 0, example.version or 0
    stands = await agenda.get(tx, practice.id, visit)
    if stands.version != version:
        raise Stale("The appointment has changed meanwhile. Read what stands now, beside this.")
    match SaidMeaning(example.intent):
        case SaidMeaning.CANCEL:
            await undoing.restore(
                tx, actor, practice, visit, version=version, channels=channels, now=now
            )
        case SaidMeaning.RESCHEDULE:
            await undoing.move_back(
                tx, actor, practice, visit, version=version, channels=channels, now=now
            )
        case _:
            await undoing.unconfirm(tx, actor, practice, visit, version=version, now=now)
