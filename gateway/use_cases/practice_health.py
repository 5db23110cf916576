"""What an examination of the service means for one practice, for its administrators.

They run nothing, so they are not told what is wrong with a server, but what it does to them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from calendar_store.database.connection import Transaction
from calendar_store.messages import overdue
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.lines import BeatSource
from calendar_store.model.practices import Practice
from calendar_store.practices import lines, paper_settings
from gateway.doctor.findings import BAD, Area, Examination, Finding, FindingCode, Level, length
from gateway.use_cases.service_exams import ServiceExams

_LATE = timedelta(minutes=5)
_SILENT = timedelta(minutes=10)


class HealthTopic(StrEnum):
    """What a line is about."""

    SERVICE = "service"
    TEXTS = "texts"
    MAILS = "mails"
    FAXES = "faxes"
    PAGES = "pages"
    WAITING = "waiting"
    BACKUPS = "backups"
    LINE = "line"


class LineCode(StrEnum):
    """What a line says."""

    SERVICE_FINE = "service_fine"
    SERVICE_BAD = "service_bad"
    TEXTS_FINE = "texts_fine"
    TEXTS_PART = "texts_part"
    TEXTS_BAD = "texts_bad"
    TEXTS_NONE = "texts_none"
    MAILS_FINE = "mails_fine"
    MAILS_BAD = "mails_bad"
    MAILS_NONE = "mails_none"
    FAXES_FINE = "faxes_fine"
    FAXES_BAD = "faxes_bad"
    PAGES_FINE = "pages_fine"
    PAGES_BAD = "pages_bad"
    WAITING_FINE = "waiting_fine"
    WAITING_LATE = "waiting_late"
    BACKUPS_FINE = "backups_fine"
    BACKUPS_BAD = "backups_bad"
    LINE_FINE = "line_fine"
    LINE_LOST = "line_lost"
    LINE_SILENT = "line_silent"


@dataclass(frozen=True, slots=True)
class HealthLine:
    """One line for the administrators of a practice.

    Attributes:
        topic: what it is about.
        code: what it says.
        level: how it stands.
        facts: values of its words.
    """

    topic: HealthTopic
    code: LineCode
    level: Level
    facts: Mapping[str, str] = field(default_factory=dict)


async def of_practice(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    exams: ServiceExams,
    found: Examination,
    *,
    now: datetime,
) -> list[HealthLine]:
    """Return what an examination means for a practice.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice.
        exams: knows the carriers' numbers.
        found: what was found.
        now: UTC.

    Raises:
        NotPermitted: if the actor does not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice.id)
    lines_shown = [_service(found), _texts(found, exams, practice.sender), _mails(found, exams)]
    if practice.id in await paper_settings.faxing(tx):
        bad = any(one.level in BAD for one in found.of(Area.FAX))
        lines_shown.append(
            _line(HealthTopic.FAXES, LineCode.FAXES_FINE, LineCode.FAXES_BAD, bad=bad)
        )
    pages = any(one.level is Level.TROUBLE for one in found.of(Area.DNS, Area.TLS))
    lines_shown.append(_line(HealthTopic.PAGES, LineCode.PAGES_FINE, LineCode.PAGES_BAD, bad=pages))
    lines_shown.append(await _waiting(tx, practice.id, now))
    lines_shown.append(_backups(found))
    return [*lines_shown, *await _of_line(tx, practice.id, now)]


def _line(topic: HealthTopic, fine: LineCode, wrong: LineCode, *, bad: bool) -> HealthLine:
    return HealthLine(topic, wrong, Level.WARNING) if bad else HealthLine(topic, fine, Level.FINE)


def _service(found: Examination) -> HealthLine:
    areas = found.of(Area.SERVICE, Area.STORE, Area.DISK, Area.CLOCK)
    bad = any(one.level is Level.TROUBLE for one in areas)
    return _line(HealthTopic.SERVICE, LineCode.SERVICE_FINE, LineCode.SERVICE_BAD, bad=bad)


def _texts(found: Examination, exams: ServiceExams, sender: str) -> HealthLine:
    ours = {name for name, numbers in exams.numbers.items() if sender in numbers}
    if not ours:
        return HealthLine(HealthTopic.TEXTS, LineCode.TEXTS_NONE, Level.HINT)
    away = {one.where for one in found.of(Area.CARRIERS) if _is_away(one)} & ours
    if away == ours:
        return HealthLine(HealthTopic.TEXTS, LineCode.TEXTS_BAD, Level.TROUBLE)
    slow = any(one.level in BAD and one.where in ours for one in found.of(Area.CARRIERS))
    if away or slow:
        return HealthLine(HealthTopic.TEXTS, LineCode.TEXTS_PART, Level.WARNING)
    return HealthLine(HealthTopic.TEXTS, LineCode.TEXTS_FINE, Level.FINE)


def _is_away(one: Finding) -> bool:
    return one.level is Level.TROUBLE or one.code is FindingCode.UNANSWERED


def _mails(found: Examination, exams: ServiceExams) -> HealthLine:
    if not exams.mails:
        return HealthLine(HealthTopic.MAILS, LineCode.MAILS_NONE, Level.HINT)
    bad = any(one.level in BAD for one in found.of(Area.MAIL))
    return _line(HealthTopic.MAILS, LineCode.MAILS_FINE, LineCode.MAILS_BAD, bad=bad)


async def _waiting(tx: Transaction, practice_id: int, now: datetime) -> HealthLine:
    due: Sequence[overdue.DueMessages] = await overdue.due(tx, now, practice_id)
    oldest = min((one.since for one in due), default=now)
    if now - oldest <= _LATE:
        return HealthLine(HealthTopic.WAITING, LineCode.WAITING_FINE, Level.FINE)
    count, age = sum(one.count for one in due), length((now - oldest).total_seconds())
    told = {"count": str(count), "age": age}
    return HealthLine(HealthTopic.WAITING, LineCode.WAITING_LATE, Level.WARNING, told)


def _backups(found: Examination) -> HealthLine:
    seen = found.of(Area.BACKUPS)
    made = [one for one in seen if one.code is FindingCode.BACKUP_FINE]
    if not made or any(one.level in BAD for one in seen):
        return HealthLine(HealthTopic.BACKUPS, LineCode.BACKUPS_BAD, Level.WARNING)
    told = {"age": made[0].facts["age"]}
    return HealthLine(HealthTopic.BACKUPS, LineCode.BACKUPS_FINE, Level.FINE, told)


async def _of_line(tx: Transaction, practice_id: int, now: datetime) -> list[HealthLine]:
    """Return how the line to the practice stands; nothing where no beacon tells of it."""
    if practice_id in await lines.lost(tx):
        return [HealthLine(HealthTopic.LINE, LineCode.LINE_LOST, Level.TROUBLE)]
    if not await lines.beacons_of(tx, practice_id):
        return []
    heard = (await lines.heard(tx, [practice_id])).get(practice_id, [])
    at = max((one.seen_at for one in heard if one.source is BeatSource.BEACON), default=None)
    if at is None or now - at > _SILENT:
        return [HealthLine(HealthTopic.LINE, LineCode.LINE_SILENT, Level.WARNING)]
    told = {"age": length((now - at).total_seconds())}
    return [HealthLine(HealthTopic.LINE, LineCode.LINE_FINE, Level.FINE, told)]
