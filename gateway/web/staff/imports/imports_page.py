"""The page where a file is chosen, with the imports there were."""

from dataclasses import dataclass

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.imports import ImportFile, RowOutcome
from calendar_store.practices import practices
from gateway.imports.reading.table import LARGEST_FILE, MOST_ROWS
from gateway.use_cases import imports
from gateway.web.languages.translation import gettext as _
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.imports.import_words import status_word

_PAGE = 30
_LONGEST_ID = 18


@dataclass(frozen=True, slots=True)
class ImportLine:
    """An import in the list."""

    file: ImportFile
    when: str
    status: str
    told: str


async def show(request: web.Request) -> web.Response:
    """Show the form for a file, and the imports, the newest first."""
    return await shown(request)


async def shown(request: web.Request, wrong: str = "", status: int = 200) -> web.Response:
    """Return the page.

    Args:
        request: the request.
        wrong: why a file was refused.
        status: the HTTP status.
    """
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    asked = request.query.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) <= _LONGEST_ID else None
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        some = await imports.listed(tx, actor, practice, before=before, limit=_PAGE + 1)
    face = face_of(practice)
    facts = {
        "practice": practice,
        "lines": [_line(one, face) for one in some[:_PAGE]],
        "older": some[_PAGE - 1].id if len(some) > _PAGE else None,
        "wrong": wrong,
        "largest": LARGEST_FILE // 1024**2,
        "most": f"{MOST_ROWS:_}".replace("_", "\N{NARROW NO-BREAK SPACE}"),
        "discarded": request.query.get("said") == "discarded",
    }
    return page(request, "staff/imports/imports.html", facts, status=status)


def _line(file: ImportFile, face: LocalCalendar) -> ImportLine:
    added = file.counts.get(f"outcome.{RowOutcome.ADDED.value}", 0)
    changed = file.counts.get(f"outcome.{RowOutcome.CHANGED.value}", 0)
    told = _("%(added)s added, %(changed)s changed", added=added, changed=changed)
    when = f"{face.short(face.day_of(file.created_at))} {face.clock(file.created_at)}"
    return ImportLine(file, when, status_word(file.status), told if added or changed else "")
