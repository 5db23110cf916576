"""How much a text is like labelled ones that regret the act that was just done by text.

People say in countless ways that they want back what they gave up: "jury duty got dropped", "oh no,
give it me back". `regretting` reads those whose every word it knows; this asks the weights that
`make learn` has learnt from labelled texts after a cancelling, a move and a booking. Beside the
words count the cues that the rules find, which are the same in all languages.
"""

from datetime import timedelta
from enum import StrEnum
from itertools import combinations
from pathlib import Path
from zlib import crc32

from calendar_store.model.appointments import Appointment, Slot
from dialogs.flows.phrases import longest, said_apart_of, said_of
from dialogs.flows.reading_parts import cues_of
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.regretting import phrases_of_regret
from dialogs.flows.visits.visit_days import covers
from dialogs.flows.visits.visit_words import BOTH
from dialogs.frames import frame_of
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import normalise
from dialogs.understand import learned
from dialogs.understand.hearing.signals import hear
from dialogs.understand.learned.features import features
from dialogs.understand.learned.weights import weights

FILE = Path(learned.__file__).parent / "regrets.bin"
READINGS = 2
"""It is no regret, or it is one."""
_SURE = 0.9
"""Least share with which an act is taken back."""
_PERHAPS = 0.6
"""Least share with which the client is told how to take it back."""
_LENGTHS = (3, 6, 12, 25)
"""Bounds of what is a short and what a long text, in words."""
_MOST_UNKNOWN = 4
_DAY = timedelta(hours=20)
"""Shortest span that is a whole day, and not a part of one."""
_MAY_REGRET = frozenset(
    {
        *(Intent.UNCLEAR, Intent.RESCHEDULE, Intent.CONFIRM, Intent.CHOICE, Intent.AGENDA),
        *(Intent.WHERE, Intent.LATE, Intent.MORE, Intent.BOOK),
    }
)
"""What a regret may be understood as that was not known for one."""


class Done(StrEnum):
    """What was just done by text."""

    CANCELLED = "cancelled"
    MOVED = "moved"
    BOOKED = "booked"


def just_done(turn: TurnContext) -> Done | None:
    """Return what UNDO would take back, or None."""
    if turn.just_booked():
        return Done.BOOKED
    if turn.just_moved():
        return Done.MOVED
    return Done.CANCELLED if turn.undoable() else None


def surely_regrets(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a text is so much like regrets that the act is taken back.

    Args:
        turn: the turn.
        intent: what the text was understood as.
    """
    return intent in _MAY_REGRET and _share(turn) >= _SURE and not _open(turn)


def perhaps_regrets(turn: TurnContext) -> bool:
    """Return whether a text may be a regret: the client is told how to take the act back."""
    return _share(turn) >= _PERHAPS


def _open(turn: TurnContext) -> bool:
    """Return whether a text leaves open what it regrets, as likeness cannot see.

    It asks ("is Wednesday still free?") and requests nothing, names another time than the one
    before the act, or both visits, or wishes for another change.
    """
    said, done, locale = said_of(turn.text), just_done(turn), turn.heard.locale
    if "?" in said.marks and "asked" not in phrases_of_regret(said.words, locale):
        return True
    if any(longest(said.words, at, BOTH) for at in range(len(said.words))):
        return True
    times = turn.heard.times
    if done is Done.CANCELLED and Cue.MOVE in cues_of(turn, turn.text):
        return True
    if any(timedelta(0) < each.end - each.start < _DAY for each in times):
        return True  # "that Wednesday but in the afternoon"
    before = _before(turn, done) if done and done is not Done.BOOKED else None
    return before is not None and bool(times) and not covers(times, before.starts_at)


@once
def _share(turn: TurnContext) -> float:
    """Return the probability that a text regrets what was just done."""
    done = just_done(turn)
    if done is None or turn.heard.quoted is not None or not _alone(turn, done):
        return 0.0
    found = features_of_regret(turn, done)
    return weights(FILE, READINGS).shares(found)[1] if found else 0.0


def _alone(turn: TurnContext, done: Done) -> bool:
    """Return whether a text can be about no other visit than the one that was changed."""
    if done is Done.CANCELLED:
        return len(turn.undoable()) == 1 and not turn.ahead
    return len(turn.ahead) == 1


def features_of_regret(turn: TurnContext, done: Done) -> set[int]:
    """Return the features of a text that comes after an act; none of a text without words.

    Args:
        turn: the turn.
        done: what was just done.

    Returns:
        The CRC-32 of each feature (ISO 3309).
    """
    said, frame = normalise(turn.text), frame_of(turn.context, None, None)
    if not said.words:
        return set()
    found = features(said, frame.names, done.value)
    cues = (*_cues(turn), *_days(turn, done))
    for each in (*cues, *(f"{one} {two}" for one, two in combinations(sorted(cues), 2))):
        found.add(crc32(f"+{each}".encode()))
        found.add(crc32(f"{done} {each}".encode()))
    return found


def _cues(turn: TurnContext) -> set[str]:
    """Return what the rules find in a text, by names that are the same in all languages."""
    said, read = normalise(turn.text), turn.heard
    lexicon = lexicons()[read.locale]
    heard = hear(said, lexicon, frame_of(turn.context, None, None))
    found = {f"intent {read.intent}", f"nearest {read.nearest}", f"hint {read.hint}"}
    found |= {f"heard {each}" for each in heard.kinds} | {f"said {each}" for each in heard.said}
    if heard.signals:
        found |= {f"first {heard.signals[0].cue}", f"last {heard.signals[-1].cue}"}
    if "?" in heard.marks:
        found.add("asks")
    found.add(f"long {sum(len(said.words) >= bound for bound in _LENGTHS)}")
    found.add(f"unknown {min(heard.unknown, _MOST_UNKNOWN)}")
    words = said_apart_of(turn.text).words
    return found | {f"phrase {each}" for each in phrases_of_regret(words, lexicon.locale)}


def _days(turn: TurnContext, done: Done) -> set[str]:
    """Return which of the times before and after the act a text names."""
    times = turn.heard.times
    if not times:
        return set()
    before, stands = _before(turn, done), _stands(turn, done)
    old = before is not None and covers(times, before.starts_at)
    new = stands is not None and covers(times, stands.starts_at)
    return {f"names {'old' * old}{'new' * new}"}


def _before(turn: TurnContext, done: Done) -> Appointment | Slot | None:
    """Return what was before the act."""
    if done is Done.CANCELLED:
        return turn.undoable()[0]
    if done is Done.MOVED and turn.state.moved:
        return turn.state.moved.before
    return turn.state.booked.instead if turn.state.booked else None


def _stands(turn: TurnContext, done: Done) -> Appointment | None:
    """Return what stands since the act."""
    return None if done is Done.CANCELLED else turn.just_moved() or turn.just_booked()
