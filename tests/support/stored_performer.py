"""The service's own performer on a real store, as the tests of both performers drive it."""

from dataclasses import replace

from sqlalchemy import select

from calendar_store.appointments import agenda, appointments, freed_times, waiting_list
from calendar_store.appointments.freed_times import FreedTime
from calendar_store.clients import clients, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.clients.new_client import NewClient
from calendar_store.conversations import inbox
from calendar_store.model.appointments import Offer
from calendar_store.model.clients import Client
from calendar_store.model.conversations import ConversationKey, Inbound
from calendar_store.model.errors import SlotTaken
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind, MessageKind, OfferStatus
from calendar_store.schema import appointments as appointments_table
from calendar_store.schema import offers as offers_table
from calendar_store.schema import opt_outs as opt_outs_table
from calendar_store.schema import waiting_list as waiting_table
from dialogs.intents import Intent
from dialogs.performing import changes
from gateway.conversations import facts
from gateway.conversations.lookups import look_up
from gateway.conversations.perform import Decided, apply_changes, perform, take
from tests.support.desk import BY, HALF_HOUR, mobile
from tests.support.exchange import OURS, Exchange
from tests.support.performers import DONE, NUMBERS, STALE, TAKEN, Facts, Performer, Setting, turn
from tests.support.sms import texts

CHANNELS = texts(("primary", (OURS,)))


class Stored(Performer):
    """Performs turns on a real store."""

    def __init__(self, setting: Setting, exchange: Exchange) -> None:
        super().__init__(setting)
        self._exchange, self._database = exchange, exchange.database
        self._clients: dict[str, Client] = {}

    async def client(self, first, number=1, email=""):
        async with self._database.write() as tx:
            entered = NewClient(first, "Byron", mobile(number), email)
            practice = self.setting.practice
            one = await clients.add(tx, practice, entered, by=BY, now=self.now)
            ways = [Channel.SMS, Channel.EMAIL] if email else [Channel.SMS]
            said = [
                ConsentStatement(one.id, way, ConsentKind.GRANTED, ConsentHow.SPOKEN, BY, self.now)
                for way in ways
            ]
            await consent.record(tx, practice.id, said, now=self.now)
        self._clients[first] = one

    async def book(self, first, start, service=""):
        kind = self.service(service) if service else None
        lasts = kind.duration if kind else HALF_HOUR
        desk = self._exchange.at(self.now).desk
        await desk.book(self._clients[first], start, duration=lasts, service=kind)

    async def staff_move(self, first, start):
        await self._exchange.at(self.now).desk.move(await self._last(first), start)

    async def staff_cancel(self, first):
        await self._exchange.at(self.now).desk.cancel(await self._last(first))

    async def ask(self, number, question):
        context = await self._context(mobile(number))
        state = context.state.asking(question(context))
        await self._exchange.at(self.now).remember(number, state.to_json())

    async def offer(self, start):
        slot = self.slot(start)
        before = {one.id for one in await self._exchange.desk.messages()}
        async with self._database.write() as tx:
            time = FreedTime(
                self.setting.practice.id, slot.practitioner_id, slot.starts_at, slot.ends_at
            )
            await freed_times.free(tx, [time], self.now)
        self._exchange.at(self.now)
        while await self._exchange.waiting_list.step():
            pass
        return [
            one.text
            for one in await self._exchange.desk.messages()
            if one.id not in before and one.kind is MessageKind.OFFER
        ]

    async def decide(self, decide, number=1, *, heard=Intent.UNCLEAR, meanwhile=None):
        await self._exchange.at(self.now).arrives((number, "a text"))
        async with self._database.write() as tx:
            loaded = await facts.load(tx, await inbox.claim(tx, 1), self.now)
            (entry,) = loaded.entries
            context = replace(entry.context, new_id=tx.ids.new())
        decided = turn(context, decide, heard)
        one = Decided(entry.inbound, context, entry.conversation, decided, {})
        if meanwhile is not None:
            await meanwhile(self)
        came = await self._perform(one, loaded)
        if came is not DONE:
            # the service decides it again; here that is the script's
            async with self._database.write() as tx:
                handled = inbox.Handled(entry.inbound.id, one.practice_id, None, "", {})
                await inbox.finish(tx, [handled], self.now)
        return came

    async def _perform(self, one, loaded):
        made = changes(one.context, one.turn.effects)
        async with self._database.write() as tx:
            if await appointments.stale(tx, made):
                return STALE
            if one.effects.takes_a_slot:
                try:
                    async with tx.savepoint():
                        await take(tx, one, loaded.policies, self.now)
                except SlotTaken:
                    return TAKEN
            else:
                await apply_changes(tx, made, loaded.policies, self.now)
            await perform(tx, [one], CHANNELS, self.now)
        return DONE

    async def says(self, text, number=1):
        return await self._exchange.at(self.now).says(text, number)

    async def found(self, search):
        context = await self._context(NUMBERS[0])
        async with self._database.read() as tx:
            return await look_up(tx, context, search, self.now)

    async def facts(self):
        known = list(self._clients.values())
        practice_id = self.setting.practice.id
        async with self._database.read() as tx:
            keys = [(practice_id, client.id) for client in known]
            people = list((await clients.get_many(tx, keys)).values())
            rows = await tx.execute(select(appointments_table.c.id))
            booked = await agenda.by_ids(tx, [(practice_id, row.id) for row in rows])
            consents = {}
            for client in known:
                for said in await consent.history(tx, practice_id, client.id):
                    consents[client.id, said.channel] = said.kind
            stops = await tx.execute(select(opt_outs_table))
            entries = await tx.execute(select(waiting_table.c.id).order_by(waiting_table.c.id))
            waiting = [await waiting_list.get(tx, practice_id, row.id) for row in entries.all()]
            offers = await tx.execute(select(offers_table).order_by(offers_table.c.id))
            return Facts(
                people,
                list(booked.values()),
                consents,
                frozenset((Channel(row.channel), row.address) for row in stops),
                waiting,
                [_offer(row) for row in offers],
                sorted(await self._exchange.desk.alerts(), key=lambda alert: alert.id),
                {number: await self._context(number) for number in NUMBERS},
            )

    async def _context(self, number):
        key = ConversationKey(Channel.SMS, OURS, number)
        stub = Inbound(0, "", key, text="", raw=b"", received_at=self.now)
        async with self._database.read() as tx:
            return (await facts.of_practice(tx, self.setting.practice.id, stub, self.now)).context

    async def _last(self, first):
        async with self._database.read() as tx:
            who = self._clients[first]
            return await agenda.last_of_client(tx, who.practice_id, who.id)


def _offer(row):
    return Offer(
        *(row.practice_id, row.id, row.entry_id, row.client_id, row.practitioner_id),
        *(row.starts_at, row.ends_at, OfferStatus(row.status), row.offered_at, row.expires_at),
    )
