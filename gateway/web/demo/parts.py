"""Renders the parts of the demo's pages that change while a visitor looks at them."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

import aiohttp_jinja2
from aiohttp import web


def parts_of(app: web.Application, names: Iterable[str], **facts: Any) -> dict[str, str]:
    """Render templates of the demo, by name.

    Args:
        app: the application.
        names: the templates' names, without folder and ending.
        facts: variables of the templates.
    """
    environment = aiohttp_jinja2.get_env(app)
    return {name: environment.get_template(f"demo/{name}.html").render(facts) for name in names}


def digest_of(rendered: Mapping[str, str]) -> str:
    """Return a hash of rendered parts; equal parts have equal hashes."""
    return sha256("\0".join(rendered.values()).encode()).hexdigest()[:16]
