"""Takes apart words that were written together without their apostrophe: "jaurais", "dun rdv".

Only an unknown word is taken apart, before a vowel or an h, and where the rest is a known word.
"""

from calendar_store.model.plain import changed
from dialogs.languages.lexicon import Lexicon, every_word
from dialogs.normalise import Said

_VOWELS = frozenset("aeiouyh")
_SHORTEST = 3
_LONGEST_BEGINNING = 6
_REACH = 4  # words of a phrase before the one that is looked at
_MOST = 12  # most words taken apart in one text


def with_elisions(said: Said, lexicon: Lexicon, names: frozenset[str]) -> Said:
    """Return a text with "jaurais" as "j aurais".

    Args:
        said: the text's words.
        lexicon: the language in which the text is read.
        names: words that are names of people.
    """
    if not lexicon.elided:
        return said
    if lexicon.vocabulary.issuperset(said.words) and lexicon.joined.isdisjoint(said.words):
        return said
    apart = {
        at: size
        for at, word in enumerate(said.words)
        if word not in names
        and (size := _beginning(word, lexicon))
        and not (word in lexicon.joined and _in_phrase(said.words, at, lexicon))
    }
    if not apart or len(apart) > _MOST:
        return said
    words: list[str] = []
    marks: list[str] = []
    accented: list[int] = []
    for at, word in enumerate(said.words):
        if size := apart.get(at, 0):
            words.append(word[:size])
            marks.append("")
        if at in said.accented:
            accented.append(len(words))
        words.append(word[size:])
        marks.append(said.marks[at])
    return changed(said, words=tuple(words), marks=tuple(marks), accented=frozenset(accented))


def _beginning(word: str, lexicon: Lexicon) -> int:
    """Return the number of letters before the missing apostrophe, 0 for none."""
    joined = word in lexicon.joined
    if len(word) < _SHORTEST or not word.isalpha():
        return 0
    if not joined and (word in lexicon.vocabulary or word in every_word()):
        return 0
    for size in range(1, min(_LONGEST_BEGINNING, len(word) - 1)):
        rest = word[size:]
        if word[:size] in lexicon.elided and rest[0] in _VOWELS and rest in lexicon.spoken:
            return size
    return 0


def _in_phrase(words: tuple[str, ...], at: int, lexicon: Lexicon) -> bool:
    """Return whether a word is part of a phrase of the lexicon as it is written."""
    begins = range(max(0, at - _REACH), at + 1)
    return any(
        first + len(each.words) > at
        for first in begins
        for each in lexicon.phrases.begun(words, first, len(words))
    )
