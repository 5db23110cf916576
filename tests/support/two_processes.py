"""Two processes of the service on one store, driven by hand, and what their carriers know.

Nothing sleeps: the time is an argument, and every step is taken when it is asked for.
"""

import asyncio
import shutil
import tempfile
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from calendar_store.database.connection import Database
from calendar_store.messages import ledger
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import FINAL_MESSAGE
from gateway.channels.sms.inbox import Inbox
from gateway.channels.sms.routing.health import Health
from gateway.channels.sms.routing.health_recorder import HealthRecorder
from gateway.channels.sms.routing.routes import Route, Routes
from gateway.channels.sms.sending.sender import Sender
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, ReceiptState
from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from gateway.messaging.timeouts import Timeouts
from tests.support.exchange import CARRIER
from tests.support.office import Office
from tests.support.reasons import saying
from tests.support.sms import sweeper

START = datetime(2026, 1, 12, 9, tzinfo=UTC)
TICK = timedelta(milliseconds=1)
PRICE = Decimal("0.045")
CARRIERS = ("primary", "second")
PROCESSES = ("one", "other")


@dataclass(eq=False)
class Part:
    """A part on the wire, as the carrier sees it.

    Attributes:
        key: the id that the carrier gives it.
        taken: whether the carrier has it; None while it has not decided.
        said: the states of the receipts that it sent.
        named: of those, the ones that bore the number as it is.
        first_said: when the first of them was.
        doubted: whether it had no response for longer than a receipt waits for one.
        refused_to: the sender that was told it was refused, while its session lasts.
    """

    flight: Any
    number: int
    carrier: str
    done: Any
    key: str
    at: datetime
    taken: bool | None = None
    said: set[ReceiptState] = field(default_factory=set)
    named: set[ReceiptState] = field(default_factory=set)
    first_said: datetime | None = None
    doubted: bool = False
    submit: Any = None
    refused_to: Sender | None = None

    @property
    def message(self):
        return self.flight.message

    @property
    def place(self):
        return self.message.id, self.number


class Wire:
    """A link that keeps what it is given until the machine answers."""

    bound = True

    def __init__(self, machine, carrier):
        self.machine, self.carrier, self.open = machine, carrier, []

    def over_limit(self):
        return ()

    def submit_nowait(self, part, done):
        self.machine.now += TICK  # no two things happen at once on a wire
        flight = part.token
        number = flight.prepared.parts.index(part.part) + 1
        key = self.machine.next_key(part, self.carrier)
        sent = Part(flight, number, self.carrier, done, key, self.machine.now, submit=part)
        self.open.append(sent)
        self.machine.sent.append(sent)


class Process:
    """One process of the service: a sender and an inbox for each carrier."""

    def __init__(self, machine, name):
        self.name = name
        health = Health()
        routes = Routes([Route(one, CARRIER.numbers, {"": PRICE}) for one in CARRIERS], health)
        self.wires = {one: Wire(machine, one) for one in CARRIERS}
        self.senders, self.inboxes = {}, {}
        for one in CARRIERS:
            carrier = replace(CARRIER, name=one, window=3)
            observer = HealthRecorder(one, routes, health)
            parts = (carrier, self.wires[one], machine.database, machine.clock)
            self.senders[one] = Sender(*parts, owner=name, observer=observer)
            self.inboxes[one] = Inbox(carrier, machine.database, machine.clock, owner=name)
        self.sweeper = sweeper(
            machine.database,
            machine.clock,
            Timeouts(),
            owner=name,
            under_way=lambda m: any(one.holds(m) for one in self.senders.values()),
        )

    @property
    def open(self):
        return [part for wire in self.wires.values() for part in wire.open]


