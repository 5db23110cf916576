"""What is an answer to what was asked, and which wish is behind it."""

from datetime import datetime

import pytest

from dialogs.intents import Intent, OpenQuestion
from dialogs.understand import BAR, understand

from .labelled import APPOINTMENT, ZONE, frame, intent

REMINDER, SLOTS, NONE = OpenQuestion.REMINDER, OpenQuestion.SLOTS, OpenQuestion.NONE


def test_a_yes_with_a_condition_moves() -> None:
    found = understand("yes but can we do 3pm?", frame())
    assert found.intent is Intent.RESCHEDULE
    assert [each.start for each in found.times] == [datetime(2026, 11, 26, 15, 0, tzinfo=ZONE)]


def test_a_yes_with_a_question_confirms_and_asks() -> None:
    found = understand("yes, and where are you?", frame())
    assert (found.intent, found.also) == (Intent.CONFIRM, (Intent.WHERE,))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I can't come", Intent.CANCEL),
        ("can't cancel now, see you there", Intent.CONFIRM),
        ("don't cancel", Intent.UNCLEAR),
        ("please do not cancel my appointment", Intent.UNCLEAR),
        ("not sure if I can come", Intent.UNCLEAR),
        ("I can't confirm", Intent.UNCLEAR),
        ("no cancel", Intent.UNCLEAR),
        ("can't wait to see you", Intent.CONFIRM),
        ("can't find the address", Intent.WHERE),
        ("will you cancel on me?", Intent.UNCLEAR),
        ("my dentist said yes", Intent.UNCLEAR),
        ("cancel, see you there", Intent.UNCLEAR),
        ("I am unable to confirm", Intent.UNCLEAR),
        ("can you cancel the gym", Intent.UNCLEAR),
        ("can you confirm my appointment", Intent.AGENDA),
        ("cancel my cancellation", Intent.UNDO),
        ("quit", Intent.CANCEL),
    ],
)
def test_negations_and_doubts_turn_the_verb(text: str, expected: Intent) -> None:
    assert intent(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("non posso", Intent.CANCEL),
        ("nn posso", Intent.CANCEL),
        ("non annullare", Intent.UNCLEAR),
        ("si confermo", Intent.CONFIRM),
        ("non confermo", Intent.UNCLEAR),
        ("non so se vengo", Intent.UNCLEAR),
        ("si ma chiamatemi prima", Intent.CALL_ME),
        ("confermo che non posso venire", Intent.UNCLEAR),
        ("confermo che non vengo", Intent.UNCLEAR),
        ("non posso prima delle 11", Intent.UNCLEAR),
        ("posso confermare domani?", Intent.UNCLEAR),
    ],
)
def test_italian_negations(text: str, expected: Intent) -> None:
    assert intent(text, locale="it") is expected


def test_a_refusal_with_a_wish_moves_and_does_not_cancel() -> None:
    found = understand("can't make it, Friday afternoon?", frame())
    assert found.intent is Intent.RESCHEDULE
    assert Intent.CANCEL not in found.also
    assert [f"{each.start:%a %H}" for each in found.times] == ["Fri 12"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I can't come Thursday", Intent.CANCEL),
        ("I can't come Friday", Intent.UNCLEAR),
        ("yes see you Thursday", Intent.CONFIRM),
        ("yes see you Friday", Intent.UNCLEAR),
        ("ok for 10", Intent.CONFIRM),
        ("ok for 11am", Intent.UNCLEAR),
        ("Thursday", Intent.UNCLEAR),
    ],
)
def test_an_answer_about_another_time_is_no_answer(text: str, expected: Intent) -> None:
    assert intent(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", Intent.CONFIRM),
        ("2.", Intent.CANCEL),
        ("3)", Intent.RESCHEDULE),
        ("1️⃣", Intent.CONFIRM),
        ("ok", Intent.CONFIRM),
        ("✓", Intent.CONFIRM),
        ("👍🏽", Intent.CONFIRM),
        ("k", Intent.CONFIRM),
        ("4", Intent.UNCLEAR),
        ("1 or 2", Intent.UNCLEAR),
        ("2 yes", Intent.UNCLEAR),
        ("1 2", Intent.UNCLEAR),
        ("no", Intent.UNCLEAR),
        ("👎", Intent.UNCLEAR),
    ],
)
def test_digits_and_signs_answer_a_reminder(text: str, expected: Intent) -> None:
    assert intent(text) is expected


@pytest.mark.parametrize("text", ["1", "2", "3", "ok", "yes", "👍", "k", "✓", "si"])
def test_the_same_means_nothing_without_a_question(text: str) -> None:
    assert intent(text, NONE) in {Intent.UNCLEAR, Intent.THANKS}


@pytest.mark.parametrize(
    ("text", "locale", "choice"),
    [
        ("2", "en", 2),
        ("the first", "en", 1),
        ("il secondo", "it", 2),
        ("last one", "en", 3),
        ("ALL", "en", 0),
        ("I'll take the second one", "en", 2),
        ("va bene la prima", "it", 1),
    ],
)
def test_a_choice_among_offered_times(text: str, locale: str, choice: int) -> None:
    found = understand(text, frame(SLOTS, locale))
    assert (found.intent, found.choice) == (Intent.CHOICE, choice)


