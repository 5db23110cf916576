"""The demo's sample data: clients, hours, services and appointments of Studio Aurora."""

from dataclasses import dataclass
from datetime import time

from calendar_store.clients.new_client import NewClient
from calendar_store.model.statuses import AppointmentStatus, Channel

ZONE = "Europe/Rome"
SENDER = "+390699000111"
STAFF_EMAIL = "aurora@example.org"

CLIENTS = (
    NewClient("Ada", "Byron", "+12025550143", "ada@example.org", "en"),
    NewClient("Marie", "Curie", "+33612345678", "marie@example.org", "fr"),
    NewClient("Grace", "Hopper", "+12025550176", "", "en"),
    NewClient("Giuseppe", "Peano", "+393471234567", "", "it"),
    NewClient("Emmy", "Noether", "+4915123456789", "emmy@example.org", "de", Channel.EMAIL),
    NewClient("Laura", "Bassi", "+393331234567", "laura@example.org", "it"),
    NewClient("Alan", "Turing", "+12025550188", "", "en"),
    NewClient("Maria Gaetana", "Agnesi", "+393391234567", "", "it"),
)

HOURS = {"Aurora": "mon-sun 09:00-19:00", "Bruno": "mon-sun 09:00-13:00,14:00-19:00"}
"""Weekly hours; Sundays too, so that the demo shows somebody at work on a Sunday."""

PRACTITIONERS_OWN = {"Aurora": "+393401234567"}
"""The numbers of the phones that practitioners text AGENDA from, by practitioner."""

SERVICES = (
    ("Check-up", 30, 0, True),
    ("First visit", 45, 0, True),
    ("Treatment", 60, 15, False),
)
"""Name, minutes, minutes blocked afterwards, and whether a message may name the service.

Clients can book every service by text. A service that messages may not name can only be booked by a
client who writes its name.
"""


@dataclass(frozen=True, slots=True)
class Plan:
    """An appointment of the sample calendar.

    Attributes:
        day: number of days after today.
        at: local time of the start.
        practitioner: the practitioner's name.
        client: the client's last name.
        service: the service's name.
        fate: the status if the appointment is in the future.
        past: the status if the appointment is in the past.
        delivered: whether its reminder was delivered; None if no reminder was due yet.
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
"""The two appointments whose reminders fall due at the start of the demo."""

ASKED_BY_MAIL = Plan(1, time(12), "Aurora", "Noether", "Check-up")
"""The appointment of a client who prefers mails; its reminder falls due at the start as well."""

WAITING = Plan(1, time(15), "Aurora", "Hopper", "First visit", _CONFIRMED, delivered=True)
"""The appointment of a client on the waiting list, who is offered Ada's time if Ada cancels."""

CALENDAR = (
    Plan(-1, time(10), "Aurora", "Peano", "Check-up", delivered=True),
    Plan(-1, time(15), "Bruno", "Curie", "Treatment", past=_NO_SHOW, delivered=True),
    Plan(0, time(9), "Aurora", "Curie", "Check-up", _CONFIRMED, delivered=True),
    Plan(0, time(9, 30), "Bruno", "Turing", "First visit", delivered=True),
    Plan(0, time(11), "Aurora", "Hopper", "Treatment", _CONFIRMED, delivered=True),
    Plan(0, time(14, 30), "Bruno", "Curie", "Treatment", delivered=True),
    Plan(0, time(16), "Aurora", "Bassi", "First visit", _CONFIRMED, delivered=True),
    Plan(0, time(17, 30), "Bruno", "Agnesi", "Check-up", delivered=True),
    Plan(1, time(9), "Bruno", "Turing", "Check-up", delivered=False),
    WAITING,
    Plan(2, time(10, 30), "Aurora", "Curie", "Treatment"),
    Plan(2, time(16), "Bruno", "Bassi", "Check-up"),
    Plan(3, time(11), "Bruno", "Agnesi", "First visit"),
    Plan(6, time(9, 30), "Aurora", "Noether", "Check-up"),
)
