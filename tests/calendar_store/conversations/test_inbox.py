"""The inbox: what clients say is stored once, whole, in order, and handled by one at a time."""

import asyncio
import hashlib
import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy

from calendar_store.conversations import carrier_sessions, inbox, long_texts
from calendar_store.conversations.inbox import Handled, ReceivedText
from calendar_store.database.connection import Database
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel
from calendar_store.schema import inbound
from tests.support.received_texts import joins

OURS = "+390699000111"
ADA, MARIE = "+393331110001", "+393331110002"
SECOND = timedelta(seconds=1)


def text(said, at, *, theirs=ADA, session="a", part=None, reference=7):
    """Return a text as it arrives; `part` is (number, total) of a long one."""
    number, total = part or (1, 1)
    raw = said.encode("utf-8", "surrogatepass")
    header = bytes((reference, total, number)) if part else b""
    return ReceivedText(
        carrier="primary",
        key=ConversationKey(Channel.SMS, OURS, theirs),
        text=said,
        raw=raw,
        fingerprint=hashlib.sha256(f"{theirs} {OURS} ".encode() + header + raw).digest(),
        session=session,
        received_at=at,
        reference=reference if part else None,
        total=total,
        part=number,
    )


@pytest.fixture
def store(database):
    async def stored(*arrivals, ended=None):
        async with database.write() as tx:
            return await inbox.store(tx, arrivals, ended or {}, joins)

    return stored


async def _texts(database):
    """Return what is stored, in the order it will be handled."""
    async with database.read() as tx:
        rows = await tx.execute(inbound.select().order_by(inbound.c.id))
        return [inbox.value(row) for row in rows]


async def test_the_same_bytes_again_within_seconds_are_the_carriers_repetition(
    database, store, now
):
    assert await store(text("1", now), text("1", now)) == 1
    assert await store(text("1", now + 4 * SECOND)) == 0
    assert [one.text for one in await _texts(database)] == ["1"]


@pytest.mark.row("5.on-purpose")
async def test_the_same_word_half_a_minute_later_is_another_text(database, store, now):
    await store(text("1", now))
    assert await store(text("1", now + 30 * SECOND)) == 1
    assert await store(text("1", now + 30 * SECOND, theirs=MARIE)) == 1
    assert len(await _texts(database)) == 3


@pytest.mark.parametrize("together", [True, False])
async def test_the_same_word_after_another_one_is_said_anew(database, store, now, together):
    said = [text(word, now + n * SECOND) for n, word in enumerate(["1", "2", "1", "1"])]
    if together:
        await store(*said)
    else:
        for one in said:
            await store(one)
    assert [row.text for row in await _texts(database)] == ["1", "2", "1"]


async def test_what_others_say_between_makes_no_repetition_a_text(database, store, now):
    await store(text("1", now))
    await store(text("2", now + SECOND, theirs=MARIE))
    await store(text("1", now + 2 * SECOND))
    assert [row.text for row in await _texts(database)] == ["1", "2"]


async def test_what_must_not_be_lost_is_kept_each_time(database, now):
    async with database.write() as tx:
        again = [text("STOP", now), text("STOP", now + SECOND), text("STOP", now, session="b")]
        await inbox.store(tx, again, {}, joins, kept=lambda said: said == "STOP")
    assert len(await _texts(database)) == 3


async def test_after_a_cut_the_unanswered_text_comes_again_and_is_one(store, now):
    await store(text("1", now))
    again = text("1", now + 60 * SECOND, session="b")
    assert await store(again, ended={"a": now + 2 * SECOND}) == 0


async def test_a_text_answered_long_before_the_cut_was_sent_twice_on_purpose(store, now):
    await store(text("1", now))
    again = text("1", now + 120 * SECOND, session="b")
    assert await store(again, ended={"a": now + 60 * SECOND}) == 1


async def held_by(database, session, now):
    async with database.write() as tx:
        one = carrier_sessions.CarrierSession(session, "primary", "primary/1")
        await carrier_sessions.begin(tx, [one], "one", now)


async def test_a_text_left_by_a_process_that_died_is_known_again(database, store, now):
    await held_by(database, "a", now)
    await store(text("1", now))
    assert await store(text("1", now + 60 * SECOND, session="b")) == 0
    assert await store(text("1", now + 700 * SECOND, session="b")) == 1


@pytest.mark.row("7.other-process")
async def test_a_process_that_restarts_ended_its_sessions_when_it_was_last_seen(
    database, store, now
):
    await held_by(database, "a", now)
    await store(text("1", now))
    async with database.write() as tx:
        await carrier_sessions.seen(tx, "one", now + 30 * SECOND)
    await store(text("2", now + 29 * SECOND))
    async with database.write() as tx:
        await carrier_sessions.end_all(tx, "one")
    assert await store(text("2", now + 60 * SECOND, session="b")) == 0
    assert await store(text("1", now + 60 * SECOND, session="b")) == 1


