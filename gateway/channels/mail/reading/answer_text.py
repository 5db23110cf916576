"""The client's own words in a mail: without quoted history, signatures and copies of our texts."""

import re
from collections.abc import Sequence

from gateway.channels.mail.reading.html_text import html_text
from gateway.channels.mail.reading.mime_parts import MailPart
from gateway.channels.mail.reading.quoted_history import without_history
from gateway.channels.mail.reading.repeated_text import without_copies
from gateway.channels.mail.reading.signatures import without_signature

LONGEST_READ = 120_000
"""Characters of a text in which an answer is looked for, with all that it quotes."""

_MOST_LINES = 6_000
LONGEST_WHOLE = 40_000
"""Characters of a whole text that are kept beside an answer."""

LONGEST_ANSWER = 20_000
"""Characters of an answer that are kept; nobody writes more about an appointment."""

_SPACES = re.compile(r"[\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff]")
_HIDDEN = re.compile(r"[\u200c-\u200f\u2060-\u2064\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PLACEHOLDER = re.compile(
    r"(?:your|this|diese|ihr|votre|il tuo|su|o seu)\b[^\n]{0,120}"
    r"(?:not|nicht|pas|non|no|não)\b[^\n]{0,60}\bhtml\b[^\n]{0,60}$"
)
"""A plain text that only says that the mail is in HTML."""

_PLAIN = frozenset({"text/plain", "text/enriched"})
_PGP = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----$")
_PGP_END = re.compile(r"^-----BEGIN PGP SIGNATURE-----$")


def own_words(text: str, ours: str = "", labels: Sequence[str] = ()) -> str:
    """Return the words that a client wrote above, below or between what they quote.

    Args:
        text: the plain text of a mail.
        ours: the text of ours that the mail answers, if it is known; runs that repeat it are cut.
        labels: lines of `ours` that clients write as well, as the words of its buttons.
    """
    lines = _unwrapped(text[:LONGEST_READ])[:_MOST_LINES]
    kept, history = without_history(lines)
    said = _tidied(without_signature(without_copies(kept, ours, labels)))
    if not said and history and ours:
        said = _below(history, ours, labels)
    return said[:LONGEST_ANSWER]


def body_words(mail: MailPart, ours: str = "") -> str:
    """Return the client's own words in a mail.

    HTML is used where its program marked the quoted history in it, or where no plain text is there.
    """
    plain, formatted = bodies(mail)
    if formatted:
        found = html_text(formatted)
        alone = not plain.strip() or _PLACEHOLDER.match(plain.strip().casefold()) is not None
        if found.cut or alone:
            said = own_words(found.text, ours)
            if said or alone:
                return said
    return own_words(plain, ours)


def whole_text(mail: MailPart) -> str:
    """Return the text of a mail with all that it quotes, as far as it is searched for an answer."""
    plain, formatted = bodies(mail)
    if not plain.strip():
        plain = html_text(formatted, cut_quotes=False).text
    return plain[:LONGEST_WHOLE]


def bodies(mail: MailPart) -> tuple[str, str]:
    """Return the plain text and the HTML of a mail; each "" if it is missing.

    A text with a file name is a file, unless the mail has no other text.
    """
    plain: list[str] = []
    formatted: list[str] = []
    named: list[str] = []
    for part in mail.walk():
        if part.parts or part.attached or part.embedded:
            continue
        if part.content_type == "text/html":
            formatted.append(part.text)
        elif part.content_type in _PLAIN:
            file = part is not mail and bool(part.file_name)
            (named if file else plain).append(_flowed(part))
    if not plain and not formatted:
        plain = named
    return "\n".join(plain), "\n".join(formatted)


def _flowed(part: MailPart) -> str:
    """Return a part's text, with the lines of format=flowed joined (RFC 3676, 4.1)."""
    text = part.text
    if part.content_type == "text/enriched":
        return re.sub(r"<[^<>]{1,60}>", "", text)
    if part.parameter("format").lower() != "flowed":
        return text
    delsp = part.parameter("delsp").lower() == "yes"
    lines: list[list[str]] = []
    open_line = False
    for line in text.split("\n"):
        stuffed = line.removeprefix(" ")
        flows = stuffed.endswith(" ") and stuffed != "-- " and not stuffed.startswith(">")
        joined = stuffed[:-1] if flows and delsp else stuffed
        if open_line and not stuffed.startswith(">") and stuffed != "-- ":
            lines[-1].append(joined)
        else:
            lines.append([joined])
        open_line = flows
    return "\n".join("".join(pieces) for pieces in lines)


def _unwrapped(text: str) -> list[str]:
    """Return the lines of a text, without invisible letters and without the frame of PGP."""
    plain = _HIDDEN.sub("", _SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = [line.rstrip() if line != "-- " else line for line in plain.split("\n")]
    opened = next((i for i, line in enumerate(lines) if _PGP.match(line)), None)
    if opened is None:
        return lines
    closed = next((i for i, line in enumerate(lines) if _PGP_END.match(line)), len(lines))
    body = next((i for i in range(opened + 1, closed) if not lines[i]), opened) + 1
    signed = [line.removeprefix("- ") for line in lines[body:closed]]
    return lines[:opened] + signed


def _below(history: list[str], ours: str, labels: Sequence[str]) -> str:
    """Return what stands below the last line of ours in history that is not marked."""
    without = without_copies(history, ours, labels)
    if len(without) == len(history):
        return ""
    last = matched = 0
    for index, line in enumerate(history):
        if matched < len(without) and line == without[matched]:
            matched += 1
        else:
            last = index + 1
    tail, _ = without_history(history[last:])
    return _tidied(without_signature(tail))


def _tidied(lines: list[str]) -> str:
    kept: list[str] = []
    for line in lines:
        if line.strip() or (kept and kept[-1].strip()):
            kept.append(line.strip())
    return "\n".join(kept).strip()
