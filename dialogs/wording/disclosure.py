"""Finds words that disclose why a client comes: specialities, conditions, treatments.

Others may read a text: a number may be a family's, and a phone lies on a table. The words stand in
each language's disclosing.toml. Every text is searched for the words of all languages, since
people mix languages.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from dialogs.languages import codes, table

_APART = re.compile(r"(?<!\w)\w(?:[ .\-_]\w){2,}\.?(?!\w)|(?<!\w)\w{1,4}(?:\.\w{1,4})+(?!\w)")
"""A word with its letters apart, "H.I.V." and "o n c o", or its syllables, "on.co.logy"."""
_LIKE_LATIN = str.maketrans("асеорхукіј", "aceopxykij")
"""Cyrillic letters that look like Latin ones."""
_LETTERS = re.compile(r"[^\W_]+")
_DIGIT = re.compile("[0-9]")
_LIKE_DIGITS = tuple(str.maketrans(f"0{one}345", f"o{letter}eas") for one, letter in ("1i", "1l"))
"""Digits read as the letters that they look like; a one may be two letters."""
_LEAST_HIDDEN = 6
"""Fewest letters of a word that is searched across gaps: shorter words match by chance."""
_LONGEST_END = 4
"""Most letters after the stem of such a word: "can certainly" does not disclose cancer."""
_ORDINARY = frozenset(
    {"che", "mio", "de", "pressao", "presion", "pression", "the", "rapist"}
    | {"sono", "grazie", "grato", "grata", "grati", "grande", "grandi"}
)
"""Ordinary words that together read as a listed word, as Italian "che mio" does."""
SECTIONS = ("specialities", "titles", "conditions", "treatments")


def disclosing(text: str) -> tuple[str, ...]:
    """Return the words of a text that disclose why a client comes, each once, as written.

    Whole words are found, in any case and with or without accents; a placeholder in braces is no
    word. Longer words are found also with spaces inside, or digits for letters ("0n cology").

    Args:
        text: a text or a template.
    """
    written, plain = _folded(text)
    found = {}
    for pattern in _patterns():
        for match in pattern.finditer(plain):
            found[match.start()] = written[match.start() : match.end()]
    for match in _APART.finditer(plain):
        joined = re.sub(r"[\W_]", "", match[0])
        if any(pattern.fullmatch(joined) for pattern in _patterns()):
            found[match.start()] = written[match.start() : match.end()]
        if _capitals().fullmatch(re.sub(r"[\W_]", "", written[match.start() : match.end()])):
            found[match.start()] = written[match.start() : match.end()]
    for match in _capitals().finditer(written):
        found[match.start()] = match[0]
    for start, end in _hidden(plain):
        found.setdefault(start, written[start:end])
    in_order = (found[at] for at in sorted(found))
    return tuple({word.casefold(): word for word in in_order}.values())


def _hidden(plain: str) -> Iterator[tuple[int, int]]:
    """Yield the places of words with their letters apart, or with digits for letters."""
    parts = list(_LETTERS.finditer(plain))
    for first in range(len(parts)):
        for letters in _LIKE_DIGITS:
            last = _last_part(parts, first, letters)
            if last is not None:
                yield parts[first].start(), parts[last].end()
                break


def _last_part(
    parts: Sequence[re.Match[str]], first: int, letters: Mapping[int, int]
) -> int | None:
    """Return the index of the part that ends a listed word that begins at `first`, or None."""
    known = _joined()
    read = ""
    for at in range(first, len(parts)):
        part = parts[at][0]
        read += part.translate(letters)
        as_it_is = at == first and not _DIGIT.search(part)
        if not as_it_is and known.has(read):
            ordinary = all(one[0] in _ORDINARY for one in parts[first : at + 1])
            return None if ordinary else at
        if read not in known.beginnings:
            return None
    return None


@dataclass(frozen=True, slots=True)
class _Joined:
    """The longer listed words, joined without spaces and hyphens.

    Attributes:
        whole: words without an ending.
        stems: words that may have any ending.
        beginnings: all beginnings of these words.
    """

    whole: frozenset[str]
    stems: frozenset[str]
    beginnings: frozenset[str]

    def has(self, read: str) -> bool:
        """Return whether some letters are a listed word."""
        ends = range(max(_LEAST_HIDDEN, len(read) - _LONGEST_END), len(read) + 1)
        return read in self.whole or any(read[:end] in self.stems for end in ends)


@cache
def _joined() -> _Joined:
    whole: set[str] = set()
    stems: set[str] = set()
    for word in chain.from_iterable(map(words, languages())):
        plain = re.sub(r"[\s-]", "", _plain(unicodedata.normalize("NFKC", word))).lstrip("*")
        letters = plain.rstrip("*")
        if len(letters) >= _LEAST_HIDDEN and "*" not in letters:
            (stems if plain.endswith("*") else whole).add(letters)
    every = whole | stems
    beginnings = {word[:end] for word in every for end in range(1, len(word) + 1)}
    return _Joined(frozenset(whole), frozenset(stems), frozenset(beginnings))


@cache
def _capitals() -> re.Pattern[str]:
    short = {word for code in languages() for word in _read(code)["capitals"]}
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(short)))})(?!\w)")


def languages() -> tuple[str, ...]:
    """Return the codes of the languages that have a list, in order."""
    return codes()


@cache
def words(code: str) -> tuple[str, ...]:
    """Return the words of a language as in its file; a star stands for any letters."""
    data = _read(code)
    return tuple(word for section in SECTIONS for word in data[section])


def _read(code: str) -> Mapping[str, Sequence[str]]:
    return table(code, "disclosing")


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelt, words(code)))})(?!\w)")
        for code in languages()
    )


def _spelt(word: str) -> str:
    """Return the pattern of a listed word or phrase."""
    parts = re.split(r"[\s-]+", _plain(unicodedata.normalize("NFKC", word)))
    return r"[\s-]*".join(re.escape(part).replace(r"\*", r"\w*") for part in parts)


def _plain(text: str) -> str:
    """Return a text in lower case without accents, one character for each of the text."""
    return "".join(map(_letter, text))


def _letter(char: str) -> str:
    decomposed = unicodedata.normalize("NFKD", char).casefold()
    return decomposed[:1].translate(_LIKE_LATIN) or " "


def _folded(text: str) -> tuple[str, str]:
    """Return a text without invisible characters, and its plain form, character for character."""
    composed = unicodedata.normalize("NFKC", text)
    written = "".join(char for char in composed if char.isprintable() or char.isspace())
    return written, re.sub(r"\{[^{}]*\}", lambda found: " " * len(found[0]), _plain(written))
