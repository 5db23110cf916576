"""A text that names one of a family changes nobody else's visit, however things stand."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from dialogs import effects as do
from dialogs.conversation import Asked, Context, Turn
from dialogs.engine import read, step
from tests.dialogs.flows.family_named import NAMES_ONE
from tests.dialogs.flows.test_each_of_family import (
    BOOKED,
    CANCELLED,
    FRIDAY,
    WISHES,
    after_leos,
    all_confirmed,
    family,
    three,
    visits,
    which_one,
)
from tests.support.dialogs.heard import acts, then

NAMES = {"Ada": 1, "Leo": 2, "Mia": 3}
AN_HOUR = timedelta(hours=1)
LATER = Slot(1, "Aurora", FRIDAY.starts_at + AN_HOUR, FRIDAY.ends_at + AN_HOUR)


def answered(context: Context, text: str) -> Turn:
    """Return the turn that answers a text, the free times looked up."""
    return step(context, read(context, text))


def two_left_open(locale: str) -> Context:
    """Return the facts of two after Leo's visit was cancelled and nothing said of Ada."""
    context = family(locale, BOOKED, BOOKED)
    return then(context, step(context, "cancel Leo's"), *visits(BOOKED, CANCELLED))


def two_which_one(locale: str) -> Context:
    """Return the facts of two of three left, after it was asked which one to cancel."""
    context = after_leos(locale)
    return then(context, step(context, WISHES[locale]))


def leos_moved(locale: str) -> Context:
    """Return the facts after Leo's visit of the three was moved to Friday by text."""
    context = three(locale)
    offered = then(context, answered(context, "can I move Leo's to friday at 9?"))
    moved = answered(offered, "1")
    assert acts(moved) == [do.MoveAppointment(2, 1, FRIDAY)]
    ada, leo, mia = context.appointments
    leo = replace(leo, version=2, starts_at=FRIDAY.starts_at, ends_at=FRIDAY.ends_at)
    return then(offered, moved, ada, leo, mia, free=(LATER,))


def times_for_leo(locale: str) -> Context:
    """Return the facts while times are on offer for Leo's visit."""
    context = three(locale)
    offered = answered(context, "can I move Leo's to friday at 9?")
    assert offered.state.question is not None
    assert offered.state.question.asked is Asked.SLOTS
    return then(context, offered)


def handed_over(locale: str) -> Context:
    """Return the facts after a question that staff have to answer."""
    return then(three(locale), step(three(locale), "may Leo have the blue toothbrush?"))


STANDS = (three, which_one, after_leos, two_left_open, two_which_one, all_confirmed, leos_moved)
STANDS += (times_for_leo, handed_over)


def texts() -> Iterator[tuple[str, str, str]]:
    """Yield a language, a name and a text with it."""
    return (
        (locale, name, text.format(name))
        for locale, some in NAMES_ONE.items()
        for text in some
        for name in NAMES
    )


def _whose(owners: dict[int, int], effect: do.Effect) -> int | None:
    """Return whose visit an effect changes."""
    changes = do.CancelAppointment | do.ConfirmAppointment | do.MoveAppointment
    return owners.get(effect.appointment_id) if isinstance(effect, changes) else None


@pytest.mark.parametrize("stands", STANDS)
@pytest.mark.parametrize("locale", NAMES_ONE)
def test_nobody_elses_visit_changes(stands: Callable[[str], Context], locale: str):
    context = stands(locale)
    owners = {one.id: one.client_id for one in context.appointments}
    changed = [
        (text, effect)
        for spoken, name, text in texts()
        if spoken == locale and NAMES[name] in owners.values()
        for effect in acts(answered(context, text))
        if _whose(owners, effect) != NAMES[name]
    ]
    assert changed == []
