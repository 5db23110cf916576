"""What is said to "which one?", and sooner times: the range asked for stays, a none keeps all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.practices import Service
from dialogs import effects as do
from dialogs.conversation import Asked
from dialogs.simulator import turns
from tests.support.dialogs.heard import acts, alerted
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import CHECK_UP, Search, rome, visit

MASSAGE = Service(1, 2, "Massage", timedelta(minutes=60), safe_to_name=True, by_text=True)

AFTER_ALL = [
    *(("en", "I need to cancel", "I'll come after all"), ("en", "cancel please", "no, I'm coming")),
    *(("it", "devo disdire", "alla fine vengo"), ("it", "devo disdire", "no no, vengo")),
    *(("es", "quiero anular", "al final voy"), ("es", "quiero anular", "no, sí que voy")),
    *(
        ("fr", "je veux annuler", "finalement je viens"),
        ("de", "ich muss absagen", "ich komme doch"),
    ),
    *(("de", "ich muss absagen", "doch nicht absagen, wir kommen"),),
    *(("pt", "preciso cancelar", "afinal vou"), ("pt", "preciso cancelar", "afinal consigo ir")),
]
NONE = [
    *(("en", "I need another time", "none"), ("en", "I need another time", "neither of them")),
    *(("en", "I need another time", "forget it"), ("it", "vorrei spostare", "nessuno")),
    *(("it", "vorrei spostare", "nessuno dei due"), ("es", "quiero cambiar la cita", "ninguna")),
    *(("es", "quiero cambiar la cita", "ninguna de las dos"), ("fr", "je veux changer", "aucun")),
    *(("fr", "je veux changer", "aucun des deux"), ("de", "ich muss verschieben", "keinen")),
    *(("de", "ich muss verschieben", "keinen von beiden"), ("pt", "quero remarcar", "nenhum")),
    *(("pt", "quero remarcar", "nenhuma das duas"), ("en", "I need to cancel", "none of them")),
]


@pytest.mark.parametrize(("locale", "wish", "text"), [*AFTER_ALL, *NONE])
def test_who_comes_after_all_or_takes_none_changes_nothing_and_is_not_asked_again(
    locale: str, wish: str, text: str
):
    search = Search.of(visit(ADA, rome(26, "15:00")), visit(ADA, rome(27, "10:00")), locale=locale)
    assert "2)" in search.say(wish)
    said = search.say(text)
    assert acts(search.turn) == []
    assert not alerted(search.turn)
    assert said
    assert "2)" not in said
    assert search.question is None


POINTED = [
    *(("en", "can I move one to Monday afternoon?", "the Thursday one"),),
    *(("en", "can I move one to Monday afternoon?", "the one at 3pm"),),
    *(("it", "posso spostare a lunedì pomeriggio?", "quello di giovedì"),),
    *(("es", "¿puedo cambiar al lunes por la tarde?", "la del jueves"),),
    *(("fr", "je peux changer pour lundi après-midi ?", "celui de jeudi"),),
    *(("de", "kann ich auf Montag Nachmittag verschieben?", "den am Donnerstag"),),
    *(("pt", "posso remarcar para segunda de tarde?", "a de quinta"),),
    *(("pt", "posso remarcar para segunda de tarde?", "a primeira"),),
]


@pytest.mark.parametrize(("locale", "wish", "text"), POINTED)
def test_a_visit_chosen_by_its_day_is_offered_the_times_asked_for_before(
    locale: str, wish: str, text: str
):
    search = Search.of(visit(ADA, rome(26, "15:00")), visit(ADA, rome(27, "10:00")), locale=locale)
    assert "2)" in search.say(wish)
    search.say(text)
    assert search.question is not None
    assert search.question.about[0].appointment_id == 1
    assert len(search.offered) == 3
    assert all(each.startswith("mon 30 1") for each in search.offered)


NOT_YET = [
    *(
        ("en", "I need another time", "Friday morning"),
        ("it", "vorrei spostare", "venerdì mattina"),
    ),
    *(("es", "quiero cambiar la cita", "el viernes por la mañana"),),
    *(
        ("fr", "je veux changer", "vendredi matin"),
        ("de", "verschieben bitte", "Freitag Vormittag"),
    ),
    *(("pt", "quero remarcar", "sexta de manhã"),),
]


@pytest.mark.parametrize(("locale", "wish", "text"), NOT_YET)
def test_a_time_that_chooses_no_visit_is_kept_and_asked_for_no_pardon(
    locale: str, wish: str, text: str
):
    visits = visit(ADA, rome(26, "15:00")), visit(MARIE, rome(26, "15:30"))
    search = Search.of(*visits, locale=locale)
    first = search.say(wish)
    again = search.say(text)
    assert again.endswith(first)
    assert not any(word in again for word in ("Sorry", "Scusi", "Perdone", "Pardon", "Entsch"))
    search.say("1")
    assert len(search.offered) == 3
    assert all(each.startswith(("fri 27 09", "fri 27 1")) for each in search.offered)


@pytest.mark.parametrize("later", [("en", "later"), ("de", "später"), ("fr", "plus tard")])
def test_later_to_which_one_keeps_the_range_and_asks_again(later: tuple[str, str]):
    visits = visit(ADA, rome(26, "15:00")), visit(MARIE, rome(26, "15:30"))
    search = Search.of(*visits, locale=later[0])
    wishes = {"en": "can we change it?", "de": "wir müssen verschieben", "fr": "on doit changer"}
    search.say(wishes[later[0]])
    assert "2)" in search.say(later[1])
    assert not alerted(search.turn)
    search.say("1")
    assert search.offered
    assert all(each > "thu 26 15:30" for each in search.offered if each.startswith("thu"))


def test_a_number_and_a_time_choose_the_visit_and_the_range():
    visits = visit(ADA, rome(26, "15:00")), visit(MARIE, rome(26, "15:30"))
    search = Search.of(*visits)
    search.say("can we change it?")
    search.say("2, friday morning")
    assert search.question is not None
    assert search.question.asked is Asked.SLOTS
    assert search.question.about[0].appointment_id == 2
    assert all(each.startswith("fri 27") for each in search.offered)


BOOKING = [
    *(
        ("en", "I'd like an appointment", "Friday afternoon"),
        ("it", "vorrei un appuntamento", "venerdì pomeriggio"),
    ),
    *(
        ("es", "quiero una cita", "el viernes por la tarde"),
        ("fr", "je voudrais un rendez-vous", "vendredi après-midi"),
    ),
    *(
        ("de", "ich hätte gern einen Termin", "Freitag Nachmittag"),
        ("pt", "quero marcar uma consulta", "sexta de tarde"),
    ),
]


@pytest.mark.parametrize(("locale", "wish", "text"), BOOKING)
def test_a_day_to_what_shall_be_booked_is_kept(locale: str, wish: str, text: str):
    search = Search.of(locale=locale)
    search.simulated = replace(search.simulated, services=(CHECK_UP, MASSAGE))
    first = search.say(wish)
    again = search.say(text)
    assert again.endswith(first)
    assert not any(word in again for word in ("Sorry", "Scusi", "Perdone", "Pardon", "Entsch"))
    search.say("1")
    assert len(search.offered) == 3
    assert all(each.startswith("fri 27 1") for each in search.offered)


SOONER = [
    *(
        ("en", "anything sooner?"),
        ("en", "do you have anything sooner"),
        ("it", "c'è qualcosa prima?"),
    ),
    *(("es", "¿hay algo antes?"), ("fr", "vous avez quelque chose plus tôt ?")),
    *(("de", "haben Sie etwas früher?"), ("pt", "tem alguma coisa antes?")),
]


@pytest.mark.parametrize(("locale", "text"), SOONER)
def test_sooner_without_a_day_is_any_time_before_the_visit(locale: str, text: str):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(text)
    assert search.offered[0].startswith("mon 23")
    assert {each[:3] for each in search.offered} <= {"mon", "tue", "wed", "thu"}
    assert acts(search.turn) == []


def test_earlier_that_day_is_of_that_day_and_else_of_the_days_before():
    search = Search.of(visit(ADA, rome(26, "15:00")))
    search.say("anything earlier that day?")
    assert all(each.startswith("thu 26") for each in search.offered)
    full = Search.of(visit(ADA, rome(26, "09:30")))
    full.block(rome(26, "09:00"))
    said = full.say("anything earlier that day?")
    assert said.startswith("Nothing is free then")
    assert {each[:3] for each in full.offered} <= {"mon", "tue", "wed"}


AGAIN = [
    *(("en", "cancel", "could you find me another time, friday morning"),),
    *(("it", "disdico", "vorrei un nuovo appuntamento per venerdì mattina"),),
    *(("es", "anular", "¿me pueden dar otra hora el viernes por la mañana?"),),
    *(("fr", "annuler", "je voudrais un autre rendez-vous vendredi matin"),),
    *(("de", "absagen", "Ich bräuchte einen neuen Termin, Freitag vormittags"),),
    *(("pt", "cancelar", "quero marcar de novo, tem na sexta de manhã?"),),
]


@pytest.mark.parametrize(("locale", "wish", "text"), AGAIN)
def test_who_cancelled_days_ago_books_anew(locale: str, wish: str, text: str):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(wish)
    search.now += timedelta(days=1)
    search.say(text)
    assert search.question is not None
    assert search.question.wish is not None
    assert len(search.offered) == 3
    assert all(each.startswith(("fri 27 09", "fri 27 1")) for each in search.offered)


FROM_LIST = [
    *(("en", "can I move to monday afternoon?", "the friday one", 2),),
    *(("it", "posso spostare a lunedì pomeriggio?", "quello di venerdì", 2),),
    *(("es", "quiero cambiar una cita al lunes por la tarde", "la del viernes", 2),),
    *(("es", "quiero cambiar una cita al lunes por la tarde", "la del jueves", 1),),
    *(("fr", "je voudrais déplacer à lundi après-midi", "celui de vendredi", 2),),
    *(("de", "kann ich auf Montag Nachmittag verschieben?", "den vom Freitag", 2),),
    *(("pt", "queria passar para segunda de tarde", "a de sexta", 2),),
    *(("pt", "queria passar para segunda de tarde", "a de quinta", 1),),
]


@pytest.mark.parametrize(("locale", "wish", "text", "which"), FROM_LIST)
def test_a_visit_named_while_times_are_on_offer_keeps_the_range(
    locale: str, wish: str, text: str, which: int
):
    visits = visit(ADA, rome(26, "15:00")), visit(ADA, rome(27, "10:00"))
    search = Search.of(*visits, locale=locale, remind=False)
    search.simulated, _ = turns.remind(search.simulated, [1], search.now)
    search.say(wish)
    search.say(text)
    assert search.question is not None
    assert [each.appointment_id for each in search.question.about] == [which]
    assert all(each.startswith("mon 30 1") for each in search.offered)


TO_BOTH = [
    *(("en", "cancel please", "oh wait, we'll make it after all"),),
    *(("it", "disdico", "no, alla fine vengo a tutti e due"),),
    *(("es", "necesito cancelar", "no, ninguna, al final voy a las dos"),),
    *(("fr", "je dois annuler", "non en fait je viens aux deux"),),
    *(("de", "ich muss absagen", "ach nein, ich komme doch zu beiden"),),
    *(("pt", "preciso desmarcar", "afinal nenhuma, consigo ir às duas"),),
]


@pytest.mark.parametrize(("locale", "wish", "text"), TO_BOTH)
def test_who_comes_to_both_after_all_has_the_one_cancelled_back(locale: str, wish: str, text: str):
    visits = visit(ADA, rome(26, "15:00")), visit(ADA, rome(27, "10:00"))
    search = Search.of(*visits, locale=locale, remind=False)
    search.simulated, _ = turns.remind(search.simulated, [1], search.now)
    search.say(wish)
    assert [type(each) for each in acts(search.turn)] == [do.CancelAppointment]
    search.say(text)
    assert [type(each) for each in acts(search.turn)] == [do.RestoreAppointment]


def test_thanks_for_the_very_time_asked_for_is_asked_once_whether_it_is_taken():
    search = Search.of(visit(ADA, rome(26, "15:00")))
    search.say("can we do friday at 11?")
    assert search.offered == ["fri 27 11:00"]
    assert "Reply 1 or YES" in search.say("thanks")
    assert search.say("thanks") == ""
    search.say("1")
    assert [type(each) for each in acts(search.turn)] == [do.MoveAppointment]
