"""Leaves out the words that only take something back at the head of a story: "oh no wait".

"Wait" puts off an answer elsewhere: "wait until Friday". At the head of a text that ends in a
cancelling, with a stop or the story itself behind it, it puts off nothing.
"""

from functools import cache

from dialogs.flows.phrases import said_apart_of
from dialogs.flows.sentences import TextPart
from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.lexicon import lexicons
from dialogs.languages.patterns import Pattern, Phrases, read_pattern

_UNTIL = frozenset({"till", "until", "til", "bis", "jusqu", "finche", "fino", "hasta", "ate"})
"""Words behind "wait" that say how long."""


def without_retraction(parts: tuple[TextPart, ...], locale: str) -> tuple[TextPart, ...]:
    """Return the parts of a story without the retraction at their head.

    Args:
        parts: the parts before the end of a text.
        locale: the language in which the text is read.
    """
    if not parts:
        return parts
    said, known = said_apart_of(parts[0].text), _retractions(locale)
    at = 0
    while at < len(said.words) and (begun := known.begun(said.words, at, len(said.words))):
        at += len(begun[-1].words)
    if at == len(said.words):
        return without_retraction(parts[1:], locale)
    ended = bool(at) and bool(said.marks[at - 1])
    if not at or not (ended or _begins_story(said.words[at], locale)):
        return parts
    rest = " ".join(said.words[at:]) + "?" * ("?" in parts[0].text)
    return (TextPart(rest, ends=parts[0].ends), *parts[1:])


def _begins_story(word: str, locale: str) -> bool:
    """Return whether a word may begin a statement: "wait I am", and not "wait until" or "if"."""
    lexicon = lexicons()[locale]
    depends = lexicon.phrases.inside(Cue.CONDITION) - lexicon.articles - lexicon.determiners
    return word not in lexicon.away | depends | _UNTIL


@cache
def _retractions(locale: str) -> Phrases:
    written = table(locale, "regrets")["turning"]
    return Phrases(Pattern(read_pattern(each), Cue.UNDO, "", firm=True) for each in written)
