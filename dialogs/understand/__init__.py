"""A client's text understood: which intent, how sure, and why.

Owns the order of decision: opting out and help, emergencies, the open question, what the text says
by itself, and otherwise a person. Pure: the same text in the same frame is the same
understanding.
"""

from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.lexicon import Lexicon, lexicons
from dialogs.normalise import Said, normalise
from dialogs.understand.answers import answer, stray_digits, with_menu_digit
from dialogs.understand.channels import choosing
from dialogs.understand.offers import KEEPS, TAKES, offer_answer
from dialogs.understand.safeguards import emergency, opting
from dialogs.understand.signals import Heard, hear
from dialogs.understand.speech import speech
from dialogs.understand.verdict import BAR, verdict

__all__ = ["BAR", "KEEPS", "TAKES", "understand"]


def understand(text: str, frame: Frame) -> Understanding:
    """Understand a text.

    Args:
        text: what the client wrote, as it came.
        frame: the moment, the zone, the languages, the open question and the appointment.

    Returns:
        The intent with its confidence, evidence, times and further intents; UNCLEAR where the
        text is empty, ambiguous, or in no language known.
    """
    said = normalise(text)
    if not said.words:
        return verdict(Intent.UNCLEAR, 0.0, ["the text has no words"], frame.locale)
    if (chosen := choosing(said)) is not None:
        return chosen
    heard = hear(said, _language(said, frame), frame)
    return (
        opting(heard, frame)
        or emergency(heard)
        or (answer(heard, frame) if frame.question is not OpenQuestion.OFFER else None)
        or (offer_answer(heard, frame) if frame.question is OpenQuestion.OFFER else None)
        or _unless_stray(heard, frame)
    )


def _unless_stray(heard: Heard, frame: Frame) -> Understanding:
    if frame.question is OpenQuestion.REMINDER:
        heard = with_menu_digit(heard)
    found = speech(heard, frame)
    if found.intent in {Intent.CONFIRM, Intent.CANCEL} and stray_digits(heard):
        return verdict(
            Intent.UNCLEAR, 0.4, ["a number stands in it that answers nothing"], found.locale
        )
    return found


def _language(said: Said, frame: Frame) -> Lexicon:
    """Choose the language that knows most of the words; the client's own where several do."""
    read = lexicons()
    order = dict.fromkeys((frame.locale[:2], frame.practice_locale[:2], *read))
    best, most = None, -1
    for locale in order:
        lexicon = read.get(locale)
        if lexicon is None:
            continue
        known = sum(word in lexicon.vocabulary for word in said.words)
        if known > most:
            best, most = lexicon, known
        if known == len(said.words):
            break
    return best or next(iter(read.values()))
