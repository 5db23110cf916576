"""A store of version 0008 as a service left it: two practices, and what their clients were told.

All of it follows from the number of clients; every sentence that version wrote stands somewhere.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, count
from typing import Any

from calendar_store.database.connection import Database
from calendar_store.database.ids import EPOCH_MS
from tests.support import sentences_0008 as sentences
from tests.support.older_stores import Row, migrated_to, put

NOW = datetime(2026, 2, 2, 9, tzinfo=UTC)
"""When the store was left, a Monday."""
OURS = {1: "+390699000111", 2: "+390699000222"}
"""The number of each practice."""
SESSION = "primary.1"
STOPPED_EVERY = 80
"""Of so many clients one has sent STOP; texts to them stand in the queue all the same."""

_HALF_HOUR = timedelta(minutes=30)
_PRACTITIONERS = 3
_PER_TABLE = 4_000
_FATES = (*sentences.MESSAGES[:3] * 20, *sentences.MESSAGES)
"""Most messages arrive."""
_QUESTION: Row = {
    "asked": "reminder",
    **{one: [] for one in ("slots", "spans", "choices", "rest", "shown", "practitioners")},
    **dict.fromkeys(("then", "text"), ""),
    **dict.fromkeys(("wish", "offer", "until")),
    **dict.fromkeys(("named", "stale", "aside", "yes_only"), False),
}
_STATE: Row = {
    **{one: [] for one in ("cancelled", "automatic")},
    **dict.fromkeys(("with_person", "hushed", "booked", "moved", "last_at", "staff_at")),
    "locale": "it",
    "last": "",
    "staff_asked": None,
}
_NOTHING = {"leased_by": "", "lease_until": None, "refused_by": ""}


def mobile(client: int) -> str:
    """Return the number of a client."""
    return f"+39333{2_000_000 + client}"


def practice_of(client: int) -> int:
    """Return whose client it is."""
    return 1 + client % 2


def is_stopped(client: int) -> bool:
    """Tell whether a client has sent STOP."""
    return client % STOPPED_EVERY == 7


def ahead_of(client: int) -> int:
    """Return the appointment of a client that is to come."""
    return 2 * client + 1


def starts_ahead(client: int) -> datetime:
    """Return when a client comes."""
    return NOW + timedelta(days=1) + client // (2 * _PRACTITIONERS) * _HALF_HOUR


def fingerprint(client: int) -> bytes:
    """Return the fingerprint of the last text of a client."""
    return hashlib.sha256(f"{client} said".encode()).digest()


async def fill_store_0008(database: Database, clients: int = 4_300) -> Counter[str]:
    """Migrate an empty store to version 0008 and fill it.

    Args:
        database: without a table.
        clients: how many; there are some 23 rows for each.

    Returns:
        How many rows there are, by table.
    """
    await migrated_to(database, "0008")
    rows: dict[str, list[Row]] = {}
    for table, row in chain(_practices(), _clients(clients), _of_carriers()):
        rows.setdefault(table, []).append(row)
    async with database.write() as tx:
        for table, some in rows.items():
            for at in range(0, len(some), _PER_TABLE):
                await put(tx, table, some[at : at + _PER_TABLE])
    return Counter({table: len(some) for table, some in rows.items()})


class _Ids:
    """Identities that rise with time, as the service makes them."""

    def __init__(self) -> None:
        self._count = count()

    def at(self, moment: datetime) -> int:
        ms = int(moment.timestamp() * 1000) - EPOCH_MS
        return ms << 22 | next(self._count)


def _practices() -> Iterator[tuple[str, Row]]:
    lengths = {"minimum_notice": timedelta(hours=2), "booking_window": timedelta(days=60)}
    lengths |= {"undo_window": timedelta(hours=1), "slot_step": timedelta(minutes=15)}
    lengths |= {"reminder_gap": timedelta(hours=12)}
    for practice, sender in OURS.items():
        named = {"id": practice, "name": f"Studio {practice}", "timezone": "Europe/Rome"}
        named |= {"locale": "it", "region": "IT", "sender": sender, "quiet_from": time(21)}
        named |= dict.fromkeys(("phone", "address", "directions", "message_name", "countries"), "")
        bounds = {"texts_per_hour": 20, "monthly_cap": Decimal(50), "daily_cap": 2_000}
        bounds |= {"answers_to_strangers": 30, "quiet_until": time(8), "created_at": NOW}
        yield "practices", named | lengths | bounds
        whose: Row = {"practice_id": practice}
        for number in range(1, 1 + _PRACTITIONERS):
            one = {"id": number, "name": f"Practitioner {number}", "mobile": "", "created_at": NOW}
            yield "practitioners", whose | one
            hours = {"practitioner_id": number, "opens": time(9), "closes": time(18)}
            for weekday in range(5):
                yield "weekly_hours", whose | hours | {"weekday": weekday}
        step: Row = {"rule": "days_before_at", "channel": "sms", "before": timedelta(0), "days": 1}
        yield "reminder_steps", whose | step | {"step": 1, "at": time(10), "unless_confirmed": True}
        service = {"name": "Check-up", "duration": _HALF_HOUR, "safe_to_name": True}
        service |= dict.fromkeys(("buffer_before", "buffer_after"), timedelta(0))
        by = {"by_text": True, "by_web": False, "created_at": NOW}
        yield "services", whose | {"id": 1} | service | by
        member = {"id": 1, "email": f"ada{practice}@example.org", "name": "Ada", "role": "admin"}
        yield "staff", whose | member | {"password_hash": "", "created_at": NOW}


def _clients(clients: int) -> Iterator[tuple[str, Row]]:
    ids = _Ids()
    for n in range(clients):
        whose: Row = {"practice_id": practice_of(n)}
        named = {"id": n, "first": "Ada", "last": f"Byron {n}", "mobile": mobile(n), "email": ""}
        known = {"locale": "it", "prefers": "sms", "mobile_bad": n % 50 == 3, "created_at": NOW}
        yield "clients", whose | named | known
        said: Row = {"client_id": n, "channel": "sms", "kind": "granted", "how": "form"}
        said |= {"by": "ada1@example.org", "evidence": "", "at": NOW - timedelta(days=20)}
        yield "consent_events", whose | {"id": ids.at(said["at"])} | said
        yield from _appointments(ids, whose, n)
        yield from _heard(ids, whose, n)
        if is_stopped(n):
            stop = {"channel": "sms", "address": mobile(n), "word": "STOP", "at": NOW}
            yield "opt_outs", whose | stop
    for n, (kind, words) in enumerate(sentences.OTHER_ALERTS * 8):
        about: Row = {"client_id": None, "appointment_id": None, "inbound_id": None}
        if kind in ("not_delivered", "bad_number"):
            about |= {"client_id": n, "appointment_id": ahead_of(n)}
        yield "alerts", _alert(ids, 1 + n % 2, kind, words, n) | about
    for n, (status, words) in enumerate(sentences.PLANNED_EMAILS):
        mail = _message(ids, {"practice_id": practice_of(n)}, n, NOW)
        mail |= {"channel": "email", "recipient": "ada@example.org", "carrier": ""}
        yield "messages", mail | {"status": status, "words": words, "attempt": 0}


def _appointments(ids: _Ids, whose: Row, n: int) -> Iterator[tuple[str, Row]]:
    """Give the appointment that was and the one to come, each with what was said of it."""
    ahead = starts_ahead(n)
    was = NOW - (ahead - NOW)
    for appointment, starts_at, status in (
        (2 * n, was, "attended"),
        (ahead_of(n), ahead, "booked"),
    ):
        made: Row = {"id": appointment, "client_id": n, "status": status, "version": 1}
        made |= {"practitioner_id": 1 + n // 2 % _PRACTITIONERS, "service_id": 1}
        spans: Row = dict.fromkeys(("starts_at", "busy_from"), starts_at)
        spans |= dict.fromkeys(("ends_at", "busy_until"), starts_at + _HALF_HOUR)
        spans |= {"created_at": NOW, "updated_at": NOW, "cancelled_at": None}
        yield "appointments", whose | made | spans | {"cancelled_by": ""}
        booked: Row = {
            "appointment_id": appointment,
            "version": 1,
            "at": NOW,
            "by": "ada1@example.org",
        }
        booked |= {"change": "booked", "starts_at": starts_at, "practitioner_id": 1}
        yield "appointment_history", whose | {"id": ids.at(NOW)} | booked
        yield from _reminded(ids, whose, n, appointment, starts_at)


def _reminded(
    ids: _Ids, whose: Row, n: int, appointment: int, starts_at: datetime
) -> Iterator[tuple[str, Row]]:
    at = min(starts_at - timedelta(days=1), NOW)
    message = _message(ids, whose, n, at)
    message |= {"appointment_id": appointment, "expires_at": starts_at}
    waits = appointment == ahead_of(n) and (is_stopped(n) or n % 40 == 0)
    status, words = ("queued", "") if waits else _FATES[appointment % len(_FATES)]
    carrier = "" if waits else "primary"
    message |= {"status": status, "words": words, "attempt": int(not waits)}
    yield "messages", message
    whole: list[tuple[str, str]] = [("queued", "")]
    if not waits:
        whole += [sentences.EVENTS[n % len(sentences.EVENTS)]] if n % 9 == 0 else []
        whole += [("sending", ""), (status, words)]
        part: Row = {
            "message_id": message["id"],
            "attempt": 1,
            "part": 1,
            "total": 1,
            "bind": "one",
        }
        ended: Row = {"carrier": carrier, "carrier_id": f"{appointment:X}", "sent_at": at}
        ended |= {"carrier_key": f"{appointment:X}", "status": _part_status(status)}
        yield "message_parts", whose | part | ended
    for event, (of_event, why) in enumerate(whole):
        told: Row = {"message_id": message["id"], "at": at, "status": of_event, "words": why}
        told |= {"attempt": min(event, 1), "carrier": carrier}
        yield "message_history", whose | {"id": ids.at(at)} | told
    status, reason = sentences.REMINDERS[appointment % len(sentences.REMINDERS)]
    step: Row = {"appointment_id": appointment, "version": 1, "step": 1, "id": ids.at(NOW)}
    step |= {"channel": "sms", "due_at": at, "expires_at": starts_at, "unless_confirmed": True}
    step |= {"status": status, "reason": reason, "rule": "days_before_at", "days": 1}
    step |= {"message_id": message["id"] if status == "queued" else None}
    yield "reminders", whose | step | {"before": timedelta(0), "at": time(10)}


def _heard(ids: _Ids, whose: Row, n: int) -> Iterator[tuple[str, Row]]:
    """Give the conversation of a client, their texts, and what of them reached a person."""
    starts_at = starts_ahead(n).isoformat()
    about: Row = {"appointment": str(ahead_of(n)), "version": 1, "starts_at": starts_at}
    question = {"about": [about], "at": NOW.isoformat(), "expires_at": starts_at}
    state = _STATE | {"question": _QUESTION | question}
    talk = {"our_number": OURS[whose["practice_id"]], "their_number": mobile(n)}
    kept = {"state": state, "version": 3}
    yield "conversations", whose | talk | kept | {"last_outbound_at": NOW, "updated_at": NOW}
    kind, words = sentences.TEXT_ALERTS[n % len(sentences.TEXT_ALERTS)]
    for age in range(1 + n % 3):
        at = NOW - timedelta(minutes=age)
        text = _text(ids, n, at, fingerprint(n) if age == 0 else bytes([age, *fingerprint(n)]))
        yield "inbound", whose | talk | text
        if age == 0 and n % 4 == 0:
            line = f'Ada Byron {n} {words}: "{text["text"]}"'
            about = {"client_id": n, "appointment_id": ahead_of(n), "inbound_id": text["id"]}
            yield "alerts", _alert(ids, whose["practice_id"], kind, line, n) | about
    answer = _message(ids, whose, n, NOW) | {"kind": "reply", "priority": 0, "text": "Confermato"}
    yield "messages", answer | {"status": "delivered", "words": "delivered to the phone"}
    seen = {"at": NOW, "by": "client, by text", "action": "appointment.confirmed"}
    yield "audit_log", whose | seen | {"id": ids.at(NOW), "subject": str(n), "detail": {"n": n}}


def _message(ids: _Ids, whose: Row, n: int, at: datetime) -> dict[str, Any]:
    ways: Row = {"id": ids.at(at), "kind": "reminder", "channel": "sms", "client_id": n}
    ways |= {"appointment_id": None, "sender": OURS[practice_of(n)], "recipient": mobile(n)}
    cost: Row = {"carrier": "primary", "priority": 5, "attempt": 1, "parts": 1}
    cost |= dict.fromkeys(("price", "cost"), Decimal("0.045"))
    moments: Row = dict.fromkeys(("created_at", "not_before", "updated_at"), at)
    moments |= {"expires_at": at + timedelta(days=1), "awaits_receipt": True}
    return whose | ways | {"text": f"Appuntamento, {n}"} | cost | moments | _NOTHING


def _text(ids: _Ids, n: int, at: datetime, of_bytes: bytes) -> dict[str, Any]:
    read = {"intent": "unclear", "confidence": 0.4, "evidence": [], "also": [], "did": []}
    said: Row = {"id": ids.at(at), "carrier": "primary", "text": f"forse, {n}", "raw": b"forse"}
    said |= {"partial": False, "received_at": at, "status": "done", "client_id": n}
    made: Row = {"intent": "unclear", "understood": read, "handled_at": at}
    return said | made | {"fingerprint": of_bytes, "session": SESSION}


def _alert(ids: _Ids, practice: int, kind: str, words: str, n: int) -> dict[str, Any]:
    seen = n % 3 == 1
    raised = {"practice_id": practice, "id": ids.at(NOW), "kind": kind, "words": words, "at": NOW}
    raised |= {"resolved_at": NOW if seen else None, "resolved_by": "ada" if seen else ""}
    return raised | {"message_id": None}


def _part_status(status: str) -> str:
    return status if status in ("delivered", "failed", "expired", "unknown") else "accepted"


def _of_carriers() -> Iterator[tuple[str, Row]]:
    held = {"id": SESSION, "carrier": "primary", "bind": "one", "owner": "a"}
    yield "carrier_sessions", held | {"seen_at": NOW, "ended_at": NOW}
    for n in range(60):
        talk = {"carrier": "primary", "our_number": OURS[1], "their_number": mobile(n)}
        part: Row = {"reference": n, "total": 2, "part": 1, "text": "half", "raw": b"half"}
        coding = {"esm_class": 0x40, "data_coding": 0, "fingerprint": b"p", "session": SESSION}
        yield "inbound_parts", talk | part | coding | {"received_at": NOW, "inbound_id": None}
        status, words = sentences.PARKED[n % len(sentences.PARKED)]
        receipt = {"id": n, "carrier": "primary", "carrier_key": f"k{n}", "source": mobile(n)}
        receipt |= {"destination": OURS[1], "status": status, "words": words, "decides": True}
        yield "parked_receipts", receipt | {"received_at": NOW}
    yield "probes", {"name": "a", "at": NOW}
