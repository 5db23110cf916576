"""Only thanks are silent: what is told behind them is shown to staff."""

import pytest

from dialogs import effects as do
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

TOLD = [
    ("en", "thanks, I'll bring the x-rays"),
    ("en", "thank you, my knee is better"),
    ("en", "hello, my knee is better"),
    ("it", "grazie, porto le lastre"),
    ("es", "gracias, llevo las radiografías"),
    ("fr", "merci, j'apporte mes radios"),
    ("de", "danke, ich bringe den Befund mit"),
    ("de", "danke, bringe meine Mutter mit"),
    ("pt", "obrigado, levo os exames"),
    ("de", "danke, mein Fuß ist geschwollen"),
    ("de", "danke, ich bringe meinen Hund mit"),
    ("de", "vielen Dank, hab noch Fieber"),
    ("de", "danke, meine Tochter hat Windpocken"),
    ("de", "danke, ich bringe die Befunde mit"),
    ("fr", "merci, mon genou va mieux"),
    ("fr", "merci, j'amène mon fils"),
    ("fr", "merci, j'apporte l'ordonnance"),
    ("fr", "merci, je suis enceinte"),
    ("en", "thanks, I'll bring my insurance card"),
    ("en", "thanks, my back still hurts"),
    ("en", "thank you, my daughter has chickenpox"),
    ("en", "cheers, bringing the forms"),
    ("en", "thanks, I'm pregnant"),
    ("en", "ta, I'm on antibiotics"),
    ("it", "grazie mille, il ginocchio va meglio"),
    ("it", "grazie, porto gli esami"),
    ("it", "grazie, sono incinta"),
    ("it", "grazie, ho preso l'antibiotico"),
    ("es", "gracias, llevo los informes"),
    ("es", "muchas gracias, la rodilla está mejor"),
    ("es", "gracias, voy con mi madre en silla de ruedas"),
    ("es", "gracias, estoy embarazada"),
    ("es", "gracias, traigo el volante"),
    ("pt", "obrigada, levo a radiografia"),
    ("pt", "obrigada, ainda tenho febre"),
    ("pt", "muito obrigado, o joelho está melhor"),
    ("pt", "obrigado, levo a minha mãe"),
    ("pt", "obrigada, estou grávida"),
    ("pt", "obrigado, levo os documentos"),
]
THANKS = [
    ("de", "danke für die Erinnerung"),
    ("de", "vielen lieben Dank für alles"),
    ("de", "danke euch, schönen Tag noch"),
    ("de", "ok danke dir"),
    ("de", "super, danke Ihnen"),
    ("de", "danke für Ihre Nachricht"),
    ("de", "dankeschön, bis bald"),
    ("de", "danke, sehr nett von Ihnen"),
    ("fr", "merci pour le rappel"),
    ("fr", "merci beaucoup pour tout"),
    ("fr", "merci à vous, bonne journée"),
    ("fr", "merci, c'est très gentil"),
    ("fr", "merci pour votre message"),
    ("fr", "merci et à bientôt"),
    ("fr", "un grand merci"),
    ("fr", "super merci"),
    ("en", "thanks for the reminder"),
    ("en", "thank you so much for everything"),
    ("en", "thanks all, have a nice day"),
    ("en", "that's very kind, thank you"),
    ("en", "thanks for your message"),
    ("en", "thanks, see you soon"),
    ("en", "many thanks indeed"),
    ("en", "great thanks"),
    ("it", "grazie per il promemoria"),
    ("it", "grazie mille di tutto"),
    ("it", "grazie a voi, buona giornata"),
    ("it", "grazie, molto gentile"),
    ("it", "grazie per il messaggio"),
    ("it", "grazie, a presto"),
    ("it", "grazie ancora"),
    ("it", "perfetto grazie"),
    ("es", "gracias por el recordatorio"),
    ("es", "muchas gracias por todo"),
    ("es", "gracias a ustedes, buen día"),
    ("es", "gracias, muy amable"),
    ("es", "gracias por el mensaje"),
    ("es", "gracias, hasta pronto"),
    ("es", "muchísimas gracias"),
    ("es", "gracias de nuevo"),
    ("pt", "obrigado pelo lembrete"),
    ("pt", "muito obrigada por tudo"),
    ("pt", "obrigado eu, bom dia"),
    ("pt", "obrigada, muito simpáticos"),
    ("pt", "obrigado pela mensagem"),
    ("pt", "obrigado, até breve"),
    ("pt", "muitíssimo obrigado"),
    ("pt", "obrigada mais uma vez"),
]


def alerts(locale: str, text: str) -> bool:
    search = Search.of(visit(ADA, rome(26, "15:00")), locale=locale)
    search.say(text)
    assert search.turn is not None
    return any(isinstance(each, do.AlertStaff) for each in search.turn.effects)


@pytest.mark.parametrize(("locale", "text"), TOLD)
def test_what_is_told_behind_thanks_is_shown_to_staff(locale: str, text: str):
    assert alerts(locale, text)


@pytest.mark.parametrize(("locale", "text"), THANKS)
def test_thanks_alone_are_not(locale: str, text: str):
    assert not alerts(locale, text)
