"""Sample values for the tests of what is said and decided."""

from datetime import UTC, datetime, timedelta

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)  # a Sunday, 10:00 in Rome

PRACTICE = Practice(
    id=1,
    name="Studio Aurora",
    timezone="Europe/Rome",
    locale="en",
    sender="+390699000111",
    phone="+390699000100",
    region="IT",
    address="Via Roma 1",
)

ADA = Client(1, 1, "Ada", "Byron", "+393331110001", locale="en")
MARIE = Client(1, 2, "Marie", "Curie", "+393331110001", locale="en")


def appointment(**changes: object) -> Appointment:
    """Return Ada's appointment on Tuesday 24 November at 15:00 in Rome, with changes."""
    starts_at = datetime(2026, 11, 24, 14, tzinfo=UTC)
    fields: dict[str, object] = {
        "practice_id": 1,
        "id": 1,
        "client_id": 1,
        "practitioner_id": 1,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=30),
        "status": AppointmentStatus.BOOKED,
        "version": 1,
        "practitioner": "Aurora",
    }
    return Appointment(**fields | changes)  # type: ignore[arg-type]
