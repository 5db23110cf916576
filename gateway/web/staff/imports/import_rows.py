"""The rows of a preview as a file: those that are wrong, to be mended and imported again."""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import NotFound
from calendar_store.model.imports import ImportRow, RowVerdict
from calendar_store.practices import practices
from gateway.csv_text import MARK, CsvCell, csv_lines, csv_text
from gateway.use_cases import imports
from gateway.web.languages.translation import gettext as _
from gateway.web.server.masked_answers import masked_stream
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.imports.import_words import fault_words

_FAULTY = (RowVerdict.WRONG, RowVerdict.DOUBLE)
_PORTION = 500
"""Rows that are read and sent at once."""


async def file(request: web.Request) -> web.StreamResponse:
    """Send the wrong rows with their reasons, as CSV whose cells no spreadsheet computes.

    They are read in portions, so that a long file keeps nobody waiting.
    """
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        try:
            one = await imports.found(tx, actor, practice, int(request.match_info["import"]))
        except NotFound as error:
            raise web.HTTPNotFound(text=_("This practice has no such import.")) from error
    response = web.StreamResponse(
        headers={"Content-Disposition": f'attachment; filename="import-{one.id}.csv"'}
    )
    response.content_type, response.charset = "text/csv", "utf-8"
    mask = await masked_stream(request, response)
    await response.prepare(request)
    written = MARK + csv_text([_("Line"), _("What"), *one.header], ())
    after = 0
    while written:
        await response.write((mask.text(written) if mask else written).encode())
        async with site.database.read() as tx:
            rows = await imports.rows(
                *(tx, actor, practice, one), verdicts=_FAULTY, after=after, limit=_PORTION
            )
        written = csv_lines(_cells(row) for row in rows)
        after = rows[-1].line if rows else after
    await response.write_eof()
    return response


def _cells(row: ImportRow) -> list[CsvCell]:
    return [row.line, fault_words(row), *row.cells]
