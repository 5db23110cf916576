"""Signed links to the pages of clients.

A link names its purpose and what it is about, and says until when it is valid; the signature covers
all of it. Whoever has the link may do what its page offers, so a link is never guessed and never
works for another purpose. Opening a link changes nothing: scanners of mail systems open every link.

The token is base64 of the packed ids and the expiry, and a truncated HMAC-SHA256 by itsdangerous:
short enough that a link is one line of a mail.
"""

import hashlib
import hmac
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from itsdangerous import BadData, Signer
from itsdangerous.encoding import base64_decode, base64_encode, want_bytes
from itsdangerous.signer import SigningAlgorithm
from yarl import URL

from calendar_store.model.statuses import Channel
from gateway.links.codes import Codes

_MAC_OCTETS = 12
_MINUTE = timedelta(minutes=1)
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
# practice, appointment or client, version (or channel and address), expiry in minutes
_PACKED = struct.Struct(">QQHI")
_MOST_VERSIONS = 0xFFFF
_CHANNELS = (Channel.SMS, Channel.EMAIL)
_LONGEST = 128
"""Longest token that is looked at, in characters."""
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_AFTER = " \t\r\n.,;:!?)]}>=*'\"\u00a0\u2018\u2019\u201c\u201d\u00bb\u2026"
"""What programs take for a part of a link that stands at the end of a sentence or in quotes."""


class LinkInvalid(ValueError):
    """A link that we did not make, or that somebody has altered or cut."""


class LinkPurpose(StrEnum):
    """The pages that links lead to; the value is the first part of the path."""

    APPOINTMENT = "a"
    PREFERENCES = "p"
    UNSUBSCRIBE = "u"
    HOLD = "h"
    """A time held on the booking page: its token is part of an address under /b/."""


@dataclass(frozen=True, slots=True)
class ClientLink:
    """What a link is about.

    Attributes:
        purpose: the page that it leads to.
        practice_id: the practice.
        about: the appointment for APPOINTMENT, the hold for HOLD, else the client.
        expires_at: until when the link is valid, UTC; after it the page only says what stands.
        version: for APPOINTMENT, the appointment's version when the link was made.
        channel: for the other purposes, the channel on which the link was sent.
        number: for them, channel and address as the token has them.
    """

    purpose: LinkPurpose
    practice_id: int
    about: int
    expires_at: datetime
    version: int = 0
    channel: Channel = Channel.EMAIL
    number: int = 0

    def is_for(self, address: str) -> bool:
        """Tell whether the link was sent to an address.

        After staff have corrected an address, links in the mailbox of a stranger are worth nothing.

        Args:
            address: the client's address on the link's channel, as it is now.
        """
        return self.number == _number_of(self.channel, address)


