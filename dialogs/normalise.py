"""Turns a text into plain folded words, without quoted lines and signatures.

Texts and lexicons are brought to the same spelling here, and only here, so that the words of both
can be compared for equality.
"""

import re
import unicodedata

from calendar_store.model.plain import plain

LIMIT = 2000  # characters read; clients say what they want long before
_LAST_PUNCTUATION = "\u20ff"  # above it: signs with a meaning, such as ✓ and 👍

_ODD_SIGNS = str.maketrans(
    dict.fromkeys("’‘`´ʼ′", "'")
    | dict.fromkeys("–—‑−", "-")
    | dict.fromkeys("♀♂", None)
    | {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"}
)
"""Characters that Unicode decomposition does not replace: apostrophes, dashes, ligatures and the
signs of gender in emoji."""
_HAS_ODD_SIGNS = re.compile("[’‘`´ʼ′–—‑−♀♂œŒæÆøØłŁ]")
_CONTRACTION = re.compile(r"(?<=\w)'(?=(?:t|s|re|ll|ve|m|d)\b)")
_ACCENTS = re.compile("[\u0300-\u036f]+")
"""The accents of our languages, after decomposition."""
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_THREE_ALIKE = re.compile(r"(.)\1\1")
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_MERIDIEM = re.compile(r"(?<![a-z])([ap])\.?\s?m\b\.?(?=\W|$)")
_YES_OR_IF = re.compile(r"\bs[iíì]\b")
_PERCENT = re.compile(r"\b(\d{1,2})\s?%")
_DIGIT = re.compile(r"\d")
_DATE_STOP = re.compile(
    r"(?<!\d)(\d{1,2}\.\d{1,2}|(?i:(?<=\bam\s)|(?<=\bde[mnr]\s)|(?<=\bvom\s)|(?<=\bzum\s))\d{1,2})"
    r"\.(?=\s+[a-zäöü])"
)
"""The stop after a German date that ends no sentence: a lower-case letter follows."""
_LEADING_DIGIT = re.compile(r"^(\s*\d)\s*-\s+(?=[^\W\d])")
_SPACED_RANGE = re.compile(r"(?<=\d)\s+-\s+(?=\d)")
_TOKEN = re.compile(
    r"(?P<word>\d+(?:[:./-]\d+)*(?:[^\W\d_]+\d*)?(?:-\d+(?:[:.]\d+)?(?:[^\W\d_]+)?)?|[^\W\d_]+)"
    r"|(?P<mark>[?.,;:!\n…]+)"
    r"|(?P<sign>[^\w\s])"
)
_STOPS = {"?": "?", ":": ":"} | dict.fromkeys(".,;!…", ",")
"""The marks that stand for the stops after a word."""
_DOTTED = re.compile(r"(?:[a-z]\.){2,}[a-z]\.?")
"""Letters with a full stop after each: "s.f.f.", "s.v.p."; two may be of a time, "a.m."."""
_REPLY_HEADER = re.compile(
    r"^\s*(?:on .{4,80} wrote:|il .{4,80} ha scritto:|el .{4,80} escribio:|le .{4,80} a ecrit ?:"
    r"|am .{4,80} schrieb.{0,60}:|em .{4,80} escreveu:|-{2,}\s*original.*|_{5,}.*|--\s*)$"
)
_DEVICE = re.compile(
    r"^\s*(?:sent (?:from|via) |get outlook for |inviato da |enviado desde |enviado do |envoye de"
    r"|gesendet von |von meinem .{2,30} gesendet).*$"
)
_NOWHERE: frozenset[int] = frozenset()
_QUOTATION = re.compile(r'["“„«]([^"“”„«»]{12,})["”“»]')


@plain
class Said:
    """A client's text as words.

    Attributes:
        words: the folded words, numbers ("15:30", "3pm", "3/12") and emoji, in order.
        marks: after each word "?", ":" or "," (any other stop) or "" where none follows.
        accented: positions of a "sí" with its accent: in Spanish it is "yes", and never "if".
        numerals: whether any word begins with a digit.
    """

    words: tuple[str, ...]
    marks: tuple[str, ...]
    accented: frozenset[int] = frozenset()
    numerals: bool = False

    @property
    def whole(self) -> str:
        """The words in one line, a space between them."""
        return " ".join(self.words)


def fold(text: str) -> str:
    """Fold letters to plain lower case without accents; punctuation stays.

    Args:
        text: any text.

    Returns:
        The text by NFKC and case folding, without accents, emoji variants or characters of no
        width (Unicode Standard Annex 15).
    """
    if text.isascii():
        return text.lower()
    if _HAS_ODD_SIGNS.search(text):
        text = text.translate(_ODD_SIGNS)
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    bare = _ACCENTS.sub("", decomposed)
    return bare if bare.isascii() else _NOT_ASCII.sub(_unless_mark, bare)


def _unless_mark(found: re.Match[str]) -> str:
    """Drop accents, emoji variants and characters of no width."""
    return "" if unicodedata.category(found[0]) in {"Mn", "Me", "Cf", "Sk"} else found[0]


def normalise(text: str) -> Said:
    """Split a text into its words.

    Args:
        text: a client's text as the carrier or the mail server delivered it.

    Returns:
        Its words and the stops between them; no words for a text without meaning.
    """
    text = _DATE_STOP.sub(r"\1", text[:LIMIT]) if "." in text else text[:LIMIT]
    plain = fold(text)
    if (letters := plain.replace(" ", "")).isalpha() and not _THREE_ALIKE.search(plain):
        return _of_words_alone(text, plain.split(), letters)
    plain = _without_quotes(plain)
    if "'" in plain:
        plain = _CONTRACTION.sub("", plain)
    if _THREE_ALIKE.search(plain):
        plain = _ELONGATED.sub(r"\1", plain)
    if _DIGIT.search(plain):
        plain = _MERIDIEM.sub(r"\1m", plain)
        if "%" in plain:
            plain = _PERCENT.sub(r"\1percent", plain)  # "10%" is no hour
        if "-" in plain:
            # "2 - got called into work": the digit is a choice
            plain = _SPACED_RANGE.sub("-", _LEADING_DIGIT.sub(r"\1, ", plain))
    elif "-" in plain:
        plain = plain.replace("-", " ")  # it joins nothing but numbers
    words, marks, numerals = _taken_apart(plain.replace("'", " "))
    letters = "".join(words)
    if len(words) > 2 and len(letters) == len(words) and letters.isalpha():
        return Said((letters,), (marks[-1],))  # "s t o p"
    accented = _accented(text, words) if "si" in words and not text.isascii() else _NOWHERE
    return Said(tuple(words), tuple(marks), accented, numerals)


def _of_words_alone(text: str, words: list[str], letters: str) -> Said:
    """Return a text of letters and blanks alone, as many texts are."""
    if len(words) > 2 and len(letters) == len(words):
        return Said((letters,), ("",))  # "s t o p"
    accented = _accented(text, words) if "si" in words and not text.isascii() else _NOWHERE
    return Said(tuple(words), ("",) * len(words), accented)


def _taken_apart(plain: str) -> tuple[list[str], list[str], bool]:
    """Return the words of folded text, the stops after them, and whether it has numerals.

    Most texts are words with a blank, or with one stop and a blank, after them; these are fast.
    """
    words: list[str] = []
    marks: list[str] = []
    numerals = False
    for piece in (plain,) if "\n" in plain else plain.split():
        if piece.isalpha():
            words.append(piece)
            marks.append("")
            continue
        if piece[-1:] in _STOPS and piece[:-1].isalpha():
            words.append(piece[:-1])
            marks.append(_STOPS[piece[-1]])
            continue
        if piece[1:2] == "." and _DOTTED.fullmatch(piece):
            words.append(piece.replace(".", ""))
            marks.append("")
            continue
        for word, mark, sign in _TOKEN.findall(piece):
            if word or sign == "@" or sign > _LAST_PUNCTUATION:
                words.append(word or sign)
                marks.append("")
                numerals = numerals or word[:1].isdigit()
            elif mark and marks:
                stop = ":" if mark == ":" else ","
                marks[-1] = "?" if "?" in mark or marks[-1] == "?" else stop
    return words, marks, numerals


def _accented(text: str, words: list[str]) -> frozenset[int]:
    """Return the places of the words "si" that were written with an accent."""
    written = _YES_OR_IF.findall(text.casefold())
    places = [at for at, word in enumerate(words) if word == "si"]
    if len(written) != len(places):
        return frozenset()  # a quotation was taken off
    return frozenset([at for at, one in zip(places, written, strict=True) if one != "si"])


def without_signs(said: Said, known: frozenset[str]) -> Said:
    """Remove emoji without meaning, unless the text has nothing else.

    Args:
        said: the text's words.
        known: the words, emoji among them, of all languages.
    """
    if known.issuperset(said.words):
        return said
    kept = [at for at, word in enumerate(said.words) if word[0].isalnum() or word in known]
    if len(kept) == len(said.words) or not kept:
        return said
    return Said(
        tuple(said.words[at] for at in kept),
        tuple(said.marks[at] for at in kept),
        frozenset(place for place, at in enumerate(kept) if at in said.accented),
        said.numerals,
    )


def spell(phrase: str) -> tuple[str, ...]:
    """Return a lexicon's phrase as the words that `normalise` gives for it.

    Args:
        phrase: words as the lexicon writes them.

    Returns:
        The folded words.
    """
    words = phrase.split()
    if _is_spelled("".join(words)) and max(map(len, words)) > 1:
        return tuple(words)  # most of some 300,000 are written as they are spelled
    return normalise(phrase).words


def _is_spelled(letters: str) -> bool:
    """Return whether letters are ASCII and lower case, without three equal ones in a row."""
    return (
        letters.isascii()
        and letters.isalpha()
        and letters.islower()
        and not _ELONGATED.search(letters)
    )


def _without_quotes(text: str) -> str:
    """Remove the parts not written now: quoted lines, replies, signatures, long quotations."""
    if "\n" in text or '"' in text or not text.isascii() or text.startswith((">", "sent ")):
        kept: list[str] = []
        for line in text.split("\n"):
            if _REPLY_HEADER.match(line) and kept:
                break
            if not line.lstrip().startswith(">") and not (kept and _DEVICE.match(line)):
                kept.append(line)
        text = "\n".join(kept)
        spoken = _QUOTATION.sub(" ", text)
        if any(character.isalnum() or character > _LAST_PUNCTUATION for character in spoken):
            return spoken
    return text
