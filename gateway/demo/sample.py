"""The demo's sample data: who comes to Studio Aurora, what for, and when."""

from dataclasses import dataclass
from datetime import time

from calendar_store.clients.new_client import NewClient
from calendar_store.model.statuses import AppointmentStatus

ZONE = "Europe/Rome"
SENDER = "+390699000111"
STAFF_EMAIL = "aurora@example.org"

CLIENTS = (
    NewClient("Ada", "Byron", "+12025550143", "ada@example.org", "en"),
    NewClient("Marie", "Curie", "+33612345678", "", "fr"),
    NewClient("Grace", "Hopper", "+12025550176", "", "en"),
    NewClient("Giuseppe", "Peano", "+393471234567", "", "it"),
    NewClient("Emmy", "Noether", "+4915123456789", "", "de"),
    NewClient("Laura", "Bassi", "+393331234567", "laura@example.org", "it"),
    NewClient("Alan", "Turing", "+12025550188", "", "en"),
    NewClient("Maria Gaetana", "Agnesi", "+393391234567", "", "it"),
)

HOURS = {"Aurora": "mon-sun 09:00-19:00", "Bruno": "mon-sun 09:00-13:00,14:00-19:00"}
"""On Sundays too: who looks at the demo on a Sunday should find somebody at work."""

PRACTITIONERS_OWN = {"Aurora": "+393401234567"}
"""The phones that practitioners text AGENDA from."""

SERVICES = (
    ("Check-up", 30, 0, True),
    ("First visit", 45, 0, True),
    ("Treatment", 60, 15, False),
)
"""Name, minutes, minutes blocked afterwards, and whether a message may name it. Clients book any
of them by text; one that may not be named they have to name themselves."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An appointment of the sample calendar.

    Attributes:
        day: days after today.
        at: local start.
        client: last name.
        fate: what it is when still to come.
        past: what it is once its time has passed.
        delivered: whether the reminder about it reached the phone; None: none was due yet.
    """

    day: int
    at: time
    practitioner: str
    client: str
    service: str
    fate: AppointmentStatus = AppointmentStatus.BOOKED
    past: AppointmentStatus = AppointmentStatus.ATTENDED
    delivered: bool | None = None


_CONFIRMED = AppointmentStatus.CONFIRMED
_NO_SHOW = AppointmentStatus.NO_SHOW

ASKED = (
    Plan(1, time(10), "Aurora", "Byron", "Check-up"),
    Plan(1, time(11, 30), "Bruno", "Peano", "First visit"),
)
"""The two whose reminders fall due at once."""

WAITING = Plan(1, time(15), "Aurora", "Hopper", "First visit", _CONFIRMED, delivered=True)
"""Whoever has this one waits for an earlier time: Ada's, when she cancels."""

CALENDAR = (
    Plan(-1, time(10), "Aurora", "Peano", "Check-up", delivered=True),
    Plan(-1, time(15), "Bruno", "Curie", "Treatment", past=_NO_SHOW, delivered=True),
    Plan(0, time(9), "Aurora", "Curie", "Check-up", _CONFIRMED, delivered=True),
    Plan(0, time(9, 30), "Bruno", "Turing", "First visit", delivered=True),
    Plan(0, time(11), "Aurora", "Hopper", "Treatment", _CONFIRMED, delivered=True),
    Plan(0, time(14, 30), "Bruno", "Noether", "Treatment", delivered=True),
    Plan(0, time(16), "Aurora", "Bassi", "First visit", _CONFIRMED, delivered=True),
    Plan(0, time(17, 30), "Bruno", "Agnesi", "Check-up", delivered=True),
    Plan(1, time(9), "Bruno", "Turing", "Check-up", delivered=False),
    WAITING,
    Plan(2, time(10, 30), "Aurora", "Curie", "Treatment"),
    Plan(2, time(16), "Bruno", "Bassi", "Check-up"),
    Plan(3, time(11), "Bruno", "Agnesi", "First visit"),
    Plan(6, time(9, 30), "Aurora", "Noether", "Check-up"),
)
