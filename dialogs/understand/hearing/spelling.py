"""Corrects mistyped words to words of the lexicon, where only one word can be meant.

Limits: short words and known words stay as they are, words that stop or cancel are reached by one
letter at most, and a tie is left uncorrected.
"""

from collections.abc import Collection
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from calendar_store.model.plain import changed
from dialogs.languages.lexicon import Lexicon, every_word, lexicons
from dialogs.understand.hearing.phrases import Scanned

_SHORTEST = 5  # shorter words are not corrected
_LONG = 8  # words of this length may differ by two letters
_KEPT = 2048  # words whose corrections are kept: people mistype the same words
_MOST = 24  # most words corrected in one text; the limit bounds the work


def correct(
    words: tuple[str, ...], lexicon: Lexicon, names: frozenset[str] = frozenset()
) -> tuple[tuple[str, ...], int]:
    """Correct mistyped words.

    Args:
        words: the folded words of a text.
        lexicon: the language in which the text is read.
        names: words that are names of people, and not mistyped.

    Returns:
        The words, with clear corrections made, and the number of corrected words.
    """
    known = lexicon.vocabulary
    if known.issuperset(words):
        return words, 0
    strange = [
        word for word in words if word not in known and word not in names and len(word) >= _SHORTEST
    ]
    if not strange:
        return words, 0
    fixes = {
        word: fixed
        for word in dict.fromkeys(strange[:_MOST])
        if word.isalpha() and word not in every_word() and (fixed := nearest(word, lexicon.locale))
    }
    if not fixes:
        return words, 0
    return tuple(fixes.get(word, word) for word in words), len(fixes)


@lru_cache(_KEPT)
def nearest(word: str, locale: str) -> str | None:
    """Find the one known word that a mistyped word stands for; the last words found are kept.

    Args:
        word: an unknown word of four letters or more.
        locale: the language in which the text is read.

    Returns:
        The word, or None where no word is near enough, or several equally near words have
        different meanings.
    """
    lexicon = lexicons()[locale]
    reach = 2 if len(word) >= _LONG else 1
    near = [
        (found, int(distance))
        for length in range(len(word) - reach, len(word) + reach + 1)
        for found, distance, _ in extract(
            word,
            lexicon.correctable.get(length, ()),
            scorer=OSA.distance,
            score_cutoff=reach,
            limit=3,
        )
    ]
    if not near:
        return None
    best = min(distance for _, distance in near)
    closest = [found for found, distance in near if distance == best]
    if len(closest) > 1 and not _alike(closest, lexicon):
        return None
    if best > 1 and closest[0] in lexicon.guarded:
        return None
    return closest[0] if closest[0][0] == word[0] or best == 1 < len(word) - 3 else None


def _alike(words: list[str], lexicon: Lexicon) -> bool:
    """Say whether words have one meaning, so that the choice between them does not matter."""
    entries = [lexicon.phrases.get((word,)) for word in words]
    return (
        len({entry.cue if entry else word for word, entry in zip(words, entries, strict=True)}) == 1
    )


def as_written(
    text: Scanned, written: tuple[str, ...], known: Collection[int], corrected: int
) -> tuple[Scanned, int]:
    """Undo corrections that led to no meaning: "Paul" was not a mistyped "pull".

    Args:
        text: the scanned text, with its words corrected.
        written: the words as they were written.
        known: positions of words that are known.
        corrected: the number of corrected words.

    Returns:
        The text without such corrections, and the number of remaining corrections.
    """
    back = [
        at
        for at, word in enumerate(text.words)
        if at not in known and word != written[at] and len(written[at]) > 1
    ]
    if not back:
        return text, corrected
    words = tuple(written[at] if at in back else word for at, word in enumerate(text.words))
    return changed(text, words=words), corrected - len({written[at] for at in back})
