"""Whether a text says that somebody named of a family comes, or cannot: "Leo can't come".

What somebody else cannot is nobody's refusal, unless that is whose visit was asked about. The name
stands before it, nothing turns it, and behind it there is nothing but a time or a courtesy.
"""

from functools import cache

from calendar_store.values import Client
from dialogs.conversation import Asked
from dialogs.flows.phrases import (
    AGREEING,
    APPROVING,
    POINTING,
    POLITE,
    Phrases,
    apart,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    said_apart,
    without,
)
from dialogs.flows.scene import Scene
from dialogs.intents import Hint, Intent
from dialogs.lexicon import Sign, lexicons
from dialogs.normalise import normalise

CANNOT_COME = as_phrases(
    *("can t come", "cannot come", "can t make it", "cannot make it", "won t be coming"),
    *("isn t coming", "won t make it", "is not coming", "non puo venire", "non potra venire"),
    *("non viene", "non verra", "non riesce a venire", "non ce la fa", "no puede ir"),
    *("no puede venir", "no podra ir", "no podra venir", "no va a poder ir", "no va a ir"),
    *("no puede asistir", "ne peut pas venir", "ne pourra pas venir", "peut pas venir"),
    *("pourra pas venir", "ne viendra pas", "viendra pas", "kann nicht kommen", "kommt nicht"),
    *("nicht kommen", "kommt leider nicht", "schafft es nicht", "nao pode ir", "nao vai poder ir"),
    *("nao podera ir", "nao pode vir", "nao consegue ir", "nao vai conseguir ir", "nao vai"),
)
"""How one says of somebody that they cannot come."""

COMES = as_phrases(
    *("is coming", "comes", "will come", "will be there", "can come", "can make it", "s coming"),
    *("ll be there", "ll come", "viene", "verra", "ci sara", "ci viene", "puo venire", "c e"),
    *("va", "si va", "ira", "puede ir", "si puede", "si puede ir", "ahi estara", "si viene"),
    *("vient", "viendra", "peut venir", "pourra venir", "sera la", "kommt", "kann kommen"),
    *("ist da", "wird da sein", "vai", "vem", "pode ir", "la estara", "consegue ir", "vai sim"),
)
"""How one says of somebody that they come."""

_TURNING = frozenset(
    {
        *(Sign.BUT, Sign.CONDITION, Sign.DEFERRAL, Sign.QUOTATION, Sign.EXCEPTION, Sign.DOUBT),
        *(Sign.KEEP, Sign.MOVE, Sign.UNDO, Sign.COMING, Sign.CONFIRM, Sign.DECEASED, Sign.FUNERAL),
    }
)
_MAY_BE = frozenset({Intent.UNCLEAR, Intent.RESCHEDULE, Intent.CANCEL})
_MAY_COME = frozenset({Intent.UNCLEAR, Intent.CONFIRM, Intent.THANKS})
_ALONE = frozenset({"solo", "sola", "only", "just", "so", "nur", "seul", "seule", "allein"})
"""Words of times that also say "alone"."""

_ONCE = frozenset({"not", "non", "no", "pas", "nicht", "nao", "t"})
_MOST = 14
"""Most words of such a text."""


def absent(scene: Scene) -> Client | None:
    """Return whom of a family a text says not to come, None where it says so of nobody."""
    said, heard = said_apart(scene), scene.heard
    question = scene.question
    if question is not None and question.asked is not Asked.REMINDER:
        return None
    if heard.intent not in _MAY_BE or heard.hint not in {None, Hint.REFUSAL}:
        return None
    client = _named(scene)
    if client is None or "?" in said.marks or len(said.words) > _MOST:
        return None
    places = ((at, longest(said.words, at, CANNOT_COME)) for at in range(len(said.words)))
    found = next(((at, size) for at, size in places if size), None)
    name = normalise(client.first).words
    if found is None or said.words.index(name[0]) > found[0]:
        return None
    return client if _nothing_turns(said.words, *found) else None


def present(scene: Scene) -> Client | None:
    """Return whom of a family a text says to come and nothing else, "Leo ok", or None.

    A name behind the yes may be who wrote it, and one before a stop too.
    """
    said, question = said_apart(scene), scene.question
    if question is None or question.asked is not Asked.REMINDER or question.then:
        return None
    client = _named(scene, alone=True) if scene.heard.intent in _MAY_COME else None
    if client is None or "?" in said.marks or scene.heard.times:
        return None
    name = normalise(client.first).words
    at = said.words.index(name[0])
    behind = said.words[at + len(name) :]
    begun = all(word in POINTING for word in said.words[:at])
    if not begun or said.marks[at + len(name) - 1] or not behind:
        return None
    rest = without(behind, COMES)
    agrees = len(left_over(rest, APPROVING)) < len(rest) or len(rest) < len(behind)
    return client if agrees and not left_over(rest, AGREEING) else None


def _named(scene: Scene, *, alone: bool = False) -> Client | None:
    """Return the only one named of several, whose visit is ahead and was asked about if any was.

    Args:
        scene: the turn.
        alone: whether it may be the only visit asked about.
    """
    words, clients = set(apart(scene)), scene.context.clients
    named = [c for c in clients if set(normalise(c.first).words) <= words]
    asked = {each.appointment_id for each in scene.question.about} if scene.question else set()
    ahead = {one.client_id for one in scene.ahead if not asked or one.id in asked}
    several = (alone or len(ahead) > 1) and len(named) == 1
    return named[0] if several and named[0].id in ahead and named[0].first else None


def cannot_come(words: tuple[str, ...]) -> bool:
    """Return whether a part of a text says of somebody that they cannot come."""
    places = ((at, longest(words, at, CANNOT_COME)) for at in range(len(words)))
    found = next(((at, size) for at, size in places if size), None)
    return found is not None and _nothing_turns(words, *found)


def _nothing_turns(words: tuple[str, ...], at: int, size: int) -> bool:
    before, behind = words[:at], words[at + size :]
    if _ONCE & {*before, *behind}:
        return False
    if any(longest(before, place, _turning()) for place in range(len(before))):
        return False
    return all(word in _times() for word in left_over(behind, POLITE))


@cache
def _turning() -> Phrases:
    """Return the phrases that turn the rest; "o" is "or" in one language and "the" in another."""
    return phrases_of(_TURNING) - frozenset((word,) for word in POINTING)


@cache
def _times() -> frozenset[str]:
    """Return the words of times in every language, those aside that also say "alone"."""
    words = frozenset().union(*(read.terms.vocabulary for read in lexicons().values()))
    return words - _ALONE
