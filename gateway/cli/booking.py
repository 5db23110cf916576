"""`textback book`: an appointment, or the line that says why not and when instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.errors import InvalidInput, SlotTaken
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.wording.reason_words import in_words

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.appointments import Appointment, Slot
    from calendar_store.model.clients import Client
    from calendar_store.model.practices import Practice, Practitioner, Service

_USUAL = timedelta(minutes=30)
"""How long an appointment lasts when neither a service nor --minutes says so."""

_DAY_BEFORE, _DAYS_AFTER = timedelta(days=1), timedelta(days=30)
_OFFERED = 3
"""Free times named when the one asked for is taken: the nearest, within the span above."""

_WHOLE_DAY = 24 * 60

_WALKED_IN = timedelta(minutes=15)
"""How long ago somebody may have walked in who is entered as a matter of course."""
_FAR = timedelta(days=2 * 365)
"""A start further ahead is more likely a slip of the keyboard."""


_UNTOLD = {
    ReasonCode.NO_CONSENT: "they have not agreed to texts; record it with: textback client start",
}
"""What is said of a reason for which a client may not be written to."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """A booking asked for, everything in it found."""

    practice: Practice
    client: Client
    practitioner: Practitioner
    service: Service | None
    starts_at: datetime
    duration: timedelta

    @property
    def buffers(self) -> tuple[timedelta, timedelta]:
        """What has to be unblocked before and after."""
        none = timedelta(0)
        return (
            (self.service.buffer_before, self.service.buffer_after)
            if self.service
            else (none, none)
        )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A booking as it was typed."""

    practice: str | None
    client: str
    practitioner: str | None
    service: str | None
    start: str
    minutes: int | None


