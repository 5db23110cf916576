"""Animals and things that die are nobody's loss to condole with; a death in the family is."""

import pytest

from dialogs import effects as do
from dialogs.intents import Hint, Intent
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

UNMOURNED = [
    ("es", "se me murió la batería"),
    ("es", "se ha muerto mi perro"),
    ("it", "è morto il mio cane"),
    ("pt", "morreu o meu gato"),
    ("en", "my phone died sorry"),
    ("de", "unser Hund ist gestorben"),
    ("de", "mein Handy ist tot sorry"),
    ("de", "Akku ist gestorben"),
    ("fr", "notre chien est mort"),
    ("fr", "mon téléphone est mort désolée"),
    ("fr", "ma batterie est morte"),
    ("en", "our dog died"),
    ("en", "my phone died, sorry"),
    ("en", "the car battery died"),
    ("it", "è morto il nostro cane"),
    ("it", "mi è morto il telefono scusate"),
    ("it", "è morta la batteria"),
    ("es", "se nos murió el perro"),
    ("es", "se me murió el móvil perdón"),
    ("es", "murió la batería del coche"),
    ("pt", "morreu o nosso cão"),
    ("pt", "o meu telemóvel morreu desculpe"),
    ("pt", "morreu a bateria do carro"),
]
AWAY = [
    ("es", "se murió mi gato, no puedo ir"),
    ("it", "è morto il gatto, non posso venire"),
    ("en", "my cat died, can't come"),
    ("de", "unser Hund ist gestorben, kann nicht kommen"),
    ("de", "meine Katze ist tot, ich kann nicht"),
    ("fr", "mon chien est mort, je ne peux pas venir"),
    ("fr", "notre chat est mort hier, je ne peux pas venir"),
    ("en", "our dog died, I can't come"),
    ("en", "my cat has died, can't make it"),
    ("it", "è morto il mio cane, non posso venire"),
    ("it", "il mio gatto è morto, non posso venire"),
    ("es", "se murió mi perro, no puedo ir"),
    ("es", "mi gata ha muerto, no puedo ir"),
    ("pt", "o meu cão morreu, não posso ir"),
    ("pt", "morreu a minha gata, não posso ir"),
]
MOURNED = [
    ("en", "my mother died and i need another day"),
    ("en", "my dad and his dog died in the crash"),
    ("it", "è morta mia madre e il cane sta male"),
    ("de", "mein Opa ist gestorben, der Hund bleibt bei mir"),
    ("de", "meine Mutter ist gestorben, ich brauche einen anderen Termin"),
    ("de", "ich habe am Donnerstag eine Beerdigung"),
    ("de", "mein Opa ist gestorben und ich brauche einen anderen Tag"),
    ("fr", "ma mère est morte, il me faut un autre jour"),
    ("fr", "j'ai un enterrement jeudi"),
    ("fr", "mon père est décédé et j'ai besoin d'un autre jour"),
    ("en", "my dad died and I need another day"),
    ("en", "I have a funeral on Thursday"),
    ("en", "my gran passed away, need another time"),
    ("it", "è morta mia madre e mi serve un altro giorno"),
    ("it", "ho un funerale giovedì"),
    ("it", "mio nonno è morto, ho bisogno di un altro giorno"),
    ("es", "murió mi madre y necesito otro día"),
    ("es", "tengo un funeral el jueves"),
    ("es", "mi abuelo ha muerto, necesito otro día"),
    ("pt", "a minha mãe morreu e preciso de outro dia"),
    ("pt", "tenho um funeral na quinta"),
    ("pt", "o meu avô faleceu, preciso de outro dia"),
]


def heard(locale: str, text: str) -> Search:
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(text)
    return search


def alerts(search: Search) -> bool:
    assert search.turn is not None
    return any(isinstance(each, do.AlertStaff) for each in search.turn.effects)


@pytest.mark.parametrize(("locale", "text"), UNMOURNED)
def test_staff_see_it_and_nobody_is_condoled_with(locale: str, text: str):
    search = heard(locale, text)
    assert search.turn is not None
    assert search.turn.understanding.intent is Intent.UNCLEAR
    assert search.turn.understanding.hint is None
    assert alerts(search)


@pytest.mark.parametrize(("locale", "text"), AWAY)
def test_a_refusal_behind_it_is_done(locale: str, text: str):
    search = heard(locale, text)
    assert search.turn is not None
    assert any(isinstance(each, do.CancelAppointment) for each in search.turn.effects)


@pytest.mark.parametrize(("locale", "text"), MOURNED)
def test_a_death_in_the_family_gets_a_kind_line(locale: str, text: str):
    search = heard(locale, text)
    assert search.turn is not None
    assert search.turn.understanding.hint is Hint.BEREAVED
    assert alerts(search)
