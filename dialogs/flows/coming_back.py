"""Whether who has cancelled says plainly that they come after all, which takes the cancelling back.

"Ok", "see you" and thanks only say that the cancellation was read, so a text has to be of two kinds
of words and no others: a statement that the writer comes, and words that turn what was said before.
A "not", a question, another person or another day leaves words over, and nothing is taken back.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from itertools import chain

from dialogs.flows.by_itself import AGAINST_BACK
from dialogs.flows.coming_back_words import (
    AFTER_ALL,
    AS_BEFORE,
    COMING,
    CRIES,
    FILLING,
    OF_WHAT_WAS,
    SORRY,
)
from dialogs.flows.having_back import without_wish
from dialogs.flows.numbers import number_meant
from dialogs.flows.phrases import (
    AGREEING,
    POLITE,
    Phrases,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    said_of,
    said_whole,
    without,
)
from dialogs.flows.reading_parts import read_alone, tells_only
from dialogs.flows.saying_to_come import of_times
from dialogs.flows.scene import Scene
from dialogs.flows.sentences import beginnings, endings
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
    """Return whether a text wants back what was cancelled, or says to come to it after all.

    That is said by the text, its end or its beginning; the rest tells why.
    """
    heard, state = scene.heard, scene.state
    if not state.cancelled or heard.hint is Hint.PARTIAL or heard.intent in _SAYS_MORE:
        return False
    if len(state.cancelled) > 1 or _asked_about_another(scene):
        return False
    if number_meant(scene) == 1:
        return True  # "sorry, I meant 1", and not the 2 that cancelled it
    told = chain(endings(scene.text), beginnings(scene.text))
    taken = (tells_only(scene, why, AGAINST_BACK) for why, part in told if _back(scene, part))
    return next(taken, False)


def wants_old_time(scene: Scene) -> datetime | None:
    """Return the start of what was cancelled, UTC, where it is wanted back too late, or None."""
    if scene.undoable() or scene.ahead or not comes_after_all(scene):
        return None
    start = scene.state.cancelled[0].starts_at
    return start if start > scene.now else None


def _back(scene: Scene, end: str) -> bool:
    """Return whether the end of a text takes a cancelling back, every word of it."""
    locale, start = scene.heard.locale, scene.state.cancelled[0].starts_at
    times = () if _speaks_of_both(scene) else read_alone(scene, end, start).times
    if any(not covers((each,), start) for each in times):
        return False
    said = said_of(end)
    words = tuple(_without_no(said, locale))
    polite = left_over(words, POLITE)
    # a time that was looked at may stand inside of what is said: "my Thursday three o'clock back"
    untimed = (_of_no_time(polite, locale),) if times else ()
    idle = _idle(locale) | (of_times(words, locale) if times else frozenset())
    if any(_wishes_back(each, idle) for each in (polite, *untimed)):
        return True
    # "ich kann doch kommen": what turns it may stand inside, and so may "to both"
    turned = bool(times) or len(without(words, AFTER_ALL)) < len(words)
    rests = (without(without(each, AFTER_ALL), _TO_BOTH) for each in (words, *untimed))
    comes = any(_says_only(each, COMING, idle, needed=COMING) for each in rests)
    return turned and comes and "?" not in said.marks


def _wishes_back(words: Sequence[str], idle: frozenset[str]) -> bool:
    """Return whether words are a wish to have an appointment back, and nothing else."""
    rest = without_wish(words)
    return len(rest) < len(words) and _idle_but_for(rest, AFTER_ALL | AS_BEFORE | COMING, idle)


def says_to_come(scene: Scene) -> bool:
    """Return whether a text says that its writer comes, or comes after all, and nothing else."""
    said, locale = said_whole(scene), scene.heard.locale
    timed = bool(scene.heard.times) and not _speaks_of_both(scene)
    if "?" in said.marks or timed or scene.heard.choice is not None:
        return False
    words = without(without(_without_no(said, locale), AFTER_ALL), _TO_BOTH)
    return _says_only(words, COMING, _idle(locale), needed=COMING)


def _speaks_of_both(scene: Scene) -> bool:
    """Return whether "a las dos" is "to both" and no hour: there are two, or were before."""
    words = said_whole(scene).words
    two = len(scene.ahead) + len(scene.undoable()) == _TWO
    return two and any(longest(words, at, _TO_BOTH) for at in range(len(words)))


def wants_back_perhaps(scene: Scene) -> bool:
    """Return whether a text has a wish to have what was cancelled back, among other words.

    It takes nothing back; its writer is told how that is done.
    """
    words = _of_no_time(left_over(said_whole(scene).words, POLITE), scene.heard.locale)
    return len(without_wish(words)) < len(words)


def _of_no_time(words: Sequence[str], locale: str) -> Sequence[str]:
    """Return the words without those of the cancelled visit's time, which was looked at."""
    timed, leading = of_times(words, locale), lexicons()[locale].away  # "a consulta de quinta"
    behind = (*words[1:], "")
    return [
        word
        for word, after in zip(words, behind, strict=True)
        if word not in timed and not (word in leading and after in timed)
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


def _says_only(
    words: Sequence[str], phrases: Phrases, idle: frozenset[str], *, needed: Phrases
) -> bool:
    """Return whether a text is made of some phrases and of what counts for nothing."""
    return len(without(words, needed)) < len(words) and _idle_but_for(words, phrases, idle)


def _idle_but_for(words: Sequence[str], phrases: Phrases, idle: frozenset[str]) -> bool:
    """Return whether all words but some phrases count for nothing."""
    return all(word in idle for word in without(words, _and_agreeing(phrases)))


@cache
def _idle(locale: str) -> frozenset[str]:
    """Return the words of a language that say nothing; those of what was, or would be, do."""
    lexicon = lexicons()[locale]
    people = lexicon.phrases.inside(Sign.OTHERS) - lexicon.determiners
    idle = lexicon.phrases.alone(Sign.FILLER)
    return FILLING | (idle - OF_WHAT_WAS - lexicon.household - people)


@cache
def _and_agreeing(phrases: Phrases) -> Phrases:
    return phrases | phrases_of(AGREEING)
