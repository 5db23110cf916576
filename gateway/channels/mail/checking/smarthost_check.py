"""Checks the smarthost: whether it answers, encrypts, has a valid certificate, takes our log-in."""

import asyncio
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

from config.choices import MailTls
from config.mail_section import MailSettings
from gateway.channels.mail.checking.findings import MailFinding, fine, hint, unknown, wrong
from gateway.channels.mail.checking.sending_address import is_local

_WAIT = 15.0
"""Seconds to wait for the server at each step."""
_SOON = timedelta(days=14)
_DATE = re.compile(r"[A-Z][a-z]{2}, {1,2}\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}")


@dataclass(frozen=True, slots=True)
class SmarthostCheck:
    """What the smarthost showed.

    Attributes:
        findings: what was found.
        clock: the time that it told in its greeting, UTC; None if it told none.
        certificate_ends: when its certificate ends, UTC; None if none was seen.
    """

    findings: tuple[MailFinding, ...]
    clock: datetime | None = None
    certificate_ends: datetime | None = None


async def check_smarthost(settings: MailSettings, now: datetime) -> SmarthostCheck:
    """Connect to the smarthost as the service does, without sending anything.

    Args:
        settings: the section [mail].
        now: UTC, to judge the certificate.
    """
    where, tls = settings.smarthost, _tls_of(settings)
    smtp = SMTP(
        hostname=where.host,
        port=where.port,
        local_hostname=settings.hostname or settings.domain,
        timeout=_WAIT,
        use_tls=tls is MailTls.TLS,
        start_tls=False,
        tls_context=_context(settings.tls_ca),
    )
    try:
        greeting = await smtp.connect()
    except (SMTPException, OSError, TimeoutError) as error:
        return SmarthostCheck((_unreached(str(where), error),))
    findings = [fine("smarthost", f"{where} answers")]
    try:
        findings += await _greeted(smtp, settings, tls, now)
    except (SMTPException, OSError, TimeoutError) as error:
        findings.append(unknown("smarthost", f"{where} broke off: {_words(error)}"))
    finally:
        ends = _ends(smtp)
        smtp.close()
    return SmarthostCheck(tuple(findings), _told_time(greeting.message), ends)


async def _greeted(
    smtp: SMTP, settings: MailSettings, tls: MailTls, now: datetime
) -> Sequence[MailFinding]:
    await smtp.ehlo()
    findings = [*await _encrypted(smtp, settings, tls, now)]
    if any(each.subject == "TLS" and each.kind == "wrong" for each in findings):
        return findings
    if smtp.is_ehlo_or_helo_needed:
        await smtp.ehlo()
    findings += await _logged_in(smtp, settings)
    if not smtp.supports_extension("smtputf8"):
        words = "it does not offer SMTPUTF8: addresses with letters such as ü are not reached"
        findings.append(hint("smarthost", words))
    return findings


async def _encrypted(
    smtp: SMTP, settings: MailSettings, tls: MailTls, now: datetime
) -> Sequence[MailFinding]:
    offered = smtp.supports_extension("starttls")
    if tls is MailTls.NONE:
        if is_local(settings.smarthost.host):
            return [fine("TLS", "none is needed on this machine")]
        return [wrong("TLS", 'mail.tls is "none": mails and the password can be read on their way')]
    if tls is MailTls.STARTTLS:
        if not offered:
            words = "it does not offer STARTTLS, so nothing is sent to it"
            return [wrong("TLS", f'{words}; try mail.tls = "tls" with port 465')]
        try:
            await smtp.starttls()
        except (SMTPException, ssl.SSLError, OSError) as error:
            return [wrong("TLS", _of_certificate(error))]
    return _certificate(smtp, now)


def _certificate(smtp: SMTP, now: datetime) -> Sequence[MailFinding]:
    ends = _ends(smtp)
    if ends is None:
        return [unknown("TLS", "the certificate could not be read")]
    held = _encryption(smtp)
    version = held.version() if held else ""
    if ends - now < _SOON:
        return [hint("TLS", f"{version}, and the certificate ends soon, on {ends:%Y-%m-%d}")]
    return [fine("TLS", f"{version}, with a certificate that is valid until {ends:%Y-%m-%d}")]


def _encryption(smtp: SMTP) -> ssl.SSLObject | None:
    transport = smtp.transport
    held: ssl.SSLObject | None = transport.get_extra_info("ssl_object") if transport else None
    return held


def _ends(smtp: SMTP) -> datetime | None:
    """Return when the server's certificate ends, UTC; None without encryption."""
    held = _encryption(smtp)
    certificate = held.getpeercert() if held else None
    if not certificate:
        return None
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)


async def _logged_in(smtp: SMTP, settings: MailSettings) -> Sequence[MailFinding]:
    if not settings.username:
        return []
    if not smtp.supports_extension("auth"):
        words = "it does not offer a log-in, and mail.username is set"
        return [wrong("log-in", words)]
    try:
        await smtp.login(settings.username, settings.password.get_secret_value())
    except SMTPResponseException as error:
        return [wrong("log-in", f"it refuses the log-in of {settings.username}: {_words(error)}")]
    except SMTPServerDisconnected:
        raise
    except SMTPException as error:
        return [wrong("log-in", f"it offers no log-in that we know: {_words(error)}")]
    return [fine("log-in", f"it accepts the log-in of {settings.username}")]


def _tls_of(settings: MailSettings) -> MailTls:
    if settings.tls is not MailTls.AUTO:
        return settings.tls
    return MailTls.NONE if is_local(settings.smarthost.host) else MailTls.STARTTLS


def _context(tls_ca: Path | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=None if tls_ca is None else str(tls_ca))


def _unreached(where: str, error: BaseException) -> MailFinding:
    cause = error.__cause__
    if isinstance(cause, ssl.SSLError):
        return wrong("TLS", _of_certificate(cause))
    if isinstance(error, SMTPResponseException):
        return wrong("smarthost", f"{where} refuses us: {_words(error)}")
    return unknown("smarthost", f"{where} is not reached: {_words(cause or error)}")


def _of_certificate(error: BaseException) -> str:
    cause = error if isinstance(error, ssl.SSLError) else error.__cause__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return (
            f"the certificate is not valid: {cause.verify_message}; mail.tls_ca names an authority"
            " of your own"
        )
    return f"no encryption was agreed on: {_words(cause or error)}"


def _words(error: BaseException) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {' '.join(error.message.split())}"[:200]
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return "no answer in time"
    return " ".join(str(error).split())[:200] or type(error).__name__


def _told_time(greeting: str) -> datetime | None:
    """Return the time in a server's greeting, where it tells one (RFC 5321 §4.2 lets it)."""
    found = _DATE.search(greeting)
    if found is None:
        return None
    try:
        return parsedate_to_datetime(found[0]).astimezone(UTC)
    except ValueError:
        return None
