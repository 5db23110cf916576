"""In whatever order things are said: nothing leaves after a visit that was not agreed to then."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from calendar_store.appointments import follow_ups
from calendar_store.database.connection import Database
from calendar_store.messages import after_visits, outbox
from calendar_store.messages.attempt_outcomes import Outcome, advance
from calendar_store.model.actors import OPERATOR, client_by_web
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.statuses import (
    AppointmentStatus,
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
)
from calendar_store.model.transitions import marked
from calendar_store.practices import practices, practitioners
from gateway.follow_ups.writer import FollowUpWriter
from gateway.use_cases import client_consents, client_merging, client_retiring, consent_of_kinds
from gateway.use_cases.consent_of_kinds import KindRequest
from tests.support.desk import BY, Desk
from tests.support.exchange import CARRIER, OURS, START, Exchange

MISSED = MessageKind.FOLLOW_UP
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SAID = ("agrees", "stops", "STOP", "START", "mutes", "wants", "comes no longer", "comes again")
DEEDS = (*SAID, *SAID, "merge", "visit", "worker", "send", "lost", "paper")
deeds = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from((0, 1)), st.sampled_from(KINDS)),
    min_size=4,
    max_size=14,
)


@dataclass
class Word:
    """What a person has said, by a record of theirs, as the test remembers it."""

    agreed: dict[MessageKind, bool | None] = field(default_factory=dict)
    muted: set[MessageKind] = field(default_factory=set)
    stopped: bool = False
    away: bool = False

    def wants(self, kind: MessageKind) -> bool:
        return bool(self.agreed.get(kind)) and kind not in self.muted and not self.silent

    @property
    def silent(self) -> bool:
        return self.stopped or self.away


class Story:
    """A practice with two records, that may be of one person, and what was said by each."""

    def __init__(self, desk: Desk, people: list[Client]) -> None:
        self.exchange = Exchange(desk)
        self.exchange.at(START)
        self.people, self.words = people, [Word(), Word()]
        self.merged = False
        self.left: list[MessageKind] = []
        self.visits = 0
        self.writer = FollowUpWriter(
            self.exchange.database, self.exchange.channels, self.exchange.clock
        )

    def who(self, number: int) -> int:
        """Return whose record is meant: a merged one is the other's."""
        return 0 if self.merged else number

    async def does(self, deed: str, number: int, kind: MessageKind) -> None:
        self.exchange.at(self.exchange.now + MINUTE)
        number = self.who(number)
        # what cannot be done as things stand is refused, and changes nothing
        with suppress(InvalidInput):
            await getattr(self, deed.replace(" ", "_").lower() + "_said")(number, kind)

    async def _kinds(self, number, kind, done, at=None):
        desk, client = self.exchange.desk, self.people[number]
        wish = KindRequest((kind,), ConsentHow.FORM, "12", at)
        async with desk.database.write() as tx:
            await done(tx, OPERATOR, desk.practice, client, wish, now=self.exchange.now)

    async def agrees_said(self, number, kind):
        await self._kinds(number, kind, consent_of_kinds.give)
        self.words[number].agreed[kind] = True
        self.words[number].muted.discard(kind)

    async def paper_said(self, number, kind):
        """An old form is found: it counts only if nothing was stopped since."""
        word = self.words[number]
        known = word.agreed.get(kind)
        await self._kinds(number, kind, consent_of_kinds.give, START - timedelta(days=9))
        assert not word.stopped, "an old form outlived a STOP"
        assert known is not False, "an old form outlived a later word"
        word.agreed[kind] = True
        word.muted.discard(kind)

    async def stops_said(self, number, kind):
        await self._kinds(number, kind, consent_of_kinds.withdraw)
        self.words[number].agreed[kind] = False

    async def _texts(self, number, text):
        await self.exchange.says(text, 1 + number)

    async def stop_said(self, number, _):
        await self._texts(number, "STOP")
        word = self.words[number]
        word.stopped = True
        word.agreed = dict.fromkeys(KINDS, False)

    async def start_said(self, number, _):
        await self._texts(number, "START")
        self.words[number].stopped = False

    async def _prefers(self, number, wanted):
        desk, client = self.exchange.desk, self.people[number]
        others = {one for one in client_consents.KINDS if one not in KINDS}
        async with desk.database.write() as tx:
            await client_consents.prefer(
                *(tx, client_by_web(client.practice_id, client.id), desk.practice, client),
                # by mail they would like it still, so that it is muted and not withdrawn
                wanted={(Channel.EMAIL, one) for one in KINDS}
                | {(Channel.SMS, one) for one in (*others, *wanted)},
                channels=list(Channel),
                prefers=None,
                locale="",
                now=self.exchange.now,
            )
        self.words[number].muted = set(KINDS) - set(wanted)

    async def mutes_said(self, number, kind):
        await self._prefers(number, [one for one in KINDS if one is not kind])

    async def wants_said(self, number, _):
        await self._prefers(number, list(KINDS))

    async def comes_no_longer_said(self, number, _):
        desk = self.exchange.desk
        async with desk.database.write() as tx:
            await client_retiring.retire(
                *(tx, OPERATOR, desk.practice, self.people[number].id),
                channels=self.exchange.channels,
                now=self.exchange.now,
                cancel_visits=True,
            )
        self.words[number].away = True

    async def comes_again_said(self, number, _):
        desk = self.exchange.desk
        async with desk.database.write() as tx:
            await client_retiring.restore(
                *(tx, OPERATOR, desk.practice, self.people[number].id), now=self.exchange.now
            )
        self.words[number].away = False

    async def merge_said(self, *_):
        if self.merged:
            return
        desk, (kept, gone) = self.exchange.desk, self.people
        async with desk.database.write() as tx:
            await client_merging.merge(
                *(tx, OPERATOR, desk.practice, kept.id, gone.id), now=self.exchange.now
            )
        self.merged = True
        one, other = self.words
        # the stricter of both: who has refused by one record has refused
        for each in KINDS:
            said = {one.agreed.get(each), other.agreed.get(each)}
            one.agreed[each] = False if False in said else True if True in said else None
        one.muted |= other.muted

    async def visit_said(self, number, kind):
        self.visits += 1
        desk = self.exchange.desk.steps_of("none")
        begins = START - 20 * HOUR + self.visits * HOUR / 2
        visit = await desk.at(begins - HOUR).book(self.people[number], begins)
        # whoever books comes again
        self.words[number].away = False
        if kind is MISSED:
            await desk.change(marked(visit, AppointmentStatus.NO_SHOW))

    async def worker_said(self, *_):
        self.writer._planned_at = None
        while await self.writer.step():
            pass

    async def send_said(self, *_):
        """The carrier takes what is queued: what leaves is wanted at this moment."""
        async with self.exchange.database.write() as tx:
            found = await outbox.lease(
                *(tx, CARRIER.name),
                now=self.exchange.now,
                limit=50,
                owner="here",
                lasting=timedelta(minutes=5),
            )
            going = await after_visits.leaving(tx, found, self.exchange.now)
            for one in going:
                self.judge(one)
            taken = [Outcome(one, MessageStatus.ACCEPTED) for one in going]
            await advance(tx, taken, self.exchange.now)

    async def lost_said(self, number, kind):
        """A record is changed beside all use cases, as by another process at the same moment."""
        await self.exchange.desk.says_of(self.people[number], kind, said=ConsentKind.WITHDRAWN)
        self.words[number].agreed[kind] = False

    def judge(self, message):
        if message.kind not in KINDS:
            return
        number = self.who([one.id for one in self.people].index(message.client_id))
        assert self.words[number].wants(message.kind), (message.kind, self.words)
        self.left.append(message.kind)


