"""A time that is refused beside another that would do: "Thursday impossible, Friday perhaps?".

Such a text wishes for the other one. The refusal has to be of the visit that stands, or of an hour
that is ruled out, and every word of the text known; times are offered then, and nothing is done.
"""

from collections.abc import Iterator
from datetime import datetime

from dialogs.conversation import Asked
from dialogs.flows.offered_times.local_days import Span
from dialogs.flows.offered_times.time_words import is_of_time
from dialogs.flows.phrases import JOINING, left_over, longest, phrases_of, said_apart
from dialogs.flows.turn_context import Scene
from dialogs.flows.visits.visit_days import covers, on_day, slots_on_day
from dialogs.intents import Intent, TimeRange
from dialogs.languages.lexicon import Sign

_IMPOSSIBLE = frozenset(
    {"impossible", "impossibile", "imposible", "unmoglich", "unmoeglich", "impossivel", "niente"}
)
_REFUSING = frozenset({Sign.CANNOT, Sign.CANT, Sign.UNSUITED, Sign.NEGATION, Sign.NO})
_KNOWN = (
    frozenset({Sign.YES, Sign.ACK, Sign.THANKS, Sign.COURTESY, Sign.FILLER, Sign.DOUBT, Sign.BUT})
    | _REFUSING
    | {Sign.ASK, Sign.MOVE, Sign.QUESTION}
)
_BUTS = frozenset({Sign.BUT})
_DIVIDING = JOINING - {"s"}
_SUITING = frozenset(
    {
        *(
            "is",
            "s",
            "would",
            "be",
            "fine",
            "good",
            "ok",
            "okay",
            "works",
            "for",
            "me",
            "just",
            "the",
        ),
        *("va", "andrebbe", "bene", "per", "me", "mi", "solo", "il", "la", "sarebbe", "si", "e"),
        *("va", "iria", "bien", "vendria", "para", "mi", "solo", "el", "seria", "me", "viene"),
        *(
            "ca",
            "irait",
            "va",
            "bien",
            "pour",
            "moi",
            "le",
            "serait",
            "c",
            "est",
            "possible",
            "juste",
        ),
        *(
            "ware",
            "waere",
            "war",
            "ginge",
            "geht",
            "gut",
            "bei",
            "mir",
            "fur",
            "fuer",
            "ist",
            "nur",
        ),
        *("passt", "der", "am", "seria", "bom", "boa", "pra", "para", "mim", "so", "o", "na", "a"),
        *("dia", "ser", "pode", "peut", "etre", "evtl", "eventuell", "quem", "sabe", "quizas"),
    }
)
"""Words of what suits, which add nothing."""
_FEW = 3
"""Most times that a text names one by one."""


def wishes_other(scene: Scene) -> bool:
    """Return whether an unclear text refuses one time and names another that would do."""
    heard, question = scene.heard, scene.question
    if heard.intent is not Intent.UNCLEAR or not heard.times or heard.quoted is not None:
        return False
    if question is not None and question.asked is not Asked.REMINDER:
        return False
    spans = without_refused(scene, tuple((t.start, t.end) for t in heard.times))
    if not scene.ahead or any(_holds(span, one.starts_at) for span in spans for one in scene.ahead):
        return False
    refused = [words for words in _clauses(scene) if refuses(words)]
    plain = [words for words in _clauses(scene) if not refuses(words)]
    of_visit = any(on_day(scene, scene.ahead, word) for words in plain for word in words)
    return bool(refused) and bool(plain) and not of_visit and _accounted(scene)


def without_refused(scene: Scene, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times without those of a visit, or of what is on offer, whose clause refuses them.

    Only where others are named: "Friday is no good any more, Thursday at ten?".
    """
    held = tuple(span for span in spans if any(_holds(span, at) for at in _spoken_of(scene)))
    others = tuple(span for span in spans if span not in held)
    if not held or not others or len(spans) > _FEW:
        return spans
    clauses = list(_clauses(scene))
    naming = [words for words in clauses if any(_names(scene, word) for word in words)]
    told = bool(naming) and all(refuses(words) for words in naming)
    return others if told and any(not refuses(words) for words in clauses) else spans


def _spoken_of(scene: Scene) -> tuple[datetime, ...]:
    """Return the starts of the visits ahead, and of the times on offer."""
    slots = scene.question.slots if scene.question else ()
    return (*(one.starts_at for one in scene.ahead), *(slot.starts_at for slot in slots))


def _names(scene: Scene, word: str) -> bool:
    """Return whether a word names the day of a visit, or of a time on offer."""
    slots = scene.question.slots if scene.question else ()
    return bool(on_day(scene, scene.ahead, word) or slots_on_day(scene, slots, word))


def refuses_times(scene: Scene) -> bool:
    """Return whether every clause that names a time refuses it, and nothing is asked."""
    said = said_apart(scene)
    naming = [w for w in _clauses(scene) if any(is_of_time(scene, word) for word in w)]
    return "?" not in said.marks and bool(naming) and all(refuses(words) for words in naming)


def refuses(words: tuple[str, ...]) -> bool:
    """Return whether a clause says that something does not suit."""
    signs = phrases_of(_REFUSING)
    return any(word in _IMPOSSIBLE or longest(words, at, signs) for at, word in enumerate(words))


def _accounted(scene: Scene) -> bool:
    """Return whether every word is of time, of suiting or not, or of courtesy."""
    left = left_over(said_apart(scene).words, _KNOWN)
    known = _IMPOSSIBLE | _SUITING
    return all(word in known or is_of_time(scene, word) for word in left)


def _clauses(scene: Scene) -> Iterator[tuple[str, ...]]:
    """Yield the words between two stops; an "and" and a "but" divide too."""
    said, begun, buts = said_apart(scene), 0, phrases_of(_BUTS)
    for at, word in enumerate(said.words):
        if word in _DIVIDING or (word,) in buts:
            if at > begun:
                yield said.words[begun:at]
            begun = at + 1
        elif said.marks[at] or at + 1 == len(said.words):
            yield said.words[begun : at + 1]
            begun = at + 1


def _holds(span: Span, at: datetime) -> bool:
    return covers((TimeRange(*span),), at)
