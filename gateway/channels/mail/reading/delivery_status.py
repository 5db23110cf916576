"""Delivery status fields (RFC 3464): what became of a mail, for each recipient.

Read from a message/delivery-status part, and from texts that carry the same fields.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gateway.channels.mail.reading import mail_headers

_FIELD = re.compile(
    r"^[ \t]{0,8}(final-recipient|original-recipient|x-actual-recipient|action|status"
    r"|diagnostic-code|remote-mta|x-failed-recipient)[ \t]*:[ \t]*([^\n]*(?:\n[ \t]+[^\n:]+$)*)",
    re.IGNORECASE | re.MULTILINE,
)
_NAMED = re.compile(r"[ \t]?([A-Za-z][A-Za-z-]{1,40})[ \t]*:")
_STATUS = re.compile(r"^\W{0,3}([245])[. ]{1,2}(\d{1,3})[. ]{1,2}(\d{1,3})(?!\d)")
_MOST_FIELDS = 2_000


@dataclass(frozen=True, slots=True)
class RecipientStatus:
    """What a report says about one recipient.

    Attributes:
        address: the address, in lower case; "" if the report hides it.
        action: what the server did: "failed", "delayed", "delivered", ...; "" if not said.
        status: the enhanced status code as "5.1.1"; "" if there is none.
        diagnostic: the words of the server that refused; "" if there are none.
    """

    address: str
    action: str
    status: str
    diagnostic: str


_NAMES = frozenset(
    {
        *("final-recipient", "original-recipient", "x-actual-recipient", "x-failed-recipient"),
        *("action", "status", "diagnostic-code"),
    }
)


def read_report(text: str) -> list[RecipientStatus]:
    """Return the recipients of whom a delivery status part tells: one block of fields for each.

    The text is read as any text with such fields where its blocks are not parted.
    """
    found: list[RecipientStatus] = []
    for written in re.split(r"\n[ \t]*\n", text):
        block: dict[str, str] = {}
        for name, value in _fields(written):
            if name in block and name in _NAMES:
                return read_status(text)
            block[name] = value
        if (one := _recipient(block)) is not None:
            found.append(one)
    if any(not one.address and one.action for one in found):
        return read_status(text) or found
    return found or read_status(text)


def _fields(block: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a block; some servers begin further lines of a value without a blank."""
    name = ""
    values: list[str] = []
    for line in block.splitlines():
        found = _NAMED.match(line)
        if found is None:
            values.append(line)
            continue
        if name:
            yield name, " ".join(" ".join(values).split())
        name, values = found[1].lower(), [line[found.end() :]]
    if name:
        yield name, " ".join(" ".join(values).split())


def read_status(text: str) -> list[RecipientStatus]:
    """Return the recipients of whom delivery status fields in a text tell, in any order."""
    return [found for block in _blocks(text) if (found := _recipient(block)) is not None]


def code(value: str) -> str:
    """Return the enhanced status code at the beginning of a Status field; "" if there is none."""
    found = _STATUS.match(value.strip())
    return ".".join(str(int(one)) for one in found.groups()) if found else ""


def _blocks(text: str) -> Iterator[dict[str, str]]:
    """Yield the fields of each recipient; an empty line or a field that repeats ends a block."""
    block: dict[str, str] = {}
    end = 0
    for number, found in enumerate(_FIELD.finditer(text)):
        if number >= _MOST_FIELDS:
            break
        name = found[1].lower()
        apart = "\n\n" in text[end : found.start()].replace("\r", "")
        if name in block or (apart and block and "action" in block):
            yield block
            block = {}
        block[name] = " ".join(found[2].split())
        end = found.end()
    if block:
        yield block


def _recipient(block: dict[str, str]) -> RecipientStatus | None:
    status = code(block.get("status", ""))
    action = re.split(r"[^a-z-]", block.get("action", "").lower().strip())[0]
    if not status and not action and "diagnostic-code" not in block:
        return None
    names = ("final-recipient", "original-recipient", "x-actual-recipient", "x-failed-recipient")
    address = next(_addresses(block.get(name, "") for name in names), "")
    diagnostic = block.get("diagnostic-code", "")
    kind, semicolon, rest = diagnostic.partition(";")
    if semicolon and re.fullmatch(r"[\w-]{1,20}", kind.strip()):
        diagnostic = rest.strip()
    return RecipientStatus(address, action, status, diagnostic[:1_000])


def _addresses(values: Iterable[str]) -> Iterator[str]:
    for value in values:
        rest = value.rpartition(";")[2].strip()
        yield from mail_headers.addresses(rest)[:1]
