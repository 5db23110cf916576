"""Checks whether answers and bounces can come back: MX, our listener, the mailbox."""

import asyncio

from config.checked import Address
from config.mail_section import MailSettings
from gateway.channels.mail.checking.dns_lookup import DnsLookup
from gateway.channels.mail.checking.findings import MailFinding, fine, hint, wrong

_WAIT = 5.0
"""Seconds to wait for a connection and for the first line."""
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - listened on, never by us


async def check_ways_back(lookup: DnsLookup, settings: MailSettings) -> list[MailFinding]:
    """Check whether what comes to the sender's address can reach us.

    Args:
        lookup: asks the DNS.
        settings: the section [mail].

    Raises:
        DnsUnanswered: if nobody knows.
    """
    findings = [await _exchangers(lookup, settings)]
    if settings.listen is None and settings.imap is None:
        words = (
            "neither mail.listen nor mail.imap is set: nobody reads answers and bounces, and"
            " addresses that do not work are not noticed"
        )
        return [*findings, wrong("answers", words)]
    if settings.listen is not None:
        findings.append(await _listener(settings.listen))
    if settings.imap is not None:
        findings.append(await _mailbox(settings.imap))
    return findings


async def _exchangers(lookup: DnsLookup, settings: MailSettings) -> MailFinding:
    hosts = await lookup.exchangers(settings.domain)
    if hosts == [""]:
        return wrong("MX", f"{settings.domain} says that it takes no mails (a null MX)")
    if not hosts:
        # RFC 5321 §5.1: without MX the address of the name itself counts
        if await lookup.addresses(settings.domain):
            words = f"{settings.domain} has no MX; mails go to the address of the name itself"
            return hint("MX", words)
        words = f"{settings.domain} has neither MX nor address, so no answer and no bounce arrives"
        return wrong("MX", words)
    for host in hosts:
        if not await lookup.addresses(host):
            return wrong("MX", f"{settings.domain} names {host}, which has no address")
    user, _, domain = settings.address.partition("@")
    words = (
        f"mails to {settings.domain} go to {hosts[0]}, which has to pass on {user}+…@{domain} as"
        f" well as {settings.address}"
    )
    return fine("MX", words)


async def _listener(listen: Address) -> MailFinding:
    host = _EVERYWHERE.get(listen.host, listen.host)
    greeting = await _first_line(host, listen.port)
    if greeting is None:
        return hint("answers", f"nothing answers on {listen}: the service does not run")
    if greeting.startswith("220"):
        return fine("answers", f"the service takes mails on {listen}")
    return wrong("answers", f"another program than a mail server answers on {listen}")


async def _mailbox(imap: Address) -> MailFinding:
    if await _connects(imap.host, imap.port):
        return fine("answers", f"the mailbox at {imap} is reached")
    return wrong("answers", f"the mailbox at {imap} is not reached")


async def _first_line(host: str, port: int) -> str | None:
    try:
        async with asyncio.timeout(_WAIT):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                return (await reader.readline()).decode("ascii", "replace")
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return None


async def _connects(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(_WAIT):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    return True
