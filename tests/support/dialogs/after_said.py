"""Conversations in which staff write too, or only the half of a text arrives, and how they end.

It is Monday 23 November 2026, 10:00 in Rome. Ada comes on Wednesday at 15:00, or on Wednesday 2
December while she is offered Thursday at 11:00. Three times may be on offer: Thursday at 10:00 and
at 15:00, and Friday at 11:00.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from calendar_store.model.appointments import Slot
from calendar_store.model.statuses import Channel
from dialogs.conversation import Asked, AskedAbout, Question, State
from dialogs.deciding import read, step
from dialogs.simulator import turns, waiting_list
from dialogs.simulator.lookups import look_up
from dialogs.staff_texts import after_staff
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import AURORA, BEGINS, NUMBER, ROME, Search, rome, visit

_LISTED = (rome(26, "10:00"), rome(26, "15:00"), rome(27, "11:00"))
_FREED = rome(26, "11:00")
_MINUTE, _HALF_HOUR = timedelta(minutes=1), timedelta(minutes=30)


def played(locale: str, talk: str) -> str:
    """Play a conversation; return how it ends: "confirmed wed 25 15:00", "stopped" for no texts.

    Args:
        locale: the client's language.
        talk: what is open, and the texts: "one: ok / = staff's text / ~ half a text".
    """
    opened, _, texts = talk.partition(": ")
    search = _OPENED[opened](locale)
    for text in texts.split(" / "):
        search.now += _MINUTE
        if text.startswith("= "):
            _staff_write(search, text[2:])
        else:
            _arrives(search, text.removeprefix("~ "), half=text.startswith("~ "))
    if (Channel.SMS, NUMBER) in search.simulated.opt_outs:
        return "stopped"
    (one,) = search.simulated.appointments.values()
    return f"{one.status.value} {one.starts_at.astimezone(ROME):%a %d %H:%M}".lower()


def _reminded(locale: str) -> Search:
    return Search.of(visit(ADA, rome(25, "15:00")), locale=locale, step=timedelta(hours=1))


def _listing(locale: str) -> Search:
    search = Search.of(visit(ADA, rome(25, "15:00")), locale=locale, remind=False)
    (one,) = search.simulated.appointments.values()
    question = Question(
        Asked.SLOTS,
        (AskedAbout(one.id, one.version, one.starts_at),),
        BEGINS,
        BEGINS + timedelta(days=1),
        slots=tuple(_slot(at) for at in _LISTED),
        spans=((rome(26, "00:00"), rome(28, "00:00")),),
    )
    search.simulated = replace(search.simulated, states={NUMBER: State(question=question)})
    return search


def _offering(locale: str) -> Search:
    search = Search.of(visit(ADA, rome(2, "15:00", 12)), locale=locale, remind=False)
    wished = ((_FREED, _FREED + _MINUTE),)
    waited = waiting_list.wait_for(search.simulated, ADA.id, wished, BEGINS, appointment_id=1)
    (entry,) = waited.waiting_for([ADA.id], BEGINS)
    until = BEGINS + timedelta(hours=5)
    search.simulated, _ = waiting_list.offer(waited, entry, _slot(_FREED), until=until, now=BEGINS)
    return search


_OPENED = {"one": _reminded, "slots": _listing, "offer": _offering}


def _slot(at: datetime) -> Slot:
    return Slot(AURORA.id, AURORA.name, at, at + _HALF_HOUR)


def _staff_write(search: Search, text: str) -> None:
    simulated = search.simulated
    context = simulated.context(NUMBER, search.now)
    state = after_staff(simulated.state(NUMBER), text, search.now, context)
    search.simulated = replace(simulated, states={**simulated.states, NUMBER: state})


def _arrives(search: Search, text: str, *, half: bool) -> None:
    if not half:
        search.simulated, search.turn = turns.hear(search.simulated, NUMBER, text, search.now)
        return
    context = replace(search.simulated.context(NUMBER, search.now), partial=True)
    heard = read(context, text)
    search.turn = step(look_up(search.simulated, context, heard.search), heard)
    search.simulated = turns.perform(search.simulated, context, search.turn)
