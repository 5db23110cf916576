"""Signed addresses: addresses of ours that name the message which they were sent with.

A mail to such an address belongs to that message, whoever it seems to come from: a sender is
believed only by the signed address that it answers to, never by From. The token is bound to its
purpose and expires. It is base32 in lower case, because some servers change the case of a local
part; a local part has at most 64 octets (RFC 5321 §4.5.3.1.1).
"""

import base64
import binascii
import hmac
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from calendar_store.database.ids import made_at

_LONGEST_LOCAL = 64
_MAC_OCTETS = 10
_DAY = timedelta(days=1)
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_ORGANIZER_LASTS = timedelta(days=6 * 365)
"""Longer than an appointment may be booked ahead."""
# practice, message, expiry in days
_PACKED = struct.Struct(">QQH")
_TOKEN_OCTETS = _PACKED.size + _MAC_OCTETS
_TOKEN_LENGTH = -(-_TOKEN_OCTETS * 8 // 5)
LONGEST_LOCAL = _LONGEST_LOCAL - _TOKEN_LENGTH - 2
"""Longest local part of the sender's address, in octets, that leaves room for "+" and a token."""


class Purpose(StrEnum):
    """What an address is for; the value is the first letter of the token.

    INVITATION is the organizer of a calendar invitation. It names the appointment in place of a
    message: calendars tie an event to its organizer, who has to stay the same in every update
    (RFC 5546 §3.2.2), so `organizer` makes the same address each time.
    """

    REPLY = "r"
    BOUNCE = "b"
    STOP = "u"
    INVITATION = "i"


@dataclass(frozen=True, slots=True)
class SignedAddress:
    """What a signed address says.

    Attributes:
        purpose: what it is for.
        practice_id: the practice that sent the message.
        message_id: the message; for INVITATION, the appointment.
        expires_at: until when the address is valid, UTC.
    """

    purpose: Purpose
    practice_id: int
    message_id: int
    expires_at: datetime


class SignedAddresses:
    """Makes and reads signed addresses.

    Attributes:
        sender: the bare address that clients see, in lower case: our address of every
            conversation by mail.
        domain: its domain.

    Args:
        sender: the address of `mail.sender`, without a display name.
        keys: the signing keys, the newest first.

    Raises:
        ValueError: if the local part leaves no room for a token.
    """

    def __init__(self, sender: str, keys: Sequence[bytes]) -> None:
        self.sender = sender.lower()
        self._local, _, self.domain = self.sender.rpartition("@")
        if len(self._local.encode()) > LONGEST_LOCAL:
            raise ValueError(
                f"{sender}: at most {LONGEST_LOCAL} characters before the @ leave room for the"
                " code by which answers are recognised"
            )
        self._keys = tuple(keys)

    def make(
        self, purpose: Purpose, practice_id: int, message_id: int, expires_at: datetime
    ) -> str:
        """Return the address for a message.

        Args:
            purpose: what it is for.
            practice_id: the practice that sends the message.
            message_id: the message.
            expires_at: until when it is valid, UTC; rounded up to whole days.
        """
        packed = _PACKED.pack(practice_id, message_id, -(-(expires_at - _UNIX) // _DAY))
        signed = packed + _mac(self._keys[0], purpose, packed)
        token = base64.b32encode(signed).decode().rstrip("=").lower()
        return f"{self._local}+{purpose.value}{token}@{self.domain}"

    def organizer(self, practice_id: int, appointment_id: int) -> str:
        """Return the organizer's address of an appointment's invitations, the same each time.

        Args:
            practice_id: the practice.
            appointment_id: the appointment.
        """
        until = made_at(appointment_id) + _ORGANIZER_LASTS
        return self.make(Purpose.INVITATION, practice_id, appointment_id, until)

    def read(self, address: str) -> SignedAddress | None:
        """Return what an address of ours says; None for another or an altered address.

        Args:
            address: the address, in any case, without a display name.
        """
        local, _, domain = address.strip().lower().rpartition("@")
        name, _, token = local.rpartition("+")
        if domain != self.domain or name != self._local or len(token) != _TOKEN_LENGTH + 1:
            return None
        try:
            purpose = Purpose(token[0])
            signed = base64.b32decode(token[1:].upper() + "=" * (-_TOKEN_LENGTH % 8))
        except (ValueError, binascii.Error):
            return None
        packed, mac = signed[: _PACKED.size], signed[_PACKED.size :]
        if not any(hmac.compare_digest(mac, _mac(key, purpose, packed)) for key in self._keys):
            return None
        practice_id, message_id, days = _PACKED.unpack(packed)
        return SignedAddress(purpose, practice_id, message_id, _UNIX + days * _DAY)


def _mac(key: bytes, purpose: Purpose, packed: bytes) -> bytes:
    # not hmac.digest: it lets other threads go first, and waits for them, at each address
    whole = hmac.new(key, b"textback address " + purpose.encode() + packed, "sha256").digest()
    return whole[:_MAC_OCTETS]
