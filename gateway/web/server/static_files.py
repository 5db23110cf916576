"""Static files: style sheets, scripts, the icon; read and compressed once, cached by browsers.

Each component's style rules are in a file of their own, beside the component's page; browsers get
the rules of all staff pages as one style sheet, and those of all pages for clients as another.

The URL of a file contains a digest of its content, so a new version has a new URL and browsers may
cache a file for ever.
"""

import gzip
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from aiohttp import hdrs, web

from gateway.web.languages.translation import gettext as _

PAGES = Path(__file__).parents[1]
"""The folder of all pages; names of templates are paths relative to it."""
STATIC = PAGES / "static"
STYLE_SHEET = "textback.css"
"""Name of the style sheet of the staff pages."""
CLIENT_SHEET = "client.css"
"""Name of the style sheet of the pages for clients."""

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".png": "image/png",
}
_COMMENT = re.compile(rb"/\*.*?\*/\n?", re.DOTALL)
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One static file, plain and compressed."""

    name: str
    body: bytes

    @cached_property
    def packed(self) -> bytes:
        """The body, compressed by gzip (RFC 1952)."""
        return gzip.compress(self.body, 9, mtime=0)

    @cached_property
    def url(self) -> str:
        """The URL of this version of the file."""
        return f"/static/{self.name}?v={sha256(self.body).hexdigest()[:12]}"


def read_assets(style_sheets: Mapping[str, Sequence[Path]] | None = None) -> Mapping[str, Asset]:
    """Return every static file, by its name under /static/.

    Args:
        style_sheets: further style sheets: name -> the files that are joined to the sheet.
    """
    bodies = {
        path.relative_to(STATIC).as_posix(): _lean(path)
        for path in STATIC.rglob("*")
        if path.suffix in _TYPES
    }
    ours = {STYLE_SHEET: _of_staff(), CLIENT_SHEET: _of_clients()}
    for name, files in {**ours, **(style_sheets or {})}.items():
        bodies[name] = b"".join(rules(file) for file in files)
    return {name: Asset(name, body) for name, body in bodies.items()}


def rules(file: Path) -> bytes:
    """Return the rules of a style file in one line, without its comments."""
    return _COMMENT.sub(b"", file.read_bytes()).replace(b"\n", b"")


def _lean(path: Path) -> bytes:
    """Return a file's content; a script of ours without its comments and indentation."""
    body = path.read_bytes()
    if path.suffix != ".js" or path.parent != STATIC:
        return body
    return lean_script(body)


def lean_script(body: bytes) -> bytes:
    """Return a script without its comments and indentation."""
    lines = (line.strip() for line in body.splitlines())
    return b"\n".join(line for line in lines if line and not line.startswith(b"//"))


def _of_staff() -> Sequence[Path]:
    """Return the style files of the staff pages: first base rules, then components, then pages."""
    base, shared = PAGES / "shared/base.css", PAGES / "shared"
    components = (path for path in sorted(shared.glob("*.css")) if path != base)
    return (base, *components, *sorted(PAGES.glob("staff/*/*.css")))


def _of_clients() -> Sequence[Path]:
    """Return the style files of the pages for clients: base rules, components, then pages."""
    shared = sorted(PAGES.glob("client/shared/*.css"))
    pages = (path for path in sorted(PAGES.glob("client/*/*.css")) if path not in shared)
    return (PAGES / "shared/base.css", *shared, *pages)


class StaticFiles:
    """Serves the static files that were read at the start."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets

    def url(self, name: str) -> str:
        """Return the address of a file, for templates."""
        return self._assets[name].url

    async def show(self, request: web.Request) -> web.Response:
        """Answer with a file.

        Raises:
            HTTPNotFound: if there is no file of that name.
        """
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound(text=_("There is no such file."))
        packed = "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "")
        headers = {
            hdrs.CACHE_CONTROL: _FOR_EVER,
            hdrs.CONTENT_TYPE: _TYPES[Path(asset.name).suffix],
            hdrs.VARY: hdrs.ACCEPT_ENCODING,
        }
        if packed:
            headers[hdrs.CONTENT_ENCODING] = "gzip"
        return web.Response(body=asset.packed if packed else asset.body, headers=headers)
