"""What makes the pages an app that can be installed: its manifest, its service worker, its shell.

The shell is the page that a browser shows without a line. It names nobody and is the same for all,
so browsers keep it as they keep style and scripts; a script fills it from what is kept sealed.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import aiohttp_jinja2
from aiohttp import hdrs, web

from gateway.web import staff
from gateway.web.languages.translation import languages, read_in, reader_language
from gateway.web.server.routes import RoutePermission, collected, plugins_of
from gateway.web.server.static_files import lean_script

SHELL = "/offline"
WORKER = "/service-worker.js"
MANIFEST = "/app.webmanifest"
_SOURCE = Path(__file__).with_name("service_worker.js")
_ASSETS = ("textback.css", "offline_store.js", "offline_page.js", "icon.svg", "icon-192.png")
_ASKED_AGAIN = {hdrs.CACHE_CONTROL: "no-cache"}


@dataclass(frozen=True, slots=True)
class InstalledApp:
    """The app as browsers keep it.

    Attributes:
        shells: the shell in each language.
        worker: the service worker.
        manifest: the manifest (W3C Web Application Manifest).
    """

    shells: Mapping[str, str]
    worker: str
    manifest: str


_Address = Callable[[str], str]
APP: web.AppKey[list[InstalledApp]] = web.AppKey("installed app", list)
"""Nothing until it is first asked for, then the app."""


def set_up(app: web.Application) -> None:
    """Add the place of the app to an application."""
    app[APP] = []


async def shell(request: web.Request) -> web.Response:
    """Show the page for when there is no line."""
    shells, wanted = _app(request).shells, request.query.get("lang", "")
    text = shells[wanted if wanted in shells else reader_language()]
    return web.Response(text=text, content_type="text/html")


async def worker(request: web.Request) -> web.Response:
    """Answer with the service worker; browsers ask whether there is another one."""
    content = _app(request).worker
    return web.Response(text=content, content_type="text/javascript", headers=_ASKED_AGAIN)


async def manifest(request: web.Request) -> web.Response:
    """Answer with the manifest."""
    content = _app(request).manifest
    return web.Response(
        text=content, content_type="application/manifest+json", headers=_ASKED_AGAIN
    )


def _app(request: web.Request) -> InstalledApp:
    known = request.app[APP]
    if not known:
        known.append(_made(request.app))
    return known[0]


def _made(app: web.Application) -> InstalledApp:
    environment = aiohttp_jinja2.get_env(app)
    static = cast("_Address", environment.globals["static"])
    shells = {}
    for code in languages():
        with read_in(code):
            shells[code] = environment.get_template("staff/offline/offline.html").render()
    files = [static(name) for name in _ASSETS]
    store, own = static("offline_store.js"), _worker_script()
    facts = {
        "FILES": files,
        "SHELLS": {code: f"{SHELL}?lang={code}" for code in shells},
        "OURS": _ours(),
    }
    version = sha256(json.dumps([facts, shells, own], sort_keys=True).encode()).hexdigest()[:12]
    constants = "".join(
        f"const {name} = {json.dumps(value)};\n"
        for name, value in {"VERSION": version, **facts}.items()
    )
    script = f"importScripts({json.dumps(store)});\n{constants}{own}"
    return InstalledApp(shells, script, json.dumps(_manifest(static)))


def _worker_script() -> str:
    """Return the script of the worker, which follows its constants."""
    return lean_script(_SOURCE.read_bytes()).decode()


def _ours() -> list[str]:
    """Return the first words of the addresses of pages that need a log-in."""
    routes = collected(tuple(plugins_of(staff)))
    pages = [one for one in routes if one.method == "GET"]
    words = {
        one.path.split("/")[1] for one in pages if one.permission is not RoutePermission.ANYBODY
    }
    return sorted(words | {SHELL.removeprefix("/")})


def _manifest(static: _Address) -> dict[str, Any]:
    icons = [
        {"src": static("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
        {"src": static("icon-192.png"), "sizes": "192x192", "type": "image/png"},
        {"src": static("icon-512.png"), "sizes": "512x512", "type": "image/png"},
        {
            "src": static("icon-512.png"),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    return {
        "id": "/",
        "name": "Textback",
        "short_name": "Textback",
        "start_url": "/day",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f4f6",
        "theme_color": "#1f5fae",
        "icons": icons,
    }
