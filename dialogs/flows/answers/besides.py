"""Recognises a yes to a reminder with a further question that only staff can answer.

"Yes, do I need to fast before?" confirms, and the question goes to staff. This is only for
questions of what to do or to bring: "yes, who is this?" and "yes, is it still on?" are not
accepted as a plain yes.
"""

import re
from itertools import islice, zip_longest

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.answers.asking_words import ASKING, COMING_WORDS, INSTEAD, ONES, TOPICS, WITH_ME
from dialogs.flows.phrases import (
    AGREEING,
    POLITE,
    left_over,
    longest,
    phrases_in,
    said_apart_of,
    said_of,
)
from dialogs.flows.reading_parts import read_alone
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.saying_to_come import says_to_come
from dialogs.flows.visits.visit_days import covers, weekdays
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.understand.frame.turning_words import turners

_STOP = re.compile(r"[.!;,:\n]+[\s¿]*")
_SAYS_YES = frozenset({Cue.YES, Cue.CONFIRM, Cue.COMING})

_TURNING = frozenset(
    {
        *(
            Cue.CANCEL,
            Cue.CANCEL_ASK,
            Cue.CANNOT,
            Cue.CANT,
            Cue.UNSUITED,
            Cue.MOVE,
            Cue.UNDO,
        ),
        *(Cue.BOOK, Cue.KEEP, Cue.LATE, Cue.CALL_ME, Cue.WAITLIST, Cue.BUT),
        *(Cue.OPT_OUT, Cue.OPT_OUT_PHRASE, Cue.EMERGENCY, Cue.WRONG_NUMBER, Cue.DECEASED),
        *(Cue.FUNERAL, Cue.CONDITION, Cue.DEFERRAL, Cue.QUOTATION, Cue.EXCEPTION),
        *(Cue.ANOTHER, Cue.NEGATION, Cue.RETRACTION),
    }
)
"""Cues that may negate the yes, or that ask for more than an answer."""

_IRONY = re.compile("[🙃🙄😒🤨😤]")
"""Faces that mean the opposite of what is said: "yes of course, standing all the way 🙃"."""
_SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")
_MOST_STOPS = 8
"""Most stops that are tried as the border between the yes and the question."""


_OWN_TIME = frozenset({Intent.UNCLEAR, Intent.AGENDA, Intent.RESCHEDULE, Intent.CONFIRM})
"""Possible intents of such a text that names the visit's own time."""


@once
def yes_and_a_question(turn: TurnContext) -> bool:
    """Return whether a text says yes to a reminder and also asks what to do or to bring."""
    question, heard = turn.question, turn.heard
    if question is None or question.asked is not Asked.REMINDER or question.then:
        return False
    if heard.hint or question.aside or heard.quoted is not None or "?" not in turn.text:
        return False
    if _IRONY.search(turn.text):
        return False
    visit = _own_time(turn)
    if visit is None and (heard.intent is not Intent.UNCLEAR or heard.times):
        return False
    text = turn.text.strip()
    # "yes, I'll be there. Can I bring my baby?"
    stops = (stop.span() for stop in islice(_STOP.finditer(text), _MOST_STOPS))
    return any(
        not turners(turn.heard.locale).says("brought", said_of(text[:end]).words)
        and (_is_yes(text[:end]) or (visit is not None and says_to_come(turn, text[:end], visit)))
        and _asks_what_to_do(turn, text[on:])
        for end, on in stops
    )


def _own_time(turn: TurnContext) -> Appointment | None:
    """Return the only visit ahead if a text names no time but the visit's own, else None."""
    if len(turn.ahead) != 1 or turn.heard.intent not in _OWN_TIME or turn.context.partial:
        return None
    visit = turn.ahead[0]
    own = all(covers((each,), visit.starts_at) for each in turn.heard.times)
    return visit if own else None


def _is_yes(text: str) -> bool:
    """Return whether a part of a text is only a yes, and no question."""
    if "?" in text:
        return False
    parts = [words for part in _STOP.split(text) if (words := said_of(part).words)]
    if parts == [("1",)]:
        return True
    plain = bool(parts) and not any(left_over(part, AGREEING | _SAYS_YES) for part in parts)
    return plain and any(len(left_over(part, _SAYS_YES)) < len(part) for part in parts)


def _asks_what_to_do(turn: TurnContext, text: str) -> bool:
    """Return whether each sentence asks what to do or to bring; thanks may follow."""
    asked = [each for each in _SENTENCE.findall(text) if said_of(each).words]
    while len(asked) > 1 and "?" not in asked[-1] and not _left(asked[-1]):
        asked.pop()
    return bool(asked) and all(_is_such_a_question(turn, each) for each in asked)


def _left(text: str) -> list[str]:
    return list(left_over(said_of(text).words, POLITE))


def _is_such_a_question(turn: TurnContext, text: str) -> bool:
    """Return whether a sentence only asks what to do or to bring, without negation."""
    said = said_apart_of(text)
    words, lexicon = said.words, lexicons()[turn.heard.locale]
    begun = max((len(each) for each in ASKING if words[: len(each)] == each), default=0)
    along = any(words[at : at + 2] in WITH_ME for at in range(len(words)))
    told = along or not TOPICS.isdisjoint(words)
    # "do I have to come at all?" asks something else than "do I have to come fasting?"
    if "?" not in said.marks or not (told or (begun and COMING_WORDS.isdisjoint(words[begun:]))):
        return False
    of_visit = (lexicon.visits - COMING_WORDS) | weekdays().keys() | INSTEAD
    if not of_visit.isdisjoint(words) or read_alone(turn, text, turn.context.now).times:
        return False
    # "ma" is "but" in one language, and "my" in another
    turning = phrases_in(turn.heard.locale, _TURNING)
    rest = [
        word
        for word, behind in zip_longest(words[begun:], words[begun + 1 :], fillvalue="")
        if not (word in ONES and behind in TOPICS)
    ]
    return not any(longest(rest, at, turning) for at in range(len(rest)))
