"""Finds exact phrases in short texts, the longest first: phrases that count by their place."""

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.signals import Heard

_LONGEST_PHRASE = 6
_MOST_WORDS = 14  # in a longer text "more" and "all" have other meanings


def phrase(heard: Heard, cue: Cue) -> str | None:
    """Return the longest exact phrase of a cue in a short text, or None."""
    place = placed(heard, cue)
    return None if place is None else " ".join(heard.words[place.start : place.stop])


def placed(heard: Heard, *cues: Cue) -> range | None:
    """Return the position of the longest exact phrase of some cues in a short text, or None."""
    words, size = heard.words, len(heard.words)
    if size > _MOST_WORDS:
        return None
    standing = heard.lexicon.standing
    sizes = standing.sizes(*cues)
    if sizes.keys().isdisjoint(words):
        return None
    best: range | None = None
    for at, word in enumerate(words):
        for length in sizes.get(word, ()):
            if at + length > size or length > _LONGEST_PHRASE:
                continue
            if best is not None and length <= len(best):
                break
            phrase = " ".join(words[at : at + length])
            if any(phrase in standing[cue] for cue in cues):
                best = range(at, at + length)
                break
    return best


def covered_by(heard: Heard, cue: Cue) -> frozenset[int]:
    """Return the positions of words in an exact phrase of a cue, wherever it stands."""
    standing, words = heard.lexicon.standing, heard.words
    sizes, found = standing.sizes(cue), set[int]()
    for at, word in enumerate(words):
        for length in sizes.get(word, ()):
            said = words[at : at + length]
            if len(said) <= _LONGEST_PHRASE and " ".join(said) in standing[cue]:
                found.update(range(at, at + len(said)))
                break
    return frozenset(found)


def keeps_another_thing(heard: Heard) -> bool:
    """Say whether "mine" or "keep" is about another thing: "il mio indirizzo", "tengo fretta".

    Args:
        heard: the text.
    """
    kept = covered_by(heard, Cue.STAY)
    return any(
        at + 1 not in kept
        and (at + 1 not in heard.covered or (heard.neutral(at) and heard.neutral(at + 1)))
        and heard.words[at + 1].isalpha()
        and heard.words[at + 1] not in heard.lexicon.visits
        for at in kept
        if at + 1 < len(heard.words) and not heard.marks[at]
    )
