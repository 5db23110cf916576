"""Reads and makes the links of clients in the application, and bounds how often they are used."""

from datetime import datetime, timedelta

from aiohttp import web
from yarl import URL

from calendar_store.database import signing_keys
from calendar_store.model.clients import Client
from calendar_store.practices import practices
from gateway.links.links import ClientLink, LinkInvalid, LinkPurpose, Links
from gateway.use_cases.client_consents import address
from gateway.web.client.shared.faults import TooManyRequests, refuse_suspended
from gateway.web.server.addresses import address_of, network_of
from gateway.web.server.allowance import Allowance
from gateway.web.server.web_context import WEB_CONTEXT, WebContext

_FRESH = timedelta(minutes=1)
"""How long keys are reused: a key that was added is known soon after."""
_PREFERENCES_LAST = timedelta(days=1)
"""How long a link from one page to another is valid."""
_TEN_MINUTES = timedelta(minutes=10)


class LinkDesk:
    """The links of one application.

    Args:
        site: the context of the application.
    """

    def __init__(self, site: WebContext) -> None:
        self._site = site
        self._links: Links | None = None
        self._read_at: datetime | None = None
        # many phones share one address of a mobile network; nobody needs a hundred wrong links
        self._wrong = Allowance(60, _TEN_MINUTES)
        self._changes = Allowance(300, _TEN_MINUTES)
        self._of_link = Allowance(30, _TEN_MINUTES)

    async def links(self) -> Links:
        """Return the links, with the keys that the store has."""
        now = self._site.clock()
        if self._links is None or self._read_at is None or now - self._read_at >= _FRESH:
            keys = await signing_keys.load(self._site.database, now)
            self._links, self._read_at = Links(str(self._site.public_url), keys), now
        return self._links

    async def read(self, request: web.Request, purpose: LinkPurpose) -> ClientLink:
        """Return what the link of a request is about.

        Raises:
            LinkInvalid: if the link is none of ours.
            OfSuspended: if its practice is suspended; a link that stops messages is heard.
            TooManyRequests: if its address has sent too many wrong links, or too many changes.
        """
        now, network = self._site.clock(), network_of(address_of(request))
        try:
            link = (await self.links()).read(purpose, request.match_info["token"])
        except LinkInvalid:
            # who has a right link is never refused for the wrong ones of a neighbour, or of a
            # scanner that cuts links: a signature is not found by trying
            self.refuse_guesses(request)
            self._wrong.take(network, now)
            raise
        about = f"{purpose} {link.practice_id} {link.about}"
        if request.method == "POST" and not (
            self._changes.take(network, now) and self._of_link.take(about, now)
        ):
            raise TooManyRequests
        if purpose is not LinkPurpose.UNSUBSCRIBE:
            await self._refuse_suspended(link.practice_id)
        return link

    async def _refuse_suspended(self, practice_id: int) -> None:
        async with self._site.database.read() as tx:
            refuse_suspended(await practices.get(tx, practice_id))

    async def preferences_of(self, client: Client) -> str:
        """Return the path of a client's preferences, for a page that their link has opened."""
        expires_at = self._site.clock() + _PREFERENCES_LAST
        links = await self.links()
        sent_to = (client.prefers, address(client, client.prefers))
        url = links.preferences(client.practice_id, client.id, sent_to, expires_at)
        return URL(url).raw_path

    def wrong(self, request: web.Request) -> None:
        """Count a wrong link or code of a request's address."""
        self._wrong.take(network_of(address_of(request)), self._site.clock())

    def refuse_guesses(self, request: web.Request) -> None:
        """Refuse an address that has sent too many wrong links or codes.

        Raises:
            TooManyRequests: if it has.
        """
        if self._wrong.is_used_up(network_of(address_of(request)), self._site.clock()):
            raise TooManyRequests


LINK_DESK: web.AppKey[LinkDesk] = web.AppKey("links of clients", LinkDesk)


def link_desk(request: web.Request) -> LinkDesk:
    """Return the links of a request's application."""
    return request.app[LINK_DESK]


def now_of(request: web.Request) -> datetime:
    """Return the application's time, UTC."""
    return request.app[WEB_CONTEXT].clock()
