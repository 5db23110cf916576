"""Regrets in people's own words after an act by text; nothing is learnt from these texts."""

import pytest

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import STANDING
from dialogs.flows.visits.regret_likeness import Done
from dialogs.simulator import turns
from tests.dialogs.understanding.regrets import SCORED, AfterAct, texts_after
from tests.support.dialogs.after_acts import NUMBER, WEDNESDAY, after, context_of

TEXTS = tuple(texts_after(SCORED))
LOCALES = sorted({one.locale for one in TEXTS})
LEAST = 0.5
"""Share of the regrets of each language that is to be taken back without staff."""


def taken_back(one: AfterAct) -> bool:
    """Say whether what was done is as it was before, after a text."""
    practice = after(one.locale, one.done)
    done, _ = turns.hear(practice, NUMBER, one.text, context_of(practice).now)
    (visit,) = done.appointments.values()
    return not stands(visit) if one.done is Done.BOOKED else as_before(visit)


def stands(visit: Appointment) -> bool:
    return visit.status in STANDING


def as_before(visit: Appointment) -> bool:
    return stands(visit) and visit.starts_at == WEDNESDAY


@pytest.mark.parametrize("locale", LOCALES)
def test_most_regrets_are_taken_back(locale: str) -> None:
    regrets = [one for one in TEXTS if one.locale == locale and one.regrets]
    assert sum(map(taken_back, regrets)) >= LEAST * len(regrets)


@pytest.mark.parametrize(
    "one", [one for one in TEXTS if not one.regrets], ids=lambda one: f"{one.locale}-{one.text}"
)
def test_what_regrets_nothing_takes_nothing_back(one: AfterAct) -> None:
    assert not taken_back(one)
