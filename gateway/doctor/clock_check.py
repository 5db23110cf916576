"""Checks of the clock: against the database server, mail server and web server, and the store."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.doctor.findings import Area, Finding, FindingCode, Level, found, length, moment

_CLOCK = Area.CLOCK
_APART, _FAR_APART = timedelta(seconds=10), timedelta(minutes=2)
_TO_COME = timedelta(minutes=1)
_UNPACKED = timedelta(minutes=5)


def judged(
    now: datetime, peers: Mapping[str, tuple[datetime, datetime]], newest: datetime | None
) -> list[Finding]:
    """Return how this machine's clock stands.

    Args:
        now: by this machine's clock, UTC.
        peers: by what they are: (their time, ours when it was read).
        newest: when the newest entry of the store was made; None for none.
    """
    findings = list(_of_ourselves(now, newest))
    drifts = {name: (ours - theirs).total_seconds() for name, (theirs, ours) in peers.items()}
    for name, drift in drifts.items():
        if abs(drift) <= _APART.total_seconds():
            continue
        level = Level.TROUBLE if abs(drift) > _FAR_APART.total_seconds() else Level.WARNING
        code = FindingCode.CLOCK_AHEAD if drift > 0 else FindingCode.CLOCK_BEHIND
        findings.append(found(_CLOCK, level, code, name, facts={"apart": length(abs(drift))}))
    if findings:
        return findings
    if not drifts:
        return [found(_CLOCK, Level.FINE, FindingCode.CLOCK_ALONE, facts={"now": moment(now)})]
    most = max(abs(drift) for drift in drifts.values())
    told = {"now": moment(now), "peers": ", ".join(drifts), "apart": f"{most:.1f} s"}
    return [found(_CLOCK, Level.FINE, FindingCode.CLOCK_FINE, facts=told)]


def _of_ourselves(now: datetime, newest: datetime | None) -> list[Finding]:
    installed = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < installed - _UNPACKED:
        return [
            found(_CLOCK, Level.TROUBLE, FindingCode.CLOCK_BEFORE_US, facts={"now": moment(now)})
        ]
    if newest is not None and newest > now + _TO_COME:
        told = {"at": moment(newest), "now": moment(now)}
        return [found(_CLOCK, Level.TROUBLE, FindingCode.CLOCK_SET_BACK, facts=told)]
    return []
