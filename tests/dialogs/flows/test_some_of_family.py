"""Answers of a family about some of it: all but one, two of three, only the writer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.statuses import AlertKind, AppointmentStatus
from dialogs import effects as do
from dialogs.conversation import Asked, Context, Turn
from dialogs.engine import step
from dialogs.intents import Intent
from gateway.wording.reason_words import in_words
from tests.support.dialogs.heard import acts, alerted, reminded, then
from tests.support.dialogs.samples import ADA, MARIE, PRACTICE, appointment

HALF_HOUR = timedelta(minutes=30)
THURSDAY = appointment().starts_at + timedelta(days=2)
GRACE = replace(MARIE, id=3, first="Grace", last="Hopper")
FAMILY = (ADA, MARIE, GRACE)
VISITS = tuple(
    appointment(
        id=one.id,
        client_id=one.id,
        starts_at=THURSDAY + n * HALF_HOUR,
        ends_at=THURSDAY + (n + 1) * HALF_HOUR,
    )
    for n, one in enumerate(FAMILY)
)
ADAS, MARIES, GRACES = VISITS


def family(locale: str) -> Context:
    """Return the facts after a reminder of the visits of Ada, Marie and Grace, in a language."""
    clients = tuple(replace(one, locale=locale) for one in FAMILY)
    practice = replace(PRACTICE, locale=locale)
    return reminded(*VISITS, clients=clients, practice=practice)


def asked_about(turn: Turn) -> list[int]:
    question = turn.state.question
    return [each.appointment_id for each in question.about] if question else []


ALL_BUT_GRACE = [
    *(("en", "all good except grace"), ("en", "yes, everyone but not Grace")),
    *(("it", "tutti bene tranne Grace"), ("it", "va bene per tutti, ma non per Grace")),
    *(("es", "todos bien menos grace"), ("es", "vamos todos excepto Grace")),
    *(("fr", "tout est bon sauf Grace"), ("fr", "on vient tous sauf Grace")),
    *(("de", "alles gut außer Grace"), ("de", "wir kommen alle, nur Grace nicht")),
    *(("pt", "tudo bem menos a Grace"), ("pt", "vamos todos exceto a Grace")),
]


@pytest.mark.parametrize(("locale", "text"), ALL_BUT_GRACE)
def test_all_but_one_are_confirmed_and_of_the_one_it_is_asked(locale: str, text: str):
    context = family(locale)
    turn = step(context, text)
    assert acts(turn) == [do.ConfirmAppointment(1, 1), do.ConfirmAppointment(2, 1)]
    assert asked_about(turn) == [3]
    assert "Grace" in turn.replies[0]
    confirmed = tuple(replace(one, status=AppointmentStatus.CONFIRMED) for one in VISITS[:2])
    after = then(context, turn, *confirmed, GRACES)
    assert acts(step(after, "2")) == [do.CancelAppointment(3, 1)]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "the others are fine, Grace can't come"), ("it", "Grace non può, gli altri sì")),
        *(("es", "Grace no puede, los demás sí"), ("fr", "Grace ne peut pas, les autres oui")),
        *(("de", "Grace kann nicht, die anderen schon"), ("pt", "a Grace não pode, os outros sim")),
    ],
)
def test_who_cannot_come_is_cancelled_and_the_others_are_confirmed(locale: str, text: str):
    turn = step(family(locale), text)
    assert set(acts(turn)) == {
        *(do.ConfirmAppointment(1, 1), do.ConfirmAppointment(2, 1)),
        do.CancelAppointment(3, 1),
    }


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "all good except the price"), ("en", "not all good except grace")),
        *(("en", "is everyone ok except Grace?"), ("en", "tell everyone except grace to come")),
        *(("de", "alle außer Grace waren krank"), ("it", "tutti tranne Grace hanno la febbre")),
    ],
)
def test_what_is_not_known_of_all_confirms_nobody(locale: str, text: str):
    assert acts(step(family(locale), text)) == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "two of us are coming"), ("en", "only 2 of us can make it")),
        *(("it", "veniamo in due"), ("it", "saremo solo in due")),
        *(("es", "vamos dos"), ("es", "solo vamos dos")),
        *(("fr", "on vient à deux"), ("fr", "nous serons deux seulement")),
        *(("de", "zwei von uns kommen"), ("de", "wir kommen nur zu zweit")),
        *(("pt", "vamos só dois"), ("pt", "só um de nós vai")),
        *(("en", "I can, the others can't"), ("it", "io vengo, gli altri no")),
        *(("es", "yo sí voy, los otros no"), ("fr", "moi oui, les autres non")),
        *(("de", "ich kann, die anderen nicht"), ("pt", "eu vou, os outros não")),
    ],
)
def test_a_count_of_those_who_come_is_asked_who(locale: str, text: str):
    turn = step(family(locale), text)
    assert acts(turn) == []
    question = turn.state.question
    assert question is not None
    assert (question.asked, question.then) == (Asked.WHICH, Intent.CONFIRM.value)
    assert asked_about(turn) == [1, 2, 3]


def test_all_of_three_who_come_are_confirmed():
    assert len(acts(step(family("en"), "all three of us are coming"))) == len(VISITS)
    assert len(acts(step(family("de"), "wir kommen zu dritt"))) == len(VISITS)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        *(("en", "wrong number for Marie"), ("it", "numero sbagliato per Marie")),
        *(("es", "este no es el número de Marie"), ("fr", "ce n'est pas le numéro de Marie")),
        *(("de", "das ist nicht die Nummer von Marie"), ("pt", "número errado para a Marie")),
        *(("de", "falsche Nummer für Marie"), ("fr", "mauvais numéro pour Marie")),
    ],
)
def test_a_number_that_is_not_one_of_the_familys_stops_no_texts_to_the_others(
    locale: str, text: str
):
    turn = step(family(locale), text)
    assert acts(turn) == []
    assert alerted(turn)
    assert turn.even_if_stopped is False


def test_staff_read_of_whom_of_a_family_a_number_is_not_and_who_has_died():
    alerts = [
        effect
        for text in ("wrong number for Marie", "Marie passed away last week")
        for effect in step(family("en"), text).effects
        if isinstance(effect, do.AlertStaff)
    ]
    assert [each.kind for each in alerts] == [AlertKind.WRONG_NUMBER, AlertKind.DECEASED]
    assert all(in_words(each.reason).startswith("Marie Curie ") for each in alerts)


def test_a_wrong_number_of_all_the_family_stops_them_all():
    assert acts(step(family("en"), "wrong number")) == [do.MarkWrongNumber()]
