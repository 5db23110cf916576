"""Pages that show what is kept about clients: who opens one is recorded."""

from collections.abc import Iterable

from aiohttp import web

from calendar_store.model.actors import of_staff
from gateway.use_cases import client_readings
from gateway.web.server.web_context import STAFF, WEB_CONTEXT


async def note_reading(request: web.Request, client_ids: Iterable[int]) -> None:
    """Record that whoever is logged in reads what is kept about some clients.

    Args:
        request: the browser's request, to a page that needs a log-in.
        client_ids: the clients, of the practice of the log-in.
    """
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    who = (of_staff(member), member.practice_id)
    # most pages are opened again and again: a reading transaction is enough for them
    async with site.database.read() as tx:
        new = await client_readings.unrecorded(tx, *who, client_ids, now=site.clock())
    if new:
        async with site.database.write() as tx:
            await client_readings.record(tx, *who, new, now=site.clock())
