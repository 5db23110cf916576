"""What a text wants by its likeness to labelled ones that came after the same.

The weights are those that `make learn` has learnt from labelled texts. Beside the words count the
cues that the rules find, which are the same in all languages.
"""

from enum import IntEnum
from itertools import combinations
from pathlib import Path
from zlib import crc32

from dialogs.flows.likeness.settings import After, after, alone, before_act, listed, stands_now
from dialogs.flows.phrases import said_apart_of
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.regretting import phrases_of_regret
from dialogs.flows.visits.visit_days import covers
from dialogs.frames import frame_of
from dialogs.languages.lexicon import lexicons
from dialogs.normalise import normalise
from dialogs.understand import learned
from dialogs.understand.hearing.signals import hear
from dialogs.understand.learned.features import features
from dialogs.understand.learned.weights import weights

FILE = Path(learned.__file__).parent / "after.bin"
_LENGTHS = (3, 6, 12, 25)
"""Bounds of what is a short and what a long text, in words."""
_MOST_UNKNOWN = 4


class Wants(IntEnum):
    """What a text wants, as the weights number it."""

    NOTHING = 0  # nothing, or what only a person can tell
    BACK = 1  # what was before the act
    CANCEL = 2  # the visit cancelled that stands
    MOVE = 3  # another time
    CONFIRM = 4  # to come


@once
def shares(turn: TurnContext) -> tuple[float, ...]:
    """Return the probability of each of `Wants`; all 0 where likeness cannot tell."""
    setting = after(turn)
    nothing = (0.0,) * len(Wants)
    if setting is None or turn.heard.quoted is not None or not alone(turn):
        return nothing
    found = features_after(turn, setting)
    return tuple(weights(FILE, len(Wants)).shares(found)) if found else nothing


def features_after(turn: TurnContext, setting: After) -> set[int]:
    """Return the features of a text that comes after something; none of a text without words.

    Args:
        turn: the turn.
        setting: what came before.

    Returns:
        The CRC-32 of each feature (ISO 3309).
    """
    said, frame = normalise(turn.text), frame_of(turn.context, None, None)
    if not said.words:
        return set()
    found = features(said, frame.names, setting.value)
    cues = (*_cues(turn), *_times(turn))
    for each in (*cues, *(f"{one} {two}" for one, two in combinations(sorted(cues), 2))):
        found.add(crc32(f"+{each}".encode()))
        found.add(crc32(f"{setting} {each}".encode()))
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


def _times(turn: TurnContext) -> set[str]:
    """Return which of the times that play a part a text names, and whether one of the list."""
    times, before, stands = turn.heard.times, before_act(turn), stands_now(turn)
    slots = listed(turn)
    found = {"of a list"} if len(slots) > 1 else set()
    if not times:
        return found
    old = before is not None and covers(times, before.starts_at)
    new = stands is not None and covers(times, stands.starts_at)
    found.add(f"names {'old' * old}{'new' * new}")
    other = (each for each in slots if stands is None or each.starts_at != stands.starts_at)
    if any(covers(times, each.starts_at) for each in other):
        found.add("names listed")
    return found
