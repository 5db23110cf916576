"""Reads answers that draw a conclusion from what was said last: "she said yes, so I'll take it".

The question of ours stays open while something else is asked or put off. What comes then begins
with the reason, or with "then"; the answer itself is read as if it stood alone.
"""

from collections.abc import Callable, Sequence

from dialogs.conversation import Asked
from dialogs.flows.phrases import (
    READING,
    YES,
    left_over,
    longest,
    phrases_in,
    phrases_of,
    said_apart_of,
    said_of,
    said_whole,
)
from dialogs.flows.reading_parts import says_content, tells_only
from dialogs.flows.sentences import TextPart, endings
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.by_itself import AGAINST_COMING
from dialogs.frames import frame_of
from dialogs.intents import Intent, Understanding
from dialogs.languages.after import phrases_after
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.understand import BAR, KEEPS
from dialogs.understand.frame.negated import put_off
from dialogs.understand.frame.reporting import reports

_TAKING = (Cue.TAKE, Cue.SWAP)
_LONGEST = 6
"""Most words of a phrase of taking."""
_TURNING = frozenset({Cue.NEGATION, Cue.EXCEPTION, Cue.NO, Cue.RETRACTION, Cue.DOUBT})
_ORDERING = frozenset({"then", "dann"})
"""Words for "so" that may also say what is done afterwards: "let me ask her, then yes"."""
_ACKNOWLEDGING = frozenset({Cue.YES, Cue.ACK})
_MOST = 12
"""Most words of an answer behind its reason."""
_OFFERED = frozenset({Asked.OFFER, Asked.SLOTS})

Hear = Callable[[str], Understanding]


def takes_by_itself(turn: TurnContext) -> bool:
    """Return whether a yes says itself what it takes: "I'll take it", or "then yes" to staff."""
    words, locale = said_whole(turn).words, turn.heard.locale
    if _has_taking(words, locale):
        return True
    # "alles klar also" only acknowledges
    agrees = any((word,) in phrases_of(YES) for word in left_over(words, READING))
    return agrees and turn.staff_spoke_last and concludes(words, locale)


def _has_taking(words: Sequence[str], locale: str) -> bool:
    """Return whether words have a phrase of taking an offered time: "I'll take it"."""
    standing = lexicons()[locale].standing
    tables = [standing[cue] for cue in _TAKING]
    places = ((at, at + size) for at in range(len(words)) for size in range(1, _LONGEST + 1))
    said = (" ".join(words[at:end]) for at, end in places if end <= len(words))
    return any(each in table for each in said for table in tables)


def concludes(words: Sequence[str], locale: str) -> bool:
    """Return whether words contain a "then" or "so"."""
    return any(_size(words, at, locale) for at in range(len(words)))


def without_concluding(words: Sequence[str], locale: str) -> list[str]:
    """Return words without each "then" or "so"."""
    left, at = [], 0
    while at < len(words):
        size = _size(words, at, locale)
        if not size:
            left.append(words[at])
        at += size or 1
    return left


def concluded(turn: TurnContext, hear: Hear) -> Understanding | None:
    """Return the meaning of an answer to what is on offer, behind its reason or without its "then".

    Args:
        turn: the turn, with the whole text understood.
        hear: understands a part of the text in the same frame.
    """
    question, heard = turn.question, turn.heard
    if question is None or question.asked not in _OFFERED or "?" in turn.text:
        return None
    if heard.quoted is not None or (heard.intent is Intent.CHOICE and heard.confidence >= BAR):
        return None
    for before, end in endings(turn.text):
        plain = _plain(end, heard.locale)
        if plain is None or (not before and plain == end):
            continue
        said = hear(plain)
        if not _takes(said):
            continue
        sure = not before or _follows(turn, before, end)
        return said if sure and not _put_off(turn) else None
    return None


def _follows(turn: TurnContext, before: tuple[TextPart, ...], end: str) -> bool:
    """Return whether an answer follows from what stands before it, and is not only spoken of.

    "My mother minds the children, so yes" follows, and "I'll ask Marco, then I confirm" comes after
    something. An end without "so" or "I'll take it" needs somebody's agreement before it.
    """
    if not tells_only(turn, before, AGAINST_COMING, content=True, end=end):
        return False
    if any(_turns(turn, part.text) for part in before):
        return False
    if any(says_content(turn, part.text) for part in before):
        return True
    words, locale = said_of(end).words, turn.heard.locale
    size = _size(words, 0, locale)
    if not _ORDERING.isdisjoint(words[:size]):
        return False
    return bool(size) or _has_taking(words, locale)


def _turns(turn: TurnContext, part: str) -> bool:
    """Return whether a part before an answer limits it: a "not", a number, somebody's words."""
    lexicon, words = lexicons()[turn.heard.locale], said_of(part).words
    if any(word[0].isdigit() for word in words):
        return True
    if not (lexicon.nots | lexicon.firstly).isdisjoint(words):
        return True
    if _has(words, turn.heard.locale, _TURNING):
        return True
    told = reports(said_apart_of(part).words, turn.heard.locale)
    return told and not says_content(turn, part)


def _put_off(turn: TurnContext) -> bool:
    frame = frame_of(turn.context, None, None)
    return put_off(turn.text, turn.heard.locale, frame)


def _has(words: Sequence[str], locale: str, cues: frozenset[Cue]) -> bool:
    phrases = phrases_in(locale, cues)
    return any(longest(words, at, phrases) for at in range(len(words)))


def _takes(said: Understanding) -> bool:
    """Return whether a part takes what is on offer; to keep the old time needs no reading here."""
    return said.intent is Intent.CHOICE and said.confidence >= BAR and said.choice != KEEPS


def _plain(part: str, locale: str) -> str | None:
    """Return a part without its "then", None where it is long."""
    words = said_of(part).words
    if not 0 < len(words) <= _MOST:
        return None
    acks = phrases_in(locale, _ACKNOWLEDGING)
    at = longest(words, 0, acks)
    at = at if at < len(words) and _size(words, at, locale) else 0
    if size := _size(words, at, locale):
        left = (*words[:at], *words[at + size :])
        return " ".join(left) if left else None
    last = next((n for n in range(1, len(words)) if n + _size(words, n, locale) == len(words)), 0)
    return " ".join(words[:last]) if last else part


def _size(words: Sequence[str], at: int, locale: str) -> int:
    """Return how many words the longest "then" or "so" has that begins there."""
    begun = phrases_after(locale, "concluding").begun(words, at, len(words))
    return len(begun[-1].words) if begun else 0
