"""Recognises a number that may be a place in a list of visits, or a day of the month: "the 2nd".

Where the second visit of the list and the visit on the 2nd are different ones, nothing is done: we
ask for the number of the list. Right after a cancellation such a number alone may be one more visit
or another one instead: it is asked, and the cancelled visit stays cancelled.
"""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.answers.refusing import which_visit
from dialogs.flows.phrases import AGREEING, WISHING, left_over, said_of
from dialogs.flows.resolve_appointments import already_cancelled, ask_again, ask_which
from dialogs.flows.target import Resolution, Target
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent
from dialogs.languages.after import words_after
from dialogs.languages.lexicon import Cue, lexicons

_NUMBER = re.compile(r"(\d{1,2})(st|nd|rd|th|er|eme|o)?")
_DAYS_IN_ORDER = frozenset({"en", "de"})
"""Languages whose days of the month are all ordinals; in the others only the first is."""


def asked_place_or_day(turn: TurnContext) -> Decision | None:
    """Return the question which visit is meant, None if a text leaves no such doubt."""
    number = _number_alone(turn)
    question = turn.question
    if number is None or "?" in turn.text:
        return None
    gone = turn.undoable()
    if gone and (question is None or question.asked is Asked.REMINDER):
        return _one_more(turn, number, gone)
    if question is None or question.asked not in {Asked.WHICH, Asked.REMINDER}:
        return None
    listed = [each for about in question.about if (each := turn.appointment(about))]
    others = [n for n, each in enumerate(listed, 1) if n != number and _day(turn, each) == number]
    if not others or not 0 < number <= len(listed):
        return None
    if question.asked is Asked.WHICH:
        return which_visit(turn, question)
    several = Target(Resolution.SEVERAL, tuple(listed))
    return ask_which(turn, Intent.CANCEL, several) if turn.heard.intent is Intent.CANCEL else None


def _one_more(turn: TurnContext, day: int, gone: tuple[Appointment, ...]) -> Decision | None:
    """Ask whether the visit on a day is to be cancelled too, after another one was."""
    found = tuple(each for each in turn.ahead if _day(turn, each) == day)
    if len(found) == 1:
        return ask_again(turn, Target(Resolution.UNSURE, found), Intent.CANCEL)
    of_gone = any(_day(turn, each) == day for each in gone)
    return already_cancelled(turn, gone) if of_gone and not found else None


def _day(turn: TurnContext, visit: Appointment) -> int:
    return visit.starts_at.astimezone(ZoneInfo(turn.practice.timezone)).day


def _number_alone(turn: TurnContext) -> int | None:
    """Return the number of a text that is only an article and a number, or an ordinal."""
    locale, said = turn.heard.locale, said_of(turn.text)
    articles = words_after(locale, "before_day")
    words = [word for word in said.words if word not in articles]
    article = len(words) < len(said.words)
    left: Sequence[str] = left_over(words, AGREEING | WISHING)
    if len(left) != 1:
        return None
    if found := _NUMBER.fullmatch(left[0]):
        # "2" alone is the number that our text asks for
        dotted = locale == "de" and f"{left[0]}." in turn.text
        return int(found[1]) if article or found[2] or dotted else None
    ordinal = lexicons()[locale].standing[Cue.ORDINAL].get(left[0])
    if ordinal is None or not str(ordinal).isdigit():
        return None
    return int(ordinal) if locale in _DAYS_IN_ORDER or int(ordinal) == 1 else None
