"""A week counted by hand: 23 to 29 March 2026 in Rome, whose clocks went forward on its Sunday.

Eight visits begin in it, two in the week before, one in the first moment of the week after.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, insert

from calendar_store import schema
from calendar_store.database import ids
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.practices import Practice
from calendar_store.practices import practices, practitioners, services
from tests.support.actors import named
from tests.support.old_tables import row

NOW = datetime(2026, 3, 30, 8, tzinfo=UTC)
"""The Monday after, ten in the morning."""
_ROME = ZoneInfo("Europe/Rome")
_BY = named("ada@example.org")
_TWO_DAYS = timedelta(days=2)
TEXTED, WEB = "client, by text", "client, by web"


def at(day: int, clock: str) -> datetime:
    """Return a moment of March 2026 in Rome."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 3, day, hour, minute, tzinfo=_ROME).astimezone(UTC)


@dataclass
class ReportWeek:
    """Writes rows as they are in the store afterwards."""

    tx: Transaction
    practice: Practice
    people: Mapping[str, int]
    service: int
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def put(self, table: Table, moment: datetime, **values: Any) -> int:
        given = ids.first_at(moment) + next(self.numbers)
        values = {"practice_id": self.practice.id, "id": given, **values}
        await self.tx.execute(insert(table), row(table, **values))
        return given

    async def visit(
        self,
        who: str,
        starts: datetime,
        status: str,
        *changes: tuple[str, str, datetime],
        **more: Any,
    ) -> int:
        """Write a visit with its history."""
        ends = starts + timedelta(minutes=30)
        span = {"starts_at": starts, "ends_at": ends, "busy_from": starts, "busy_until": ends}
        booked = starts - timedelta(days=9)
        values = {"practitioner_id": self.people[who], "client_id": self.people["Ada"], **span}
        visit = await self.put(schema.appointments, booked, status=status, **values, **more)
        every = (("booked", "ada@example.org", booked), *changes)
        for version, (change, by, moment) in enumerate(every, start=1):
            told = {"appointment_id": visit, "version": version, "at": moment, "by": by}
            told |= {"change": change, "starts_at": starts}
            told |= {"practitioner_id": self.people[who]}
            await self.put(schema.appointment_history, moment, **told)
        return visit

    async def remind(
        self, visit: int, moment: datetime, rule: str = "before", status: str = "delivered"
    ) -> None:
        """Send a reminder of a visit; it cost five cents."""
        message = await self.message(moment, status, kind="reminder", appointment_id=visit)
        before = _TWO_DAYS if rule == "before" else timedelta(0)
        values: dict[str, Any] = {
            "appointment_id": visit,
            "version": 1,
            "step": 1 if rule == "booked" else 2,
        }
        values |= {"channel": "sms", "rule": rule, "before": before, "status": "queued"}
        values |= {"due_at": moment, "expires_at": moment, "message_id": message}
        await self.put(schema.reminders, moment, **values)

    async def tell(self, visit: int, moment: datetime, starts: datetime) -> None:
        """Tell of a visit with many others; it cost five cents."""
        message = await self.message(moment, kind="announcement", appointment_id=visit)
        told = await self.put(
            schema.announcements,
            moment,
            occasion="closed",
            starts_at=starts,
            ends_at=starts,
            created_at=moment,
        )
        values: dict[str, Any] = {"announcement_id": told, "appointment_id": visit, "version": 1}
        values |= {"starts_at": starts, "group_no": 1, "status": "queued", "due_at": moment}
        values |= {"message_id": message, "offered": []}
        await self.tx.execute(
            insert(schema.announcement_recipients),
            row(schema.announcement_recipients, practice_id=self.practice.id, **values),
        )

    async def message(
        self,
        moment: datetime,
        status: str = "delivered",
        *,
        channel: str = "sms",
        kind: str = "reply",
        parts: int = 1,
        cost: str = "0.05",
        **more: Any,
    ) -> int:
        values = {"channel": channel, "kind": kind, "status": status, "parts": parts}
        values |= {"created_at": moment, "cost": Decimal(cost), **more}
        return await self.put(schema.messages, moment, **values)

    async def alert(
        self,
        moment: datetime,
        inbound: int | None,
        resolved: datetime | None,
        kind: str = "unclear",
    ) -> None:
        values = {"kind": kind, "at": moment, "inbound_id": inbound, "resolved_at": resolved}
        await self.put(schema.alerts, moment, **values)

    async def offer(self, moment: datetime, status: str, starts: datetime) -> None:
        values = {"status": status, "starts_at": starts, "offered_at": moment}
        values |= {"practitioner_id": self.people["Aurora"], "client_id": self.people["Ada"]}
        await self.put(schema.offers, moment, **values)


