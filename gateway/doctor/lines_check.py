"""Checks of the fax server, and of the lines to practices: their beacons, lines that are lost."""

from datetime import datetime, timedelta

from calendar_store.model.lines import BeatSource
from config.fax_section import FaxSettings
from gateway.channels.fax.fax_check import check_fax_server
from gateway.channels.fax.fax_config import fax_server_config
from gateway.doctor.examined import Examined, StoreFacts
from gateway.doctor.findings import (
    Area,
    Finding,
    FindingCode,
    Level,
    found,
    length,
    moment,
)

_SILENT = timedelta(minutes=10)
"""Beacons beat every minute."""


async def check_fax(settings: FaxSettings | None) -> list[Finding]:
    """Check that the fax server takes our log-in; a gateway is checked with the mails."""
    if settings is None or settings.server is None:
        return [found(Area.FAX, Level.FINE, FindingCode.NONE)]
    seen = await check_fax_server(fax_server_config(settings, "").address)
    level = Level.FINE if seen.fine else Level.TROUBLE
    return [
        found(Area.FAX, level, FindingCode.SAID, str(settings.server), facts={"said": seen.words})
    ]


async def check_lines(examined: Examined) -> list[Finding]:
    """Check that the beacons of practices are heard from."""
    facts = await examined.contents()
    return [] if facts is None else judged(facts, examined.asked.now)


def judged(facts: StoreFacts, now: datetime) -> list[Finding]:
    """Return how the lines stand.

    Args:
        facts: what was read of the store.
        now: UTC.
    """
    names = {one.id: one.name for one in facts.practices}
    heard = {one.practice_id: one.seen_at for one in facts.beats if one.source is BeatSource.BEACON}
    lost = {one.practice_id: one.since for one in facts.lost}
    findings = [
        _of_practice(*(key, names[key], Level.TROUBLE, FindingCode.LINE_LOST), since=moment(since))
        for key, since in lost.items()
        if key in names
    ]
    for key in sorted(facts.beacons & names.keys()):
        at = heard.get(key)
        if key in lost or (at is not None and now - at <= _SILENT):
            continue
        since = length((now - at).total_seconds()) if at else "–"
        findings.append(
            _of_practice(key, names[key], Level.WARNING, FindingCode.BEACON_SILENT, since=since)
        )
    if not findings and facts.practices:
        count = {"count": len(facts.beacons)}
        code = FindingCode.LINES_FINE if facts.beacons else FindingCode.NO_BEACONS
        findings.append(found(Area.LINES, Level.FINE, code, facts=count))
    return findings


def _of_practice(
    practice_id: int, name: str, level: Level, code: FindingCode, **facts: str
) -> Finding:
    return Finding(Area.LINES, level, code, name, facts, (practice_id,))
