"""The download of labelled examples, as JSON lines or CSV."""

from aiohttp import web

from calendar_store.model.actors import of_staff
from gateway import csv_text
from gateway.use_cases import labelled_export
from gateway.use_cases.labelled_export import ExportFormat
from gateway.web.languages.translation import reader_language
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

_TYPES = {ExportFormat.JSONL: "application/jsonl", ExportFormat.CSV: "text/csv"}


async def download(request: web.Request) -> web.Response:
    """Send the labelled examples of the practice."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    form = ExportFormat(request.match_info["form"])
    async with site.database.write() as tx:
        text, _ = await labelled_export.export(
            *(tx, of_staff(member), member.practice_id, form),
            now=site.clock(),
            sheet=csv_text.form_of(reader_language()),
        )
    return web.Response(
        text=(csv_text.MARK if form is ExportFormat.CSV else "") + text,
        content_type=_TYPES[form],
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="labelled-examples.{form}"'},
    )
