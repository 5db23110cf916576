"""Words that tell others why somebody comes (FEATURES F11): specialities, conditions, treatments.

A number may be a family's, and a phone lies on a table. The words stand in `disclosing/`, one file
for each language; all of them are looked for in every text, since people mix languages.
"""

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources

_APART = re.compile(r"(?<!\w)\w(?:[ .\-_]\w){2,}\.?(?!\w)|(?<!\w)\w{1,4}(?:\.\w{1,4})+(?!\w)")
"""A word whose letters are kept apart, "H.I.V." and "o n c o", or its syllables, "on.co.logy"."""
_LIKE_LATIN = str.maketrans("асеорхукіј", "aceopxykij")
"""Cyrillic letters that nobody tells from Latin ones."""
SECTIONS = ("specialities", "titles", "conditions", "treatments")


def disclosing(text: str) -> tuple[str, ...]:
    """Return the words of a text that tell others why somebody comes, each once, as written.

    Whole words, in whatever case and with or without accents; a placeholder in braces is none.

    Args:
        text: what somebody wrote, or a template.
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
    in_order = (found[at] for at in sorted(found))
    return tuple({word.casefold(): word for word in in_order}.values())


@cache
def languages() -> tuple[str, ...]:
    """Return the codes of the languages there is a list for, in order."""
    files = resources.files(__package__).joinpath("disclosing").iterdir()
    return tuple(sorted(f.name[:-5] for f in files if f.name.endswith(".toml")))


@cache
def words(code: str) -> tuple[str, ...]:
    """Return the words of a language as its file has them; a star stands for any letters."""
    file = resources.files(__package__).joinpath("disclosing", f"{code}.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(word for section in SECTIONS for word in data[section])


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"(?<!\w)(?:{'|'.join(map(_spelt, words(code)))})(?!\w)")
        for code in languages()
    )


def _spelt(word: str) -> str:
    """Return the pattern of a word, or of several that stand together."""
    parts = re.split(r"[\s-]+", _plain(unicodedata.normalize("NFKC", word)))
    return r"[\s-]*".join(re.escape(part).replace(r"\*", r"\w*") for part in parts)


def _plain(text: str) -> str:
    """Return a text in small letters without accents, one letter for each of it."""
    return "".join(map(_letter, text))


def _letter(char: str) -> str:
    decomposed = unicodedata.normalize("NFKD", char).casefold()
    return decomposed[:1].translate(_LIKE_LATIN) or " "


def _folded(text: str) -> tuple[str, str]:
    """Return a text without what nobody sees, and its plain form, letter for letter."""
    composed = unicodedata.normalize("NFKC", text)
    written = "".join(char for char in composed if char.isprintable() or char.isspace())
    return written, re.sub(r"\{[^{}]*\}", lambda found: " " * len(found[0]), _plain(written))
