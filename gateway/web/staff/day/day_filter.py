"""The filter of the calendar: one practitioner, one service, one state; and what is being moved.

A practitioner who is left out has no column. An appointment that is left out stays in place, pale:
its time is taken all the same. While an appointment is being moved, free times lead to its form.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self
from urllib.parse import urlencode

from calendar_store.model.appointments import Appointment, VisitTime
from calendar_store.model.statuses import AppointmentStatus
from gateway.web.staff.appointment.wanted_times import number_of
from gateway.wording import glyphs


@dataclass(frozen=True, slots=True)
class DayFilter:
    """What is in view.

    Attributes:
        practitioner: the only practitioner; None: all.
        service: the only service; None: all.
        status: the only state; "" for all.
        asked: whether the form of the filter is wanted, although nothing is left out yet.
        moving: the appointment for which a new time is being chosen; None for none.
    """

    practitioner: int | None = None
    service: int | None = None
    status: str = ""
    asked: bool = False
    moving: int | None = None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        """Return the filter that an address asks for; what makes no sense filters nothing."""
        status = query.get("status", "")
        return cls(
            number_of(query.get("practitioner", "")),
            number_of(query.get("service", "")),
            status if status in set(AppointmentStatus) else "",
            "filter" in query,
            number_of(query.get("move", "")),
        )

    @property
    def query(self) -> str:
        """The filter as the query of an address, with its question mark; "" for none."""
        fields = {
            "practitioner": self.practitioner,
            "service": self.service,
            "status": self.status,
            "move": self.moving,
        }
        found = {name: value for name, value in fields.items() if value}
        return f"?{urlencode(found)}" if found else ""

    @property
    def narrows(self) -> bool:
        """Whether anything is left out."""
        return bool(self.practitioner or self.service or self.status)

    def link(self, day: date, practitioner_id: int, at: datetime) -> str:
        """Return where a free time leads: to its booking, or to the form of what is being moved."""
        moment = f"{at:%Y-%m-%dT%H:%MZ}"
        if self.moving is None:
            return f"/book?practitioner={practitioner_id}&at={moment}"
        return f"/day/{day}?appointment={self.moving}&with={practitioner_id}&at={moment}"

    @property
    def states(self) -> list[tuple[str, glyphs.Glyph]]:
        """The states that there are to choose from, with their signs."""
        gone = AppointmentStatus.CANCELLED
        return [(one.value, sign) for one, sign in glyphs.APPOINTMENT.items() if one is not gone]

    def shows(self, practitioner_id: int) -> bool:
        """Tell whether a practitioner is in view."""
        return self.practitioner in {None, practitioner_id}

    def fits(self, one: Appointment | VisitTime) -> bool:
        """Tell whether an appointment is of the service and in the state in view."""
        return self.service in {None, one.service_id} and self.status in {"", one.status}


EVERYTHING = DayFilter()
"""The filter that leaves nothing out."""
