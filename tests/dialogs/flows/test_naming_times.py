"""A list of times answered in words: the earliest, an hour of it, or the day and time that suit."""

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.model.appointments import Slot
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, State
from dialogs.effects import SlotSearch
from dialogs.engine import read, step
from dialogs.wording.reminders import reminder_question
from tests.dialogs.flows.test_keeping import THURSDAY, WEDNESDAY, offered, speaking
from tests.support.dialogs.heard import acts, slot_of, then
from tests.support.dialogs.samples import ADA, NOW
from tests.support.dialogs.searching import Search, rome, visit

TEN, ONE_PM, FOUR = WEDNESDAY
AT_NOON = replace(TEN, starts_at=TEN.starts_at + timedelta(hours=2))


def exactly(locale: str) -> Context:
    """Return the facts after Wednesday at four was asked for, and is on offer with others."""
    span = (FOUR.starts_at, FOUR.starts_at)
    around = (FOUR, *(_at(FOUR, minutes) for minutes in (-30, 30)))
    about = (AskedAbout(1, 1, THURSDAY.starts_at),)
    question = Question(Asked.SLOTS, about, NOW, NOW + timedelta(hours=24), around, spans=(span,))
    return speaking(locale, State(question=question))


def _at(slot: Slot, minutes: int) -> Slot:
    by = timedelta(minutes=minutes)
    return replace(slot, starts_at=slot.starts_at + by, ends_at=slot.ends_at + by)


EARLIEST = [
    *(("en", "the earliest one please"), ("en", "the earlier one"), ("it", "la più presto")),
    *(("es", "la más temprana"), ("fr", "le plus tôt"), ("de", "den frühesten bitte")),
    *(("de", "den früheren"), ("pt", "o mais cedo por favor")),
]
LATEST = [
    *(("en", "the latest one"), ("en", "the later one please"), ("it", "quella più tardi")),
    *(("es", "la más tarde"), ("fr", "le plus tard"), ("de", "den spätesten")),
    *(("pt", "a mais tarde"),),
]


@pytest.mark.parametrize(("locale", "text"), EARLIEST)
def test_the_earliest_is_the_first_by_time(locale: str, text: str):
    assert acts(step(offered(locale), text)) == [do.MoveAppointment(1, 1, TEN)]


@pytest.mark.parametrize(("locale", "text"), LATEST)
def test_the_latest_is_the_last_by_time(locale: str, text: str):
    assert acts(step(offered(locale), text)) == [do.MoveAppointment(1, 1, FOUR)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "not the earliest"), ("en", "something earlier")),
        *(("it", "più tardi"), ("fr", "plus tard"), ("es", "más tarde"), ("de", "später bitte")),
        *(("pt", "mais cedo"), ("fr", "le plus tôt possible"), ("en", "earliest I can do is 5")),
    ],
)
def test_what_compares_takes_none(locale: str, text: str):
    assert acts(step(offered(locale), text)) == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "10 please"), ("en", "10"), ("it", "10 grazie"), ("es", "10 por favor")),
        *(("fr", "10 svp"), ("de", "10 bitte"), ("pt", "10 por favor"), ("en", "ok 10")),
    ],
)
def test_an_hour_of_the_list_is_that_time(locale: str, text: str):
    assert acts(step(offered(locale), text)) == [do.MoveAppointment(1, 1, TEN)]


@pytest.mark.parametrize(
    "text", ["2 please", "12 please", "7", "10 people", "not 10", "10?", "100"]
)
def test_a_number_that_is_no_hour_of_the_list_is_none(text: str):
    assert do.MoveAppointment(1, 1, TEN) not in acts(step(offered("en"), text))


YES = [
    *(("en", "yes"), ("en", "yes please"), ("en", "yes perfect"), ("it", "sì")),
    *(("it", "sì grazie"), ("es", "sí"), ("es", "sí, vale"), ("fr", "oui"), ("fr", "oui merci")),
    *(("de", "ja"), ("de", "ja passt"), ("pt", "sim")),
]


@pytest.mark.parametrize(("locale", "text"), YES)
def test_a_yes_where_one_time_was_asked_for_takes_it(locale: str, text: str):
    assert acts(step(exactly(locale), text)) == [do.MoveAppointment(1, 1, FOUR)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "ok thanks"),
        ("en", "👍"),
        ("en", "yes?"),
        ("en", "ok"),
        ("it", "ok grazie"),
        ("es", "gracias"),
    ],
)
def test_thanks_take_nothing(locale: str, text: str):
    assert acts(step(exactly(locale), text)) == []


