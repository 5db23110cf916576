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
    standing, size = heard.lexicon.standing, len(heard.words)
    opening = standing.opening(*cues)
    if size > _MOST_WORDS or opening.isdisjoint(heard.words):
        return None
    begins = [at for at, word in enumerate(heard.words) if word in opening]
    tables = [standing[cue] for cue in cues]
    for length in range(min(_LONGEST_PHRASE, size - begins[0]), 0, -1):
        for at in begins:
            words = " ".join(heard.words[at : at + length])
            if at + length <= size and any(words in table for table in tables):
                return range(at, at + length)
    return None


def covered_by(heard: Heard, cue: Cue) -> frozenset[int]:
    """Return the positions of words in an exact phrase of a cue, wherever it stands."""
    standing, words = heard.lexicon.standing, heard.words
    opening, table = standing.opening(cue), standing[cue]
    found: set[int] = set()
    for at, word in enumerate(words):
        if word not in opening:
            continue
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            if " ".join(words[at : at + length]) in table:
                found.update(range(at, at + length))
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
