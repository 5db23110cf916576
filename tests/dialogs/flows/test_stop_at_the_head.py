"""STOP before a sentence that takes it back or reassures is none; before any other it is one."""

import pytest

from dialogs import effects as do
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

NONE = [
    ("de", "Stopp, ich komme doch"),
    ("de", "Stopp, passt doch"),
    ("de", "Stopp, alles gut"),
    ("de", "stopp, mein Fehler"),
    ("de", "Stopp. War ein Versehen"),
    ("de", "stopp, falsche Taste"),
    ("de", "Stopp, ist schon ok"),
    ("fr", "stop, je viens finalement"),
    ("fr", "stop, c'est bon"),
    ("fr", "stop, tout va bien"),
    ("fr", "stop, je me suis trompé, désolé"),
    ("fr", "stop, fausse manip"),
    ("fr", "stop, ça me convient"),
    ("en", "stop, my mistake"),
    ("en", "stop, I got it wrong"),
    ("en", "Stop, all good"),
    ("en", "stop, it's fine"),
    ("en", "Stop. I am coming after all"),
    ("en", "stop, wrong button, sorry"),
    ("en", "stop, it's all sorted. thanks"),
    ("it", "stop, ho sbagliato"),
    ("it", "stop, va bene così"),
    ("it", "stop, tutto ok"),
    ("it", "Stop. Alla fine vengo"),
    ("it", "stop, ho letto male, scusate"),
    ("it", "stop, come non detto"),
    ("es", "stop, está bien"),
    ("es", "stop, todo bien"),
    ("es", "stop, me equivoqué"),
    ("es", "stop, al final sí voy"),
    ("es", "stop, no pasa nada"),
    ("es", "stop, todo en orden, gracias"),
    ("pt", "stop, foi engano"),
    ("pt", "stop, está tudo bem"),
    ("pt", "stop, tudo certo"),
    ("pt", "stop, enganei-me"),
    ("pt", "stop, afinal vou"),
    ("pt", "stop, não faz mal"),
]
BETWEEN = [
    ("de", "3", "Stopp, falsch"),
    ("de", "3", "stopp, doch nicht"),
    ("fr", "3", "stop, erreur"),
    ("en", "3", "stop, wrong day"),
    ("it", "3", "stop, errore mio"),
    ("es", "3", "stop, me he confundido"),
    ("pt", "3", "stop, erro meu"),
]
OUT = [
    ("en", "STOP"),
    ("en", "STOP!!"),
    ("en", "stop, thanks"),
    ("en", "stop please"),
    ("en", "stop, enough"),
    ("en", "stop. who is this?"),
    ("en", "stop, this is a mistake"),
    ("en", "stop, you got it wrong"),
    ("en", "stop, I'm fine thanks"),
    ("en", "stop, it's not ok"),
    ("en", "stop, all good, no more texts please"),
    ("en", "stop, I moved to another dentist"),
    ("de", "Stopp, danke"),
    ("de", "Stopp, das passt mir nicht"),
    ("de", "Stopp, es reicht"),
    ("de", "stopp, falsche Nummer"),
    ("it", "stop, va bene?"),
    ("it", "stop, avete sbagliato"),
    ("it", "stop, numero sbagliato"),
    ("it", "stop, lasciatemi in pace"),
    ("fr", "stop, vous faites erreur"),
    ("fr", "stop, c'est bon j'en ai marre"),
    ("fr", "stop, mauvais numéro"),
    ("fr", "Stop. Qui êtes-vous ?"),
    ("es", "stop, ya está bien de mensajes"),
    ("es", "stop, no está bien"),
    ("es", "stop, número equivocado"),
    ("es", "stop, qué pesados"),
    ("pt", "stop, enganaram-se"),
    ("pt", "stop, número errado"),
    ("pt", "stop, já chega"),
    ("pt", "Stop. Quem é?"),
]


def reminded(locale: str) -> Search:
    return Search.of(visit(ADA, rome(26, "15:00")), locale=locale)


def opts_out(search: Search) -> bool:
    assert search.turn is not None
    return any(isinstance(each, do.OptOut) for each in search.turn.effects)


def changes(search: Search) -> bool:
    assert search.turn is not None
    acts = (do.CancelAppointment, do.MoveAppointment)
    return any(isinstance(each, acts) for each in search.turn.effects)


@pytest.mark.parametrize(("locale", "text"), NONE)
def test_a_stop_that_is_taken_back_or_reassures_is_no_opt_out(locale: str, text: str):
    search = reminded(locale)
    assert search.say(text)
    assert not opts_out(search)
    assert not changes(search)


@pytest.mark.parametrize(("locale", "before", "text"), BETWEEN)
def test_nor_is_one_with_times_on_offer(locale: str, before: str, text: str):
    search = reminded(locale)
    search.say(before)
    assert search.say(text)
    assert not opts_out(search)
    assert not changes(search)


@pytest.mark.parametrize(("locale", "text"), OUT)
def test_any_other_stop_opts_out(locale: str, text: str):
    search = reminded(locale)
    search.say(text)
    assert opts_out(search)
