"""A time that is refused beside another, and nothing earlier: wishes for other times."""

import pytest

from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

REFUSED = [
    *(
        ("en", "wednesday would be ok, just not at 3", "25"),
        ("en", "can't do thursday, maybe friday?", "27"),
    ),
    *(
        ("en", "thursday's no good for me, friday maybe?", "27"),
        ("en", "wednesday is fine but not at three", "25"),
    ),
    *(("en", "thursday impossible, friday perhaps", "27"), ("en", "friday yes, thursday no", "27")),
    *(
        ("it", "mercoledì andrebbe bene, solo non alle 15", "25"),
        ("it", "giovedì no, venerdì magari?", "27"),
    ),
    *(
        ("it", "giovedì non ci riesco, forse venerdì?", "27"),
        ("it", "mercoledì sì ma non alle tre", "25"),
    ),
    *(
        ("it", "giovedì impossibile, venerdì forse?", "27"),
        ("it", "il giovedì non va, venerdì?", "27"),
    ),
    *(
        ("es", "el miércoles bien, pero no a las 3", "25"),
        ("es", "el jueves no me va, ¿quizás el viernes?", "27"),
    ),
    *(
        ("es", "jueves imposible, ¿viernes?", "27"),
        ("es", "el jueves no puedo, viernes tal vez?", "27"),
    ),
    *(
        ("es", "el miércoles me va bien pero no a las tres", "25"),
        ("es", "jueves no, mejor viernes", "27"),
    ),
    *(
        ("fr", "mercredi ça irait, mais pas à 15h", "25"),
        ("fr", "impossible jeudi, vendredi peut-être ?", "27"),
    ),
    *(
        ("fr", "jeudi ça ne va pas, vendredi peut-être ?", "27"),
        ("fr", "jeudi pas possible, vendredi ?", "27"),
    ),
    *(
        ("fr", "mercredi oui mais pas à 15h", "25"),
        ("fr", "jeudi je peux pas, plutôt vendredi ?", "27"),
    ),
    *(
        ("de", "Mittwoch wär gut, nur nicht erst um drei?", "25"),
        ("de", "Mittwoch ginge, nur nicht um 15 Uhr", "25"),
    ),
    *(
        ("de", "Donnerstag geht bei mir nicht, Freitag vielleicht?", "27"),
        ("de", "Donnerstag unmöglich, Freitag?", "27"),
    ),
    *(
        ("de", "Donnerstag ist schlecht, vielleicht Freitag?", "27"),
        ("de", "Do klappt nicht, Fr evtl?", "27"),
    ),
    *(("pt", "quarta seria bom, só não às 3", "25"), ("pt", "quinta não dá, talvez sexta?", "27")),
    *(
        ("pt", "quinta impossível, sexta quem sabe?", "27"),
        ("pt", "quarta pode ser, mas não às 15h", "25"),
    ),
    *(
        ("pt", "quinta não posso, sexta talvez?", "27"),
        ("pt", "na quinta não consigo, e sexta?", "27"),
    ),
]


EARLIER = [
    *(
        ("en", "haven't you got anything a bit earlier?"),
        ("en", "nothing earlier?"),
        ("en", "bit earlier?"),
    ),
    *(
        ("it", "non avete qualcosina prima?"),
        ("it", "niente di più presto?"),
        ("it", "un pochino prima no?"),
    ),
    *(
        ("es", "¿no tendrán algo más tempranito?"),
        ("es", "¿nada más temprano?"),
        ("es", "algo más prontito?"),
    ),
    *(
        ("fr", "vous n'auriez pas un peu plus tôt ?"),
        ("fr", "rien de plus tôt ?"),
        ("fr", "un chouia plus tôt ?"),
    ),
    *(("de", "nichts früher?"), ("de", "geht nicht bissl früher?")),
    *(
        ("pt", "não tem nada mais cedinho?"),
        ("pt", "nada mais cedo?"),
        ("pt", "não teria algo mais cedo?"),
    ),
]


IMPOSSIBLE_MORNING = [
    *(
        ("en", "thursday morning's impossible, afternoon maybe?"),
        ("it", "giovedì mattina impossibile, magari il pomeriggio?"),
    ),
    *(
        ("es", "imposible el jueves por la mañana, ¿por la tarde quizás?"),
        ("fr", "impossible jeudi matin, l'après-midi peut-être ?"),
    ),
    *(
        ("de", "Donnerstag vormittag unmöglich, nachmittags vielleicht?"),
        ("pt", "quinta de manhã impossível, à tarde talvez?"),
    ),
]


@pytest.mark.parametrize(("locale", "text", "day"), REFUSED)
def test_a_time_that_is_refused_beside_another_is_a_wish_for_the_other(
    locale: str, text: str, day: str
):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(text)
    times = [each.split() for each in search.offered]
    assert times
    assert all(each[1] == day and each[2] != "15:00" for each in times), search.offered


@pytest.mark.parametrize(("locale", "text"), EARLIER)
def test_nothing_earlier_asks_for_earlier_times(locale: str, text: str):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(text)
    assert search.offered
    assert all(each < "thu 26 15:00" or each[:3] != "thu" for each in search.offered)


@pytest.mark.parametrize(("locale", "text"), IMPOSSIBLE_MORNING)
def test_a_part_of_the_day_that_is_impossible_leaves_the_other(locale: str, text: str):
    search = Search.of(visit(ADA, rome(26, "10:00")), locale=locale)
    search.say(text)
    times = [each.split() for each in search.offered]
    assert times
    assert all(each[1] == "26" and each[2] >= "12:00" for each in times), search.offered
