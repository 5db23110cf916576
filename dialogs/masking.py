"""Masks in a text what names a person: names, numbers, addresses, links, and days of birth.

Times, and dates on which somebody can be booked, stay: examples of texts are kept for what they
say. Whom a text names beside the people of the conversation is known by the words before: "my
daughter", "this is"; see `naming_words`.
"""

import re
from collections.abc import Iterable

from dialogs.naming_words import introduced, is_street, streets
from dialogs.normalise import spell

_LINK = re.compile(
    r"\b(?:https?://|www\.)\S+|\b(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}/\S+", re.IGNORECASE
)
_EMAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}\.[^\W\d_]{2,}")
_AT = r"(?:[(\[{] ?(?:at|chiocciola|arobase|arroba) ?[)\]}]| (?:at|chiocciola|arobase|arroba) )"
_DOT = (
    r"(?:\.| ?[(\[{] ?(?:dot|punto|point|punkt|ponto) ?[)\]}] ?| (?:dot|punto|point|punkt|ponto) )"
)
_SPOKEN = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}} ?{_AT} ?[\w-]{{1,63}}(?:{_DOT}[^\W\d_]{{2,24}}){{1,3}}(?!\w)",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"(?<![\w@])@\w[\w.]{2,29}")
_CODE = re.compile(r"[^\W_]{6,}")
_DIGITS = re.compile(r"(?<!\d)\+?\(?\d(?:[ \u00a0().\-‐‑–/]{0,3}\d){5,}(?!\d)")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ ,]+\d{1,2}(?:[.:]\d{2})?)?$")
_PAST = r"(?:19\d{2}|20[01]\d|202[0-5])"
"""A year before the service began: nobody was booked in it, so it is one of a birth."""
_BIRTH = re.compile(
    rf"(?:^|[./-]){_PAST}(?:$|[./, -])|^\d{{1,2}}[./-]\d{{1,2}}[./-](?:[013-9]\d|2[0-5])$"
)
_SHORT = re.compile(
    rf"(?<![\d./-])(?:0?[1-9]|[12]\d|3[01])([./-])(?:0?[1-9]|[12]\d|3[01])\1"
    rf"(?:{_PAST}|[03-9]\d|1[3-9]|2[0-5])(?![\d./-])"
)
"""A day of birth in few digits; up to 12 the last could be a third number of a list."""
_ORDINAL = r"\d{1,2}(?:\.|st|nd|rd|th|er|º|°|ª)?"
_MONTH = r"[^\W\d_]{3,10}"
_WRITTEN = re.compile(
    rf"(?<!\w){_ORDINAL} (?:de |of )?{_MONTH}\.?,? (?:de |del )?{_PAST}(?!\w)"
    rf"|(?<!\w){_MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? {_PAST}(?!\w)",
    re.IGNORECASE,
)
_TIMES = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d(?:[ \-–/]+(?:[01]?\d|2[0-3])\.[0-5]\d)+")
_DAY = re.compile(r"\d{1,2}[^\W\d_]+\d{2,4}$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_JOINED = re.compile(r"['’-]")
_FEWEST = 6
"""Digits from which a number may be somebody's: of a phone, of a record."""
_SPELLED = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("å", "aa"), ("ø", "oe"), ("æ", "ae"))
"""How letters are written where a keyboard has none of them."""
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts that have no gaps between words."""
_MARKS = frozenset({"name", "number", "email", "link", "address"})


def masked(text: str, names: Iterable[str]) -> str:
    """Return a text in which names are "<name>", and numbers, addresses and links alike.

    Args:
        text: the text.
        names: names of the people of the conversation and of the practice; each word of them is
            masked, in any case and with or without its accents.
    """
    text = _LINK.sub("<link>", _EMAIL.sub("<email>", text))
    text = _HANDLE.sub("<name>", _SPOKEN.sub("<email>", text))
    text = _SHORT.sub("<number>", _WRITTEN.sub("<number>", text))
    text = streets().sub(lambda found: "<address>" if is_street(found[0]) else found[0], text)
    text = _CODE.sub(_code, text)
    text = _DIGITS.sub(_number, text)
    some = tuple(names)
    words = _words(some)
    text = _without_wide(text, some)
    text = _WORD.sub(lambda found: _name(found[0], words), text)
    return introduced().sub(lambda found: f"{found[1]}<name>", text)


def _words(names: Iterable[str]) -> set[str]:
    """Return the words of names as they are spelled, joined ones also in one."""
    found: set[str] = set()
    for name in names:
        for word in name.split():
            joined = _JOINED.sub("", word)
            umlauts = word.casefold()
            for letter, letters in _SPELLED:
                umlauts = umlauts.replace(letter, letters)
            for one in (word, joined, umlauts, *_JOINED.split(word)):
                found.update(each for each in spell(one) if len(each) > 1)
    return found


def _without_wide(text: str, names: Iterable[str]) -> str:
    """Mask names in scripts without gaps, where a name is no word of its own."""
    for name in names:
        if _WIDE.search(name):
            first, last = name.split()[:1], name.split()[-1:]
            for one in ("".join((*last, *first)), "".join((*first, *last)), *first, *last):
                text = text.replace(one, "<name>") if len(one) > 1 else text
    return text


def _number(found: re.Match[str]) -> str:
    few = sum(map(str.isdigit, found[0])) < _FEWEST
    plain = found[0].strip("()")
    date = _DATE.match(plain)
    # nobody is booked before the service began: that is a day of birth
    stays = few or _TIMES.fullmatch(found[0]) or (date and not _BIRTH.search(plain))
    return found[0] if stays else "<number>"


def _code(found: re.Match[str]) -> str:
    """Return "<number>" for letters and digits in one, as a tax code, an IBAN or a passport has."""
    many = sum(map(str.isdigit, found[0])) >= _FEWEST
    return "<number>" if many and not found[0].isdigit() and not _DAY.match(found[0]) else found[0]


def _name(word: str, words: set[str]) -> str:
    if word in _MARKS:
        return word
    # "Ada's", "d'Ada", "Adas": a part is enough
    parts = {each for part in (word, *_JOINED.split(word)) for each in spell(part)}
    parts |= {one.removesuffix("s") for one in parts if len(one) > 3}
    parts |= set(spell(_JOINED.sub("", word)))
    return word if words.isdisjoint(parts) else "<name>"
