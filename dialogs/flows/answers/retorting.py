"""Leaves out a retort before the answer to "which one?": "what do you mean, which? Both"."""

import re
from functools import cache

from dialogs.languages import codes, table
from dialogs.languages.patterns import expand
from dialogs.normalise import fold

_BETWEEN = r"\W+"


def without_retort(text: str, locale: str) -> str:
    """Return an answer without a retort or a sigh at its beginning, as it is if nothing is left.

    Args:
        text: the answer to "which one?".
        locale: the language of the answer.
    """
    if locale not in codes():
        return text
    folded, end = "".join(fold(each)[:1] or " " for each in text), 0  # "…" becomes three stops
    while found := _leading(locale).match(folded, end):
        end = found.end()
    left = text[end:]
    return left if re.search(r"\w", left) else text


@cache
def _leading(locale: str) -> re.Pattern[str]:
    """Return a pattern of a retort, which ends a sentence, or of a sigh."""
    read = table(locale, "choosing")
    retorts, sighs = _any_of(read["retorts"]), _any_of(read["sighs"])
    return re.compile(rf"\W*(?:{retorts}\s*[?!.…]+\s*|{sighs}(?:,|\.\.+|…)?\s+)")


def _any_of(written: list[str]) -> str:
    phrases = {tuple(phrase.split()) for each in written for phrase in expand(each)}
    longest_first = sorted(phrases, key=len, reverse=True)
    return f"(?:{'|'.join(_BETWEEN.join(words) for words in longest_first)})"
