"""Finds texts to somebody who is loved, sent to the practice by mistake: "see you later babe"."""

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.signals import Heard


def said_to_loved(heard: Heard) -> bool:
    """Return whether a word of love ends a clause of a text: "ok babe", "a dopo amore mio".

    Args:
        heard: the text.
    """
    lexicon = heard.lexicon
    if lexicon.endearing.isdisjoint(heard.words) and lexicon.beloved.isdisjoint(heard.words):
        return False
    if Cue.CONFIRM in heard.kinds or any(each.firm for each in heard.times):
        return False  # "va bene tesoro, ci vediamo giovedì" names the visit
    return any(_addresses(heard, at) and not heard.neutral(at) for at in range(len(heard.words)))


def _addresses(heard: Heard, at: int) -> bool:
    """Return whether a word addresses the reader, and is no subject or object of the clause."""
    words, lexicon = heard.words, heard.lexicon
    if words[at] not in lexicon.endearing and words[at] not in lexicon.beloved:
        return False
    last = len(words) - 1
    before = words[at - 1] if at and not heard.marks[at - 1] else ""
    ends = at == last or bool(heard.marks[at]) or not words[at + 1][0].isalpha()
    if words[at] in lexicon.beloved and before in lexicon.possessive:
        return ends and not _led_away(heard, at - 1)
    behind = words[at + 1] if not ends else ""
    if words[at] in lexicon.beloved and behind in lexicon.possessive:
        return (at + 1 == last or bool(heard.marks[at + 1])) and not _led_away(heard, at)
    alone = words[at] in lexicon.endearing and before not in lexicon.determiners | lexicon.away
    return ends and alone


def _led_away(heard: Heard, at: int) -> bool:
    """Return whether a preposition stands before a word: "con il mio amore"."""
    return at > 0 and not heard.marks[at - 1] and heard.words[at - 1] in heard.lexicon.away
