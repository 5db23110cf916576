"""Parses receipts: their text and their message_state TLV (SMPP 3.4 §5.2.28 and appendix B).

Appendix B only suggests the form of the text: carriers omit fields, write states of their own,
dates of many lengths, and error codes of letters. Nothing here raises.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple

from gateway.channels.sms.smpp.codes import STATE_NUMBERS, STATE_WORDS
from gateway.channels.sms.smpp.inbound_pdus import ReceiptState

_QUOTES = "\"'"
_NAMES = rf"(id|sub|dlvrd|submit[ _]date|done[ _]date|stat|err)[{_QUOTES}]?\s*:"
# A field may be empty: then the name of the next field must not be taken for its value.
_FIELD = re.compile(rf"\b{_NAMES}\s*(?!{_NAMES})(\"[^\"\s]*\"|'[^'\s]*'|\S*)", re.IGNORECASE)
# An id may contain any sign: "," ";" and "|" separate fields only before another field, before a
# space, or at the end.
_BETWEEN = re.compile(rf"[,;|]\s*(?=[{_QUOTES}]?(?:{_NAMES}|text\b))|[,;|](?=\s|$)", re.IGNORECASE)
_TEXT = re.compile(rf"\btext[{_QUOTES}]?\s*:", re.IGNORECASE)
_STATE_LETTERS = re.compile(r"[A-Z]+")
# Possible numbers of digits of the year, by the number of digits of the date. Appendix B shows
# YYMMDDhhmm; some carriers add seconds, tenths or four digits for the year. Twelve or thirteen
# digits can be read in two ways.
_YEAR_DIGITS: dict[int, tuple[int, ...]] = {
    10: (2,),
    11: (2,),
    12: (2, 4),
    13: (2, 4),
    14: (4,),
    15: (4,),
}


class ReceiptText(NamedTuple):
    """The fields of a receipt's text.

    Attributes:
        message_id: the id as written, "" if there is none.
        state: the state; None if there is no `stat`, UNKNOWN if its word is not in the table.
        error: the error code as written, None if there is none.
        done_at: the done date, taken as UTC; None if there is none or it is not a date.
    """

    message_id: str
    state: ReceiptState | None
    error: str | None
    done_at: datetime | None


def read_receipt(text: str, now: datetime) -> ReceiptText:
    """Read the text form of a receipt.

    Args:
        text: the whole text.
        now: aware time; of two readings of a date, the one nearer to `now` is taken.

    Returns:
        The fields of the text.
    """
    # After "text:" the carrier quotes a message, which may itself look like a field.
    quoted = _TEXT.search(text)
    head = text[: quoted.start()] if quoted else text
    fields: dict[str, str] = {}
    for name, _, value in _FIELD.findall(_BETWEEN.sub(" ", head)):
        fields.setdefault(name.casefold().replace("_", " "), _unquoted(value))
    return ReceiptText(
        message_id=fields.get("id", ""),
        state=_state(fields["stat"]) if "stat" in fields else None,
        error=fields.get("err") or None,
        done_at=_date(fields.get("done date", ""), now),
    )


def state_number(value: bytes) -> ReceiptState | None:
    """Read the message_state TLV (§5.3.2.35).

    Args:
        value: octets of the TLV; one octet by the specification.

    Returns:
        The state, None if the number is not in the table.
    """
    return STATE_NUMBERS.get(int.from_bytes(value, "big")) if value else None


def _unquoted(value: str) -> str:
    return value.strip(_QUOTES) if value[:1] and value[0] in _QUOTES else value


def _state(word: str) -> ReceiptState:
    letters = _STATE_LETTERS.match(word.upper())
    return STATE_WORDS.get(letters.group() if letters else "", ReceiptState.UNKNOWN)


def _date(digits: str, now: datetime) -> datetime | None:
    if not (digits.isascii() and digits.isdigit()):
        return None
    dates = [
        date
        for width in _YEAR_DIGITS.get(len(digits), ())
        if (date := _with_year(digits, width)) is not None
    ]
    return min(dates, key=lambda date: abs(date - now), default=None)


def _with_year(digits: str, width: int) -> datetime | None:
    year = int(digits[:width]) + (2000 if width == 2 else 0)
    fields = [int(digits[at : at + 2]) for at in range(width, len(digits) - 1, 2)]
    month, day, hour, minute, *seconds = fields
    try:
        return datetime(year, month, day, hour, minute, seconds[0] if seconds else 0, tzinfo=UTC)
    except ValueError:
        return None
