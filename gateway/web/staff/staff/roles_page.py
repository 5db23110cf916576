"""The table of roles: what each may do, from the permissions that the use cases check."""

from aiohttp import web

from calendar_store.model.actors import OF_ROLE, OWN_OF_ROLE, Permission, permission_words
from calendar_store.model.statuses import Role
from calendar_store.practices import practices
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.account.account_page import ROLES


async def show(request: web.Request) -> web.Response:
    """Show which role may do what."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
    roles = list(Role)
    facts = {
        "practice": practice,
        "room": "staff",
        "shown": "roles",
        "roles": [ROLES[role] for role in roles],
        "table": [
            (permission_words(one), [(ROLES[role], _degree(role, one)) for role in roles])
            for one in Permission
        ],
    }
    return page(request, "staff/staff/roles.html", facts)


def _degree(role: Role, permission: Permission) -> str:
    if permission in OF_ROLE[role]:
        return "yes"
    return "own" if permission in OWN_OF_ROLE.get(role, frozenset()) else "no"
