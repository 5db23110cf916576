"""Error pages for clients: in their language, and without a word about what exists."""

from functools import wraps

import structlog
from aiohttp import web

from calendar_store.database.connection import is_away
from calendar_store.model.errors import NotFound
from calendar_store.model.practices import Practice
from gateway.links.links import LinkInvalid
from gateway.web.client.shared.client_page import client_page
from gateway.web.client.shared.contact import phone_of
from gateway.web.client.shared.reader import reader_of
from gateway.web.server.protection import allow_frames
from gateway.web.server.routes import Page

_log = structlog.get_logger(__name__)

_WORDS = {404: "no_page", 410: "no_page", 429: "too_many", 503: "away", 500: "fault"}
_LONGEST_PATH = 200
_UNREADABLE = "unreadable"
_EMBEDDED = "/b/"
"""The pages that websites embed."""
_ANY_WEBSITE = "*"


class OfSuspended(Exception):
    """A page of a practice that is suspended.

    Args:
        practice: the practice.
    """

    def __init__(self, practice: Practice) -> None:
        super().__init__()
        self.practice = practice


def refuse_suspended(practice: Practice) -> None:
    """Refuse every page of a practice that is suspended, but for its one card.

    Raises:
        OfSuspended: if it is.
    """
    if practice.suspended_at is not None:
        raise OfSuspended(practice)


class TooManyRequests(Exception):
    """More requests than one address or one link needs."""


def told_to_clients(page: Page) -> Page:
    """Return a page that answers its errors in the reader's language.

    What a link is about is never told: a link that we did not make, and one whose appointment or
    client is gone, get the same page.
    """

    @wraps(page)
    async def told(request: web.Request) -> web.StreamResponse:
        try:
            return await page(request)
        except OfSuspended as error:
            return _suspended(request, error.practice)
        except (LinkInvalid, NotFound, TooManyRequests) as error:
            return failed(request, 429 if isinstance(error, TooManyRequests) else 404)
        except web.HTTPException as refusal:
            if refusal.status < 400:
                raise
            return failed(request, refusal.status)
        except Exception as error:  # noqa: BLE001 (every error gets a page; unknown ones are logged)
            if is_away(error):
                _log.warning("the store failed a page", error=type(error).__name__)
                return failed(request, 503)
            _log.error("a page for clients failed", page=page.__name__, exc_info=error)
            return failed(request, 500)

    return told


@told_to_clients
async def nothing_there(request: web.Request) -> web.Response:
    """Say that a link does not work.

    Raises:
        LinkInvalid: always.
    """
    raise LinkInvalid(request.path[:_LONGEST_PATH])


def failed(request: web.Request, status: int) -> web.Response:
    """Return the error page of a status.

    In place of an embedded page it may be framed by any website: the practice, and so its websites,
    may not be known yet, and the page has nothing that a visitor could be made to click.
    """
    if request.path.startswith(_EMBEDDED):
        allow_frames(request, _ANY_WEBSITE)
    reader = reader_of(request)
    name = _WORDS.get(status, _UNREADABLE)
    facts = {
        "title": reader.say(f"shared.{name}_title"),
        "words": reader.say(f"shared.{name}"),
    }
    return client_page(
        request, "client/shared/failed.html", reader, facts, status=status, by_link=True
    )


def _suspended(request: web.Request, practice: Practice) -> web.Response:
    """Return the one card that all pages of a suspended practice are."""
    if request.path.startswith(_EMBEDDED):
        allow_frames(request, practice.frames)
    reader = reader_of(request, practice)
    facts = {
        "title": reader.say("shared.suspended_title"),
        "words": reader.say("shared.suspended"),
        "phone": phone_of(reader),
    }
    return client_page(
        request, "client/shared/failed.html", reader, facts, status=410, by_link=True
    )
