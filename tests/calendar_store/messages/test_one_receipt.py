"""One receipt for a whole text: it stands for parts that went out after it had come."""

from dataclasses import replace

import pytest

from calendar_store.messages import one_receipt, receipts
from calendar_store.messages.attempt_outcomes import Outcome, PartSent
from calendar_store.messages.received_receipts import Receipt
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import MessageStatus, PartStatus
from tests.support.desk import mobile
from tests.support.office import Office
from tests.support.reasons import saying

M = MessageStatus
DOUBT = PartStatus.DOUBT


@pytest.fixture
def office(database, practice, now):
    return Office(database, practice.id, now)


async def begun(office, *parts):
    """Return a text of three parts in its second attempt, of which the first one sent some."""
    await office.queue(parts=3)
    (message,) = await office.lease()
    again = Outcome(message, M.QUEUED, saying("later"), parts, 3, retry_at=office.now)
    await office.record(again)
    return (await office.lease())[0]


async def arrives(office, key):
    came = Receipt("primary", key, M.DELIVERED, saying("delivered"), decides=True, source=mobile(1))
    async with office.database.write() as tx:
        await receipts.record(tx, [came], office.now)


async def ended(office, message, status, *parts, **more):
    """Record the end of the second attempt; return where the message stands."""
    outcome = Outcome(message, status, NO_REASON, parts, 3, **more)
    await office.record(outcome)
    async with office.database.write() as tx:
        moved = await one_receipt.arrived_before(tx, [outcome], office.now)
    found, _ = await office.fate(message)
    assert [one.status for one in moved] == ([M.DELIVERED] if found.status is M.DELIVERED else [])
    return found.status


async def test_a_part_that_goes_later_counts_as_the_others(office):
    message = await begun(office, PartSent(1, "a", "a"), PartSent(3, "c", "c"))
    await arrives(office, "c")
    assert await ended(office, message, M.ACCEPTED, PartSent(2, "b", "b")) is M.DELIVERED


async def test_so_it_does_where_a_needless_copy_is_in_doubt(office):
    message = await begun(office, PartSent(2, "", "", status=DOUBT), PartSent(3, "c", "c"))
    await arrives(office, "c")
    parts = PartSent(1, "a", "a"), PartSent(2, "", "", status=DOUBT)
    assert await ended(office, message, M.UNKNOWN, *parts, retry_at=office.now) is M.DELIVERED


async def test_what_is_still_missing_is_not_made_up(office):
    message = await begun(office, PartSent(3, "c", "c"))
    await arrives(office, "c")
    parts = (PartSent(1, "a", "a"),)
    assert await ended(office, message, M.QUEUED, *parts, retry_at=office.now) is M.QUEUED


async def test_without_the_receipt_nothing_is_known(office):
    message = await begun(office, PartSent(1, "a", "a"), PartSent(3, "c", "c"))
    assert await ended(office, message, M.ACCEPTED, PartSent(2, "b", "b")) is M.ACCEPTED


async def test_another_text_is_another_matter(office):
    message = await begun(office, PartSent(3, "c", "c"))
    await arrives(office, "c")
    cut_otherwise = replace(PartSent(1, "a", "a"), total=1)
    assert await ended(office, message, M.ACCEPTED, cut_otherwise) is M.ACCEPTED
