"""What the form of a booking says, and the requests that it stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.clients.new_client import NewClient
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import ConsentHow
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.series import SeriesRequest
from gateway.web.staff.appointment.wanted_times import wanted_day, wanted_time

_CONSENTS = {"spoken": ConsentHow.SPOKEN, "form": ConsentHow.FORM}
_LONGEST = 24 * 60


@dataclass(frozen=True, slots=True)
class BookingWish:
    """The fields of the form, read.

    Attributes:
        fields: the fields as they were typed.
    """

    fields: Mapping[str, str]

    def said(self, name: str, otherwise: str = "") -> str:
        """Return what was typed into a field."""
        return self.fields.get(name, "").strip() or otherwise

    @property
    def new_client(self) -> NewClient | None:
        """The new client; None if the booking is for a client that is known."""
        if self.said("client") or not any(map(self.said, ("first", "last", "mobile"))):
            return None
        return NewClient(
            self.said("first"), self.said("last"), self.said("mobile"), self.said("email")
        )

    @property
    def consented(self) -> ConsentHow | None:
        """How the new client agreed to messages; None: they have not."""
        return _CONSENTS.get(self.said("consent"))

    @property
    def walks_in(self) -> bool:
        """Whether the client stands at the desk; a button that books anyway says so again."""
        return "walk_in" in self.fields or any(
            self.said(name) == "walk_in" for name in ("override", "overbook")
        )

    def booking(self, practice: Practice, client: str, now: datetime) -> BookingRequest:
        """Return the booking that is asked for.

        Args:
            practice: the practice.
            client: the client's id.
            now: UTC.

        Raises:
            InvalidInput: if the time or the length cannot be read.
        """
        return BookingRequest(
            client,
            wanted_time(self.fields, practice, now),
            practitioner=self.said("practitioner") or None,
            service=self.said("service") or None,
            duration=self._duration(),
            override="override" in self.fields,
            overbook="overbook" in self.fields,
            tell="tell" in self.fields,
        )

    def series(
        self, first: BookingRequest, practice: Practice, now: datetime
    ) -> SeriesRequest | None:
        """Return the series that is asked for; None for a single appointment.

        Args:
            first: its first appointment.
            practice: the practice.
            now: UTC.

        Raises:
            InvalidInput: if the numbers cannot be read.
        """
        if "repeat" not in self.fields:
            return None
        until = self.said("until")
        last = wanted_day(until, practice, now) if until else None
        times = _number(self.said("times")) if self.said("times") and not last else None
        return SeriesRequest(first, _number(self.said("weeks", "1")), times, last)

    def _duration(self) -> timedelta | None:
        text = self.said("length")
        return timedelta(minutes=_number(text)) if text else None


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:6]) <= _LONGEST):
        raise InvalidInput(f"“{text}” is not a number that fits here")
    return int(text)
