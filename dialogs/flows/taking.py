"""Whether a text takes the one time that is on offer: any assent does that nothing turns.

Every word has to be an agreement, one that takes or points, or the time itself; so what asks,
depends, puts off, speaks of somebody else or of the past takes nothing, and thanks alone neither.
"""

from calendar_store.values import Slot
from dialogs.conversation import Question
from dialogs.flows.assent import plain_yes, says_yes
from dialogs.flows.local_days import is_exact
from dialogs.flows.naming_words import IF_POSSIBLE
from dialogs.flows.phrases import (
    AGREEING,
    APPROVING,
    POLITE,
    left_over,
    longest,
    phrases_of,
    said_apart,
    without,
)
from dialogs.flows.scene import Scene
from dialogs.flows.taking_words import BESIDE, TAKING
from dialogs.flows.time_words import names_time_only
from dialogs.lexicon import Sign
from dialogs.normalise import Said

_MOST = 12
"""Most words of such an answer."""

_TURNING = frozenset({Sign.NEGATION, Sign.CANNOT, Sign.CANT, Sign.UNSUITED, Sign.DEFERRAL})


def taken(scene: Scene, question: Question) -> Slot | None:
    """Return the one time that a text takes without its number, or None."""
    slot, said = _meant(question), said_apart(scene)
    if slot is None or question.stale or "?" in said.marks or len(said.words) > _MOST:
        return None
    if len(question.slots) > 1:
        # "ok" and a thumb may only say that the list was read
        yes = plain_yes(scene) and says_yes(scene.text) and _in_letters(said)
        return slot if yes else None
    return slot if _assents(scene, said, slot) else None


def _meant(question: Question) -> Slot | None:
    """Return the only time on offer, else the one of several that was asked for exactly."""
    if len(question.slots) == 1:
        return question.slots[0]
    if not is_exact(question.spans):
        return None
    at = question.spans[0][0]
    return next((slot for slot in question.slots if slot.starts_at == at), None)


def _assents(scene: Scene, said: Said, slot: Slot) -> bool:
    """Return whether a text is an assent to a time, every word accounted for."""
    words = without(said.words, IF_POSSIBLE)
    if any(longest(words, at, phrases_of(_TURNING)) for at in range(len(words))):
        return False
    spoken = dict.fromkeys((scene.heard.locale, scene.locale))
    taking = frozenset().union(*(TAKING.get(each, frozenset()) for each in spoken))
    beside = frozenset().union(*(BESIDE.get(each, frozenset()) for each in spoken))
    rest = without(words, taking)
    left = left_over(rest, AGREEING)
    times = [word for word in left if word not in beside]
    if not names_time_only(scene, times) or not _is_time_of(scene, times, slot):
        return False
    agrees = len(left_over(words, APPROVING)) < len(words)
    # "that one", and not only "thank you"
    points = len(left_over(words, POLITE)) > 0 and bool(left)
    return agrees or len(rest) < len(words) or points


def _is_time_of(scene: Scene, words: list[str], slot: Slot) -> bool:
    """Return whether the time that a text names, if any, is that of the offer."""
    times = scene.heard.times
    if not words and not times:
        return True
    if any(word.isdigit() and not times for word in words):
        return False
    return any(
        each.start == slot.starts_at if each.exact else each.start <= slot.starts_at < each.end
        for each in times
    )


def _in_letters(said: Said) -> bool:
    return any(word[:1].isalpha() for word in said.words)
