"""Receipts: they come early, late and twice; a status only moves forward."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from calendar_store.messages import attempt_outcomes, receipts
from calendar_store.messages.attempt_outcomes import Outcome, PartSent
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import MessageStatus
from gateway.wording.reason_words import in_words
from tests.support.desk import mobile
from tests.support.office import Office
from tests.support.reasons import saying
from tests.support.receipts_told import acceptance, come, leased, says, status_of

M = MessageStatus
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def office(database, practice, now):
    return Office(database, practice.id, now)


async def test_a_delivered_message_says_so_once(office):
    message = await leased(office)
    await office.record(acceptance(message, "17"))
    assert await come(office, says(M.DELIVERED)) == [(message.id, M.DELIVERED)]
    assert await come(office, says(M.DELIVERED)) == []
    found, history = await office.fate(message)
    assert (found.status, in_words(found.reason)) == (M.DELIVERED, "carrier: delivered")
    assert history == ["queued", "sending", "accepted", "delivered"]


@pytest.mark.row("3.only-forward")
async def test_a_late_word_never_turns_delivered_back(office):
    message = await leased(office)
    await office.record(acceptance(message, "17"))
    await come(office, says(M.DELIVERED))
    for status in (M.FAILED, M.EXPIRED, M.UNKNOWN):
        assert await come(office, says(status)) == []
        assert await status_of(office, message) is M.DELIVERED


@pytest.mark.parametrize("last", [M.UNKNOWN, M.FAILED])
async def test_of_two_words_in_one_batch_the_first_final_one_holds(office, last):
    message = await leased(office)
    await office.record(acceptance(message, "17"))
    moved = await come(office, says(M.DELIVERED), says(last))
    assert moved == [(message.id, M.DELIVERED)]
    assert await status_of(office, message) is M.DELIVERED


async def test_knowledge_replaces_ignorance_even_after_days(office):
    message = await leased(office)
    await office.record(acceptance(message, "17"))
    async with office.database.write() as tx:
        await attempt_outcomes.advance(
            tx, [Outcome(message, M.UNKNOWN, saying("no word"))], office.now
        )
    assert await come(office, says(M.DELIVERED)) == [(message.id, M.DELIVERED)]


@pytest.mark.row("3.before-the-response")
async def test_a_receipt_that_comes_before_the_response_waits_for_it(office):
    message = await leased(office)
    assert await come(office, says(M.DELIVERED)) == []
    accepted = acceptance(message, "17")
    async with office.database.write() as tx:
        await attempt_outcomes.record(tx, [accepted], office.now)
        moved = await receipts.match_parked(tx, [accepted], office.now)
        assert await receipts.match_parked(tx, [accepted], office.now) == []
    assert [one.status for one in moved] == [M.DELIVERED]
    assert await status_of(office, message) is M.DELIVERED


@pytest.mark.row("2.several-carriers")
async def test_the_same_id_at_another_carrier_is_another_message(office):
    message = await leased(office)
    await office.record(acceptance(message, "17"))
    assert await come(office, says(M.FAILED, carrier="other")) == []
    assert await status_of(office, message) is M.ACCEPTED


@pytest.mark.row("7.id-and-number")
async def test_of_two_messages_with_one_id_the_number_says_which(office):
    mine, other = [await leased(office, recipient=mobile(n)) for n in (1, 2)]
    await office.record(acceptance(mine, "17"), acceptance(other, "17"))
    assert await come(office, says(M.FAILED, source=mobile(2))) == [(other.id, M.FAILED)]
    assert await come(office, says(M.DELIVERED, source=mobile(1))) == [(mine.id, M.DELIVERED)]
    assert await status_of(office, other) is M.FAILED


@pytest.mark.row("7.id-and-number", "7.number-missing")
@pytest.mark.parametrize("source", ["", "Info", "+39333*****01", "+390699000111"])
async def test_what_fits_two_messages_decides_neither(office, source):
    messages = [await leased(office, recipient=mobile(n)) for n in (1, 2)]
    await office.record(*(acceptance(one, "17") for one in messages))
    assert await come(office, says(M.FAILED, source=source)) == []
    assert {await status_of(office, one) for one in messages} == {M.ACCEPTED}
    assert await come(office, says(M.DELIVERED, source=mobile(1))) == [
        (messages[0].id, M.DELIVERED)
    ]
    # of the two only one still waits
    assert await come(office, says(M.FAILED, source=source)) == [(messages[1].id, M.FAILED)]


@pytest.mark.row("7.number-missing")
@pytest.mark.parametrize(
    ("source", "destination"),
    [
        ("", ""),
        ("393331110001", ""),
        ("00393331110001", ""),
        ("03331110001", ""),
        ("3331110001", ""),
        ("+39 333 11 10001", ""),
        ("+390699000111", mobile(1)),  # the addresses left as the text had them
        ("39333*****01", ""),
        ("Info", "+390699000111"),
    ],
)
async def test_the_number_may_be_missing_or_written_otherwise(office, source, destination):
    message = await leased(office)
    await office.record(acceptance(message, "17"))
    came = says(M.DELIVERED, source=source, destination=destination)
    assert await come(office, came) == [(message.id, M.DELIVERED)]


@pytest.mark.row("7.id-and-number")
async def test_a_receipt_for_a_stranger_decides_nothing_of_ours(office):
    message = await leased(office)
    await office.record(acceptance(message, "17"))
    for source in (mobile(2), mobile(2).removeprefix("+"), "447700900123"):
        assert await come(office, says(M.DELIVERED, source=source)) == []
    assert await status_of(office, message) is M.ACCEPTED


@pytest.mark.row("7.older-than-the-attempt")
async def test_a_parked_receipt_that_is_older_than_the_attempt_is_about_another(office):
    early = says(M.FAILED, "17", source=mobile(1), at=office.now)
    between = says(M.DELIVERED, "18", source=mobile(1), at=office.now + 2 * SECOND)
    for parked, moved in ((early, []), (between, [M.DELIVERED])):
        await come(office, parked)
        message = await leased(office)
        sent = PartSent(1, parked.key, parked.key, sent_at=office.now + SECOND)
        accepted = Outcome(message, M.ACCEPTED, NO_REASON, (sent,), 1)
        async with office.database.write() as tx:
            await attempt_outcomes.record(tx, [accepted], office.now)
            found = await receipts.match_parked(tx, [accepted], office.now)
            found += await receipts.match_late(tx, office.now - HOUR, office.now, 10)
        assert [one.status for one in found] == moved


@pytest.mark.row("7.delivered-after-failed")
@pytest.mark.parametrize("first", [M.FAILED, M.EXPIRED])
async def test_a_delivery_takes_a_failure_back_for_the_same_number(office, first):
    message = await leased(office)
    await office.record(acceptance(message, "17"))
    assert await come(office, says(first, source=mobile(1))) == [(message.id, first)]
    assert await come(office, says(M.DELIVERED, source=mobile(2))) == []
    assert await come(office, says(M.DELIVERED, source=mobile(1))) == [(message.id, M.DELIVERED)]
    assert await come(office, says(first, source=mobile(1))) == []
    assert await status_of(office, message) is M.DELIVERED


async def test_an_attempt_that_an_earlier_one_s_receipt_overtakes_is_paid_for_all_the_same(office):
    await office.queue(price=Decimal("0.045"), parts=1)
    (first,) = await office.lease()
    sent = (PartSent(1, "a", "a"),)
    await office.record(
        Outcome(first, M.UNKNOWN, saying("no answer"), sent, 1, charged=1, retry_at=office.now)
    )
    (second,) = await office.lease()
    await come(office, says(M.DELIVERED, "a"))
    await office.record(acceptance(second, "b"))
    message, _ = await office.fate(first)
    assert (message.status, message.cost) == (M.DELIVERED, Decimal("0.09"))


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_a_receipt_committed_beside_its_response_is_found_afterwards(office):
    message = await leased(office)
    accepted = acceptance(message, "17")
    async with office.database.write() as early, office.database.write() as late:
        await receipts.record(early, [says(M.DELIVERED)], office.now)
        await attempt_outcomes.record(late, [accepted], office.now)
        assert await receipts.match_parked(late, [accepted], office.now) == []
    assert await status_of(office, message) is M.ACCEPTED
    async with office.database.write() as tx:
        moved = await receipts.match_late(tx, office.now - HOUR, office.now, 10)
    assert [(one.message.id, one.status) for one in moved] == [(message.id, M.DELIVERED)]
    assert await status_of(office, message) is M.DELIVERED


async def test_receipts_that_fit_nothing_are_kept_a_while_and_then_forgotten(office):
    await come(office, says(M.DELIVERED))
    async with office.database.write() as tx:
        assert await receipts.match_late(tx, office.now - HOUR, office.now, 10) == []
        await receipts.forget_parked(tx, office.now + HOUR)
    message = await leased(office)
    accepted = acceptance(message, "17")
    async with office.database.write() as tx:
        await attempt_outcomes.record(tx, [accepted], office.now)
        assert await receipts.match_parked(tx, [accepted], office.now) == []


async def test_many_receipts_at_once_each_find_their_message(office):
    messages = [await leased(office) for _ in range(20)]
    await office.record(*(acceptance(m, str(n)) for n, m in enumerate(messages)))
    batches = [[says(M.DELIVERED, str(n)) for n in range(k, 20, 4)] for k in range(4)]
    moved = await asyncio.gather(*(come(office, *batch) for batch in batches))
    assert sorted(key for some in moved for key, _ in some) == sorted(m.id for m in messages)


@pytest.mark.row("7.id-and-number")
async def test_an_id_that_a_carrier_gives_to_hundreds_is_still_told_by_the_number(office):
    others = await office.queue(1, recipient=mobile(2))
    messages = await office.queue(150)
    leased = await office.lease(limit=300)
    await office.record(*(acceptance(one, "0") for one in leased))
    assert await come(office, says(M.DELIVERED, "0", source=mobile(2))) == [
        (others[0].id, M.DELIVERED)
    ]
    assert await come(office, says(M.FAILED, "0", source=mobile(1))) == []
    assert await status_of(office, messages[0]) is M.ACCEPTED


@pytest.mark.row("3.only-forward")
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("attempts", [1, 2])
async def test_of_two_words_at_once_delivered_holds(office, attempts):
    """The one is recorded with the response that it came before, the other beside it."""
    await office.queue()
    for _ in range(attempts - 1):
        (message,) = await office.lease()
        await office.record(Outcome(message, M.QUEUED, saying("later"), retry_at=office.now))
    (message,) = await office.lease()
    await office.record(acceptance(message, "17"))
    failed = says(M.FAILED, source=mobile(1))
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with office.database.write() as tx:
        await receipts.record(tx, [says(M.DELIVERED, source=mobile(1))], office.now)
        beside = asyncio.create_task(come(office, failed))
        async with asyncio.timeout(10), office.database.read() as look:
            while not (beside.done() or (await look.execute(waits)).scalar_one()):
                await asyncio.wait((beside,), timeout=0.01)
    assert await beside == []  # and nobody is alarmed
    assert await status_of(office, message) is M.DELIVERED
