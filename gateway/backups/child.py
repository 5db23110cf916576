"""A backup or a drill in a process of its own: the service goes on, whatever that takes.

`python -m gateway.backups.child` reads one JSON document from standard input, and writes one: what
was done, or why not, in one line.
"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from calendar_store.database.connection import is_away
from calendar_store.model.errors import StoreError
from gateway.backups import archive, drill, making
from gateway.backups.errors import BackupFailed
from gateway.backups.folder import write_whole
from gateway.backups.keys import recipients_of
from gateway.backups.manifest import Manifest
from gateway.backups.plan import BackupPlan

_NICE = 5
_ROOT = Path(__file__).parents[2]
_LONGEST = 600


class Task(Protocol):
    """Does a task of `elsewhere`."""

    async def __call__(
        self, task: str, plan: BackupPlan, now: datetime, **more: str
    ) -> dict[str, Any]:
        """Do it; return what was done, or raise `BackupFailed`."""


async def elsewhere(task: str, plan: BackupPlan, now: datetime, **more: str) -> dict[str, Any]:
    """Do a task in another process.

    Args:
        task: "backup", "drill" or "seal".
        plan: how.
        now: UTC.
        more: what else the task needs.

    Returns:
        What was done.

    Raises:
        BackupFailed: if it was not done.
    """
    asked = {"task": task, "plan": json.loads(plan.to_json()), "now": now.isoformat()} | more
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH"))))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway.backups.child"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": path},
    )
    try:
        out, err = await process.communicate(json.dumps(asked).encode())
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    try:
        answer: dict[str, Any] = json.loads(out)
    except ValueError:
        last = err.decode("utf-8", "replace").strip().rpartition("\n")[2][-_LONGEST:]
        why = last or f"its process ended with {process.returncode}"
        raise BackupFailed(f"the {task} broke off: {why}") from None
    if "failed" in answer:
        raise BackupFailed(answer["failed"])
    return answer


async def here(task: str, plan: BackupPlan, now: datetime, **more: str) -> dict[str, Any]:
    """Do a task in this process, as `elsewhere` does in another one."""
    return await _done(
        {"task": task, "plan": json.loads(plan.to_json()), "now": now.isoformat()} | more
    )


def main() -> None:
    """Do the task that standard input names."""
    os.umask(0o077)
    os.nice(_NICE)
    asked = json.loads(sys.stdin.read())
    try:
        answer = asyncio.run(_done(asked))
    except Exception as error:
        if not isinstance(error, StoreError) and not is_away(error):
            raise
        cause = getattr(error, "orig", None) or error
        answer = {"failed": " ".join(str(cause).split()) or repr(error)}
    sys.stdout.write(json.dumps(answer) + "\n")


async def _done(asked: Mapping[str, Any]) -> dict[str, Any]:
    plan, now = BackupPlan.parse(asked["plan"]), datetime.fromisoformat(asked["now"])
    if asked["task"] == "seal":
        return await _sealed(plan, asked, now)
    if plan.to is None:
        raise BackupFailed("no folder for backups is named in [backup]")
    if asked["task"] == "drill":
        if plan.drill_key is None:
            raise BackupFailed("no key for drills is named in [backup]")
        tried = await drill.drill(plan, plan.to, plan.drill_key, now)
        return {"file": tried.file.path.name, "rows": tried.rows, "faults": tried.faults}
    made = await making.make(plan, plan.to, now)
    if made is None:
        return {"busy": True}
    return {
        "file": made.file.path.name,
        "rows": made.manifest.contents.rows,
        "octets": made.file.octets,
        "removed": len(made.removed),
    }


async def _sealed(plan: BackupPlan, asked: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Make an encrypted file of a copy of a SQLite store."""
    copied, target = Path(asked["copied"]), Path(asked["target"])
    contents = await making.counted(copied)
    manifest = Manifest(now, "sqlite", "", contents, int(asked["record"]))
    recipients = recipients_of(plan.recipients)
    octets = archive.pieces_of(copied)
    write_whole(target, lambda out: archive.write(out, recipients, manifest, octets))
    return {"file": target.name}


if __name__ == "__main__":
    main()
