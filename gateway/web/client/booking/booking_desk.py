"""What every step of the booking page needs: the practice's offer, the reader, frames, limits."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.statuses import Channel
from dialogs.languages import writing
from dialogs.wording.page_words import page_words
from gateway.links.codes import Codes
from gateway.messaging.addresses import our_address
from gateway.messaging.channel import Channels
from gateway.use_cases import web_choices
from gateway.use_cases.web_choices import BookingOffer
from gateway.web.client.booking.choice import Choice, read_choice, settled
from gateway.web.client.shared.client_page import client_page
from gateway.web.client.shared.contact import phone_of
from gateway.web.client.shared.faults import TooManyRequests, refuse_suspended
from gateway.web.client.shared.link_desk import link_desk, now_of
from gateway.web.client.shared.reader import PageReader, reader_of
from gateway.web.languages.translation import own_name
from gateway.web.server.addresses import address_of, network_of
from gateway.web.server.allowance import Allowance
from gateway.web.server.protection import allow_frames
from gateway.web.server.web_context import WEB_CONTEXT

_TEN_MINUTES = timedelta(minutes=10)


@dataclass(slots=True)
class BookingLimits:
    """How often one network may use the booking page; many phones share one network.

    Attributes:
        looks: pages that are read.
        sends: forms that are sent; the codes themselves are bounded by what the store has counted.
    """

    looks: Allowance = field(default_factory=lambda: Allowance(900, _TEN_MINUTES))
    sends: Allowance = field(default_factory=lambda: Allowance(90, _TEN_MINUTES))


BOOKING_LIMITS: web.AppKey[BookingLimits] = web.AppKey("limits of booking", BookingLimits)


@dataclass(frozen=True, slots=True)
class BookingDesk:
    """One request to the booking page.

    Attributes:
        request: the request.
        offer: what the practice offers.
        choice: what was chosen, settled.
        reader: the reader.
        now: UTC.
    """

    request: web.Request
    offer: BookingOffer
    choice: Choice
    reader: PageReader
    now: datetime

    @property
    def channels(self) -> Channels:
        """The configured channels."""
        return self.request.app[WEB_CONTEXT].tariff.channels

    def code_channels(self) -> tuple[Channel, ...]:
        """Return the channels by which the practice can send codes, texts first."""
        channels, practice = self.channels, self.offer.practice
        return tuple(
            kind
            for kind in (Channel.SMS, Channel.EMAIL)
            if channels.of(kind) is not None
            and our_address(channels, practice, kind)
            and (kind is not Channel.SMS or practice.answers_to_strangers)
        )

    async def codes(self) -> Codes:
        """Return what makes and checks codes."""
        return (await link_desk(self.request).links()).codes

    async def visitor(self) -> str:
        """Return the keyed hash of the request's network."""
        return (await self.codes()).visitor(network_of(address_of(self.request)))

    def page(
        self, template: str, facts: Mapping[str, Any] | None = None, *, status: int = 200
    ) -> web.Response:
        """Return a page of the booking.

        Args:
            template: the template's name in this folder.
            facts: its variables, beside `offer`, `choice` and `languages`.
            status: the HTTP status.
        """
        known = {
            "title": self.reader.say("booking.title"),
            "offer": self.offer,
            "choice": self.choice,
            "languages": _languages(),
            "phone": phone_of(self.reader),
            "outside": self.choice.framed,
            "several": len(self.offer.practitioners) > 1,
            "practitioner": None,
            "at": None,
            "minutes": lambda length: writing.write_minutes(
                length // timedelta(minutes=1), self.reader.code
            ),
        }
        return client_page(
            self.request,
            f"client/booking/{template}",
            self.reader,
            known | dict(facts or {}),
            status=status,
        )


async def booking_desk(
    tx: Transaction, request: web.Request, fields: Mapping[str, str]
) -> BookingDesk:
    """Return the desk of a request.

    Args:
        tx: any transaction.
        request: the request; websites that the practice has named may frame its response.
        fields: of the address, or of the form.

    Raises:
        NotFound: if there is no booking page of that name.
    """
    offer = await web_choices.load(tx, request.match_info["slug"])
    refuse_suspended(offer.practice)
    if offer.practice.frames:
        allow_frames(request, offer.practice.frames)
    choice = settled(read_choice(offer.practice.slug, fields), offer)
    reader = reader_of(request, offer.practice)
    if choice.lang:
        reader = PageReader(offer.practice, page_words(choice.lang))
    return BookingDesk(request, offer, choice, reader, now_of(request))


def require_few(request: web.Request) -> None:
    """Refuse a network that uses the page more often than people do.

    Raises:
        TooManyRequests: if it does.
    """
    limits = request.app[BOOKING_LIMITS]
    allowance = limits.sends if request.method == "POST" else limits.looks
    if not allowance.take(network_of(address_of(request)), now_of(request)):
        raise TooManyRequests


def _languages() -> list[tuple[str, str]]:
    """Return our languages, each by its own name."""
    return sorted(((code, own_name(code)) for code in writing.spoken()), key=lambda one: one[1])
