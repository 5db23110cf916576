"""What must hold after the soak: the store and the carrier tell the same, and it is right."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from calendar_store.database.connection import Transaction
from calendar_store.model.statuses import FINAL_MESSAGE, InboundStatus, MessageKind, MessageStatus
from calendar_store.schema import (
    appointment_history,
    clients,
    inbound,
    message_parts,
    messages,
    parked_receipts,
    reminders,
)
from tests.soak.feed import BY
from tests.soak.phones import Seen

_SETTLED = FINAL_MESSAGE | {MessageStatus.UNKNOWN}
"""What is in doubt twice stays unknown, with an alert."""
GROWTH = 1.3
"""How much more memory the service may have at any time than after its first warm-up."""


@dataclass(frozen=True, slots=True)
class Check:
    """Something that must hold, and the figure behind it."""

    name: str
    holds: bool
    figure: str


@dataclass(frozen=True, slots=True)
class Events:
    """What was done to the service.

    Attributes:
        booked: appointments, each with one message about it.
        window: of the carrier.
        kills: ends of the process by SIGKILL.
        memory: its resident set in MiB, each time it was looked at after warming up.
    """

    booked: int
    window: int
    kills: int
    memory: list[float]


async def settled(tx: Transaction) -> bool:
    """Tell whether nothing is under way any more."""
    for table, final in ((messages, _SETTLED), (inbound, {InboundStatus.DONE})):
        open_ones = select(func.count()).where(table.c.status.not_in(final))
        if (await tx.execute(open_ones)).scalar_one():
            return False
    planned = select(func.count()).where(reminders.c.status == MessageStatus.PLANNED)
    return not (await tx.execute(planned)).scalar_one()


async def all_of(tx: Transaction, seen: Seen, events: Events) -> list[Check]:
    """Hold the store against what the carrier saw."""
    return [
        *await _messages(tx, seen, events),
        *await _replies(tx, seen),
        _duplicates(seen, events),
        _copies(seen),
        await _receipts(tx, seen),
        _memory(events),
    ]


async def _messages(tx: Transaction, seen: Seen, events: Events) -> list[Check]:
    rows = (
        await tx.execute(select(messages.c.kind, messages.c.recipient, messages.c.status))
    ).all()
    told = {row.recipient for row in rows if row.kind != MessageKind.REPLY}
    arrived = Counter(number for number, _ in seen.texts)
    doubtful = await _in_doubt(tx)
    lost = events.booked - len(told) + sum(not arrived[number] for number in told - doubtful)
    fates = Counter(row.status for row in rows)
    undecided = sum(count for fate, count in fates.items() if fate not in _SETTLED)
    shown = ", ".join(f"{count:,} {fate}" for fate, count in fates.most_common())
    return [
        Check("every text reached its phone, or staff are told", not lost, f"{lost} lost"),
        Check("every message has its final status", not undecided, shown),
    ]


async def _in_doubt(tx: Transaction) -> set[str]:
    """Return the numbers of texts that were in doubt twice: not sent again, and staff are told."""
    unknown = select(messages.c.recipient).where(messages.c.status == MessageStatus.UNKNOWN)
    return set((await tx.execute(unknown)).scalars())


async def _replies(tx: Transaction, seen: Seen) -> list[Check]:
    texts = Counter(row.their_address for row in await tx.execute(select(inbound.c.their_address)))
    done = await _changes(tx)
    twice = sum(count > 1 for count in texts.values())
    wrong = sum(done[number] != [change] for number, change in seen.replies.items())
    unasked = len(done.keys() - seen.replies.keys())
    arrived = Counter(number for number, _ in seen.texts)
    doubtful = await _in_doubt(tx)
    unanswered = sum(arrived[number] < 2 for number in seen.replies if number not in doubtful)
    count = f"of {len(seen.replies):,} replies"
    return [
        Check("every reply is kept once", texts == Counter(seen.replies.keys()), f"{twice} twice"),
        Check("each changed its appointment once, as said", not wrong, f"{wrong} wrong {count}"),
        Check("nothing changed unasked", not unasked, f"{unasked} changed"),
        Check("each was answered, or staff are told", not unanswered, f"{unanswered} {count}"),
    ]


async def _changes(tx: Transaction) -> defaultdict[str, list[str]]:
    """Return what was done to the appointment of each number since it was booked, in order."""
    statement = (
        select(clients.c.mobile, appointment_history.c.change)
        .join(messages, messages.c.appointment_id == appointment_history.c.appointment_id)
        .join(clients, clients.c.id == messages.c.client_id)
        .where(appointment_history.c.by != BY.label, messages.c.kind != MessageKind.REPLY)
        .order_by(appointment_history.c.version)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in await tx.execute(statement):
        found[row.mobile].append(row.change)
    return found


def _duplicates(seen: Seen, events: Events) -> Check:
    # what waits within its time, and as much again that is slow
    most = 2 * events.window * (seen.cuts + events.kills)
    figure = f"{seen.doubled:,} of at most {most:,}"
    name = "texts sent twice: two windows for each cut and kill"
    return Check(name, seen.doubled <= most, figure)


def _copies(seen: Seen) -> Check:
    most = max(seen.texts.values(), default=0)
    return Check("no text is sent more than twice", most <= 2, f"{most} copies at most")


async def _receipts(tx: Transaction, seen: Seen) -> Check:
    """A receipt finds its part, but for parts whose response was lost: nobody knows their ids."""
    delivered = select(func.count()).where(message_parts.c.status == MessageStatus.DELIVERED)
    matched = (await tx.execute(delivered)).scalar_one()
    columns = parked_receipts.c.carrier_key, parked_receipts.c.source
    parked = len((await tx.execute(select(*columns).distinct())).all())
    figure = f"{matched:,} matched, {parked:,} about parts whose response was lost"
    return Check("every receipt is accounted for", matched + parked == seen.receipts, figure)


def _memory(events: Events) -> Check:
    first, last, most = events.memory[0], events.memory[-1], max(events.memory)
    figure = f"first {first:.0f} MiB, last {last:.0f}, most {most:.0f}"
    return Check("memory is flat", most <= first * GROWTH, figure)


def figures(seen: Seen, events: Events, seconds: float) -> Iterable[tuple[str, str]]:
    """Yield what happened, for the reader."""
    yield "bookings and reminders", f"{events.booked:,}"
    yield "clients' replies", f"{len(seen.replies):,}"
    yield "submit_sm received", f"{seen.submits:,}, {seen.submits / seconds:.0f}/s"
    yield "… of them throttled", f"{seen.throttled:,}"
    yield "… of them answered after the time-out", f"{seen.slow:,}"
    yield "deliver_sm sent", f"{seen.deliveries:,}"
    yield "… of them repeated at once", f"{seen.repeated:,}"
    yield "… of them again after a cut or kill", f"{seen.again:,}"
    yield "sessions cut by the carrier", f"{seen.cuts:,}"
    yield "kill -9 of the service", f"{events.kills}"