class Links:
    """Makes and reads links.

    Attributes:
        codes: codes of the same keys.

    Args:
        public_url: the URL by which browsers reach the pages.
        keys: the signing keys, the newest first.
    """

    def __init__(self, public_url: str, keys: Sequence[bytes]) -> None:
        self.public_url = public_url
        self._base = URL(public_url)
        self.pages = public_url.rstrip("/")
        self._root = str(self._base.with_path("/"))
        self.codes = Codes(keys)
        self._signers = {
            # itsdangerous signs with the last key
            purpose: _QuickSigner(
                list(reversed(keys)),
                salt=f"textback link {purpose.value}",
                sep=".",
                key_derivation="hmac",
                digest_method=hashlib.sha256,
                algorithm=_ShortMac(),
            )
            for purpose in LinkPurpose
        }

    def appointment(
        self, practice_id: int, appointment_id: int, version: int, expires_at: datetime
    ) -> str:
        """Return the URL of an appointment's page.

        Args:
            practice_id: the practice.
            appointment_id: the appointment.
            version: its version now.
            expires_at: UTC; usually the end of the appointment.
        """
        number = min(version, _MOST_VERSIONS)
        return self._url(LinkPurpose.APPOINTMENT, practice_id, appointment_id, number, expires_at)

    def preferences(
        self, practice_id: int, client_id: int, sent_to: tuple[Channel, str], expires_at: datetime
    ) -> str:
        """Return the URL of a client's preferences.

        Args:
            practice_id: the practice.
            client_id: the client.
            sent_to: the channel and the client's address to which the link is sent.
            expires_at: UTC.
        """
        number = _number_of(*sent_to)
        return self._url(LinkPurpose.PREFERENCES, practice_id, client_id, number, expires_at)

    def unsubscribe(
        self, practice_id: int, client_id: int, sent_to: tuple[Channel, str], expires_at: datetime
    ) -> str:
        """Return the URL that stops the messages of a channel; arguments as for `preferences`."""
        number = _number_of(*sent_to)
        return self._url(LinkPurpose.UNSUBSCRIBE, practice_id, client_id, number, expires_at)

    def hold_token(self, practice_id: int, hold_id: int, expires_at: datetime) -> str:
        """Return the token of a time held on the booking page; arguments as for `appointment`."""
        return self._token(LinkPurpose.HOLD, practice_id, hold_id, 0, expires_at)

    def at(self, path: str) -> str:
        """Return the URL of a path of ours, as "/s/CODE"."""
        return str(self._base.with_path(path))

    @staticmethod
    def path_of(url: str) -> str:
        """Return the path of a URL of ours without its first slash, as "a/TOKEN"."""
        return URL(url).path.lstrip("/")

    def read(self, purpose: LinkPurpose, token: str) -> ClientLink:
        """Return what a link is about.

        Args:
            purpose: the page that was opened.
            token: the part of its path after the purpose.

        Raises:
            LinkInvalid: if the token is not one of ours for this purpose.
        """
        token = token[:_LONGEST].rstrip(_AFTER)
        # a decoder of base64 would skip other characters
        if not _TOKEN.fullmatch(token):
            raise LinkInvalid(token)
        try:
            packed = base64_decode(self._signers[purpose].unsign(token))
            practice_id, about, number, minutes = _PACKED.unpack(packed)
        except (BadData, struct.error):
            raise LinkInvalid(token) from None
        expires_at = _UNIX + minutes * _MINUTE
        if purpose is LinkPurpose.APPOINTMENT:
            return ClientLink(purpose, practice_id, about, expires_at, version=number)
        channel = _CHANNELS[number & 1]
        return ClientLink(purpose, practice_id, about, expires_at, channel=channel, number=number)

    def _url(
        self, purpose: LinkPurpose, practice_id: int, about: int, number: int, expires_at: datetime
    ) -> str:
        token = self._token(purpose, practice_id, about, number, expires_at)
        # a token has no letter that a URL would write otherwise
        return f"{self._root}{purpose.value}/{token}"

    def _token(
        self, purpose: LinkPurpose, practice_id: int, about: int, number: int, expires_at: datetime
    ) -> str:
        minutes = -(-(expires_at - _UNIX) // _MINUTE)
        packed = _PACKED.pack(practice_id, about, number, minutes)
        return self._signers[purpose].sign(base64_encode(packed)).decode()


class _QuickSigner(Signer):
    """A signer that derives each key once."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._derived: dict[bytes, bytes] = {}

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        """Return the key for the purpose, derived from the given key or the newest one."""
        secret = self.secret_keys[-1] if secret_key is None else want_bytes(secret_key)
        if secret not in self._derived:
            self._derived[secret] = super().derive_key(secret)
        return self._derived[secret]


class _ShortMac(SigningAlgorithm):
    """HMAC-SHA256, truncated to 96 bits (RFC 2104 §5)."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        """Return the signature of a value."""
        # not hmac.digest: it lets other threads go first, and waits for them, at each link
        return hmac.new(key, value, "sha256").digest()[:_MAC_OCTETS]


def _number_of(channel: Channel, address: str) -> int:
    """Return the channel in the last bit, before it 15 bits of the address."""
    digest = hashlib.sha256(address.strip().lower().encode()).digest()
    return int.from_bytes(digest[:2], "big") & ~1 | _CHANNELS.index(channel)
