"""Says whether a time is only the date of a paper: "send me the invoice of 4 November"."""

from dialogs.times import Spoken
from dialogs.understand.hearing.signals import Heard

_OF = frozenset({"from", "von", "vom", "de", "du", "dalle", "dall", "das", "da", "desde"})
"""Words between a paper and its date, beside those of the languages' own lists."""


def of_paper(heard: Heard, spoken: Spoken) -> bool:
    """Say whether a time is a paper's date: "the invoice of 4 November", and no visit's.

    Args:
        heard: the text.
        spoken: a time of the text.
    """
    lexicon, at = heard.lexicon, spoken.first
    if lexicon.unsent.isdisjoint(heard.words[:at]):
        return False
    while at and heard.words[at - 1] not in lexicon.unsent:
        word = heard.words[at - 1]
        led = word in lexicon.away or word in lexicon.determiners or word in _OF
        if heard.marks[at - 1] or not (led or word in lexicon.articles):
            return False
        at -= 1
    return at > 0 and not heard.marks[at - 1]
