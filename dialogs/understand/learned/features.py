"""The features of a text: its words, pairs of words and parts of words, as numbers."""

from zlib import crc32

from dialogs.normalise import Said

MOST_WORDS = 60
"""Words of a text that are counted."""
_PARTS = (3, 4, 5)
"""Letters of the parts of a word."""
_CHOICES = frozenset({"1", "2", "3"})


def features(said: Said, names: frozenset[str], asked: str) -> set[int]:
    """Return the features of a text, each once.

    Names are all the same, and so are numbers that are none of a menu.

    Args:
        said: the text's words.
        names: folded words of the names of the conversation's people and of the practice.
        asked: what was asked or done before the text.

    Returns:
        The CRC-32 of each feature (ISO 3309).
    """
    words = [_plain(word, names) for word in said.words[:MOST_WORDS]]
    found = {crc32(f"q{asked}".encode())}
    if "?" in said.marks:
        found.add(crc32(b"?"))
    before = "^"
    for word in words:
        found.add(crc32(f"w{word}".encode()))
        found.add(crc32(f"g{before} {word}".encode()))
        before = word
    found.add(crc32(f"g{before} $".encode()))
    for word in set(words):
        bounded = f"<{word[:24]}>".encode()
        for length in _PARTS:
            for first in range(len(bounded) - length + 1):
                found.add(crc32(bounded[first : first + length]))
    return found


def _plain(word: str, names: frozenset[str]) -> str:
    if word in names:
        return "_"
    return "0" if word[0].isdigit() and word not in _CHOICES else word
