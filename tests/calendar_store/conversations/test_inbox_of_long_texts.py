"""Long texts in the inbox: their parts are joined once, and what never comes is given up."""

import asyncio
import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy

from calendar_store.conversations import inbox, long_texts
from calendar_store.database.connection import Database
from tests.support.received_texts import ADA, MARIE, joins, stored_texts, text

SECOND = timedelta(seconds=1)


@pytest.mark.row("4.any-order")
async def test_a_long_text_is_joined_whatever_the_order_of_its_parts(database, store, now):
    said = ["First ", "second ", "third"]
    for reference, order in enumerate(itertools.permutations(range(3))):
        parts = [text(said[n], now, part=(n + 1, 3), reference=reference) for n in order]
        assert [await store(part) for part in parts] == [0, 0, 1]
    assert {one.text for one in await stored_texts(database)} == {"First second third"}


@pytest.mark.row("1.more-than-nine-parts")
async def test_twelve_parts_are_joined_by_number_and_not_by_spelling(database, store, now):
    parts = [text(chr(96 + n), now, part=(n, 12)) for n in (12, 2, 10, 1, 11, 9, 3, 8, 4, 7, 5, 6)]
    assert await store(*parts) == 1
    (joined,) = await stored_texts(database)
    assert (joined.text, joined.raw, joined.partial) == ("abcdefghijkl", b"abcdefghijkl", False)


@pytest.mark.row("1.one-reference-two-senders", "4.reassembly-key")
async def test_two_senders_who_use_the_same_reference_are_kept_apart(database, store, now):
    await store(
        text("Ada 1, ", now, part=(1, 2)),
        text("Marie 1, ", now, theirs=MARIE, part=(1, 2)),
        text("Marie 2", now, theirs=MARIE, part=(2, 2)),
        text("Ada 2", now, part=(2, 2)),
    )
    found = {one.key.their_address: one.text for one in await stored_texts(database)}
    assert found == {ADA: "Ada 1, Ada 2", MARIE: "Marie 1, Marie 2"}


@pytest.mark.row("4.repeated-parts")
async def test_a_part_that_comes_twice_does_no_harm(database, store, now):
    one, two = text("Hello ", now, part=(1, 2)), text("there", now, part=(2, 2))
    assert await store(one, one) == 0
    assert await store(one, two) == 1
    assert await store(two, one) == 0
    assert [one.text for one in await stored_texts(database)] == ["Hello there"]


@pytest.mark.row("4.repeated-parts")
async def test_a_part_that_comes_again_late_does_not_end_the_waiting(database, store, now):
    assert await store(text("Hello ", now, part=(1, 2))) == 0
    assert await store(text("Hello ", now + 30 * SECOND, part=(1, 2))) == 0
    assert await store(text("there", now + 31 * SECOND, part=(2, 2))) == 1
    assert [(one.text, one.partial) for one in await stored_texts(database)] == [
        ("Hello there", False)
    ]


async def test_parts_are_read_together_since_a_character_may_be_cut_between_them(
    database, store, now
):
    first, second = "😀".encode()[:2], "😀".encode()[2:]
    parts = [
        replace(text(f"{n}", now, part=(n, 2)), raw=raw) for n, raw in enumerate((first, second), 1)
    ]
    assert await store(*parts) == 1
    assert [one.text for one in await stored_texts(database)] == ["😀"]


async def test_a_reference_may_be_used_again_even_within_one_batch(database, store, now):
    first = [text("a", now, part=(1, 2)), text("b", now, part=(2, 2))]
    second = [text("c", now, part=(1, 2)), text("d", now, part=(2, 2))]
    third = [text("e", now + 60 * SECOND, part=(n, 2)) for n in (2,)]
    fourth = [text("f", now + 60 * SECOND, part=(1, 2))]
    assert await store(*first, *second) == 2
    assert await store(*third) == 0
    assert await store(*fourth) == 1
    assert [one.text for one in await stored_texts(database)] == ["ab", "cd", "fe"]


async def test_a_new_text_under_the_reference_of_an_unfinished_one_loses_neither(
    database, store, now
):
    await store(text("lost end ", now, part=(1, 2)))
    await store(text("New ", now + 20 * SECOND, part=(1, 2)))
    assert await store(text("text", now + 21 * SECOND, part=(2, 2))) == 1
    assert [(one.text, one.partial) for one in await stored_texts(database)] == [
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
    (found,) = await stored_texts(database)
    assert (found.text, found.partial) == ("The start ~the end", True)


async def test_the_rest_of_a_text_that_was_given_up_completes_it_once(database, store, now):
    start, end = text("The start ", now, part=(1, 2)), text("the end", now + SECOND, part=(2, 2))
    await store(start)
    await _give_up(database, now)
    assert await store(replace(start, received_at=now + 2 * SECOND)) == 0
    assert await store(end) == 1
    assert await store(replace(end, received_at=now + 3 * SECOND)) == 0
    assert [(one.text, one.partial) for one in await stored_texts(database)] == [
        ("The start ~", True),
        ("The start the end", False),
    ]


async def test_of_two_parts_that_come_late_the_text_is_whole_with_the_last(database, store, now):
    await store(text("one ", now, part=(1, 3)))
    await _give_up(database, now)
    assert await store(text("three", now + SECOND, part=(3, 3))) == 0
    assert await store(text("two ", now + 2 * SECOND, part=(2, 3))) == 1
    assert (await stored_texts(database))[-1].text == "one two three"


async def test_another_text_under_the_reference_of_one_given_up_is_its_own(database, store, now):
    await store(text("lost ", now, part=(1, 2)))
    await _give_up(database, now)
    assert await store(text("New ", now + SECOND, part=(1, 2))) == 0
    assert await store(text("text", now + SECOND, part=(2, 2))) == 1
    assert [one.text for one in await stored_texts(database)] == ["lost ~", "New text"]


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
    assert [one.text for one in await stored_texts(database)] == ["ab", "cd"]


postgres_only = pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)


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
    assert [one.text for one in await stored_texts(database)] == ["Hello there"]


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
    assert len(await stored_texts(database)) == 1
