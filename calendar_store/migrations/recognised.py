"""Convert the sentences of a store of version 0008 to reason codes and facts.

Only the migration to 0010 reads sentences. A sentence is recognised if its code and facts reproduce
the sentence letter by letter; any other sentence is kept as a fact of the code `other`.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

Recognised = tuple[str, dict[str, Any]]
"""A code and its facts, in stored form."""

_FACT = re.compile(r"\{(\w+)\}")
_NUMBERS = frozenset({"lost", "bound", "count", "client_id", "parts", "most"})
_BY_FACT = {
    "carrier_answered": "status",
    "receipt": "state",
    "network_error": "error",
    "outage": "lost",
    "outage_over": "lost",
}
_UNSENDABLE = re.compile(
    r"a destination must be a number|a sender must be a number or a name in plain letters"
    r"|a sender's name has at most \d+ characters|data coding \d+ cannot be sent"
)
_OWN_CODE = re.compile(r"the carrier answered with a code of its own, 0x([1-9A-F][0-9A-F]*)")
_MINUTES = re.compile(r"([1-9]\d*) minutes?")
_WHOLE = re.compile(r"0|[1-9][0-9]*")
_BEFORE_AT = re.compile(r"(0|[1-9]\d*) days? before at (\d\d:\d\d)")
_BEFORE = re.compile(r"([1-9]\d*) (day|hour|minute)s? before")
_UNITS = {"day": 1440, "hour": 60, "minute": 1}
"""Minutes of each unit; sentences were written with the longest unit that divides the length."""
_DEEPEST = 4
"""Deepest nesting of reasons; no sentence of ours is nested deeper."""


class _Pattern(NamedTuple):
    """A sentence with places for facts.

    Attributes:
        code: the reason code.
        given: the facts that the sentence implies without stating them.
        literal: the longest piece of the sentence without a fact, for a quick check.
        form: the regular expression of the whole sentence.
    """

    code: str
    given: dict[str, Any]
    literal: str
    form: re.Pattern[str]


def recognised(words: str, *, of_texts: bool) -> Recognised:
    """Return the code and the facts of a sentence.

    Args:
        words: the sentence in a row of version 0008; "" for none.
        of_texts: whether the sentence may quote a client's text, as alerts do.
    """
    if not words:
        return "", {}
    found = _of_text(words) if of_texts and words.endswith('"') else None
    return found or _meaning(words) or ("other", {"words": words})


def _of_text(words: str) -> Recognised | None:
    """Return the reason of an alert that quotes a text; the match with the shortest `who` wins.

    The quoted text may itself look like one of our sentences; our own sentence begins first.
    """
    said = [one for pattern in _table()[2] if (one := _read(pattern, words, 0)) is not None]
    return min(said, key=lambda one: len(one[1]["who"]), default=None)


def _meaning(words: str, depth: int = 0) -> Recognised | None:
    if depth > _DEEPEST:
        return None
    plain, patterns, _ = _table()
    if words in plain:
        return plain[words]
    if own := _OWN_CODE.fullmatch(words):
        return "carrier_answered", {"status": int(own[1], 16)}
    if _UNSENDABLE.fullmatch(words):
        return "unsendable", {"fault": words}
    found = (_read(pattern, words, depth) for pattern in patterns)
    return next((one for one in found if one is not None), None)


def _read(pattern: _Pattern, words: str, depth: int) -> Recognised | None:
    if pattern.literal not in words:
        return None
    match = pattern.form.fullmatch(words)
    if match is None:
        return None
    # a daily cap is a number of parts, a monthly cap is an amount
    numbers = _NUMBERS | {"cap"} if pattern.code.startswith("day_") else _NUMBERS
    facts = dict(pattern.given)
    for name, text in match.groupdict().items():
        one = _fact(name, text, numbers, depth)
        if one is None:
            return None
        facts |= one
    if pattern.code == "number_fails":
        facts["clients"] = str(facts["clients"]).split(" and ")
    return pattern.code, facts


def _fact(name: str, text: str, numbers: frozenset[str], depth: int) -> dict[str, Any] | None:
    """Return the facts in a piece of a sentence; None if the piece does not fit the fact's name."""
    if name in ("why", "short"):
        said = _meaning(text, depth + 1)
        if name == "short":
            # this sentence leaves out the words "not delivered: " of the reason inside
            said = _meaning(f"not delivered: {text}", depth + 1) or said
        return {"why": {"code": said[0], "facts": said[1]}} if said else None
    if name == "step":
        return _step(text)
    if name == "minutes":
        minutes = _MINUTES.fullmatch(text)
        return {"minutes": int(minutes[1])} if minutes else None
    if name == "when":
        return {"when": text, "zone": "", "region": ""}
    if name in numbers:
        return {name: int(text)} if _WHOLE.fullmatch(text) else None
    return {name: text}


def _step(text: str) -> dict[str, Any] | None:
    facts = {"step_rule": "booked", "step_minutes": 0, "step_days": 0, "step_at": "00:00"}
    if text == "booked":
        return facts
    if at := _BEFORE_AT.fullmatch(text):
        return facts | {"step_rule": "days_before_at", "step_days": int(at[1]), "step_at": at[2]}
    if before := _BEFORE.fullmatch(text):
        minutes = int(before[1]) * _UNITS[before[2]]
        unit = next(unit for unit, length in _UNITS.items() if not minutes % length)
        if unit == before[2]:
            return facts | {"step_rule": "before", "step_minutes": minutes}
    return None


@cache
def _table() -> tuple[dict[str, Recognised], list[_Pattern], list[_Pattern]]:
    """Return sentences without facts, sentences with facts, and sentences that quote a text."""
    file = Path(__file__).with_name("words_of_0008.toml")
    plain: dict[str, Recognised] = {}
    patterns: list[_Pattern] = []
    of_texts: list[_Pattern] = []
    for code, variant, sentence in _sentences(tomllib.loads(file.read_text(encoding="utf-8"))):
        if "{" not in sentence:
            plain.setdefault(sentence, (code, variant))
        elif code != "carrier_answered":
            among = of_texts if sentence.startswith("{who}") else patterns
            among.append(_pattern(code, variant, sentence))
    # sentences that begin with our own words come first; "... is down" could match any ending
    patterns.sort(key=lambda one: (one.form.pattern[:1] == "(", one.code == "carrier_down"))
    return plain, patterns, of_texts


def _sentences(table: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], str]]:
    for code, said in table.items():
        if isinstance(said, str):
            yield code, {}, said
            continue
        for which, sentence in said.items():
            value = int(which) if which.isdigit() else which
            yield code, {_BY_FACT[code]: value} if which != "other" else {}, sentence


def _pattern(code: str, given: dict[str, Any], sentence: str) -> _Pattern:
    # literal pieces of the sentence alternate with names of facts
    pieces = _FACT.split(sentence)
    forms = [re.escape(piece) for piece in pieces]
    forms[1::2] = [f"(?P<{name}>.{'*' if name == 'text' else '+?'})" for name in pieces[1::2]]
    form = re.compile("".join(forms), re.DOTALL)
    return _Pattern(code, given, max(pieces[::2], key=len), form)
