"""Of several visits ahead, which one a text speaks of: the reminder asked about Thursday's only."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from dialogs import effects as do
from dialogs.conversation import Asked, Context, State, Turn
from dialogs.engine import read, step
from tests.dialogs.flows.test_families import family
from tests.support.dialogs.heard import acts, alerted, facts, reminded, slot_of, then
from tests.support.dialogs.samples import PRACTICE, appointment

DAY = timedelta(days=1)
THURSDAY = replace(
    appointment(starts_at=appointment().starts_at + 2 * DAY),
    ends_at=appointment().ends_at + 2 * DAY,
)
FRIDAY = replace(
    THURSDAY,
    id=2,
    starts_at=THURSDAY.starts_at + DAY - timedelta(hours=5),
    ends_at=THURSDAY.ends_at + DAY - timedelta(hours=5),
)
MONDAY = replace(
    slot_of(FRIDAY),
    starts_at=FRIDAY.starts_at + 3 * DAY,
    ends_at=FRIDAY.ends_at + 3 * DAY,
)


def two(locale: str) -> Context:
    """Return the facts after the reminder of Thursday's, with Friday at ten ahead too."""
    spoken = replace(PRACTICE, locale=locale)
    client = replace(facts().clients[0], locale=locale)
    context = reminded(THURSDAY, practice=spoken, clients=(client,))
    return replace(context, appointments=(THURSDAY, FRIDAY))


def cancelled(turn: Turn) -> list[int]:
    """Return the ids of what a turn cancels; it changes nothing else."""
    assert all(isinstance(each, do.CancelAppointment) for each in acts(turn))
    return [each.appointment_id for each in acts(turn)]


ONE_OF_THEM = [
    *(("en", "I need to cancel one of them"), ("en", "please cancel one of the two")),
    *(("it", "devo disdirne uno"), ("it", "devo annullare uno dei due")),
    *(("es", "tengo que anular una de ellas"), ("es", "quiero cancelar una de las dos")),
    *(("fr", "je dois en annuler un"), ("fr", "je voudrais annuler l'un des deux")),
    *(("de", "ich muss einen davon absagen"), ("de", "einen von beiden bitte absagen")),
    *(("pt", "preciso cancelar uma delas"), ("pt", "quero desmarcar uma das duas")),
]


@pytest.mark.parametrize(("locale", "text"), ONE_OF_THEM)
def test_one_of_them_is_asked_about(locale: str, text: str):
    turn = step(two(locale), text)
    assert acts(turn) == []
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.WHICH
    assert cancelled(step(then(two(locale), turn), "2")) == [2]


THE_OTHER = [
    *(("en", "cancel the other one, not thursday"), ("en", "please cancel the other one")),
    *(("en", "can you cancel the other one?"), ("it", "disdica l'altro, non giovedì")),
    *(("it", "annullate l'altro per favore"), ("es", "anule la otra, no la del jueves")),
    *(("es", "quiero cancelar la otra"), ("fr", "annulez l'autre, pas jeudi")),
    *(("fr", "je veux annuler l'autre"), ("de", "bitte den anderen absagen, nicht Donnerstag")),
    *(("de", "ich muss den anderen absagen"), ("pt", "cancele a outra, não a de quinta")),
    *(("pt", "quero cancelar a outra"), ("en", "cancel the other one but not thursday's")),
]
ITS_DAY = [
    *(("en", "cancel the friday one"), ("en", "can't do the friday one sorry")),
    *(("en", "I can't come on friday"), ("en", "cancel friday please")),
    *(("it", "annullate quello di venerdì"), ("it", "venerdì non posso venire")),
    *(("es", "anule la del viernes"), ("es", "no puedo ir el viernes")),
    *(("fr", "annulez celui de vendredi"), ("fr", "je ne peux pas venir vendredi")),
    *(("de", "den am Freitag bitte absagen"), ("de", "am Freitag kann ich nicht kommen")),
    *(("pt", "cancele a de sexta"), ("pt", "não posso ir na sexta")),
]


