"""The page of how the service does for one practice, in plain words for its administrators."""

from aiohttp import web

from calendar_store.model.actors import Permission, of_staff
from calendar_store.practices import practices
from gateway.doctor.findings import Level
from gateway.use_cases import practice_health
from gateway.use_cases.practice_health import HealthLine, HealthTopic, LineCode
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.doctor.doctor_page import GLYPHS, KINDS, FindingLine

TOPICS = {
    HealthTopic.SERVICE: mark("Service"),
    HealthTopic.TEXTS: mark("Texts"),
    HealthTopic.MAILS: mark("Emails"),
    HealthTopic.FAXES: mark("Faxes"),
    HealthTopic.PAGES: mark("Pages of clients"),
    HealthTopic.WAITING: mark("Messages that wait"),
    HealthTopic.BACKUPS: mark("Backups"),
    HealthTopic.LINE: mark("Line to the practice"),
}
_TOLD = mark("Whoever runs the service sees what is wrong; call them if it lasts.")
WORDS = {
    LineCode.SERVICE_FINE: mark("It works."),
    LineCode.SERVICE_BAD: mark("A part of it does not work."),
    LineCode.TEXTS_FINE: mark("Texts go out, and answers come in."),
    LineCode.TEXTS_PART: mark("Texts go out with hindrances; some may come late."),
    LineCode.TEXTS_BAD: mark("No texts go out or come in now. They wait and go out afterwards."),
    LineCode.TEXTS_NONE: mark("No carrier has your number: nothing is texted."),
    LineCode.MAILS_FINE: mark("Emails go out, and answers come in."),
    LineCode.MAILS_BAD: mark("Emails may come late, or be taken for spam."),
    LineCode.MAILS_NONE: mark("No emails are sent."),
    LineCode.FAXES_FINE: mark("Faxes go out."),
    LineCode.FAXES_BAD: mark("Faxes do not go out now: print the paper of the calendar."),
    LineCode.PAGES_FINE: mark("Clients reach them."),
    LineCode.PAGES_BAD: mark("Clients may not reach them."),
    LineCode.WAITING_FINE: mark("None waits longer than it should."),
    LineCode.WAITING_LATE: mark("%(count)s wait, the oldest for %(age)s."),
    LineCode.BACKUPS_FINE: mark("The newest is %(age)s old."),
    LineCode.BACKUPS_BAD: mark("Not all is well with the backups."),
    LineCode.LINE_FINE: mark("Its beacon was heard %(age)s ago."),
    LineCode.LINE_LOST: mark("Nobody was heard from in office hours; the paper was sent."),
    LineCode.LINE_SILENT: mark("Its beacon is not heard: see whether its machine is on."),
}
OF_YOURS = frozenset({LineCode.LINE_LOST, LineCode.LINE_SILENT})
"""What the practice itself can see to."""


async def show(request: web.Request) -> web.Response:
    """Show how the service does for the practice."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    actor, now = of_staff(member), site.clock()
    found = None
    if site.exams is not None:
        found = await site.exams.latest(actor, member.practice_id)
    lines: list[HealthLine] = []
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        if site.exams is not None and found is not None:
            lines = await practice_health.of_practice(
                *(tx, actor, practice, site.exams, found), now=now
            )
    facts = {
        "practice": practice,
        "at": face_of(practice).clock(found.at) if found else "",
        "found": found,
        "lines": [(_(TOPICS[one.topic]), _shown(one)) for one in lines],
        "runs": actor.may(Permission.RUN_SERVICE, practice.id),
    }
    return page(request, "staff/doctor/practice_health.html", facts)


def _shown(one: HealthLine) -> FindingLine:
    bad = one.level in {Level.WARNING, Level.TROUBLE}
    do = _(_TOLD) if bad and one.code not in OF_YOURS else ""
    words = _(WORDS[one.code]) % one.facts
    return FindingLine(GLYPHS[one.level], "", KINDS[one.level], "", words, do)
