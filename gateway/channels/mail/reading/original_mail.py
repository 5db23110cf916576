"""The mail that a report is about: its header, and the text of the report above it."""

import re
from dataclasses import dataclass

from gateway.channels.mail.reading import mail_headers, report_words
from gateway.channels.mail.reading.html_text import html_text
from gateway.channels.mail.reading.mail_headers import MailHeaders
from gateway.channels.mail.reading.mime_parts import MailPart

HEADER_PARTS = frozenset(
    {
        "text/rfc822-headers",
        "text/rfc822-header",
        "text/rfc822",
        "message/rfc822-headers",
        "message/global-headers",
    }
)
_LONGEST_REPORT = 60_000
"""Characters of a report's text that are searched."""

_FIRST_FIELD = re.compile(
    r"^(?:return-path|received|message-id|mime-version|x-originating-ip|dkim-signature"
    r"|domainkey-signature|delivered-to|x-received|authentication-results|x-[\w-]{1,40})[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS_FIELD = re.compile(
    r"^[ \t]{0,8}(?:final-recipient|diagnostic-code)[ \t]*:", re.IGNORECASE | re.MULTILINE
)
_ANY_FIELD = re.compile(r"^[A-Za-z][A-Za-z-]{1,40}[ \t]*:[ \t]?\S", re.MULTILINE)
_MESSAGE_ID = re.compile(
    r"^[^\w\n]{0,10}(?:original-)?message[- ]?id["
    r" \t]*:\s{0,10}<?([^\s<>@]{1,200}@[^\s<>]{1,200})>?",
    re.IGNORECASE | re.MULTILINE,
)
_BRACKETED = re.compile(r"<[^<>\s]{3,500}>")
_SENDERS = ("return-path", "reply-to", "from", "sender", "x-envelope-from", "errors-to")


@dataclass(frozen=True, slots=True)
class ReportText:
    """Text of a report.

    Attributes:
        head: what the server says.
        tail: the mail that the report is about, as far as it stands in the text.
    """

    head: str
    tail: str


def report_text(mail: MailPart) -> ReportText:
    """Return the text of a report, parted from the mail that it is about."""
    plain: list[str] = []
    formatted: list[str] = []
    for part in mail.walk():
        if part.parts or part.embedded or part.content_type in HEADER_PARTS:
            continue
        if part.content_type == "text/html":
            formatted.append(part.text)
        elif (
            part.content_type.startswith("text/")
            or part.content_type == "multipart/report"
            or part.content_type.startswith("multipart/")
        ):
            plain.append(part.text)
    if not "".join(plain).strip():
        plain = [html_text(one, cut_quotes=False).text for one in formatted]
    heads: list[str] = []
    tails: list[str] = []
    for text in plain:
        if _STATUS_FIELD.search(text[:_LONGEST_REPORT]):
            cut = _cut(text)  # status fields under the wrong type
        elif "".join(heads).strip():
            cut = 0  # what follows the words of the server is the returned mail
        else:
            cut = _cut(text)
        heads.append(text[:cut])
        tails.append(text[cut:])
    return ReportText(
        "\n".join(heads)[:_LONGEST_REPORT], "\n".join(tails)[:_LONGEST_REPORT].strip()
    )


def _cut(text: str) -> int:
    """Return where the returned mail begins in a report's text; its length if it does not."""
    searched = text[:_LONGEST_REPORT]
    places = [
        found.start()
        for pattern in (report_words.ORIGINAL, _FIRST_FIELD)
        if (found := pattern.search(searched)) is not None and searched[: found.start()].strip()
    ]
    return min(places, default=len(text))


def original_headers(mail: MailPart, text: ReportText) -> MailHeaders:
    """Return the header of the mail that a report is about; empty if the report has none."""
    for part in mail.walk(into_mails=True):
        if part.embedded and part.parts:
            if part.parts[0].content_type == "multipart/report":
                continue  # a report that a filter wrapped: the mail is within it
            return part.parts[0].headers
        if part.content_type in HEADER_PARTS:
            octets = part.octets(100_000).lstrip(b"\n")
            return mail_headers.split(octets, 0, len(octets))[0]
    first = _ANY_FIELD.search(text.tail)
    if first is None:
        return MailHeaders()
    octets = text.tail[first.start() :].encode("utf-8", "replace")
    return mail_headers.split(octets, 0, len(octets))[0]


def message_ids(value: str) -> list[str]:
    """Return the Message-IDs in a field's value, with their angle brackets."""
    found = _BRACKETED.findall(value)
    if not found and "@" in value and value.strip():
        found = [f"<{value.split(maxsplit=1)[0].strip('<>')}>"]
    return found[:100]


def original_id(mail: MailPart, headers: MailHeaders, text: ReportText) -> str:
    """Return the Message-ID of the mail that a report is about; "" if it names none."""
    for value in headers.all("message-id"):
        if named := message_ids(value):
            return named[0]
    for searched in (text.tail, text.head):
        if found := _MESSAGE_ID.search(searched):
            return f"<{found[1]}>"
    for name in ("in-reply-to", "references"):
        if named := message_ids(mail.headers.get(name)):
            return named[-1]
    return ""


def original_addresses(headers: MailHeaders) -> tuple[str, ...]:
    """Return the addresses from which the mail came that a report is about."""
    found = (one for name in _SENDERS for one in headers.addresses(name))
    return tuple(dict.fromkeys(found))[:20]
