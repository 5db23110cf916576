"""Talks about one visit that texts easily misread would change: Ada comes on Thursday at 15:00."""

from calendar_store.model.statuses import AppointmentStatus as Status
from dialogs import effects as do
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

MOVE = {
    "en": "can I move it",
    "it": "posso spostare?",
    "de": "kann ich verschieben?",
    "pt": "posso mudar?",
    "es": "¿puedo cambiarla?",
    "fr": "je peux déplacer ?",
}
VISIT = rome(26, "15:00")


def begun(locale: str, *texts: str) -> Search:
    """Return a conversation in which Ada, who comes on Thursday at 15:00, has texted."""
    search = Search.of(visit(ADA, VISIT), locale=locale)
    for text in texts:
        search.say(text)
    return search


def goes_to_staff(search: Search) -> bool:
    """Return whether the last text was passed on and changed nothing."""
    assert search.turn is not None
    alerted = any(isinstance(each, do.AlertStaff) for each in search.turn.effects)
    return alerted and stands(search)


def stands(search: Search) -> bool:
    """Return whether the visit is still the only one, at its hour."""
    visits = [*search.simulated.appointments.values()]
    booked = visits[0].status in {Status.BOOKED, Status.CONFIRMED}
    return len(visits) == 1 and visits[0].starts_at == VISIT and booked
