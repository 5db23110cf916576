"""Browsers in which somebody has logged in before: a cookie that only their account can make.

It opens nothing; it tells that guesses from elsewhere are not theirs (`attempts`). It is signed
with the hash of the password, so that it holds over restarts and in every process, and a new
password ends it.
"""

import hmac
import secrets
from hashlib import sha256

from calendar_store.model.practices import StaffMember

LASTS = 365 * 24 * 3600
"""Seconds."""
_MOST = 5
"""Accounts that one browser is known for: colleagues share the desk."""
_BETWEEN = "~"


def device_of(cookie: str, member: StaffMember | None) -> str:
    """Return which known browser of a member a cookie tells, "" for none.

    Args:
        cookie: as the browser sent it.
        member: who says to log in; None for nobody.
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
    """Return the cookie of a browser in which a member has logged in now.

    Args:
        cookie: what it had before, "" for none.
        member: who.
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
