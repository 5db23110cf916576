"""Routes: an address, the page behind it, and the permission that it needs.

Every page is a folder with a `routes.py` that lists its `ROUTES`; a page that keeps something for
the whole application has a `set_up` beside them.
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

Page = Callable[[web.Request], Awaitable[web.StreamResponse]]
SetUp = Callable[[web.Application], None]


class RoutePermission(StrEnum):
    """Who may open a page."""

    ANYBODY = "anybody"
    """Without a log-in."""
    STAFF = "staff"
    """Everybody who is logged in."""
    DESK = "desk"
    """Those who answer clients and record what they chose: reception and administrators."""
    ADMIN = "admin"
    """Administrators of the practice."""


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One address.

    Attributes:
        path: as aiohttp writes it, with its variable parts in braces.
        page: answers a request.
        permission: who may ask.
    """

    method: Literal["GET", "POST"]
    path: str
    page: Page
    permission: RoutePermission


@dataclass(frozen=True, slots=True)
class PagePlugin:
    """Pages that join those of staff.

    Attributes:
        routes: its pages; one with the method and path of another page takes its place.
        set_up: prepares the application for them.
        middlewares: stand directly around all pages, the first one outermost.
        style_sheets: name -> the files that it is put together from, in order.
    """

    routes: Sequence[PageRoute]
    set_up: SetUp | None = None
    middlewares: Sequence[Middleware] = ()
    style_sheets: Mapping[str, Sequence[Path]] = field(default_factory=dict)


def plugins_of(pages: ModuleType) -> Iterator[PagePlugin]:
    """Yield the pages in the folders of a package, by the names of the folders.

    Args:
        pages: the package; every package in it has a module `routes`.
    """
    for found in pkgutil.iter_modules(pages.__path__):
        if found.ispkg:
            yield plugin_of(f"{pages.__name__}.{found.name}")


def plugin_of(package: str) -> PagePlugin:
    """Return the pages of one package.

    Args:
        package: its name; it has a module `routes`.
    """
    listed = import_module(f"{package}.routes")
    return PagePlugin(listed.ROUTES, getattr(listed, "set_up", None))


def collected(plugins: Sequence[PagePlugin]) -> Sequence[PageRoute]:
    """Return the routes of all, each address once: the last page named for it counts."""
    return tuple(
        {(route.method, route.path): route for one in plugins for route in one.routes}.values()
    )
