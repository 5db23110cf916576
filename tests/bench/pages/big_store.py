"""A large store for the walk through the pages: practices of several sizes, three years full."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.appointments import blocks
from calendar_store.clients import doubles
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.migrate import migrate
from calendar_store.model.actors import OPERATOR
from calendar_store.model.announcements import Occasion
from calendar_store.model.feeds import FeedNames
from calendar_store.model.papers import PaperKind
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Role
from calendar_store.practices import feeds, hours, practices, practitioners, services, staff
from gateway.messaging.channel import Channels
from gateway.paper.making import PaperMaker
from gateway.use_cases import telling_begin, telling_clients
from gateway.use_cases.telling_clients import TellingWish
from gateway.use_cases.touched_visits import TellingChoice
from tests.bench.pages import calendar_rows, following_rows, import_rows, office_rows, people_rows
from tests.bench.pages.bulk import bulk_writer
from tests.bench.pages.people_rows import SeededPractice
from tests.bench.pages.shape import BOOKED_BEFORE, NOW, Shape, row_id
from tests.support.actors import named
from tests.support.sms import NOBODY

_BENCH = named("bench")
_MEMBERS = 30
_WEEK = "mon-sat 08:00-20:00"
_SERVICES = ("Check-up", "Control", "Cut", "Wash")


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a walk through the pages of the large practice needs to know.

    Attributes:
        practice: id of the practice.
        session: token of an administrator's log-in.
        member: id of the administrator.
        practitioner: id of a practitioner.
        service: id of a service.
        appointment: id of an appointment of today.
        regular: id of a client with very many visits.
        occasional: id of a client with a few visits.
        text: id of a text that waits for an answer.
        entry: id of an entry of the waiting list.
        block: id of a block of today.
        announcement: id of an announcement about the visits of a day.
        feed: token of the address of the practitioner's feed.
        imports: ids of imports, each in another stage, by the stage.
        name: the beginning of many clients' last names.
        whole: first and last name of a client.
        digits: the last digits of a client's number.
        appointments: number of appointments in the store.
        clients: number of clients in the practice.
    """

    practice: int
    session: str
    member: int
    practitioner: int
    service: int
    appointment: int
    regular: int
    occasional: int
    text: int
    entry: int
    block: int
    announcement: int
    feed: str
    imports: dict[str, int]
    name: str
    whole: str
    digits: str
    appointments: int
    clients: int


async def make(url: str, shape: Shape) -> StoreFacts:
    """Fill an empty store.

    Args:
        url: of a store without tables.
        shape: how large it becomes.
    """
    database = Database.connect(url)
    try:
        await migrate(database)
        some = [await _practice(database, shape, number) for number in range(shape.others + 1)]
        large = some[0]
        members = await _members(database, large)
        appointments = 0
        async with bulk_writer(url) as writer:
            for one in some:
                await people_rows.write(writer, one)
                appointments += await calendar_rows.write(writer, one, shape)
            await following_rows.write(writer, {one.id: one.sender for one in some})
            await office_rows.write(writer, large, shape.days_back, members)
            await import_rows.write(writer, large)
        async with database.write() as tx:
            for one in some:
                await doubles.rebuild(tx, one.id)
        await PaperMaker(database, Channels(), "").make(
            large.id, PaperKind.BY_HAND, by=OPERATOR, now=NOW
        )
        return await _facts(database, large, shape, members[0], appointments)
    finally:
        await database.close()


async def _practice(database: Database, shape: Shape, number: int) -> SeededPractice:
    first = NOW - timedelta(days=shape.days_back + 60)
    count = shape.practitioners_each if number else shape.practitioners
    sender = f"+39069900{number:04d}"
    async with database.write() as tx:
        practice = await practices.add(
            tx,
            name=f"Studio Aurora {number}",
            timezone="Europe/Rome",
            locale="it",
            sender=sender,
            now=first,
        )
        doctors = []
        for one in range(count):
            doctor = await practitioners.add(
                tx, practice.id, f"Aurora {one + 1}", by=_BENCH, now=first
            )
            week = hours.parse(_WEEK, doctor.id)
            await hours.set_week(tx, practice.id, doctor.id, week, by=_BENCH, now=first)
            doctors.append(doctor.id)
        done = [await _service(tx, practice, name) for name in _SERVICES]
    people = people_rows.people(number, shape.clients_each if number else shape.clients)
    return SeededPractice(number, practice.id, sender, doctors, done, people)