@asynccontextmanager
async def story(path: str) -> AsyncIterator[Story]:
    """Begin at a new practice that writes after visits, with two clients."""
    database = Database.connect(f"sqlite:///{path}")
    try:
        begun = START - timedelta(days=3)
        async with database.write() as tx:
            practice = await practices.add(
                tx,
                name="Studio Aurora",
                timezone="Europe/Rome",
                locale="en",
                sender=OURS,
                now=begun,
            )
            aurora = await practitioners.add(tx, practice.id, "Aurora", by=BY, now=begun)
            for kind in KINDS:
                await follow_ups.set_policy(tx, practice.id, kind, HOUR, by=BY, now=begun)
        desk = Desk(database, practice, aurora, begun)
        people = [await desk.client("Ada", f"Byron{n}", 1 + n) for n in (0, 1)]
        yield Story(desk, people)
    finally:
        await database.close()


async def told(path: str, said: list[tuple[str, int, MessageKind]]) -> list[MessageKind]:
    async with story(path) as one:
        for deed in said:
            await one.does(*deed)
        return one.left


BEFORE = [(deed, 0, MISSED) for deed in ("agrees", "visit", "worker")]
AFTER = [("send", 0, MISSED)]
MERGED_AND_SEEN = [("merge", 0, MISSED), ("visit", 0, MISSED)]


def test_who_has_agreed_gets_it(migrated_file, tmp_path):
    """What follows is no rule about nothing."""
    path = shutil.copy(migrated_file, tmp_path / "textback.db")
    assert asyncio.run(told(path, BEFORE + AFTER)) == [MISSED]


@settings(max_examples=25)
@given(said=deeds)
@example(said=[("lost", 0, MISSED)])
@example(said=[("STOP", 0, MISSED), ("START", 0, MISSED), ("worker", 0, MISSED)])
@example(said=[("stops", 1, MISSED), ("merge", 0, MISSED)])
def test_nothing_leaves_that_is_not_agreed_to_at_that_moment(migrated_file, said):
    with TemporaryDirectory() as folder:
        path = shutil.copy(migrated_file, f"{folder}/textback.db")
        asyncio.run(told(path, [*BEFORE, *said, *AFTER]))


@settings(max_examples=25)
@given(said=deeds)
@example(said=[(one, 0, MISSED) for one in ("agrees", "STOP", "START", "visit")])
@example(said=[("stops", 1, MISSED), ("agrees", 0, MISSED), *MERGED_AND_SEEN])
def test_nor_in_any_other_order(migrated_file, said):
    with TemporaryDirectory() as folder:
        path = shutil.copy(migrated_file, f"{folder}/textback.db")
        asyncio.run(told(path, [*said, ("worker", 0, MISSED), *AFTER]))
