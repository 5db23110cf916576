"""Performs the decisions of turns in their transaction: appointments, consent, alerts, replies.

The same kinds of writes of all turns of a batch are written together. A move, a restoration or a
booking may collide with another client's appointment, so it is tried alone, before the other writes
of its turn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import assert_never

from calendar_store.appointments import appointments
from calendar_store.clients import bad_addresses, clients
from calendar_store.conversations import alerts, conversation_state, inbox
from calendar_store.database.connection import Transaction
from calendar_store.database.ids import Ids
from calendar_store.messages import outbox, suppression
from calendar_store.model.actors import BY_EMAIL, BY_TEXT, Actor
from calendar_store.model.conversations import Alert, Conversation, Inbound
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import AlertKind, Channel, MessageKind
from calendar_store.model.telling import UNDO_TIME
from calendar_store.model.transitions import Transition
from dialogs.answered_message import kept_besides
from dialogs.conversation import Context, Turn
from dialogs.effects import (
    BookAppointment,
    CancelAppointment,
    ConfirmAppointment,
    MarkDeceased,
    MarkWrongNumber,
    MoveAppointment,
    OptIn,
    OptOut,
    Prefer,
    RestoreAppointment,
    SetLocale,
    TakeOffer,
)
from dialogs.intents import Hint
from dialogs.performing import EffectGroups, changes, grouped, subject
from gateway.conversations import (
    availability,
    carried_invitations,
    consent_effects,
    sharing,
    told_deaths,
    waiting_list_effects,
)
from gateway.conversations.carried_invitations import AnswerToSend
from gateway.conversations.state_codec import remembered
from gateway.messaging import bad_numbers
from gateway.messaging.addresses import their_address
from gateway.messaging.channel import Channels, MessageChannel, RouteChoice
from gateway.messaging.compose import ANSWER_VALID, Envelope, compose_message, compose_planned
from gateway.policies import PracticeSettings


@dataclass(frozen=True, slots=True)
class Decided:
    """A turn with the text and the facts on which it was decided.

    Attributes:
        milliseconds: duration of each stage, for the demo and for staff.
        asked: the practices between which the client was asked to choose, () without a question.
        said_by: the member of staff who said what the text means; None: it was understood.
    """

    inbound: Inbound
    context: Context
    conversation: Conversation
    turn: Turn
    milliseconds: Mapping[str, float]
    asked: tuple[int, ...] = ()
    said_by: Actor | None = None

    @property
    def practice_id(self) -> int:
        """The practice that the conversation belongs to."""
        return self.context.practice.id

    @property
    def by(self) -> Actor:
        """The actor of what the turn changes: the client, or staff who said what is meant."""
        if self.said_by is not None:
            return self.said_by
        return BY_EMAIL if self.inbound.key.channel is Channel.EMAIL else BY_TEXT

    @property
    def effects(self) -> EffectGroups:
        """The effects of the turn, grouped by the function that performs them."""
        return grouped(self.turn.effects)


async def perform(
    tx: Transaction,
    decided: Sequence[Decided],
    channels: Channels,
    now: datetime,
) -> None:
    """Write everything but changes of appointments: consent, alerts, replies, conversation state.

    Args:
        tx: the transaction of the turns.
        decided: the turns, one for each conversation.
        channels: the configured channels; a text is answered on the channel by which it came.
        now: UTC.
    """
    await _consents(tx, decided, now)
    await _clients(tx, decided, now)
    told = [
        (one.practice_id, client.id)
        for one in decided
        if one.turn.understanding.hint is Hint.BEREAVED
        or any(effect.kind is AlertKind.DECEASED for effect in one.effects.alerts)
        for client in one.context.clients
    ]
    await told_deaths.respect(tx, told, now)
    await bad_numbers.work(tx, _bad_addresses_that_work(decided), now)
    for one in decided:
        await waiting_list_effects.keep_list(tx, one.practice_id, one.effects.waiting, one.by, now)
    await alerts.raise_all(tx, [alert for one in decided for alert in _alerts(tx.ids, one, now)])
    texts = [
        AnswerToSend(text, changed=text.appointment_id in _appointments(one), outdated=outdated)
        for one in decided
        for outdated in [_answers_outdated(one)]
        for text in _texts(tx.ids, one, channels, now)
    ]
    await outbox.enqueue(tx, await carried_invitations.carried(tx, texts))
    await conversation_state.save(tx, [_remembered(one, now) for one in decided], now)
    await inbox.finish(tx, [_handled(one) for one in decided], now)


async def apply_changes(
    tx: Transaction,
    made: Sequence[Transition],
    known: Mapping[int, PracticeSettings],
    now: datetime,
    *,
    by: Actor = BY_TEXT,
) -> None:
    """Write changes of appointments that were checked not to be stale.

    Raises:
        SlotTaken: if a change collides with another client's appointment.
    """
    rules = {one: (policy.practice, policy.steps) for one, policy in known.items()}
    await appointments.apply(tx, made, rules, now=now, by=by)


async def take(
    tx: Transaction, one: Decided, known: Mapping[int, PracticeSettings], now: datetime
) -> None:
    """Write the appointment changes and bookings of a turn; stale changes were left out before.

    Raises:
        SlotTaken: if a time belongs to another client's appointment, or hours have changed.
    """
    await availability.require(tx, one.context, one.turn.effects, now)
    await apply_changes(tx, changes(one.context, one.turn.effects), known, now, by=one.by)
    policy = known[one.practice_id]
    for effect in one.effects.appointments:
        match effect:
            case ConfirmAppointment() | CancelAppointment() | RestoreAppointment():
                continue
            case MoveAppointment():
                continue
            case TakeOffer():
                await waiting_list_effects.claim(tx, policy, effect, one.by, now)
            case BookAppointment():
                await _book(tx, policy, effect, one.by, now)
            case _:
                assert_never(effect)


async def _book(
    tx: Transaction, policy: PracticeSettings, effect: BookAppointment, by: Actor, now: datetime
) -> None:
    await appointments.book(
        tx,
        policy.practice,
        policy.steps,
        client_id=effect.client_id,
        practitioner_id=effect.slot.practitioner_id,
        starts_at=effect.slot.starts_at,
        duration=effect.service.duration,
        now=now,
        by=by,
        service=effect.service,
        appointment_id=effect.appointment_id,
        answered=True,
    )


async def _consents(tx: Transaction, decided: Sequence[Decided], now: datetime) -> None:
    out, back = [], []
    for one in decided:
        for effect in one.effects.consents:
            spoken = consent_effects.ConsentSpokenOf(
                one.inbound.key, effect.word, effect.channels, one.practice_id
            )
            match effect:
                case OptOut():
                    out.append(spoken)
                case OptIn():
                    back.append(spoken)
                case _:
                    assert_never(effect)
    await consent_effects.stop(tx, out, now)
    await consent_effects.start(tx, back, now)


async def _clients(tx: Transaction, decided: Sequence[Decided], now: datetime) -> None:
    for one in decided:
        ids = [client.id for client in one.context.clients]
        channel, _, theirs = one.inbound.key
        for effect in one.effects.clients:
            match effect:
                case SetLocale():
                    await clients.set_locale(
                        tx, one.practice_id, ids, effect.locale, by=one.by, now=now
                    )
                case Prefer():
                    await _prefer(tx, one, effect.channel, now)
                case MarkWrongNumber():
                    if channel is Channel.SMS:
                        await bad_addresses.mark_bad_number(
                            tx, one.practice_id, theirs, by=one.by, now=now
                        )
                    else:
                        await bad_addresses.mark_bad_emails(
                            tx, [(one.practice_id, theirs)], by=one.by, now=now
                        )
                    recipients = [(one.practice_id, channel, theirs)]
                    await suppression.to_recipients(
                        tx, recipients, Reason(ReasonCode.WRONG_NUMBER), now
                    )
                case MarkDeceased():
                    visits = [
                        a for a in one.context.appointments if a.client_id == effect.client_id
                    ]
                    key = (one.practice_id, effect.client_id)
                    await told_deaths.write_no_more(tx, key, visits, one.inbound, now)
                case _:
                    assert_never(effect)


def _bad_addresses_that_work(decided: Sequence[Decided]) -> set[tuple[int, Channel, str]]:
    """Return the addresses that are marked as bad and from which clients have written now."""
    return {
        (one.practice_id, channel, one.inbound.key.their_address)
        for one in decided
        for channel in [one.inbound.key.channel]
        if any(
            client.mobile_bad if channel is Channel.SMS else client.email_bad
            for client in one.context.clients
        )
        and not any(isinstance(effect, MarkWrongNumber) for effect in one.turn.effects)
    }


async def _prefer(tx: Transaction, one: Decided, channel: Channel, now: datetime) -> None:
    for client in one.context.clients:
        if their_address(client, channel):
            practice = one.context.practice
            await clients.change(tx, practice, client.id, by=one.by, now=now, prefers=channel)


def _alerts(ids: Ids, one: Decided, now: datetime) -> list[Alert]:
    return [
        Alert(
            practice_id=one.practice_id,
            id=ids.new(),
            kind=effect.kind,
            reason=effect.reason,
            at=now,
            client_id=one.turn.client_id,
            appointment_id=effect.appointment_id or _about(one),
            # staff have read the text: the alert is about the appointment alone
            inbound_id=one.inbound.id if one.said_by is None else None,
        )
        for effect in one.effects.alerts
    ]


def _texts(ids: Ids, one: Decided, channels: Channels, now: datetime) -> list[Message]:
    """Return a turn's replies; a stopped address gets replies only if the turn allows them."""
    opted_in = any(isinstance(effect, OptIn) for effect in one.turn.effects)
    if one.context.stopped and not opted_in and not one.turn.even_if_stopped:
        return []
    envelope = Envelope(
        one.practice_id,
        sender=one.inbound.key.our_address,
        recipient=one.inbound.key.their_address,
        client_id=one.turn.client_id,
        appointment_id=_about(one),
    )
    came_by = one.inbound.key.channel
    channel = channels.of(came_by)
    if channel is None:
        # what is said on one channel is never answered on another
        until = now + ANSWER_VALID
        return [
            compose_planned(
                *(ids, MessageKind.REPLY, text, envelope),
                channel=came_by,
                now=now,
                expires_at=until,
                reason=NO_REASON,
            )
            for text in one.turn.replies
        ]
    way = _way_back(one.inbound, channel, now)
    # what staff undo at once is told to nobody
    at = now if one.said_by is None else now + UNDO_TIME
    return [
        compose_message(
            *(ids, MessageKind.REPLY, text, envelope),
            channel=channel,
            now=now,
            way=way,
            not_before=at,
        )
        for text in one.turn.replies
    ]


