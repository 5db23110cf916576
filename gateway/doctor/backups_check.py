"""Checks of the backups: their age, the last drill, and how far the copy of the log is behind."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.backup_section import LONGEST_BEHIND
from gateway.backups import folder, health
from gateway.backups.errors import BackupFailed
from gateway.backups.frame_log import chains
from gateway.backups.plan import BackupPlan
from gateway.doctor.bounded import in_thread
from gateway.doctor.examined import Examined
from gateway.doctor.findings import Area, Finding, FindingCode, Level, found, length, moment
from gateway.running_service import RunningService

_BACKUPS = Area.BACKUPS
_STEPS = timedelta(seconds=5)
"""Beside the interval: how long one copy may take."""


async def check_backups(examined: Examined) -> list[Finding]:
    """Check the backups on a schedule."""
    settings, now = examined.asked.settings, examined.asked.now
    if settings.backup.to is None:
        return [found(_BACKUPS, Level.WARNING, FindingCode.BACKUPS_UNSET)]
    plan = BackupPlan.of(settings)
    return await in_thread(lambda: of_plan(plan, now))


def of_plan(plan: BackupPlan, now: datetime) -> list[Finding]:
    """Return how the backups of a plan stand; `plan.to` is set.

    Args:
        plan: how they are made.
        now: UTC.
    """
    seen = health.look(plan, now)
    findings = [
        found(_BACKUPS, Level.TROUBLE, FindingCode.BACKUP_TROUBLE, name, facts={"said": words})
        for name, words in seen.troubles.items()
    ]
    if seen.newest is None:
        if not findings:
            folder_of = {"path": plan.to}
            findings.append(
                found(_BACKUPS, Level.WARNING, FindingCode.BACKUP_NONE, facts=folder_of)
            )
        return findings
    age = (now - seen.newest.made_at).total_seconds()
    if not {"old", "clock", "folder"} & set(seen.troubles):
        kept = len(folder.listed(plan.to)) if plan.to else 0
        told = {"at": moment(seen.newest.made_at), "age": length(age), "kept": kept}
        findings.append(found(_BACKUPS, Level.FINE, FindingCode.BACKUP_FINE, facts=told))
    if "drill" not in seen.troubles:
        findings.append(_of_drill(plan, seen.drilled_at, now))
    return findings


def _of_drill(plan: BackupPlan, drilled_at: datetime | None, now: datetime) -> Finding:
    if drilled_at is not None:
        told = {"at": moment(drilled_at), "age": length((now - drilled_at).total_seconds())}
        return found(_BACKUPS, Level.FINE, FindingCode.DRILL_FINE, facts=told)
    if plan.drill_key is None:
        return found(_BACKUPS, Level.HINT, FindingCode.DRILL_UNSET)
    return found(_BACKUPS, Level.HINT, FindingCode.DRILL_NONE)


async def check_log_copies(examined: Examined) -> list[Finding]:
    """Check the copies of a SQLite store's log."""
    to, store = examined.asked.settings.backup.frames_to, examined.asked.store_file
    if to is None or store is None:
        return []
    running = await examined.service()
    if running is not None and (running.log_copied_at or running.log_trouble):
        return [_of_running(running, examined.asked.now)]
    return await in_thread(lambda: of_files(to, store))


def _of_running(running: RunningService, now: datetime) -> Finding:
    copied = running.log_copied_at
    behind = (now - copied).total_seconds() if copied else 0.0
    if running.log_trouble:
        said = running.log_trouble
        return found(
            _BACKUPS, Level.TROUBLE, FindingCode.BACKUP_TROUBLE, "log", facts={"said": said}
        )
    if behind > LONGEST_BEHIND.total_seconds():
        return found(
            _BACKUPS, Level.TROUBLE, FindingCode.LOG_BEHIND, facts={"behind": length(behind)}
        )
    return found(
        _BACKUPS, Level.FINE, FindingCode.LOG_FINE, facts={"behind": f"{max(0.0, behind):.0f} s"}
    )


def of_files(to: Path, store: Path) -> list[Finding]:
    """Return how far the copies are behind the log, by the times of their files.

    Args:
        to: the folder of the copies.
        store: the store's file.
    """
    try:
        newest = _newest(to)
    except (BackupFailed, OSError) as error:
        wrong = (_BACKUPS, Level.TROUBLE, FindingCode.BACKUP_TROUBLE, "log")
        return [found(*wrong, facts={"said": error})]
    if newest is None:
        return [found(_BACKUPS, Level.WARNING, FindingCode.LOG_NONE, facts={"path": to})]
    wal = Path(f"{store}-wal")
    try:
        written = datetime.fromtimestamp(wal.stat().st_mtime, UTC)
    except OSError:
        # without a log all of it is in the store, which the service copied before it ended
        written = newest
    behind = written - newest
    if behind > LONGEST_BEHIND + _STEPS:
        told = {"behind": length(behind.total_seconds())}
        return [found(_BACKUPS, Level.WARNING, FindingCode.LOG_BEHIND, facts=told)]
    told = {"behind": length(max(0.0, behind.total_seconds()))}
    return [found(_BACKUPS, Level.FINE, FindingCode.LOG_FINE, facts=told)]


def _newest(to: Path) -> datetime | None:
    if not to.exists():
        return None
    times: Sequence[float] = [
        path.stat().st_mtime for chain in chains(to)[-2:] for _, _, path in chain.logs()[-1:]
    ]
    return datetime.fromtimestamp(max(times), UTC) if times else None
