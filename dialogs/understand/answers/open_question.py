"""Reads answers to the open question: the menu digits of a reminder, a choice among offered times.

A bare number has a meaning only where a question is open.
"""

from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.understand.answers.choices import choice, unfitting
from dialogs.understand.answers.mended_digit import mended_digit
from dialogs.understand.answers.menu import MENU
from dialogs.understand.answers.numerals import number_within
from dialogs.understand.frame.roles import meets
from dialogs.understand.hearing.phrases import POLITE
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.result import verdict


def answer(heard: Heard, frame: Frame) -> Understanding | None:
    """Read a text as an answer to the open question.

    Args:
        heard: the text.
        frame: the open question and the number of choices that it offered.

    Returns:
        The verdict, or None where the text is more than an answer or no question is open.
    """
    if frame.question is OpenQuestion.REMINDER:
        if (mended := mended_digit(heard)) is not None:
            evidence = [f"{mended} answers the reminder, and mends another digit"]
            return verdict(MENU[mended], 0.9, evidence, heard.lexicon.locale)
        number = number_within(heard, ordinals=False)
        if number in MENU and "?" not in heard.marks and not heard.found(Cue.NO):
            evidence = [f"{number} answers the reminder"]
            return verdict(MENU[number], 0.99, evidence, heard.lexicon.locale)
        if _takes_leave(heard):
            return _parting(heard, frame)
        return unfitting(heard, number, "1, 2 or 3") if number is not None else None
    if frame.question is OpenQuestion.SLOTS:
        return choice(heard, frame)
    return None


def _takes_leave(heard: Heard) -> bool:
    """Say whether a text is only "until Thursday", a name and a courtesy."""
    standing = heard.lexicon.standing
    if standing.opening(Cue.PARTING).isdisjoint(heard.words):
        return False
    table = standing[Cue.PARTING]
    if heard.core in table:
        return "?" not in heard.marks
    bare = heard.kinds.isdisjoint(POLITE) and heard.lexicon.adverbs.isdisjoint(heard.words)
    if bare and not heard.named:
        return False
    aside = {at for e in heard.signals if e.cue in POLITE for at in range(e.first, e.last + 1)}
    aside |= heard.named
    said = [w for at, w in enumerate(heard.words) if at not in aside]
    said = [word for word in said if word not in heard.lexicon.adverbs]
    return len(said) < len(heard.words) and " ".join(said) in table and "?" not in heard.marks


def _parting(heard: Heard, frame: Frame) -> Understanding:
    """Read "until tomorrow" as a yes where the appointment is tomorrow."""
    if not all(meets(each.ranges, frame.appointment) for each in heard.times):
        evidence = ["it takes leave until a day that is not the appointment's"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    evidence = [f"“{heard.core}” takes leave until the appointment"]
    return verdict(Intent.CONFIRM, 0.9, evidence, heard.lexicon.locale)
