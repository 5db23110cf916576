"""What phones write in place of a reaction, in six languages and from both systems."""

import pytest

from dialogs.intents import Hint, Intent, OpenQuestion
from dialogs.understand import understand

from .labelled import frame

REMINDER = "Ada, your appointment is Thu 26 Nov at 10:00. Reply 1 to confirm, 2 to cancel."
LIKES = {
    "en": ["Liked “{}”", "Loved “{}”", "Reacted 👍 to “{}”", "👍 to “{}”", 'Liked "{}"'],
    "it": ["Ha messo “Mi piace” a “{}”", "Ha amato “{}”", "Ha reagito con 👍 a “{}”"],
    "es": ["Le gustó “{}”", "Le encantó “{}”", "Reaccionó con ❤️ a “{}”"],
    "fr": ["A aimé « {} »", "A adoré « {} »", "A réagi par 👍 à « {} »"],
    "de": ["Gefällt „{}“", "Hat mit 👍 auf „{}“ reagiert", "Liebt „{}“"],
    "pt": ["Gostou de “{}”", "Amou “{}”", "Reagiu com 👍 a “{}”"],
}
OTHERS = {
    "en": ["Laughed at “{}”", "Emphasized “{}”", "Questioned “{}”", "Removed a like from “{}”"],
    "it": ["Ha riso a “{}”", "Ha enfatizzato “{}”"],
    "es": ["Se rió de “{}”", "Enfatizó “{}”"],
    "fr": ["A ri à « {} »", "A souligné « {} »"],
    "de": ["Lachte über „{}“", "Betonte „{}“"],
    "pt": ["Riu de “{}”", "Enfatizou “{}”"],
}
DISLIKES = {
    "en": ["Disliked “{}”", "Reacted 👎 to “{}”"],
    "it": ["Ha messo “Non mi piace” a “{}”"],
    "es": ["No le gustó “{}”"],
    "fr": ["N'a pas aimé « {} »"],
    "de": ["Gefällt nicht „{}“"],
    "pt": ["Não gostou de “{}”"],
}


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(locale, form) for locale, forms in table.items() for form in forms]


@pytest.mark.parametrize(("locale", "form"), cases(LIKES))
def test_a_like_confirms_the_question_that_it_quotes(locale: str, form: str) -> None:
    found = understand(form.format(REMINDER), frame(locale=locale))
    assert (found.intent, found.hint) == (Intent.CONFIRM, Hint.LIKE)
    assert found.quoted is not None
    assert found.quoted.startswith("ada, your appointment")


@pytest.mark.parametrize(("locale", "form"), cases(LIKES))
def test_a_like_of_a_text_that_asks_nothing_is_silent(locale: str, form: str) -> None:
    text = form.format("Your appointment is cancelled. If that was a mistake, reply UNDO.")
    assert understand(text, frame(locale=locale)).intent is Intent.THANKS
    open_offer = frame(OpenQuestion.SLOTS, locale)
    assert understand(text, open_offer).intent is Intent.THANKS


@pytest.mark.parametrize(("locale", "form"), cases(OTHERS))
def test_any_other_reaction_is_silent(locale: str, form: str) -> None:
    found = understand(form.format(REMINDER), frame(locale=locale))
    assert (found.intent, found.hint) == (Intent.THANKS, Hint.REACTION)


@pytest.mark.parametrize(("locale", "form"), cases(DISLIKES))
def test_a_dislike_is_asked_back(locale: str, form: str) -> None:
    found = understand(form.format(REMINDER), frame(locale=locale))
    assert (found.intent, found.hint) == (Intent.UNCLEAR, Hint.DISLIKE)


@pytest.mark.parametrize(
    "text", ['you said "see you on thursday" is that right', '"ok"', "he wrote “cancel it”"]
)
def test_a_person_who_quotes_is_no_phone(text: str) -> None:
    assert understand(text, frame()).hint not in {Hint.LIKE, Hint.DISLIKE, Hint.REACTION}
