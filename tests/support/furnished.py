"""A practice in which every page of staff has something to show, and who may open it.

`furnish` fills the store; what it returns names an example for every variable part of an address,
so a page that is added is walked by itself as long as its address has parts that are known here.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from calendar_store.appointments import busy_times, waiting_list
from calendar_store.clients import clients
from calendar_store.clients.new_client import NewClient
from calendar_store.conversations import conversation_notes
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import OPERATOR, SERVICE, SUPPORT_ROLES, Actor
from calendar_store.model.announcements import Occasion
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.conversation_marks import ConversationNote
from calendar_store.model.feeds import FeedNames
from calendar_store.model.outside_calendars import CalendarReading, OutsideCalendar
from calendar_store.model.practices import Practice, StaffMember
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel, MessageStatus, Role, TokenKind
from calendar_store.practices import outside_calendars as outside_rows
from calendar_store.practices import (
    practices,
    second_factors,
    services,
    staff,
    staff_tokens,
    support_grants,
    support_visits,
)
from calendar_store.practices.logins import Login
from calendar_store.schema import inbound
from gateway.use_cases import (
    absences,
    blocks,
    booking,
    canned_answers,
    client_merging,
    feeds,
    notes,
    outside_calendars,
    telling_begin,
)
from gateway.use_cases.absences import AbsenceRequest
from gateway.use_cases.blocks import BlockRequest
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.telling_clients import TellingWish
from gateway.use_cases.touched_visits import TellingChoice
from tests.support.copied_paper import copy_in_each_state
from tests.support.desk import Desk, mobile
from tests.support.exchange import Exchange
from tests.support.imported_files import import_each_state
from tests.support.pages import EMAIL, alert, say
from tests.support.sms import NOBODY

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_VARIABLE = re.compile(r"\{(\w+)(?::((?:[^{}]|\{[^{}]*\})*))?\}")
_NAME = re.compile(r"\{(\w+)\}")
_LONG = "von und zu Hohenstaufen-Wittelsbach"


@dataclass(frozen=True, slots=True)
class Furnished:
    """The practice, with examples of what addresses name.

    Attributes:
        desk: the practice's desk.
        examples: name of a variable part -> examples.
        whole: address with its variable parts as names alone -> examples, where one part depends
            on another.
        members: who can log in, by role.
        grant: (practice, id) of the access of support.
    """

    desk: Desk
    examples: Mapping[str, tuple[str, ...]]
    whole: Mapping[str, tuple[str, ...]]
    members: Mapping[Role, StaffMember]
    grant: tuple[int, int]

    def addresses(self, path: str) -> list[str]:
        """Return examples of an address as routes have it.

        Args:
            path: the address, with its variable parts in braces.
        """
        named = _VARIABLE.sub(r"{\1}", path)
        if named in self.whole:
            return list(self.whole[named])
        found = [named]
        for name in _NAME.findall(named):
            assert name in self.examples, f"name an example of {{{name}}} in {path}"
            each = self.examples[name]
            found = [one.replace(f"{{{name}}}", value) for one in found for value in each]
        return found

    async def log_in(self, role: Role) -> tuple[str, Login]:
        """Log in as a role; support enters the practice. Return the token and the log-in."""
        async with self.desk.database.write() as tx:
            token = await staff.log_in(
                tx, self.members[role], now=self.desk.now, user_agent="Chromium"
            )
            if role is Role.SUPPORT:
                grant = await support_grants.get(tx, *self.grant)
                await support_grants.enter(tx, token, grant)
            login = await staff.login_of(tx, token, self.desk.now)
        assert login
        return token, login


def pattern_of(path: str) -> re.Pattern[str]:
    """Return what addresses of a route look like."""
    return re.compile("".join(_patterns(path)))


def _patterns(path: str) -> Iterator[str]:
    end = 0
    for part in _VARIABLE.finditer(path):
        yield re.escape(path[end : part.start()])
        yield f"(?:{part[2] or '[^/]+'})"
        end = part.end()
    yield re.escape(path[end:])


async def furnish(desk: Desk, password_hash: str) -> Furnished:
    """Fill the store of a desk.

    Args:
        desk: the desk, which has one practitioner and a receptionist, ada@example.org.
        password_hash: of everybody's password.
    """
    ada = await desk.client("Maximiliane Anastasia", _LONG, 1, email="ada@example.org")
    visit = await desk.book(ada, desk.now + 4 * _HOUR)
    await say(desk, visit, ada, MessageStatus.FAILED, "the phone is off")
    await Exchange(desk).says("May I bring my dog?", 1)
    await alert(desk, AlertKind.NOT_DELIVERED, "the phone is off", ada, visit)
    await alert(desk, AlertKind.CAP_NEAR, "four fifths of the bound are reached")
    async with desk.database.write() as tx:
        members, grant = await _members(tx, desk, password_hash)
        numbers = await _things(tx, desk, members, ada, visit)
        tokens = {
            kind: await staff_tokens.issue(tx, members[Role.PRACTITIONER], kind, now=desk.now)
            for kind in (TokenKind.INVITATION, TokenKind.RESET)
        }
    examples = {name: (str(number),) for name, number in numbers.items()} | {
        "grant": (str(grant[1]),),
        "import": await import_each_state(desk),
        "shown": ("person", "not-delivered"),
        "certificate": ("1",),
        "code": ("en",),
        "date": ("2026-01-12", "2026-03-29"),
        "form": ("jsonl", "csv"),
        "locale": ("it",),
        "name": ("confirmed",),
        "plot": ("visits", "steps"),
        "table": ("visits",),
        "version": ("1",),
        "visit": (str(await _visit_of_support(desk, members[Role.SUPPORT], grant)),),
    }
    await copy_in_each_state(desk, visit)
    text = await _last_text(desk)
    whole = {
        "/inbox/{kind}/{id}": (f"/inbox/client/{ada.id}", f"/inbox/text/{text}"),
        "/inbox/text/{id}/meant": (f"/inbox/text/{text}/meant",),
        "/inbox/text/{id}/meant/undo": (f"/inbox/text/{text}/meant/undo",),
        "/{link}/{token}": (
            f"/join/{tokens[TokenKind.INVITATION]}",
            f"/reset/{tokens[TokenKind.RESET]}",
        ),
    }
    return Furnished(desk, examples, whole, members, grant)


async def _visit_of_support(desk: Desk, member: StaffMember, grant: tuple[int, int]) -> int:
    """Let support have been here by a grant; return the visit's id."""
    async with desk.database.write() as tx:
        token = await staff.log_in(tx, member, now=desk.now)
        await support_visits.seen(tx, token, grant, member.email, desk.now)
        await support_visits.left(tx, token, desk.now)
        (visit,) = await support_visits.of_practice(tx, desk.practice.id)
    return visit.id


