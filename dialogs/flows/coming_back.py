"""Whether who has cancelled says plainly that they come after all, which takes the cancelling back.

"Ok", "see you" and thanks only say that the cancellation was read, so a text has to be of two kinds
of words and no others: a statement that the writer comes, and words that turn what was said before.
A "not", a question, another person or another day leaves words over, and nothing is taken back.
"""

from collections.abc import Sequence
from functools import cache

from dialogs.flows.coming_back_words import (
    AFTER_ALL,
    BACK,
    BACK_AFTER_ALL,
    COMING,
    CRIES,
    FILLING,
    OF_DAYS,
    OF_WHAT_WAS,
    SORRY,
)
from dialogs.flows.numbers import number_meant
from dialogs.flows.phrases import (
    AGREEING,
    Phrases,
    as_phrases,
    longest,
    phrases_of,
    said_apart,
    said_whole,
    without,
)
from dialogs.flows.scene import Scene
from dialogs.flows.visit_days import covers
from dialogs.flows.visit_words import BOTH
from dialogs.intents import Hint, Intent
from dialogs.lexicon import Sign, lexicons
from dialogs.normalise import Said

_TO_BOTH = BOTH | as_phrases(
    *("to both", "aux deux", "a las dos", "a los dos", "a entrambi", "a tutti e due"),
    *("zu beiden", "as duas", "aos dois", "a ambas", "a ambos", "to them both"),
    *("ninguna", "ninguno", "nessuno", "nessuna", "aucun", "aucune", "keinen", "nenhuma", "nenhum"),
)
"""How who comes to one of two says to come to the other too, and that none is to be cancelled."""

_TWO = 2
_SAYS_MORE = frozenset({Intent.OPT_OUT, Intent.OPT_IN, Intent.EMERGENCY, Intent.CANCEL})
"""What a text is never taken for somebody's coming where it is read as that."""


def comes_after_all(scene: Scene) -> bool:
    """Return whether a text says that who has just cancelled comes after all, and nothing else."""
    heard, state = scene.heard, scene.state
    if not state.cancelled or heard.hint is Hint.PARTIAL or heard.intent in _SAYS_MORE:
        return False
    if len(scene.undoable()) > 1 or _asked_about_another(scene) or _names_another_day(scene):
        return False
    if number_meant(scene) == 1:
        return True  # "sorry, I meant 1", and not the 2 that cancelled it
    said = said_whole(scene)
    words = _said_of_no_time(scene, _without_no(said_apart(scene), scene.heard.locale))
    if _says_only(words, BACK_AFTER_ALL | COMING, scene.heard.locale, needed=BACK):
        return True
    if "?" in said.marks:
        return False
    words = _without_no(said, scene.heard.locale)
    # "ich kann doch kommen": what turns it may stand inside, and so may "to both"
    rest = without(without(words, AFTER_ALL), _TO_BOTH)
    locale = scene.heard.locale
    turned = len(without(words, AFTER_ALL)) < len(words)
    return turned and _says_only(rest, COMING, locale, needed=COMING)


def says_to_come(scene: Scene) -> bool:
    """Return whether a text says that its writer comes, or comes after all, and nothing else."""
    said, locale = said_whole(scene), scene.heard.locale
    timed = bool(scene.heard.times) and not _speaks_of_both(scene)
    if "?" in said.marks or timed or scene.heard.choice is not None:
        return False
    words = without(without(_without_no(said, locale), AFTER_ALL), _TO_BOTH)
    return _says_only(words, COMING, locale, needed=COMING)


def _speaks_of_both(scene: Scene) -> bool:
    """Return whether "a las dos" is "to both" and no hour: there are two, or were before."""
    words = said_whole(scene).words
    two = len(scene.ahead) + len(scene.undoable()) == _TWO
    return two and any(longest(words, at, _TO_BOTH) for at in range(len(words)))


def wants_back_perhaps(scene: Scene) -> bool:
    """Return whether a text has a wish to have what was cancelled back, among other words.

    It takes nothing back; its writer is told how that is done.
    """
    words = said_apart(scene).words
    return any(longest(words, at, BACK) for at in range(len(words)))


def _names_another_day(scene: Scene) -> bool:
    """Return whether a text names a time that the cancelled visit's was not."""
    times, cancelled = scene.heard.times, scene.undoable()
    if _speaks_of_both(scene):
        return False
    return bool(times) and not (cancelled and covers(times, cancelled[0].starts_at))


def _said_of_no_time(scene: Scene, words: Sequence[str]) -> Sequence[str]:
    """Return the words without those of the cancelled visit's day, which were looked at."""
    if not scene.heard.times:
        return words
    lexicon = lexicons()[scene.heard.locale]
    opening = lexicon.terms.opening
    of_time = [
        word.isdigit() or any(t.role in OF_DAYS for t in opening.get(word, ())) for word in words
    ]
    leading = [word in lexicon.away for word in words]  # "a consulta de quinta"
    return [
        word
        for at, word in enumerate(words)
        if not (of_time[at] or (leading[at] and any(of_time[at + 1 : at + 2])))
    ]


def _without_no(said: Said, locale: str) -> Sequence[str]:
    """Return the words of a text without a "no" of its own before them.

    That is "no, I'm coming after all", and not "al final no voy"; a French "non" turns no verb.
    """
    at = next((n for n, word in enumerate(said.words) if word not in CRIES), len(said.words))
    if said.words[at : at + 1] not in {("no",), ("non",), ("nein",), ("nao",)}:
        return said.words
    # "no no, vengo"
    at += not said.marks[at] and said.words[at + 1 : at + 2] == said.words[at : at + 1]
    alone = said.marks[at] in {",", ":"} or said.words[at + 1 : at + 2] == ()
    alone = alone or bool(SORRY & set(said.words[at + 1 : at + 2]))
    french = locale == "fr" and said.words[at] == "non"
    return said.words[at + 1 :] if alone or french else said.words


def _asked_about_another(scene: Scene) -> bool:
    """Return whether a question is open about an appointment that stands."""
    ahead = {each.id for each in scene.ahead}
    about = scene.question.about if scene.question else ()
    return any(each.appointment_id in ahead for each in about)


def _says_only(words: Sequence[str], phrases: Phrases, locale: str, *, needed: Phrases) -> bool:
    """Return whether a text is made of some phrases and of what counts for nothing."""
    left = without(words, _and_agreeing(phrases))
    idle = FILLING | _idle(locale)
    return len(without(words, needed)) < len(words) and all(word in idle for word in left)


@cache
def _idle(locale: str) -> frozenset[str]:
    """Return the words of a language that say nothing; those of what was, or would be, do."""
    lexicon = lexicons()[locale]
    people = lexicon.phrases.inside(Sign.OTHERS) - lexicon.determiners
    idle = lexicon.phrases.alone(Sign.FILLER)
    return idle - OF_WHAT_WAS - lexicon.household - people


@cache
def _and_agreeing(phrases: Phrases) -> Phrases:
    return phrases | phrases_of(AGREEING)
