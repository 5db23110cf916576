"""The weights: what they make of texts, and that the same texts give the same weights."""

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.normalise import normalise
from dialogs.understand.learned.features import MOST_WORDS, features
from dialogs.understand.learned.likely import READINGS, likely

from .corpus import Example
from .fitting import fit
from .labelled import frame

NOBODY: frozenset[str] = frozenset()


def test_names_and_numbers_of_no_menu_are_all_the_same() -> None:
    names = frozenset({"ada", "aurora"})
    one = features(normalise("Ada here, 15:30 is fine"), names, OpenQuestion.REMINDER)
    other = features(normalise("Aurora here, 9am is fine"), names, OpenQuestion.REMINDER)
    assert one == other
    first = features(normalise("the 1 please"), names, OpenQuestion.REMINDER)
    assert first != features(normalise("the 2 please"), names, OpenQuestion.REMINDER)


def test_a_text_without_end_has_bounded_features() -> None:
    endless = " ".join(f"word{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}" for n in range(600))
    assert len(features(normalise(endless), NOBODY, OpenQuestion.NONE)) < MOST_WORDS * 25


@pytest.mark.parametrize(
    ("text", "locale", "meant"),
    [
        ("count me in for wednesday then", "en", Intent.CONFIRM),
        ("devo darvi buca mercoledì, scusatemi", "it", Intent.CANCEL),
        ("de momento no vamos a seguir, quítenme la hora", "es", Intent.CANCEL),
        ("chönd mir de Termin echli nach hinde verschiebe", "de", Intent.RESCHEDULE),
        ("i doubt that a yes is right", "en", Intent.UNCLEAR),
        ("can I use oil instead of butter", "en", Intent.UNCLEAR),
    ],
)
def test_texts_like_labelled_ones_are_told_apart(text: str, locale: str, meant: Intent) -> None:
    assert likely(normalise(text), frame(locale=locale)).intent is meant


def test_the_shares_of_all_readings_add_up() -> None:
    read = likely(normalise("yes thank you"), frame())
    assert 1 / len(READINGS) < read.share <= 1


def test_the_same_texts_give_the_same_weights() -> None:
    texts = [
        (Example(text, OpenQuestion.REMINDER, intent).features(), READINGS.index(intent))
        for text, intent in [
            *(("yes", Intent.CONFIRM), ("yes please", Intent.CONFIRM), ("cancel", Intent.CANCEL)),
            *(("please cancel it", Intent.CANCEL), ("not yes", Intent.UNCLEAR)),
        ]
    ]
    keys, matrix, bias = fit(texts, len(READINGS))
    again = fit(texts, len(READINGS))
    assert keys == again[0]
    assert (matrix == again[1]).all()
    assert (bias == again[2]).all()
    confirms = matrix[:, READINGS.index(Intent.CONFIRM)]
    assert confirms.max() > 0 > confirms.min()
