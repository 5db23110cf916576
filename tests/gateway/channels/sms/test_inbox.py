"""What a carrier hands over: committed before it is acknowledged, repetitions known across cuts."""

import asyncio
import itertools
from datetime import timedelta

import pytest

from calendar_store.clients import consent
from calendar_store.conversations import carrier_sessions
from calendar_store.model.statuses import Channel
from calendar_store.schema import inbound
from gateway.channels.sms.carriers import Carrier
from gateway.channels.sms.inbox import Inbox
from gateway.channels.sms.smpp.bind_status import BindState, BindStatus
from gateway.channels.sms.smpp.inbound_pdus import (
    Concat,
)
from gateway.turns.turns import Turns
from tests.support.desk import mobile
from tests.support.exchange import CARRIER, OURS, Flaky
from tests.support.intake import Intake
from tests.support.sms import texts

SECOND = timedelta(seconds=1)


async def test_texts_and_receipts_of_one_moment_are_one_commit(intake):
    await intake.inbox.receive([intake.text("1"), intake.receipt(), intake.text("2")])
    assert [one.text for one in await intake.stored()] == ["1", "2"]
    assert intake.inbox.received == 3


@pytest.mark.row("2.cannot-commit")
async def test_what_could_not_be_committed_is_not_there_and_may_come_again(store_url, now):
    flaky = Flaky.connect(store_url)
    intake = Intake(flaky, now)
    flaky.failing = "before"
    with pytest.raises(ConnectionResetError):
        await intake.inbox.receive([intake.text()])
    assert await intake.stored() == []
    await intake.inbox.receive([intake.text()])
    assert len(await intake.stored()) == 1
    await flaky.close()


@pytest.mark.row("5.again-after-a-cut")
async def test_an_answered_text_that_comes_again_after_a_cut_is_one(intake):
    await intake.inbox.receive([intake.text(session="a")])
    intake.inbox.binds_standing(["primary/2"])
    intake.now += 30 * SECOND
    await intake.inbox.receive([intake.text(session="b")])
    assert len(await intake.stored()) == 1


@pytest.mark.row("5.on-purpose")
async def test_a_session_that_lived_on_after_a_text_did_not_leave_it_unanswered(intake):
    await intake.inbox.receive([intake.text(session="a")])
    intake.now += 30 * SECOND
    intake.inbox.binds_standing(["primary/1"])
    await intake.inbox.receive([intake.text(session="b")])
    assert [one.text for one in await intake.stored()] == ["1", "1"]


@pytest.mark.row("7.other-process")
async def test_what_another_process_left_unanswered_is_known_again_and_nothing_else(intake):
    other = Intake(intake.database, intake.now)
    other.inbox = Inbox(CARRIER, intake.database, lambda: other.now, owner="other")
    await other.inbox.receive([other.text("1", session="a"), other.text("2", session="c")])
    intake.now += 30 * SECOND
    other.now += 8 * SECOND
    other.inbox.binds_standing([])
    await other.inbox.record_ends()
    await intake.inbox.receive([intake.text("2", session="b")])
    assert [one.text for one in await intake.stored()] == ["1", "2"]
    # another session of the same process lived on when this one came
    living = Intake(intake.database, intake.now)
    living.inbox = Inbox(CARRIER, intake.database, lambda: living.now, owner="living")
    await living.inbox.receive([living.text("3", session="d")])
    intake.now += 12 * SECOND
    async with intake.database.write() as tx:
        await carrier_sessions.seen(tx, "living", intake.now)
    await intake.inbox.receive([intake.text("3", session="b")])
    assert [one.text for one in await intake.stored()] == ["1", "2", "3", "3"]


class CutLink:
    """A link whose bind is bound, and then is not."""

    def __init__(self):
        self.states = iter([BindState.BOUND, BindState.WAITING])
        self.told = asyncio.Event()

    async def until_changed(self):
        try:
            self.state = next(self.states)
        except StopIteration:
            self.told.set()
            await asyncio.Event().wait()

    def status(self):
        return (BindStatus("primary/1", self.state, 0, 50, ""),)


async def test_a_cut_of_the_link_is_told_to_the_inbox(intake):
    await intake.inbox.receive([intake.text(session="a")])
    link = CutLink()
    carrier = Carrier(CARRIER, link, intake.inbox, None, None, lambda: intake.now)
    watch = asyncio.create_task(carrier.watch_binds())
    await link.told.wait()
    watch.cancel()
    intake.now += 30 * SECOND
    await intake.inbox.receive([intake.text(session="b")])
    assert len(await intake.stored()) == 1


@pytest.mark.row("5.on-purpose")
async def test_the_same_word_on_another_bind_that_lives_beside_it_is_another_text(intake):
    other = intake.text("2", session="b", bind="primary/2")
    await intake.inbox.receive([intake.text(session="a"), other])
    intake.now += 30 * SECOND
    await intake.inbox.receive([intake.text(session="b", bind="primary/2")])
    assert [one.text for one in await intake.stored()] == ["1", "2", "1"]


BOTH = ("primary/1", "primary/2")


async def _say(intake, said, session="a", *, other=None, **changes):
    """Let a text come on a session, two seconds after the one before."""
    for one in {intake, other or intake}:
        one.now += 2 * SECOND
        one.inbox.binds_standing(BOTH)
    bind = BOTH[session.startswith("b")]
    await (other or intake).inbox.receive(
        [intake.text(said, session=session, bind=bind, **changes)]
    )


