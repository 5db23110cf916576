"""Who comes all the same, with a cold or without one, confirms."""

from dataclasses import replace

import pytest

from dialogs import effects as do
from dialogs.conversation import Context, State
from dialogs.engine import step
from dialogs.wording.reminders import reminder_question
from tests.dialogs.flows.test_keeping import THURSDAY, speaking
from tests.support.dialogs.heard import acts, then
from tests.support.dialogs.samples import NOW

COMES = [
    *(("en", "bit of a cold but I'll still come on Thursday"), ("en", "I'm coming anyway")),
    *(("en", "raining cats and dogs but I'll be there all the same"),),
    *(("it", "sono un po' raffreddata ma giovedì vengo lo stesso"), ("it", "vengo comunque")),
    *(("es", "estoy un poco resfriado pero el jueves voy igual"), ("es", "voy de todas formas")),
    *(("fr", "j'ai un petit rhume mais je viens quand même jeudi"), ("fr", "je viens malgré tout")),
    *(("de", "bin etwas erkältet, komme aber trotzdem am Donnerstag"), ("de", "komme trotzdem")),
    *(("pt", "estou um bocado constipada mas quinta vou na mesma"),),
    *(("pt", "tô gripada mas vou mesmo assim"),),
]

DOES_NOT = [
    *(("en", "bit of a cold but will I still come on thursday?"), ("en", "still coming?")),
    *(("en", "I can't come thursday but my husband is still coming"),),
    *(("en", "if it rains I'll still come on friday"), ("en", "I'll still come on friday")),
    *(("en", "I'll still come unless I get worse"), ("en", "not sure but I may still come")),
    *(("it", "sono raffreddata ma non vengo lo stesso"), ("it", "vengo lo stesso?")),
    *(("es", "igual voy el viernes"), ("es", "no voy igual"), ("es", "mi marido va igual")),
    *(("fr", "je ne viens quand même pas"), ("fr", "je viens quand même vendredi")),
    *(("de", "komme trotzdem nicht"), ("de", "komme trotzdem später"), ("de", "er kommt trotzdem")),
    *(("pt", "não vou mesmo assim"), ("pt", "ela vai na mesma")),
]


def asked(locale: str) -> Context:
    """Return the facts after the reminder of Thursday's visit."""
    return speaking(locale, State(question=reminder_question((THURSDAY,), NOW)))


@pytest.mark.parametrize(("locale", "text"), COMES)
def test_who_comes_all_the_same_confirms(locale: str, text: str):
    assert acts(step(asked(locale), text)) == [do.ConfirmAppointment(1, 1)]


@pytest.mark.parametrize(("locale", "text"), DOES_NOT)
def test_what_is_turned_confirms_nothing(locale: str, text: str):
    assert do.ConfirmAppointment(1, 1) not in acts(step(asked(locale), text))


def test_who_has_lost_a_dog_may_come_all_the_same():
    context = asked("de")
    told = step(context, "Unser Hund ist gestern gestorben, ich bin noch ganz fertig.")
    later = then(context, told, replace(THURSDAY))
    turn = step(later, "ich komme aber trotzdem am Donnerstag")
    assert acts(turn) == [do.ConfirmAppointment(1, 1)]
