"""Whatever carriers delay, repeat, reorder, drop or rename: copies are bounded and fates are true.

The real senders, sweeps and inboxes of two processes on one store, and carriers that do anything at
any moment. Nothing sleeps: the time is an argument, and every step is taken by hand.
"""

import asyncio
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from calendar_store.database.connection import Database
from calendar_store.messages import ledger
from calendar_store.messages.receipt_match import HELD_FOR
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import FINAL_MESSAGE, MessageStatus, PartStatus
from gateway.channels.sms.inbox import Inbox
from gateway.channels.sms.routing.health import Health
from gateway.channels.sms.routing.health_recorder import HealthRecorder
from gateway.channels.sms.routing.routes import Route, Routes
from gateway.channels.sms.sending.sender import LEASE, Sender
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, ReceiptState
from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from gateway.messaging.timeouts import Timeouts
from tests.support.desk import mobile
from tests.support.exchange import CARRIER
from tests.support.office import Office
from tests.support.reasons import saying
from tests.support.sms import sweeper

M = MessageStatus
START = datetime(2026, 1, 12, 9, tzinfo=UTC)
TICK = timedelta(milliseconds=1)
PRICE = Decimal("0.045")
CARRIERS = ("primary", "second")
PROCESSES = ("one", "other")
NUMBERS = (1, 2)
STRANGER = "+447700900123"
STATES = (ReceiptState.DELIVERED, ReceiptState.UNDELIVERABLE)
FORMS = ("whole", "national", "missing", "left as sent")


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

    flight: object
    number: int
    carrier: str
    done: object
    key: str
    at: datetime
    taken: bool | None = None
    said: set[ReceiptState] = field(default_factory=set)
    named: set[ReceiptState] = field(default_factory=set)
    first_said: datetime | None = None
    doubted: bool = False
    submit: object = None
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


