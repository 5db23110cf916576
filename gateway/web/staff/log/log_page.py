"""The page of the audit log: what was done, by whom, when; failed and unusual log-ins."""

from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.practices import AuditEntry
from calendar_store.practices import practices
from gateway.use_cases import audit_log
from gateway.use_cases.audit_log import AuditFilter
from gateway.web.languages.labels import actor_words
from gateway.web.languages.translation import mark
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.log.log_words import LogWords

FILTERS = {
    AuditFilter.ALL: mark("Everything"),
    AuditFilter.LOG_INS: mark("Log-ins"),
    AuditFilter.FAILED: mark("Failed log-ins"),
    AuditFilter.STAFF: mark("Staff"),
    AuditFilter.SUPPORT: mark("Support"),
    AuditFilter.SETTINGS: mark("Settings"),
}
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
    site, member, query = request.app[WEB_CONTEXT], request[STAFF], request.query
    wanted = query.get("show", "")
    narrowed = AuditFilter(wanted) if wanted in set(AuditFilter) else AuditFilter.ALL
    by = query.get("by", "")[:200]
    actor = of_staff(member)
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        found = await audit_log.listed(
            *(tx, actor, practice.id), narrowed=narrowed, by=by, before=_id(query.get("before", ""))
        )
        names = await audit_log.names(tx, actor, practice.id, found.entries)
        unusual = await audit_log.unusual(tx, actor, practice.id, now=site.clock())
    face = face_of(practice)
    words = LogWords(face, names)
    kept = {"by": by} if by else {"show": narrowed.value}
    facts = {
        "practice": practice,
        "room": "log",
        "filters": FILTERS,
        "narrowed": narrowed,
        "by": by,
        "lines": [_line(entry, words, face) for entry in found.entries],
        "older": str(URL("/log").with_query({**kept, "before": str(found.older)}))
        if found.older
        else "",
        "reads_clients": actor.may(Permission.READ_CLIENTS, practice.id),
        "first": not query.get("before"),
        "new_networks": [
            (_moment(entry, face), entry.subject, str(entry.detail.get("network", "")))
            for entry in unusual.new_networks
        ],
        "many_failures": unusual.many_failures,
    }
    return page(request, "staff/log/log.html", facts)


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
