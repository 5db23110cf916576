"""The rows of a preview as a file: those that are wrong, to be mended and imported again."""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import NotFound
from calendar_store.model.imports import RowVerdict
from calendar_store.practices import practices
from gateway.csv_text import MARK, CsvCell, csv_text
from gateway.imports.reading.table import MOST_ROWS
from gateway.use_cases import imports
from gateway.web.languages.translation import gettext as _
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.imports.import_words import fault_words

_FAULTY = (RowVerdict.WRONG, RowVerdict.DOUBLE)


async def file(request: web.Request) -> web.Response:
    """Send the wrong rows with their reasons, as CSV whose cells no spreadsheet computes."""
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        try:
            one = await imports.found(tx, actor, practice, int(request.match_info["import"]))
        except NotFound as error:
            raise web.HTTPNotFound(text=_("This practice has no such import.")) from error
        rows = await imports.rows(tx, actor, practice, one, verdicts=_FAULTY, limit=MOST_ROWS)
    headings = [_("Line"), _("What"), *one.header]
    cells: list[list[CsvCell]] = [[row.line, fault_words(row), *row.cells] for row in rows]
    named = f'attachment; filename="import-{one.id}.csv"'
    headers = {"Content-Disposition": named}
    written = MARK + csv_text(headings, cells)
    return web.Response(text=written, content_type="text/csv", headers=headers)
