"""Checks the DNS records by which receivers judge the sender's domain: SPF and DMARC."""

from collections.abc import Sequence
from ipaddress import ip_address

from gateway.channels.mail.checking.dns_lookup import DnsLookup, tags
from gateway.channels.mail.checking.findings import MailFinding, fine, hint, wrong
from gateway.channels.mail.checking.spf import SpfCheck, SpfResult, spf_records

_MOST_PARENTS = 8
"""Names that are asked for a DMARC record; receivers ask as many."""
_POLICIES = frozenset({"none", "quarantine", "reject"})


async def check_spf(
    lookup: DnsLookup, domain: str, addresses: Sequence[str], *, relayed: bool
) -> list[MailFinding]:
    """Check whether the domain lets mails come from where they will come.

    Args:
        lookup: asks the DNS.
        domain: the domain of the envelope sender.
        addresses: addresses from which mails are sent to receivers; [] if they are not known.
        relayed: whether the smarthost is somebody else's, and may send from other addresses.

    Raises:
        DnsUnanswered: if nobody knows.
    """
    records = await spf_records(lookup, domain)
    if not records:
        mechanism = f"ip{ip_address(addresses[0]).version}:{addresses[0]}" if addresses else "mx"
        return [
            wrong(
                *("SPF", f"{domain} has no record of SPF; receivers cannot tell who may send"),
                record=f"{domain} TXT v=spf1 {mechanism} ~all",
            )
        ]
    if len(records) > 1:
        words = f"{domain} has {len(records)} records of SPF, which is as good as none; join them"
        return [wrong("SPF", words)]
    if not addresses:
        words = f"{domain} has a record; give --address to see whether it permits that address"
        return [hint("SPF", words)]
    return [await _spf_of(lookup, domain, each, relayed=relayed) for each in addresses]


async def _spf_of(lookup: DnsLookup, domain: str, address: str, *, relayed: bool) -> MailFinding:
    check = SpfCheck(lookup, ip_address(address))
    result = await check.result(domain)
    if result is SpfResult.PASS:
        return fine("SPF", f"{domain} permits {address}")
    if result is SpfResult.PERMERROR:
        return wrong("SPF", check.fault)
    if result is SpfResult.UNCLEAR:
        return hint("SPF", f"{domain} decides for every single mail whether {address} may send")
    if relayed:
        return hint(
            "SPF",
            f"{domain} does not permit {address}, the smarthost ({result}); that is right only if"
            " the smarthost sends from other addresses, which its operator tells you to include",
        )
    return wrong("SPF", f"{domain} does not permit {address} ({result}); add it to the record")


async def check_dmarc(lookup: DnsLookup, domain: str, signing: str) -> list[MailFinding]:
    """Check the DMARC record of the domain, or of a domain above it.

    Args:
        lookup: asks the DNS.
        domain: the domain of From.
        signing: the domain of our DKIM signatures, "" without any.

    Raises:
        DnsUnanswered: if nobody knows.
    """
    for parent in _upwards(domain):
        name = f"_dmarc.{parent}"
        records = [
            each for each in map(tags, await lookup.texts(name)) if each.get("v") == "DMARC1"
        ]
        if len(records) > 1:
            return [wrong("DMARC", f"{name} has {len(records)} records, which is as good as none")]
        if records:
            return [_dmarc_of(name, records[0], domain, signing)]
    words = f"{domain} has no record of DMARC, which Gmail and Yahoo ask of those who send many"
    return [wrong("DMARC", words, record=f"_dmarc.{domain} TXT v=DMARC1; p=none")]


def _dmarc_of(name: str, record: dict[str, str], domain: str, signing: str) -> MailFinding:
    policy = record.get("p", "").lower()
    if policy not in _POLICIES:
        return wrong("DMARC", f"{name} has no policy: p=none, p=quarantine or p=reject")
    strict = record.get("adkim", "r").lower() == "s"
    if signing and strict and signing != domain:
        return wrong(
            "DMARC",
            f"{name} is strict (adkim=s), and our signatures are of {signing}, not of {domain}",
        )
    if signing and signing != domain and not _related(signing, domain):
        words = f"our signatures are of {signing}, which does not count for {domain}"
        return wrong("DMARC", words)
    return fine("DMARC", f"{name} has the policy {policy}")


def _related(signing: str, domain: str) -> bool:
    return domain.endswith(f".{signing}") or signing.endswith(f".{domain}")


def _upwards(domain: str) -> list[str]:
    """Return a domain and those above it, without the top one."""
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(max(1, len(labels) - 1))][:_MOST_PARENTS]
