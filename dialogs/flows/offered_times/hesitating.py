"""Recognises a number that is only thought or asked about: "hmm 3 hmm", "2 is which one?"."""

from dialogs.flows.phrases import said_of

_THINKING = frozenset({"hmm", "hm", "hmmm", "mmm", "mm", "hum", "mhh", "mh", "hmpf"})
"""Sounds of thinking, in all languages; three letters alike are folded to one."""
_IS = frozenset({"is", "was", "ist", "war", "est", "c", "e", "es", "era", "seria"})
_FALTERING = _THINKING | {
    "euh",
    "um",
    "uhm",
    "uh",
    "er",
    "erm",
    "ehm",
    "eh",
    "ah",
    "boh",
    "mah",
    "bof",
}
"""Sounds that only leave open what stands before them: "um, 3" is a choice."""


def hesitates(text: str) -> bool:
    """Return whether a text is a number or a short answer that its writer still thinks about.

    Args:
        text: the text as it was received.
    """
    said = said_of(text)
    words = said.words
    if "?" in said.marks and any(
        word.isdigit() and words[at + 1] in _IS for at, word in enumerate(words[:-1])
    ):
        return True  # "is the 2 the one in the afternoon?"
    if not words or len(words) > _MOST or not any(word[0].isdigit() for word in words):
        return False
    return not _THINKING.isdisjoint(words) or words[-1] in _FALTERING


_MOST = 5
