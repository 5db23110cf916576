"""The inbox: what clients say is stored once, in order, and handled by one at a time."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.conversations import carrier_sessions, inbox
from calendar_store.conversations.inbox import Handled
from calendar_store.database.connection import Database
from calendar_store.model.statuses import Channel
from tests.support.received_texts import ADA, MARIE, joins, stored_texts, text

SECOND = timedelta(seconds=1)


async def test_the_same_bytes_again_within_seconds_are_the_carriers_repetition(
    database, store, now
):
    assert await store(text("1", now), text("1", now)) == 1
    assert await store(text("1", now + 4 * SECOND)) == 0
    assert [one.text for one in await stored_texts(database)] == ["1"]


@pytest.mark.row("5.on-purpose")
async def test_the_same_word_half_a_minute_later_is_another_text(database, store, now):
    await store(text("1", now))
    assert await store(text("1", now + 30 * SECOND)) == 1
    assert await store(text("1", now + 30 * SECOND, theirs=MARIE)) == 1
    assert len(await stored_texts(database)) == 3


@pytest.mark.parametrize("together", [True, False])
async def test_the_same_word_after_another_one_is_said_anew(database, store, now, together):
    said = [text(word, now + n * SECOND) for n, word in enumerate(["1", "2", "1", "1"])]
    if together:
        await store(*said)
    else:
        for one in said:
            await store(one)
    assert [row.text for row in await stored_texts(database)] == ["1", "2", "1"]


async def test_what_others_say_between_makes_no_repetition_a_text(database, store, now):
    await store(text("1", now))
    await store(text("2", now + SECOND, theirs=MARIE))
    await store(text("1", now + 2 * SECOND))
    assert [row.text for row in await stored_texts(database)] == ["1", "2"]


async def test_what_must_not_be_lost_is_kept_each_time(database, now):
    async with database.write() as tx:
        again = [text("STOP", now), text("STOP", now + SECOND), text("STOP", now, session="b")]
        await inbox.store(tx, again, {}, joins, kept=lambda said: said == "STOP")
    assert len(await stored_texts(database)) == 3


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


async def test_texts_keep_their_order_whether_long_or_short(database, store, now):
    await store(text("2", now), text("long ", now, part=(1, 2)), text("one", now, part=(2, 2)))
    assert [one.text for one in await stored_texts(database)] == ["2", "long one"]


async def test_whatever_the_bytes_the_text_is_stored(database, store, now):
    strange = ["", "a\x00b", "\ufffd\ufffe", "😀", "%s {x} ' -- ;", "\x1b\x07", "ع" * 500]
    assert await store(*(text(one, now) for one in strange)) == len(strange)
    found = await stored_texts(database)
    assert [one.text for one in found] == [one.replace("\x00", "") for one in strange]
    assert [one.raw for one in found] == [one.encode() for one in strange]
    part = text("x\x00", now, part=(1, 2))
    assert await store(part, text("\x00y", now, part=(2, 2))) == 1
    assert ((await stored_texts(database))[-1].text, (await stored_texts(database))[-1].raw) == (
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
    (found,) = await stored_texts(database)
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
