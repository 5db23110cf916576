"""What a large practice has beside its calendar: alerts, a log, a waiting list, blocks."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from calendar_store.schema import (
    alerts,
    audit_log,
    blocks,
    client_merges,
    clients,
    hours_exceptions,
    inbound,
    logins,
    offers,
    waiting_list,
)
from tests.bench.pages.bulk import BulkWriter, names_of
from tests.bench.pages.people_rows import SeededPractice
from tests.bench.pages.shape import NOW, VISIT, row_id

_ALERT = names_of(
    "practice_id id kind reason_code reason_facts client_id inbound_id at resolved_at resolved_by"
)
_AUDIT = names_of("practice_id id at by action subject detail")
_BLOCK = names_of("practice_id id practitioner_id starts_at ends_at reason created_by created_at")
_AWAY = names_of("practice_id id practitioner_id first last reason")
_INBOUND = names_of(
    "id carrier channel our_address their_address text raw partial received_at status "
    "practice_id client_id intent fingerprint session"
)
_LOGIN = names_of("practice_id token_hash staff_id created_at expires_at seen_at address")
_MERGE = names_of("practice_id id kept_id merged_id at by moved")
_OFFER = names_of(
    "practice_id id entry_id client_id practitioner_id starts_at ends_at status "
    "offered_at expires_at"
)
_WAITING = names_of(
    "practice_id id client_id practitioner_id service_id starts_at ends_at status created_at"
)
_DAY = timedelta(days=1)
_OPEN_TEXTS, _OPEN_STRANGERS, _OPEN_OTHERS = 40, 25, 20
_WAIT_NOW = 60
_ACTIONS = ("client.read",) * 12 + ("consent", "client.changed", "login", "login.failed", "note")


async def write(writer: BulkWriter, practice: SeededPractice, days: int, staff: list[int]) -> None:
    """Write what a large practice has; the past is as long as its calendar's.

    Args:
        writer: writes where the practice's clients are.
        practice: the practice.
        days: days of its past.
        staff: ids of its members.
    """
    count = min(len(practice.people), days * 100)
    await writer.put(inbound, _INBOUND, _texts(practice))
    await writer.put(alerts, _ALERT, _alerts(practice, count))
    await writer.put(audit_log, _AUDIT, _log(practice, days))
    await writer.put(blocks, _BLOCK, _blocks(practice, days))
    await writer.put(hours_exceptions, _AWAY, _absences(practice, days))
    await writer.put(waiting_list, _WAITING, _waiting(practice, days))
    await writer.put(offers, _OFFER, _offers(practice, days))
    await writer.put(logins, _LOGIN, _logins(practice, staff))
    merged = practice.people[-min(100, len(practice.people) // 20) :]
    await writer.put(clients, _MERGED, _merged(practice, merged))
    await writer.put(client_merges, _MERGE, _merges(practice, merged))


def _texts(practice: SeededPractice) -> Iterator[tuple[Any, ...]]:
    """Yield the texts that wait for an answer: of clients, then of strangers."""
    for n in range(_OPEN_TEXTS + _OPEN_STRANGERS):
        who = practice.people[n * 5] if n < _OPEN_TEXTS else None
        mobile = who.mobile if who else f"+39333{n:07d}"
        at = NOW - timedelta(minutes=20 * n + 5)
        one = text_id(practice, n)
        yield (
            *(one, "bench", "sms", practice.sender, mobile, "could we talk?", b"", False, at),
            *("done", practice.id, who.id if who else None, "", one.to_bytes(8, "big"), "bench"),
        )


def text_id(practice: SeededPractice, number: int) -> int:
    """Return the id of the text of that number that waits for an answer."""
    return row_id(NOW - timedelta(minutes=20 * number + 5), number, practice.number) + 7


def _alerts(practice: SeededPractice, count: int) -> Iterator[tuple[Any, ...]]:
    for n in range(count):
        at = NOW - _DAY - timedelta(minutes=13 * n)
        who = practice.people[n].id
        done = at + timedelta(hours=1)
        yield (practice.id, row_id(at, n), "unclear", "", {}, who, None, at, done, "bench")
    for n in range(_OPEN_TEXTS + _OPEN_STRANGERS):
        at = NOW - timedelta(minutes=20 * n + 5)
        writer = practice.people[n * 5].id if n < _OPEN_TEXTS else None
        text = text_id(practice, n)
        yield (practice.id, text, "call_me", "", {}, writer, text, at, None, "")
    for n in range(_OPEN_OTHERS):
        at = NOW - timedelta(minutes=30 * n + 6)
        whose = practice.people[n * 5 + 1].id
        kind = "bad_number" if n % 4 else "not_delivered"
        yield (practice.id, row_id(at, n), kind, "", {}, whose, None, at, None, "")


def _log(practice: SeededPractice, days: int) -> Iterator[tuple[Any, ...]]:
    each = 33 * len(practice.practitioners)
    for n in range(days * each):
        at = NOW - n * _DAY / each
        action = _ACTIONS[n % len(_ACTIONS)]
        subject = str(practice.people[n % len(practice.people)].id)
        yield (practice.id, row_id(at, n), at, f"staff{n % 30}@example.org", action, subject, {})


def _blocks(practice: SeededPractice, days: int) -> Iterator[tuple[Any, ...]]:
    first = NOW.replace(hour=10, minute=0)
    for day in range(-days, 14):
        for n, doctor in enumerate(practice.practitioners[:2]):
            at = first + day * _DAY
            made = row_id(at, n)
            yield (practice.id, made, doctor, at, at + VISIT, "call", "bench", at - _DAY)


def _absences(practice: SeededPractice, days: int) -> Iterator[tuple[Any, ...]]:
    """Yield two days away in every week, of one practitioner after the other; few are ahead."""
    for week in range(-days // 7, 4):
        doctor = practice.practitioners[week % len(practice.practitioners)]
        first = NOW.date() + timedelta(days=7 * week + 2)
        made = row_id(NOW - _DAY, week + 1000)
        yield (practice.id, made, doctor, first, first + _DAY, "course")


def _waiting(practice: SeededPractice, days: int) -> Iterator[tuple[Any, ...]]:
    for n in range(days * 10):
        since = NOW - (n + 1) * _DAY / 10
        status = "waiting" if n < _WAIT_NOW else "served"
        until = NOW + timedelta(days=20) if n < _WAIT_NOW else since + timedelta(days=14)
        who = practice.people[n % len(practice.people)].id
        made = entry_id(practice, n)
        yield (practice.id, made, who, None, practice.services[0], since, until, status, since)


def entry_id(practice: SeededPractice, number: int) -> int:
    """Return the id of the entry of the waiting list of that number, the newest first."""
    return row_id(NOW - (number + 1) * _DAY / 10, number, practice.number)


def _offers(practice: SeededPractice, days: int) -> Iterator[tuple[Any, ...]]:
    for n in range(days * 5):
        at = NOW - (n + 1) * _DAY / 5
        who = practice.people[n % len(practice.people)].id
        doctor = practice.practitioners[n % len(practice.practitioners)]
        start = at + _DAY
        status = "taken" if n % 3 else "expired"
        entry = entry_id(practice, n)
        row = (practice.id, row_id(at, n), entry, who, doctor, start, start + VISIT, status)
        yield (*row, at, at + timedelta(hours=3))


def _logins(practice: SeededPractice, staff: list[int]) -> Iterator[tuple[Any, ...]]:
    # who logs in again leaves none that is over
    for n in range(len(staff) * 2):
        at = NOW - _DAY - n * _DAY / 5
        token = n.to_bytes(32, "big")
        over = at + timedelta(hours=12)
        yield (practice.id, token, staff[n % len(staff)], at, over, at, "198.51.100.7")


_MERGED = names_of(
    "practice_id id first last mobile email locale prefers mobile_bad created_at merged_into"
)


def _merged(practice: SeededPractice, into: Any) -> Iterator[tuple[Any, ...]]:
    """Yield clients who were merged: they have the number and name of those who stay."""
    for one in into:
        name = (one.first, one.last, one.mobile, one.email)
        yield (practice.id, one.id + 5, *name, "", "sms", False, NOW - _DAY, one.id)


def _merges(practice: SeededPractice, into: Any) -> Iterator[tuple[Any, ...]]:
    for one in into:
        yield (practice.id, one.id + 6, one.id, one.id + 5, NOW - _DAY, "bench", {})