async def week(database: Database, practice: Practice, *, whole: bool = True) -> ReportWeek:
    """Fill a practice with the week; without `whole` only with one visit and one text of it."""
    async with database.write() as tx:
        there = await practitioners.all_practitioners(tx, practice.id)
        people = {one.name: one.id for one in there}
        for name in ("Aurora", "Bruno"):
            if name not in people:
                doctor = await practitioners.add(tx, practice.id, name, by=_BY, now=NOW)
                people[name] = doctor.id
        done = {one.name: one.id for one in await services.all_services(tx, practice.id)}
        if "Check-up" not in done:
            half_hour = timedelta(minutes=30)
            made = await services.add(
                tx, practice.id, "Check-up", duration=half_hour, by=_BY, now=NOW
            )
            done["Check-up"] = made.id
        of = ReportWeek(tx, practice, people, done["Check-up"])
        people["Ada"] = await of.put(schema.clients, at(2, "09:00"), first="Ada", last="Byron")
        if whole:
            await _visits(of)
            await _beside(of)
        else:
            await of.remind(await of.visit("Bruno", at(24, "09:00"), "no_show"), at(23, "09:00"))
    return of


async def _visits(of: ReportWeek) -> None:
    confirmed = ("confirmed", TEXTED)
    # confirmed ten minutes after the reminder
    one = await of.visit(
        *("Aurora", at(23, "09:00"), "attended", (*confirmed, at(21, "09:10"))),
        service_id=of.service,
    )
    await of.remind(one, at(21, "09:00"))
    # confirmed by staff
    two = ("confirmed", "ada@example.org", at(21, "12:00"))
    await of.remind(await of.visit("Aurora", at(23, "10:00"), "attended", two), at(21, "10:00"))
    # confirmed three hours after the first message, reminded again, and missed
    three = await of.visit("Aurora", at(24, "09:00"), "no_show", (*confirmed, at(16, "15:00")))
    await of.remind(three, at(16, "12:00"), "booked")
    await of.remind(three, at(22, "09:00"))
    # cancelled by the client half an hour after the reminder; the next one by staff
    four = await of.visit(
        *("Bruno", at(25, "09:00"), "cancelled", ("cancelled", WEB, at(23, "09:30"))),
        cancelled_by=WEB,
    )
    await of.remind(four, at(23, "09:00"))
    await of.visit(
        *("Bruno", at(26, "09:00"), "cancelled"),
        ("cancelled", "ada@example.org", at(24, "09:00")),
        cancelled_by="ada@example.org",
    )
    # moved by the client after four hours, and confirmed later
    moved = (("moved", TEXTED, at(24, "13:00")), (*confirmed, at(25, "08:00")))
    six = await of.visit("Aurora", at(27, "09:00"), "attended", *moved)
    await of.remind(six, at(24, "09:00"))
    # the last and the first half hour of the Sunday on which the clocks go forward
    await of.visit("Aurora", at(29, "23:30"), "booked")
    eight = await of.visit(
        "Aurora", at(29, "00:30"), "attended", ("confirmed", WEB, at(27, "10:00"))
    )
    await of.remind(eight, at(27, "00:30"), status="failed")
    # the first moment of the week after, and the week before
    await of.visit("Aurora", at(30, "00:00"), "no_show")
    await of.visit("Aurora", at(18, "09:00"), "attended")
    await of.visit("Bruno", at(19, "09:00"), "no_show")


async def _beside(of: ReportWeek) -> None:
    await of.message(at(26, "12:00"), parts=2, cost="0.10")
    await of.message(at(26, "12:00"), "skipped", cost="0")
    await of.message(at(26, "12:00"), "queued", cost="0")
    for status in ("delivered", "failed"):
        await of.message(at(26, "12:00"), status, channel="email", parts=0, cost="0")
    await of.message(at(26, "12:00"), channel="email", kind="account", parts=0, cost="0")
    # two alerts of one text, another text, one that nobody has seen to, and what is no text
    await of.alert(at(26, "12:00"), 501, at(26, "12:10"))
    await of.alert(at(26, "12:00"), 501, at(26, "12:30"), "call_me")
    await of.alert(at(27, "12:00"), 502, at(27, "15:00"))
    await of.alert(at(29, "23:59"), 503, None)
    await of.alert(at(27, "12:00"), None, None, "not_delivered")
    for _ in range(2):
        entry = {"client_id": of.people["Ada"], "status": "waiting", "created_at": at(25, "9:00")}
        await of.put(schema.waiting_list, at(25, "9:00"), **entry)
    await of.offer(at(25, "10:00"), "expired", at(28, "09:00"))
    await of.offer(at(25, "12:00"), "taken", at(28, "09:00"))
    await of.offer(at(25, "12:00"), "declined", at(28, "10:00"))


async def other_practice(database: Database) -> Practice:
    """Add another practice, with something in the same week."""
    async with database.write() as tx:
        other = await practices.add(
            tx,
            name="Studio Bella",
            timezone="Europe/Rome",
            locale="it",
            sender="+390699000222",
            now=NOW,
        )
    await week(database, other, whole=False)
    return other
