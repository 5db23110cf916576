"""A practice with rows in all tables that a whole copy carries, and texts hard to keep."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Column, Date, Integer, LargeBinary, String, insert

from calendar_store.database import audit, audit_chain
from calendar_store.database.connection import Database
from calendar_store.endings.carried import CARRIED, PRACTICE
from calendar_store.model.actors import OPERATOR
from calendar_store.schema.columns import Instant, MinuteOfDay, Minutes, Money, ReasonFacts

HARD = '=1+1;"quoted", and\nnew\r\nlines\t😀 \u202eright to left'
"""A formula, quotes, lines, an emoji, and a letter that turns the order round."""
AT = datetime(2026, 1, 11, 22, 59, 59, 123456, tzinfo=UTC)
_IDS = {
    "client_id": 11,
    "practitioner_id": 12,
    "service_id": 13,
    "appointment_id": 14,
    "announcement_id": 15,
}
_OF_TABLE = {
    "clients": 11,
    "practitioners": 12,
    "services": 13,
    "appointments": 14,
    "announcements": 15,
    "messages": 16,
    "inbound": 17,
}
_SPECIAL: dict[tuple[str, str], Any] = {
    ("appointments", "starts_at"): AT + timedelta(days=2),
    ("appointments", "ends_at"): AT + timedelta(days=2, hours=1),
    ("appointments", "busy_from"): AT + timedelta(days=2),
    ("appointments", "busy_until"): AT + timedelta(days=2, hours=1),
    ("appointments", "status"): "booked",
    ("appointments", "merged_into"): None,
    ("blocks", "ends_at"): AT + timedelta(hours=1),
    ("blocks", "calendar_id"): None,
    ("clients", "merged_into"): None,
    ("clients", "erased_at"): None,
    ("messages", "status"): "delivered",
    ("deletions", "done_at"): AT,
    ("deletions", "counts"): {"appointments": 3},
    ("reminders", "status"): "skipped",
    ("follow_ups", "status"): "skipped",
    ("announcement_recipients", "status"): "skipped",
    ("offers", "status"): "taken",
    ("inbound", "status"): "done",
    ("imports", "status"): "done",
    ("staff", "role"): "admin",
    ("staff", "email"): "ada@example.org",
    ("weekly_hours", "closes"): time.max,
    ("conversations", "channel"): "sms",
    ("opt_outs", "channel"): "sms",
    ("consent_events", "channel"): "sms",
}
EMPTIED = frozenset(
    {"audit_cuts", "audit_log", "audit_chain", "freed_times", PRACTICE, "reminder_steps"}
)
"""Tables that are filled in another way, or whose rows a suspension removes."""


async def fill_every_table(database: Database, practice_id: int, rows: int = 3) -> None:
    """Write some rows into every table of a copy, and a sealed log."""
    async with database.write() as tx:
        for one in CARRIED:
            if one.name in EMPTIED:
                continue
            some = 1 if _one_only(one.name) else rows
            for number in range(some):
                values = {
                    column.name: _value(one.name, column, number) for column in one.table.columns
                }
                values["practice_id"] = practice_id
                await tx.execute(insert(one.table).values(**values))
        for number in range(rows):
            await audit.record(
                *(tx, practice_id),
                by=OPERATOR,
                action="client.added",
                subject=HARD,
                now=AT,
                detail={"name": HARD, "number": number},
            )
    async with database.write() as tx:
        later = datetime.now(UTC) + timedelta(minutes=5)
        await audit_chain.seal(tx, practice_id, now=later, limit=1000)


def _one_only(table: str) -> bool:
    return table in {"no_show_models", "paper_settings", "staff"}


def _value(table: str, column: Column[Any], number: int) -> Any:
    name = column.name
    if (table, name) in _SPECIAL:
        return _shifted(table, name, _SPECIAL[table, name], number)
    if name == "id":
        return _OF_TABLE.get(table, 100) + 1000 * number
    if name in _IDS:
        return _IDS[name] if table in {"appointments", "series"} else _IDS[name] + 1000 * number
    if column.nullable and number == 1:
        return None
    return next(made(number) for kind, made in _MADE if isinstance(column.type, kind))


_MADE: tuple[tuple[type[Any], Callable[[int], Any]], ...] = (
    (Instant, lambda n: AT + timedelta(microseconds=n)),
    (Minutes, lambda n: timedelta(minutes=90 + n)),
    (Money, lambda n: Decimal("0.065001") + n),
    (MinuteOfDay, lambda n: time(9 + n, 30)),
    (ReasonFacts, lambda n: {"text": HARD} if n else {}),
    (JSON, lambda n: {"said": HARD, "list": [1, None, 2.5, True, "٣"], "deep": {"a": n}}),
    (Boolean, lambda n: bool(n % 2)),
    (Date, lambda n: date(2026, 2, 28) + timedelta(days=n)),
    (LargeBinary, lambda n: bytes(range(256)) + bytes([n])),
    (String, lambda n: f"{HARD}{n}"),
    (BigInteger, lambda n: n + (1 << 62)),
    (Integer, lambda n: n + 1),
)


def _shifted(table: str, name: str, value: Any, number: int) -> Any:
    if table == "appointments" and isinstance(value, datetime):
        return value + timedelta(days=number)
    return value