async def _last_text(desk: Desk) -> int:
    async with desk.database.read() as tx:
        return int((await tx.execute(select(func.max(inbound.c.id)))).scalar_one())


async def _members(
    tx: Transaction, desk: Desk, password_hash: str
) -> tuple[dict[Role, StaffMember], tuple[int, int]]:
    """Add a member of staff of each role; support and operator have a practice of their own."""
    home = await practices.add(
        tx, name="Helpdesk", timezone="Europe/Rome", locale="en", sender="48222", now=desk.now
    )
    found = {}
    for role in Role:
        email = EMAIL if role is Role.RECEPTION else f"{role}@example.org"
        member = await staff.by_email(tx, email)
        found[role] = member or await staff.add(
            *(tx, (home if role in SUPPORT_ROLES else desk.practice).id),
            email=email,
            role=role,
            password_hash=password_hash,
            by=SERVICE,
            now=desk.now,
            practitioner_id=desk.practitioner.id if role is Role.PRACTITIONER else None,
        )
    grant = await support_grants.give(
        *(tx, desk.practice.id, found[Role.SUPPORT]),
        writes=False,
        expires_at=desk.now + 4 * _HOUR,
        by=OPERATOR,
        now=desk.now,
    )
    await second_factors.add_passkey(
        *(tx, found[Role.ADMIN]),
        name="phone",
        credential_id=b"id",
        public_key=b"key",
        sign_count=0,
        now=desk.now,
    )
    return found, (desk.practice.id, grant.id)