def book(
    *,
    client: Annotated[str, typer.Option("--client", metavar="MOBILE|ID", help="Who comes.")],
    start: Annotated[
        str,
        typer.Option("--start", metavar="ISO", help="When; without an offset in its zone."),
    ],
    practitioner: Annotated[
        str | None,
        typer.Option("--practitioner", metavar="NAME|ID", help="Whom to; may be left out if one."),
    ] = None,
    minutes: Annotated[
        int | None,
        typer.Option("--minutes", help="How long; default: as the service, or 30."),
    ] = None,
    service: Annotated[
        str | None, typer.Option("--service", metavar="NAME|ID", help="What for.")
    ] = None,
    anyway: Annotated[
        bool,
        typer.Option(
            "--anyway",
            help="Book outside the practitioner's hours too, years ahead, or what began today.",
        ),
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Book an appointment."""
    from gateway.cli import composition, documents, output, store
    from gateway.cli.moments import local

    now = store.now()
    channel = composition.channel(config)
    asked = _Asked(practice, client, practitioner, service, start, minutes)

    async def work(tx: Transaction) -> tuple[_Wish, Appointment, str]:
        wish = await _found(tx, asked)
        booked = await _booked(tx, wish, now, anyway=anyway)
        return wish, booked, await _why_untold(tx, wish)

    async def instead(tx: Transaction) -> str:
        return await _taken(tx, await _found(tx, asked), now)

    try:
        wish, booked, why_not = store.write(config, work)
    except SlotTaken:
        raise SlotTaken(store.read(config, instead)) from None
    zone = wish.practice.timezone
    unreached = channel.unreached(wish.practice.sender, wish.client.mobile)
    if as_json:
        untold = {"unreached": unreached or None, "untold": why_not or None}
        output.document(documents.appointment(booked, zone) | untold)
        return
    when = local(booked.starts_at, zone)
    output.line(f"booked: {wish.client.name} with {booked.practitioner}, {when}, id {booked.id}")
    if booked.starts_at <= now:
        output.line("  it has begun: no text goes out about it")
    elif unreached:
        output.line(f"but {unreached}")
    elif why_not:
        output.line(f"  no text goes out to them: {why_not}")


async def _why_untold(tx: Transaction, wish: _Wish) -> str:
    """Return why the client may not be written to, in words; "" when they may."""
    from calendar_store.clients import consent
    from calendar_store.model.statuses import Channel

    recipient = (wish.practice.id, wish.client.id, Channel.SMS, wish.client.mobile)
    why = (await consent.gate(tx, [recipient])).get(recipient, NO_REASON)
    return _UNTOLD.get(why.code) or in_words(why)


async def _found(tx: Transaction, asked: _Asked) -> _Wish:
    """Find what was named.

    Raises:
        NotFound: if something named does not exist.
        InvalidInput: if something is not understood, or has to be named and was not.
    """
    from calendar_store.clients import clients
    from calendar_store.practices import services
    from gateway.cli import store
    from gateway.cli.moments import moment

    practice = await store.practice(tx, asked.practice)
    service = None
    if asked.service is not None:
        service = await services.find(tx, practice.id, asked.service)
    duration = service.duration if service else _USUAL
    if asked.minutes is not None:
        if not 0 < asked.minutes <= _WHOLE_DAY:
            raise InvalidInput(f"--minutes {asked.minutes} cannot be; give 1 to {_WHOLE_DAY}")
        duration = timedelta(minutes=asked.minutes)
    return _Wish(
        practice=practice,
        client=await clients.find(tx, practice, asked.client),
        practitioner=await _practitioner(tx, practice, asked.practitioner),
        service=service,
        starts_at=moment(asked.start, practice.timezone, "--start"),
        duration=duration,
    )


async def _practitioner(tx: Transaction, practice: Practice, named: str | None) -> Practitioner:
    from calendar_store.practices import practitioners

    if named is not None:
        return await practitioners.find(tx, practice.id, named)
    everybody = await practitioners.all_practitioners(tx, practice.id)
    if len(everybody) != 1:
        names = ", ".join(one.name for one in everybody) or "there is none yet"
        raise InvalidInput(f"say with whom, by --practitioner: {names}")
    return everybody[0]


async def _booked(tx: Transaction, wish: _Wish, now: datetime, *, anyway: bool) -> Appointment:
    from calendar_store.appointments import agenda, appointments
    from calendar_store.practices import practices
    from gateway.cli import store

    _require_meant(wish, now, anyway=anyway)
    steps = await practices.steps(tx, [wish.practice.id])
    booked = await appointments.book(
        tx,
        wish.practice,
        steps[wish.practice.id],
        client_id=wish.client.id,
        practitioner_id=wish.practitioner.id,
        starts_at=wish.starts_at,
        duration=wish.duration,
        now=now,
        by=store.BY,
        service=wish.service,
        begun=timedelta(days=1) if anyway else _WALKED_IN,
    )
    if not anyway:
        await _require_working(tx, wish)
    return await agenda.get(tx, wish.practice.id, booked.id)


def _require_meant(wish: _Wish, now: datetime, *, anyway: bool) -> None:
    """Refuse a start that has passed, or is years ahead, unless it is meant."""
    from gateway.cli.moments import local

    if anyway:
        return
    when = local(wish.starts_at, wish.practice.timezone)
    if wish.starts_at - now > _FAR:
        raise InvalidInput(f"{when} is years ahead; add --anyway if it is meant")
    if wish.starts_at <= now - _WALKED_IN:
        raise InvalidInput(f"{when} has passed; add --anyway for somebody who came today")


async def _require_working(tx: Transaction, wish: _Wish) -> None:
    """Refuse a time at which the practitioner does not work.

    Raises:
        InvalidInput: saying when they work on that day; the booking is undone with it.
    """
    from zoneinfo import ZoneInfo

    from calendar_store.appointments import slot_search
    from calendar_store.practices import hours

    zone = ZoneInfo(wish.practice.timezone)
    first = wish.starts_at.astimezone(zone).date()
    # an appointment may run on into the day after
    days = (first, first + timedelta(days=1))
    who = wish.practitioner
    week, exceptions = await hours.load(tx, wish.practice.id, [who.id], *days)
    today, tomorrow = (slot_search.open_spans(week, exceptions, who.id, day, zone) for day in days)
    if slot_search.free_starts(
        [wish.starts_at], open_spans=today + tomorrow, busy=(), duration=wish.duration
    ):
        return
    works = ", ".join(
        f"{since.astimezone(zone):%H:%M}-{until.astimezone(zone):%H:%M}" for since, until in today
    )
    raise InvalidInput(
        f"{who.name} does not work then; on {first:%a %-d %b %Y}: {works or 'not at all'}; "
        "add --anyway to book all the same"
    )


async def _taken(tx: Transaction, wish: _Wish, now: datetime) -> str:
    """Say that the time is taken, and the nearest that are free."""
    from gateway.cli.moments import local

    slots = await _nearest(tx, wish, now)
    start = "that time is taken; "
    if not slots:
        return (
            f"{start}{wish.practitioner.name} has nothing free in the {_DAYS_AFTER.days} days after"
        )
    times = ", ".join(local(slot.starts_at, wish.practice.timezone) for slot in slots)
    return f"{start}nearest free with {wish.practitioner.name}: {times}"


async def _nearest(tx: Transaction, wish: _Wish, now: datetime) -> list[Slot]:
    """Return the free times nearest to the one asked for, in order of time."""
    from calendar_store.appointments import slot_search

    at = wish.starts_at
    found: list[Slot] = []
    for since, until, limit in (
        (at - _DAY_BEFORE, at, _WHOLE_DAY),
        (at, at + _DAYS_AFTER, _OFFERED),
    ):
        found += await slot_search.search(
            tx,
            wish.practice,
            practitioner_ids=[wish.practitioner.id],
            duration=wish.duration,
            buffers=wish.buffers,
            spans=[(since, until)],
            now=now,
            limit=limit,
        )
    nearest = sorted(found, key=lambda slot: abs(slot.starts_at - at))[:_OFFERED]
    return sorted(nearest, key=lambda slot: slot.starts_at)
