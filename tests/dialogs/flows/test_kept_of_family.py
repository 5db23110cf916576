"""What a family says of two: why one's is off or moved, beside another's that stays as it is."""

import pytest

from dialogs import effects as do
from dialogs.conversation import Asked
from dialogs.engine import read, step
from tests.dialogs.flows.family_kept import LEO_IS_OFF_ADA_COMES, LEO_IS_OFF_ADAS_STAYS
from tests.dialogs.flows.family_kept_turned import CHANGES_NO_VISIT
from tests.dialogs.flows.family_left import BOTH_BY_NAME, LEOS_MOVES_ADAS_STAYS
from tests.dialogs.flows.test_each_of_family import (
    BOOKED,
    CANCELLED,
    FRIDAY,
    WISHES,
    changed,
    each,
    family,
    visits,
)
from tests.support.dialogs.heard import acts, alerted, then

LEFT_ALONE = [
    *(("en", "Leave Ada's as it is"), ("en", "please don't move Ada's")),
    *(("it", "Quello di Ada lo lasci com'è"), ("it", "Non sposti quello di Ada")),
    *(("es", "La de Ada déjela como está"), ("es", "No mueva la de Ada")),
    *(("fr", "Laissez celui d'Ada comme il est"), ("fr", "Ne déplacez pas celui d'Ada")),
    *(("de", "Den von Ada lassen Sie so"), ("de", "Adas bleibt so wie er ist")),
    *(("pt", "A da Ada deixe como está"), ("pt", "Não mude a da Ada")),
]
ONLY_LEOS = [
    *(("en", "yes, only Leo's"), ("it", "sì, solo quello di Leo"), ("es", "sí, solo la de Leo")),
    *(("fr", "oui, juste celui de Leo"), ("de", "ja, nur Leos"), ("pt", "sim, só a do Leo")),
]
ONLY_LEOS_ON_FRIDAY = {
    "en": "yes, only Leo's, Friday at 9",
    "it": "sì, solo quello di Leo, venerdì alle 9",
    "es": "sí, solo la de Leo, el viernes a las 9",
    "fr": "oui, juste celui de Leo, vendredi à 9h",
    "de": "ja, nur Leos, Freitag 9 Uhr",
    "pt": "sim, só a do Leo, sexta às 9",
}
NOT_ONLY_LEOS = [
    *(("en", "not only Leo's, Friday at 9"), ("en", "only Leo's on Friday at 9 if I can")),
    *(("it", "non solo quello di Leo, venerdì alle 9"), ("it", "solo quello di Leo, venerdì?")),
    *(("es", "no solo la de Leo, el viernes a las 9"), ("es", "solo la de Leo, creo, el viernes")),
    *(("fr", "pas seulement celui de Leo, vendredi"), ("fr", "juste celui de Leo vendredi ?")),
    *(("de", "nicht nur Leos, Freitag 9 Uhr"), ("de", "nur Leos Freund, Freitag 9 Uhr")),
    *(("pt", "não só a do Leo, sexta às 9"), ("pt", "só a do Leo, talvez, sexta às 9")),
]


@pytest.mark.parametrize(("locale", "text"), each(LEO_IS_OFF_ADA_COMES))
def test_ones_is_cancelled_for_a_reason_and_the_other_comes(locale: str, text: str):
    turn = step(family(locale, BOOKED, BOOKED), text)
    assert (changed(turn), alerted(turn)) == (({1}, {2}), False)


@pytest.mark.parametrize(("locale", "text"), each(LEO_IS_OFF_ADAS_STAYS))
def test_ones_is_cancelled_and_the_others_stays_as_it_is(locale: str, text: str):
    turn = step(family(locale, BOOKED, BOOKED), text)
    assert (changed(turn), alerted(turn)) == ((set(), {2}), False)


@pytest.mark.parametrize(("locale", "text"), each(LEOS_MOVES_ADAS_STAYS))
def test_ones_is_moved_and_the_others_stays_as_it_is(locale: str, text: str):
    context = family(locale, BOOKED, BOOKED)
    turn = step(context, read(context, text))
    question = turn.state.question
    assert acts(turn) == []
    assert question is not None
    assert question.asked is Asked.SLOTS
    assert [one.appointment_id for one in question.about] == [2]
    after = then(context, turn, *visits(BOOKED, BOOKED))
    assert acts(step(after, ONLY_LEOS_ON_FRIDAY[locale])) == [do.MoveAppointment(2, 1, FRIDAY)]


@pytest.mark.parametrize(("locale", "text"), NOT_ONLY_LEOS)
def test_what_is_turned_takes_no_time_for_one(locale: str, text: str):
    context = family(locale, BOOKED, BOOKED)
    asked = LEOS_MOVES_ADAS_STAYS[locale][0]
    after = then(context, step(context, read(context, asked)), *visits(BOOKED, BOOKED))
    assert acts(step(after, text)) == []


@pytest.mark.parametrize(("locale", "text"), each(BOTH_BY_NAME))
def test_both_by_name_are_cancelled(locale: str, text: str):
    turn = step(family(locale, BOOKED, BOOKED), text)
    assert (changed(turn), alerted(turn)) == ((set(), {1, 2}), False)


@pytest.mark.parametrize(("locale", "text"), each(CHANGES_NO_VISIT))
@pytest.mark.parametrize("asked", [True, False])
def test_what_is_turned_changes_no_visit(*, asked: bool, locale: str, text: str):
    context = family(locale, BOOKED, BOOKED, asked=asked)
    turn = step(context, read(context, text))
    assert acts(turn) == []
    assert turn.state.question is None or turn.state.question.asked is not Asked.SLOTS


@pytest.mark.parametrize(("locale", "text"), LEFT_ALONE)
def test_what_is_only_left_alone_is_told_to_stay(locale: str, text: str):
    turn = step(family(locale, BOOKED, BOOKED), text)
    assert (acts(turn), alerted(turn)) == ([], False)
    assert "15:30" in turn.replies[0] or "15h30" in turn.replies[0]


def test_a_number_of_them_and_fewer_names_cancels_nobody():
    assert acts(step(family("en", BOOKED, BOOKED), "Cancel both, Ada's. We'll be away")) == []


@pytest.mark.parametrize(("locale", "text"), ONLY_LEOS)
def test_only_ones_answers_which_one(locale: str, text: str):
    context = family(locale, BOOKED, BOOKED)
    asked = then(context, step(context, WISHES[locale]), *visits(BOOKED, BOOKED))
    assert changed(step(asked, text)) == (set(), {2})


@pytest.mark.parametrize(("locale", "text"), ONLY_LEOS)
def test_only_ones_once_more_is_acknowledged(locale: str, text: str):
    context = family(locale, BOOKED, BOOKED)
    done = step(context, LEO_IS_OFF_ADAS_STAYS[locale][0])
    turn = step(then(context, done, *visits(BOOKED, CANCELLED)), text)
    assert (acts(turn), alerted(turn)) == ([], False)
