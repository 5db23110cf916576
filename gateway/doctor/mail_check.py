"""Checks of mail: what `textback mail check` finds, and the log-in at the mailbox."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from config.mail_section import MailSettings
from gateway.channels.mail.checking.dns_lookup import DnsUnanswered
from gateway.channels.mail.checking.findings import FindingKind, MailFinding
from gateway.channels.mail.checking.mail_check import MailCheck, dns_parts
from gateway.channels.mail.checking.smarthost_check import SmarthostCheck
from gateway.channels.mail.composing.signing import DkimKeyInvalid, Signer
from gateway.channels.mail.receiving.imap_session import (
    ImapSession,
    MailboxAway,
    MailboxRefused,
)
from gateway.channels.mail.receiving.receiver import mailbox_config
from gateway.doctor.bounded import in_thread, within
from gateway.doctor.certificates import ends_of, of_certificate
from gateway.doctor.examined import ExamRequest
from gateway.doctor.findings import Area, Finding, FindingCode, Level, found

_MAIL = Area.MAIL
_LEVELS = {
    FindingKind.FINE: Level.FINE,
    FindingKind.HINT: Level.HINT,
    FindingKind.WRONG: Level.TROUBLE,
    FindingKind.UNKNOWN: Level.WARNING,
}
PART = 2.5
"""Seconds for the records of one kind, and for the sending addresses before them."""


def from_smarthost(settings: MailSettings, seen: SmarthostCheck, now: datetime) -> list[Finding]:
    """Return what a look at the smarthost found; its certificate is judged by its days."""
    where = str(settings.smarthost)
    dated = seen.certificate_ends is not None
    findings = [as_found(one) for one in seen.findings if not (dated and one.subject == "TLS")]
    if seen.certificate_ends is not None:
        findings.append(of_certificate(where, seen.certificate_ends, now))
    return findings


def as_found(one: MailFinding) -> Finding:
    """Return a finding of the mail check as one of ours, in its words."""
    area = Area.TLS if one.subject == "TLS" else _MAIL
    facts = {"said": one.words, "record": one.record}
    code = FindingCode.RECORD_MISSING if one.record else FindingCode.SAID
    return found(area, _LEVELS[one.kind], code, one.subject, facts=facts)


def dns_checks(
    asked: ExamRequest, settings: MailSettings
) -> Callable[[], Awaitable[list[Finding]]]:
    """Return what checks all records that mails need, each kind for itself."""

    async def check() -> list[Finding]:
        what = MailCheck(
            settings=settings,
            public_url=str(asked.settings.web.public_url),
            resolver=asked.resolver,
            addresses=asked.addresses,
            now=asked.now,
        )
        try:
            domain = settings.dkim_domain or settings.domain
            signer = await in_thread(lambda: Signer.load(domain, settings.dkim_keys))
            parts = await within(PART, dns_parts(what, signer))
        except (DnsUnanswered, DkimKeyInvalid) as error:
            return [found(_MAIL, Level.WARNING, FindingCode.SAID, "DNS", facts={"said": error})]
        lists = await asyncio.gather(*(_of_part(*part) for part in parts))
        return [one for some in lists for one in some]

    return check


async def _of_part(
    subject: str, part: Callable[[], Awaitable[Sequence[MailFinding]]]
) -> list[Finding]:
    try:
        return [as_found(one) for one in await within(PART, part())]
    except (DnsUnanswered, TimeoutError) as error:
        code = FindingCode.SAID if str(error) else FindingCode.UNANSWERED
        facts = {"said": error, "seconds": f"{PART:.0f}"}
        return [found(_MAIL, Level.WARNING, code, subject, facts=facts)]


async def check_mailbox(settings: MailSettings, now: datetime) -> list[Finding]:
    """Log in at the mailbox, look at its folder, and log out; nothing in it changes."""
    config = await in_thread(lambda: mailbox_config(settings))
    if config is None:
        return []
    where = str(settings.imap)
    try:
        session = await ImapSession.opened(config, looks_only=True)
    except MailboxRefused as error:
        return [
            found(_MAIL, Level.TROUBLE, FindingCode.MAILBOX_REFUSED, where, facts={"said": error})
        ]
    except MailboxAway as error:
        return [found(_MAIL, Level.WARNING, FindingCode.MAILBOX_AWAY, where, facts={"said": error})]
    try:
        ends = ends_of(session.encryption)
    finally:
        await session.close()
    findings = [found(_MAIL, Level.FINE, FindingCode.MAILBOX_FINE, where)]
    return [*findings, *([of_certificate(where, ends, now)] if ends else [])]
