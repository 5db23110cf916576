"""A family's "yes for me" is a yes to the writer's own visit; the others' stay asked."""

import pytest

from calendar_store.model.statuses import AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Asked
from dialogs.engine import step
from tests.dialogs.flows.test_families import ADAS, HALF_HOUR, LEOS, family
from tests.support.dialogs.heard import acts, alerted, then
from tests.support.dialogs.samples import NOW, appointment

FOR_ME = [
    *(
        ("en", "yes for me"),
        ("en", "yes from me"),
        ("en", "me yes"),
        ("en", "mine is fine, thanks"),
    ),
    *(("it", "per me sì"), ("it", "io sì"), ("it", "sì per me, grazie"), ("it", "il mio sì")),
    *(("es", "para mí sí"), ("es", "yo sí"), ("es", "la mía sí, gracias"), ("es", "sí, yo sí voy")),
    *(("fr", "pour moi oui"), ("fr", "moi oui"), ("fr", "oui pour moi"), ("fr", "moi je viens")),
    *(("de", "für mich ja"), ("de", "ich ja"), ("de", "bei mir passt es"), ("de", "meiner ja")),
    *(("pt", "para mim sim"), ("pt", "eu sim"), ("pt", "a minha sim"), ("pt", "pra mim sim")),
]
"""Of these nobody knows who of the two writes."""

NOT_YET = [
    *(("en", "yes for me, not sure about Leo yet"), ("en", "Yes for me. Leo I don't know yet")),
    *(("it", "per me sì, per Leo le faccio sapere"), ("it", "io sì, Leo non so ancora")),
    *(("es", "para mí sí, Leo no lo sé todavía"), ("es", "yo sí, de Leo le digo luego")),
    *(("fr", "oui pour moi, pour Leo je ne sais pas encore"), ("fr", "moi oui, Leo je verrai")),
    *(("de", "für mich ja, bei Leo weiß ich es noch nicht"), ("de", "ich ja, Leo weiß ich nicht")),
    *(("pt", "para mim sim, o Leo ainda não sei"), ("pt", "eu sim, do Leo digo depois")),
]
"""Who speaks of Leo so is Ada."""

INTRODUCED = [
    *(("en", "it's Ada btw"), ("en", "Ada"), ("it", "sono Ada"), ("es", "soy Ada")),
    *(("fr", "c'est Ada"), ("de", "hier ist Ada"), ("de", "ich bin Ada"), ("pt", "é a Ada")),
    *(("pt", "sou a Ada"), ("en", "1")),
]


@pytest.mark.parametrize(("locale", "text"), FOR_ME)
def test_a_yes_for_the_writer_alone_is_asked_whose(locale: str, text: str):
    turn = step(family(locale), text)
    assert acts(turn) == []
    assert not alerted(turn)
    assert turn.state.question is not None
    assert turn.state.question.asked is Asked.WHICH


@pytest.mark.parametrize(("locale", "text"), NOT_YET)
def test_who_speaks_of_another_is_not_that_one(locale: str, text: str):
    context = family(locale)
    turn = step(context, text)
    assert acts(turn) == [do.ConfirmAppointment(1, 1)]
    assert not alerted(turn)
    confirmed = appointment(
        starts_at=ADAS.starts_at, ends_at=ADAS.ends_at, status=AppointmentStatus.CONFIRMED
    )
    later = step(then(context, turn, confirmed, LEOS), "Leo ok")
    assert acts(later) == [do.ConfirmAppointment(2, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "yes for me, not Leo"), ("en", "I can, Leo can't"), ("it", "io sì, Leo no")),
        *(("es", "yo voy pero Leo no"), ("fr", "moi je viens mais pas Leo")),
        *(("fr", "moi oui, Leo non"), ("de", "ich komme, Leo nicht"), ("de", "ich ja, Leo nein")),
        *(("pt", "eu vou mas o Leo não"), ("pt", "eu sim, o Leo não")),
        *(("pt", "o Leo não pode ir mas eu posso"),),
    ],
)
def test_who_comes_without_the_other_says_both(locale: str, text: str):
    turn = step(family(locale), text)
    assert acts(turn) == [do.ConfirmAppointment(1, 1), do.CancelAppointment(2, 1)]
    assert len(turn.replies) == 1


def test_what_else_is_said_of_the_other_is_for_a_person():
    turn = step(family("en"), "yes for me, Leo has a cough again")
    assert acts(turn) == [do.ConfirmAppointment(1, 1)]
    assert alerted(turn)


