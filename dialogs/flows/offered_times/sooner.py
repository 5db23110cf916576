"""Finds times before a visit for a client who asks for an earlier one.

"Anything sooner?" names no day, so it asks for any time before the visit. "Earlier that day" asks
for that day, and for the days before only if that day has no free time.
"""

from datetime import datetime

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.offered_times.comparing import wants_other_hour
from dialogs.flows.offered_times.local_days import DAY, Span
from dialogs.flows.offered_times.pointing import names_day, says_other_day
from dialogs.flows.offered_times.slot_request import SlotRequest
from dialogs.flows.phrases import apart
from dialogs.flows.turn_context import TurnContext

_SOONER = frozenset({"sooner", "prima", "antes", "eher"})
"""Words for any time before, not only for an earlier hour."""

_SOMETHING = frozenset(
    {
        *("anything", "something", "slot", "slots", "cancellation", "cancellations", "qualcosa"),
        *("posto", "posti", "algo", "hueco", "huecos", "turno", "rien", "quelque", "creneau"),
        *("place", "was", "etwas", "nichts", "termin", "termine", "alguma", "vaga", "vagas"),
        *("nada", "niente", "nulla", "appointment", "appuntamento", "cita", "rdv", "frei", "libre"),
    }
)
"""Words that ask for any free time: "haben Sie was früher?"."""


def sooner_than_visit(turn: TurnContext, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the hours before a visit as any time before it, if the text names no day."""
    listed = turn.question is not None and turn.question.asked is Asked.SLOTS
    if listed or len(spans) != 1 or wants_other_hour(turn) >= 0:
        return spans
    visit = next((one for one in turn.ahead if _only_before(spans[0], one)), None)
    words = set(apart(turn))
    if visit is None or names_day(turn) or says_other_day(turn):
        return spans
    return ((turn.now, visit.starts_at),) if words & (_SOONER | _SOMETHING) else spans


def before_visit(purpose: SlotRequest, asked: tuple[Span, ...], now: datetime) -> tuple[Span, ...]:
    """Return all times before a visit if earlier hours of its day are asked for; else ().

    Args:
        purpose: the request for times.
        asked: the times asked for.
        now: the moment of the turn, UTC.
    """
    visit = purpose.appointment
    if visit is None or len(asked) != 1 or not _only_before(asked[0], visit):
        return ()
    return ((now, visit.starts_at),)


def asks_any_before(purpose: SlotRequest, asked: tuple[Span, ...], now: datetime) -> bool:
    """Return whether the client asks for any time before the visit."""
    visit = purpose.appointment
    return visit is not None and asked == ((now, visit.starts_at),)


def _only_before(span: Span, visit: Appointment) -> bool:
    """Return whether a span is shorter than a day and ends where a visit begins."""
    return span[1] == visit.starts_at and span[0] < span[1] and span[1] - span[0] < DAY
