"""HTML of a mail as lines of text, without the quoted history that mail programs mark.

The scanner reads each character once. The standard library's HTML parser takes quadratic time for
unclosed comments and tags in versions of Python that we support, and a library that lays pages out
would still have to be told which elements are quotes.
"""

import html
import re
from dataclasses import dataclass, field

_WITHOUT_TEXT = frozenset({"script", "style", "title", "template", "svg"})
_BREAKING = frozenset(
    {
        *("p", "div", "br", "li", "tr", "table", "ul", "ol", "blockquote", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "hr", "pre", "section", "article", "header", "footer"),
        *("dt", "dd", "center", "address"),
    }
)
_PARAGRAPHS = frozenset({"p", "ul", "ol", "blockquote", "h1", "h2", "h3", "pre", "table"})
_TRACKED = frozenset(
    {
        *("div", "blockquote", "span", "table", "section", "pre"),
    }
)
"""Elements whose end is looked for; only these are left out as a whole."""

_LONGEST_TAG = 20_000
_UNKNOWN = -2
_MARKUP = re.compile(r"<[a-zA-Z/!?]")
_MOST_OPEN = 2_000
_CLOSED_WITHIN = 50
"""How many open elements are searched for the one that an end tag closes."""

_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:]{0,30}")
_ATTRIBUTE = re.compile(r"([^\s=\"'>/]{1,40})\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>\"']+)")
_MOST_ATTRIBUTES = 2_000
"""Characters of a tag that are searched for attributes."""

_QUOTES = frozenset(
    {
        "gmail_attr",
        "yahoo-quoted",
        "quote",  # the name of an element at GMX and web.de
        "messagereplysection",
        "blockquote_zmail",
        "moz-cite-prefix",
        "moz-forward-container",
        "zmail_extra",
        "protonmail_quote",
        "tutanota_quote",
        "hcsb_quote",
        "quotelevel1",
        "isforwardcontent",
        "oribodyqtfinal",
        "reply-intro",
        "mail-editor-reference-message-container",
    }
)
"""Classes and ids of elements that hold quoted history, or the line above it."""

_SIGNATURES = frozenset(
    {
        "gmail_signature",
        "moz-signature",
        "applemailsignature",
        "ms-outlook-mobile-signature",
        "signature",
        "x_signature",
        "yahoo-signature",
        "yahoo_signature",
        "protonmail_signature_block",
        "ymail_android_signature",
    }
)
_LAST = frozenset({"divrplyfwdmsg", "x_divrplyfwdmsg", "appendonsend", "x_appendonsend"})
"""Ids of elements after which everything is quoted: Outlook on the web and on phones."""

_OUTLOOK_RULE = re.compile(
    r"border-top:\s*solid\s+#(?:e1e1e1|b5c4df)\b[^\"']{0,40}padding:\s*3\.0pt"
)
"""The line above the quoted mail, as Outlook for Windows draws it."""


@dataclass(frozen=True, slots=True)
class HtmlText:
    """Text of an HTML mail.

    Attributes:
        text: the text, with its lines; a line ">" stands where history was left out.
        cut: whether marked history was found and left out.
    """

    text: str
    cut: bool


@dataclass(slots=True)
class _Scan:
    """State of the reading.

    Attributes:
        source: the HTML.
        pieces: the text so far.
        opened: names of the open elements that are tracked, and whether each is left out.
        hidden: how many of them are left out.
        preformatted: how many `pre` are open.
        tag_end: the first ">" that is not before the current place; -1 if there is none any more.
        cut: whether quoted history was left out.
        ended: whether everything that follows is quoted history.
    """

    source: str
    pieces: list[str] = field(default_factory=list)
    opened: list[tuple[str, bool]] = field(default_factory=list)
    hidden: int = 0
    preformatted: int = 0
    tag_end: int = _UNKNOWN
    cut: bool = False
    ended: bool = False


def html_text(source: str, *, cut_quotes: bool = True) -> HtmlText:
    """Return the text of an HTML mail.

    Args:
        source: the HTML.
        cut_quotes: whether quoted history and signatures are left out where they are marked.
    """
    scan = _Scan(source)
    at = 0
    while at < len(source) and not scan.ended:
        found = _MARKUP.search(source, at)
        opening = len(source) if found is None else found.start()
        _text(scan, at, opening)
        at = opening if found is None else _markup(scan, opening, cut_quotes)
    return HtmlText(_tidied("".join(scan.pieces)), scan.cut)


