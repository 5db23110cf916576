"""Texts in people's own words after an act, a confirmation or a put-off answer.

Nothing is learnt from these texts.
"""

import pytest

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import STANDING, AppointmentStatus
from dialogs.flows.likeness.settings import After
from dialogs.flows.likeness.shares import Wants
from dialogs.simulator import turns
from tests.dialogs.understanding.after_texts import SCORED, AfterText, texts_after
from tests.support.dialogs.after_acts import (
    NUMBER,
    THREE,
    WEDNESDAY,
    after,
    after_choice,
    context_of,
)

TEXTS = tuple(texts_after(SCORED))
LOCALES = sorted({one.locale for one in TEXTS})
LEAST = {Wants.BACK: 0.55, Wants.CANCEL: 0.4, Wants.CONFIRM: 0.2, "of the list": 0.5}
"""Shares of each wish, in each language, that are to be done without staff."""

TAKEN_WRONGLY = {"Ma belle-sœur, elle, a dû annuler"}
"""Texts of somebody else's visit that cancel the client's; known, and not mended."""


def kind_of(one: AfterText) -> "Wants | str":
    return "of the list" if one.instead else one.wants


def stood(one: AfterText) -> tuple[Appointment, Appointment]:
    """Return the visit before and after a text."""
    practice = after_choice(one.locale, one.taken) if one.taken else after(one.locale, one.setting)
    done, _ = turns.hear(practice, NUMBER, one.text, context_of(practice).now)
    (before,), (now,) = practice.appointments.values(), done.appointments.values()
    return before, now


def as_wished(one: AfterText) -> bool:
    """Say whether the calendar is as a text wants it."""
    _, now = stood(one)
    if one.instead:
        return stands(now) and now.starts_at == THREE[one.instead - 1]
    match one.wants:
        case Wants.BACK if one.setting is After.BOOKED:
            return not stands(now)
        case Wants.BACK:
            return stands(now) and now.starts_at == WEDNESDAY
        case Wants.CANCEL:
            return not stands(now)
        case Wants.CONFIRM:
            return now.status is AppointmentStatus.CONFIRMED and now.starts_at == WEDNESDAY
    return unchanged(one)


def stands(visit: Appointment) -> bool:
    return visit.status in STANDING


def unchanged(one: AfterText) -> bool:
    """Say whether the calendar is as it was: the visit stands as before, or does not."""
    before, now = stood(one)
    confirmed = now.status is AppointmentStatus.CONFIRMED and one.setting is After.PUT_OFF
    return stands(before) == stands(now) and before.starts_at == now.starts_at and not confirmed


@pytest.mark.parametrize("kind", LEAST, ids=str)
@pytest.mark.parametrize("locale", LOCALES)
def test_most_wishes_are_done(locale: str, kind: "Wants | str") -> None:
    wishes = [one for one in TEXTS if one.locale == locale and kind_of(one) == kind]
    assert wishes
    assert sum(map(as_wished, wishes)) >= LEAST[kind] * len(wishes)


@pytest.mark.parametrize(
    "one",
    [one for one in TEXTS if one.wants is Wants.NOTHING and one.text not in TAKEN_WRONGLY],
    ids=lambda one: f"{one.locale}-{one.setting}-{one.text}",
)
def test_what_wants_nothing_changes_nothing(one: AfterText) -> None:
    assert unchanged(one)


def test_texts_known_to_be_taken_wrongly_are_taken_so_still() -> None:
    # one that is right now belongs among the others
    wrong = {one.text for one in TEXTS if one.text in TAKEN_WRONGLY and not unchanged(one)}
    assert wrong == TAKEN_WRONGLY