@pytest.mark.parametrize(("locale", "text"), INTRODUCED)
def test_who_it_is_may_be_said_afterwards(locale: str, text: str):
    context = family(locale)
    asked = step(context, {"it": "per me sì", "es": "para mí sí"}.get(locale, "yes for me"))
    assert acts(step(then(context, asked), text)) == [do.ConfirmAppointment(1, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "yes for me and for Leo"), ("en", "yes fine"), ("it", "sì per me e per Leo")),
        *(("es", "sí para mí y para Leo"), ("fr", "oui pour moi et pour Leo"), ("de", "ja passt")),
        *(("de", "ja für mich und für Leo"), ("pt", "sim para mim e para o Leo"), ("en", "1")),
    ],
)
def test_a_yes_for_all_stays_one(locale: str, text: str):
    assert acts(step(family(locale), text)) == [
        do.ConfirmAppointment(1, 1),
        do.ConfirmAppointment(2, 1),
    ]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "is it a yes for me?"), ("en", "not for me"), ("it", "per me sì?")),
        *(("it", "per me no"), ("de", "für mich nicht"), ("fr", "pas pour moi")),
        *(("es", "para mí no"), ("pt", "para mim não"), ("en", "yes for me if it's after 5")),
        *(("it", "per me sì se è dopo le 17"), ("de", "für mich ja, aber erst um 17 Uhr")),
    ],
)
def test_what_is_turned_confirms_nobodys(locale: str, text: str):
    assert acts(step(family(locale), text)) == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "and me too"), ("en", "me too"), ("it", "anch'io"), ("it", "e anche io")),
        *(("es", "yo también"), ("es", "y yo también"), ("fr", "moi aussi"), ("de", "ich auch")),
        *(("de", "und ich auch"), ("pt", "eu também"), ("fr", "et moi aussi")),
    ],
)
def test_me_too_is_the_one_that_is_left(locale: str, text: str):
    context = family(locale)
    first = step(context, "Leo ok")
    assert acts(first) == [do.ConfirmAppointment(2, 1)]
    left = appointment(
        id=2,
        client_id=2,
        starts_at=LEOS.starts_at,
        ends_at=LEOS.ends_at,
        status=AppointmentStatus.CONFIRMED,
    )
    assert acts(step(then(context, first, ADAS, left), text)) == [do.ConfirmAppointment(1, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "Leo ok"), ("en", "Leo will be there"), ("en", "Leo's coming"), ("en", "Leo yes")),
        *(("it", "Leo viene"), ("it", "Leo sì"), ("es", "Leo sí va"), ("es", "Leo sí")),
        *(("fr", "Leo vient"), ("fr", "Leo oui"), ("de", "Leo kommt"), ("de", "der Leo ja")),
        *(("pt", "o Leo vai"), ("pt", "o Leo sim"), ("pt", "Leo vem")),
    ],
)
def test_what_is_said_of_one_by_name_confirms_that_one(locale: str, text: str):
    assert acts(step(family(locale), text)) == [do.ConfirmAppointment(2, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "Leo is coming?"), ("en", "Leo comes later"), ("de", "Leo kommt nicht")),
        *(("de", "Leo kommt zu spät"), ("it", "Leo viene?"), ("fr", "Leo vient pas")),
        *(("es", "Leo va mal"), ("pt", "o Leo vai mal"), ("it", "Leo viene se guarisce")),
    ],
)
def test_what_is_turned_confirms_no_ones(locale: str, text: str):
    assert not [
        one for one in acts(step(family(locale), text)) if isinstance(one, do.ConfirmAppointment)
    ]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "but I'm coming"), ("en", "mine stays"), ("it", "io invece vengo")),
        *(("it", "il mio resta"), ("es", "pero yo sí voy"), ("es", "la mía se mantiene")),
        *(("fr", "mais moi je viens"), ("fr", "le mien reste"), ("de", "aber ich komme")),
        *(("de", "meiner bleibt"), ("pt", "mas eu vou"), ("pt", "a minha mantém-se")),
    ],
)
def test_after_the_other_is_cancelled_the_writer_comes(locale: str, text: str):
    context = family(locale)
    first = step(context, "cancel Leo's")
    assert acts(first) == [do.CancelAppointment(2, 1)]
    gone = appointment(
        id=2,
        client_id=2,
        starts_at=LEOS.starts_at,
        ends_at=LEOS.ends_at,
        status=AppointmentStatus.CANCELLED,
        cancelled_at=NOW,
    )
    assert acts(step(then(context, first, ADAS, gone), text)) == [do.ConfirmAppointment(1, 1)]


def test_one_visit_alone_is_confirmed_by_a_yes_for_me():
    alone = appointment(starts_at=ADAS.starts_at, ends_at=ADAS.starts_at + HALF_HOUR)
    assert acts(step(family("en", alone), "yes for me")) == [do.ConfirmAppointment(1, 1)]
