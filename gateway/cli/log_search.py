"""`textback log search` and `export`: the audit log by words, actor, action and days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.use_cases.audit_search import LogFileForm

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from calendar_store.database.audit_search import AuditFound, AuditQuery
    from calendar_store.database.connection import Database, Transaction
    from calendar_store.model.practices import Practice

WordsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="WORDS", help="Each has to be in the entry.")
]
ByOption = Annotated[str, typer.Option("--by", metavar="WHO", help="Only what this one did.")]
ActionOption = Annotated[
    list[str] | None, typer.Option("--action", metavar="NAME", help='As "client.added".')
]
SubjectOption = Annotated[str, typer.Option("--subject", metavar="WHAT", help="As listed.")]
FromOption = Annotated[str | None, typer.Option("--from", metavar="DAY", help="As 2026-11-24.")]
ToOption = Annotated[str | None, typer.Option("--to", metavar="DAY", help="Included.")]


def search(
    words: WordsArgument = None,
    *,
    by: ByOption = "",
    action: ActionOption = None,
    subject: SubjectOption = "",
    first: FromOption = None,
    last: ToOption = None,
    before: Annotated[
        int | None,
        typer.Option("--before", min=1, max=(1 << 63) - 1, help="Entries older than this id."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Most entries.")] = 50,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Search the audit log, newest first."""
    from zoneinfo import ZoneInfo

    from gateway.cli import output, store
    from gateway.cli.json_output import instant
    from gateway.cli.moments import local
    from gateway.use_cases import audit_search

    async def work(tx: Transaction) -> tuple[Practice, AuditFound]:
        where = await store.practice(tx, practice, even_suspended=True)
        days = (_day(first), _day(last))
        query = _query(
            words, days, ZoneInfo(where.timezone), by=by, actions=action, subject=subject
        )
        found = await audit_search.found(*(tx, OPERATOR, where, query), limit=limit, before=before)
        return where, found

    where, found = store.read(config, work)
    zone = where.timezone
    if as_json:
        entries = [
            {
                "id": str(one.id),
                "at": instant(one.at, zone),
                "by": one.by,
                "action": one.action,
                "subject": one.subject,
                "detail": one.detail,
            }
            for one in found.entries
        ]
        reached = instant(found.reached, zone) if found.reached else None
        older = str(found.before) if found.before else None
        output.document({"entries": entries, "older": older, "reached": reached})
        return
    rows = [(local(one.at, zone), one.by, one.action, one.subject) for one in found.entries]
    output.table(where.name, ("at", "by", "action", "subject"), rows)
    if found.reached:
        output.line(f"looked through until {local(found.reached, zone)}")
    if found.before:
        output.line(f"older entries: --before {found.before}")


def export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Ends with .csv or .jsonl.")],
    words: WordsArgument = None,
    *,
    by: ByOption = "",
    action: ActionOption = None,
    subject: SubjectOption = "",
    first: FromOption = None,
    last: ToOption = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write entries of the audit log to a new file, as CSV or as a line of JSON each."""
    from zoneinfo import ZoneInfo

    from gateway.cli import output, store
    from gateway.csv_text import MARK
    from gateway.use_cases import audit_search

    form = _form(file)
    days = (_day(first), _day(last))

    async def work(database: Database) -> None:
        async with database.read() as tx:
            where = await store.practice(tx, practice, even_suspended=True)
        query = _query(
            words, days, ZoneInfo(where.timezone), by=by, actions=action, subject=subject
        )
        with file.open("x", encoding="utf-8", newline="") as written:
            written.write(MARK if form is LogFileForm.CSV else "")
            parts = audit_search.exported(
                *(database, OPERATOR, where, query), form=form, now=store.now()
            )
            async for part in parts:
                written.write(part)

    try:
        store.with_database(config, work)
    except FileExistsError as error:
        raise typer.BadParameter(f"{file} is there already; name a new file") from error
    if as_json:
        output.document({"file": str(file)})
    else:
        output.line(f"written to {file}")


def _query(
    words: list[str] | None,
    days: tuple[date | None, date | None],
    zone: ZoneInfo,
    *,
    by: str,
    actions: list[str] | None,
    subject: str,
) -> AuditQuery:
    from calendar_store.database.audit_search import AuditQuery
    from gateway.use_cases import audit_search

    first, last = days
    return AuditQuery(
        words=audit_search.words_of(" ".join(words or ())),
        by=by,
        actions=tuple(actions or ()),
        subject=subject,
        since=_midnight(first, zone),
        until=_midnight(last + timedelta(days=1), zone) if last else None,
    )


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    from calendar_store.model import local_time

    return None if day is None else local_time.midnight(day, zone)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = date.min
    if not 2000 <= day.year < 2100:
        raise typer.BadParameter(f'"{text}" is not a day; write it as 2026-11-24')
    return day


def _form(file: Path) -> LogFileForm:
    try:
        return LogFileForm(file.suffix.removeprefix(".").lower())
    except ValueError as error:
        raise typer.BadParameter(f'"{file.name}" has to end with .csv or .jsonl') from error
