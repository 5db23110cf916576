"""Staff say what a text that was not clear means: it is done as the same wish is done by text.

The flows of the dialog decide, with the appointment that staff name, and `gateway.conversations`
performs it: the calendar changes, the client is answered, and the text is kept as a labelled
example. The answer leaves some seconds later, so that what is undone at once is told to nobody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from calendar_store.appointments import agenda, appointments
from calendar_store.conversations import conversation_state, labelled_examples, staff_queue
from calendar_store.conversations.staff_queue import PendingConversation
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.conversations import Inbound
from calendar_store.model.errors import InvalidInput, SlotTaken, Stale
from calendar_store.model.labelled_examples import LabelledExample
from dialogs import meant
from dialogs.conversation import Context
from dialogs.frames import own_locale
from dialogs.masking import masked
from dialogs.meant import (
    Meaning,
    NoSuchVisitError,
    NotByTextError,
    SaidMeaning,
    VisitChoices,
)
from dialogs.performing import changes
from gateway import policies
from gateway.conversations import facts
from gateway.conversations.facts import ConversationFacts
from gateway.conversations.lookups import look_up
from gateway.conversations.perform import Decided, apply_changes, perform, take
from gateway.messaging.channel import Channels

_NEEDS: Mapping[SaidMeaning, Permission] = {
    SaidMeaning.CONFIRM: Permission.MARK,
    SaidMeaning.CANCEL: Permission.CANCEL,
    SaidMeaning.RESCHEDULE: Permission.MOVE,
    SaidMeaning.BOOK: Permission.BOOK,
    SaidMeaning.OPT_OUT: Permission.RECORD_CONSENT,
}
"""The permission that a meaning needs beside that to answer clients."""
_CHANGED = "The appointment has changed meanwhile. Read what stands now, beside this."
_SEEN_TO = "This text was seen to meanwhile."
_MOST_AT_ONCE = 2
"""Most appointments offered for one text of a list."""
_MOST_VISITS = 3
"""Most appointments for which free times are looked up for one text."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """What a text may mean, for staff to choose from.

    Attributes:
        text: the text.
        visits: the appointments that it may be about, those asked about first.
        late: whether a client of the conversation can be late now.
        stops: whether messages can be stopped: they are not stopped already.
        names: first names of the clients who share the address, by id; empty for a single one.
        books: whether a client of the conversation can book a new appointment by text.
    """

    text: Inbound
    visits: Sequence[VisitChoices]
    late: bool
    stops: bool
    names: Mapping[int, str]
    books: bool = False


@dataclass(frozen=True, slots=True)
class SettledText:
    """What was done on what staff say that a text means.

    Attributes:
        example: the labelled example that was kept.
        replies: what the client is told.
    """

    example: LabelledExample
    replies: tuple[str, ...]


async def offered(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    waiting: PendingConversation,
    now: datetime,
    *,
    talks: Sequence[Context] = (),
) -> Meanings:
    """Return what the last text of a conversation that waits may mean.

    Args:
        tx: any transaction.
        actor: who asks.
        practice_id: the practice.
        waiting: the conversation.
        now: UTC.
        talks: facts about conversations that were loaded in this transaction.

    Raises:
        NotPermitted: if the actor may not answer clients.
    """
    require(actor, Permission.REPLY, practice_id)
    text = waiting.texts[-1]
    context = _known(text, talks)
    if context is None:
        context = (await facts.of_practice(tx, practice_id, text, now)).context
    if context.stopped:
        return _of(text, context, ())
    visits = []
    for visit in meant.ahead(context, text.text)[:_MOST_VISITS]:
        search = meant.search_of(context, text.text, visit)
        found = await look_up(tx, context, search, now)
        visits.append(meant.choices(found, text.text, visit))
    return _of(text, context, visits)


def _known(text: Inbound, talks: Sequence[Context]) -> Context | None:
    """Return the facts about a text that are those of its conversation; None: there are more."""
    if text.calendar is not None or text.answers_id is not None:
        return None
    found = next((one for one in talks if one.key == text.key), None)
    return None if found is None else replace(found, partial=text.partial)


async def offered_at_once(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    waiting: Sequence[PendingConversation],
    now: datetime,
) -> Sequence[Meanings]:
    """Return what the last texts of many conversations may mean, without times to move to.

    Raises:
        NotPermitted: if the actor may not answer clients.
    """
    require(actor, Permission.REPLY, practice_id)
    texts = [one.texts[-1] for one in waiting]
    found = []
    for entry in await facts.all_of_practice(tx, practice_id, texts, now):
        text, context = entry.inbound, entry.context
        visits = [] if context.stopped else meant.ahead(context, text.text)[:_MOST_AT_ONCE]
        found.append(_of(text, context, [meant.without_times(context, one) for one in visits]))
    return found


def _of(text: Inbound, context: Context, visits: Sequence[VisitChoices]) -> Meanings:
    several = len(context.clients) > 1
    return Meanings(
        text,
        visits,
        late=not context.stopped and meant.runs_late(context),
        stops=not context.stopped,
        names={one.id: one.first for one in context.clients} if several else {},
        books=not context.stopped and meant.can_book(context),
    )


async def visits_of(
    tx: Transaction, actor: Actor, practice_id: int, text_id: int, now: datetime
) -> Sequence[Appointment]:
    """Return the appointments that a text can be about, those asked about first.

    Raises:
        NotPermitted: if the actor may not answer clients.
        NotFound: if the practice has no such text.
    """
    require(actor, Permission.REPLY, practice_id)
    text = await staff_queue.text(tx, practice_id, text_id)
    context = (await facts.of_practice(tx, practice_id, text, now)).context
    return meant.ahead(context, text.text)


async def settle(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    text_id: int,
    meaning: Meaning,
    *,
    channels: Channels,
    now: datetime,
) -> SettledText:
    """Do what a text means as staff say, and keep the text as a labelled example.

    Args:
        tx: a writing transaction.
        actor: who says so.
        practice_id: the practice.
        text_id: the text; it waits for a person, and is the last one of its conversation.
        meaning: what it means.
        channels: the configured channels.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not answer clients, or not do what the text asks for.
        NotFound: if the practice has no such text.
        InvalidInput: if the address has stopped messages and something would have to be answered.
        SlotTaken: if the time to move to is taken or no longer worked.
        Stale: if the text was seen to, the client has written again, an appointment has changed, or
            the service is answering the client at this moment.
    """
    _require(actor, practice_id, meaning.meant)
    text = await staff_queue.text(tx, practice_id, text_id)
    await hold(tx, text)
    waiting = (await staff_queue.of_conversations(tx, practice_id, [text.key])).get(text.key)
    if waiting is None or text.id > waiting.texts[-1].id:
        raise Stale(_SEEN_TO)
    if waiting.texts[-1].id != text.id:
        raise Stale("They have written again meanwhile. Read that first, above.")
    entry = await facts.of_practice(tx, practice_id, text, now)
    if entry.context.stopped and meaning.meant is not SaidMeaning.NOTHING:
        raise InvalidInput(
            "They have stopped messages, so nothing can be answered. Call them instead."
        )
    decided = await _decided(tx, actor, entry, meaning, now)
    await perform_said(tx, decided, channels, now)
    await staff_queue.see_to(tx, practice_id, waiting, by=actor, now=now)
    example = await _keep(tx, actor, decided, meaning, now)
    await audit.record(
        *(tx, practice_id),
        by=actor,
        action="text.settled",
        subject=str(decided.turn.client_id or ""),
        now=now,
        detail={"text": str(text.id), "meant": meaning.meant.value},
    )
    return SettledText(example, decided.turn.replies)


def _require(actor: Actor, practice_id: int, what: SaidMeaning) -> None:
    require(actor, Permission.REPLY, practice_id)
    if needed := _NEEDS.get(what):
        require(actor, needed, practice_id)


async def hold(tx: Transaction, text: Inbound) -> None:
    """Lock the conversation of a text until the commit.

    Raises:
        Stale: if a turn is answering it at this moment.
    """
    if text.key not in await conversation_state.hold(tx, [text.key]):
        raise Stale("They are being answered by the service this moment. Press the button again.")


async def _decided(
    tx: Transaction, actor: Actor, entry: ConversationFacts, meaning: Meaning, now: datetime
) -> Decided:
    context, text = entry.context, entry.inbound.text
    if meaning.meant is SaidMeaning.LATE and not meant.runs_late(context):
        raise Stale("No appointment of theirs is near any more, for which they could be late.")
    if meaning.meant is SaidMeaning.RESCHEDULE and meaning.slot is None:
        context = await _with_times(tx, context, text, meaning, now)
    if meaning.meant is SaidMeaning.BOOK:
        search = meant.booking_search_of(context, text)
        context = await look_up(tx, context, search, now) if search else context
    meaning = _named(context, meaning)
    try:
        turn = meant.decide(context, text, meaning)
    except NoSuchVisitError as error:
        raise Stale(_CHANGED) from error
    except NotByTextError as error:
        raise InvalidInput(
            "They cannot book that by text. Book it on the calendar, and answer them."
        ) from error
    return Decided(entry.inbound, context, entry.conversation, turn, {}, said_by=actor)


def _named(context: Context, meaning: Meaning) -> Meaning:
    """Return a meaning whose time has the practitioner's name and the end as they are stored."""
    slot = meaning.slot
    if slot is None:
        return meaning
    names = {one.id: one.name for one in context.practitioners}
    lasts = {one.id: one.duration for one in context.appointments}
    name, length = names.get(slot.practitioner_id), lasts.get(meaning.appointment_id or 0)
    if name is None or length is None:
        raise Stale(_CHANGED)
    whole = Slot(slot.practitioner_id, name, slot.starts_at, slot.starts_at + length)
    return replace(meaning, slot=whole)


