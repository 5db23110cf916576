"""How the backups stand: the newest, the last drill, and what is wrong, each in one line.

It is read from the folders, which tell the truth also to another process and after a restart; the
store is not asked, so that a lost store can be told as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gateway.backups import folder
from gateway.backups.errors import BackupFailed
from gateway.backups.folder import BackupFile
from gateway.backups.plan import BackupPlan

_GRACE = timedelta(minutes=10)
_CLOCK = timedelta(minutes=5)
_FRAMES_BEHIND = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class BackupHealth:
    """How the backups of a store stand.

    Attributes:
        newest: the newest backup; None for none.
        drilled_at: when the last drill began; None for none.
        drill_passed: whether it found nothing wrong; None for none.
        troubles: what is wrong, by a short name that stays the same while it lasts.
    """

    newest: BackupFile | None
    drilled_at: datetime | None
    drill_passed: bool | None
    troubles: Mapping[str, str]


def latest_due(plan: BackupPlan, now: datetime) -> datetime:
    """Return the moment before which the newest backup must not have been made."""
    return now - 2 * plan.every - _GRACE


def look(plan: BackupPlan, now: datetime) -> BackupHealth:
    """Return how the backups stand.

    Args:
        plan: how they are made.
        now: UTC.
    """
    if plan.to is None:
        return BackupHealth(None, None, None, {})
    try:
        found = folder.listed(plan.to)
    except BackupFailed as error:
        return BackupHealth(None, None, None, {"folder": str(error)})
    newest = found[-1] if found else None
    noted = folder.state(plan.to)
    drilled = noted.get("drill", {})
    drilled_at = _moment(drilled.get("at"))
    faults = drilled.get("faults")
    passed = None if faults is None else not faults
    troubles = dict(_of_newest(plan, newest, noted, now))
    if faults:
        troubles["drill"] = f"the drill of {drilled.get('file')} failed: {'; '.join(faults)}"
    elif plan.drill_key is not None and newest is not None:
        since = drilled_at or found[0].made_at
        if now - since > 2 * plan.drill_every:
            troubles["drill"] = f"no backup was tried since {since:%Y-%m-%d}: no drill was made"
    return BackupHealth(newest, drilled_at, passed, troubles)


def _of_newest(
    plan: BackupPlan, newest: BackupFile | None, noted: Mapping[str, Any], now: datetime
) -> Mapping[str, str]:
    failed = noted.get("failed", {}).get("why")
    told = {"backup": f"the last backup failed: {failed}"} if failed else {}
    if newest is None:
        began = _moment(noted.get("watched_since"))
        if began is not None and began < latest_due(plan, now):
            told["old"] = f"there is no backup in {plan.to}"
    elif newest.made_at < latest_due(plan, now):
        hours = (now - newest.made_at).total_seconds() / 3600
        told["old"] = f"the newest backup is {hours:.1f} hours old: {newest.path.name}"
    elif newest.made_at > now + _CLOCK:
        told["clock"] = f"the newest backup is dated ahead, the clock was set: {newest.path.name}"
    return told


def is_due(plan: BackupPlan, now: datetime) -> bool:
    """Tell whether a backup is due; one that is dated ahead counts as made when it was written.

    Raises:
        BackupFailed: if the folder cannot be read.
    """
    assert plan.to is not None  # noqa: S101
    found = folder.listed(plan.to)
    past = [one.made_at for one in found if one.made_at <= now + _CLOCK]
    return not past or now - max(past) >= plan.every


def _moment(written: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return found if found.tzinfo else None
