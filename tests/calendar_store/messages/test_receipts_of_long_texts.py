"""Receipts of long texts: one for all their parts, or one for each, at once or in pieces."""

import asyncio

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


@pytest.fixture
def office(database, practice, now):
    return Office(database, practice.id, now)


@pytest.mark.row("7.one-id-for-all-parts")
async def test_one_id_for_all_parts_stands_for_the_whole_text(office):
    for last in (M.DELIVERED, M.FAILED):
        message = await leased(office)
        await office.record(acceptance(message, "17", "17", "17"))
        assert await come(office, says(last, source=mobile(1))) == [(message.id, last)]
        assert await come(office, says(last, source=mobile(1))) == []


@pytest.mark.row("7.one-id-for-all-parts")
@pytest.mark.parametrize("parts", [2, 3])
@pytest.mark.parametrize("lost", [M.FAILED, M.EXPIRED])
async def test_one_id_for_all_parts_and_a_receipt_for_each(office, parts, lost):
    """A text of which a part is lost did not arrive, whatever was said of another part first."""
    message = await leased(office)
    await office.record(acceptance(message, *(["17"] * parts)))
    delivered, failed = says(M.DELIVERED, source=mobile(1)), says(lost, source=mobile(1))
    assert await come(office, delivered) == [(message.id, M.DELIVERED)]
    assert await come(office, failed) == [(message.id, lost)]
    assert (await office.fate(message))[0].reason == failed.reason
    # each part has arrived in the end: then nothing changes that any more
    for left in range(parts - 1, 0, -1):
        moved = await come(office, delivered)
        assert moved == ([] if left > 1 else [(message.id, M.DELIVERED)])
    assert await come(office, failed, delivered, failed) == []
    assert await status_of(office, message) is M.DELIVERED


@pytest.mark.row("7.one-id-for-all-parts")
async def test_one_id_for_all_parts_and_as_many_receipts_at_once(office):
    message = await leased(office)
    await office.record(acceptance(message, "17", "17", "17"))
    delivered, failed = says(M.DELIVERED, source=mobile(1)), says(M.FAILED, source=mobile(1))
    assert await come(office, delivered, failed, delivered) == [(message.id, M.FAILED)]
    other = await leased(office)
    await office.record(acceptance(other, "18", "18"))
    some = [says(status, "18", source=mobile(1)) for status in (M.UNKNOWN, M.DELIVERED)]
    assert await come(office, *some) == [(other.id, M.DELIVERED)]
    third = await leased(office)
    await office.record(acceptance(third, "19", "19"))
    # taken back for the whole text, as for a single one
    some = [says(status, "19", source=mobile(1)) for status in (M.FAILED, M.DELIVERED)]
    assert await come(office, *some) == [(third.id, M.DELIVERED)]


@pytest.mark.row("3.long-all")
async def test_a_long_message_is_delivered_when_all_its_parts_are(office):
    message = await leased(office)
    await office.record(acceptance(message, "a", "b", "c"))
    assert await come(office, says(M.DELIVERED, "b"), says(M.DELIVERED, "b")) == []
    assert await come(office, says(M.DELIVERED, "a")) == []
    assert await status_of(office, message) is M.ACCEPTED
    assert await come(office, says(M.DELIVERED, "c")) == [(message.id, M.DELIVERED)]


@pytest.mark.row("3.long-failed")
async def test_a_long_message_has_failed_when_any_part_has(office):
    message = await leased(office)
    await office.record(acceptance(message, "a", "b"))
    await come(office, says(M.DELIVERED, "a"))
    assert await come(office, says(M.FAILED, "b")) == [(message.id, M.FAILED)]
    assert in_words((await office.fate(message))[0].reason) == "carrier: failed"


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 0, 1)])
async def test_of_a_long_message_that_failed_staff_read_why_and_not_what_the_others_did(
    office, order
):
    message = await leased(office)
    await office.record(acceptance(message, "17", "18", "19"))
    came = says(M.FAILED, "17"), says(M.DELIVERED, "18"), says(M.DELIVERED, "19")
    assert await come(office, *(came[n] for n in order)) == [(message.id, M.FAILED)]
    found, _ = await office.fate(message)
    assert (found.status, in_words(found.reason)) == (M.FAILED, "carrier: failed")


async def test_where_the_carrier_reports_on_one_part_that_one_decides(office):
    for key in ("a", "b"):
        message = await leased(office)
        await office.record(acceptance(message, "a", "b"))
        moved = await come(office, says(M.DELIVERED, key, decides=True))
        assert moved == [(message.id, M.DELIVERED)]


async def test_parts_of_an_earlier_attempt_do_not_make_the_present_one_whole(office):
    first = await leased(office)
    sent = (PartSent(1, "a", "a"),)
    await office.record(Outcome(first, M.QUEUED, saying("busy"), sent, 2, retry_at=office.now))
    (second,) = await office.lease()
    await office.record(acceptance(second, "c", "d"))
    await come(office, says(M.DELIVERED, "a"), says(M.DELIVERED, "c"))
    assert await status_of(office, first) is M.ACCEPTED
    await come(office, says(M.DELIVERED, "d"))
    assert await status_of(office, first) is M.DELIVERED


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_parts_that_arrive_at_once_make_a_text_that_arrived(office):
    """An attempt is recorded with its early receipt while that of another part is recorded, too."""
    await office.queue(parts=2)
    (message,) = await office.lease()
    first = PartSent(1, "17", "17", total=2)
    again = Outcome(message, M.QUEUED, saying("later"), (first,), 2, retry_at=office.now)
    await office.record(again)
    await come(office, says(M.DELIVERED, "18", source=mobile(1)))
    (message,) = await office.lease()
    rest = Outcome(message, M.ACCEPTED, NO_REASON, (PartSent(2, "18", "18", total=2),), 2)
    async with office.database.write() as tx:
        await attempt_outcomes.record(tx, [rest], office.now)
        await receipts.match_parked(tx, [rest], office.now)
        beside = asyncio.create_task(come(office, says(M.DELIVERED, source=mobile(1))))
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        async with asyncio.timeout(10), office.database.read() as look:
            while not (beside.done() or (await look.execute(waits)).scalar_one()):
                await asyncio.wait((beside,), timeout=0.01)
    assert await beside == [(message.id, M.DELIVERED)]
    found, _ = await office.fate(message)
    assert found.status is M.DELIVERED
