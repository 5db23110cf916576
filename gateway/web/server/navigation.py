"""The bar on top of all staff pages: its entries, and which of them a member of staff sees.

An entry is shown if its page exists and the member may open it; so a page that is added under one
of these addresses is in the bar by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aiohttp import web

from calendar_store.model.actors import Permission
from calendar_store.model.practices import StaffMember
from gateway.web.languages.translation import mark
from gateway.web.server.logins import may_open
from gateway.web.server.routes import PageRoute, RoutePermission


@dataclass(frozen=True, slots=True)
class NavigationEntry:
    """One entry of the bar.

    Attributes:
        name: its name, which a page gives as `room` to be marked as the present one.
        path: the address of its page.
        word: its word, in English.
    """

    name: str
    path: str
    word: str


ENTRIES: tuple[NavigationEntry, ...] = (
    NavigationEntry("calendar", "/day", mark("Calendar")),
    NavigationEntry("inbox", "/inbox", mark("Inbox")),
    NavigationEntry("tell", "/tell", mark("Tell clients")),
    NavigationEntry("clients", "/clients", mark("Clients")),
    NavigationEntry("waiting", "/waiting", mark("Waiting list")),
    NavigationEntry("people", "/people", mark("People")),
    NavigationEntry("people", "/people/absences", mark("Absences")),
    NavigationEntry("reports", "/reports", mark("Reports")),
    NavigationEntry("staff", "/staff", mark("Staff")),
    NavigationEntry("settings", "/practice", mark("Settings")),
    NavigationEntry("log", "/log", mark("Log")),
    NavigationEntry("carriers", "/carriers", mark("Carriers")),
)
SEARCH = "/clients"
"""The page that the search box of the bar leads to."""

Navigation = Sequence[tuple[NavigationEntry, RoutePermission | Permission]]
_NAVIGATION: web.AppKey[Navigation] = web.AppKey("navigation", tuple)


def set_navigation(app: web.Application, routes: Iterable[PageRoute]) -> None:
    """Keep the entries whose pages an application has."""
    there = {route.path: route.permission for route in routes if route.method == "GET"}
    app[_NAVIGATION] = tuple((one, there[one.path]) for one in ENTRIES if one.path in there)


def entries_for(request: web.Request, member: StaffMember) -> list[NavigationEntry]:
    """Return the entries that a member of staff sees, in order; of a name the first that opens."""
    known = request.app[_NAVIGATION]
    seen: dict[str, NavigationEntry] = {}
    for entry, permission in known:
        if may_open(member, permission):
            seen.setdefault(entry.name, entry)
    return list(seen.values())
