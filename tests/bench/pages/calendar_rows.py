"""Appointments of a large store, over years, and what clients answered to them.

What follows from an appointment by arithmetic (its history, reminders and messages) is written by
the database itself: `following_rows` beside this.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from calendar_store.model.statuses import AppointmentStatus
from calendar_store.schema import appointments, inbound, series
from tests.bench.pages.bulk import BulkWriter, names_of
from tests.bench.pages.people_rows import SeededPractice
from tests.bench.pages.shape import BOOKED_BEFORE, NOW, VISIT, Shape, row_id

ASKED_BEFORE = timedelta(days=2)
"""How long before an appointment its reminder was sent."""
_ANSWERED_AFTER = timedelta(minutes=7)
_REGULARS = 200
"""One client in so many comes again and again: every tenth appointment is of one of them."""
_APPOINTMENT = names_of(
    "practice_id id client_id practitioner_id service_id starts_at ends_at busy_from "
    "busy_until status version sequence invited cancelled_by cancelled_at created_at "
    "updated_at series_id overbooked"
)
_INBOUND = names_of(
    "id carrier channel our_address their_address text raw partial received_at status "
    "practice_id client_id intent understood handled_at fingerprint session"
)
_SERIES = names_of(
    "practice_id id client_id practitioner_id service_id every_weeks created_at created_by"
)


def client_of(practice: SeededPractice, number: int) -> int:
    """Return which of the practice's clients has the appointment of that number."""
    many = len(practice.people)
    if number % 10:
        return number * 7919 % many
    return number // 10 % max(1, many // _REGULARS) * _REGULARS % many


async def write(writer: BulkWriter, practice: SeededPractice, shape: Shape) -> int:
    """Write the appointments of a practice, its series and the answers; return how many."""
    await writer.put(series, _SERIES, _series(practice))
    written = await writer.put(appointments, _APPOINTMENT, _appointments(practice, shape))
    await writer.put(inbound, _INBOUND, _answers(practice, shape))
    return written


def _visits(practice: SeededPractice, shape: Shape) -> Iterator[tuple[int, datetime, int]]:
    """Yield number, start and practitioner of each appointment."""
    number = 0
    for start in shape.starts():
        for doctor in practice.practitioners:
            yield number, start, doctor
            number += 1


def _appointments(practice: SeededPractice, shape: Shape) -> Iterator[tuple[Any, ...]]:
    for number, start, doctor in _visits(practice, shape):
        booked, until = start - BOOKED_BEFORE, start + VISIT
        status = _status(number, start)
        gone = start - timedelta(hours=3) if status is AppointmentStatus.CANCELLED else None
        service = practice.services[number % len(practice.services)]
        who = client_of(practice, number)
        yield (
            *(practice.id, _id(booked, practice, number), practice.people[who].id, doctor),
            *(service, start, until, start, until, status.value, 2, 0, False),
            *("client" if gone else "", gone, booked, min(start, NOW)),
            *(None if number % 10 else _series_id(practice, who), False),
        )


def _status(number: int, start: datetime) -> AppointmentStatus:
    if number % 12 == 7:
        return AppointmentStatus.CANCELLED
    if start >= NOW:
        return AppointmentStatus.BOOKED if number % 3 else AppointmentStatus.CONFIRMED
    return AppointmentStatus.ATTENDED if number % 25 else AppointmentStatus.NO_SHOW


def _answers(practice: SeededPractice, shape: Shape) -> Iterator[tuple[Any, ...]]:
    """Yield the text that came about two of five appointments."""
    for number, start, _ in _visits(practice, shape):
        at = start - ASKED_BEFORE + _ANSWERED_AFTER
        if number % 5 > 1 or at > NOW:
            continue
        who = practice.people[client_of(practice, number)]
        booked = _id(start - BOOKED_BEFORE, practice, number)
        one = row_id(at, number, practice.number)
        fingerprint = one.to_bytes(8, "big")
        yield (
            *(one, "bench", "sms", practice.sender, who.mobile, "si confermo", b"", False, at),
            *("done", practice.id, who.id, "confirm", {"appointment_id": booked}, at),
            *(fingerprint, "bench"),
        )


def _series(practice: SeededPractice) -> Iterator[tuple[Any, ...]]:
    first = NOW - timedelta(days=900)
    for who in range(0, len(practice.people), _REGULARS):
        doctor = practice.practitioners[who % len(practice.practitioners)]
        row = (practice.id, _series_id(practice, who), practice.people[who].id, doctor)
        yield (*row, practice.services[0], 1, first, "bench")


def _series_id(practice: SeededPractice, who: int) -> int:
    return practice.people[who].id + 3


def _id(moment: datetime, practice: SeededPractice, number: int) -> int:
    return row_id(moment, number, practice.number)
