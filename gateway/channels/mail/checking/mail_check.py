"""Checks all that mails need, part by part; a part that nobody answers does not stop the others."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.checked import Address
from config.mail_section import MailSettings
from gateway.channels.mail.checking.dkim_records import check_dkim
from gateway.channels.mail.checking.dns_lookup import DnsLookup, DnsUnanswered
from gateway.channels.mail.checking.dns_records import check_dmarc, check_spf
from gateway.channels.mail.checking.findings import MailFinding, fine, hint, unknown, wrong
from gateway.channels.mail.checking.sending_address import (
    SendingAddresses,
    check_reverse_names,
    sending_addresses,
)
from gateway.channels.mail.checking.smarthost_check import SmarthostCheck, check_smarthost
from gateway.channels.mail.checking.ways_back import check_ways_back
from gateway.channels.mail.composing.headers import ascii_domain
from gateway.channels.mail.composing.signing import Signer

_CLOCK_DIFFERS = timedelta(minutes=5)
"""Difference to another clock after which signatures, links and log-ins begin to fail."""


DnsPart = Callable[[], Awaitable[Sequence[MailFinding]]]
"""Checks one kind of records."""


@dataclass(frozen=True, slots=True)
class MailCheck:
    """What is to be checked.

    Attributes:
        settings: the section [mail].
        public_url: the address of the clients' pages.
        resolver: the DNS server to ask; None: those of this machine.
        addresses: the addresses from which mails leave, as the operator knows them.
        now: the time of this machine, UTC.
    """

    settings: MailSettings
    public_url: str
    resolver: Address | None
    addresses: tuple[str, ...]
    now: datetime


async def check_mail(check: MailCheck) -> list[MailFinding]:
    """Return what was found, in the order in which an operator sets mail up.

    Args:
        check: what is to be checked.
    """
    settings = check.settings
    smarthost = await check_smarthost(settings, check.now)
    findings = [*smarthost.findings, check_clock(check.now, smarthost)]
    signer = Signer.load(settings.dkim_domain or settings.domain, settings.dkim_keys)
    findings += await _dns_findings(check, signer)
    findings.append(_check_pages(check.public_url))
    return findings


async def _dns_findings(check: MailCheck, signer: Signer | None) -> Sequence[MailFinding]:
    found: list[MailFinding] = []
    try:
        parts = await dns_parts(check, signer)
    except DnsUnanswered as error:
        return [unknown("DNS", str(error))]
    for subject, part in parts:
        try:
            found += await part()
        except DnsUnanswered as error:
            found.append(unknown(subject, str(error)))
    return found


async def dns_parts(check: MailCheck, signer: Signer | None) -> Sequence[tuple[str, DnsPart]]:
    """Return the checks of DNS records by their subjects; each may raise DnsUnanswered.

    Args:
        check: what is to be checked.
        signer: the signer with the configured keys; None where we do not sign.

    Raises:
        DnsUnanswered: if this machine has no configured resolver.
    """
    settings = check.settings
    domain, hostname = ascii_domain(settings.domain), settings.hostname or settings.domain
    lookup = DnsLookup(check.resolver)
    try:
        sending = await sending_addresses(
            lookup, settings.smarthost.host, hostname, check.addresses
        )
    except DnsUnanswered:
        sending = SendingAddresses((), relayed=False)
    signing = signer.domain if signer else ""
    return [
        (
            "SPF",
            lambda: check_spf(lookup, domain, sending.addresses, relayed=sending.relayed),
        ),
        ("DKIM", lambda: check_dkim(lookup, signer)),
        ("DMARC", lambda: check_dmarc(lookup, domain, signing)),
        ("PTR", lambda: check_reverse_names(lookup, sending, hostname)),
        ("MX", lambda: check_ways_back(lookup, settings)),
    ]


def check_clock(now: datetime, smarthost: SmarthostCheck) -> MailFinding:
    """Check the clock of this machine: by the smarthost's greeting, and by the age of our files.

    Args:
        now: the time of this machine, UTC.
        smarthost: what the smarthost showed.
    """
    installed = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < installed - _CLOCK_DIFFERS:
        words = f"the clock says {now:%Y-%m-%d %H:%M} UTC, and this program is younger"
        return wrong("clock", words)
    if smarthost.clock is None:
        return fine("clock", f"{now:%Y-%m-%d %H:%M} UTC, which no server confirmed")
    apart = abs(now - smarthost.clock)
    if apart > _CLOCK_DIFFERS:
        words = (
            f"the clock says {now:%Y-%m-%d %H:%M} UTC, and the smarthost's says"
            f" {smarthost.clock:%Y-%m-%d %H:%M}; links and signatures need the right time"
        )
        return wrong("clock", words)
    return fine("clock", f"{now:%Y-%m-%d %H:%M} UTC, as the smarthost says")


def _check_pages(public_url: str) -> MailFinding:
    if public_url.startswith("https://"):
        return fine("links", f"mails lead to {public_url}")
    words = (
        f"web.public_url is {public_url}; links in mails, and stopping them with one click in Gmail"
        " (RFC 8058), need https"
    )
    return hint("links", words)
