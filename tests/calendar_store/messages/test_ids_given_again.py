"""Ids that a carrier gives again: which of several messages a receipt is about."""

from datetime import timedelta

import pytest

from calendar_store.messages import attempt_outcomes, receipts, unanswered
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.messages.receipt_match import HELD_FOR
from calendar_store.model.statuses import MessageStatus
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


@pytest.mark.row("7.id-and-number")
async def test_an_id_used_again_for_the_same_number_is_about_the_one_that_waits(office):
    old = await leased(office)
    await office.record(acceptance(old, "17"))
    await come(office, says(M.DELIVERED, source=mobile(1)))
    new = await leased(office)
    await office.record(acceptance(new, "17"))
    assert await come(office, says(M.FAILED, source=mobile(1))) == [(new.id, M.FAILED)]
    assert await status_of(office, old) is M.DELIVERED


async def _settle(office, *outcomes):
    """Record outcomes with the receipts that waited for them, as a sender does."""
    async with office.database.write() as tx:
        await attempt_outcomes.record(tx, outcomes, office.now)
        moved = await receipts.match_parked(tx, outcomes, office.now)
    return [(one.message.id, one.status) for one in moved]


async def _look_again(office, after=timedelta(0)):
    """Look at parked receipts as the sweeper does."""
    now = office.now + after
    async with office.database.write() as tx:
        moved = await receipts.match_late(tx, now - HOUR, now, 10)
    return [(one.message.id, one.status) for one in moved]


async def _settled_and_unanswered(office, status, *keys):
    """A message of one id about which all is said, and one to the same number on its way."""
    old = await leased(office)
    await office.record(acceptance(old, *(keys or ("17",))))
    said = [says(status, key, source=mobile(1)) for key in keys or ("17",)]
    await come(office, *said)
    assert await status_of(office, old) is status
    return old, await leased(office)


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize("source", [mobile(1), mobile(1)[3:], mobile(1)[1:], ""])
@pytest.mark.parametrize(
    ("before", "after"),
    [(M.FAILED, M.DELIVERED), (M.EXPIRED, M.DELIVERED), (M.DELIVERED, M.FAILED)],
)
async def test_an_id_used_again_whose_response_is_still_to_come(office, before, after, source):
    old, new = await _settled_and_unanswered(office, before)
    assert await come(office, says(after, source=source, at=office.now)) == []
    assert await _look_again(office) == []
    assert (await status_of(office, old), await status_of(office, new)) == (before, M.SENDING)
    assert await _settle(office, acceptance(new, "17")) == [(new.id, after)]
    assert (await status_of(office, old), await status_of(office, new)) == (before, after)
    assert await _look_again(office) == []


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize("before", [M.FAILED, M.DELIVERED])
async def test_parts_of_long_texts_whose_ids_are_used_again(office, before):
    old, new = await _settled_and_unanswered(office, before, "17", "18")
    after = M.DELIVERED if before is M.FAILED else M.FAILED
    came = [says(after, key, source=mobile(1), at=office.now) for key in ("18", "17")]
    assert await come(office, *came) == []
    assert await _settle(office, acceptance(new, "18", "17")) == [(new.id, after)]
    assert (await status_of(office, old), await status_of(office, new)) == (before, after)


@pytest.mark.row("7.id-again-before-its-response")
async def test_a_part_that_arrived_takes_no_receipt_of_a_later_text(office):
    """Though its own text still waits for the other part."""
    old = await leased(office)
    await office.record(acceptance(old, "17", "18"))
    await come(office, says(M.DELIVERED, source=mobile(1)))
    new = await leased(office)
    assert await come(office, says(M.FAILED, source=mobile(1), at=office.now)) == []
    assert await _settle(office, acceptance(new, "17")) == [(new.id, M.FAILED)]
    assert await come(office, says(M.DELIVERED, "18", source=mobile(1))) == [(old.id, M.DELIVERED)]


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize("key", ["99", None])
async def test_once_the_response_has_another_id_the_receipt_is_about_the_older_one(office, key):
    old, new = await _settled_and_unanswered(office, M.FAILED)
    assert await come(office, says(M.DELIVERED, source=mobile(1), at=office.now)) == []
    answer = acceptance(new, key) if key else Outcome(new, M.FAILED, saying("refused"))
    assert await _settle(office, answer) == []
    assert await _look_again(office) == [(old.id, M.DELIVERED)]
    assert await status_of(office, new) is (M.ACCEPTED if key else M.FAILED)


@pytest.mark.row("7.id-again-before-its-response")
async def test_a_receipt_waits_for_a_response_for_minutes_and_not_for_ever(office):
    old, new = await _settled_and_unanswered(office, M.FAILED)
    assert await come(office, says(M.DELIVERED, source=mobile(1), at=office.now)) == []
    assert await _look_again(office, HELD_FOR - SECOND) == []
    assert await _look_again(office, HELD_FOR) == [(old.id, M.DELIVERED)]
    assert await status_of(office, new) is M.SENDING


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize("where", [{"recipient": mobile(2)}, {"carrier": "other"}])
async def test_what_goes_elsewhere_holds_no_receipt(office, where):
    old = await leased(office)
    await office.record(acceptance(old, "17"))
    await come(office, says(M.FAILED, source=mobile(1)))
    await office.queue(**where)
    assert await office.lease(carrier=where.get("carrier", "primary"))
    came = says(M.DELIVERED, source=mobile(1), at=office.now)
    assert await come(office, came) == [(old.id, M.DELIVERED)]


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_a_response_recorded_while_its_receipt_is_read_is_seen(office, monkeypatch):
    """Between the look at the ids and the look at what is unanswered."""
    old, new = await _settled_and_unanswered(office, M.FAILED)
    looks = unanswered.since

    async def meanwhile(tx, carriers):
        await _settle(office, acceptance(new, "17"))
        return await looks(tx, carriers)

    monkeypatch.setattr(unanswered, "since", meanwhile)
    came = says(M.DELIVERED, source=mobile(1), at=office.now)
    assert await come(office, came) == [(new.id, M.DELIVERED)]
    assert await status_of(office, old) is M.FAILED
