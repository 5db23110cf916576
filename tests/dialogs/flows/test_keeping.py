"""What stands is kept after all: while other times are on offer, and after a move."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.engine import step
from dialogs.wish import JustMoved, Wish
from tests.dialogs.flows.test_families import BOOKABLE
from tests.support.dialogs.heard import acts, alerted, facts, slot_of, then
from tests.support.dialogs.samples import NOW, PRACTICE, appointment

THURSDAY = appointment(
    starts_at=appointment().starts_at + timedelta(days=2),
    ends_at=appointment().ends_at + timedelta(days=2),
)
WEDNESDAY = tuple(
    Slot(1, "Aurora", at, at + timedelta(minutes=30))
    for at in (THURSDAY.starts_at - timedelta(hours=each) for each in (29, 26, 23))
)


def speaking(locale: str, state: State, *appointments: object) -> Context:
    """Return the facts of a conversation in a language."""
    client = replace(facts().clients[0], locale=locale)
    visits = appointments or (THURSDAY,)
    practice = replace(PRACTICE, locale=locale)
    return facts(*visits, practice=practice, clients=(client,), state=state)  # type: ignore[arg-type]


def offered(locale: str) -> Context:
    """Return the facts after three times of Wednesday were offered for Thursday's visit."""
    about = (AskedAbout(1, 1, THURSDAY.starts_at),)
    until = NOW + timedelta(hours=24)
    return speaking(locale, State(question=Question(Asked.SLOTS, about, NOW, until, WEDNESDAY)))


KEPT = [
    *(("en", "never mind, I'll keep what I have"), ("en", "actually I'll keep thursday")),
    *(("en", "no thanks, I'll stick with thursday at 3"), ("en", "forget it, leave it as it is")),
    *(("it", "lasci stare, tengo giovedì"), ("it", "no niente, lasciamo giovedì")),
    *(("it", "allora resto con giovedì"), ("es", "déjelo, me quedo con el jueves")),
    *(("es", "no, mejor lo dejamos el jueves"), ("es", "nada, dejémoslo como está")),
    *(("fr", "laissez tomber, je garde jeudi"), ("fr", "finalement je garde mon rdv")),
    *(("de", "dann behalte ich Donnerstag"), ("de", "ach lassen Sie, ich bleibe beim Donnerstag")),
    *(("pt", "então fico com quinta"), ("pt", "esquece, fico com quinta")),
]


@pytest.mark.parametrize(("locale", "text"), KEPT)
def test_what_stands_is_kept_and_the_offers_are_closed(locale: str, text: str):
    context = offered(locale)
    turn = step(context, text)
    assert turn.effects == ()
    assert len(turn.replies) == 1
    assert "15:00" in turn.replies[0] or "15h00" in turn.replies[0]
    for later in ("1", "2", "3", "ok thanks", "👍", "no"):
        assert acts(step(then(context, turn), later)) == []


CONFIRMED = [
    *(("en", "yes"), ("en", "yes I confirm"), ("it", "sì confermo"), ("it", "confermo")),
    *(("es", "sí"), ("es", "sí, confirmo"), ("fr", "oui je confirme"), ("fr", "oui merci")),
    *(("de", "ja"), ("de", "ja, bestätige"), ("pt", "sim"), ("pt", "sim, confirmo")),
]


@pytest.mark.parametrize(("locale", "text"), CONFIRMED)
def test_a_yes_to_what_is_kept_confirms_it(locale: str, text: str):
    context = offered(locale)
    kept = then(context, step(context, dict(KEPT)[locale]))
    turn = step(kept, text)
    assert acts(turn) == [do.ConfirmAppointment(1, 1)]
    # a change of mind binds to it, as after any confirmation
    assert acts(step(then(kept, turn), "2")) == [do.CancelAppointment(1, 1)]


