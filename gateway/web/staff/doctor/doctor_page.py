"""The page of the doctor: what was looked at, what is wrong, and what to do."""

from dataclasses import dataclass
from itertools import groupby

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.practices import practices
from gateway.doctor.findings import Area, Finding, Level
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.wording.doctor_remedies import remedy
from gateway.wording.doctor_words import what

AREAS = {
    Area.CONFIG: mark("Configuration"),
    Area.VERSIONS: mark("Versions"),
    Area.SERVICE: mark("Service"),
    Area.STORE: mark("Store"),
    Area.DISK: mark("Disks"),
    Area.CLOCK: mark("Clock"),
    Area.CARRIERS: mark("Carriers"),
    Area.MAIL: mark("Email"),
    Area.FAX: mark("Fax"),
    Area.DNS: mark("Public address"),
    Area.TLS: mark("Certificates"),
    Area.BACKUPS: mark("Backups"),
    Area.QUEUES: mark("Queues"),
    Area.LINES: mark("Lines to practices"),
}
GLYPHS = {Level.FINE: "✓", Level.HINT: "·", Level.WARNING: "▲", Level.TROUBLE: "✕"}
LEVELS = {
    Level.FINE: mark("fine"),
    Level.HINT: mark("hint"),
    Level.WARNING: mark("to be seen to"),
    Level.TROUBLE: mark("wrong"),
}
KINDS = {Level.FINE: "good", Level.HINT: "quiet", Level.WARNING: "bad", Level.TROUBLE: "bad"}


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in the reader's language."""

    glyph: str
    level: str
    kind: str
    where: str
    words: str
    do: str


async def show(request: web.Request) -> web.Response:
    """Show what was found; it takes some seconds where a server does not answer."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    exams, again = site.exams, request.query.get("again") == "yes"
    found = None
    if exams is not None:
        found = await exams.report(of_staff(member), member.practice_id, again=again)
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
    facts = {
        "practice": practice,
        "room": "carriers",
        "found": found,
        "at": face_of(practice).clock(found.at) if found else "",
        "rooms": [
            (_(AREAS[area]), [line_of(one) for one in some])
            for area, some in groupby(found.findings if found else (), lambda one: one.area)
        ],
        "bad": len(found.bad) if found else 0,
    }
    return page(request, "staff/doctor/doctor.html", facts)


def line_of(one: Finding) -> FindingLine:
    """Return a finding in the reader's language."""
    return FindingLine(
        *(GLYPHS[one.level], _(LEVELS[one.level]), KINDS[one.level], one.where),
        *(what(one, _), remedy(one, _)),
    )