@pytest.mark.parametrize(("locale", "text"), THE_OTHER + ITS_DAY)
def test_the_other_one_and_the_one_of_its_day_are_that_one(locale: str, text: str):
    assert cancelled(step(two(locale), text)) == [2]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "cancel everything I have with you"), ("en", "cancel both please")),
        *(("en", "yes please cancel both"), ("it", "disdite tutto quello che ho")),
        *(("it", "annullate tutti e due"), ("es", "anulen todo lo que tengo")),
        *(("es", "cancele las dos"), ("fr", "annulez tout ce que j'ai chez vous")),
        *(("fr", "annulez les deux"), ("de", "bitte alles absagen"), ("de", "beide absagen")),
        *(("pt", "cancele tudo o que tenho"), ("pt", "cancele as duas")),
    ],
)
def test_both_and_everything_are_both(locale: str, text: str):
    assert cancelled(step(two(locale), text)) == [1, 2]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "yes to both"), ("en", "I'm coming to both"), ("it", "confermo tutti e due")),
        *(("es", "confirmo las dos"), ("fr", "je confirme les deux"), ("de", "ja zu beiden")),
        *(("de", "ich bestätige beide"), ("pt", "confirmo as duas")),
    ],
)
def test_both_are_confirmed(locale: str, text: str):
    turn = step(two(locale), text)
    assert acts(turn) == [do.ConfirmAppointment(1, 1), do.ConfirmAppointment(2, 1)]


@pytest.mark.parametrize("text", ["all good, I confirm", "yes all good", "todo bien, confirmo"])
def test_all_is_well_is_a_yes_to_what_was_asked(text: str):
    assert acts(step(two("en"), text)) == [do.ConfirmAppointment(1, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "don't cancel the other one"), ("en", "is the other one cancelled?")),
        *(("en", "don't cancel both"), ("en", "cancel thursday, keep the friday one")),
        *(
            ("en", "keep the friday one"),
            ("en", "not the friday one"),
            ("it", "non annullate l'altro"),
        ),
        *(
            ("es", "no cancele la otra"),
            ("fr", "n'annulez pas l'autre"),
            ("pt", "não cancele a outra"),
        ),
        *(("de", "den anderen bitte nicht absagen"), ("de", "beide nicht absagen")),
        *(("de", "den Freitag nicht absagen"), ("fr", "pas celui de vendredi")),
        *(("en", "the friday one isn't cancelled is it"), ("es", "la otra no la cancele")),
    ],
)
def test_what_is_turned_cancels_no_other(locale: str, text: str):
    assert 2 not in cancelled(step(two(locale), text))


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "can the friday one be monday at 10?"), ("en", "move friday to monday at 10")),
        *(("it", "quello di venerdì si può fare lunedì alle 10?"),),
        *(("es", "¿la del viernes puede ser el lunes a las 10?"),),
        *(("fr", "celui de vendredi, lundi à 10h c'est possible ?"),),
        *(("de", "kann der am Freitag auf Montag 10 Uhr?"),),
        *(("pt", "a de sexta pode ser segunda às 10?"),),
    ],
)
def test_the_visit_whose_day_is_pointed_at_is_the_one_to_move(locale: str, text: str):
    context = two(locale)
    heard = read(context, text)
    free = tuple(
        Slot(1, "Aurora", MONDAY.starts_at + each, MONDAY.ends_at + each)
        for each in (timedelta(0), timedelta(hours=1), -3 * DAY)
    )
    turn = step(replace(context, free=free), heard)
    question = turn.state.question
    assert question is not None
    assert [each.appointment_id for each in question.about] == [2]
    assert question.slots[0].starts_at == MONDAY.starts_at
    moved = step(then(context, turn), "1")
    assert acts(moved) == [do.MoveAppointment(2, 1, MONDAY)]


def test_the_other_one_after_the_first_is_cancelled():
    context = two("en")
    first = step(context, "cancel thursday please")
    assert cancelled(first) == [1]
    gone = replace(THURSDAY, status="cancelled", version=2, cancelled_at=context.now)
    assert cancelled(step(then(context, first, gone, FRIDAY), "cancel the other one too")) == [2]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(
            ("pt", "o de sexta"),
            ("pt", "a outra"),
            ("en", "the friday one"),
            ("es", "la del viernes"),
        ),
        *(("fr", "celui de vendredi"), ("it", "quello di venerdì"), ("de", "der am Freitag")),
    ],
)
def test_one_pointed_at_with_nothing_said_of_it_is_not_acted_on(locale: str, text: str):
    assert acts(step(two(locale), text)) == []


