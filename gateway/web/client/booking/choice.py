"""What was chosen so far on the booking page, in its address and in its form. Pure.

Nothing of it is trusted: each id is looked up among what the practice offers, and a time is
searched again when it is held.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from yarl import URL

from dialogs.languages import writing
from gateway.use_cases.web_choices import BookingOffer, WebWish

_ANYONE = "any"
_STAMP = "%Y%m%dT%H%MZ"
_YEARS = range(2000, 2200)
_LARGEST_ID = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen.

    Attributes:
        slug: the name of the booking page.
        service: id of the service; None before one is chosen.
        practitioner: id of the practitioner, 0 for anyone; None before one is chosen.
        day: the local day whose times are shown; None for the first with a free time.
        at: the start, UTC; None before one is chosen.
        waits: whether the waiting list is wanted in place of a time.
        lang: the language that was chosen; "" for the browser's.
        framed: whether the page stands in a frame of another website.
    """

    slug: str
    service: int | None = None
    practitioner: int | None = None
    day: date | None = None
    at: datetime | None = None
    waits: bool = False
    lang: str = ""
    framed: bool = False

    def url(self, **changes: object) -> str:
        """Return the address of the page with something else chosen."""
        chosen = replace(self, **changes)  # type: ignore[arg-type]
        return str(URL(f"/b/{self.slug}").with_query(chosen.fields()))

    def page(self, step: str, token: str) -> str:
        """Return the address of a page about a hold: "code", "again", "change" or "done"."""
        kept = Choice(self.slug, lang=self.lang, framed=self.framed).fields()
        return str(URL(f"/b/{self.slug}/{step}/{token}").with_query(kept))

    def fields(self) -> dict[str, str]:
        """Return the choice as fields of a form, or of an address."""
        found = {
            "service": str(self.service or ""),
            "with": _ANYONE if self.practitioner == 0 else str(self.practitioner or ""),
            "day": self.day.isoformat() if self.day else "",
            "at": stamp(self.at) if self.at else "",
            "wait": "1" if self.waits else "",
            "lang": self.lang,
            "frame": "1" if self.framed else "",
        }
        return {name: value for name, value in found.items() if value}


def stamp(moment: datetime) -> str:
    """Return a moment as it stands in addresses: "20260113T0830Z"."""
    return moment.astimezone(UTC).strftime(_STAMP)


def read_choice(slug: str, fields: Mapping[str, str]) -> Choice:
    """Return the choice in the fields of an address or a form; what cannot be read is not chosen.

    Args:
        slug: the name of the booking page.
        fields: the fields.
    """
    lang = fields.get("lang", "")
    who = fields.get("with", "")
    return Choice(
        slug,
        service=_id(fields.get("service", "")),
        practitioner=0 if who == _ANYONE else _id(who),
        day=_day(fields.get("day", "")),
        at=_moment(fields.get("at", "")),
        waits=fields.get("wait") == "1",
        lang=lang if lang in writing.spoken() else "",
        framed=fields.get("frame") == "1",
    )


def settled(choice: Choice, offer: BookingOffer) -> Choice:
    """Return a choice with what needs no question: the only service, the only practitioner.

    What the practice does not offer is not chosen.
    """
    service = offer.service(choice.service)
    who = choice.practitioner
    able = offer.doing(service)
    if len(able) == 1:
        who = able[0].id
    elif who and who not in {one.id for one in able}:
        who = None
    return replace(choice, service=service.id if service else None, practitioner=who)


def wish_of(choice: Choice, offer: BookingOffer) -> WebWish | None:
    """Return what a settled choice wants; None while something is missing."""
    service = offer.service(choice.service)
    if service is None or choice.practitioner is None:
        return None
    return WebWish(service, choice.practitioner or None)


def _id(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        return None
    return int(text) if 0 < int(text) <= _LARGEST_ID else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.strptime(text[:20], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
    return found if found.year in _YEARS else None
