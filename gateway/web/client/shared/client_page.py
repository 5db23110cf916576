"""Renders a page for clients, with the headers that all of them have."""

from collections.abc import Mapping
from typing import Any

import aiohttp_jinja2
from aiohttp import web
from markupsafe import Markup

from gateway.web.client.shared.accent import accent_of
from gateway.web.client.shared.reader import PageReader


def client_page(
    request: web.Request,
    template: str,
    reader: PageReader,
    facts: Mapping[str, Any] | None = None,
    *,
    status: int = 200,
    by_link: bool = False,
) -> web.Response:
    """Return a rendered page for clients.

    Args:
        request: the request that the page answers.
        template: the template's path below gateway/web, as client/appointment/appointment.html.
        reader: who reads it.
        facts: variables of the template, beside those that every page has.
        status: the HTTP status.
        by_link: whether the address has a token that nobody else may see: no request tells it.
    """
    practice = reader.practice
    known = {
        "practice": practice,
        "lang": reader.code,
        "say": reader.say,
        "labelled": reader.labelled,
        "calendar": reader.calendar if practice else None,
        "accent": f"/accent/{accent_of(practice)}.css",
        "notice": f"/n/{practice.slug or practice.id}" if practice else "",
        "preferences": "",
        "bdi": isolated,
    }
    response = aiohttp_jinja2.render_template(
        template, request, known | dict(facts or {}), status=status
    )
    return without_traces(response, by_link=by_link)


def isolated(name: str) -> Markup:
    """Return a name whose direction does not change the order of the words around it."""
    return Markup("<bdi>{}</bdi>").format(name)


def without_traces(response: web.Response, *, by_link: bool) -> web.Response:
    """Return a response that no search engine lists, no cache keeps, and no referrer tells.

    Args:
        response: the response, not started yet.
        by_link: whether the address has a token; forms then come without an origin, and
            `protection.own_origin` lets them through.
    """
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Cache-Control"] = "no-store"
    if by_link:
        response.headers["Referrer-Policy"] = "no-referrer"
    return response
