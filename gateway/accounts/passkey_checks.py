"""Passkeys (W3C Web Authentication, level 2): options for browsers, and checks of what they answer.

A challenge is signed by the application and says until when it may be answered and for what, so
none has to be stored before it is answered; answered ones are remembered (`spend`).
"""

import hmac
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from ipaddress import ip_address
from typing import Any

import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from yarl import URL

from calendar_store.model.errors import InvalidInput

_ANSWERED_WITHIN = timedelta(minutes=15)
_NONCE, _MOMENT = 16, 8
"""Length in octets of a challenge's random part, and of its end in seconds since 1970."""
_NOT_TAKEN = "the passkey could not be checked; try again"
_LONGEST = 16_000


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """The site that passkeys belong to.

    Attributes:
        id: its domain.
        origin: the origin of its pages.
        key: signs challenges.
    """

    id: str
    origin: str
    key: bytes


@dataclass(frozen=True, slots=True)
class PasskeyAnswer:
    """What a browser has answered, checked as far as the challenge goes.

    Attributes:
        fields: the answer as the browser wrote it.
        credential_id: the id of the passkey.
        challenge: the challenge that was answered.
        expires_at: until when it may be answered, UTC.
    """

    fields: dict[str, Any]
    credential_id: bytes
    challenge: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewPasskey:
    """A passkey that a browser has made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def relying_party(public_url: URL, key: bytes) -> RelyingParty | None:
    """Return the site for passkeys; None where browsers have none: without TLS, or by address."""
    host = public_url.host or ""
    try:
        ip_address(host)
    except ValueError:
        usable = public_url.scheme == "https" or host == "localhost"
        return RelyingParty(host, str(public_url.origin()), key) if usable and host else None
    return None


def creation_options(
    site: RelyingParty,
    purpose: str,
    account: tuple[int, str, str],
    known: Iterable[bytes],
    now: datetime,
) -> str:
    """Return the options for a new passkey, as JSON.

    Args:
        site: the site.
        purpose: what the challenge is for; the answer is checked for the same.
        account: id, address and name.
        known: the ids of passkeys that the account has.
        now: UTC.
    """
    number, address, name = account
    options = webauthn.generate_registration_options(
        rp_id=site.id,
        rp_name="Textback",
        user_name=address,
        user_display_name=name,
        user_id=number.to_bytes(8, "big"),
        challenge=_challenge(site.key, purpose, now),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.PREFERRED,
        ),
    )
    return webauthn.options_to_json(options)


def request_options(
    site: RelyingParty,
    purpose: str,
    known: Iterable[bytes],
    now: datetime,
    *,
    alone: bool = False,
) -> str:
    """Return the options for the use of a passkey, as JSON.

    Args:
        site: the site.
        purpose: what the challenge is for; the answer is checked for the same.
        known: the ids of passkeys to choose from; none for whichever the browser has, which then
            has to verify who uses it.
        now: UTC.
        alone: whether one of `known` has to verify its owner too: nothing else is asked for.
    """
    some = [PublicKeyCredentialDescriptor(id=one) for one in known]
    wanted = UserVerificationRequirement
    options = webauthn.generate_authentication_options(
        rp_id=site.id,
        challenge=_challenge(site.key, purpose, now),
        allow_credentials=some,
        user_verification=wanted.PREFERRED if some and not alone else wanted.REQUIRED,
    )
    return webauthn.options_to_json(options)


def require_site(site: RelyingParty | None) -> RelyingParty:
    """Return the site of passkeys.

    Raises:
        InvalidInput: if browsers can have no passkeys here.
    """
    if site is None:
        raise InvalidInput("there are no passkeys here")
    return site


def read_answer(site: RelyingParty, purpose: str, answer: str, now: datetime) -> PasskeyAnswer:
    """Read what a browser has answered, and check that it answers a challenge of ours.

    Args:
        site: the site.
        purpose: what the challenge has to be for.
        answer: the browser's answer, as JSON.
        now: UTC.

    Raises:
        InvalidInput: if it cannot be read, or answers another challenge or one that is too old.
    """
    try:
        fields = json.loads(answer[:_LONGEST])
        told = json.loads(base64url_to_bytes(fields["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(told["challenge"])
        credential_id = base64url_to_bytes(fields["rawId"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise InvalidInput(_NOT_TAKEN) from error
    expires_at = _end_of(site.key, purpose, challenge)
    if expires_at is None or expires_at <= now:
        raise InvalidInput(_NOT_TAKEN)
    return PasskeyAnswer(fields, credential_id, challenge, expires_at)


def made_passkey(site: RelyingParty, answer: PasskeyAnswer) -> NewPasskey:
    """Return the passkey that a browser has made.

    Raises:
        InvalidInput: if the answer is not right.
    """
    try:
        made = webauthn.verify_registration_response(
            credential=answer.fields,
            expected_challenge=answer.challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
        )
    except Exception as error:
        # what strangers send makes the library raise errors of many kinds
        raise InvalidInput(_NOT_TAKEN) from error
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count)


def checked_use(
    site: RelyingParty, answer: PasskeyAnswer, public_key: bytes, sign_count: int, *, alone: bool
) -> int:
    """Check the signature of a passkey; return the authenticator's new counter.

    Args:
        site: the site.
        answer: what the browser has answered.
        public_key: of the passkey.
        sign_count: the counter when it was last used.
        alone: whether it stands for the password too: then its owner has to be verified.

    Raises:
        InvalidInput: if the answer is not right.
    """
    try:
        used = webauthn.verify_authentication_response(
            credential=answer.fields,
            expected_challenge=answer.challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=public_key,
            credential_current_sign_count=sign_count,
            require_user_verification=alone,
        )
    except Exception as error:
        # what strangers send makes the library raise errors of many kinds
        raise InvalidInput(_NOT_TAKEN) from error
    return used.new_sign_count


def _challenge(key: bytes, purpose: str, now: datetime) -> bytes:
    ends = int((now + _ANSWERED_WITHIN).timestamp()).to_bytes(_MOMENT, "big")
    told = secrets.token_bytes(_NONCE) + ends
    return told + _signature(key, purpose, told)


def _end_of(key: bytes, purpose: str, challenge: bytes) -> datetime | None:
    """Return until when a challenge may be answered; None for one that is not ours."""
    told, signature = challenge[: _NONCE + _MOMENT], challenge[_NONCE + _MOMENT :]
    if not hmac.compare_digest(signature, _signature(key, purpose, told)):
        return None
    return datetime.fromtimestamp(int.from_bytes(told[_NONCE:], "big"), UTC)


def _signature(key: bytes, purpose: str, told: bytes) -> bytes:
    return hmac.new(key, b"passkey\0" + purpose.encode() + b"\0" + told, sha256).digest()