@pytest.mark.parametrize(("locale", "text"), YES)
def test_a_yes_to_several_is_asked_which(locale: str, text: str):
    turn = step(offered(locale), text)
    assert acts(turn) == []
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.SLOTS


EXACT = [
    *(("en", "wednesday at 12"), ("en", "12:00 please"), ("en", "ok wednesday 12:00 then")),
    *(("it", "mercoledì alle 12"), ("it", "alle 12:00"), ("es", "el miércoles a las 12")),
    *(("es", "a las 12:00 por favor"), ("fr", "mercredi à 12h"), ("fr", "12h00 merci")),
    *(("de", "Mittwoch um 12 Uhr"), ("de", "12 Uhr bitte"), ("pt", "quarta às 12h")),
    *(("pt", "às 12:00"),),
]


@pytest.mark.parametrize(("locale", "text"), EXACT)
def test_the_day_and_time_that_suit_are_taken_where_they_are_free(locale: str, text: str):
    context = offered(locale)
    heard = read(context, text)
    assert isinstance(heard.search, SlotSearch)
    turn = step(replace(context, free=(AT_NOON, TEN)), heard)
    assert acts(turn) == [do.MoveAppointment(1, 1, AT_NOON)]


@pytest.mark.parametrize(("locale", "text"), EXACT)
def test_a_time_that_is_not_free_is_answered_with_what_is_near(locale: str, text: str):
    turn = step(replace(offered(locale), free=(TEN, FOUR)), text)
    assert acts(turn) == []
    assert len(turn.replies) == 1


@pytest.mark.parametrize(
    "text",
    [
        *("wednesday at 12?", "is 12:00 free?", "could we do wednesday at 12", "after 12"),
        *("at 12 I have lunch", "not at 12", "wednesday or friday at 12"),
    ],
)
def test_a_time_that_is_asked_about_is_offered(text: str):
    turn = step(replace(offered("en"), free=(AT_NOON, TEN)), text)
    assert acts(turn) == []


def test_the_number_after_a_time_that_was_taken_is_told_what_stands():
    context = replace(offered("en"), free=(AT_NOON, TEN))
    taken = step(context, "wednesday at 12")
    moved = replace(THURSDAY, starts_at=AT_NOON.starts_at, ends_at=AT_NOON.ends_at, version=2)
    for text in ("1", "the first one"):
        turn = step(then(context, taken, moved), text)
        assert acts(turn) == []
        assert not turn.effects
        assert "12:00" in turn.replies[0]


ANOTHER_DAY = [
    *(("en", "thursday is bad, could it be another day in the afternoon?"),),
    *(("en", "can't do thursday, any other afternoon?"), ("en", "another day please, afternoon")),
    *(("it", "giovedì non riesco, si può un altro giorno di pomeriggio?"),),
    *(("es", "me viene mal el jueves, podría ser otro día por la tarde?"),),
    *(("fr", "jeudi je ne peux pas, un autre jour l'après-midi?"),),
    *(("de", "Donnerstag geht nicht, ginge ein anderer Tag nachmittags?"),),
    *(("pt", "quinta não dá, pode ser outro dia à tarde?"),),
]


@pytest.mark.parametrize(("locale", "text"), ANOTHER_DAY)
def test_another_day_is_not_the_day_of_the_visit(locale: str, text: str):
    context = speaking(locale, State(question=reminder_question((THURSDAY,), NOW)))
    search = read(context, text).search
    assert isinstance(search, SlotSearch)
    asked = search.spans[: search.asked]
    zone = ZoneInfo("Europe/Rome")
    days = {start.astimezone(zone).date() for start, _ in asked}
    assert len(days) > 5
    assert THURSDAY.starts_at.date() not in days
    assert all(start.astimezone(zone).hour >= 12 for start, _ in asked)


def test_another_time_of_the_day_of_the_visit_is_on_that_day():
    context = speaking("en", State(question=reminder_question((THURSDAY,), NOW)))
    search = read(context, "can I have another time on thursday afternoon?").search
    assert isinstance(search, SlotSearch)
    days = {start.date() for start, _ in search.spans[: search.asked]}
    assert days == {THURSDAY.starts_at.date()}


