"""Reads texts that are only a number, beside courtesies, a name below it and a "yes"."""

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.signals import Heard

_CARDINALS = (Cue.NUMBERED,)
_NUMBERS = (Cue.NUMBERED, Cue.ORDINAL)
_YES = (Cue.YES, Cue.ACK)
_CLOSING = frozenset({Cue.THANKS, Cue.COURTESY})
_LONGEST_NAME = 2


def number_within(heard: Heard, *, ordinals: bool) -> int | None:
    """Read a text that is a number with courtesies and a name below it.

    Args:
        heard: the text.
        ordinals: whether "the first one" counts as a number too.

    Returns:
        The number; -1 for the last one; None for any other text.
    """
    tables = _NUMBERS if ordinals else _CARDINALS
    opening = heard.lexicon.standing.opening(*tables)
    if not heard.numerals and opening.isdisjoint(heard.words):
        return None
    number = written(heard, heard.core, tables)
    if number is None and ordinals and heard.found(*_YES):
        number = written(heard, heard.without(*_YES), tables)
    if number is None and ordinals and heard.words and heard.words[0] in heard.lexicon.yes_or_if:
        # a "sí" that no verb follows is "yes" and not "if": "sí la primera"
        number = written(heard, heard.core.removeprefix(heard.words[0]).strip(), tables)
    if number is None and (name := _name(heard)):
        number = written(heard, heard.core.removesuffix(name).rstrip(), tables)
    return number


def _name(heard: Heard) -> str:
    """Return the one or two unknown words, a name, below a closing thank-you."""
    if heard.kinds.isdisjoint(_CLOSING):
        return ""
    thanked = [each.last for each in heard.found(*_CLOSING)]
    under = range(thanked[-1] + 1, len(heard.words))
    strange = all(at not in heard.covered and heard.words[at].isalpha() for at in under)
    if len(under) > _LONGEST_NAME or not strange:
        return ""
    return " ".join(heard.words[at] for at in under)


def written(heard: Heard, text: str, tables: tuple[Cue, ...]) -> int | None:
    """Return the number that some words stand for, or None.

    Args:
        heard: the text that contains the words.
        text: the words.
        tables: the cues in which numbers in words are looked up; -1 stands for the last one.
    """
    if text.isdigit() and len(text) <= 2:
        return int(text)
    for cue in tables:
        if (value := heard.lexicon.standing[cue].get(text)) is not None:
            return int(value)
    return None


def number_of(heard: Heard) -> int | None:
    """Return the number of a text that is only a number, courtesies, a name and a "yes"."""
    number = number_within(heard, ordinals=False)
    if number is None and heard.found(*_YES):
        number = written(heard, heard.without(*_YES), _CARDINALS)
    return number
