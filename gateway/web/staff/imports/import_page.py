"""The page of one import: progress, preview with its columns and consent, and what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound, Stale
from calendar_store.model.imports import (
    AT_WORK,
    ConsentChoice,
    ImportFile,
    ImportKind,
    ImportRow,
    ImportStatus,
    RowOutcome,
    RowVerdict,
)
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.imports.columns.fields import FIELDS, ImportField
from gateway.imports.columns.values import DAY_FIRST, MONTH_FIRST
from gateway.imports.reading.decoding import ENCODINGS
from gateway.use_cases import imports
from gateway.use_cases.import_choices import ReadingChoices, consent_of
from gateway.web.languages.translation import gettext as _
from gateway.web.server import phone_numbers
from gateway.web.server.forms import Form, form_of, require_whole
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import wanted_day
from gateway.web.staff.imports.import_words import (
    OUTCOMES,
    VERDICTS,
    change_lines,
    day_order_words,
    fault_words,
    field_word,
    form_words,
    separator_words,
    status_word,
    to_write_words,
)

PAGE = 50
_EXAMPLES = 40
"""Rows from which the examples of columns are taken."""
_MOST_COLUMNS = 120
"""Columns that can be chosen on the page; those without any value are not shown."""
_MOST_CELLS = 12
_LONGEST_LINE = 9


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column of the file: its title, some of its values, and what it holds."""

    number: int
    title: str
    examples: str
    field: str


@dataclass(frozen=True, slots=True)
class RowLine:
    """A row of the file on the page."""

    line: int
    glyph: str
    word: str
    who: str
    number: str
    email: str
    told: Sequence[str]
    client_id: int | None


async def show(request: web.Request) -> web.Response:
    """Show an import as it is now."""
    return await _shown(request)


async def choose(request: web.Request) -> web.Response:
    """Take what was chosen of columns and consent; import, where nothing else was chosen."""
    site, actor, form = request.app[WEB_CONTEXT], of_staff(request[STAFF]), await form_of(request)
    number = int(request.match_info["import"])
    now = site.clock()
    try:
        require_whole(request)
        async with site.database.write() as tx:
            practice = await practices.get(tx, request[STAFF].practice_id)
            file = await imports.found(tx, actor, practice, number)
            imports.require_version(file, form.get("version", ""))
            since = form.get("since", "").strip()
            if since:
                # as people write it; a day without a year is the last such day
                since = wanted_day(since, practice, now, past=True).isoformat()
            consent = consent_of(form.get("consent", ""), form.get("how", ""), since)
            strangers = form.get("strangers") == "yes" and file.kind is ImportKind.VISITS
            consent = replace(consent, strangers=strangers)
            columns = _chosen(file, form)
            reading = _reading(file, form)
            if columns != list(file.columns) or consent != file.choices or reading:
                file = await imports.choose(
                    *(tx, actor, practice, number),
                    columns=columns,
                    consent=consent,
                    now=now,
                    choices=reading,
                )
            if form.get("do") == "import" and file.status is ImportStatus.READY:
                await imports.confirm(tx, actor, practice, number, file.version, now=now)
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such import.")) from error
    except (InvalidInput, Stale) as error:
        return await _shown(request, str(error), form)
    raise web.HTTPSeeOther(f"/import/{number}")


async def undo(request: web.Request) -> web.Response:
    """Undo an import."""
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    number = int(request.match_info["import"])
    async with site.database.write() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        await imports.undo(tx, actor, practice, number, now=site.clock())
    raise web.HTTPSeeOther(f"/import/{number}")


async def discard(request: web.Request) -> web.Response:
    """Let go an import that was not confirmed."""
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    number = int(request.match_info["import"])
    async with site.database.write() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        await imports.discard(tx, actor, practice, number, now=site.clock())
    raise web.HTTPSeeOther("/import?said=discarded")


def _reading(file: ImportFile, form: Form) -> ReadingChoices | None:
    """Return how a text is to be read instead; None where nothing else was chosen."""
    names = ("encoding", "separator", "days")
    chosen = {name: form.get(name, "") for name in names}
    chosen["days"] = chosen["days"] if chosen["days"] in {DAY_FIRST, MONTH_FIRST} else ""
    others = {
        name: one for name, one in chosen.items() if one not in {"", file.facts.get(name, "")}
    }
    return ReadingChoices(**others) if others else None


def _chosen(file: ImportFile, form: Form) -> list[str]:
    """Return the columns as a form has chosen them; those that it does not show stay."""
    known = {field.value for field in FIELDS[file.kind]} | {""}
    columns = list(file.columns)
    for n in range(len(columns)):
        wanted = form.get(f"c{n}")
        if wanted is not None and wanted in known:
            columns[n] = wanted
    return columns


async def _shown(
    request: web.Request, wrong: str = "", typed: Mapping[str, str] | None = None
) -> web.Response:
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    number = int(request.match_info["import"])
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        try:
            file = await imports.found(tx, actor, practice, number)
        except NotFound as error:
            raise web.HTTPNotFound(text=_("This practice has no such import.")) from error
        facts = await _facts(tx, request, practice, file, typed or {})
    facts |= {"wrong": wrong}
    return page(request, "staff/imports/import.html", facts, status=422 if wrong else 200)


