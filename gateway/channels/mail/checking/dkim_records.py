"""Checks the DNS records of DKIM: whether receivers find the keys with which we sign."""

import base64

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
)

from gateway.channels.mail.checking.dns_lookup import DnsLookup, tags
from gateway.channels.mail.checking.findings import MailFinding, fine, hint, wrong
from gateway.channels.mail.composing.signing import Signer, SigningKey

_SHORT_KEY = 270
"""Octets of a public key of RSA with less than 2048 bits, in DER."""


async def check_dkim(lookup: DnsLookup, signer: Signer | None) -> list[MailFinding]:
    """Check whether the published keys are those that sign.

    Args:
        lookup: asks the DNS.
        signer: the signer with the configured keys; None where we do not sign.

    Raises:
        DnsUnanswered: if nobody knows.
    """
    if signer is None:
        words = (
            "mail.dkim_keys is empty, so we do not sign; that is right only if the smarthost signs"
            " for the sender's domain"
        )
        return [hint("DKIM", words)]
    return [await _dkim_of(lookup, signer.domain, key) for key in signer.keys]


async def _dkim_of(lookup: DnsLookup, domain: str, key: SigningKey) -> MailFinding:
    name = f"{key.selector}._domainkey.{domain}"
    record = f"{name} TXT {key.record}"
    found = [tags(text) for text in await lookup.texts(name)]
    keys = [each for each in found if "p" in each]
    if not keys:
        return wrong("DKIM", f"{name} has no key, so our signatures are not valid", record=record)
    if len(keys) > 1:
        return wrong("DKIM", f"{name} has {len(keys)} records; leave one")
    fault = _fault_of(keys[0], key)
    if fault:
        return wrong("DKIM", f"{name} {fault}", record=record)
    if "y" in keys[0].get("t", "").split(":"):
        return hint("DKIM", f"{name} is in test mode (t=y), so receivers may ignore it")
    if key.algorithm.startswith("rsa") and len(key.public) < _SHORT_KEY:
        return hint("DKIM", f"{name} is right; a key of 2048 bits is what receivers recommend")
    return fine("DKIM", f"{name} has our public key")


def _fault_of(record: dict[str, str], key: SigningKey) -> str:
    """Return what is wrong with a published key, "" for nothing."""
    kind = key.algorithm.partition("-")[0]
    hashes, services = record.get("h", "sha256").split(":"), record.get("s", "*").split(":")
    faults = (
        (record.get("v", "DKIM1") != "DKIM1", "has another version than DKIM1"),
        (not record["p"], "has an empty key: it was revoked"),
        (record.get("k", "rsa") != kind, f"has a key of another kind than ours, which is {kind}"),
        ("sha256" not in hashes, "does not allow sha256"),
        (not {"*", "email"} & set(services), "is not for mails (s=)"),
        (not _is_ours(record["p"], key), "has another public key than that of our private key"),
    )
    return next((words for wrong_so, words in faults if wrong_so), "")


def _is_ours(letters: str, key: SigningKey) -> bool:
    try:
        published = base64.b64decode("".join(letters.split()), validate=True)
        if key.algorithm.startswith("ed25519"):
            return published == key.public
        # some publish the key without its envelope (RFC 8017, A.1.1)
        read = load_der_public_key(published)
    except (ValueError, UnsupportedAlgorithm):
        return False
    return read.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == key.public
