"""Tells a client of several visits that were dealt with at once by one message that names them all.

Whoever has three visits in an absence, or with somebody who leaves, hears once that they are
cancelled and once where the others are now, and not three times.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus
from gateway.messaging.channel import Channels
from gateway.use_cases import telling_together
from gateway.use_cases.absence_decisions import AbsenceDecision
from gateway.use_cases.changed_visits import ChangedVisit
from gateway.use_cases.telling_together import Happened

SameMessage = tuple[int, AbsenceDecision]
"""Client id, and what is decided: what one message tells."""


def several(decided: Iterable[tuple[int, AbsenceDecision, bool]]) -> set[SameMessage]:
    """Return of whom several visits are dealt with alike, and the client is to be told.

    Args:
        decided: of each visit the client id, the decision, and whether the client is told.
    """
    counted = Counter(
        (client_id, decision)
        for client_id, decision, tell in decided
        if tell and decision is not AbsenceDecision.KEEP
    )
    return {one for one, count in counted.items() if count > 1}


async def tell(
    tx: Transaction,
    practice: Practice,
    dealt: Sequence[ChangedVisit],
    *,
    channels: Channels,
    now: datetime,
) -> list[ChangedVisit]:
    """Queue the messages that are owed for visits; return the visits with what is told of each.

    Args:
        tx: the transaction that has changed the visits.
        practice: the practice.
        dealt: the visits as they are now; those with `owed` are told of here.
        channels: the configured channels.
        now: UTC.
    """
    owed: dict[tuple[int, Happened], list[ChangedVisit]] = defaultdict(list)
    for one in dealt:
        if one.owed is not None:
            owed[one.client.id, _happened(one)].append(one)
    told = {}
    for (client_id, happened), some in owed.items():
        visits = sorted((one.appointment for one in some), key=lambda one: one.starts_at)
        told[client_id, happened] = await telling_together.tell(
            tx, practice, some[0].client, visits, happened, channels=channels, now=now
        )
    return [
        one if one.owed is None else replace(one, told=told[one.client.id, _happened(one)])
        for one in dealt
    ]


def _happened(one: ChangedVisit) -> Happened:
    cancelled = one.appointment.status is AppointmentStatus.CANCELLED
    return Happened.CANCELLED if cancelled else Happened.MOVED
