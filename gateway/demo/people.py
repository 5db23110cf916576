"""Adds the demo's practice with practitioners, hours, services, clients and their consent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from calendar_store.clients import clients, consent
from calendar_store.database.connection import Transaction
from calendar_store.entry import hours_text
from calendar_store.model.actors import DEMO
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice, Practitioner, ReminderStep, Service
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind
from calendar_store.practices import hours, practices, practitioners, services
from gateway.demo import sample


@dataclass(frozen=True, slots=True)
class People:
    """The practice, its practitioners, services and clients.

    Attributes:
        practice: the practice.
        steps: the practice's reminder steps.
        practitioners: practitioners by name.
        services: services by name.
        clients: clients by last name.
    """

    practice: Practice
    steps: Sequence[ReminderStep]
    practitioners: Mapping[str, Practitioner]
    services: Mapping[str, Service]
    clients: Mapping[str, Client]


async def settle_in(tx: Transaction, now: datetime) -> People:
    """Add the practice with its practitioners, services and clients.

    Args:
        tx: a writing transaction.
        now: UTC.
    """
    practice = await practices.add(
        tx,
        name="Studio Aurora",
        timezone=sample.ZONE,
        locale="en",
        sender=sample.SENDER,
        address="Via dei Giardini 12, Roma",
        directions="Ring at Aurora, second floor.",
        slug="studio-aurora",
        accent="#0b6e63",
        # no quiet hours: a demo at night should not be silent until the morning
        quiet=(None, None),
        by=DEMO,
        now=now,
    )
    return People(
        practice,
        (await practices.steps(tx, [practice.id]))[practice.id],
        await _practitioners(tx, practice, now),
        await _services(tx, practice, now),
        await _clients(tx, practice, now),
    )


async def _practitioners(
    tx: Transaction, practice: Practice, now: datetime
) -> dict[str, Practitioner]:
    found = {}
    for name, written in sample.HOURS.items():
        mobile = sample.PRACTITIONERS_OWN.get(name, "")
        found[name] = await practitioners.add(
            tx, practice.id, name, by=DEMO, now=now, mobile=mobile
        )
        week = hours_text.parse(written, found[name].id)
        await hours.set_week(tx, practice.id, found[name].id, week, by=DEMO, now=now)
    return found


async def _services(tx: Transaction, practice: Practice, now: datetime) -> dict[str, Service]:
    found = {}
    for name, minutes, rest, safe in sample.SERVICES:
        found[name] = await services.add(
            tx,
            practice.id,
            name,
            duration=timedelta(minutes=minutes),
            buffer_after=timedelta(minutes=rest),
            safe_to_name=safe,
            by=DEMO,
            now=now,
        )
    return found


async def _clients(tx: Transaction, practice: Practice, now: datetime) -> dict[str, Client]:
    added = await clients.add_many(tx, practice, sample.CLIENTS, by=DEMO, now=now)
    said = [
        consent.ConsentStatement(one.id, channel, ConsentKind.GRANTED, ConsentHow.FORM, DEMO, now)
        for one in added
        for channel in (Channel.SMS, Channel.EMAIL)
        if channel is Channel.SMS or one.email
    ]
    await consent.record(tx, practice.id, said, now=now)
    return {one.last: one for one in added}
