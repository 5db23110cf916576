"""The documents that commands print with --json: each value of the model as plain JSON.

Ids are strings: an id has 63 bits, and many readers of JSON keep 53. Times are ISO 8601 with their
offset, lengths are minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from calendar_store.entry import money
from calendar_store.messages import account_links
from calendar_store.model.reminder_policy import usual
from calendar_store.practices.reminder_text import written
from gateway.wording.reason_words import in_words

if TYPE_CHECKING:
    from calendar_store.model.appointments import Appointment
    from calendar_store.model.clients import Client
    from calendar_store.model.conversations import Alert
    from calendar_store.model.messages import Message, MessageEvent
    from calendar_store.model.practices import (
        Practice,
        Practitioner,
        ReminderStep,
        Service,
        StaffMember,
        WeeklyHours,
    )
    from calendar_store.practices.staff import Login
    from calendar_store.views.day_view import Badge

Document = dict[str, Any]


def instant(at: datetime | None, timezone: str = "UTC") -> str | None:
    """Return a moment as ISO 8601 in a zone; None for None."""
    return None if at is None else at.astimezone(ZoneInfo(timezone)).isoformat()


def minutes(length: timedelta) -> int:
    """Return a length in minutes."""
    return length // timedelta(minutes=1)


def identity(number: int | None) -> str | None:
    """Return an id as a string; None for None."""
    return None if number is None else str(number)


def practice(value: Practice, steps: Sequence[ReminderStep]) -> Document:
    """Return a practice with its policies."""
    return {
        "id": str(value.id),
        "name": value.name,
        "timezone": value.timezone,
        "locale": value.locale,
        "region": value.region,
        "sender": value.sender,
        "phone": value.phone,
        "address": value.address,
        "directions": value.directions,
        "quiet": quiet(value),
        "minimum_notice": minutes(value.minimum_notice),
        "booking_window": minutes(value.booking_window),
        "undo_window": minutes(value.undo_window),
        "slot_step": minutes(value.slot_step),
        "reminder_gap": minutes(value.reminder_gap),
        "message_name": value.message_name,
        "texts_per_hour": value.texts_per_hour,
        # a string, since a binary fraction is no amount of money
        "monthly_cap": None if value.monthly_cap is None else money.written(value.monthly_cap),
        "daily_cap": value.daily_cap,
        "answers_to_strangers": value.answers_to_strangers,
        "countries": value.countries.split(),
        "accent": value.accent,
        "declined": value.declined.value,
        "privacy": value.privacy,
        "second_factor": value.second_factor.value,
        "idle_minutes": value.idle_minutes,
        "reminders": written(usual(steps)),
    }


def quiet(value: Practice) -> str:
    """Return quiet hours as they are entered: "21:00-08:00", or "none"."""
    if value.quiet_from is None or value.quiet_until is None:
        return "none"
    return f"{value.quiet_from:%H:%M}-{value.quiet_until:%H:%M}"


def practitioner(value: Practitioner, week: Sequence[WeeklyHours]) -> Document:
    """Return a practitioner with their weekly hours; weekday 0 is Monday."""
    return {
        "id": str(value.id),
        "practice_id": str(value.practice_id),
        "name": value.name,
        "mobile": value.mobile,
        "retired": instant(value.retired_at),
        "hours": [
            {
                "weekday": span.weekday,
                "opens": f"{span.opens:%H:%M}",
                # the end of the day has no clock time of its own
                "closes": "24:00" if span.closes == span.closes.max else f"{span.closes:%H:%M}",
            }
            for span in week
        ],
    }


def week(spans: Sequence[WeeklyHours]) -> str:
    """Return weekly hours as they are entered: "mon 09:00-13:00,14:00-18:00; tue 09:00-13:00"."""
    from calendar_store.entry.hours_text import written_week

    return written_week(spans)


def service(value: Service) -> Document:
    """Return a service."""
    return {
        "id": str(value.id),
        "practice_id": str(value.practice_id),
        "name": value.name,
        "minutes": minutes(value.duration),
        "buffer_before": minutes(value.buffer_before),
        "buffer_after": minutes(value.buffer_after),
        "safe_to_name": value.safe_to_name,
        "by_text": value.by_text,
        "by_web": value.by_web,
        "retired": instant(value.retired_at),
        # [] where everybody does it
        "done_by": [str(one) for one in value.done_by],
    }


def staff_member(value: StaffMember) -> Document:
    """Return a member of staff; the hash of their password is left out."""
    return {
        "id": str(value.id),
        "practice_id": str(value.practice_id),
        "email": value.email,
        "name": value.name,
        "role": value.role.value,
        "practitioner_id": None if value.practitioner_id is None else str(value.practitioner_id),
        "runs_service": value.runs_service,
    }


def login(value: Login, timezone: str) -> Document:
    """Return an open log-in of a member of staff."""
    return {
        "staff": value.member.email,
        "role": value.member.role.value,
        "opened": instant(value.opened_at, timezone),
        "used": instant(value.seen_at, timezone),
        "ends": instant(value.expires_at, timezone),
        "address": value.address,
        "browser": value.user_agent,
        "locked": value.locked_at is not None,
    }


def client(value: Client) -> Document:
    """Return a client."""
    return {
        "id": str(value.id),
        "practice_id": str(value.practice_id),
        "first": value.first,
        "last": value.last,
        "mobile": value.mobile,
        "mobile_bad": value.mobile_bad,
        "email": value.email,
        "email_bad": value.email_bad,
        "locale": value.locale,
        "retired": instant(value.retired_at),
    }


def appointment(value: Appointment, timezone: str) -> Document:
    """Return an appointment, with times in the given zone."""
    return {
        "id": str(value.id),
        "practice_id": str(value.practice_id),
        "client_id": str(value.client_id),
        "practitioner_id": str(value.practitioner_id),
        "practitioner": value.practitioner,
        "service_id": identity(value.service_id),
        "service": value.service,
        "start": instant(value.starts_at, timezone),
        "end": instant(value.ends_at, timezone),
        "status": value.status.value,
        "version": value.version,
        "series_id": identity(value.series_id),
        "overbooked": value.overbooked,
        "arrived": instant(value.arrived_at, timezone),
    }


def badge(value: Badge, timezone: str) -> Document:
    """Return a message about an appointment, or a planned reminder that is no message yet."""
    return {
        "id": identity(value.message_id),
        "channel": value.channel.value,
        "kind": value.kind.value,
        "step": value.step,
        "status": value.status.value,
        "at": instant(value.at, timezone),
        "words": in_words(value.reason),
        "text": value.text,
    }


def message(value: Message, timezone: str) -> Document:
    """Return a message with its current state."""
    return {
        "id": str(value.id),
        "practice_id": str(value.practice_id),
        "client_id": identity(value.client_id),
        "appointment_id": identity(value.appointment_id),
        "kind": value.kind.value,
        "channel": value.channel.value,
        "sender": value.sender,
        "recipient": value.recipient,
        "text": account_links.told(value),
        "status": value.status.value,
        "words": in_words(value.reason),
        "carrier": value.carrier,
        "attempts": value.attempt,
        "parts": value.parts,
        "price": money.written(value.price),
        "cost": money.written(value.cost),
        "created": instant(value.created_at, timezone),
        "updated": instant(value.updated_at, timezone),
        "expires": instant(value.expires_at, timezone),
    }


def alert(value: Alert, timezone: str) -> Document:
    """Return an alert, with the person who resolved it."""
    return {
        "id": str(value.id),
        "practice_id": str(value.practice_id),
        "kind": value.kind.value,
        "words": in_words(value.reason),
        "at": instant(value.at, timezone),
        "client_id": identity(value.client_id),
        "appointment_id": identity(value.appointment_id),
        "message_id": identity(value.message_id),
        "seen": instant(value.resolved_at, timezone),
        "seen_by": value.resolved_by,
    }


def unattributed(count: int) -> str:
    """Return one line of text: the number of texts of no practice, and the commands for them."""
    texts = "1 text belongs" if count == 1 else f"{count} texts belong"
    return f"{texts} to no practice; see textback inbox unattributed, assign and dismiss"


def event(value: MessageEvent, timezone: str) -> Document:
    """Return one event of a message's history."""
    return {
        "at": instant(value.at, timezone),
        "status": value.status.value,
        "attempt": value.attempt,
        "carrier": value.carrier,
        "words": in_words(value.reason),
    }
