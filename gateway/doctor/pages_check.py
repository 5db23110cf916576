"""Checks of the public address: its name, its certificate, and who answers there."""

import asyncio
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from gateway.channels.mail.checking.dns_lookup import DnsLookup, DnsUnanswered
from gateway.doctor.bounded import in_thread, within
from gateway.doctor.certificates import end_of_file, ends_of, of_certificate
from gateway.doctor.examined import ExamRequest
from gateway.doctor.findings import Area, Finding, FindingCode, Level, found

_PORTS = {"https": 443, "http": 80}
_LOCAL = frozenset({"localhost", "ip6-localhost"})
_CONNECT, _ANSWER = 4.0, 3.0
_MOST = 16_384
"""Octets of the answer that are read."""


@dataclass(frozen=True, slots=True)
class PublicAnswer:
    """What answered at the public address.

    Attributes:
        findings: what was found.
        clock: (the time that it told, ours then), UTC; None if it told none.
    """

    findings: tuple[Finding, ...]
    clock: tuple[datetime, datetime] | None = None


async def check_name(asked: ExamRequest) -> list[Finding]:
    """Check that the name of the public address leads somewhere."""
    host = _host(asked)
    if _is_local(host):
        url = asked.settings.web.public_url
        return [found(Area.DNS, Level.HINT, FindingCode.NAME_LOCAL, host, facts={"url": url})]
    if _is_address(host):
        return [found(Area.DNS, Level.FINE, FindingCode.NAME_FINE, host, facts={"addresses": host})]
    try:
        addresses = await DnsLookup(asked.resolver).addresses(host)
    except DnsUnanswered as error:
        return [found(Area.DNS, Level.WARNING, FindingCode.SAID, host, facts={"said": error})]
    if not addresses:
        return [found(Area.DNS, Level.TROUBLE, FindingCode.NAME_UNKNOWN, host)]
    told = ", ".join(addresses)
    return [found(Area.DNS, Level.FINE, FindingCode.NAME_FINE, host, facts={"addresses": told})]


async def ask_pages(asked: ExamRequest) -> PublicAnswer:
    """Ask at the public address whether this service is there, as a browser would reach it."""
    url = urlsplit(str(asked.settings.web.public_url))
    host, encrypted = url.hostname or "", url.scheme == "https"
    if _is_local(host) and not encrypted:
        return PublicAnswer(())
    port = url.port or _PORTS[url.scheme]
    context = await in_thread(ssl.create_default_context) if encrypted else None
    findings: list[Finding] = []
    if context is None:
        findings.append(found(Area.TLS, Level.WARNING, FindingCode.NO_ENCRYPTION, host))
    try:
        name = host if context else None
        reader, writer = await within(
            _CONNECT, asyncio.open_connection(host, port, ssl=context, server_hostname=name)
        )
    except ssl.SSLCertVerificationError as error:
        said = error.verify_message
        wrong = found(
            Area.TLS, Level.TROUBLE, FindingCode.CERTIFICATE_INVALID, host, facts={"said": said}
        )
        return PublicAnswer((*findings, wrong))
    except (OSError, TimeoutError, UnicodeError) as error:
        return PublicAnswer((*findings, _away(host, error)))
    try:
        ends = ends_of(writer.get_extra_info("ssl_object"))
        if ends is not None:
            findings.append(of_certificate(host, ends, asked.now))
        answer = await within(_ANSWER, _answer(reader, writer, url.netloc))
    except (OSError, TimeoutError) as error:
        return PublicAnswer((*findings, _away(host, error)))
    finally:
        writer.close()
    findings.append(_of_answer(host, answer))
    return PublicAnswer(tuple(findings), _clock_of(answer))


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str) -> bytes:
    writer.write(
        f"GET /healthz HTTP/1.1\r\nHost: {host}\r\nUser-Agent: textback-doctor\r\n"
        "Accept: application/json\r\nConnection: close\r\n\r\n".encode()
    )
    got = b""
    while len(got) < _MOST and (more := await reader.read(_MOST)):
        got += more
    return got


def _of_answer(host: str, answer: bytes) -> Finding:
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1:2]
    alive = b'"alive"' in body
    if status == [b"200"] and alive:
        return found(Area.DNS, Level.FINE, FindingCode.PAGES_FINE, host)
    said = status[0].decode("ascii", "replace")[:3] if status else "?"
    if alive:
        # the service answers itself that its workers fail, which has its own line
        return found(Area.DNS, Level.FINE, FindingCode.PAGES_FINE, host)
    return found(Area.DNS, Level.WARNING, FindingCode.PAGES_OTHER, host, facts={"status": said})


def _clock_of(answer: bytes) -> tuple[datetime, datetime] | None:
    for line in answer.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"date":
            try:
                told = parsedate_to_datetime(value.decode("ascii", "replace").strip())
            except ValueError:
                return None
            return told.astimezone(UTC), datetime.now(UTC)
    return None


def _away(host: str, error: BaseException) -> Finding:
    words = "no answer in time" if isinstance(error, TimeoutError) else str(error)
    if isinstance(error, socket.gaierror):
        words = f"the name {host} is not known here"
    return found(Area.DNS, Level.WARNING, FindingCode.PAGES_AWAY, host, facts={"said": words[:200]})


async def check_own_certificates(asked: ExamRequest) -> list[Finding]:
    """Check until when the certificates in our own files are valid."""
    settings = asked.settings
    files = [(one.name, one.tls_cert) for one in settings.carriers]
    if settings.mail is not None:
        files.append(("mail.listen_tls_cert", settings.mail.listen_tls_cert))
    findings = []
    for where, path in files:
        if path is None:
            continue
        try:
            ends = await in_thread(lambda at=path: end_of_file(at))  # type: ignore[misc]
        except (OSError, ValueError) as error:
            said = str(error)[:200]
            wrong = (Area.TLS, Level.TROUBLE, FindingCode.CERTIFICATE_INVALID)
            findings.append(found(*wrong, where, facts={"said": said}))
            continue
        findings.append(of_certificate(where, ends, asked.now))
    return findings


def _host(asked: ExamRequest) -> str:
    return urlsplit(str(asked.settings.web.public_url)).hostname or ""


def _is_local(host: str) -> bool:
    return host in _LOCAL or (_is_address(host) and ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
