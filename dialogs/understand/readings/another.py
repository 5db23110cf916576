"""Whether a text asks plainly for one more appointment, or for one for somebody of the family.

Owns how the words of `[signals.another]` are looked for: a phrase anywhere, a single word only as
the whole text, who of the family it is only behind a "for".
"""

from collections.abc import Collection, Sequence

from dialogs.languages.lexicon import Cue, Lexicon

_REACH = 3
"""How many words may stand from "for" to who of the family it is for."""


def says_more(words: Sequence[str], lexicon: Lexicon, *, new: bool = False) -> bool:
    """Return whether a text asks for "another appointment", or for "another one".

    Args:
        words: the text's, folded.
        lexicon: its language.
        new: whether "a new one" counts too, where it was asked whether one is to be moved.
    """
    return _says(words, lexicon, {"more", "plus", "new", "either"} if new else {"more", "plus"})


def says_either(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Return whether a text asks for what may be one more, or one instead: "un autre rendez-vous".

    Args:
        words: the text's, folded.
        lexicon: its language.
    """
    return _says(words, lexicon, {"either"})


def says_plus(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Return whether a text asks for an appointment beside the one that stands: "one more".

    Args:
        words: the text's, folded.
        lexicon: its language.
    """
    return _says(words, lexicon, {"plus"})


def _says(words: Sequence[str], lexicon: Lexicon, meant: Collection[str]) -> bool:
    if lexicon.standing.opening(Cue.ANOTHER).isdisjoint(words):
        return False
    table, spoken = lexicon.standing[Cue.ANOTHER], f" {' '.join(words)} "
    said = [
        (phrase, value)
        for phrase, value in table.items()
        if (f" {phrase} " in spoken if " " in phrase else spoken.strip() == phrase)
    ]
    either = [phrase for phrase, value in said if value == "either"]
    return any(
        value in meant and (value == "either" or not any(phrase in each for each in either))
        for phrase, value in said
    )


def is_for_family(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Return whether a text asks for something "for my son"."""
    table = lexicon.standing[Cue.ANOTHER]
    if table.keys().isdisjoint(words):
        return False
    return any(
        table.get(word) == "family"
        and any(table.get(before) == "for" for before in words[max(0, at - _REACH) : at])
        for at, word in enumerate(words)
    )