async def _with_times(
    tx: Transaction, context: Context, text: str, meaning: Meaning, now: datetime
) -> Context:
    for visit in meant.ahead(context, text):
        if visit.id == meaning.appointment_id:
            return await look_up(tx, context, meant.search_of(context, text, visit), now)
    raise Stale(_CHANGED)


async def perform_said(tx: Transaction, one: Decided, channels: Channels, now: datetime) -> None:
    """Perform a decision that staff made.

    Raises:
        SlotTaken: if the time that it takes is taken.
        Stale: if an appointment that it changes has changed since.
    """
    known = await policies.load(tx, [one.practice_id])
    made = changes(one.context, one.turn.effects)
    if await appointments.stale(tx, made):
        raise Stale(_CHANGED)
    if one.effects.takes_a_slot:
        try:
            async with tx.savepoint():
                await take(tx, one, known, now)
        except SlotTaken as error:
            raise SlotTaken("That time was taken meanwhile. Choose another one.") from error
    else:
        await apply_changes(tx, made, known, now, by=one.by)
    await perform(tx, [one], channels, now)


async def _keep(
    tx: Transaction, actor: Actor, one: Decided, meaning: Meaning, now: datetime
) -> LabelledExample:
    context, text = one.context, one.inbound
    asked = context.state.question
    visit, version = await _changed(tx, one)
    example = LabelledExample(
        one.practice_id,
        tx.ids.new(),
        text.id,
        masked(text.text, _names(context)),
        context.state.locale or own_locale(context),
        asked.asked.value if asked and now < asked.expires_at else "none",
        text.intent,
        meaning.meant.value,
        actor.label,
        now,
        visit,
        version,
    )
    await labelled_examples.keep(tx, example)
    return example


async def _changed(tx: Transaction, one: Decided) -> tuple[int | None, int | None]:
    """Return the appointment that a turn has changed with its version now; else (None, None)."""
    made = changes(one.context, one.turn.effects)
    if not made:
        return None, None
    after = await agenda.get(tx, one.practice_id, made[0].was.id)
    return after.id, after.version


def _names(context: Context) -> list[str]:
    practice = context.practice
    clients = [one.name for one in context.clients]
    whom = [one.name for one in context.practitioners]
    return [*clients, *whom, practice.name, practice.told_as]
