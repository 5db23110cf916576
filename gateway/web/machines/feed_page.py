"""Answers programs that show calendars: the feed of a practitioner, by its private address.

The address is the permission. It is asked often, so the answer says when it has last changed, and a
program that has it already gets no content (RFC 9110 sections 13.1.2 and 13.1.3).
"""

from datetime import datetime

from aiohttp import hdrs, web

from gateway.use_cases import feeds
from gateway.web.languages.translation import gettext as _
from gateway.web.machines.feed_file import feed_file
from gateway.web.server.web_context import WEB_CONTEXT

ADDRESS = r"/feed/{token:[A-Za-z0-9_-]{20,64}}.ics"


async def show(request: web.Request) -> web.Response:
    """Return a feed, or say that it has not changed.

    Raises:
        HTTPNotFound: if there is no such address, or not any more.
    """
    site = request.app[WEB_CONTEXT]
    now = site.clock()
    async with site.database.read() as tx:
        content = await feeds.read(tx, request.match_info["token"], now=now)
    if content is None:
        raise web.HTTPNotFound(text=_("There is no such calendar."))
    body = feed_file(content, site.public_url)
    feed = feeds.read_again(content.feed, body, now)
    if feed != content.feed:
        async with site.database.write() as tx:
            await feeds.note_read(tx, feed)
    headers = {
        # weak: the same content may be compressed or not (RFC 9110 section 8.8.1)
        hdrs.ETAG: f'W/"{feed.digest}"',
        # asked for again each time, and kept by nobody between the service and the calendar
        hdrs.CACHE_CONTROL: "private, no-cache",
        "X-Robots-Tag": "noindex, nofollow",
    }
    if _is_known(request, feed.digest, feed.changed_at):
        response = web.Response(status=304, headers=headers)
    else:
        headers[hdrs.CONTENT_TYPE] = "text/calendar; charset=utf-8"
        headers[hdrs.CONTENT_DISPOSITION] = 'inline; filename="calendar.ics"'
        response = web.Response(body=body, headers=headers)
    response.last_modified = feed.changed_at
    return response


def _is_known(request: web.Request, digest: str, changed_at: datetime) -> bool:
    """Tell whether the program has this content; its entity tags count more than its date."""
    tags = request.if_none_match
    if tags is not None:
        return any(tag.value in {digest, "*"} for tag in tags)
    since = request.if_modified_since
    return since is not None and changed_at <= since