@pytest.mark.parametrize(
    ("locale", "text", "confirms"),
    [
        *(("en", "see you thursday", True), ("it", "a giovedì", True), ("fr", "à jeudi", True)),
        *(("es", "nos vemos el jueves", True), ("de", "bis Donnerstag", True)),
        *(
            ("pt", "até quinta", True),
            ("en", "see you friday", False),
            ("de", "bis Freitag", False),
        ),
    ],
)
def test_a_parting_to_what_is_kept_confirms_it(locale: str, text: str, *, confirms: bool):
    context = offered(locale)
    kept = then(context, step(context, dict(KEPT)[locale]))
    assert acts(step(kept, text)) == [do.ConfirmAppointment(1, 1)] * confirms


def test_a_yes_to_what_has_moved_since_it_was_kept_is_asked():
    context = offered("en")
    kept = then(context, step(context, "never mind, I'll keep thursday"))
    later = replace(THURSDAY, starts_at=THURSDAY.starts_at + timedelta(hours=1), version=2)
    turn = step(replace(kept, appointments=(later,)), "yes")
    assert acts(turn) == []
    assert len(turn.replies) == 1


def test_thanks_to_times_on_offer_are_asked_once():
    context = offered("en")
    first = step(context, "ok thanks")
    assert len(first.replies) == 1
    second = step(then(context, first), "ok thank you")
    assert second.replies == ()
    assert acts(second) == []
    assert not alerted(second)
    chosen = step(then(context, second), "2")
    assert acts(chosen) == [do.MoveAppointment(1, 1, WEDNESDAY[1])]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(
            ("en", "I can't keep thursday"),
            ("en", "keep looking please"),
            ("en", "can I keep thursday?"),
        ),
        *(("de", "ich kann Donnerstag nicht behalten"), ("it", "non tengo giovedì")),
        *(("fr", "je ne garde pas jeudi"), ("es", "no me quedo con el jueves")),
        *(("en", "leave it, cancel please"), ("en", "keep wednesday at 10"), ("en", "2")),
    ],
)
def test_what_keeps_nothing_is_told_no_such_thing(locale: str, text: str):
    turn = step(offered(locale), text)
    assert not [each for each in turn.trace if each.startswith("keeps what stands")]


REGRETS = [
    *(("en", "actually no, leave it where it was"), ("en", "no sorry, the old time please")),
    *(("en", "please put it back as it was"), ("it", "anzi no scusate, lasciate com'era")),
    *(("es", "no no, mejor la dejamos como estaba"), ("es", "no, vuelva a la hora de antes")),
    *(("es", "ay no perdón, déjela como estaba"), ("de", "sorry, doch lieber wieder wie vorher")),
    *(("fr", "ah non finalement laissez comme c'était"), ("de", "ach nee, doch lieber wie vorher")),
    *(("de", "ach, lassen Sie es wie es war"), ("pt", "ai não, deixa como estava")),
]
PERHAPS = [
    *(("en", "hmm the old time was better"), ("pt", "afinal prefiro como estava antes")),
    *(("en", "where it was?"), ("de", "die alte Zeit war besser")),
]


def moved(locale: str) -> Context:
    """Give the facts right after a move from Thursday to Wednesday."""
    visit = replace(THURSDAY, starts_at=WEDNESDAY[0].starts_at, ends_at=WEDNESDAY[0].ends_at)
    until = NOW + timedelta(hours=1)
    state = State(moved=JustMoved(1, visit.starts_at, slot_of(THURSDAY), until))
    return speaking(locale, state, visit)


@pytest.mark.parametrize(("locale", "text"), REGRETS)
def test_a_move_that_is_regretted_is_taken_back(locale: str, text: str):
    turn = step(moved(locale), text)
    assert acts(turn) == [do.MoveAppointment(1, 1, slot_of(THURSDAY))]
    assert not alerted(turn)


@pytest.mark.parametrize(("locale", "text"), PERHAPS)
def test_a_move_that_is_regretted_perhaps_is_told_how_it_is_taken_back(locale: str, text: str):
    context = moved(locale)
    turn = step(context, text)
    assert acts(turn) == []
    assert not alerted(turn)
    assert turn.state.moved is not None
    back = step(then(context, turn), "UNDO")
    assert acts(back) == [do.MoveAppointment(1, 1, slot_of(THURSDAY))]


@pytest.mark.parametrize("text", ["", " ", "…", "?"])
def test_a_text_without_words_keeps_nothing(text: str):
    assert acts(step(offered("en"), text)) == []


