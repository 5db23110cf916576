"""The simulator, as the tests of both performers drive it."""

from dataclasses import replace

from calendar_store.model.clients import Client
from calendar_store.model.errors import SlotTaken, Stale
from calendar_store.model.statuses import Channel, ConsentKind
from dialogs.intents import Intent
from dialogs.simulator import calendar, turns, waiting_list
from dialogs.simulator.lookups import look_up
from dialogs.simulator.practice import SimulatedPractice
from dialogs.simulator.weekly_hours import Weekly
from gateway.channels.sms.text.replacements import replace_costly_characters
from gateway.offers import matching
from tests.support.desk import mobile
from tests.support.performers import DONE, NUMBERS, STALE, TAKEN, Facts, Performer, Setting, turn


class Simulated(Performer):
    """Performs turns on values."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.simulated = SimulatedPractice(
            setting.practice,
            setting.practitioners,
            Weekly(setting.weekly, setting.exceptions),
            services=setting.services,
        )

    async def client(self, first, number=1, email=""):
        known = self.simulated.clients
        one = Client(
            self.setting.practice.id, len(known) + 1, first, "Byron", mobile(number), email
        )
        agreed = {(one.id, Channel.SMS): ConsentKind.GRANTED}
        if email:
            agreed[one.id, Channel.EMAIL] = ConsentKind.GRANTED
        self.simulated = replace(
            self.simulated, clients=(*known, one), consents={**self.simulated.consents, **agreed}
        )

    async def book(self, first, start, service=""):
        kind = self.service(service) if service else None
        slot = self.slot(start, lasts=kind.duration) if kind else self.slot(start)
        self.simulated = calendar.book(self.simulated, self._who(first), slot, kind)

    async def staff_move(self, first, start):
        one = calendar.last_of_client(self.simulated, self._who(first))
        assert one is not None
        slot = self.slot(start, lasts=one.duration)
        self.simulated = calendar.move_by_staff(self.simulated, one.id, slot)

    async def staff_cancel(self, first):
        one = calendar.last_of_client(self.simulated, self._who(first))
        assert one is not None
        self.simulated = calendar.cancel_by_staff(self.simulated, one.id, self.now)

    async def ask(self, number, question):
        context = self.simulated.context(mobile(number), self.now)
        state = context.state.asking(question(context))
        states = {**self.simulated.states, mobile(number): state}
        self.simulated = replace(self.simulated, states=states)

    async def offer(self, start):
        everybody = [client.id for client in self.simulated.clients]
        entry = next(
            one
            for one in self.simulated.waiting_for(everybody, self.now)
            if one.starts_at <= start < one.ends_at
        )
        until = matching.stands_until(self.now, start)
        assert until is not None
        self.simulated, text = waiting_list.offer(
            self.simulated, entry, self.slot(start), until=until, now=self.now
        )
        return [replace_costly_characters(text)]

    async def decide(self, decide, number=1, *, heard=Intent.UNCLEAR, meanwhile=None):
        context = self.simulated.context(mobile(number), self.now)
        decided = turn(context, decide, heard)
        if meanwhile is not None:
            await meanwhile(self)
        try:
            self.simulated = turns.perform(self.simulated, context, decided)
        except Stale:
            return STALE
        except SlotTaken:
            return TAKEN
        return DONE

    async def says(self, text, number=1):
        self.simulated, heard = turns.hear(self.simulated, mobile(number), text, self.now)
        return [replace_costly_characters(reply) for reply in heard.replies]

    async def found(self, search):
        context = self.simulated.context(NUMBERS[0], self.now)
        return look_up(self.simulated, context, search)

    async def facts(self):
        return Facts(
            self.simulated.clients,
            list(self.simulated.appointments.values()),
            self.simulated.consents,
            self.simulated.opt_outs,
            self.simulated.waiting,
            list(self.simulated.offers.values()),
            self.simulated.alerts,
            {number: self.simulated.context(number, self.now) for number in NUMBERS},
        )

    def _who(self, first):
        return next(client.id for client in self.simulated.clients if client.first == first)