def test_the_second_of_a_portuguese_list_is_no_monday():
    assert acts(step(offered("pt"), "a segunda")) == [do.MoveAppointment(1, 1, ONE_PM)]
    assert acts(step(offered("pt"), "a segunda por favor")) == [do.MoveAppointment(1, 1, ONE_PM)]
    assert acts(step(offered("pt"), "na segunda")) == []
    assert acts(step(offered("pt"), "a segunda?")) == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "any other slots thursday?"), ("en", "do you have other times on thursday?")),
        *(("it", "ci sono altri orari giovedì?"), ("es", "hay más horas el jueves?")),
        *(("fr", "il y a d'autres horaires jeudi ?"), ("pt", "há mais horários na quinta?")),
        *(("de", "gibts am Donnerstag noch andere Zeiten?"),),
    ],
)
def test_other_times_of_the_day_of_the_visit_are_offered(locale: str, text: str):
    context = speaking(locale, State(question=reminder_question((THURSDAY,), NOW)))
    heard = read(context, text)
    assert isinstance(heard.search, SlotSearch)
    free = (_at(slot_of(THURSDAY), -60), _at(slot_of(THURSDAY), 60))
    turn = step(replace(context, free=free), heard)
    assert acts(turn) == []
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.SLOTS


@pytest.mark.parametrize(
    ("locale", "asks", "takes", "start"),
    [
        ("en", "can I move to wednesday after 4", "half past four would be lovely", "16:30"),
        ("it", "posso spostare a mercoledì dopo le 16?", "alle 16.30 sarebbe perfetto", "16:30"),
        (
            "es",
            "¿puedo ir el miércoles después de las 4?",
            "a las cuatro y media estaría bien",
            "16:30",
        ),
        ("fr", "je peux venir mercredi vers midi ?", "mercredi à midi et demi", "12:30"),
        ("fr", "je peux venir mercredi après 16h ?", "16h30 ce serait super", "16:30"),
        ("de", "geht auch Mittwoch ab 4?", "halb fünf wär super", "16:30"),
        ("pt", "posso mudar para quarta depois das 4?", "às quatro e meia era ótimo", "16:30"),
    ],
)
def test_a_free_hour_that_would_be_great_is_taken(locale: str, asks: str, takes: str, start: str):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(asks)
    search.say(takes)
    assert search.simulated.appointments[1].starts_at == rome(25, start)


@pytest.mark.parametrize(
    ("locale", "asks", "takes"),
    [
        ("en", "wednesday morning?", "the first one you offered please"),
        ("it", "mercoledì mattina ci sarebbe posto?", "ok la prima che mi avete proposto"),
        ("es", "¿el miércoles por la mañana?", "la primera que me dijo"),
        ("fr", "mercredi matin ?", "le premier que vous m'avez proposé"),
        ("de", "Mittwoch Vormittag?", "den ersten, den Sie vorgeschlagen haben"),
        ("pt", "quarta de manhã?", "a primeira que me propôs"),
        ("en", "wednesday morning?", "the first one will be grand"),
        ("it", "mercoledì mattina ci sarebbe posto?", "il primo andrà benissimo"),
        ("es", "¿el miércoles por la mañana?", "la primera me irá perfecta"),
        ("fr", "mercredi matin ?", "le premier ira très bien"),
        ("de", "Mittwoch Vormittag?", "der erste wird schon passen"),
        ("pt", "quarta de manhã?", "a primeira vai ser ótimo"),
    ],
)
def test_the_place_of_what_was_offered_is_taken(locale: str, asks: str, takes: str):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(asks)
    first = search.question.slots[0].starts_at
    search.say(takes)
    assert search.simulated.appointments[1].starts_at == first


@pytest.mark.parametrize(
    ("locale", "asks", "takes"),
    [
        ("en", "can I move to tuesday next week at 10", "yes tuesday at 10 please"),
        ("fr", "je peux venir mardi de la semaine prochaine à 10h ?", "oui mardi 10h"),
        ("de", "geht auch nächste Woche Dienstag um 10 Uhr?", "ja, Dienstag 10 Uhr bitte"),
        ("pt", "posso mudar para terça da semana que vem às 10?", "sim, terça às 10"),
    ],
)
def test_the_day_of_what_is_on_offer_is_that_of_its_week(locale: str, asks: str, takes: str):
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(asks)
    search.say(takes)
    assert search.simulated.appointments[1].starts_at == rome(1, "10:00", 12)


def test_another_week_than_that_on_offer_may_be_asked_for():
    search = Search.of(visit(ADA, rome(26, "15:00")), locale="de")
    search.say("geht auch nächste Woche Dienstag um 10 Uhr?")
    search.say("lieber diesen Dienstag um 10 Uhr")
    assert search.simulated.appointments[1].starts_at != rome(1, "10:00", 12)