async def _facts(
    tx: Transaction,
    request: web.Request,
    practice: Practice,
    file: ImportFile,
    typed: Mapping[str, str],
) -> dict[str, Any]:
    actor = of_staff(request[STAFF])
    facts: dict[str, Any] = {
        "practice": practice,
        "file": file,
        "status": status_word(file.status),
        "busy": file.status in AT_WORK,
        "share": min(100, file.done * 100 // file.total) if file.total else None,
        "preview": file.status is ImportStatus.READY,
        "finished": file.status in {ImportStatus.DONE, ImportStatus.UNDONE},
        "tabs": [],
        "rows": [],
        "columns": [],
        "more": None,
        "shown": "",
        "form": form_words(file) if file.facts.get("form") else "",
    }
    if facts["busy"] or file.status not in {
        *(ImportStatus.READY, ImportStatus.DONE, ImportStatus.UNDONE)
    }:
        return facts
    tabs = _tabs(file)
    wanted = request.query.get("show", "")
    shown = wanted if wanted in {name for name, *_ in tabs} else (tabs[0][0] if tabs else "")
    after = request.query.get("after", "0")
    some = await imports.rows(
        *(tx, actor, practice, file),
        **_narrowed(shown),
        after=int(after) if after.isdecimal() and len(after) <= _LONGEST_LINE else 0,
        limit=PAGE + 1,
    )
    facts |= {
        "tabs": tabs,
        "shown": shown,
        "rows": [_row(row, practice) for row in some[:PAGE]],
        "more": some[PAGE - 1].line if len(some) > PAGE else None,
        "undoable": file.status is ImportStatus.DONE,
    }
    if facts["preview"]:
        first = await imports.rows(tx, actor, practice, file, limit=_EXAMPLES)
        facts |= _choices(file, first, typed)
    return facts


def _choices(
    file: ImportFile, first: Sequence[ImportRow], typed: Mapping[str, str]
) -> dict[str, Any]:
    return {
        "columns": _columns(file, first, typed),
        "fields": [
            (field.value, field_word(field)) for field in (ImportField.NONE, *FIELDS[file.kind])
        ],
        "encodings": list(dict.fromkeys([file.facts.get("encoding", ""), *ENCODINGS])),
        "separators": separator_words(file.facts.get("separator", "")),
        "consent": typed.get("consent", file.choices.consent.value),
        "how": typed.get("how", file.choices.how),
        "since": typed.get("since", file.choices.since),
        "strangers": file.counts.get("strangers", 0),
        "days": day_order_words(file),
        "day_first": file.facts.get("days", ""),
        "has_consent": any(one.startswith("consent") for one in file.columns),
        "consents": [one.value for one in ConsentChoice],
        "agreed": file.counts.get("agreed", 0),
        "do_import": to_write_words(file) if file.to_write else "",
    }


def _columns(
    file: ImportFile, first: Sequence[ImportRow], typed: Mapping[str, str]
) -> list[ColumnChoice]:
    found = []
    for n, title in enumerate(file.header):
        values = [row.cells[n] for row in first if n < len(row.cells) and row.cells[n]]
        field = typed.get(f"c{n}", file.columns[n])
        if values or field:
            examples = ", ".join(dict.fromkeys(values[:3]))
            shown = examples if len(examples) <= 80 else f"{examples[:80]}…"
            found.append(ColumnChoice(n, title, shown, field))
    return found[:_MOST_COLUMNS]


def _tabs(file: ImportFile) -> list[tuple[str, str, str, int]]:
    """Return (name, glyph, word, count) of the groups of rows that are not empty."""
    if file.status is ImportStatus.READY:
        order = (RowVerdict.WRONG, RowVerdict.DOUBLE, RowVerdict.NEW, RowVerdict.WITH_CLIENT)
        return [
            (one.value, *_said(VERDICTS[one]), count)
            for one in (*order, RowVerdict.CHANGED, RowVerdict.SAME)
            if (count := file.counts.get(one.value, 0))
        ]
    undone = file.status is ImportStatus.UNDONE
    wanted = (
        (RowOutcome.KEPT, RowOutcome.UNDONE)
        if undone
        else (RowOutcome.ADDED, RowOutcome.CHANGED, RowOutcome.REFUSED)
    )
    tabs = [
        (f"outcome.{one.value}", *_said(OUTCOMES[one]), count)
        for one in wanted
        if (count := file.counts.get(f"outcome.{one.value}", 0))
    ]
    if undone:
        return tabs
    return tabs + [
        (one.value, *_said(VERDICTS[one]), count)
        for one in (RowVerdict.WRONG, RowVerdict.DOUBLE)
        if (count := file.counts.get(one.value, 0))
    ]


def _said(sign: tuple[str, str]) -> tuple[str, str]:
    return sign[0], _(sign[1])


def _narrowed(shown: str) -> dict[str, Any]:
    name, dot, outcome = shown.partition(".")
    if dot:
        return {"outcomes": [RowOutcome(outcome)]}
    return {"verdicts": [RowVerdict(name)]} if name else {}


def _when(start: datetime, practice: Practice) -> str:
    face = face_of(practice)
    return f"{face.short(face.day_of(start))} {start.year} {face.clock(start)}"


def _row(row: ImportRow, practice: Practice) -> RowLine:
    entry = row.entry
    glyph, word = _said(OUTCOMES[row.outcome] if row.outcome.value else VERDICTS[row.verdict])
    who = f"{entry.get('first', '')} {entry.get('last', '')}".strip()
    if not who:
        who = " · ".join([one for one in row.cells if one][:_MOST_CELLS])[:200]
    mobile = entry.get("mobile", "")
    told = [fault_words(row)] if row.fault else list(change_lines(row))
    if start := entry.get("start"):
        told.insert(0, _when(datetime.fromisoformat(start), practice))
    return RowLine(
        *(row.line, glyph, word, who),
        phone_numbers.shown(mobile, practice.region) if mobile else "",
        entry.get("email", ""),
        told,
        row.client_id if row.outcome is not RowOutcome.UNDONE else None,
    )
