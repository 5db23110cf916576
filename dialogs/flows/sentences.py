"""Splits a text at its stops, into a story and the end that says what is wanted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_THEREFORE = (
    r"(?:so (?:i|we|ill|im|yes|yeah|yep|count|put|please|can you|could you|cancel)|quindi|percio|"
    r"perciò|donc|par conséquent|du coup|"
    r"así que|asi que|por eso|entonces|also komm|also bin|also ja|daher|deshalb|"
    r"então|entao|por isso)"
)
"""Words that draw a conclusion: "work says fine so I'm coming"."""
_THEN = r"(?:so|also|alors|allora|a questo punto|pues)"
"""Words that do so behind a comma: "he agrees, so count me in"."""
_STOP = re.compile(
    r"(?P<stop>(?<![.!?;…])[.!?;…]++(?=\s|$)|\n+|[\u2600-\u27bf\U0001f000-\U0001faff\ufe0f\u200d]+)"
    rf"|(?P<then>(?<!\s),?\s++(?={_THEREFORE}\b)|,\s++(?={_THEN}\b))|(?P<comma>,(?=\s))|(?P<dash>\s[-–—]+\s)",
    re.IGNORECASE,
)
"""The ends of sentences (stop, line end, smiley, conclusion) and of parts (comma, dash)."""
_IDLE = " \n\r\t\f\v.,;!?…-–—"
"""Characters that do not make a part by themselves."""
_MOST = 5
"""Most parts in the end of a text."""


@dataclass(frozen=True, slots=True)
class TextPart:
    """A part of a text.

    Attributes:
        text: the part, with its stop.
        ends: whether its sentence ends with it.
    """

    text: str
    ends: bool


def parts(text: str) -> tuple[TextPart, ...]:
    """Split a text at its stops and commas."""
    found, begins, looked, says = [], 0, 0, False
    for stop in _STOP.finditer(text):
        # each letter is looked at once, however many stops follow each other
        says = says or bool(text[looked : stop.end()].strip(_IDLE))
        looked = stop.end()
        if says:
            part = text[begins:looked].strip()
            found.append(TextPart(part, ends=bool(stop["stop"] or stop["then"])))
            begins, says = looked, False
    if text[begins:].strip():
        found.append(TextPart(text[begins:].strip(), ends=True))
    return tuple(found)


def endings(text: str) -> Iterator[tuple[tuple[TextPart, ...], str]]:
    """Yield (first parts, end) splits of a text: the whole text as end first, then shorter ends."""
    found = parts(text)
    yield (), text
    for at in range(max(1, len(found) - _MOST), len(found)):
        yield found[:at], " ".join(part.text for part in found[at:])


def beginnings(text: str) -> Iterator[tuple[tuple[TextPart, ...], str]]:
    """Yield (last parts, beginning) splits of a text, the longest beginning first."""
    found = parts(text)
    for at in range(len(found) - 1, max(0, len(found) - _MOST - 1), -1):
        yield found[at:], " ".join(part.text for part in found[:at])