@pytest.mark.row("7.other-process")
@pytest.mark.parametrize(("seen", "again"), [(28, 30), (8, 15)])
async def test_the_same_word_over_a_process_that_lives_beside_it_is_another_text(
    database, store, now, seen, again
):
    await held_by(database, "a", now)
    await store(text("1", now))
    async with database.write() as tx:
        await carrier_sessions.seen(tx, "one", now + seen * SECOND)
    assert await store(text("1", now + again * SECOND, session="b")) == 1


@pytest.mark.row("7.other-process")
async def test_of_a_session_that_nobody_knows_the_text_is_kept(store, now):
    await store(text("1", now))
    assert await store(text("1", now + 30 * SECOND, session="b")) == 1


@pytest.mark.row("7.other-carrier")
async def test_the_same_word_over_another_carrier_is_another_text(store, now):
    await store(text("1", now))
    other = replace(text("1", now + SECOND, session="b"), carrier="second")
    assert await store(other, ended={"a": now}) == 1


async def test_sessions_are_forgotten_once_nothing_can_come_again(database, now):
    await held_by(database, "a", now)
    async with database.write() as tx:
        await carrier_sessions.end(tx, ["a"], now + SECOND)
        await carrier_sessions.forget(tx, now + SECOND)
        assert await carrier_sessions.ends(tx, ["a", "b"], now) == {"a": now + SECOND}
        await carrier_sessions.forget(tx, now + 2 * SECOND)
        assert await carrier_sessions.ends(tx, ["a", "b"], now) == {}


@pytest.mark.row("4.any-order")
async def test_a_long_text_is_joined_whatever_the_order_of_its_parts(database, store, now):
    said = ["First ", "second ", "third"]
    for reference, order in enumerate(itertools.permutations(range(3))):
        parts = [text(said[n], now, part=(n + 1, 3), reference=reference) for n in order]
        assert [await store(part) for part in parts] == [0, 0, 1]
    assert {one.text for one in await _texts(database)} == {"First second third"}


@pytest.mark.row("1.more-than-nine-parts")
async def test_twelve_parts_are_joined_by_number_and_not_by_spelling(database, store, now):
    parts = [text(chr(96 + n), now, part=(n, 12)) for n in (12, 2, 10, 1, 11, 9, 3, 8, 4, 7, 5, 6)]
    assert await store(*parts) == 1
    (joined,) = await _texts(database)
    assert (joined.text, joined.raw, joined.partial) == ("abcdefghijkl", b"abcdefghijkl", False)


@pytest.mark.row("1.one-reference-two-senders", "4.reassembly-key")
async def test_two_senders_who_use_the_same_reference_are_kept_apart(database, store, now):
    await store(
        text("Ada 1, ", now, part=(1, 2)),
        text("Marie 1, ", now, theirs=MARIE, part=(1, 2)),
        text("Marie 2", now, theirs=MARIE, part=(2, 2)),
        text("Ada 2", now, part=(2, 2)),
    )
    found = {one.key.their_address: one.text for one in await _texts(database)}
    assert found == {ADA: "Ada 1, Ada 2", MARIE: "Marie 1, Marie 2"}


@pytest.mark.row("4.repeated-parts")
async def test_a_part_that_comes_twice_does_no_harm(database, store, now):
    one, two = text("Hello ", now, part=(1, 2)), text("there", now, part=(2, 2))
    assert await store(one, one) == 0
    assert await store(one, two) == 1
    assert await store(two, one) == 0
    assert [one.text for one in await _texts(database)] == ["Hello there"]


@pytest.mark.row("4.repeated-parts")
async def test_a_part_that_comes_again_late_does_not_end_the_waiting(database, store, now):
    assert await store(text("Hello ", now, part=(1, 2))) == 0
    assert await store(text("Hello ", now + 30 * SECOND, part=(1, 2))) == 0
    assert await store(text("there", now + 31 * SECOND, part=(2, 2))) == 1
    assert [(one.text, one.partial) for one in await _texts(database)] == [("Hello there", False)]


async def test_parts_are_read_together_since_a_character_may_be_cut_between_them(
    database, store, now
):
    first, second = "😀".encode()[:2], "😀".encode()[2:]
    parts = [
        replace(text(f"{n}", now, part=(n, 2)), raw=raw) for n, raw in enumerate((first, second), 1)
    ]
    assert await store(*parts) == 1
    assert [one.text for one in await _texts(database)] == ["😀"]


