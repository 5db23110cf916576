"""The style sheets, the scripts, the icon: read once, packed once, kept by browsers for ever.

The rules of a component stand in a file of its own, beside the page that it belongs to; browsers
get all of staff's pages as one sheet.

Their addresses carry a digest of what is in them, so that a new version is a new address.
"""

import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from aiohttp import hdrs, web

PAGES = Path(__file__).parents[1]
"""The folder of all pages, which templates are named from."""
STATIC = PAGES / "static"
STYLE_SHEET = "textback.css"
"""What the sheet of staff's pages is called."""

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Asset:
    """One file, as it is and packed."""

    name: str
    body: bytes

    @cached_property
    def packed(self) -> bytes:
        """The body under gzip (RFC 1952)."""
        return gzip.compress(self.body, 9, mtime=0)

    @cached_property
    def url(self) -> str:
        """Where browsers find this very version."""
        return f"/static/{self.name}?v={sha256(self.body).hexdigest()[:12]}"


def read_assets(style_sheets: Mapping[str, Sequence[Path]] | None = None) -> Mapping[str, Asset]:
    """Return every file that browsers may have, by its name under static/.

    Args:
        style_sheets: further sheets by name, and the files that each is put together from.
    """
    bodies = {
        path.relative_to(STATIC).as_posix(): path.read_bytes()
        for path in STATIC.rglob("*")
        if path.suffix in _TYPES
    }
    for name, files in {STYLE_SHEET: _of_staff(), **(style_sheets or {})}.items():
        bodies[name] = b"".join(file.read_bytes() for file in files)
    return {name: Asset(name, body) for name, body in bodies.items()}


def _of_staff() -> Sequence[Path]:
    """Return the style files of staff's pages: what is for all elements, components, pages."""
    base, shared = PAGES / "shared/base.css", PAGES / "shared"
    components = (path for path in sorted(shared.glob("*.css")) if path != base)
    return (base, *components, *sorted(PAGES.glob("staff/*/*.css")))


class StaticFiles:
    """Answers with the files that were read at the start."""

    def __init__(self, assets: Mapping[str, Asset]) -> None:
        self._assets = assets

    def url(self, name: str) -> str:
        """Return the address of a file, for templates."""
        return self._assets[name].url

    async def show(self, request: web.Request) -> web.Response:
        """Answer with a file.

        Raises:
            HTTPNotFound: if there is none of that name.
        """
        asset = self._assets.get(request.match_info["name"])
        if asset is None:
            raise web.HTTPNotFound(text="There is no such file.")
        packed = "gzip" in request.headers.get(hdrs.ACCEPT_ENCODING, "")
        headers = {
            hdrs.CACHE_CONTROL: _FOR_EVER,
            hdrs.CONTENT_TYPE: f"{_TYPES[Path(asset.name).suffix]}; charset=utf-8",
            hdrs.VARY: hdrs.ACCEPT_ENCODING,
        }
        if packed:
            headers[hdrs.CONTENT_ENCODING] = "gzip"
        return web.Response(body=asset.packed if packed else asset.body, headers=headers)
