"""Whatever carriers delay, repeat, reorder, drop or rename: copies are bounded and fates are true.

The real senders, sweeps and inboxes of two processes on one store, and carriers that do anything at
any moment. Nothing sleeps: the time is an argument, and every step is taken by hand.
"""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from calendar_store.messages.receipt_match import HELD_FOR
from calendar_store.model.statuses import MessageStatus, PartStatus
from gateway.channels.sms.smpp.inbound_pdus import ReceiptState
from gateway.channels.sms.smpp.submits import SubmitOutcome
from gateway.messaging.leases import LEASE
from tests.support.desk import mobile
from tests.support.exchange import CARRIER
from tests.support.two_processes import (
    CARRIERS,
    PRICE,
    PROCESSES,
    START,
    Process,
    TwoProcesses,
)

M = MessageStatus
NUMBERS = (1, 2)
STRANGER = "+447700900123"
STATES = (ReceiptState.DELIVERED, ReceiptState.UNDELIVERABLE)
FORMS = ("whole", "national", "missing", "left as sent")


class CarriersAtWorst(TwoProcesses):
    """Messages of one practice over two carriers, from two processes."""

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

    @rule(name=st.sampled_from(PROCESSES), carrier=st.sampled_from(CARRIERS), taken=st.booleans())
    def cut(self, name, carrier, taken):
        for part in list(self.processes[name].wires[carrier].open):
            part.taken = part.taken or taken
            self.finish(name, part, SubmitOutcome.UNKNOWN, None)
        self.forget_refused(name, carrier)

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
