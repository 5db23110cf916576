"""Masks personal data in PDUs: phone numbers and texts.

Owns which octets are personal: the last digits of numbers, and the letters and digits of texts.
Each is replaced by another digit or letter, derived from a keyed hash. Lengths, alphabets, headers,
types of number and spelling stay the same, and one number has one mask in every spelling.
"""

import hashlib
import hmac
import re
from collections.abc import Callable
from struct import Struct

from aiosmpplib.state import (  # type: ignore[import-untyped]
    MESSAGE_STATE,
    NETWORK_ERROR_CODE,
    RECEIPTED_MESSAGE_ID,
    SAR_MSG_REF_NUM,
    SAR_SEGMENT_SEQNUM,
    SAR_TOTAL_SEGMENTS,
    SmppCommand,
)

from gateway.channels.sms.smpp.body import MESSAGE_PAYLOAD
from gateway.channels.sms.smpp.inbound import is_marked_receipt
from gateway.channels.sms.smpp.received_text import is_utf16
from gateway.channels.sms.smpp.udh import split

_HIDDEN_DIGITS = 7
_NUMBER = re.compile(rb"[0-9]+")
_QUOTED = re.compile(rb"text\s*:", re.IGNORECASE)
_TLV = Struct("!HH")
# parameters without personal data
_PLAIN = frozenset(
    {MESSAGE_STATE, NETWORK_ERROR_CODE, RECEIPTED_MESSAGE_ID}
    | {SAR_MSG_REF_NUM, SAR_SEGMENT_SEQNUM, SAR_TOTAL_SEGMENTS}
)
_MESSAGES = frozenset({SmppCommand.SUBMIT_SM, SmppCommand.DELIVER_SM, SmppCommand.DATA_SM})
# the body of these responses is the carrier's id of a message
_WITH_ID = frozenset({SmppCommand.SUBMIT_SM_RESP, SmppCommand.DATA_SM_RESP})


class Mask:
    """Masks the addresses and bodies of PDUs.

    Args:
        key: key of the hash; with the key, a mask can be traced back to a number by trying numbers.
        unmarked_receipts: whether receipts come without the receipt bits in esm_class; then texts
            that look like a receipt are treated as receipts.
    """

    def __init__(self, key: bytes, *, unmarked_receipts: bool = False) -> None:
        self._key = key
        self._unmarked = unmarked_receipts

    def number(self, address: bytes) -> bytes:
        """Return an address with its last seven digits masked, or a name with its letters masked.

        Args:
            address: as written. Short codes stay unchanged.
        """
        digits = b"".join(_NUMBER.findall(address))
        if any(chr(octet).isalpha() for octet in address):
            return self._letters(address)
        if len(digits) < _HIDDEN_DIGITS:
            return address
        drawn = self._stream(b"number", digits[-_HIDDEN_DIGITS:], _HIDDEN_DIGITS)
        hidden = [0x30 + octet % 10 for octet in drawn]
        masked = bytearray(address)
        for at in range(len(masked) - 1, -1, -1):
            if hidden and 0x30 <= masked[at] <= 0x39:
                masked[at] = hidden.pop()
        return bytes(masked)

    def body(self, command: int, body: bytes) -> bytes:
        """Return a PDU's body without personal data.

        The body of a PDU that is neither a message nor a response with an id becomes empty.

        Args:
            command: command_id.
            body: the PDU without its header.
        """
        if command in _WITH_ID:
            return body
        if command not in _MESSAGES:
            return b""
        try:
            return self._message(body, short=command != SmppCommand.DATA_SM)
        except (IndexError, ValueError):
            return self._letters(body)  # a truncated body: every octet may be personal

    def text(self, octets: bytes, esm_class: int, data_coding: int) -> bytes:
        """Return user data with its letters and digits masked; a receipt's own fields stay.

        Args:
            octets: the user data, with any header.
            esm_class: esm_class of the message.
            data_coding: data_coding of the message.
        """
        header, data = split(octets, esm_class)
        utf16 = is_utf16(data_coding)
        kept = self._kept(data, esm_class, utf16=utf16)
        masked = self._units(data[kept:]) if utf16 else self._letters(data[kept:])
        return octets[: header.length] + data[:kept] + masked

    def _kept(self, data: bytes, esm_class: int, *, utf16: bool) -> int:
        """Return how many octets at the start are a receipt's own fields, without personal data."""
        plain = data.replace(b"\0", b"")
        looks = self._unmarked and b"id:" in plain.lower() and b"stat:" in plain.lower()
        if not (is_marked_receipt(esm_class) or looks):
            return 0
        quoted = _QUOTED.search(plain)
        if quoted is None:
            return len(data)
        return min(len(data), quoted.end() * (2 if utf16 or plain != data else 1))

    def _message(self, body: bytes, *, short: bool) -> bytes:
        made = bytearray()

        def take(count: int) -> bytes:
            if len(made) + count > len(body):
                raise IndexError
            return body[len(made) : len(made) + count]

        def string(change: Callable[[bytes], bytes] | None = None) -> None:
            value = body[len(made) : body.index(b"\0", len(made))]
            made.extend((change(value) if change else value) + b"\0")

        string()  # service_type
        for _ in range(2):
            made.extend(take(2))
            string(self.number)
        esm_class = take(1)[0]
        if short:
            made.extend(take(3))
            string()
            string()
            data_coding = take(3)[2]
            made.extend(take(5))
            length = made[-1]
            made.extend(self.text(take(length), esm_class, data_coding))
        else:
            data_coding = take(3)[2]
            made.extend(take(3))
        while len(made) < len(body):
            tag, length = _TLV.unpack(take(_TLV.size))
            made.extend(take(_TLV.size))
            made.extend(self._parameter(tag, take(length), esm_class, data_coding))
        return bytes(made)

    def _parameter(self, tag: int, value: bytes, esm_class: int, data_coding: int) -> bytes:
        if tag in _PLAIN:
            return value
        if tag == MESSAGE_PAYLOAD:
            return self.text(value, esm_class, data_coding)
        return self._letters(value)

    def _letters(self, octets: bytes) -> bytes:
        drawn = self._stream(b"text", octets, len(octets))
        return bytes(map(_another, octets, drawn))

    def _units(self, octets: bytes) -> bytes:
        """Mask the letters of UTF-16; an odd octet at the end stays."""
        made = bytearray(octets)
        drawn = self._stream(b"text", octets, len(octets))
        for at in range(0, len(octets) - 1, 2):
            high, low = octets[at], octets[at + 1]
            if high == 0:
                made[at + 1] = _another(low, drawn[at])
            elif low and not 0xD8 <= high <= 0xDB:
                # a character of the same half of the block; a low surrogate stays a low surrogate
                made[at + 1] = low & 0x80 | 0x21 + drawn[at] % 0x5E
        return bytes(made)

    def _stream(self, what: bytes, value: bytes, length: int) -> bytes:
        seed = hmac.digest(self._key, what + b"\0" + value, "sha256")
        return hashlib.shake_256(seed).digest(length)


def _another(octet: int, drawn: int) -> int:
    """Return a letter for a letter and a digit for a digit.

    Signs and control characters stay, since they show the carrier's habits.
    """
    if 0x30 <= octet <= 0x39:
        return 0x30 + drawn % 10
    if 0x41 <= octet <= 0x5A:
        return 0x41 + drawn % 26
    if 0x61 <= octet <= 0x7A:
        return 0x61 + drawn % 26
    if octet >= 0xC0:
        return 0xC0 + drawn % 0x40
    return octet