def test_a_choice_by_its_time_gives_that_time_on_every_day() -> None:
    found = understand("the 10:30 one", frame(SLOTS))
    assert (found.intent, found.choice) == (Intent.CHOICE, None)
    assert {f"{each.start:%H:%M}" for each in found.times} == {"10:30"}


@pytest.mark.parametrize("text", ["more", "altro", "other times", "none of these"])
def test_more_times(text: str) -> None:
    assert intent(text, SLOTS) is Intent.MORE


def test_yes_to_one_offered_time_takes_it_and_to_several_asks() -> None:
    assert understand("yes", frame(SLOTS, choices=1)).choice == 1
    assert understand("yes", frame(SLOTS, choices=3)).intent is Intent.UNCLEAR


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("comfirm", Intent.CONFIRM),
        ("cnacel", Intent.CANCEL),
        ("reschedul", Intent.RESCHEDULE),
        ("candle", Intent.UNCLEAR),
        ("conform", Intent.UNCLEAR),
        ("yse", Intent.CONFIRM),
    ],
)
def test_typing_mistakes_within_reach(text: str, expected: Intent) -> None:
    assert intent(text) is expected


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("I'll be 10 min late", 10),
        ("15mins late", 15),
        ("half an hour late", 30),
        ("late", None),
        ("can I come ten minutes later", 10),
        ("sono in ritardo di un quarto d'ora", 15),
    ],
)
def test_how_late(text: str, minutes: int | None) -> None:
    found = understand(text, frame())
    assert (found.intent, found.minutes) == (Intent.LATE, minutes)


@pytest.mark.parametrize(
    ("text", "language"),
    [("english please", "en"), ("parla italiano?", "it"), ("no hablo inglés, ¿español?", "es")],
)
def test_another_language(text: str, language: str) -> None:
    found = understand(text, frame(NONE, "en", appointment=None))
    assert (found.intent, found.language) == (Intent.LANGUAGE, language)


def test_a_reply_in_another_language_than_the_clients() -> None:
    found = understand("non posso venire", frame(REMINDER, "en"))
    assert (found.intent, found.locale) == (Intent.CANCEL, "it")


def test_an_unclear_text_names_the_nearest_reading() -> None:
    found = understand("yes zork blip frob quux", frame())
    assert found.intent is Intent.UNCLEAR
    assert found.confidence < BAR
    assert "nearest confirm" in found.evidence[-1]


def test_a_yes_with_its_accent_is_no_condition() -> None:
    for text in ("que sí, que voy", "que si que voy"):
        assert understand(text, frame(locale="es")).intent is Intent.CONFIRM, text
    for text in ("que si me dejan voy", "que si puedo voy", "sí me dejan salir voy"):
        assert understand(text, frame(locale="es")).intent is Intent.UNCLEAR, text


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "I can't do that day any more, have you got anything else?"),
        ("it", "non posso più, avete un altro giorno?"),
        ("es", "ese día ya no puedo, ¿tiene otro?"),
        ("fr", "mince non je peux plus, vous avez autre chose ?"),
        ("fr", "je ne peux plus ce jour-là, il y a quoi d'autre ?"),
        ("de", "doch nicht, da hab ich schicht. was anderes?"),
        ("pt", "afinal nesse dia não posso, tem outro?"),
        ("pt", "já não dá, têm mais alguma coisa?"),
    ],
)
@pytest.mark.parametrize("question", [REMINDER, NONE])
def test_who_cannot_and_asks_for_something_else_wants_another_time(
    locale: str, text: str, question: OpenQuestion
) -> None:
    asked = frame(question, locale, appointment=APPOINTMENT)
    assert understand(text, asked).intent is Intent.RESCHEDULE


def test_who_comes_behind_what_hindered_them_cancels_nothing() -> None:
    text = "I couldn't make it because of my shift and was about to cancel, but they swapped me. "
    assert intent(f"{text}I'll be there thursday at 10") is not Intent.CANCEL


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "can I have a second appointment tuesday at 10?"),
        ("en", "and one more wednesday at 11"),
        ("it", "posso avere un secondo appuntamento martedì alle 10?"),
        ("it", "vorrei un appuntamento in più venerdì"),
        ("es", "¿me da una segunda cita el martes a las 10?"),
        ("es", "quiero una cita adicional el viernes"),
        ("fr", "je peux avoir un deuxième rdv mardi à 10h ?"),
        ("fr", "et un de plus mercredi à 11h"),
        ("de", "kann ich einen zweiten Termin am Dienstag um 10 haben?"),
        ("de", "und noch einen am Mittwoch um 11"),
        ("pt", "posso ter uma segunda consulta terça às 10?"),
        ("pt", "e mais uma na quarta às 11"),
    ],
)
def test_one_more_moves_none(locale: str, text: str) -> None:
    assert understand(text, frame(NONE, locale, appointment=APPOINTMENT)).intent is Intent.BOOK


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "the second slot please"),
        ("it", "il secondo va bene"),
        ("fr", "le deuxième créneau"),
        ("de", "den zweiten Termin bitte"),
    ],
)
def test_the_second_of_a_list_is_no_second_appointment(locale: str, text: str) -> None:
    assert intent(text, SLOTS, locale) is Intent.CHOICE
