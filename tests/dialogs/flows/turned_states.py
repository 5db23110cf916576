"""The states of a conversation in which whole texts act by words of their own, by language."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache

from calendar_store.model.appointments import Slot
from calendar_store.model.statuses import AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Context, Turn
from dialogs.engine import read, step
from dialogs.simulator import waiting_list
from dialogs.simulator.lookups import look_up
from dialogs.simulator.practice import SimulatedPractice
from tests.dialogs.flows.test_by_itself import DEPENDS, MOVES
from tests.dialogs.flows.test_each_of_family import BOOKED, after_leos, family, which_one
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import AURORA, NUMBER, Search, rome, visit

VISIT = visit(ADA, rome(26, "15:00"))
BINDING = (
    do.ConfirmAppointment,
    do.RestoreAppointment,
    do.MoveAppointment,
    do.BookAppointment,
    do.OptOut,
    do.OptIn,
    do.MarkDeceased,
    do.MarkWrongNumber,
    do.TakeOffer,
)


@dataclass(frozen=True)
class State:
    """What a text is decided on.

    Attributes:
        context: the facts.
        simulated: the practice where free times are looked up, None where the facts have them.
    """

    context: Context
    simulated: SimulatedPractice | None = None

    def turn(self, text: str) -> Turn:
        """Decide about a text."""
        heard, context = read(self.context, text), self.context
        if self.simulated is not None:
            context = look_up(self.simulated, context, heard.search)
        return step(context, heard)


def _of(search: Search) -> State:
    now = search.now + timedelta(minutes=1)
    return State(search.simulated.context(NUMBER, now), search.simulated)


def reminded(locale: str) -> State:
    return _of(Search.of(VISIT, locale=locale))


def unasked(locale: str) -> State:
    return _of(Search.of(VISIT, locale=locale, remind=False))


def cancelled(locale: str) -> State:
    search = Search.of(VISIT, locale=locale)
    search.say("2")
    assert search.simulated.appointments[1].status is AppointmentStatus.CANCELLED
    return _of(search)


def handed(locale: str) -> State:
    search = Search.of(VISIT, locale=locale)
    search.say(DEPENDS[locale])
    return _of(search)


def staff_said(locale: str) -> State:
    """After a hand-over that staff have answered in words of their own."""
    search = Search.of(VISIT, locale=locale)
    search.say(DEPENDS[locale])
    state = replace(search.simulated.state(NUMBER), staff_at=search.now, with_person=None)
    search.simulated = replace(search.simulated, states={NUMBER: state})
    return _of(search)


def several_offered(locale: str) -> State:
    search = Search.of(VISIT, locale=locale)
    search.say(MOVES[locale])
    assert len(search.offered) > 1
    return _of(search)


def one_offered(locale: str) -> State:
    search = Search.of(VISIT, locale=locale)
    taken = [(27, f"{hour}:{half}") for hour in range(9, 18) for half in ("00", "30")]
    search.block(*(rome(day, at) for day, at in taken if at != "10:00"))
    search.say(MOVES[locale])
    assert search.offered == ["fri 27 10:00"], search.offered
    return _of(search)


def booking(locale: str) -> State:
    search = Search.of(locale=locale)
    search.say(BOOKS[locale])
    assert len(search.offered) > 1, search.turn
    return _of(search)


def moved(locale: str) -> State:
    search = Search.of(VISIT, locale=locale)
    search.say(MOVES[locale])
    search.say("1")
    assert search.simulated.state(NUMBER).moved
    return _of(search)


def freed(locale: str) -> State:
    search = Search.of(VISIT, locale=locale)
    start, now = rome(24, "11:00"), search.now
    span = (start, start + timedelta(minutes=1))
    search.simulated = waiting_list.wait_for(
        search.simulated, ADA.id, (span,), now, appointment_id=1
    )
    entry = search.simulated.waiting_for([ADA.id], now)[0]
    slot = Slot(AURORA.id, AURORA.name, start, start + VISIT.duration)
    search.simulated, _ = waiting_list.offer(
        search.simulated, entry, slot, until=now + timedelta(hours=3), now=now
    )
    return _of(search)


def two(locale: str) -> State:
    return State(family(locale, BOOKED, BOOKED))


def three(locale: str) -> State:
    return State(family(locale, BOOKED, BOOKED, BOOKED))


def three_which(locale: str) -> State:
    return State(which_one(locale))


def three_after(locale: str) -> State:
    return State(after_leos(locale))


BOOKS = {
    "en": "can I book an appointment on friday?",
    "it": "posso prenotare un appuntamento per venerdì?",
    "es": "¿puedo pedir una cita para el viernes?",
    "fr": "je peux prendre un rendez-vous vendredi ?",
    "de": "kann ich einen Termin am Freitag haben?",
    "pt": "posso marcar uma consulta para sexta?",
}
STATES: dict[str, Callable[[str], State]] = {
    each.__name__: each
    for each in (
        *(reminded, unasked, cancelled, handed, staff_said, several_offered, one_offered),
        *(booking, moved, freed, two, three, three_which, three_after),
    )
}


@cache
def state(name: str, locale: str) -> State:
    """Return a state, played once."""
    return STATES[name](locale)