def _text(scan: _Scan, start: int, end: int) -> None:
    if scan.hidden or start >= end:
        return
    text = html.unescape(scan.source[start:end])
    if not scan.preformatted:
        text = re.sub(r"[ \t\n\f]+", " ", text)
    scan.pieces.append(text)


def _markup(scan: _Scan, opening: int, cut_quotes: bool) -> int:
    """Read what begins with "<"; return where the reading goes on."""
    source = scan.source
    if source.startswith("<!--", opening):
        closing = source.find("-->", opening + 4)
        return len(source) if closing < 0 else closing + 3
    if scan.tag_end != -1 and scan.tag_end < opening:
        scan.tag_end = source.find(">", opening)
    closing = scan.tag_end
    if closing < 0:
        _text(scan, opening, len(source))
        return len(source)
    name = _NAME.match(source, opening + 1)
    ending = source.startswith("/", opening + 1)
    if closing - opening > _LONGEST_TAG:
        _text(scan, opening, opening + 1)
        return opening + 1
    if ending:
        _end_tag(scan, source[opening + 2 : min(closing, opening + 40)].strip().lower())
    elif name is not None:
        element = name[0].lower()
        if element in _WITHOUT_TEXT:
            return _after(source, element, closing + 1)
        _start_tag(scan, element, source[name.end() : closing], closing, cut_quotes)
    return closing + 1


def _after(source: str, element: str, start: int) -> int:
    """Return where an element without text for readers ends."""
    found = re.compile(rf"</{element}\b[^>]{{0,100}}>", re.IGNORECASE).search(source, start)
    return len(source) if found is None else found.end()


def _start_tag(scan: _Scan, element: str, rest: str, closing: int, cut_quotes: bool) -> None:
    if element in _BREAKING:
        _break(scan, element)
    elif element in ("td", "th"):
        _piece(scan, " ")
    if element == "li":
        _piece(scan, "- ")
    if element not in _TRACKED or rest.endswith("/"):
        return
    attributes = _attributes(rest) if cut_quotes and not scan.hidden else {}
    names = _names(attributes)
    if names & _LAST or _OUTLOOK_RULE.search(attributes.get("style", "")):
        scan.cut = scan.ended = True
        return
    if "gmail_attr" in names and "-----" in scan.source[closing : closing + 200]:
        scan.cut = scan.ended = True  # the line above a mail that is forwarded
        return
    quote = _marked(names) or (element == "blockquote" and _quoting(attributes, names))
    if quote:
        scan.cut = True
        _piece(scan, "\n> \n")  # so that the line before the quote is known for what it is
    if len(scan.opened) < _MOST_OPEN:
        unseen = "display:none" in attributes.get("style", "").replace(" ", "")
        hidden = quote or unseen or bool(names & _SIGNATURES)
        scan.opened.append((element, hidden))
        scan.hidden += hidden
        scan.preformatted += element == "pre"


def _marked(names: set[str]) -> bool:
    """Return whether an element holds quoted history; some programs put a random prefix before."""
    return bool(names & _QUOTES) or any(name.endswith("yahoo_quoted") for name in names)


def _quoting(attributes: dict[str, str], names: set[str]) -> bool:
    """Return whether a blockquote holds a quote; some programs indent one's own text with it."""
    return (
        attributes.get("type", "") == "cite"
        or "cite" in attributes
        or any("quote" in name for name in names)
        or "border-left" in attributes.get("style", "")
    )


def _end_tag(scan: _Scan, element: str) -> None:
    if element in _BREAKING:
        _break(scan, element)
    if element not in _TRACKED:
        return
    lowest = max(0, len(scan.opened) - _CLOSED_WITHIN)
    for index in range(len(scan.opened) - 1, lowest - 1, -1):
        if scan.opened[index][0] == element:
            for name, hidden in scan.opened[index:]:
                scan.hidden -= hidden
                scan.preformatted -= name == "pre"
            del scan.opened[index:]
            return


def _attributes(rest: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(rest[:_MOST_ATTRIBUTES])
    return {name.lower(): value.strip("\"'").lower() for name, value in found}


def _names(attributes: dict[str, str]) -> set[str]:
    return {one for key in ("class", "id", "name") for one in attributes.get(key, "").split()}


def _break(scan: _Scan, element: str) -> None:
    _piece(scan, "\n\n" if element in _PARAGRAPHS else "\n")


def _piece(scan: _Scan, text: str) -> None:
    if not scan.hidden:
        scan.pieces.append(text)


def _tidied(text: str) -> str:
    """Return the text with at most one empty line at once, and no blanks at the ends of lines."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    kept: list[str] = []
    for line in lines:
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")
