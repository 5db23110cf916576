"""The drill: restores the newest backup into a throw-away store, and compares it.

With what the backup says of itself: the rows of every table and the ends of the audit chains. With
itself: SQLite's check of pages and of references, every seal of the audit logs; a backup of an
older version is migrated first. With the living store: each audit log has to go on from where the
backup's ends, which shows that it is a backup of this store, and that neither was changed behind.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from calendar_store.database import audit_chain
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.migrate import migrate
from calendar_store.database.postgres import PATIENT
from calendar_store.model.actors import OPERATOR
from calendar_store.practices import practices
from gateway.backups import folder, restoring
from gateway.backups.errors import BackupFailed
from gateway.backups.folder import BackupFile
from gateway.backups.health import latest_due
from gateway.backups.keys import identities_in
from gateway.backups.manifest import Manifest
from gateway.backups.plan import BackupPlan
from gateway.backups.throw_away import throw_away
from gateway.use_cases import audit_check

_MOST = 5


@dataclass(frozen=True, slots=True)
class Drill:
    """What a drill has found.

    Attributes:
        file: the backup.
        at: when the drill began, UTC.
        seconds: until the store was restored and compared with its manifest.
        rows: of the restored store.
        seals: of audit logs that were checked.
        faults: what is wrong; none if all is well.
    """

    file: BackupFile
    at: datetime
    seconds: float
    rows: int
    seals: int
    faults: tuple[str, ...]


async def drill(plan: BackupPlan, to: Path, key: Path, now: datetime) -> Drill:
    """Try the newest backup, and note in its folder what came of it.

    Args:
        plan: how backups are made.
        to: the folder of the backups.
        key: file of a secret key.
        now: UTC.

    Raises:
        BackupFailed: if there is no backup, or no store can be made to try it.
    """
    identities = identities_in(key)
    found = folder.listed(to)
    if not found:
        raise BackupFailed(f"there is no backup in {to}; make one with textback backup")
    newest = found[-1]
    done = await _tried(plan, newest, identities, now)
    too_old = latest_due(plan, now)
    if newest.made_at < too_old:
        hours = (now - newest.made_at).total_seconds() / 3600
        done = _with_fault(done, f"the newest backup is {hours:.1f} hours old")
    values: dict[str, Any] = {
        "drill": {
            "file": newest.path.name,
            "at": now.isoformat(),
            "seconds": round(done.seconds, 1),
            "rows": done.rows,
            "faults": list(done.faults),
        }
    }
    if not done.faults:
        values["passed"] = newest.path.name
    folder.note(to, values)
    return done


def _with_fault(done: Drill, fault: str) -> Drill:
    return Drill(done.file, done.at, done.seconds, done.rows, done.seals, (*done.faults, fault))


async def _tried(
    plan: BackupPlan, newest: BackupFile, identities: Sequence[Any], now: datetime
) -> Drill:
    began = time.monotonic()
    try:
        async with throw_away(plan.url, newest.database) as url:
            manifest = await restoring.restore(newest.path, identities, url, plan.programs)
            took = time.monotonic() - began
            seals, faults = await _compared(plan, manifest, url)
    except BackupFailed as error:
        return Drill(newest, now, time.monotonic() - began, 0, 0, (str(error),))
    return Drill(newest, now, took, manifest.contents.rows, seals, tuple(faults[:_MOST]))


async def _compared(plan: BackupPlan, manifest: Manifest, url: str) -> tuple[int, list[str]]:
    """Compare the restored store with itself and with the living one."""
    faults: list[str] = []
    restored = Database.connect(url, PATIENT)
    living = Database.connect(plan.url, PATIENT)
    try:
        # a backup of before an upgrade: that it can be migrated is a part of the drill
        await migrate(restored)
        async with restored.read() as tx:
            if restored.dialect == "sqlite":
                faults += await _pages(tx)
            seals = 0
            for practice in await practices.all_practices(tx):
                checked = await audit_check.check(tx, OPERATOR, practice.id)
                seals += checked.sealed
                if checked.fault is not None:
                    faults.append(
                        f"the audit log of {practice.name} was {checked.fault.kind.value}"
                        f" at {checked.fault.seq}"
                    )
        async with living.read() as tx:
            faults += await _goes_on(tx, manifest)
    finally:
        await restored.close()
        await living.close()
    return seals, faults


async def _pages(tx: Transaction) -> list[str]:
    found = [str(row[0]) for row in await tx.execute(text("PRAGMA integrity_check(3)"))]
    broken = (await tx.execute(text("PRAGMA foreign_key_check"))).all()
    faults = [] if found == ["ok"] else [f"pages are damaged: {'; '.join(found)}"]
    if broken:
        faults.append(f"{len(broken):,} rows refer to none, the first in {broken[0][0]}")
    return faults


async def _goes_on(tx: Transaction, manifest: Manifest) -> list[str]:
    """Tell where the living audit logs do not go on from the ends that the backup has."""
    faults = []
    living = {str(one.id): one for one in await practices.all_practices(tx)}
    if manifest.contents.heads and not living.keys() & manifest.contents.heads.keys():
        # one that was deleted since is no fault
        return ["no practice of the backup is in the store"]
    for practice, written in manifest.contents.heads.items():
        head = audit_check.parsed_head(written)
        if not head.seq:
            continue
        if practice not in living:
            continue
        after = await audit_chain.sealed(tx, int(practice), after=head.seq - 1, limit=1)
        if not after or after[0][0].hash != head.hash:
            name = living[practice].name
            faults.append(f"the audit log of {name} does not go on from that of the backup")
    return faults
