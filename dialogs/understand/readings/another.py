"""Says whether a text plainly asks for one more appointment, or for one for a family member.

Looks up the words of `[signals.another]`: a phrase anywhere, a single word only as the whole text,
a family member only after "for".
"""

from collections.abc import Collection, Sequence

from dialogs.languages.lexicon import Cue, Lexicon

_REACH = 3
"""Most words from "for" to the family member."""


def says_more(words: Sequence[str], lexicon: Lexicon, *, new: bool = False) -> bool:
    """Return whether a text asks for "another appointment" or "another one".

    Args:
        words: the folded words of the text.
        lexicon: the language of the text.
        new: whether "a new one" counts too, after the question whether to move an appointment.
    """
    return _says(words, lexicon, {"more", "plus", "new", "either"} if new else {"more", "plus"})


def says_either(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Return whether a text asks for one more or one instead: "un autre rendez-vous".

    Args:
        words: the folded words of the text.
        lexicon: the language of the text.
    """
    return _says(words, lexicon, {"either"})


def says_plus(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Return whether a text asks for an appointment beside the present one: "one more".

    Args:
        words: the folded words of the text.
        lexicon: the language of the text.
    """
    return _says(words, lexicon, {"plus"})


def _says(words: Sequence[str], lexicon: Lexicon, meant: Collection[str]) -> bool:
    sizes = lexicon.standing.sizes(Cue.ANOTHER)
    begins = [at for at, word in enumerate(words) if word in sizes]
    if not begins:
        return False
    table = lexicon.standing[Cue.ANOTHER]
    spoken = [" ".join(words[at : at + size]) for at in begins for size in sizes[words[at]]]
    said = [
        (phrase, table[phrase])
        for phrase in spoken
        if phrase in table and (" " in phrase or len(words) == 1)
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
