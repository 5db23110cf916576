"""Recognises a number that is only thought about: "hmm 3 hmm", "2 ... hmm"."""

from dialogs.flows.phrases import said_of

_THINKING = frozenset({"hmm", "hm", "hmmm", "mmm", "mm", "hum", "mhh", "mh", "hmpf"})
"""Sounds of thinking, in all languages; three letters alike are folded to one."""
_FALTERING = _THINKING | {"euh", "um", "uhm", "uh", "er", "erm", "ehm", "eh", "ah", "boh", "mah", "bof"}
"""Sounds that only leave open what stands before them: "um, 3" is a choice."""


def hesitates(text: str) -> bool:
    """Return whether a text is a number or a short answer that its writer still thinks about.

    Args:
        text: the text as it was received.
    """
    words = said_of(text).words
    if not words or len(words) > _MOST or not any(word[0].isdigit() for word in words):
        return False
    return not _THINKING.isdisjoint(words) or words[-1] in _FALTERING


_MOST = 5
