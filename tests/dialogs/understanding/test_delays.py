"""How late clients say they will be, in six languages."""

import pytest

from dialogs.intents import Intent
from dialogs.understand import understand

from .labelled import frame


@pytest.mark.parametrize(
    ("text", "locale", "minutes"),
    [
        ("im late by an hour", "en", 60),
        ("running late, 2 hours and a half", "en", 150),
        ("10 to 15 minutes late", "en", 15),
        ("arrivo con un'ora e mezza di ritardo", "it", 90),
        ("faccio 5 minuti di ritardo", "it", 5),
        ("j'aurai une heure et demie de retard", "fr", 90),
        ("retard de 1h30", "fr", 90),
        ("je serai en retard pour 9h", "fr", None),
        ("ich verspäte mich um eine Viertelstunde", "de", 15),
        ("ich verspäte mich 10 minuten", "de", 10),
        ("llego tarde una hora y media", "es", 90),
        ("voy 15 minutos tarde", "es", 15),
        ("vou atrasar meia hora", "pt", 30),
        ("chego uns 20 minutos atrasada", "pt", 20),
    ],
)
def test_a_delay_is_told_in_minutes(text: str, locale: str, minutes: int | None) -> None:
    found = understand(text, frame(locale=locale))
    assert (found.intent, found.minutes) == (Intent.LATE, minutes)
