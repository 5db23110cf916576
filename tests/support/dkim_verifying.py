"""Verifies DKIM signatures by dkimpy, with the DNS records of a test.

dkimpy verifies Ed25519 only with PyNaCl; here it gets the same operation from `cryptography`. What
is hashed, which fields count and how the record is read stays dkimpy's.
"""

import base64
from types import SimpleNamespace

import dkim
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from gateway.channels.mail.composing.signing import Signer


class _VerifyKey:
    def __init__(self, letters: bytes, encoder: object) -> None:
        del encoder
        self._key = Ed25519PublicKey.from_public_bytes(base64.b64decode(letters))

    def verify(self, data: bytes, signature: bytes) -> bytes:
        self._key.verify(signature, data)
        return data


def with_ed25519(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let dkimpy verify Ed25519 without PyNaCl."""
    nacl = SimpleNamespace(
        signing=SimpleNamespace(VerifyKey=_VerifyKey),
        encoding=SimpleNamespace(Base64Encoder=object()),
        exceptions=SimpleNamespace(BadSignatureError=InvalidSignature, ValueError=ValueError),
    )
    monkeypatch.setattr(dkim, "nacl", nacl, raising=False)


def records(signer: Signer) -> dict[bytes, bytes]:
    """Return the DNS records of a signer's keys, by their full names."""
    return {
        f"{key.selector}._domainkey.{signer.domain}.".encode(): key.record.encode()
        for key in signer.keys
    }


def verifies(mail: bytes, known: dict[bytes, bytes], index: int = 0) -> bool:
    """Return whether dkimpy accepts one of a mail's signatures.

    Args:
        mail: the mail.
        known: the DNS records, by their full names.
        index: which of the signatures, from the top.
    """

    def ask(name: bytes, timeout: int = 5) -> bytes | None:
        del timeout
        return known.get(name)

    try:
        return bool(dkim.DKIM(mail).verify(idx=index, dnsfunc=ask))
    except dkim.ValidationError:
        return False
