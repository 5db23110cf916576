"""Finds symptoms of an emergency that are told in many words, by groups of words.

"A terrible pain in the chest", "I took the whole bottle by mistake": the words of a symptom stand
near each other, with any words between them. The words are in symptoms.toml of each language.
"""

from functools import cache

from dialogs.languages import table
from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.signals import Heard

_NOES = frozenset({Cue.NO, Cue.NEGATION, Cue.NAY})
_BEFORE = 2  # words from a "no" to the word that it negates
_REACH = 11  # most words from the first to the last of a symptom


def symptom(heard: Heard) -> str | None:
    """Return the words of a symptom of an emergency, or None.

    Args:
        heard: the text.
    """
    if not _calm(heard.lexicon.locale).isdisjoint(heard.words):
        return None
    for name in ("symptoms", "unable"):
        for groups in _symptoms(heard.lexicon.locale, name):
            if any(group.isdisjoint(heard.words) for group in groups):
                continue
            for at, word in enumerate(heard.words):
                begins = any(word in group for group in groups)
                if begins and (end := _told(heard, at, groups, unable=name == "unable")):
                    return " ".join(heard.words[at:end])
    return None


def _told(heard: Heard, at: int, groups: tuple[frozenset[str], ...], *, unable: bool) -> int:
    """Return the end of a symptom that begins at a word, 0 where none does."""
    _, behind = heard.clauses.sentence(at)
    end = min(behind, at + _REACH)
    said = heard.words[at:end]
    if any(group.isdisjoint(said) for group in groups):
        return 0
    if unable:
        return end
    negated = any(at <= each < end for each in heard.clauses.negations)
    return 0 if negated or denied_before(heard, at) else end


def denied_before(heard: Heard, at: int) -> bool:
    """Say whether a "no" or "not" stands right before a word: "no pain", "no me quiten".

    Args:
        heard: the text.
        at: the position of the word.
    """
    return any(
        each.cue in _NOES
        and at - _BEFORE <= each.last < at
        and not any(heard.marks[each.last : at])
        for each in heard.phrases
    )


@cache
def _symptoms(locale: str, name: str) -> tuple[tuple[frozenset[str], ...], ...]:
    """Return the symptoms of a table of a language, each as its groups of words."""
    written = table(locale, "symptoms")[name]
    return tuple(tuple(frozenset(words.split()) for words in each) for each in written)


@cache
def _calm(locale: str) -> frozenset[str]:
    """Return the words beside which nothing is an emergency."""
    return frozenset(table(locale, "symptoms")["calm"].split())