async def _things(
    tx: Transaction, desk: Desk, members: dict[Role, StaffMember], ada: Client, visit: Appointment
) -> dict[str, int]:
    """Add one of each thing that has an address; return their ids by the names of the parts."""
    practice, now = desk.practice, desk.now
    doing: tuple[Transaction, Actor, Practice] = (tx, OPERATOR, practice)
    service = await services.add(
        tx,
        practice.id,
        "Second opinion",
        duration=_HOUR / 2,
        by=OPERATOR,
        now=now,
        safe_to_name=True,
    )
    grace, *_, again = [
        await clients.add(tx, practice, NewClient(*one), by=OPERATOR, now=now)
        for one in (
            ("Grace", "Hopper", mobile(2)),
            ("Grace", "Hopper", mobile(3)),
            ("Max", _LONG, mobile(4)),
        )
    ]
    asked = BookingRequest(
        *(grace.mobile, now + 3 * _DAY, desk.practitioner.name, service.name), tell=False
    )
    await booking.book(*doing, asked, channels=NOBODY.channels, now=now)
    await client_merging.merge(*doing, ada.id, again.id, now=now)
    await notes.add(*doing, visit.id, "Needs the ramp at the side door.", now=now)
    aside = ConversationNote(
        *(practice.id, tx.ids.new(), Channel.SMS, ada.mobile, ada.id),
        *(now, OPERATOR.label, "Asked for a large print."),
    )
    await conversation_notes.add(tx, aside)
    parking = await canned_answers.save(
        *doing, name="Parking", locale="en", text="You can park in the yard, {first}.", now=now
    )
    meeting = BlockRequest(
        now + 6 * _HOUR, now + 7 * _HOUR, desk.practitioner.name, "meeting", True
    )
    block = await blocks.add(*doing, meeting, now=now)
    course = (now + 3 * _DAY).date()
    away = await absences.add(
        *doing, AbsenceRequest(course, course, desk.practitioner.name, reason="course"), now=now
    )
    entry = await waiting_list.join(
        *(tx, practice.id, ada.id),
        starts_at=now,
        ends_at=now + 5 * _DAY,
        by=OPERATOR,
        now=now,
        appointment_id=visit.id,
    )
    feed, _ = await feeds.make(*doing, desk.practitioner.name, FeedNames.INITIALS, now=now)
    other = await outside_calendars.add(
        *(*doing, desk.practitioner.name, "https://calendar.example.org/s3cret.ics"), now=now
    )
    await _follow(tx, other.calendar, now)
    today = TellingChoice(now.date(), now.date())
    told = await telling_begin.send(
        *(*doing, today, TellingWish(Occasion.LATE)),
        seen={visit.id: visit.version},
        tariff=NOBODY,
        now=now,
    )
    return {
        "announcement": told.id,
        "appointment": visit.id,
        "client": ada.id,
        "block": block.id,
        "away": away.exception.id,
        "entry": entry.id,
        "feed": feed.feed.id,
        "other": other.calendar.id,
        "note": aside.id,
        "answer": parking.id,
        "what": service.id,
        "who": desk.practitioner.id,
        "member": members[Role.RECEPTION].id,
    }


async def _follow(tx: Transaction, calendar: OutsideCalendar, now: datetime) -> None:
    """Have another calendar read twice: it had a busy time, and then there was something else."""
    busy = (now + 2 * _HOUR, now + 3 * _HOUR)
    await busy_times.follow(tx, calendar, [busy], since=now, now=now)
    trouble = Reason(ReasonCode.OUTSIDE_NO_CALENDAR)
    reading = CalendarReading(tried_at=now, read_at=now, trouble=trouble, trouble_since=now)
    await outside_rows.note(tx, calendar, reading)
