"""Where whoever logs in comes to, who asked for no page: the calendar, or the first steps."""

from aiohttp import web

from calendar_store.model.actors import of_staff
from calendar_store.model.practices import StaffMember
from gateway.use_cases import first_steps
from gateway.web.server.web_context import WEB_CONTEXT

_FIRST_STEPS = "/first-steps"


async def landing(request: web.Request, member: StaffMember, target: str) -> str:
    """Return the page that a log-in leads to.

    Args:
        request: the request that logs in.
        member: who logs in.
        target: the page that was asked for; "/" if none was.
    """
    if target != "/":
        return target
    async with request.app[WEB_CONTEXT].database.read() as tx:
        leads = await first_steps.leads(tx, of_staff(member), member.practice_id)
    return _FIRST_STEPS if leads else target
