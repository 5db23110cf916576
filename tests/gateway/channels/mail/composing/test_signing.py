"""Signatures are verified by dkimpy, and hold against what happens to mails on their way."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from calendar_store.model.statuses import MessageKind
from gateway.channels.mail.composing.compose import compose
from gateway.channels.mail.composing.mail_facts import Invitation, MailThread
from gateway.channels.mail.composing.signing import DkimKeyInvalid, Signer, load_key, relaxed_body
from tests.support.dkim_verifying import records, verifies, with_ed25519
from tests.support.mail_samples import mail_facts, mail_message

INVITATION = Invitation("REQUEST", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
PLAIN = NoEncryption()


def written(path: Path, key: PrivateKey, encryption: KeySerializationEncryption = PLAIN) -> Path:
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
    return path


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> Signer:
    folder = tmp_path_factory.mktemp("keys")
    files = {
        "2026a": written(folder / "rsa.pem", rsa.generate_private_key(65537, 2048)),
        "2026e": written(folder / "ed.pem", ed25519.Ed25519PrivateKey.generate()),
    }
    made = Signer.load("Example.org", files)
    assert made is not None
    return made


@pytest.fixture(autouse=True)
def _ed25519(monkeypatch: pytest.MonkeyPatch) -> None:
    with_ed25519(monkeypatch)


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize("kind", list(MessageKind))
def test_both_signatures_of_every_kind_of_mail_are_verified(
    signer: Signer, kind: MessageKind, index: int
):
    thread = MailThread("Grüße und Fragen", "<a@b.example>", ("<c@b.example>",) * 12)
    facts = mail_facts(kind, "Code 402913.", thread=thread, invitation=INVITATION)
    assert verifies(compose(facts, signer).data, records(signer), index)


@pytest.mark.parametrize("index", [0, 1])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Hello Ada", b"Hello Eve"),
        (b"Subject: Your", b"Subject: My"),
        (b"List-Unsubscribe: <https://book", b"List-Unsubscribe: <https://evil"),
        (b"List-Unsubscribe-Post: List-Unsubscribe=One-Click", b"List-Unsubscribe-Post: None"),
        (b"Reply-To: Studio", b"Reply-To: Studia"),
        # a second From, above or below ours, would be the one that a mail program shows
        (b"From: ", b"From: eve@evil.example\r\nFrom: "),
        (b"Content-Type: multipart", b"From: eve@evil.example\r\nContent-Type: multipart"),
        (b"Content-Type: multipart", b"Subject: Pay now\r\nContent-Type: multipart"),
    ],
)
def test_a_mail_that_was_altered_is_not_verified(
    signer: Signer, index: int, old: bytes, new: bytes
):
    mail = compose(mail_facts(), signer).data
    assert mail.count(old) >= 1
    assert not verifies(mail.replace(old, new, 1), records(signer), index)


@pytest.mark.parametrize("index", [0, 1])
def test_a_mail_that_a_server_folded_anew_is_still_verified(signer: Signer, index: int):
    mail = compose(mail_facts(), signer).data
    refolded = mail.replace(b"Subject: Your appointment", b"Subject:   Your\r\n\tappointment")
    refolded = b"Received: from a by b; Sun, 22 Nov 2026 09:00:01 +0000\r\n" + refolded
    assert refolded != mail
    assert verifies(refolded + b"\r\n\r\n", records(signer), index)


def test_names_outside_ascii_are_signed_as_they_are_written(signer: Signer):
    message = mail_message(MessageKind.REMINDER, recipient="tête@müller.example")
    facts = mail_facts(message=message)
    assert verifies(compose(facts, signer).data, records(signer))


def test_the_signature_names_the_domain_in_lower_case_and_ascii(signer: Signer):
    assert signer.domain == "example.org"
    assert Signer("MÜLLER.example", signer.keys).domain == "xn--mller-kva.example"


def test_no_files_are_no_signer():
    assert Signer.load("example.org", {}) is None


def test_a_key_that_cannot_sign_is_refused_in_words(tmp_path: Path):
    missing = tmp_path / "missing.pem"
    for path, complaint in (
        (missing, "there is no unencrypted private key"),
        (
            written(
                tmp_path / "locked.pem",
                rsa.generate_private_key(65537, 2048),
                BestAvailableEncryption(b"secret"),
            ),
            "there is no unencrypted private key",
        ),
        (
            written(tmp_path / "ec.pem", ec.generate_private_key(ec.SECP256R1())),
            "of RSA or Ed25519",
        ),
    ):
        with pytest.raises(DkimKeyInvalid, match=complaint):
            load_key("a", path)


@pytest.mark.parametrize(
    ("body", "relaxed"),
    [
        (b"", b""),
        (b"\r\n\r\n", b""),
        (b" C \r\nD \t E\r\n\r\n\r\n", b" C\r\nD E\r\n"),
        (b"no end", b"no end\r\n"),
        (b"a\r\n \r\n", b"a\r\n"),
    ],
)
def test_the_relaxed_body_is_that_of_the_rfc(body: bytes, relaxed: bytes):
    # RFC 6376 §3.4.5
    assert relaxed_body(body) == relaxed