async def test_a_reference_may_be_used_again_even_within_one_batch(database, store, now):
    first = [text("a", now, part=(1, 2)), text("b", now, part=(2, 2))]
    second = [text("c", now, part=(1, 2)), text("d", now, part=(2, 2))]
    third = [text("e", now + 60 * SECOND, part=(n, 2)) for n in (2,)]
    fourth = [text("f", now + 60 * SECOND, part=(1, 2))]
    assert await store(*first, *second) == 2
    assert await store(*third) == 0
    assert await store(*fourth) == 1
    assert [one.text for one in await _texts(database)] == ["ab", "cd", "fe"]


async def test_a_new_text_under_the_reference_of_an_unfinished_one_loses_neither(
    database, store, now
):
    await store(text("lost end ", now, part=(1, 2)))
    await store(text("New ", now + 20 * SECOND, part=(1, 2)))
    assert await store(text("text", now + 21 * SECOND, part=(2, 2))) == 1
    assert [(one.text, one.partial) for one in await _texts(database)] == [
        ("lost end ~", True),
        ("New text", False),
    ]


async def test_parts_that_never_come_are_given_up_and_the_rest_is_delivered(database, store, now):
    await store(text("The start ", now, part=(1, 3)), text("the end", now, part=(3, 3)))
    async with database.write() as tx:
        assert await long_texts.give_up_waiting(tx, now, joins) == 0
    async with database.write() as tx:
        assert await long_texts.give_up_waiting(tx, now + SECOND, joins) == 1
        assert await long_texts.give_up_waiting(tx, now + SECOND, joins) == 0
    (found,) = await _texts(database)
    assert (found.text, found.partial) == ("The start ~the end", True)


async def test_the_rest_of_a_text_that_was_given_up_completes_it_once(database, store, now):
    start, end = text("The start ", now, part=(1, 2)), text("the end", now + SECOND, part=(2, 2))
    await store(start)
    await _give_up(database, now)
    assert await store(replace(start, received_at=now + 2 * SECOND)) == 0
    assert await store(end) == 1
    assert await store(replace(end, received_at=now + 3 * SECOND)) == 0
    assert [(one.text, one.partial) for one in await _texts(database)] == [
        ("The start ~", True),
        ("The start the end", False),
    ]


async def test_of_two_parts_that_come_late_the_text_is_whole_with_the_last(database, store, now):
    await store(text("one ", now, part=(1, 3)))
    await _give_up(database, now)
    assert await store(text("three", now + SECOND, part=(3, 3))) == 0
    assert await store(text("two ", now + 2 * SECOND, part=(2, 3))) == 1
    assert (await _texts(database))[-1].text == "one two three"


async def test_another_text_under_the_reference_of_one_given_up_is_its_own(database, store, now):
    await store(text("lost ", now, part=(1, 2)))
    await _give_up(database, now)
    assert await store(text("New ", now + SECOND, part=(1, 2))) == 0
    assert await store(text("text", now + SECOND, part=(2, 2))) == 1
    assert [one.text for one in await _texts(database)] == ["lost ~", "New text"]


async def test_the_parts_of_a_partial_text_are_kept_until_the_rest_can_no_longer_come(
    database, store, now
):
    await store(text("The start ", now, part=(1, 2)))
    await _give_up(database, now)
    await _forget(database, now + long_texts.LATE - SECOND)
    assert await store(text("the end", now + SECOND, part=(2, 2))) == 1
    await store(text("The start ", now, part=(1, 2), reference=9))
    await _give_up(database, now)
    await _forget(database, now + long_texts.LATE + SECOND)
    assert await store(text("the end", now + SECOND, part=(2, 2), reference=9)) == 0


async def _give_up(database, now):
    async with database.write() as tx:
        assert await long_texts.give_up_waiting(tx, now + SECOND, joins) == 1


async def _forget(database, before):
    async with database.write() as tx:
        await long_texts.forget_parts(tx, before)


async def test_old_parts_are_forgotten_and_waiting_ones_are_not(database, store, now):
    await store(text("a", now, part=(1, 2)), text("b", now, part=(2, 2)))
    await store(text("c", now, part=(1, 2), reference=9))
    async with database.write() as tx:
        await long_texts.forget_parts(tx, now + SECOND)
    assert await store(text("d", now + SECOND, part=(2, 2), reference=9)) == 1
    assert [one.text for one in await _texts(database)] == ["ab", "cd"]


async def test_texts_keep_their_order_whether_long_or_short(database, store, now):
    await store(text("2", now), text("long ", now, part=(1, 2)), text("one", now, part=(2, 2)))
    assert [one.text for one in await _texts(database)] == ["2", "long one"]


