"""A death in the family and a wish to move in one text: the wish is answered, kindly."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from dialogs import effects as do
from dialogs.conversation import Context
from dialogs.engine import read, step
from dialogs.intents import Hint
from tests.support.dialogs.heard import acts, alerted, facts, reminded, slot_of, then
from tests.support.dialogs.samples import PRACTICE, appointment

THURSDAY = appointment(
    starts_at=appointment().starts_at + timedelta(days=2),
    ends_at=appointment().ends_at + timedelta(days=2),
)
MONDAY = replace(
    slot_of(THURSDAY),
    starts_at=THURSDAY.starts_at + timedelta(days=4, hours=-5),
    ends_at=THURSDAY.ends_at + timedelta(days=4, hours=-5),
)
NEXT_DAY = replace(
    MONDAY,
    starts_at=MONDAY.starts_at + timedelta(days=1),
    ends_at=MONDAY.ends_at + timedelta(days=1),
)
FREE: tuple[Slot, ...] = (MONDAY, NEXT_DAY)

WISHES = [
    ("en", "my gran died and the funeral is thursday, could we do monday at 10?"),
    ("en", "Can we do Monday at 10 instead? My father passed away."),
    ("it", "è morta mia nonna e giovedì ho il funerale, possiamo fare lunedì alle 10?"),
    ("es", "se murió mi abuela y el entierro es el jueves, ¿puede ser el lunes a las 10?"),
    ("fr", "ma grand-mère est morte et l'enterrement est jeudi, lundi 10h ce serait possible ?"),
    ("de", "meine Oma ist gestorben, Beerdigung ist am Donnerstag, ginge Montag 10 Uhr?"),
    ("pt", "a minha avó morreu e o funeral é na quinta, dá para remarcar para segunda às 10?"),
    ("pt", "minha avó faleceu, posso ir segunda às 10?"),
]


def asked(locale: str) -> Context:
    """Return the facts after the reminder of Thursday's visit, in a language."""
    client = replace(facts().clients[0], locale=locale)
    context = reminded(THURSDAY, practice=replace(PRACTICE, locale=locale), clients=(client,))
    return replace(context, free=FREE)


@pytest.mark.parametrize(("locale", "text"), WISHES)
def test_the_time_wished_for_is_offered_after_a_kind_line(locale: str, text: str):
    context = asked(locale)
    heard = read(context, text)
    assert heard.understanding.hint is Hint.BEREAVED
    turn = step(context, heard)
    assert alerted(turn)
    assert acts(turn) == []
    assert turn.state.question is not None
    assert turn.state.question.slots[0] == MONDAY
    assert acts(step(then(context, turn), "1")) == [do.MoveAppointment(1, 1, MONDAY)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "my gran died, the funeral is on monday at 10"),),
        *(
            ("en", "I have a funeral on thursday"),
            ("it", "è morta mia nonna, il funerale è lunedì"),
        ),
        *(("de", "meine Oma ist gestorben, die Beerdigung ist am Montag um 10"),),
        *(("es", "murió mi abuela y el entierro es el lunes"), ("pt", "o funeral é na segunda")),
        *(("fr", "ma grand-mère est morte, l'enterrement est lundi"),),
    ],
)
def test_the_day_of_the_funeral_is_not_offered(locale: str, text: str):
    turn = step(asked(locale), text)
    assert acts(turn) == []
    assert turn.state.question is not None
    assert turn.state.question.slots == ()
