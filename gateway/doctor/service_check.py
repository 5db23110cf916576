"""Checks of the configuration's files, the programs' versions, and the running service."""

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path

from config.permissions import loose_files
from gateway.doctor.examined import Examined
from gateway.doctor.findings import Area, Finding, FindingCode, Level, found

_LEAST_SQLITE = (3, 37, 0)
_SERVICE = Area.SERVICE


def programs() -> Finding:
    """Return the versions of the programs; needs no configuration."""
    known = {
        "textback": version("textback"),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
    if sqlite3.sqlite_version_info < _LEAST_SQLITE:
        needed = ".".join(map(str, _LEAST_SQLITE))
        return found(
            *(Area.VERSIONS, Level.WARNING, FindingCode.OLD_LIBRARY),
            facts={**known, "needed": needed},
        )
    return found(Area.VERSIONS, Level.FINE, FindingCode.VERSIONS, facts=known)


def configuration(config: Path | None, store_url: str) -> list[Finding]:
    """Return that the configuration can be used, and which files others can read.

    Args:
        config: its file; None where all settings are in the environment.
        store_url: the store's, without its password.
    """
    loose = loose_files(config, os.environ, store_url)
    shown = [
        found(Area.CONFIG, Level.WARNING, FindingCode.LOOSE_FILE, facts={"said": one})
        for one in loose
    ]
    where = str(config) if config else "environment"
    return shown or [found(Area.CONFIG, Level.FINE, FindingCode.CONFIG_FINE, facts={"path": where})]


async def check_service(examined: Examined) -> list[Finding]:
    """Check that a service runs, and that its workers do."""
    listen = examined.asked.settings.web.listen
    running = await examined.service()
    if running is None:
        return await _not_answering(examined, str(listen))
    findings = [
        found(_SERVICE, Level.TROUBLE, FindingCode.LOOP_FAILING, name) for name in running.failing
    ]
    findings += [
        found(_SERVICE, Level.HINT, FindingCode.LOOP_FAILED, name, facts={"count": count})
        for name, count in running.failures.items()
        if name not in running.failing
    ]
    if not running.failing:
        runs = {"listen": str(listen), "loops": running.loops}
        findings.insert(0, found(_SERVICE, Level.FINE, FindingCode.RUNS, facts=runs))
    ours = version("textback")
    if running.version and running.version != ours:
        differ = {"runs": running.version, "installed": ours}
        findings.append(
            found(_SERVICE, Level.WARNING, FindingCode.OTHER_VERSION_RUNS, facts=differ)
        )
    return findings


async def _not_answering(examined: Examined, listen: str) -> list[Finding]:
    if await examined.holder:
        return [found(_SERVICE, Level.TROUBLE, FindingCode.SILENT, facts={"listen": listen})]
    if others := await examined.others():
        # several services may share PostgreSQL, each on its machine
        elsewhere = {"owners": ", ".join(others)}
        return [found(_SERVICE, Level.FINE, FindingCode.RUNS_ELSEWHERE, facts=elsewhere)]
    return [found(_SERVICE, Level.WARNING, FindingCode.NOT_RUNNING, facts={"listen": listen})]