HELLO = [
    *(("en", "hello, my appointment"), ("en", "hi my appointment"), ("en", "hi")),
    *(("it", "buonasera, il mio appuntamento"), ("it", "il mio appuntamento"), ("it", "salve")),
    *(("es", "hola, mi cita"), ("es", "mi cita"), ("es", "buenas tardes")),
    *(("fr", "bonjour mon rdv"), ("fr", "mon rendez-vous"), ("fr", "bonsoir")),
    *(("de", "Hallo mein Termin"), ("de", "mein Termin"), ("de", "guten Tag")),
    *(("pt", "olá, a minha consulta"), ("pt", "minha consulta"), ("pt", "bom dia")),
]
"""What says nothing of the visit that it names, or greets."""


def freed(locale: str) -> Context:
    """Return the facts after a freed time was offered instead of Thursday's visit."""
    about = (AskedAbout(1, 1, THURSDAY.starts_at),)
    until = NOW + timedelta(hours=2)
    question = Question(
        *(Asked.OFFER, about, NOW, THURSDAY.starts_at, WEDNESDAY[:1]), offer_id=9, until=until
    )
    return speaking(locale, State(question=question))


@pytest.mark.parametrize(("locale", "text"), HELLO)
def test_a_greeting_and_a_noun_neither_take_nor_leave_a_freed_time(locale: str, text: str):
    turn = step(freed(locale), text)
    assert turn.effects == ()
    if "," in text or " " in text:
        assert turn.state.question == freed(locale).state.question
    assert turn.state.question is not None
    taken = step(then(freed(locale), turn), "1")
    assert [type(one) for one in acts(taken)] == [do.TakeOffer]


@pytest.mark.parametrize(("locale", "text"), [each for each in HELLO if " " in each[1]])
def test_a_greeting_and_a_noun_leave_times_on_offer(locale: str, text: str):
    turn = step(offered(locale), text)
    assert turn.effects == ()
    taken = step(then(offered(locale), turn), "1")
    assert acts(taken) == [do.MoveAppointment(1, 1, WEDNESDAY[0])]


LET_BE = [
    *(("en", "forget it"), ("en", "never mind thanks"), ("en", "oh no, leave it")),
    *(("it", "lasci stare"), ("it", "no niente, ci ripenso"), ("es", "uy no, mejor lo dejo")),
    *(("es", "déjelo, gracias"), ("fr", "laissez tomber"), ("fr", "non tant pis")),
    *(("de", "vergessen Sie es"), ("de", "ach nein, lass mal"), ("pt", "esquece")),
    *(("pt", "deixa pra lá"), ("pt", "melhor não, obrigada")),
]


@pytest.mark.parametrize(("locale", "text"), LET_BE)
def test_a_booking_that_is_let_be_is_none(locale: str, text: str):
    until = NOW + timedelta(hours=24)
    wish = Wish(client_id=1, service_id=1)
    question = Question(Asked.SLOTS, (), NOW, until, WEDNESDAY, wish=wish)
    context = speaking(locale, State(question=question))
    context = replace(context, appointments=(), **BOOKABLE)
    turn = step(context, text)
    assert acts(turn) == []
    assert not alerted(turn)
    assert turn.state.question is None
    assert len(turn.replies) == 1


@pytest.mark.parametrize(("locale", "text"), LET_BE)
def test_other_times_that_are_let_be_leave_what_stands(locale: str, text: str):
    turn = step(offered(locale), text)
    assert turn.effects == ()
    assert "15" in turn.replies[0]
    assert acts(step(then(offered(locale), turn), "1")) == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "leave it as it was"), ("it", "lasci com'era"), ("es", "déjala como estaba")),
        *(
            ("fr", "laissez comme c'était"),
            ("de", "lieber wie vorher"),
            ("pt", "deixa como estava"),
        ),
    ],
)
def test_as_it_was_keeps_what_stands_before_any_move(locale: str, text: str):
    turn = step(offered(locale), text)
    assert turn.effects == ()
    assert acts(step(then(offered(locale), turn), "1")) == []
    assert turn.state.question is not None
    assert turn.state.question.yes_only
