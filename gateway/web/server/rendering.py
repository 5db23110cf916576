"""Renders pages from templates, with the member of staff and the CSRF token of the log-in."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import aiohttp_jinja2
from aiohttp import web

from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.practices import Practice
from gateway.web.server.forms import too_long
from gateway.web.server.moments import face_of
from gateway.web.server.navigation import SEARCH, entries_for
from gateway.web.server.offline_stamp import offline_stamp
from gateway.web.server.protection import csrf_token, draft_key
from gateway.web.server.web_context import LOGIN, SESSION, STAFF, WEB_CONTEXT


def page(
    request: web.Request, template: str, facts: Mapping[str, Any], *, status: int = 200
) -> web.Response:
    """Return a rendered page.

    Args:
        request: the request that the page answers.
        template: the template's path below gateway/web, as staff/day/day.html.
        facts: variables of the template, beside `staff` and `csrf`.
        status: the HTTP status.
    """
    site, login, member = request.app[WEB_CONTEXT], request.get(LOGIN), request.get(STAFF)
    entries = entries_for(request, member) if member else []
    known = {
        "staff": member,
        "entries": entries,
        "searchable": any(entry.path == SEARCH for entry in entries),
        "session": request.get(SESSION),
        "supported": partial(_supported, request),
        "may": partial(_may, request),
        "offline": offline_stamp(member) if member else "",
        "room": "",
        "faults": too_long(request),
        "draft_key": draft_key(site.secret_key, login) if login else "",
        "csrf": csrf_token(site.secret_key, login) if login else "",
        "here": str(request.rel_url) if request.method == "GET" else "/",
    }
    return aiohttp_jinja2.render_template(template, request, known | dict(facts), status=status)


def _may(request: web.Request, permission: str) -> bool:
    """Tell whether who reads a page has a permission, by its name, for all calendars.

    Pages offer what their reader may do; use cases check it again.
    """
    member = request.get(STAFF)
    if member is None:
        return False
    return of_staff(member).may(Permission(permission), member.practice_id)


def _supported(request: web.Request, practice: Practice) -> str:
    """Return until when support has access to the practice, in words; "" if it has not."""
    login = request.get(SESSION)
    until = login.supported_until if login else None
    if until is None:
        return ""
    face = face_of(practice)
    return face.near(until, face.day_of(request.app[WEB_CONTEXT].clock()))
