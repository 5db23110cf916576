"""Takes a file as it comes, a piece at a time, and stores it for the service to read."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import BodyPartReader, MultipartReader, web

from calendar_store.clients import import_pieces
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput
from calendar_store.model.imports import ImportFile, ImportKind
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.imports.reading.table import LARGEST_FILE
from gateway.imports.taking_in import PIECE
from gateway.use_cases import imports
from gateway.use_cases.import_choices import ReadingChoices
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.connections import waiting_for
from gateway.web.server.protection import CSRF_FIELD, require_token
from gateway.web.server.web_context import LOGIN, STAFF, WEB_CONTEXT
from gateway.web.staff.imports import imports_page

_WITHIN = 900.0
"""Seconds until a file has to be there: the largest, over a poor line."""
_LONGEST_FIELD = 1000
_MOST_FIELDS = 8


async def take(request: web.Request) -> web.StreamResponse:
    """Take a file, and lead to its page, where it is being read."""
    try:
        with waiting_for(request):
            async with asyncio.timeout(_WITHIN):
                file = await _taken(request)
    except InvalidInput as error:
        return await imports_page.shown(request, refusal(error), 422)
    except TimeoutError:
        raise web.HTTPRequestTimeout(
            text=_("The file took too long to arrive. Send it again.")
        ) from None
    raise web.HTTPSeeOther(f"/import/{file.id}")


async def _taken(request: web.Request) -> ImportFile:
    if request.content_length is not None and request.content_length > LARGEST_FILE + PIECE:
        # whoever sends more is told before it has all come
        raise InvalidInput(
            f"the file is larger than {LARGEST_FILE // 1024**2} MB; split it, and import the parts"
        )
    fields: dict[str, str] = {}
    async for part in _parts(request):
        if part.filename is None:
            fields[part.name or ""] = (await part.read_chunk(_LONGEST_FIELD)).decode(
                "utf-8", "replace"
            )
            continue
        # the form has its token before its file
        require_token(request, request[LOGIN], fields.get(CSRF_FIELD, ""))
        return await _stored(request, part, fields)
    require_token(request, request[LOGIN], fields.get(CSRF_FIELD, ""))
    raise InvalidInput("choose a file")


async def _parts(request: web.Request) -> AsyncIterator[BodyPartReader]:
    try:
        reader: MultipartReader = await request.multipart()
        for _number in range(_MOST_FIELDS):
            part = await reader.next()
            if not isinstance(part, BodyPartReader):
                return
            yield part
    except (ValueError, AssertionError, KeyError, RuntimeError):
        raise InvalidInput("the file did not arrive whole; send it again") from None


async def _stored(request: web.Request, part: BodyPartReader, fields: dict[str, str]) -> ImportFile:
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    kind = ImportKind.VISITS if fields.get("kind") == "visits" else ImportKind.CLIENTS
    if not part.filename:
        raise InvalidInput("choose a file")
    async with site.database.write() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        file = await imports.begin(tx, actor, practice, kind, part.filename or "", now=site.clock())
    size = await _pieces(request, part, practice, file)
    choices = ReadingChoices(
        *(fields.get(name, "")[:60] for name in ("encoding", "separator", "sheet"))
    )
    async with site.database.write() as tx:
        return await imports.uploaded(
            *(tx, actor, practice, file.id, size), now=site.clock(), choices=choices
        )


async def _pieces(
    request: web.Request, part: BodyPartReader, practice: Practice, file: ImportFile
) -> int:
    """Store what comes, a piece in each transaction; return how many bytes came.

    Raises:
        InvalidInput: if the file is too large.
    """
    database, waiting, size, number = request.app[WEB_CONTEXT].database, bytearray(), 0, 0
    more = True
    while more:
        chunk = await part.read_chunk(PIECE)
        more = bool(chunk)
        waiting += chunk
        size += len(chunk)
        if size > LARGEST_FILE:
            raise InvalidInput(
                f"the file is larger than {LARGEST_FILE // 1024**2} MB; split it, and import"
                " the parts"
            )
        if len(waiting) >= PIECE or (waiting and not more):
            async with database.write() as tx:
                await import_pieces.add(tx, practice.id, file.id, number, bytes(waiting))
            waiting.clear()
            number += 1
    return size