async def test_whatever_the_bytes_the_text_is_stored(database, store, now):
    strange = ["", "a\x00b", "\ufffd\ufffe", "😀", "%s {x} ' -- ;", "\x1b\x07", "ع" * 500]
    assert await store(*(text(one, now) for one in strange)) == len(strange)
    found = await _texts(database)
    assert [one.text for one in found] == [one.replace("\x00", "") for one in strange]
    assert [one.raw for one in found] == [one.encode() for one in strange]
    part = text("x\x00", now, part=(1, 2))
    assert await store(part, text("\x00y", now, part=(2, 2))) == 1
    assert ((await _texts(database))[-1].text, (await _texts(database))[-1].raw) == (
        "xy",
        b"x\x00\x00y",
    )


async def _handle(database, limit):
    async with database.write() as tx:
        claimed = await inbox.claim(tx, limit)
        await inbox.finish(tx, [_done(one) for one in claimed], claimed[0].received_at)
    return [(one.key.their_address, one.text) for one in claimed]


def _done(one):
    return Handled(one.id, None, None, "thanks", {"did": []})


async def test_one_text_of_each_conversation_is_taken_oldest_first(database, store, now):
    await store(
        text("1", now),
        text("no, 2", now),
        text("yes", now, theirs=MARIE),
        text("UNDO", now),
    )
    assert await _handle(database, 10) == [(ADA, "1"), (MARIE, "yes")]
    assert await _handle(database, 10) == [(ADA, "no, 2")]
    assert await _handle(database, 10) == [(ADA, "UNDO")]


async def test_a_number_that_floods_us_does_not_hold_up_the_others(database, store, now):
    await store(*(text(f"again {n}", now) for n in range(20)), text("1", now, theirs=MARIE))
    assert await _handle(database, 8) == [(ADA, "again 0"), (MARIE, "1")]
    assert await _handle(database, 1) == [(ADA, "again 1")]


async def test_what_was_handled_stays_handled(database, store, now):
    await store(text("1", now))
    async with database.write() as tx:
        (one,) = await inbox.claim(tx, 1)
        await inbox.finish(tx, [Handled(one.id, 5, 6, "confirm", {"intent": "confirm"})], now)
        await inbox.finish(tx, [_done(one)], now)
    (found,) = await _texts(database)
    assert (found.status, found.practice_id, found.client_id) == ("done", 5, 6)
    assert found.understood == {"intent": "confirm"}
    async with database.read() as tx:
        assert [each.id for each in await inbox.of_address(tx, 5, (Channel.SMS, ADA))] == [one.id]
        assert await inbox.of_address(tx, 4, (Channel.SMS, ADA)) == []


async def test_a_batch_that_fails_leaves_its_texts_for_the_next(database, store, now):
    await store(text("1", now), text("2", now, theirs=MARIE))

    async def failing():
        async with database.write() as tx:
            claimed = await inbox.claim(tx, 10)
            await inbox.finish(tx, [_done(one) for one in claimed], now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await failing()
    assert await _handle(database, 10) == [(ADA, "1"), (MARIE, "2")]


postgres_only = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)


@postgres_only
async def test_a_conversation_held_by_one_process_is_left_alone_by_the_others(
    database, store, store_url, now
):
    await store(text("1", now), text("no", now), text("yes", now, theirs=MARIE))
    other = Database.connect(store_url)
    async with database.write() as mine, other.write() as theirs:
        assert [one.text for one in await inbox.claim(mine, 1)] == ["1"]
        assert [one.text for one in await inbox.claim(theirs, 10)] == ["yes"]
    await other.close()


async def _store_on(database, *arrivals):
    async with database.write() as tx:
        return await inbox.store(tx, arrivals, {}, joins)


async def _until_waiting(tx, task):
    """Return once somebody waits for a lock of ours, or never had to."""
    waiting = sqlalchemy.text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not task.done():
        if (await tx.execute(waiting)).scalar_one():
            return


@postgres_only
async def test_parts_that_two_processes_take_at_once_still_meet(database, store_url, now):
    other = Database.connect(store_url)
    async with database.write() as tx:
        await inbox.store(tx, [text("Hello ", now, part=(1, 2))], {}, joins)
        second = asyncio.create_task(_store_on(other, text("there", now, part=(2, 2))))
        await _until_waiting(tx, second)
    assert await second == 1
    await other.close()
    assert [one.text for one in await _texts(database)] == ["Hello there"]


@postgres_only
async def test_two_processes_that_give_up_waiting_at_once_deliver_the_rest_once(
    database, store, store_url, now
):
    await store(text("The start ", now, part=(1, 2)))
    other = Database.connect(store_url)

    async def give_up(one):
        async with one.write() as tx:
            return await long_texts.give_up_waiting(tx, now + SECOND, joins)

    done = await asyncio.gather(*(give_up(one) for one in (database, other) * 3))
    await other.close()
    assert sum(done) == 1
    assert len(await _texts(database)) == 1
