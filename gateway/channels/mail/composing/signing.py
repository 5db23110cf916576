"""Signs mails by DKIM (RFC 6376) with keys of RSA and Ed25519 (RFC 8463).

Our own call of `cryptography`: dkimpy signs in Python and needs about 9 ms for a mail with a key of
2048 bits, where this needs 0.5 ms. dkimpy verifies our signatures in the tests.
"""

import base64
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_private_key,
)

from gateway.channels.mail.composing.headers import Field, ascii_domain

SIGNED = (
    *("from", "to", "reply-to", "subject", "date", "message-id", "in-reply-to", "references"),
    *("list-unsubscribe", "list-unsubscribe-post", "auto-submitted", "content-language"),
    *("mime-version", "content-type"),
)
"""Header fields that are signed where a mail has them (RFC 6376 §5.4.1; RFC 8058 §4)."""
OVERSIGNED = frozenset({"from", "to", "subject", "date", "reply-to", "message-id"})
"""Fields that are listed once more than they stand there, so that nobody can add another one."""

_LEAST_BITS = 1024
_BLANKS = re.compile(r"[ \t\r\n]+")
_BODY_BLANKS = re.compile(rb" [ \t]+|\t[ \t]*")
"""Blanks that are not one space already, which most are."""
_LINE = 72
"""Letters of base64 on a line of a signature."""


class DkimKeyInvalid(ValueError):
    """A key file that cannot sign mails; the message says why."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key of DKIM.

    Attributes:
        selector: names the DNS record of the public key: selector._domainkey.domain.
        algorithm: "rsa-sha256" or "ed25519-sha256".
        sign: signs octets.
        public: the public key as the record has it: DER of RSA, or the 32 octets of Ed25519.
    """

    selector: str
    algorithm: str
    sign: Callable[[bytes], bytes]
    public: bytes

    @property
    def record(self) -> str:
        """The DNS record of the public key (RFC 6376 §3.6.1, RFC 8463 §4)."""
        kind = self.algorithm.partition("-")[0]
        return f"v=DKIM1; k={kind}; p={base64.b64encode(self.public).decode()}"


class Signer:
    """Signs mails with every configured key.

    Attributes:
        domain: the domain that signs, in ASCII.
        keys: the keys.

    Args:
        domain: the domain that signs; it has to be that of From, or above it, to count for DMARC.
        keys: the keys, at least one.
    """

    def __init__(self, domain: str, keys: Sequence[SigningKey]) -> None:
        self.domain = ascii_domain(domain.lower())
        self.keys = tuple(keys)

    @classmethod
    def load(cls, domain: str, files: Mapping[str, Path]) -> "Signer | None":
        """Return a signer with the keys of some files; None without files.

        Args:
            domain: the domain that signs.
            files: PEM files by selector.

        Raises:
            DkimKeyInvalid: if a file has no key that can sign.
        """
        keys = [load_key(selector, path) for selector, path in files.items()]
        return cls(domain, keys) if keys else None

    def signatures(self, fields: Sequence[Field], body: bytes) -> bytes:
        """Return a DKIM-Signature field for each key, to stand before a mail.

        Args:
            fields: the header fields of the mail, in order.
            body: its body, lines ended by CRLF.
        """
        body_hash = base64.b64encode(hashlib.sha256(relaxed_body(body)).digest()).decode()
        names, canonical = _signed_fields(fields)
        return b"".join(self._signature(key, names, canonical, body_hash) for key in self.keys)

    def _signature(
        self, key: SigningKey, names: Sequence[str], canonical: str, body_hash: str
    ) -> bytes:
        value = (
            f"v=1; a={key.algorithm}; c=relaxed/relaxed; d={self.domain};\r\n"
            f" s={key.selector}; h={_folded_names(names)};\r\n"
            f" bh={body_hash};\r\n b="
        )
        signed = (canonical + _relaxed_field("dkim-signature", value)).encode()
        letters = base64.b64encode(key.sign(signed)).decode()
        lines = [letters[at : at + _LINE] for at in range(0, len(letters), _LINE)]
        return f"DKIM-Signature: {value}".encode() + "\r\n  ".join(lines).encode() + b"\r\n"


def load_key(selector: str, path: Path) -> SigningKey:
    """Return the key of a PEM file.

    Args:
        selector: the selector of its DNS record.
        path: the file.

    Raises:
        DkimKeyInvalid: if there is no unencrypted key of RSA or Ed25519, or RSA is too short.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise DkimKeyInvalid(f"{path}: there is no unencrypted private key in PEM") from error
    if isinstance(key, RSAPrivateKey):
        if key.key_size < _LEAST_BITS:
            raise DkimKeyInvalid(f"{path}: a key of {key.key_size} bits is refused by receivers")
        return SigningKey(selector, "rsa-sha256", partial(_sign_rsa, key), _der(key))
    if isinstance(key, Ed25519PrivateKey):
        return SigningKey(selector, "ed25519-sha256", partial(_sign_ed25519, key), _raw(key))
    raise DkimKeyInvalid(f"{path}: a key of DKIM is of RSA or Ed25519")


def _sign_rsa(key: RSAPrivateKey, data: bytes) -> bytes:
    return key.sign(data, PKCS1v15(), SHA256())


def _sign_ed25519(key: Ed25519PrivateKey, data: bytes) -> bytes:
    # RFC 8463 §3: what is signed is the hash
    return key.sign(hashlib.sha256(data).digest())


def _der(key: RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _raw(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def relaxed_body(body: bytes) -> bytes:
    """Return a body in the relaxed form (RFC 6376 §3.4.4).

    Args:
        body: the body, lines ended by CRLF.
    """
    blanks = _BODY_BLANKS.sub(b" ", body).replace(b" \r\n", b"\r\n")
    whole = blanks.removesuffix(b" ")
    while whole.endswith(b"\r\n\r\n"):
        whole = whole[:-2]
    if whole == b"\r\n" or not whole:
        return b""
    return whole if whole.endswith(b"\r\n") else whole + b"\r\n"


def _signed_fields(fields: Sequence[Field]) -> tuple[list[str], str]:
    """Return the names of the signed fields, and the fields in the relaxed form."""
    by_name = {name.lower(): value for name, value in fields}
    present = [name for name in SIGNED if name in by_name]
    canonical = "".join(_relaxed_field(name, by_name[name]) + "\r\n" for name in present)
    # of a name listed once too often nothing is added to what is signed (RFC 6376 §5.4.2)
    return [*present, *sorted(OVERSIGNED)], canonical


def _relaxed_field(name: str, value: str) -> str:
    """Return a header field in the relaxed form (RFC 6376 §3.4.2), without its line end."""
    return f"{name}:{_BLANKS.sub(' ', value).strip()}"


def _folded_names(names: Sequence[str]) -> str:
    half = len(names) // 3 + 1
    rows = [names[at : at + half] for at in range(0, len(names), half)]
    return ":\r\n  ".join(":".join(row) for row in rows)