class TwoProcesses(RuleBasedStateMachine):
    """Two processes with the messages of one practice over two carriers, and all that was sent.

    Attributes:
        template: a store that is migrated already, copied for each run.
    """

    template: Path

    def __init__(self):
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        path = Path(self.folder.name) / "textback.db"
        shutil.copy(self.template, path)
        self.loop = asyncio.new_event_loop()
        self.now = START
        self.sent, self.queued, self.refused, self.keys = [], [], set(), 0
        self.reused, self.again = None, False
        self.ended, self.unclear, self.afterwards = set(), set(), set()
        self.processes = {}
        self.wait(self._open(f"sqlite:///{path}"))

    async def _open(self, url):
        self.database = Database.connect(url)
        self.office = Office(self.database, 7, START)
        for name in PROCESSES:
            self.processes[name] = Process(self, name)

    def wait(self, coroutine):
        return self.loop.run_until_complete(coroutine)

    def clock(self):
        return self.now

    def next_key(self, part, carrier):
        """Return an id: one that another message has, now and then."""
        if self.again and (ended := self.ended_keys(part.destination, carrier)):
            return ended[0]
        others = [one.key for one in self.sent if one.message.recipient != part.destination]
        if self.reused is not None and others:
            key = others[self.reused % len(others)]
            place = carrier, key, part.destination
            if any(self.place(one) == place for one in self.sent):
                self.unclear.add(place)
            return key
        self.keys += 1
        return f"id{self.keys}"

    def ended_keys(self, number, carrier):
        """Return the ids of messages to a number that have all come to their end."""
        holders: dict[str, set[int]] = {}
        for one in self.sent:
            if one.key and one.carrier == carrier and one.message.recipient == number:
                holders.setdefault(one.key, set()).add(one.message.id)
        return [key for key, ids in holders.items() if ids <= self.ended]

    def note_ends(self):
        found = [self.wait(self.office.fate(one))[0] for one in self.queued]
        self.ended = {one.id for one in found if one.status in FINAL_MESSAGE}

    def is_recorded(self, part):
        key = part.message.practice_id, part.message.id
        return any(copy.sent_at == part.at and copy.key for copy in self.wait(self._ledger(key)))

    def finish(self, name, part, outcome, status):
        self.processes[name].wires[part.carrier].open.remove(part)
        part.done(self.result(part, outcome, status))

    def result(self, part, outcome, status):
        key = part.key if outcome is SubmitOutcome.ACCEPTED and part.key else None
        took = (self.now - part.at).total_seconds()
        told = (outcome, key, key, status, NO_REASON, "bind/1", took)
        return SubmitResult(*told, sent_at=part.at)

    def forget_refused(self, name, carrier):
        for part in self.sent:
            if part.refused_to is self.processes[name].senders[carrier]:
                part.refused_to = None

    def receive(self, name, given, state, source, destination):
        carrier, key = given
        self.now += TICK
        came = DeliveryReceipt(
            carrier=carrier,
            bind=f"{carrier}/1",
            session_id=name,
            fingerprint="",
            message_id=key,
            message_key=key,
            state=state,
            final=True,
            reason=saying(str(state)),
            error=None,
            text=None,
            done_at=None,
            source=source,
            destination=destination,
            octets=b"",
            received_at=self.now,
        )
        self.wait(self.processes[name].inboxes[carrier].receive([came]))

    async def _ledger(self, key):
        async with self.database.read() as tx:
            return (await ledger.of_messages(tx, [key])).get(key, [])

    def is_only(self, part):
        """Tell whether it is clear which messages the receipts with an id and a number are about.

        A message of another one's id has it after that had come to its end, and its responses came.
        """
        holders = [one for one in self.sent if self.place(one) == self.place(part)]
        again = {one.message.id for one in holders} - {holders[0].message.id}
        return not again or not (
            self.place(part) in self.unclear
            or any(one.doubted for one in holders)
            or any("unknown" in self.history(one.message) for one in holders)
        )

    def place(self, part):
        return part.carrier, part.key, part.message.recipient

    def history(self, message):
        return self.wait(self.office.fate(message))[1]
