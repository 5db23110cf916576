"""The text inside an opaque S/MIME signature is read."""

import base64
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import NameOID

from gateway.channels.mail.reading.read_mail import read_mail
from gateway.channels.mail.reading.signed_content import signed_content
from tests.support.received_mails import written

INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nYes, I come.\r\n\r\n> Reply 1\r\n"


def _signed(content: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Anna")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(certificate, key, hashes.SHA256())
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])


def test_text_inside_a_signature() -> None:
    body = base64.encodebytes(_signed(INNER)).decode()
    headers = {
        "Content-Type": "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        "Content-Transfer-Encoding": "base64",
    }
    read = read_mail(written("Re: Your appointment", body, headers))
    assert (read.kind, read.text, read.attachments) == ("answer", "Yes, I come.", ())


def test_content_in_pieces() -> None:
    head = bytes.fromhex("308006092a864886f70d010702a0803080020101310030800609")
    pieces = b"\x24\x80\x04\x03Yes\x04\x05, ok.\x00\x00"
    made = head + bytes.fromhex("2a864886f70d010701a080") + pieces
    assert signed_content(made) == b"Yes, ok."


@pytest.mark.parametrize("octets", [b"", b"\x30", b"\x30\x80\x06\x01\x01", b"\x30\xff" * 20, b"x"])
def test_other_octets_have_no_content(octets: bytes) -> None:
    assert signed_content(octets) == b""


def test_every_cut_of_a_signature_is_survived() -> None:
    whole = _signed(INNER)
    for length in range(0, len(whole), 7):
        assert len(signed_content(whole[:length])) <= len(INNER)


def test_encrypted_mail_is_named_and_has_no_text() -> None:
    headers = {
        "Content-Type": "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
        "Content-Transfer-Encoding": "base64",
    }
    read = read_mail(written("Re: x", "MIAGCSqGSIb3DQEHA6CA", headers))
    assert (read.kind, read.text) == ("answer", "")
    assert [one.name for one in read.attachments] == ["smime.p7m"]