class CarriersAtWorst(RuleBasedStateMachine):
    """Messages of one practice over two carriers, from two processes."""

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
        holders = {}
        for one in self.sent:
            if one.key and one.carrier == carrier and one.message.recipient == number:
                holders.setdefault(one.key, set()).add(one.message.id)
        return [key for key, ids in holders.items() if ids <= self.ended]

    def note_ends(self):
        found = [self.wait(self.office.fate(one))[0] for one in self.queued]
        self.ended = {one.id for one in found if one.status in FINAL_MESSAGE}

    # what the service does

    @rule(number=st.sampled_from(NUMBERS), long=st.booleans())
    def queue(self, number, long):
        text = "word " * 40 if long else f"See you, {len(self.queued)}."
        times = {"created_at": self.now, "not_before": self.now, "price": PRICE}
        new = self.office.queue(
            text=text,
            parts=2 if long else 1,
            recipient=mobile(number),
            expires_at=START + timedelta(days=20),
            **times,
        )
        self.queued += self.wait(new)

    @rule(
        name=st.sampled_from(PROCESSES),
        carrier=st.sampled_from(CARRIERS),
        reused=st.none() | st.integers(0, 5),
    )
    def step(self, name, carrier, reused):
        self.reused = reused
        sender = self.processes[name].senders[carrier]
        sender._more = True
        self.wait(sender._step())

    @rule(name=st.sampled_from(PROCESSES))
    def sweep(self, name):
        self.wait(self.processes[name].sweeper.sweep())

    @rule(seconds=st.sampled_from([1, 15, 60, LEASE.total_seconds(), 3600]))
    def time_passes(self, seconds):
        self.now += timedelta(seconds=seconds)
        for part in self.sent:
            if part.first_said and self.now - part.first_said >= HELD_FOR:
                part.doubted = part.doubted or not self.is_recorded(part)

    def is_recorded(self, part):
        key = part.message.practice_id, part.message.id
        return any(copy.sent_at == part.at and copy.key for copy in self.wait(self._ledger(key)))

    @rule(name=st.sampled_from(PROCESSES), taken=st.booleans())
    def killed(self, name, taken):
        for part in self.processes[name].open:
            part.taken = part.taken or taken
        for carrier in CARRIERS:
            self.forget_refused(name, carrier)
        self.processes[name] = Process(self, name)
        self.wait(self.processes[name].sweeper.recover(name))

    # what carriers do

    @rule(
        name=st.sampled_from(PROCESSES),
        which=st.integers(0, 50),
        how=st.sampled_from(["yes", "yes", "yes", "without id", "busy", "never", "unsent"]),
    )
    def answers(self, name, which, how):
        parts = self.processes[name].open
        if not parts:
            return
        part = parts[which % len(parts)]
        if part.taken:  # it has sent a receipt already
            how = "yes"
        part.taken = how in {"yes", "without id"}
        if how == "without id":
            part.key = ""
        status = {"busy": 0x08, "never": 0x0B, "unsent": None}.get(how, 0)
        outcome = {
            "yes": SubmitOutcome.ACCEPTED,
            "without id": SubmitOutcome.ACCEPTED,
            "never": SubmitOutcome.REFUSED_PERMANENT,
        }.get(how, SubmitOutcome.REFUSED_TEMPORARY)
        self.finish(name, part, outcome, status)
        if status:
            part.refused_to = self.processes[name].senders[part.carrier]

    @rule(which=st.integers(0, 50))
    def takes_after_all(self, which):
        refused = [one for one in self.sent if one.refused_to]
        if not refused:
            return
        part = refused[which % len(refused)]
        others = [one for one in self.sent if one.place == part.place and one.taken is not False]
        if len(others) > 1:
            return  # that would be a third copy, by no fault of ours
        sender, part.refused_to, part.taken = part.refused_to, None, True
        self.afterwards.add(part.message.id)
        self.unclear.add(self.place(part))
        sender.taken_after_all(part.submit, self.result(part, SubmitOutcome.ACCEPTED, 0))

    def finish(self, name, part, outcome, status):
        self.processes[name].wires[part.carrier].open.remove(part)
        part.done(self.result(part, outcome, status))

    def result(self, part, outcome, status):
        key = part.key if outcome is SubmitOutcome.ACCEPTED and part.key else None
        took = (self.now - part.at).total_seconds()
        told = (outcome, key, key, status, NO_REASON, "bind/1", took)
        return SubmitResult(*told, sent_at=part.at)

    @rule(name=st.sampled_from(PROCESSES), carrier=st.sampled_from(CARRIERS), taken=st.booleans())
    def cut(self, name, carrier, taken):
        for part in list(self.processes[name].wires[carrier].open):
            part.taken = part.taken or taken
            self.finish(name, part, SubmitOutcome.UNKNOWN, None)
        self.forget_refused(name, carrier)

    def forget_refused(self, name, carrier):
        for part in self.sent:
            if part.refused_to is self.processes[name].senders[carrier]:
                part.refused_to = None

    @rule(name=st.sampled_from(PROCESSES), carrier=st.sampled_from(CARRIERS))
    def cut_again_and_again(self, name, carrier):
        for _ in range(4):
            self.step(name, carrier, None)
            self.cut(name, carrier, taken=True)

    @rule(name=st.sampled_from(PROCESSES))
    def is_slow(self, name):
        process = self.processes[name]
        for part in process.open:
            process.senders[part.carrier].overdue(part.flight)

    @rule(
        name=st.sampled_from(PROCESSES),
        which=st.integers(0, 100),
        state=st.sampled_from(STATES),
        form=st.sampled_from(FORMS),
    )
    def reports(self, name, which, state, form):
        there = [one for one in self.sent if one.taken is not False and one.key]
        if not there:
            return
        self.report(name, there[which % len(there)], state, form)

    def report(self, name, part, state, form):
        holders = [one for one in self.sent if one.key == part.key]
        if any(one.message.id != part.message.id for one in holders):
            form = "whole"  # a repetition without the number could be about either
        last = [one for one in holders if self.place(one) == self.place(part)][-1]
        if last.message.id != part.message.id:
            return  # of a repetition nobody could tell which it is about
        part.taken = True
        part.first_said = part.first_said or self.now
        part.said.add(state)
        if form == "whole":
            part.named.add(state)
        number, ours = part.message.recipient, part.message.sender
        source, destination = {
            "whole": (number, ours),
            "national": (number[3:], ours),
            "missing": ("", ""),
            "left as sent": (ours, number),
        }[form]
        self.receive(name, (part.carrier, part.key), state, source, destination)

    @rule(
        name=st.sampled_from(PROCESSES),
        other=st.sampled_from(PROCESSES),
        number=st.sampled_from(NUMBERS),
        long=st.booleans(),
        how=st.tuples(st.sampled_from([STATES, STATES[::-1]]), st.booleans()),
    )
    def gives_an_id_again(self, name, other, number, long, how):
        """All is said of a message; of the next one it is before or after the response."""
        (first, second), early = how
        for part in self.send_now(name, number, long):
            if part in self.processes[name].open:
                self.finish(name, part, SubmitOutcome.ACCEPTED, 0)
            self.report(other, part, first, "whole")
        self.step(name, CARRIERS[0], None)
        self.note_ends()
        self.again = True
        parts = self.send_now(name, number, long)
        self.again = False
        for part in parts:
            part.taken = True
            if not early:
                self.finish(name, part, SubmitOutcome.ACCEPTED, 0)
            self.report(other, part, second, "whole")

    def send_now(self, name, number, long):
        """Queue a message and let a process send it; the parts that it sent of it."""
        self.queue(number, long)
        self.step(name, CARRIERS[0], None)
        last = self.queued[-1].id
        return [one for one in self.processes[name].open if one.message.id == last]

    @rule(name=st.sampled_from(PROCESSES), which=st.integers(0, 100))
    def reports_to_a_stranger(self, name, which):
        keys = [(one.carrier, one.key) for one in self.sent if one.key]
        keys.append((CARRIERS[which % 2], f"id{self.keys + 1}"))  # before the id is ours
        carrier, key = keys[which % len(keys)]
        state = list(ReceiptState)[which % len(ReceiptState)]
        self.receive(name, (carrier, key), state, STRANGER, CARRIER.numbers[0])

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

    # what must hold

    @invariant()
    def no_text_goes_out_more_than_twice(self):
        copies = Counter(one.place for one in self.sent if one.taken is not False)
        assert max(copies.values(), default=0) <= 2, copies

    def teardown(self):
        try:
            self.come_to_rest()
            for message in self.queued:
                self.check(message)
        finally:
            self.wait(self.database.close())
            self.loop.run_until_complete(self.loop.shutdown_default_executor())
            self.loop.close()
            self.folder.cleanup()

    def come_to_rest(self):
        for _ in range(30):
            for name in PROCESSES:
                self.sweep(name)
                for carrier in CARRIERS:
                    self.step(name, carrier, None)
                for part in list(self.processes[name].open):
                    part.taken = True
                    self.finish(name, part, SubmitOutcome.ACCEPTED, 0)
                for carrier in CARRIERS:
                    self.step(name, carrier, None)
            self.now += timedelta(minutes=11)

    def check(self, message):
        key = message.practice_id, message.id
        found, history = self.wait(self.office.fate(message))
        known = self.wait(self._ledger(key))
        parts = [one for one in self.sent if one.message.id == message.id]
        taken = [one for one in parts if one.taken]
        copies = Counter(one.place for one in taken)
        # nothing that was accepted is missing on the bill, and a second copy is explained
        assert found.cost >= PRICE * len(taken), (found, taken)
        twice = max(copies.values(), default=0) > 1 and len({one.carrier for one in taken}) == 1
        if twice and message.id not in self.afterwards:
            assert "unknown" in history
        assert found.status in {M.ACCEPTED, M.DELIVERED, M.FAILED, M.UNKNOWN}, found
        self._check_receipts(found, known, parts)

    async def _ledger(self, key):
        async with self.database.read() as tx:
            return (await ledger.of_messages(tx, [key])).get(key, [])

    def _check_receipts(self, found, known, parts):
        delivered = [one for one in parts if ReceiptState.DELIVERED in one.said]
        failed = [one for one in parts if ReceiptState.UNDELIVERABLE in one.said]
        # where one id was given to several parts, a receipt stands for all of them
        arrived = {(one.carrier, one.key) for one in delivered}
        numbers = {one.number for one in parts if (one.carrier, one.key) in arrived}
        # of two messages with one id and one number nothing tells which a receipt is about
        clear = all(map(self.is_only, parts))
        if found.status is M.DELIVERED and clear:
            # each part has arrived, and nobody else's receipt said so
            assert numbers == set(range(1, found.parts + 1)), (found, known, parts)
        for copy in known:
            if copy.status is PartStatus.FAILED and clear:
                assert failed, (found, known)
            same = [
                one
                for one in parts
                if (one.carrier, one.number, one.key) == (copy.carrier, copy.part, copy.key)
                and one.at == copy.sent_at  # what came before this copy is about another
            ]
            if not (copy.key and same and all(self.is_only(one) for one in same)):
                continue
            if any(ReceiptState.DELIVERED in one.named for one in same):
                assert copy.status is PartStatus.DELIVERED, (copy, same)
            elif any(one.named for one in same) and not arrived:
                assert copy.status is PartStatus.FAILED, (copy, same)
        whole = {}
        for copy in known:
            if copy.status is PartStatus.DELIVERED:
                whole.setdefault((copy.carrier, copy.total), set()).add(copy.part)
        if any(len(places) == total for (_, total), places in whole.items()):
            assert found.status is M.DELIVERED, (found, known)

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


@pytest.mark.row("7.fate", "7.one-resend", "7.id-and-number", "7.id-again-before-its-response")
def test_whatever_carriers_do(migrated_file):
    CarriersAtWorst.template = migrated_file
    run = CarriersAtWorst.TestCase
    run.settings = settings(
        max_examples=25,
        stateful_step_count=40,
        derandomize=True,
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run("runTest").runTest()