ONE_STAYS = [
    *(("en", "cancel thursday, friday is fine"), ("en", "cancel the thursday one, friday's ok")),
    *(("en", "cancel thursday, I'm coming friday"), ("en", "cancel thursday and keep friday")),
    *(("it", "disdica giovedì, venerdì va bene"), ("it", "annulli giovedì ma venerdì vengo")),
    *(("es", "anule el jueves, el viernes está bien"), ("es", "cancela el jueves, el viernes sí")),
    *(("es", "cancele la del jueves y el viernes voy"), ("it", "disdico giovedì, venerdì sì")),
    *(("fr", "annulez jeudi, vendredi c'est bon"), ("fr", "annulez jeudi, vendredi je viens")),
    *(("de", "den am Donnerstag absagen, Freitag passt"), ("de", "Donnerstag absagen, Freitag ja")),
    *(("de", "sagen Sie Donnerstag ab, am Freitag komme ich"),),
    *(("pt", "cancela quinta, sexta está ok"), ("pt", "desmarque quinta, sexta eu vou")),
    *(("en", "friday is fine, cancel thursday"), ("de", "Freitag passt, Donnerstag bitte absagen")),
    *(("it", "venerdì va bene, giovedì lo disdica"), ("fr", "vendredi ok, annulez jeudi")),
]


@pytest.mark.parametrize(("locale", "text"), ONE_STAYS)
def test_what_is_agreed_to_beside_a_cancellation_stays(locale: str, text: str):
    turn = step(two(locale), text)
    assert do.CancelAppointment(2, 1) not in acts(turn)
    assert do.ConfirmAppointment(1, 1) not in acts(turn)
    asked = turn.state.question is not None and turn.state.question.asked is Asked.WHICH
    assert asked or do.CancelAppointment(1, 1) in acts(turn)


def test_what_was_asked_about_and_is_agreed_to_beside_a_cancellation_is_confirmed():
    turn = step(two("en"), "cancel friday, thursday is fine")
    assert acts(turn) == [do.CancelAppointment(2, 1), do.ConfirmAppointment(1, 1)]
    assert len(turn.replies) == 1
    assert turn.state.cancelled[0].appointment_id == 2


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "don't cancel thursday, friday is fine"), ("en", "cancel thursday? friday is ok")),
        *(("de", "den am Donnerstag nicht absagen, Freitag passt"),),
        *(("en", "if thursday is cancelled friday is fine"),),
        *(
            ("it", "non annulli giovedì, venerdì va bene"),
            ("fr", "n'annulez pas jeudi, vendredi ok"),
        ),
        *(("es", "no cancele el jueves, el viernes está bien"),),
        *(("pt", "não cancele quinta, sexta está ok"),),
    ],
)
def test_what_is_turned_of_one_day_cancels_none(locale: str, text: str):
    assert not [
        one for one in acts(step(two(locale), text)) if isinstance(one, do.CancelAppointment)
    ]


@pytest.mark.parametrize("text", ["both yes", "yes to both", "beide ja"])
def test_a_yes_to_both_where_nothing_is_open_confirms_none(text: str):
    nothing = replace(two("en"), state=State())
    assert acts(step(nothing, text)) == []


NEITHER = [
    *(("en", "kids have chickenpox so neither can come"), ("en", "neither of us can make it")),
    *(("it", "nessuno dei due può venire"), ("es", "no podemos ir ninguno de los dos")),
    *(("fr", "aucun des deux ne peut venir"), ("de", "keiner von beiden kann kommen")),
    *(("pt", "nenhum dos dois pode ir"),),
]


@pytest.mark.parametrize(("locale", "text"), NEITHER)
def test_that_neither_can_come_is_said_of_both(locale: str, text: str):
    """Both are cancelled at once, or asked about: never only one."""
    both = [do.CancelAppointment(1, 1), do.CancelAppointment(2, 1)]
    context = family(locale)
    turn = step(context, text)
    assert not alerted(turn)
    if acts(turn):
        assert acts(turn) == both
        return
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.WHICH
    answers = {"it": "tutti", "es": "los dos", "fr": "les deux", "de": "beide", "pt": "os dois"}
    assert acts(step(then(context, turn), answers.get(locale, "both"))) == both


@pytest.mark.parametrize(
    "text", ["neither time suits", "neither of them is a problem", "can neither of us come?"]
)
def test_neither_of_something_else_cancels_none(text: str):
    turn = step(family("en"), text)
    assert acts(turn) == []
    assert turn.state.question is None or turn.state.question.asked is not Asked.WHICH


def test_no_time_is_offered_at_which_they_have_another_appointment():
    context = replace(two("en"), free=(slot_of(FRIDAY), MONDAY))
    turn = step(context, "I can't make Thursday, is another day possible?")
    assert "Mon 30 Nov" in turn.replies[0]
    assert "Fri 27 Nov" not in turn.replies[0]
