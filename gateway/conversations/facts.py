"""Loads the facts on which turns are decided, for a whole batch of texts in a few queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.appointments import agenda, waiting_list
from calendar_store.clients import clients, consent
from calendar_store.conversations import answered_messages, conversation_state
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import BY_EMAIL, BY_TEXT, BY_WEB
from calendar_store.model.answered_messages import AnsweredMessage
from calendar_store.model.appointments import Appointment, WaitingEntry
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Conversation, ConversationKey, Inbound
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from calendar_store.practices import practices, practitioners
from dialogs.answered_message import as_answered
from dialogs.conversation import Context
from dialogs.flows.offered_times.slot_filling import MOST_BOOKED
from gateway import policies
from gateway.conversations import sharing
from gateway.conversations.state_codec import remembered
from gateway.policies import PracticeSettings

_THEMSELVES = (BY_TEXT, BY_EMAIL, BY_WEB)


@dataclass(frozen=True, slots=True)
class ConversationFacts:
    """A text with the facts about it.

    Attributes:
        inbound: the text; if it answers which practice is meant, with the words of the text that
            raised the question.
        context: the facts; of a mail that names the message it answers, with the question of that
            message in place of the last one.
        conversation: the conversation as it is stored.
        asks: the practices that the text may be meant for, if the client has to be asked.
    """

    inbound: Inbound
    context: Context
    conversation: Conversation
    asks: tuple[Context, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnFacts:
    """The facts about a batch of texts.

    Attributes:
        entries: texts that belong to a practice.
        nobodys: texts to numbers that no practice has, and what names no practice.
        policies: settings of these practices, by practice id.
    """

    entries: tuple[ConversationFacts, ...]
    nobodys: tuple[Inbound, ...]
    policies: Mapping[int, PracticeSettings]


@dataclass(frozen=True, slots=True)
class _People:
    """Clients with the addresses of a batch, their appointments, visits and waiting entries.

    Attributes:
        answered: the appointments that calendars answered for, as they are: long cancelled, past.
        messages: the messages of ours that mails answer, by (practice id, message id).
    """

    clients: Mapping[tuple[int, Channel, str], Sequence[Client]]
    appointments: Mapping[tuple[int, int], Sequence[Appointment]]
    stopped: frozenset[tuple[int, Channel, str]]
    seen: Mapping[tuple[int, int], Sequence[int]]
    waiting: Sequence[WaitingEntry]
    by_text: AbstractSet[tuple[int, int]]
    answered: Mapping[tuple[int, int], Appointment]
    messages: Mapping[tuple[int, int], AnsweredMessage]


async def load(tx: Transaction, texts: Sequence[Inbound], now: datetime) -> TurnFacts:
    """Load the facts about texts.

    Args:
        tx: the transaction of the turns.
        texts: at most one for each conversation.
        now: UTC.
    """
    owners = await _owners(tx, texts, await _sharing(tx, texts))
    known = await policies.load(tx, {one for some in owners.values() for one in some})
    theirs = [(text, known[one]) for text in texts for one in owners.get(text.id, ())]
    people = await _people(tx, theirs, now)
    talks = await conversation_state.load(
        tx, {(policy.practice.id, text.key) for text, policy in theirs}
    )
    entries = []
    for text in texts:
        mine = [_entry(text, known[one], people, talks, now) for one in owners.get(text.id, ())]
        if mine:
            entries.append(mine[0] if len(mine) == 1 else await sharing.settle(tx, mine, now))
    nobodys = tuple(text for text in texts if text.id not in owners)
    return TurnFacts(tuple(entries), nobodys, known)


async def of_practice(
    tx: Transaction, practice_id: int, text: Inbound, now: datetime
) -> ConversationFacts:
    """Load the facts about one text of a known practice.

    Args:
        tx: any transaction.
        practice_id: the practice of the text.
        text: the text; for a text that never came, its conversation is enough.
        now: UTC.
    """
    (entry,) = await all_of_practice(tx, practice_id, [text], now)
    return entry


async def all_of_practice(
    tx: Transaction, practice_id: int, texts: Sequence[Inbound], now: datetime
) -> list[ConversationFacts]:
    """Load the facts about texts of one practice, in the order of the texts; see `of_practice`."""
    policy = (await policies.load(tx, [practice_id]))[practice_id]
    people = await _people(tx, [(text, policy) for text in texts], now)
    keys = [(practice_id, text.key) for text in texts]
    talks = await conversation_state.load(tx, keys)
    return [_entry(text, policy, people, talks, now) for text in texts]


async def _sharing(
    tx: Transaction, texts: Sequence[Inbound]
) -> dict[ConversationKey, Sequence[Practice]]:
    """Return the practices that have the address that each text came to."""
    # a practice has an address of its own for SMS alone
    numbers = {text.key.our_address for text in texts if text.key.channel is Channel.SMS}
    found = await practices.by_sender(tx, sorted(numbers))
    return {
        text.key: found[text.key.our_address] if text.key.channel is Channel.SMS else ()
        for text in texts
    }


async def _owners(
    tx: Transaction,
    texts: Sequence[Inbound],
    senders: Mapping[ConversationKey, Sequence[Practice]],
) -> dict[int, tuple[int, ...]]:
    """Return the practices of each text, the practice that wrote last first.

    A text may say itself which practice it belongs to, as a mail to an address that we signed.
    Where all practices share an address, as on every channel but SMS, nothing else is believed.

    Any other text belongs to the only practice with our address. If several practices share the
    number and the client is with several of them, all of these are returned. If no practice has
    the address any more, the text belongs to the practice that last wrote from it.
    """
    owners: dict[int, tuple[int, ...]] = {
        text.id: (text.practice_id,) for text in texts if text.practice_id is not None
    }
    texts = [text for text in texts if text.id not in owners and text.key.channel is Channel.SMS]
    owners |= {text.id: (senders[text.key][0].id,) for text in texts if len(senders[text.key]) == 1}
    given_up = {text.key for text in texts if not senders[text.key]}
    wrote = await conversation_state.last_written(tx, given_up)
    for text in texts:
        if text.key in wrote:
            owners[text.id] = (wrote[text.key][0],)
    shared = [text for text in texts if len(senders[text.key]) > 1]
    if not shared:
        return owners
    wrote = await conversation_state.last_written(tx, {text.key for text in shared})
    ids = {practice.id for text in shared for practice in senders[text.key]}
    numbers = {text.key.their_address for text in shared}
    known = await clients.by_mobiles(tx, sorted(ids), numbers)
    working = await practitioners.of_practices(tx, ids)
    for text in shared:
        number = text.key.their_address
        sharing = [practice.id for practice in senders[text.key]]
        last = [p for p in wrote.get(text.key, ()) if p in sharing]
        with_them = [p for p in sharing if known.get((p, number))]
        theirs = with_them + [p for p in sharing if any(one.mobile == number for one in working[p])]
        first = (last or theirs or sharing)[0]
        others = [p for p in with_them if p != first]
        owners[text.id] = (first, *others) if first in with_them else (first,)
    return owners


async def _people(
    tx: Transaction, texts: Sequence[tuple[Inbound, PracticeSettings]], now: datetime
) -> _People:
    found = await _clients(tx, {_address(policy, text) for text, policy in texts})
    keys = {(client.practice_id, client.id) for some in found.values() for client in some}
    undo = max((policy.practice.undo_window for _, policy in texts), default=timedelta(0))
    ahead: dict[tuple[int, int], list[Appointment]] = {}
    for appointment in await agenda.of_clients(tx, keys, now, now - undo):
        ahead.setdefault((appointment.practice_id, appointment.client_id), []).append(appointment)
    stopped = await consent.stopped(tx, {_address(policy, text) for text, policy in texts})
    seen = await agenda.seen(tx, keys)
    waiting = await waiting_list.of_clients(tx, keys, now)
    # the query is needed only for clients with that many appointments
    many = [a for some in ahead.values() if len(some) >= MOST_BOOKED for a in some]
    by_text = await agenda.booked_by(tx, {(a.practice_id, a.id) for a in many}, _THEMSELVES)
    answered = await _answered(tx, texts)
    messages = await answered_messages.load(
        tx,
        {
            (policy.practice.id, text.answers_id)
            for text, policy in texts
            if text.answers_id is not None
        },
    )
    return _People(found, ahead, frozenset(stopped), seen, waiting, by_text, answered, messages)


async def _answered(
    tx: Transaction, texts: Sequence[tuple[Inbound, PracticeSettings]]
) -> dict[tuple[int, int], Appointment]:
    """Return the appointments of these practices whose invitations calendars have answered."""
    named = {
        (policy.practice.id, text.calendar.appointment_id)
        for text, policy in texts
        if text.calendar is not None and text.calendar.practice_id == policy.practice.id
    }
    return await agenda.by_ids(tx, named) if named else {}


async def _clients(
    tx: Transaction, wanted: Collection[tuple[int, Channel, str]]
) -> dict[tuple[int, Channel, str], Sequence[Client]]:
    """Return the clients with the (practice, channel, address) keys `wanted`."""
    found: dict[tuple[int, Channel, str], Sequence[Client]] = {}
    for channel in sorted({one[1] for one in wanted}):
        theirs = [one for one in wanted if one[1] is channel]
        ids, addresses = sorted({one[0] for one in theirs}), sorted({one[2] for one in theirs})
        some = await clients.by_addresses(tx, ids, channel, addresses)
        found |= {(practice, channel, address): who for (practice, address), who in some.items()}
    return found


def _address(policy: PracticeSettings, text: Inbound) -> tuple[int, Channel, str]:
    return policy.practice.id, text.key.channel, text.key.their_address


def _entry(
    text: Inbound,
    policy: PracticeSettings,
    people: _People,
    talks: Mapping[tuple[int, ConversationKey], Conversation],
    now: datetime,
) -> ConversationFacts:
    practice = policy.practice
    key = (practice.id, text.key)
    conversation = talks.get(key) or Conversation(*key, state={}, version=0)
    clients_here = tuple(people.clients.get(_address(policy, text), ()))
    appointments = _theirs(clients_here, people, now - practice.undo_window)
    if (named := _named(text, practice, people)) is not None:
        known = any(one.id == named.id for one in appointments)
        theirs = any(client.id == named.client_id for client in clients_here)
        appointments = (named, *appointments) if theirs and not known else appointments
    context = Context(
        now=now,
        practice=practice,
        key=text.key,
        clients=clients_here,
        appointments=appointments,
        booked_by_text=frozenset(
            one.id for one in appointments if (practice.id, one.id) in people.by_text
        ),
        stopped=_address(policy, text) in people.stopped,
        state=remembered(conversation),
        open_from=policy.opens,
        open_until=policy.closes,
        open_weekdays=policy.weekdays,
        templates=policy.templates,
        services=policy.services,
        practitioners=policy.practitioners,
        seen=tuple(
            (client.id, who)
            for client in clients_here
            for who in people.seen.get((practice.id, client.id), ())
        ),
        waiting=tuple(
            entry
            for entry in people.waiting
            if any(
                (c.practice_id, c.id) == (entry.practice_id, entry.client_id) for c in clients_here
            )
        ),
        partial=text.partial,
    )
    if text.calendar is None and text.answers_id is not None:
        message = people.messages.get((practice.id, text.answers_id))
        context = as_answered(context, message, text.text)
    return ConversationFacts(text, context, conversation)


def _named(text: Inbound, practice: Practice, people: _People) -> Appointment | None:
    """Return the appointment that a calendar's answer names, if it is one of the practice's."""
    if text.calendar is None or text.calendar.practice_id != practice.id:
        return None
    return people.answered.get((practice.id, text.calendar.appointment_id))


def _theirs(
    people_here: Iterable[Client], people: _People, undo_since: datetime
) -> tuple[Appointment, ...]:
    ahead = [
        appointment
        for client in people_here
        for appointment in people.appointments.get((client.practice_id, client.id), ())
        if appointment.cancelled_at is None or appointment.cancelled_at >= undo_since
    ]
    return tuple(sorted(ahead, key=lambda appointment: appointment.starts_at))
