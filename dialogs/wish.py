"""A wish for a new appointment, and an appointment just booked or moved: kept between turns."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from calendar_store.model.appointments import Slot


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish for a new appointment: the details that the client has given so far.

    Attributes:
        client_id: the client who comes, None while that is open.
        service_id: the service, None while that is open.
        practitioner_ids: the practitioners asked for; () for any.
        another: the client plainly wants one more beside the appointment that stands.
        for_other: the appointment is for somebody else of the family.
        for_two: the client wants appointments for two: "for me and my wife".
    """

    client_id: int | None = None
    service_id: int | None = None
    practitioner_ids: tuple[int, ...] = ()
    another: bool = False
    for_other: bool = False
    for_two: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return the wish as JSON-ready data, ids as strings."""
        return {
            "client": _text(self.client_id),
            "service": _text(self.service_id),
            "practitioners": [str(one) for one in self.practitioner_ids],
            "another": self.another,
            "for_other": self.for_other,
            "for_two": self.for_two,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the wish that `to_json` wrote."""
        return cls(
            client_id=_number(data["client"]),
            service_id=_number(data["service"]),
            practitioner_ids=tuple(int(one) for one in data["practitioners"]),
            another=data["another"],
            for_other=data["for_other"],
            for_two=bool(data.get("for_two")),
        )


@dataclass(frozen=True, slots=True)
class JustBooked:
    """An appointment that the client has just booked by text; UNDO cancels it for a while.

    Attributes:
        appointment_id: which.
        starts_at: its start then, UTC; if it was moved since, UNDO no longer cancels it.
        until: the end of UNDO, UTC.
        offered: the list that its time was chosen from, as it was numbered.
        instead: the time of the visit that the client had cancelled just before, or None.
    """

    appointment_id: int
    starts_at: datetime
    until: datetime
    offered: tuple[Slot, ...] = ()
    instead: Slot | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {
            "appointment": str(self.appointment_id),
            "starts_at": self.starts_at.isoformat(),
            "until": self.until.isoformat(),
            "offered": [slot_to_json(slot) for slot in self.offered],
            "instead": slot_to_json(self.instead) if self.instead else None,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return what `to_json` wrote, of a version that kept no list too."""
        return cls(
            int(data["appointment"]),
            datetime.fromisoformat(data["starts_at"]),
            datetime.fromisoformat(data["until"]),
            tuple(slot_from_json(slot) for slot in data.get("offered", ())),
            slot_from_json(data["instead"]) if data.get("instead") else None,
        )


@dataclass(frozen=True, slots=True)
class JustMoved:
    """A move that the client has just made by text; UNDO moves it back for a while.

    Attributes:
        appointment_id: which.
        starts_at: its new start, UTC; if it was moved again, UNDO no longer moves it back.
        before: the time before the move.
        until: the end of UNDO, UTC.
        offered: the list that its time was chosen from, as it was numbered.
    """

    appointment_id: int
    starts_at: datetime
    before: Slot
    until: datetime
    offered: tuple[Slot, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON-ready data."""
        return {
            "appointment": str(self.appointment_id),
            "starts_at": self.starts_at.isoformat(),
            "before": slot_to_json(self.before),
            "until": self.until.isoformat(),
            "offered": [slot_to_json(slot) for slot in self.offered],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return what `to_json` wrote, of a version that kept no list too."""
        return cls(
            int(data["appointment"]),
            datetime.fromisoformat(data["starts_at"]),
            slot_from_json(data["before"]),
            datetime.fromisoformat(data["until"]),
            tuple(slot_from_json(slot) for slot in data.get("offered", ())),
        )


def slot_to_json(slot: Slot) -> dict[str, Any]:
    """Return a free time as JSON-ready data."""
    return {
        "practitioner_id": str(slot.practitioner_id),
        "practitioner": slot.practitioner,
        "starts_at": slot.starts_at.isoformat(),
        "ends_at": slot.ends_at.isoformat(),
    }


def slot_from_json(data: dict[str, Any]) -> Slot:
    """Return the free time that `slot_to_json` wrote."""
    return Slot(
        int(data["practitioner_id"]),
        data["practitioner"],
        datetime.fromisoformat(data["starts_at"]),
        datetime.fromisoformat(data["ends_at"]),
    )


def _text(identity: int | None) -> str | None:
    return None if identity is None else str(identity)


def _number(identity: str | None) -> int | None:
    return None if identity is None else int(identity)
