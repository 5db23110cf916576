"""Certificates: until when they are valid, and what that means."""

import ssl
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509

from gateway.doctor.findings import Area, Finding, FindingCode, Level, found

_SOON, _AT_ONCE = 14, 3
"""Days before the end from which on it is a warning, and a trouble."""


def ends_of(held: ssl.SSLObject | None) -> datetime | None:
    """Return when the certificate of a server ends, UTC; None where there is none."""
    certificate = held.getpeercert() if held else None
    if not certificate:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)


def end_of_file(path: Path) -> datetime:
    """Return when the first certificate of a PEM file ends, UTC.

    Raises:
        OSError: if it cannot be read.
        ValueError: if it holds none.
    """
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc


def of_certificate(where: str, ends: datetime, now: datetime) -> Finding:
    """Return how a certificate stands.

    Args:
        where: whose it is.
        ends: when it ends, UTC.
        now: UTC.
    """
    days = (ends - now).days
    facts = {"until": f"{ends:%Y-%m-%d}", "days": max(0, days)}
    if ends <= now:
        return found(Area.TLS, Level.TROUBLE, FindingCode.CERTIFICATE_OVER, where, facts=facts)
    level, code = Level.FINE, FindingCode.CERTIFICATE_FINE
    if days < _SOON:
        level, code = Level.WARNING, FindingCode.CERTIFICATE_SOON
    if days < _AT_ONCE:
        level = Level.TROUBLE
    return found(Area.TLS, level, code, where, facts=facts)