async def _service(tx: Transaction, practice: Practice, name: str) -> int:
    half_hour = timedelta(minutes=30)
    made = await services.add(
        tx, practice.id, name, duration=half_hour, by=_BENCH, now=NOW - timedelta(days=900)
    )
    return made.id


async def _members(database: Database, practice: SeededPractice) -> list[int]:
    """Add the members of staff; the first one is an administrator."""
    made = []
    async with database.write() as tx:
        for n in range(_MEMBERS):
            member = await staff.add(
                *(tx, practice.id),
                email=f"staff{n}@example.org",
                role=Role.RECEPTION if n else Role.ADMIN,
                # who runs the service sees its carriers
                runs_service=not n,
                password_hash="",
                by=_BENCH,
                now=NOW - timedelta(days=900),
            )
            made.append(member.id)
    return made


async def _facts(
    database: Database, large: SeededPractice, shape: Shape, member: int, appointments: int
) -> StoreFacts:
    async with database.write() as tx:
        admin = await staff.get(tx, large.id, member)
        token = await staff.log_in(tx, admin, now=NOW)
        _, feed = await feeds.make(
            *(tx, large.id, large.practitioners[0], FeedNames.FULL), by=_BENCH, now=NOW
        )
        block = await blocks.add(
            tx,
            large.id,
            practitioner_id=large.practitioners[0],
            starts_at=NOW.replace(hour=16, minute=30),
            ends_at=NOW.replace(hour=17, minute=0),
            reason="",
            by=_BENCH,
            now=NOW,
        )
    async with database.write() as tx:
        told = await _told(tx, large.id)
    number, start = _of_today(large.practitioners, shape)
    somebody = large.people[len(large.people) // 2]
    return StoreFacts(
        practice=large.id,
        session=token,
        member=member,
        practitioner=large.practitioners[0],
        service=large.services[0],
        appointment=row_id(start - BOOKED_BEFORE, number, large.number),
        regular=large.people[0].id,
        occasional=large.people[7919 % len(large.people)].id,
        text=office_rows.text_id(large, 0),
        entry=office_rows.entry_id(large, 0),
        block=block.id,
        announcement=told,
        feed=feed,
        imports={one.value: import_rows.import_id(large, one) for one in import_rows.STAGES},
        name=somebody.last[:2],
        whole=f"{somebody.first} {somebody.last}",
        digits=somebody.mobile[-4:],
        appointments=appointments,
        clients=len(large.people),
    )


async def _told(tx: Transaction, practice_id: int) -> int:
    """Begin to tell everybody of tomorrow that the practice is closed; return the announcement."""
    practice = await practices.get(tx, practice_id)
    tomorrow = (NOW + timedelta(days=1)).date()
    choice, wish = TellingChoice(tomorrow, tomorrow), TellingWish(Occasion.CLOSED)
    asked = (tx, OPERATOR, practice, choice, wish)
    known = await telling_clients.look(*asked, tariff=NOBODY, now=NOW)
    seen = {one.appointment.id: one.appointment.version for one in known.visits}
    begun = await telling_begin.send(*asked, seen=seen, tariff=NOBODY, now=NOW)
    return begun.id


def _of_today(doctors: Sequence[int], shape: Shape) -> tuple[int, datetime]:
    """Return number and start of an appointment of this afternoon that stands."""
    later = NOW.replace(hour=13, minute=0)
    for place, start in enumerate(shape.starts()):
        for number in range(place * len(doctors), (place + 1) * len(doctors)):
            if start >= later and number % 12 != 7 and number % 10:
                return number, start
    raise RuntimeError("the store has no appointment this afternoon")
