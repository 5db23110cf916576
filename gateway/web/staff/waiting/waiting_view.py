"""The values that the templates of the waiting list use: entries and offers, in words."""

from dataclasses import dataclass
from datetime import date, datetime

from calendar_store.model.appointments import Offer
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import OfferStatus
from gateway.use_cases.waiting_list import WaitingView
from gateway.use_cases.waiting_offers import OfferView
from gateway.web.languages.translation import gettext as _
from gateway.web.server import phone_numbers
from gateway.web.server.moments import LocalCalendar
from gateway.wording import glyphs
from gateway.wording.glyphs import Glyph, Tone

OFFERS: dict[OfferStatus, Glyph] = {
    OfferStatus.OFFERED: Glyph("…", "no answer yet", Tone.OPEN),
    OfferStatus.TAKEN: Glyph("✓", "taken", Tone.GOOD),
    OfferStatus.DECLINED: Glyph("✕", "declined", Tone.QUIET),
    OfferStatus.EXPIRED: Glyph("◷", "not answered in time", Tone.QUIET),
    OfferStatus.LOST: Glyph("⊘", "taken back, or given to somebody else", Tone.QUIET),
}


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """An entry of the list.

    Attributes:
        view: the entry with its names.
        offer: the open offer to it; None if there is none.
        practice: the practice.
        face: formats times in the practice's zone.
        today: the practice's day.
    """

    view: WaitingView
    offer: Offer | None
    practice: Practice
    face: LocalCalendar
    today: date

    @property
    def number(self) -> str:
        """The client's number as the practice dials it."""
        return phone_numbers.shown(self.view.client.mobile, self.practice.region)

    @property
    def span(self) -> str:
        """From when and until when the client would come."""
        first, until = self.view.entry.starts_at, self.view.entry.ends_at
        return _("%(first)s to %(last)s", first=self._day(first), last=self._day(until))

    @property
    def instead(self) -> str:
        """The appointment that would be moved; "" where a new one would be booked."""
        moving = self.view.instead
        return self.when(moving.starts_at) if moving else ""

    @property
    def until(self) -> str:
        """Until when the open offer stands; "" if there is none."""
        return self.face.near(self.offer.expires_at, self.today) if self.offer else ""

    @property
    def offered(self) -> str:
        """The time on offer; "" if there is none."""
        return self.when(self.offer.starts_at) if self.offer else ""

    def when(self, moment: datetime) -> str:
        """Return a moment in words."""
        return f"{self.face.brief(self.face.day_of(moment))}, {self.face.clock(moment)}"

    def _day(self, moment: datetime) -> str:
        return self.face.brief(self.face.day_of(moment))


@dataclass(frozen=True, slots=True)
class OfferItem:
    """An offer in the list of the last ones."""

    view: OfferView
    face: LocalCalendar
    today: date

    @property
    def sign(self) -> glyphs.Glyph:
        """The sign of what became of it."""
        return OFFERS[self.view.offer.status]

    @property
    def when(self) -> str:
        """The time that was offered."""
        start = self.view.offer.starts_at
        return f"{self.face.brief(self.face.day_of(start))}, {self.face.clock(start)}"

    @property
    def at(self) -> str:
        """When it was offered."""
        return self.face.near(self.view.offer.offered_at, self.today)
