"""Routes of pages: each is an address, its handler, and the permission that it needs.

The folder of every page has a `routes.py` that lists its `ROUTES`. A page that needs state in the
application also has a function `set_up` there.
"""

import pkgutil
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Literal

from aiohttp import web
from aiohttp.typedefs import Middleware

from calendar_store.model.actors import Permission

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]
SetUp = Callable[[web.Application], None]


class RoutePermission(StrEnum):
    """Who may open a page."""

    ANYBODY = "anybody"
    """Everybody; no log-in is needed."""
    DOOR = "door"
    """Everybody who is logged in, also while the log-in is locked."""
    ENROLMENT = "enrolment"
    """Everybody who is logged in, also who still lacks the second factor that is wanted."""
    ACCOUNT = "account"
    """Everybody who is logged in: pages of one's own account."""
    STAFF = "staff"
    """Every member of the practice's staff who is logged in, and support by a grant."""
    DESK = "desk"
    """Reception and administrators, who answer clients and record their consent."""
    ADMIN = "admin"
    """Administrators of the practice."""


OF_OWN_ACCOUNT = frozenset(
    {RoutePermission.DOOR, RoutePermission.ENROLMENT, RoutePermission.ACCOUNT}
)
"""Pages that change nothing but the account of whoever is logged in."""


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One route.

    Attributes:
        method: the HTTP method.
        path: the path in aiohttp's form, with its variable parts in braces.
        page: the handler that answers a request.
        permission: who may open the page: a permission of use cases, or a group.
        tells_beside: whether a field with too much in it comes back with all that was typed, and
            the mistake beside it; the page calls `forms.require_whole`.
        takes_file: whether the page reads a file that is sent, as it comes, and checks the token of
            the form by itself, with `protection.require_token`.
    """

    method: Literal["GET", "POST"]
    path: str
    page: Page
    permission: RoutePermission | Permission
    tells_beside: bool = False
    takes_file: bool = False


@dataclass(frozen=True, slots=True)
class PagePlugin:
    """Pages to be added to the application.

    Attributes:
        routes: the routes of the pages; a route replaces an earlier one of its method and path.
        set_up: adds the state of the pages to the application.
        middlewares: middlewares directly around all pages, the outermost first.
        style_sheets: name -> the files that are joined to the sheet, in order.
    """

    routes: Sequence[PageRoute]
    set_up: SetUp | None = None
    middlewares: Sequence[Middleware] = ()
    style_sheets: Mapping[str, Sequence[Path]] = field(default_factory=dict)


def plugins_of(pages: ModuleType) -> Iterator[PagePlugin]:
    """Yield the pages of each folder of a package, in the order of the folders' names.

    Args:
        pages: the package; every package in it has a module `routes`.
    """
    for found in pkgutil.iter_modules(pages.__path__):
        if found.ispkg:
            yield plugin_of(f"{pages.__name__}.{found.name}")


def plugin_of(package: str) -> PagePlugin:
    """Return the pages of one package.

    Args:
        package: the package's name; the package has a module `routes`.
    """
    listed = import_module(f"{package}.routes")
    return PagePlugin(listed.ROUTES, getattr(listed, "set_up", None))


def collected(plugins: Sequence[PagePlugin]) -> Sequence[PageRoute]:
    """Return the routes of all plugins; of routes with the same method and path, the last one."""
    return tuple(
        {(route.method, route.path): route for one in plugins for route in one.routes}.values()
    )
