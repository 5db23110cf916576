"""Hides phone numbers and email addresses from support that was not given them.

What leaves for such a log-in is rewritten on its way out, whatever page made it: a page that is
added hides them by itself. Hidden is whatever looks like a number or an address, so that also those
that stand in texts of clients, in notes and in the log are. A file of a kind that cannot be
rewritten is refused, and so is a form that sends back what was hidden.
"""

import html
import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

HIDDEN = "•••"
"""Stands in place of what is hidden."""
_LONGEST = 15
"""Digits of the longest number (E.164); more in a row are an id."""
_FEWEST = 7
"""Digits of the shortest number; what has fewer is a time, a price, a figure."""
_ADDRESS = (
    r"[^\s<>\"(),;:@＠\[\]=/&?•]{1,64}[@＠]"
    r"[^\s<>\"'(),;:@＠\[\]/&?]{1,255}\.[^\W\d_]{2,24}"
)
"""Bounded, so that no long text makes it search without end."""
_MOMENT = (
    # 2026-01-12T09:00:00+00:00, 12/01/2026, 12.1.26; and times: 09:00, 09:00-12:30
    r"(?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"(?:Z|[+-]\d{2}:?\d{2})?)?(?!\d)"
    r"|(?<!\d)[0-3]?\d(?:[./])[0-3]?\d[./](?:19|20)\d{2}(?!\d|[./]\d)"
    r"|(?<!\d)[0-3]?\d(?:[./])[0-3]?\d[./]\d{2}(?!\d|[./]\d|\s\d(?!\d?:\d))"
    r"|(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?:[-–]\d{1,2}:\d{2})?(?!\d)"
)
_BETWEEN = "[\\s().\\-/\u2010-\u2015\u2212\u00b7\u2022_]"
_NUMBER = rf"[+＋]?\(?\d(?:{_BETWEEN}{{0,3}}\d){{{_FEWEST - 1},}}"
_BETWEEN_MOMENTS = re.compile(f"({_MOMENT})")
_FOUND = re.compile(rf"(?P<address>{_ADDRESS})|(?P<number>{_NUMBER})")
_STRICT = re.compile(
    rf"(?P<address>{_ADDRESS})"
    rf"|(?<![\w+])(?P<number>(?:[+＋]|(?=(?:{_BETWEEN}{{0,3}}\d){{9}})){_NUMBER})(?!\w)"
)
"""In tokens and addresses of ours: not beside letters, with a plus or nine digits."""
_PIECES = re.compile(r"([/?&=#;,\s])")
_DIGITS = re.compile(r"\d+")
_TAG = re.compile(r"(<[^<>]*>)")
_ATTRIBUTE = re.compile(r"""([\w:@.-]+)=("[^"]*"|'[^']*')""")
_CHOSEN = re.compile(r"""\btype=["']?(?:hidden|radio|checkbox|submit|button|date|time|number)""")
"""Fields in which nobody writes a number or an address."""
_READ = frozenset({"title", "aria-label", "placeholder", "alt", "content", "data-label", "label"})
"""Attributes that are read by people; in the others letters beside digits make a token."""
_UNTOUCHED = frozenset({"class", "id", "for", "style", "d", "viewbox", "rel", "type", "integrity"})
TYPES = frozenset(
    {
        *("text/html", "text/plain", "text/csv", "text/calendar", "text/event-stream"),
        *(
            "application/json",
            "application/jsonl",
            "application/x-ndjson",
            "application/x-jsonlines",
        ),
    }
)
"""Kinds of answers that are rewritten."""
PICTURES = ("image/", "font/")
"""Kinds of answers that hold neither: plots, and codes that lead to a page."""


@dataclass(frozen=True, slots=True)
class ContactMask:
    """Hides numbers and addresses.

    Attributes:
        shown: addresses, and digits of numbers, that may be read: of the practice, and of whoever
            reads.
        typed: the same of what the request itself holds: it stays in the fields of forms.
    """

    shown: frozenset[str] = frozenset()
    typed: frozenset[str] = frozenset()

    def text(self, text: str, *, strict: bool = False, field: bool = False) -> str:
        """Return a text without numbers and addresses.

        Args:
            text: any text.
            strict: whether digits beside letters are no number, as in tokens.
            field: whether it stands in a field of a form.
        """
        shown = self.shown | self.typed if field else self.shown

        def hidden(found: re.Match[str]) -> str:
            if found["address"]:
                return found[0] if found[0].lower() in shown else f"{HIDDEN}@{HIDDEN}"
            return found[0] if _may_stay(found[0], shown) else HIDDEN

        pattern = _STRICT if strict else _FOUND
        # dates and times stay, also where they stand beside a number
        parts = _BETWEEN_MOMENTS.split(text)
        return "".join(
            part if at % 2 else pattern.sub(hidden, part) for at, part in enumerate(parts)
        )

    def page(self, page: str) -> str:
        """Return an HTML page, or a part of one, without numbers and addresses."""
        parts = _TAG.split(page)
        return "".join(
            self._tag(part) if at % 2 else self._escaped(part) for at, part in enumerate(parts)
        )

    def json(self, written: str) -> str:
        """Return a JSON document without numbers and addresses in its texts."""
        return json.dumps(self._value(json.loads(written)), ensure_ascii=False)

    def lines(self, text: str) -> str:
        """Return JSON documents, each on its line, without numbers and addresses."""
        return "".join(
            self.json(line) + line[len(line.rstrip("\r\n")) :] if line.strip() else line
            for line in text.splitlines(keepends=True)
        )

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self._value(one) for one in value]
        if isinstance(value, dict):
            return {self.text(name): self._value(one) for name, one in value.items()}
        return value

    def _escaped(self, part: str) -> str:
        if not any(one.isdigit() or one in "@＠" for one in part):
            return part
        plain = html.unescape(part)
        masked = self.text(plain)
        return part if masked == plain else html.escape(masked)

    def _tag(self, tag: str) -> str:
        is_field = tag.startswith("<input") and not _CHOSEN.search(tag)

        def rewritten(found: re.Match[str]) -> str:
            name, quoted = found[1].lower(), found[2]
            if name in _UNTOUCHED:
                return found[0]
            plain = html.unescape(quoted[1:-1])
            masked = self._attribute(name, plain, is_field=is_field)
            if masked == plain:
                return found[0]
            return f'{found[1]}="{html.escape(masked)}"'

        if not any(one.isdigit() or one in "@＠" for one in tag):
            return tag
        return _ATTRIBUTE.sub(rewritten, tag) if tag.startswith("<") else self.text(tag)

    def _attribute(self, name: str, plain: str, *, is_field: bool) -> str:
        if name in _READ:
            return self.text(plain)
        if name == "value":
            return self.text(plain, strict=not is_field, field=is_field)
        # an address of ours, piece by piece: a date may stand beside a number there
        return "".join(self._piece(one) for one in _PIECES.split(plain))

    def _piece(self, piece: str) -> str:
        masked = self.text(piece, strict=True)
        if masked == piece and "%" in piece:
            bare = unquote(piece)
            again = self.text(bare, strict=True)
            return piece if again == bare else quote(again)
        return masked


def _may_stay(found: str, shown: Collection[str]) -> bool:
    if digits_of(found) in shown:
        return True
    # an id is a row of more digits than any number has
    rest = [one for one in _DIGITS.findall(found) if len(one) <= _LONGEST]
    return sum(map(len, rest)) < _FEWEST


def digits_of(text: str) -> str:
    """Return the digits of a number."""
    return "".join(one for one in text if one.isdigit())