@pytest.mark.row("5.last-word")
@pytest.mark.parametrize("words", [("1", "2"), ("START", "STOP"), ("yes", "cancel")])
@pytest.mark.parametrize("cut", [False, True])
async def test_the_last_word_counts_whichever_bind_brings_it(intake, words, cut):
    first, second = words
    await _say(intake, first, "a")
    if cut:
        intake.inbox.binds_standing(BOTH[1:])
    await _say(intake, second, "b")
    await _say(intake, first, "b")
    assert [one.text for one in await intake.stored()] == [first, second, first]


@pytest.mark.row("5.last-word")
@pytest.mark.parametrize("cut", [False, True])
async def test_the_last_word_counts_whichever_process_takes_it(intake, cut):
    other = Intake(intake.database, intake.now)
    other.inbox = Inbox(CARRIER, intake.database, lambda: other.now, owner="other")
    await _say(intake, "1", "a", other=other)
    await _say(intake, "2", "b")
    if cut:
        other.inbox.binds_standing([])
        await other.inbox.record_ends()
    await _say(intake, "1", "b")
    assert [one.text for one in await intake.stored()] == ["1", "2", "1"]
    await _say(intake, "1", "a2", other=other)
    assert [one.text for one in await intake.stored()] == ["1", "2", "1"]


@pytest.mark.row("5.last-word")
async def test_half_of_a_long_text_that_came_between_makes_the_same_word_another(intake):
    await _say(intake, "1")
    await _say(intake, "I have to canc", concat=Concat(9, 2, 1))
    await _say(intake, "1")
    assert [one.text for one in await intake.stored()] == ["1", "1"]


@pytest.mark.row("5.again-after-a-cut")
async def test_several_texts_that_come_again_after_a_cut_are_kept_once(intake):
    for word in ("1", "2", "3"):
        await _say(intake, word, "a")
    intake.inbox.binds_standing(BOTH[1:])
    for word in ("1", "2", "3", "1"):
        await _say(intake, word, "b")
    # the last is said anew: the carrier had come to the end of what was unanswered
    assert [one.text for one in await intake.stored()] == ["1", "2", "3", "1"]


@pytest.mark.row("5.last-word")
async def test_start_and_stop_are_kept_however_often_they_come_again(intake):
    for word in ("START", "STOP"):
        await _say(intake, word, "a")
    intake.inbox.binds_standing(BOTH[1:])
    await _say(intake, "START", "b")
    assert [one.text for one in await intake.stored()] == ["START", "STOP", "START"]


@pytest.mark.row("5.last-word", "5.again-after-a-cut")
async def test_no_text_that_differs_from_the_one_before_it_is_ever_dropped(intake):
    """Every way in which three texts come over two sessions, cut or not, each of a client's own."""
    ways = itertools.product(
        itertools.product("1", "12", "12"), itertools.product("ab", repeat=3), (None, 1, 2)
    )
    wanted = {}
    for number, (words, sessions, cut) in enumerate(ways):
        client, at = mobile(1000 + number), str(number)
        for n, (word, session) in enumerate(zip(words, sessions, strict=True)):
            if n == cut:
                intake.inbox.binds_standing(BOTH[1:])
            renewed = "2" if cut is not None and n >= cut and session == "a" else "1"
            octets = f"{number} {word}".encode().hex().ljust(64, "0")
            name = f"{session}{at}.{renewed}"
            await _say(intake, word, name, source=client, fingerprint=octets)
        # within these seconds all that says nothing new is the carrier's, and so is what comes
        # again when the session was cut on which it came, and what followed it
        again = cut == len(words) - 1 and sessions[:2] == ("a", "a") and words[2] == words[0]
        meant = words[:2] if again else words
        wanted[client] = [word for word, _ in itertools.groupby(meant)]
    stored = {}
    for one in await intake.stored():
        stored.setdefault(one.key.their_address, []).append(one.text)
    assert stored == wanted


async def test_what_cannot_be_decoded_keeps_its_bytes_and_long_texts_their_parts(intake):
    undecodable = intake.text("\x05\x06", text=None)
    parts = [
        intake.text(word, concat=Concat(9, 2, number))
        for number, word in ((2, "there"), (1, "hi "))
    ]
    await intake.inbox.receive([undecodable, *parts])
    first, second = await intake.stored()
    assert (first.text, first.raw) == ("", b"\x05\x06")
    assert (second.text, second.partial) == ("hi there", False)


async def test_the_last_stop_counts_however_quickly_it_follows(database, practice, now):
    intake = Intake(database, now)
    for said in ("STOP", "START", "Stop.", "START", "STOP", "STOP"):
        intake.now += SECOND / 2
        await intake.inbox.receive([intake.text(said)])
    await intake.inbox.receive([intake.text("basta messaggi"), intake.text("basta messaggi")])
    async with database.read() as tx:
        stored = [row.text for row in await tx.execute(inbound.select().order_by(inbound.c.id))]
    assert stored[:6] == ["STOP", "START", "Stop.", "START", "STOP", "STOP"]
    turns = Turns(database, texts(("primary", (OURS,))), lambda: intake.now)
    while await turns.step():
        pass
    async with database.read() as tx:
        stopped = await consent.stopped(tx, {(practice.id, Channel.SMS, mobile(1))})
    assert stopped
