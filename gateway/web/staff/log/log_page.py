"""The page of the audit log: what was done, by whom, when; failed and unusual log-ins."""

from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.practices import AuditEntry
from calendar_store.practices import practices
from gateway.csv_text import MARK, form_of
from gateway.use_cases import audit_log, audit_search
from gateway.use_cases.audit_log import AuditFilter
from gateway.use_cases.audit_search import LogFileForm
from gateway.web.languages.labels import actor_words
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark, reader_language
from gateway.web.server.masked_answers import masked_stream
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.log import log_search
from gateway.web.staff.log.log_words import ACTIONS, LogWords

FILTERS = {
    AuditFilter.ALL: mark("Everything"),
    AuditFilter.LOG_INS: mark("Log-ins"),
    AuditFilter.FAILED: mark("Failed log-ins"),
    AuditFilter.STAFF: mark("Staff"),
    AuditFilter.SUPPORT: mark("Support"),
    AuditFilter.SETTINGS: mark("Settings"),
}
_TYPES = {LogFileForm.CSV: "text/csv", LogFileForm.JSONL: "application/x-ndjson"}
_MARKED = frozenset({"login.failed", "login.code_failed", "login.new_network"})


@dataclass(frozen=True, slots=True)
class AuditLine:
    """An entry in words.

    Attributes:
        by: who, as stored: it narrows the log.
        who: who, in words.
        client: the client whom it is about; None for nobody.
        marked: whether it is to be noticed.
    """

    at: str
    by: str
    who: str
    what: str
    subject: str
    client: int | None
    detail: str
    marked: bool


async def show(request: web.Request) -> web.Response:
    """Show a page of the log."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor, before = of_staff(member), _id(request.query.get("before", ""))
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        asked = log_search.asked(request.query, practice, site.clock())
        found = await log_search.found(tx, actor, practice, asked, before=before)
        names = await audit_log.names(tx, actor, practice.id, found.entries)
        unusual = await audit_log.unusual(tx, actor, practice.id, now=site.clock())
    face = face_of(practice)
    words = LogWords(face, names)
    kept = asked.kept
    facts = {
        "practice": practice,
        "room": "log",
        "filters": FILTERS,
        "narrowed": asked.narrowed,
        "by": asked.query.by,
        "asked": asked,
        "actions": sorted((_(said), name) for name, said in ACTIONS.items()),
        "reached": face.day_month_year(face.day_of(found.reached)) if found.reached else "",
        "newest": str(URL("/log").with_query(kept)),
        "kept": str(URL().with_query(kept)),
        "lines": [_line(entry, words, face) for entry in found.entries],
        "older": str(URL("/log").with_query({**kept, "before": str(found.before)}))
        if found.before
        else "",
        "reads_clients": actor.may(Permission.READ_CLIENTS, practice.id),
        "paged": before is not None,
        "first": not request.query.get("before") and not asked.searches,
        "new_networks": [
            (_moment(entry, face), entry.subject, str(entry.detail.get("network", "")))
            for entry in unusual.new_networks
        ],
        "many_failures": unusual.many_failures,
    }
    return page(request, "staff/log/log.html", facts)


async def file(request: web.Request) -> web.StreamResponse:
    """Send what is looked for as a file, as long as it is."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    form, now = LogFileForm(request.match_info["form"]), site.clock()
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
    asked = log_search.asked(request.query, practice, now)
    parts = audit_search.exported(
        *(site.database, of_staff(member), practice, asked.query),
        form=form,
        now=now,
        sheet=form_of(reader_language()),
    )
    day = face_of(practice).day_of(now)
    response = web.StreamResponse(
        headers={"Content-Disposition": f'attachment; filename="log-{day}.{form.value}"'}
    )
    response.content_type = _TYPES[form]
    response.charset = "utf-8"
    mask = await masked_stream(request, response)
    hidden = (mask.lines if form is LogFileForm.JSONL else mask.text) if mask else str
    # a refusal has to come before the first octet
    first = await anext(parts, "")
    await response.prepare(request)
    await response.write(((MARK if form is LogFileForm.CSV else "") + hidden(first)).encode())
    async for part in parts:
        await response.write(hidden(part).encode())
    await response.write_eof()
    return response


def _line(entry: AuditEntry, words: LogWords, face: LocalCalendar) -> AuditLine:
    return AuditLine(
        at=_moment(entry, face),
        by=entry.by,
        who=actor_words(entry.by),
        what=words.action(entry),
        subject=words.subject(entry),
        client=words.client(entry),
        detail=words.detail(entry),
        marked=entry.action in _MARKED,
    )


def _moment(entry: AuditEntry, face: LocalCalendar) -> str:
    return f"{face.brief(face.day_of(entry.at))} {face.clock(entry.at)}"


def _id(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
