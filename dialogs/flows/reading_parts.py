"""Reads parts of a text alone, and tells whether other parts only explain."""

from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from dialogs.flows.phrases import as_phrases, longest, said_apart_of
from dialogs.flows.sentences import TextPart
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.ways import ANYWAY, NO_MATTER, WAYS
from dialogs.frames import frame_of
from dialogs.intents import Frame, OpenQuestion, Understanding
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.understand import understand
from dialogs.understand.frame.absent_others import tells_of_absence
from dialogs.understand.frame.reporting import agreed
from dialogs.understand.frame.telling import told

_DOUBT = frozenset({Cue.DOUBT})
_EXPLAINING = frozenset({Cue.BUT, Cue.REASON})
_BUTS = as_phrases("but", "ma", "pero", "mais", "aber", "mas", "e", "y", "et", "und", "and", "ist")
_MOST = 24
"""Most words before the part of a text that says what is wanted."""
_LONGEST = 48
"""Most words of a story before an end that names the visit."""


def tells_only(
    turn: TurnContext,
    before: tuple[TextPart, ...],
    against: frozenset[Cue],
    *,
    reasoned: bool = False,
    content: bool = False,
    end: str = "",
) -> bool:
    """Return whether the parts before the end of a text only explain.

    Args:
        turn: the turn.
        before: the parts before the end.
        against: cues that these parts may not have.
        end: the end of the text; where it names the visit, more words may stand before it.
        reasoned: whether a doubt is allowed in an explanation: "but I may have to work".
        content: whether a quoted agreement is allowed: "my boss says it's fine, I'll come".
    """
    most = _LONGEST if _names_visit(turn, end) else _MOST
    if sum(len(part.text.split()) for part in before) > most:
        return False
    cues = [_signs_behind_never_mind(turn, part) for part in before]
    turning = (each - _DOUBT if reasoned and each & _EXPLAINING else each for each in cues)
    if any(each & against for each in turning):
        return False
    # "my boss said no. Please cancel", and not "my boss said, please cancel"
    quoted = (Cue.QUOTATION in each for each in cues)
    own = content and _is_own(turn, end)
    return all(
        part.ends or not each or (own and says_content(turn, part.text))
        for part, each in zip(before, quoted, strict=True)
    )


def says_content(turn: TurnContext, part: str) -> bool:
    """Return whether a part of a text only says that somebody agrees."""
    said = said_apart_of(part)
    return agreed(said.words, turn.heard.locale, said.marks)


def _is_own(turn: TurnContext, end: str) -> bool:
    """Return whether the end of a text is not about somebody else: "she's coming" is."""
    lexicon = lexicons()[turn.heard.locale]
    # "el jueves voy"
    others = lexicon.pronouns - lexicon.articles - lexicon.determiners
    return others.isdisjoint(said_apart_of(end).words)


def _names_visit(turn: TurnContext, end: str) -> bool:
    """Return whether the end of a text names the only visit, or its time."""
    if not end or len(turn.ahead) != 1:
        return False
    lexicon, visit = lexicons()[turn.heard.locale], turn.ahead[0]
    timed = bool(read_alone(turn, end, visit.starts_at).times)
    return timed or not lexicon.visits.isdisjoint(said_apart_of(end).words)


def _signs_behind_never_mind(turn: TurnContext, part: TextPart) -> frozenset[Cue]:
    """Return the cues of a part after its "never mind", or "anyway" before a way to travel."""
    words = said_apart_of(part.text).words
    at = longest(words, 0, _BUTS) if words else 0
    known = NO_MATTER if WAYS.isdisjoint(words) else NO_MATTER | ANYWAY
    size = longest(words, at, known) if at < len(words) else 0
    if not size:
        return cues_of(turn, part.text)
    text = " ".join(words[at + size :]) + "?" * ("?" in part.text)
    return cues_of(turn, text) if text else frozenset()


def read_alone(turn: TurnContext, part: str, start: datetime) -> Understanding:
    """Return the meaning of a part of a text, read as an answer to a visit's reminder."""
    frame = replace(frame_of(turn.context, None, start), question=OpenQuestion.REMINDER)
    return _read(part, frame)


@lru_cache(maxsize=64)
def _read(part: str, frame: Frame) -> Understanding:
    """Read a part once in a turn, since several rooms ask for it."""
    return understand(part, frame)


def cues_of(turn: TurnContext, part: str, start: datetime | None = None) -> frozenset[Cue]:
    """Return the cues of a part of a text, read with a visit that starts at `start`; see `told`."""
    return _told(part, turn.heard.locale, frame_of(turn.context, None, start))


def absence_of_others(turn: TurnContext) -> bool:
    """Return whether a text says that somebody else cannot come, and not its writer."""
    return tells_of_absence(turn.text, turn.heard.locale, frame_of(turn.context, None, None))


@lru_cache(maxsize=64)
def _told(part: str, locale: str, frame: Frame) -> frozenset[Cue]:
    return told(part, locale, frame)
