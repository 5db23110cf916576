"""Reports against a recount that knows nothing of them, over stores of chance.

The recount goes through the rows one by one, in the local days of the practice.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from calendar_store import schema
from calendar_store.model.actors import OPERATOR
from calendar_store.practices import practices, practitioners, services
from gateway.use_cases import report_periods, report_tables
from gateway.use_cases.report_figures import ReportReader
from gateway.use_cases.report_periods import Each
from gateway.use_cases.report_tables import ReportName, ReportShare
from tests.support.actors import named
from tests.support.report_week import TEXTED, WEB, ReportWeek

NOW = datetime(2028, 6, 20, 8, tzinfo=UTC)
BY = named("ada@example.org")
CASES = [
    (1, "Europe/Rome", date(2026, 3, 2), date(2026, 4, 12), Each.WEEK),
    (2, "America/New_York", date(2026, 10, 25), date(2026, 11, 7), Each.DAY),
    (3, "Pacific/Auckland", date(2027, 1, 1), date(2027, 12, 31), Each.MONTH),
    (4, "Africa/Cairo", date(2026, 4, 17), date(2026, 4, 30), Each.DAY),
    (5, "Asia/Kathmandu", date(2026, 2, 10), date(2026, 5, 9), Each.MONTH),
]
STATUSES = ("booked", "confirmed", "attended", "no_show", "cancelled")
CHANGES = ("confirmed", "moved", "cancelled", "restored", "no_show", "unmarked", "attended")
LEFT = ("accepted", "delivered", "unknown", "failed", "expired")
LOST = ("failed", "expired")
ALL = (*LEFT, "planned", "queued", "sending", "skipped", "cancelled")
RULES = ("booked", "before")


@dataclass
class Chance:
    """Fills a practice by chance."""

    of: ReportWeek
    dice: Random
    first: datetime
    length: timedelta

    def moment(self) -> datetime:
        """A moment in the period or somewhat outside; often on the edge of a local day."""
        found = self.first + (self.dice.random() * 1.6 - 0.3) * self.length
        found = found.replace(microsecond=0)
        if self.dice.random() < 0.4:
            zone = ZoneInfo(self.of.practice.timezone)
            day = found.astimezone(zone).date()
            found = datetime.combine(day, datetime.min.time(), zone).astimezone(UTC)
            found += self.dice.choice((-1, 0, 1)) * timedelta(seconds=1)
        return found

    async def fill(self, visits: int, others: int) -> None:
        for _ in range(visits):
            await self._visit()
        for _ in range(others):
            await self._message(self.moment(), self.dice.choice(("sms", "email")))

    async def _visit(self) -> None:
        starts, status = self.moment(), self.dice.choice(STATUSES)
        by = self.dice.choice((TEXTED, WEB, "ada@example.org", "client, by email"))
        last = starts - timedelta(days=9)
        changes = []
        for _ in range(self.dice.choice((0, 0, 1, 1, 2, 3, 4))):
            last += timedelta(hours=self.dice.randint(1, 40))
            who = self.dice.choice((TEXTED, WEB, "ada@example.org"))
            changes.append((self.dice.choice(CHANGES), who, last))
        visit = await self.of.visit(
            *(self.dice.choice(("Aurora", "Bruno")), starts, status, *changes),
            cancelled_by=by if status == "cancelled" else "",
            service_id=self.dice.choice((None, self.of.service)),
            overbooked=True,
        )
        for step, rule in enumerate(self.dice.sample(RULES, self.dice.randint(0, 2)), start=1):
            written = starts - timedelta(hours=self.dice.randint(1, 24 * 9))
            rings = written + timedelta(hours=self.dice.choice((0, 0, 9)))
            message = await self._message(written, "sms", visit, rings)
            told = {"appointment_id": visit, "version": 1, "step": step, "channel": "sms"}
            told |= {"rule": rule, "status": "queued", "message_id": message, "due_at": written}
            told |= {"before": timedelta(days=2 * (rule == "before")), "expires_at": starts}
            await self.of.put(schema.reminders, written, **told)

    async def _message(
        self, at: datetime, channel: str, visit: int | None = None, rings: datetime | None = None
    ) -> int:
        status = self.dice.choice(ALL)
        paid = channel == "sms" and (status in LEFT or self.dice.random() < 0.2)
        paid = paid and not (status in LOST and self.dice.random() < 0.5)
        parts = self.dice.randint(1, 4) if channel == "sms" else 0
        kinds = ("reply", "staff", "account") if visit is None else ("reminder",)
        cost = str(Decimal(self.dice.randint(1, 99_999)) / 100_000 * parts) if paid else "0"
        return await self.of.message(
            *(at, status),
            channel=channel,
            kind=self.dice.choice(kinds),
            parts=parts,
            cost=cost,
            appointment_id=visit,
            not_before=rings or at,
        )


@pytest.fixture(params=CASES, ids=[one[1] for one in CASES])
async def chance(request: Any, database: Any) -> Any:
    seed, zone, first, last, each = request.param
    async with database.write() as tx:
        practice = await practices.add(
            tx, name="P", timezone=zone, locale="it", sender="+390699000111", now=NOW
        )
        people = {}
        for name in ("Aurora", "Bruno"):
            people[name] = (await practitioners.add(tx, practice.id, name, by=BY, now=NOW)).id
        half_hour = timedelta(minutes=30)
        done = await services.add(tx, practice.id, "X", duration=half_hour, by=BY, now=NOW)
        of = ReportWeek(tx, practice, people, done.id)
        begins = datetime.combine(first, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
        people["Ada"] = await of.put(schema.clients, begins, first="Ada", last="Byron")
        length = timedelta(days=(last - first).days + 1)
        await Chance(of, Random(seed), begins, length).fill(150, 150)
    period = report_periods.period(first, last, each)
    async with database.read() as tx:
        store = Store(practice, await _all(tx), people, done.id)
    source = await ReportReader(database, lambda: NOW).read(OPERATOR, practice, period)
    return store, period, {one.name: one for one in report_tables.tables(source)}


async def _all(tx: Any) -> dict[str, list[Any]]:
    tables = (schema.appointments, schema.appointment_history, schema.messages, schema.reminders)
    return {one.name: list(await tx.execute(select(one))) for one in tables}


@dataclass
class Store:
    """The rows of a practice, and what a reader with a pencil counts in them."""

    practice: Any
    rows: dict[str, list[Any]]
    people: dict[str, int]
    service: int

    def within(self, name: str, column: str, span: Any) -> list[Any]:
        zone = ZoneInfo(self.practice.timezone)
        of = self.rows[name]
        return [
            one
            for one in of
            if span.first <= getattr(one, column).astimezone(zone).date() <= span.last
        ]

    def visits(self, span: Any, **only: Any) -> tuple[Any, ...]:
        found = [
            one
            for one in self.within("appointments", "starts_at", span)
            if all(getattr(one, name) == value for name, value in only.items())
        ]
        of = Counter(one.status for one in found)
        changes: dict[int, set[str]] = {}
        for one in self.rows["appointment_history"]:
            changes.setdefault(one.appointment_id, set()).add(one.change)
        confirmed = [v for v in found if v.status == "confirmed" or "confirmed" in changes[v.id]]
        by_client = [
            v for v in found if v.status == "cancelled" and v.cancelled_by.startswith("client")
        ]
        return (
            len(found),
            ReportShare(len(confirmed), len(found)),
            ReportShare(sum("moved" in changes[v.id] for v in found), len(found)),
            ReportShare(of["cancelled"], len(found)),
            ReportShare(len(by_client), of["cancelled"]),
            ReportShare(of["no_show"], of["no_show"] + of["attended"]),
            of["booked"] + of["confirmed"],
        )

    def messages(self, span: Any) -> tuple[Any, ...]:
        found = self.within("messages", "created_at", span)
        found = [one for one in found if one.kind != "account"]
        texts = [one for one in found if one.channel == "sms"]
        mails = [one for one in found if one.channel == "email"]
        billed = [
            one for one in texts if one.cost or one.status in ("accepted", "delivered", "unknown")
        ]

        def of(some: Sequence[Any], statuses: Sequence[str]) -> int:
            return sum(one.status in statuses for one in some)

        return (
            of(texts, LEFT),
            sum(one.parts for one in billed),
            sum((one.cost for one in found), Decimal(0)),
            ReportShare(of(texts, ["delivered"]), of(texts, LEFT)),
            ReportShare(of(texts, LOST), of(texts, LEFT)),
            of(mails, LEFT),
            ReportShare(of(mails, LOST), of(mails, LEFT)),
        )

    def steps(self, span: Any, rule: str | None) -> tuple[Any, ...]:
        """Count the visits with a reminder of a rule; of any for None."""
        messages = {one.id: one for one in self.rows["messages"]}
        reminded, answers = 0, Counter()
        for visit in self.within("appointments", "starts_at", span):
            sent = []
            for one in self.rows["reminders"]:
                message = messages.get(one.message_id)
                if one.appointment_id != visit.id or message is None:
                    continue
                if message.status in ("accepted", "delivered", "unknown"):
                    sent.append((max(message.created_at, message.not_before), one.rule))
            reminded += any(rule in (None, one) for _, one in sent)
            told = [
                (one.at, one.change)
                for one in sorted(self.rows["appointment_history"], key=lambda one: one.version)
                if one.appointment_id == visit.id
                and one.by.startswith("client")
                and one.change in ("confirmed", "moved", "cancelled")
            ][:1]
            if visit.status == "no_show":
                told.append((visit.starts_at, "missed"))
            for at, what in told:
                before = sorted(one for one in sent if one[0] <= at)
                if before and rule in (None, before[-1][1]):
                    answers[what] += 1
        missed = answers["missed"]
        whole = [sum(answers.values()) - missed, *map(answers.get, ("confirmed", "moved"))]
        whole += [answers["cancelled"], missed]
        return (reminded, *(ReportShare(one or 0, reminded) for one in whole))


async def test_visits_recounted(chance: Any) -> None:
    store, period, tables = chance
    table = tables[ReportName.VISITS]
    for row in (*table.rows, table.total, table.before):
        assert row.cells == store.visits(row.span)
    assert sum(row.cells[0] for row in table.rows) == table.total.cells[0] > 20
    for row in tables[ReportName.PRACTITIONERS].rows:
        whom = store.people[row.name]
        assert row.cells == store.visits(period.span, practitioner_id=whom)
    for row in tables[ReportName.SERVICES].rows:
        what = store.service if row.name else None
        assert row.cells == store.visits(period.span, service_id=what)


async def test_messages_recounted(chance: Any) -> None:
    store, _, tables = chance
    table = tables[ReportName.MESSAGES]
    for row in (*table.rows, table.total, table.before):
        assert row.cells == store.messages(row.span)
    assert sum(row.cells[2] for row in table.rows) == table.total.cells[2] > 0


async def test_answers_by_reminder_recounted(chance: Any) -> None:
    store, period, tables = chance
    table = tables[ReportName.STEPS]
    for row in table.rows:
        if row.step is not None:
            assert row.cells == store.steps(period.span, row.step.rule.value)
    for row in (table.total, table.before):
        assert row.cells == store.steps(row.span, None)
