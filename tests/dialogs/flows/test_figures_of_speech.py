"""What only sounds like danger gets no advice to call the emergency number; what is danger does."""

import pytest

from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

FIGURES = [
    ("it", "mi è venuto un infarto a vedere i prezzi"),
    ("it", "quasi mi viene un infarto con quei prezzi"),
    ("it", "sto morendo di fame"),
    ("it", "muoio dal ridere"),
    ("es", "casi me da un infarto con el precio"),
    ("es", "me dio un infarto al ver la factura"),
    ("es", "me estoy muriendo de hambre"),
    ("es", "me muero de risa"),
    ("pt", "estou a morrer de saudades"),
    ("pt", "estou a morrer de rir"),
    ("pt", "quase tive um enfarte com o preço"),
    ("pt", "com esses preços tenho um ataque cardíaco"),
    ("de", "bei den Preisen kriege ich einen Herzinfarkt"),
    ("de", "bei der Rechnung hätte ich fast einen Herzinfarkt bekommen"),
    ("de", "ich sterbe vor Hunger"),
    ("fr", "avec ces tarifs je fais une crise cardiaque"),
    ("fr", "j'ai failli faire un infarctus en voyant le prix"),
    ("fr", "je meurs de faim"),
    ("en", "your prices gave me a heart attack"),
    ("en", "dying of boredom here"),
]
ELSEWHERE = [
    ("en", "emergency at school, can't come"),
    ("en", "emergency at my daughter's nursery, can't make it"),
    ("en", "emergency at work, can't make it"),
    ("it", "emergenza a scuola, non posso venire"),
    ("es", "emergencia en el colegio, no puedo ir"),
    ("pt", "emergência na creche, não posso ir"),
    ("de", "Notfall in der Kita, kann nicht kommen"),
    ("fr", "urgence à la crèche, je ne peux pas venir"),
]
DANGERS = [
    ("en", "I think I'm having a heart attack"),
    ("en", "my husband had a heart attack over the bill"),
    ("en", "heart attack, help"),
    ("en", "I'm dying"),
    ("en", "emergency at school, my son can't breathe"),
    ("en", "emergency at school"),
    ("en", "chest pain and cold sweat, thirst"),
    ("it", "mio marito ha un infarto"),
    ("it", "sto morendo"),
    ("it", "emergenza a scuola, mio figlio non respira"),
    ("es", "a mi marido le está dando un infarto"),
    ("es", "creo que tengo un infarto"),
    ("es", "es una emergencia"),
    ("pt", "estou a morrer"),
    ("pt", "perdi muito sangue e tenho sono"),
    ("pt", "acho que estou a ter um enfarte"),
    ("de", "mein Mann hat einen Herzinfarkt"),
    ("de", "Notfall in der Schule, mein Kind blutet stark"),
    ("de", "Herzinfarkt! helfen Sie mir"),
    ("fr", "mon mari fait un infarctus"),
    ("fr", "je crois que je fais une crise cardiaque"),
    ("fr", "urgence à l'école, mon fils ne respire plus"),
]


def said(locale: str, text: str) -> str:
    return Search.of(visit(ADA, rome(26, "15:00")), locale=locale).say(text)


@pytest.mark.parametrize(("locale", "text"), [*FIGURES, *ELSEWHERE])
def test_a_figure_of_speech_gets_no_advice(locale: str, text: str):
    assert "112" not in said(locale, text)


@pytest.mark.parametrize(("locale", "text"), DANGERS)
def test_danger_does(locale: str, text: str):
    assert "112" in said(locale, text)
