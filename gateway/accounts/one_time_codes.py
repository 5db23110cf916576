"""One-time codes of an app on the phone (RFC 6238), and recovery codes where the phone is lost."""

import hmac
from datetime import datetime

import pyotp
import segno

from gateway.accounts.password_hashes import generate_password

_SECONDS = 30
_NEAR = (0, -1, 1)
"""Time steps that count, from the present one: clocks of phones are off by some seconds."""
_RECOVERY_CODES = 8


def new_secret() -> str:
    """Return a new secret of 160 bits, in Base32."""
    return pyotp.random_base32()


def secret_url(secret: str, account: str, issuer: str) -> str:
    """Return the URL that an app on the phone reads from a QR code.

    Args:
        secret: the secret.
        account: the address of the account.
        issuer: the name that the app shows.
    """
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def qr_code(url: str) -> str:
    """Return a QR code as an SVG element, without style attributes."""
    return str(segno.make(url, error="m").svg_inline(scale=4, light="#fff", border=4))


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step of a code; None if the code is wrong or too old.

    Args:
        secret: the secret of the account.
        code: as entered; spaces do not matter.
        now: UTC.
    """
    entered = "".join(code.split())
    if not (entered.isascii() and entered.isdecimal() and len(entered) == 6):
        return None
    totp = pyotp.TOTP(secret)
    present = int(now.timestamp()) // _SECONDS
    for step in (present + offset for offset in _NEAR):
        if hmac.compare_digest(totp.generate_otp(step), entered):
            return step
    return None


def recovery_codes() -> list[str]:
    """Return new recovery codes, of 79 bits each."""
    return [generate_password() for _ in range(_RECOVERY_CODES)]
