"""Device cookies: a signed cookie marks browsers in which an account has logged in before.

The cookie does not log anybody in. It only separates a known browser from a stranger's guesses of
the same account's password (`rate_limit`). The key of the signature is made of the password's hash,
so the cookie is valid after a restart and in every process, and a new password invalidates it.
"""

import hmac
import secrets
from hashlib import sha256

from calendar_store.model.practices import StaffMember

LASTS = 365 * 24 * 3600
"""Lifetime of the cookie in seconds."""
_MOST = 5
"""Limit of accounts in one browser's cookie; colleagues may share a browser."""
_BETWEEN = "~"


def device_of(cookie: str, member: StaffMember | None) -> str:
    """Return the id of a member's known browser; "" if the browser is not known.

    Args:
        cookie: the cookie that the browser sent.
        member: the account that the log-in is for; None if there is no such account.
    """
    if member is None:
        return ""
    for one in cookie.split(_BETWEEN)[:_MOST]:
        who, _, rest = one.partition(".")
        nonce, _, signature = rest.partition(".")
        right = _signature(member, nonce)
        if who == str(member.id) and hmac.compare_digest(
            signature.encode(errors="surrogateescape"), right.encode()
        ):
            return nonce
    return ""


def cookie_for(cookie: str, member: StaffMember) -> str:
    """Return the new cookie of a browser in which a member has just logged in.

    Args:
        cookie: the cookie that the browser sent; "" for none.
        member: the member of staff.
    """
    nonce = secrets.token_hex(16)
    mine = f"{member.id}.{nonce}.{_signature(member, nonce)}"
    others = [
        one
        for one in cookie.split(_BETWEEN)
        if one and one.isascii() and len(one) < 200 and not one.startswith(f"{member.id}.")
    ]
    return _BETWEEN.join([mine, *others][:_MOST])


def _signature(member: StaffMember, nonce: str) -> str:
    key = sha256(b"device\0" + member.password_hash.encode()).digest()
    told = f"{member.id}.{nonce}".encode(errors="surrogateescape")
    return hmac.new(key, told, sha256).hexdigest()
