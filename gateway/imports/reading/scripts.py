"""Finds the encoding in which the letters of a list are those of languages, in words. Pure.

Statistics of whole texts say little of a list, where a few letters stand in names; so letters that
no language has, or that stand where none has them, speak against an encoding.
"""

_WESTERN = frozenset("àâäáãçéèêëíìîïñóòôöõúùûüœß" + "ÀÂÄÁÃÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜŒ")
"""Letters of the languages in which clients are written to."""
_CENTRAL = frozenset(
    "áäâąăćčçďđéęěëíîľĺłńňóôöőŕřśšşťţúůüűýźžż" + "ÁÄÂĄĂĆČÇĎĐÉĘĚËÍÎĽĹŁŃŇÓÔÖŐŔŘŚŠŞŤŢÚŮÜŰÝŹŽŻ"
)
_TURKISH = frozenset("çğıöşüâîû" + "ÇĞİÖŞÜÂÎÛ")
_CYRILLIC = frozenset(map(chr, range(0x400, 0x460)))
_GREEK = frozenset(map(chr, range(0x386, 0x3CF)))
_APART = (_CYRILLIC, _GREEK)
"""Alphabets whose letters do not stand in one word with those of ASCII."""
_SCRIPTS = (
    *(("cp1252", _WESTERN), ("mac_roman", _WESTERN), ("cp850", _WESTERN)),
    *(("cp1250", _CENTRAL), ("cp1254", _TURKISH)),
    *(("cp1251", _CYRILLIC), ("koi8_r", _CYRILLIC), ("cp1253", _GREEK)),
)
_LONGEST_RUNS = {_WESTERN: 2, _TURKISH: 2, _CENTRAL: 4}
"""How many letters outside ASCII stand together in alphabets that are mostly ASCII."""
_OPENING = frozenset("\xa0€“‘«¿¡–—£§…·")
"""Signs that do not stand right behind a letter."""
_CLOSING = frozenset("’”»ªº°®")
_SAMPLE = 32 * 1024
_STRANGE = 0.05
"""Share of letters up to which a list may have names from elsewhere."""


def likeliest(octets: bytes) -> str:
    """Return the most usual encoding whose letters fit; "" if none fits.

    Args:
        octets: lines that have octets outside ASCII.
    """
    for encoding, letters in _SCRIPTS:
        if _strange(octets[:_SAMPLE].decode(encoding, "replace"), letters) <= _STRANGE:
            return encoding
    return ""


def _strange(text: str, letters: frozenset[str]) -> float:
    """Return the share of characters outside ASCII that stand for no letter there."""
    others = strange = run = 0
    before = " "
    longest = _LONGEST_RUNS.get(letters, len(text))
    portuguese = "ã" in text or "ç" in text
    for place, one in enumerate(text):
        if one.isascii():
            run = 0
        else:
            others += 1
            run = run + 1 if one.isalpha() else 0
            fits = _is_fitting(one, before, text[place + 1 : place + 2], letters)
            if one == "õ" and letters is _WESTERN:  # else it is a Hungarian ő
                fits = portuguese
            strange += not fits or run > longest
        before = one
    return strange / others if others else 0.0


def _is_fitting(one: str, before: str, behind: str, letters: frozenset[str]) -> bool:
    if letters in _APART and any(near.isascii() and near.isalpha() for near in before + behind):
        return False
    if one in letters:
        # no word of these languages ends with an ï
        ends = one == "ï" and not behind.isalpha() and before.isalpha()
        return not (one.isupper() and before.islower()) and not ends
    if one in _CLOSING:
        return one == "’" or not behind.isalpha()
    return one in _OPENING and not before.isalpha()