def _way_back(inbound: Inbound, channel: MessageChannel, now: datetime) -> RouteChoice:
    """Return a carrier for the reply: one that reaches the client, else the text's own carrier."""
    found = channel.way(inbound.key.our_address, inbound.key.their_address, now)
    return found or RouteChoice(inbound.carrier, Decimal(0), priced=False)


def _appointments(one: Decided) -> set[int | None]:
    """Return the appointments that a turn changes or books."""
    return {effect.appointment_id for effect in one.effects.appointments}


def _answers_outdated(one: Decided) -> bool:
    """Return whether a calendar answered an invitation that is not the current one."""
    calendar = one.inbound.calendar
    return calendar is not None and any(
        visit.id == calendar.appointment_id and visit.sequence != calendar.sequence
        for visit in one.context.appointments
    )


def _about(one: Decided) -> int | None:
    """Return the appointment that a turn is about; None where it asks which practice is meant."""
    return None if one.asked else subject(one.context, one.turn)


def _changed(one: Decided) -> list[str]:
    """Return the ids of the appointments that a turn changes; several in a turn about a family."""
    ids = (getattr(effect, "appointment_id", None) for effect in one.turn.effects)
    return list(dict.fromkeys(str(each) for each in ids if each is not None))


def _remembered(one: Decided, now: datetime) -> Conversation:
    written = now if one.turn.replies else one.conversation.last_outbound_at
    before = remembered(one.conversation)
    state = kept_besides(before, one.context.state, one.turn.state, now)
    return replace(one.conversation, state=state.to_json(), last_outbound_at=written)


def _handled(one: Decided) -> inbox.Handled:
    heard = one.turn.understanding
    return inbox.Handled(
        inbound_id=one.inbound.id,
        practice_id=one.practice_id,
        client_id=one.turn.client_id,
        intent=heard.intent,
        understood={
            "intent": heard.intent,
            "confidence": heard.confidence,
            "evidence": list(heard.evidence),
            "also": list(heard.also),
            "did": list(one.turn.trace),
            "ms": dict(one.milliseconds),
            "appointment_id": str(_about(one) or ""),
            "appointment_ids": _changed(one),
        }
        | (sharing.asked(one.asked, one.context.now) if one.asked else {}),
    )
