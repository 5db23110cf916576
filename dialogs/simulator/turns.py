"""Takes turns in a simulated practice: understands a text, decides, performs; sends reminders."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from calendar_store.model.calendar_answers import CalendarAnswer
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import SlotTaken
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import MessageKind
from dialogs.conversation import Context, Turn
from dialogs.deciding import read, step
from dialogs.effects import (
    AlertStaff,
    AppointmentEffect,
    BookAppointment,
    CancelAppointment,
    ConfirmAppointment,
    MoveAppointment,
    RestoreAppointment,
    TakeOffer,
)
from dialogs.intents import Intent
from dialogs.performing import MAX_RACES, changes, given_up, grouped, lost_slot, subject
from dialogs.simulator import availability, calendar, people, waiting_list
from dialogs.simulator.lookups import look_up
from dialogs.simulator.practice import SimulatedPractice, following
from dialogs.wording.reminders import reminder_question, render_family_reminder, render_reminder


def hear(
    simulated: SimulatedPractice, number: str, text: str | CalendarAnswer, now: datetime
) -> tuple[SimulatedPractice, Turn]:
    """Answer a text: understand it, decide, and perform the decision.

    Args:
        simulated: the practice as it stands.
        number: the client's number, E.164.
        text: the client's text, or what the client's calendar answered.
        now: UTC.

    Returns:
        The changed practice, and the turn.
    """
    context = simulated.context(number, now)
    for _ in range(MAX_RACES):
        heard = read(context, text)
        context = look_up(simulated, context, heard.search)
        turn = step(context, heard)
        try:
            return perform(simulated, context, turn), turn
        except SlotTaken:
            lost = lost_slot(context, turn.effects)
            gone = lost is not None and not availability.is_offered(simulated, lost, now)
            context = replace(context, lost=lost, withdrawn=gone, free=())
    turn = given_up(context.state, ReasonCode.TEXT_LOST_ITS_TIMES)
    return perform(simulated, context, turn), turn


def perform(simulated: SimulatedPractice, context: Context, turn: Turn) -> SimulatedPractice:
    """Perform a turn, all of it or nothing.

    Args:
        simulated: the practice as it stands.
        context: the facts that the turn was decided on.
        turn: the turn to perform.

    Raises:
        Stale: if an appointment was changed since the facts were read.
        SlotTaken: if a time that the turn takes is taken already, or nobody works then, or the
            offer is closed.
    """
    effects, now = grouped(turn.effects), context.now
    availability.require(simulated, context, effects.appointments)
    after = calendar.apply(simulated, changes(context, turn.effects))
    before = after.appointments.keys()
    after = _take(after, effects.appointments)
    after = people.consent(after, context, effects.consents)
    after = people.know(after, context, effects.clients)
    after = people.hear_from(after, context, effects.clients)
    after = waiting_list.keep(after, effects.waiting, now)
    said_wrong = turn.understanding.intent is Intent.WRONG_NUMBER
    return replace(
        after,
        alerts=after.alerts + _alerts(after, context, turn, effects.alerts),
        booked_by_text=after.booked_by_text | (after.appointments.keys() - before),
        said_wrong=after.said_wrong | ({context.key.their_address} if said_wrong else set()),
        states={**after.states, context.key.their_address: turn.state},
    )


def remind(
    simulated: SimulatedPractice, appointment_ids: Iterable[int], now: datetime
) -> tuple[SimulatedPractice, str]:
    """Send one reminder of the appointments of a number; its question is open from then on.

    Args:
        simulated: the practice as it stands.
        appointment_ids: at least one; several for a family.
        now: UTC.

    Returns:
        The changed practice, and the text.
    """
    standing = [simulated.appointments[one] for one in appointment_ids]
    entries = tuple((simulated.client(one.client_id), one) for one in standing)
    practice, own = simulated.practice, simulated.templates
    client, first = entries[0]
    if len(entries) == 1:
        text = render_reminder(practice, client, first, MessageKind.REMINDER, own, now=now)
    else:
        text = render_family_reminder(practice, entries, own, now=now)
    state = simulated.state(client.mobile).asking(reminder_question(tuple(standing), now, text))
    return replace(simulated, states={**simulated.states, client.mobile: state}), text


def _take(simulated: SimulatedPractice, effects: Iterable[AppointmentEffect]) -> SimulatedPractice:
    """Book new appointments and take offers; other changes are performed already."""
    for effect in effects:
        match effect:
            case ConfirmAppointment() | CancelAppointment() | RestoreAppointment():
                continue
            case MoveAppointment():
                continue
            case TakeOffer():
                simulated = waiting_list.take(simulated, effect)
            case BookAppointment(slot=slot, service=service):
                simulated = calendar.book(
                    simulated,
                    effect.client_id,
                    replace(slot, ends_at=slot.starts_at + service.duration),
                    service,
                    appointment_id=effect.appointment_id,
                )
            case _:
                assert_never(effect)
    return simulated


def _alerts(
    simulated: SimulatedPractice, context: Context, turn: Turn, effects: Iterable[AlertStaff]
) -> tuple[Alert, ...]:
    first = following(one.id for one in simulated.alerts)
    return tuple(
        Alert(
            practice_id=simulated.practice.id,
            id=number,
            kind=effect.kind,
            reason=effect.reason,
            at=context.now,
            client_id=turn.client_id,
            appointment_id=effect.appointment_id or subject(context, turn),
        )
        for number, effect in enumerate(effects, first)
    )
