"""Reads "cancel my class" as "cancel my appointment": a practice's own word for a visit.

A class, a lesson or a treatment is a visit only where the writer cancels it, or tells staff to:
"I have a class on Thursday" and "they cancelled my class" are about something else. The words are
in visits.toml.
"""

from collections.abc import Mapping
from functools import cache

from calendar_store.model.plain import changed, plain
from dialogs.languages import table
from dialogs.languages.lexicon import Lexicon
from dialogs.normalise import Said
from dialogs.times.terms import TermRole

_REACH = 9
"""Most words between the noun and the verb."""


@plain
class Sessions:
    """The words of a language.

    Attributes:
        visits: the word for an appointment that stands for each noun.
        services: the same for single services, which count where a day is named as well.
        endings: the ends of compound nouns, and the word for an appointment.
        led: the articles and possessives before a noun, and what stands for them.
        verbs: forms with which the writer cancels, or tells staff to.
        verb_last: whether such a form may stand behind the noun.
    """

    visits: dict[str, str]
    services: dict[str, str]
    endings: dict[str, str]
    led: dict[str, str]
    verbs: frozenset[str]
    verb_last: bool


def as_visits(said: Said, lexicon: Lexicon) -> Said:
    """Put the word for an appointment where the writer cancels a class, a lesson or a treatment.

    Args:
        said: the text's words.
        lexicon: the language of the text.
    """
    known = _sessions(lexicon.locale)
    if known.verbs.isdisjoint(said.words):
        return said
    words, named = [*said.words], _names_day(said, lexicon)
    for at in range(1, len(words)):
        led = known.led.get(said.words[at - 1])
        if not led or said.marks[at - 1]:
            continue
        visit = _visit(said.words[at], known)
        visit = visit or (known.services.get(said.words[at], "") if named else "")
        if visit and _cancelled(said, at, known):
            words[at - 1], words[at] = led, visit
    return changed(said, words=tuple(words)) if words != [*said.words] else said


def _visit(word: str, known: Sessions) -> str:
    if word in known.visits:
        return known.visits[word]
    ends = (visit for ending, visit in known.endings.items() if word.endswith(ending))
    return next(ends, "")


def _names_day(said: Said, lexicon: Lexicon) -> bool:
    """Say whether a day of the week is named: "my haircut" may be somebody else's business."""
    terms = (lexicon.terms.opening.get(word, ()) for word in said.words)
    return any(each.role is TermRole.WEEKDAY for found in terms for each in found)


def _cancelled(said: Said, at: int, known: Sessions) -> bool:
    """Say whether a form of "to cancel" stands before a noun, or in German behind it."""
    near, far = max(0, at - _REACH), min(len(said.words) - 1, at + _REACH)
    first = next((n + 1 for n in range(at - 2, near - 1, -1) if said.marks[n]), near)
    last = next((n for n in range(at, far) if said.marks[n]), far) if known.verb_last else at
    return not known.verbs.isdisjoint(said.words[first : last + 1])


@cache
def _sessions(locale: str) -> Sessions:
    written = table(locale, "visits")["sessions"]
    return Sessions(
        _by_noun(written["nouns"]),
        _by_noun(written["services"]),
        _by_noun(written["endings"]),
        {each.partition(":")[0]: each.partition(":")[2] or each for each in written["led"].split()},
        frozenset(written["cancelling"].split()),
        written["verb_last"],
    )


def _by_noun(written: Mapping[str, str]) -> dict[str, str]:
    return {noun: visit for visit, nouns in written.items() for noun in nouns.split()}
