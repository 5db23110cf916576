"""A key that cannot sign mails is refused while the configuration is read."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pydantic import ValidationError

from config.mail_section import MailSettings

Key = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey


def settings(file: Path) -> MailSettings:
    return MailSettings.model_validate(
        {
            "smarthost": "127.0.0.1:25",
            "sender": "calendar@example.org",
            "dkim_keys": {"2026a": str(file)},
        }
    )


def written(file: Path, key: Key, passphrase: bytes = b"") -> Path:
    locked = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    return file


def test_keys_of_both_kinds_are_taken(tmp_path: Path):
    for name, key in (
        ("rsa", rsa.generate_private_key(65537, 2048)),
        ("ed", ed25519.Ed25519PrivateKey.generate()),
    ):
        file = written(tmp_path / name, key)
        assert dict(settings(file).dkim_keys) == {"2026a": file}


def test_what_cannot_sign_is_refused_in_one_line(tmp_path: Path):
    nothing = tmp_path / "nothing"
    nothing.write_text("nothing")
    locked = written(tmp_path / "locked", ed25519.Ed25519PrivateKey.generate(), b"secret")
    curve = written(tmp_path / "curve", ec.generate_private_key(ec.SECP256R1()))
    for file in (nothing, locked, curve):
        with pytest.raises(ValidationError, match="2026a is not the private key of a signature"):
            settings(file)
