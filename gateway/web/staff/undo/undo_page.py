"""Takes a change of a record back, and leads to the record; offers it in the toast of a page."""

from datetime import datetime

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound, Stale, StoreError
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.use_cases import record_undoing
from gateway.use_cases.record_undoing import UndoneRecord
from gateway.web.languages.labels import actor_words
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.server.moments import face_of
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

_FOLDERS = {
    "client.changed": "clients",
    "service.changed": "people/services",
    "staff.changed": "staff",
}
"""Where the page of a record is; of the others it is one of people."""
SAID = "undone"
"""What the query of the page says to which an undo leads."""
_PLACES = {"calendar.removed": "/feeds"}
"""By name of the change: the page to which its undo leads, where no record has one of its own."""


async def undo(request: web.Request) -> web.Response:
    """Take a change back."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    wanted = int(request.match_info["change"])
    try:
        async with site.database.write() as tx:
            practice = await practices.get(tx, member.practice_id)
            done = await record_undoing.undo(
                tx, of_staff(member), practice, wanted, now=site.clock()
            )
    except NotFound as error:
        raise web.HTTPNotFound(text=refusal(f"{error}.")) from error
    except (InvalidInput, Stale) as error:
        raise web.HTTPConflict(text=await _why(request, wanted, error)) from error
    where = _where(done, practice)
    if "HX-Request" in request.headers:
        return web.Response(headers={"HX-Redirect": where})
    raise web.HTTPSeeOther(where)


async def _why(request: web.Request, wanted: int, error: StoreError) -> str:
    """Return why a change cannot be taken back: who was faster, where somebody was."""
    site, actor = request.app[WEB_CONTEXT], of_staff(request[STAFF])
    if not isinstance(error, Stale):
        return refusal(f"{error}.")
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
        later = await record_undoing.changed_since(tx, actor, practice, wanted)
    if later is None:
        return refusal(f"{error}.")
    face = face_of(practice)
    return _(
        "Somebody was faster: this was changed at %(at)s, %(who)s. It stays as it is now.",
        at=face.near(later.at, face.day_of(site.clock())),
        who=actor_words(later.by),
    )


async def offered(
    tx: Transaction,
    request: web.Request,
    practice: Practice,
    action: str,
    now: datetime,
    *,
    subject: str = "",
) -> str:
    """Return the address that takes the reader's last change of a kind back; "" if none does.

    Args:
        tx: any transaction.
        request: of the reader.
        practice: the practice.
        action: name of the change in the audit log.
        now: UTC.
        subject: what it was about, as the log names it; "" for anything.
    """
    entry = await record_undoing.last(
        tx, of_staff(request[STAFF]), practice, action, now=now, subject=subject
    )
    return f"/undo/{entry.id}" if entry else ""


def _where(done: UndoneRecord, practice: Practice) -> str:
    """Return the address of the record."""
    if done.at is not None:
        day = f"/day/{face_of(practice).day_of(done.at)}"
        return f"{day}?appointment={done.id}" if done.id else f"{day}?said={SAID}"
    if not done.id:
        return f"{_PLACES.get(done.action, '/people/absences')}?said={SAID}"
    folder = _FOLDERS.get(done.action, "people")
    return f"/{folder}/{done.id}?said={SAID}"
