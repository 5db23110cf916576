"""Which language a text is in, and whether it says enough to answer in it from now on."""

from dataclasses import replace

import pytest

from dialogs.understand import understand

from .labelled import frame

NAMES = frozenset({"sara", "leo", "mia", "aurora"})


@pytest.mark.parametrize("text", ["ok Sara", "Leo", "thanks Mia", "1 Sara", "ok"])
def test_names_speak_no_language(text: str) -> None:
    found = understand(text, replace(frame(locale="en"), names=NAMES))
    assert found.locale == "en"
    assert found.speaks


@pytest.mark.parametrize(
    ("text", "locale", "speaks"),
    [
        ("sì confermo grazie", "it", True),
        ("annulla", "it", True),
        ("ich kann leider nicht kommen", "de", True),
        ("ok grazie", "it", False),
    ],
)
def test_words_enough_say_that_a_language_is_spoken(text: str, locale: str, speaks: bool) -> None:
    found = understand(text, frame(locale="en"))
    assert (found.locale, found.speaks) == (locale, speaks)
