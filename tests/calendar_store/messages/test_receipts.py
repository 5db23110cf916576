"""Receipts: they come early, late, twice and in pieces; a status only moves forward."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text

from calendar_store.messages import attempt_outcomes, receipts, unanswered
from calendar_store.messages.attempt_outcomes import Outcome, PartSent
from calendar_store.messages.receipt_match import HELD_FOR
from calendar_store.messages.received_receipts import Receipt
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import MessageStatus
from gateway.wording.reason_words import in_words
from tests.support.desk import mobile
from tests.support.office import Office
from tests.support.reasons import saying

M = MessageStatus
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def office(database, practice, now):
    return Office(database, practice.id, now)


def says(status, key="17", *, carrier="primary", decides=False, **where):
    return Receipt(carrier, key, status, saying(f"carrier: {status}"), decides, **where)


async def _leased(office, **changes):
    await office.queue(**changes)
    return (await office.lease())[0]


def _accepted(message, *keys):
    parts = tuple(PartSent(n, key.upper(), key) for n, key in enumerate(keys, start=1))
    return Outcome(message, M.ACCEPTED, NO_REASON, parts, len(keys))


async def _come(office, *came):
    async with office.database.write() as tx:
        moved = await receipts.record(tx, came, office.now)
    return [(one.message.id, one.status) for one in moved]


async def _status(office, message):
    return (await office.fate(message))[0].status


async def test_a_delivered_message_says_so_once(office):
    message = await _leased(office)
    await office.record(_accepted(message, "17"))
    assert await _come(office, says(M.DELIVERED)) == [(message.id, M.DELIVERED)]
    assert await _come(office, says(M.DELIVERED)) == []
    found, history = await office.fate(message)
    assert (found.status, in_words(found.reason)) == (M.DELIVERED, "carrier: delivered")
    assert history == ["queued", "sending", "accepted", "delivered"]


@pytest.mark.row("3.only-forward")
async def test_a_late_word_never_turns_delivered_back(office):
    message = await _leased(office)
    await office.record(_accepted(message, "17"))
    await _come(office, says(M.DELIVERED))
    for status in (M.FAILED, M.EXPIRED, M.UNKNOWN):
        assert await _come(office, says(status)) == []
        assert await _status(office, message) is M.DELIVERED


@pytest.mark.parametrize("last", [M.UNKNOWN, M.FAILED])
async def test_of_two_words_in_one_batch_the_first_final_one_holds(office, last):
    message = await _leased(office)
    await office.record(_accepted(message, "17"))
    moved = await _come(office, says(M.DELIVERED), says(last))
    assert moved == [(message.id, M.DELIVERED)]
    assert await _status(office, message) is M.DELIVERED


async def test_knowledge_replaces_ignorance_even_after_days(office):
    message = await _leased(office)
    await office.record(_accepted(message, "17"))
    async with office.database.write() as tx:
        await attempt_outcomes.advance(
            tx, [Outcome(message, M.UNKNOWN, saying("no word"))], office.now
        )
    assert await _come(office, says(M.DELIVERED)) == [(message.id, M.DELIVERED)]


@pytest.mark.row("3.before-the-response")
async def test_a_receipt_that_comes_before_the_response_waits_for_it(office):
    message = await _leased(office)
    assert await _come(office, says(M.DELIVERED)) == []
    accepted = _accepted(message, "17")
    async with office.database.write() as tx:
        await attempt_outcomes.record(tx, [accepted], office.now)
        moved = await receipts.match_parked(tx, [accepted], office.now)
        assert await receipts.match_parked(tx, [accepted], office.now) == []
    assert [one.status for one in moved] == [M.DELIVERED]
    assert await _status(office, message) is M.DELIVERED


@pytest.mark.row("2.several-carriers")
async def test_the_same_id_at_another_carrier_is_another_message(office):
    message = await _leased(office)
    await office.record(_accepted(message, "17"))
    assert await _come(office, says(M.FAILED, carrier="other")) == []
    assert await _status(office, message) is M.ACCEPTED


@pytest.mark.row("7.id-and-number")
async def test_of_two_messages_with_one_id_the_number_says_which(office):
    mine, other = [await _leased(office, recipient=mobile(n)) for n in (1, 2)]
    await office.record(_accepted(mine, "17"), _accepted(other, "17"))
    assert await _come(office, says(M.FAILED, source=mobile(2))) == [(other.id, M.FAILED)]
    assert await _come(office, says(M.DELIVERED, source=mobile(1))) == [(mine.id, M.DELIVERED)]
    assert await _status(office, other) is M.FAILED


@pytest.mark.row("7.id-and-number", "7.number-missing")
@pytest.mark.parametrize("source", ["", "Info", "+39333*****01", "+390699000111"])
async def test_what_fits_two_messages_decides_neither(office, source):
    messages = [await _leased(office, recipient=mobile(n)) for n in (1, 2)]
    await office.record(*(_accepted(one, "17") for one in messages))
    assert await _come(office, says(M.FAILED, source=source)) == []
    assert {await _status(office, one) for one in messages} == {M.ACCEPTED}
    assert await _come(office, says(M.DELIVERED, source=mobile(1))) == [
        (messages[0].id, M.DELIVERED)
    ]
    # of the two only one still waits
    assert await _come(office, says(M.FAILED, source=source)) == [(messages[1].id, M.FAILED)]


@pytest.mark.row("7.id-and-number")
async def test_an_id_used_again_for_the_same_number_is_about_the_one_that_waits(office):
    old = await _leased(office)
    await office.record(_accepted(old, "17"))
    await _come(office, says(M.DELIVERED, source=mobile(1)))
    new = await _leased(office)
    await office.record(_accepted(new, "17"))
    assert await _come(office, says(M.FAILED, source=mobile(1))) == [(new.id, M.FAILED)]
    assert await _status(office, old) is M.DELIVERED


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
    old = await _leased(office)
    await office.record(_accepted(old, *(keys or ("17",))))
    said = [says(status, key, source=mobile(1)) for key in keys or ("17",)]
    await _come(office, *said)
    assert await _status(office, old) is status
    return old, await _leased(office)


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize("source", [mobile(1), mobile(1)[3:], mobile(1)[1:], ""])
@pytest.mark.parametrize(
    ("before", "after"),
    [(M.FAILED, M.DELIVERED), (M.EXPIRED, M.DELIVERED), (M.DELIVERED, M.FAILED)],
)
async def test_an_id_used_again_whose_response_is_still_to_come(office, before, after, source):
    old, new = await _settled_and_unanswered(office, before)
    assert await _come(office, says(after, source=source, at=office.now)) == []
    assert await _look_again(office) == []
    assert (await _status(office, old), await _status(office, new)) == (before, M.SENDING)
    assert await _settle(office, _accepted(new, "17")) == [(new.id, after)]
    assert (await _status(office, old), await _status(office, new)) == (before, after)
    assert await _look_again(office) == []


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize("before", [M.FAILED, M.DELIVERED])
async def test_parts_of_long_texts_whose_ids_are_used_again(office, before):
    old, new = await _settled_and_unanswered(office, before, "17", "18")
    after = M.DELIVERED if before is M.FAILED else M.FAILED
    came = [says(after, key, source=mobile(1), at=office.now) for key in ("18", "17")]
    assert await _come(office, *came) == []
    assert await _settle(office, _accepted(new, "18", "17")) == [(new.id, after)]
    assert (await _status(office, old), await _status(office, new)) == (before, after)


@pytest.mark.row("7.id-again-before-its-response")
async def test_a_part_that_arrived_takes_no_receipt_of_a_later_text(office):
    """Though its own text still waits for the other part."""
    old = await _leased(office)
    await office.record(_accepted(old, "17", "18"))
    await _come(office, says(M.DELIVERED, source=mobile(1)))
    new = await _leased(office)
    assert await _come(office, says(M.FAILED, source=mobile(1), at=office.now)) == []
    assert await _settle(office, _accepted(new, "17")) == [(new.id, M.FAILED)]
    assert await _come(office, says(M.DELIVERED, "18", source=mobile(1))) == [(old.id, M.DELIVERED)]


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize("key", ["99", None])
async def test_once_the_response_has_another_id_the_receipt_is_about_the_older_one(office, key):
    old, new = await _settled_and_unanswered(office, M.FAILED)
    assert await _come(office, says(M.DELIVERED, source=mobile(1), at=office.now)) == []
    answer = _accepted(new, key) if key else Outcome(new, M.FAILED, saying("refused"))
    assert await _settle(office, answer) == []
    assert await _look_again(office) == [(old.id, M.DELIVERED)]
    assert await _status(office, new) is (M.ACCEPTED if key else M.FAILED)


@pytest.mark.row("7.id-again-before-its-response")
async def test_a_receipt_waits_for_a_response_for_minutes_and_not_for_ever(office):
    old, new = await _settled_and_unanswered(office, M.FAILED)
    assert await _come(office, says(M.DELIVERED, source=mobile(1), at=office.now)) == []
    assert await _look_again(office, HELD_FOR - SECOND) == []
    assert await _look_again(office, HELD_FOR) == [(old.id, M.DELIVERED)]
    assert await _status(office, new) is M.SENDING


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize("where", [{"recipient": mobile(2)}, {"carrier": "other"}])
async def test_what_goes_elsewhere_holds_no_receipt(office, where):
    old = await _leased(office)
    await office.record(_accepted(old, "17"))
    await _come(office, says(M.FAILED, source=mobile(1)))
    await office.queue(**where)
    assert await office.lease(carrier=where.get("carrier", "primary"))
    came = says(M.DELIVERED, source=mobile(1), at=office.now)
    assert await _come(office, came) == [(old.id, M.DELIVERED)]


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_a_response_recorded_while_its_receipt_is_read_is_seen(office, monkeypatch):
    """Between the look at the ids and the look at what is unanswered."""
    old, new = await _settled_and_unanswered(office, M.FAILED)
    looks = unanswered.since

    async def meanwhile(tx, carriers):
        await _settle(office, _accepted(new, "17"))
        return await looks(tx, carriers)

    monkeypatch.setattr(unanswered, "since", meanwhile)
    came = says(M.DELIVERED, source=mobile(1), at=office.now)
    assert await _come(office, came) == [(new.id, M.DELIVERED)]
    assert await _status(office, old) is M.FAILED


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
    message = await _leased(office)
    await office.record(_accepted(message, "17"))
    came = says(M.DELIVERED, source=source, destination=destination)
    assert await _come(office, came) == [(message.id, M.DELIVERED)]


@pytest.mark.row("7.id-and-number")
async def test_a_receipt_for_a_stranger_decides_nothing_of_ours(office):
    message = await _leased(office)
    await office.record(_accepted(message, "17"))
    for source in (mobile(2), mobile(2).removeprefix("+"), "447700900123"):
        assert await _come(office, says(M.DELIVERED, source=source)) == []
    assert await _status(office, message) is M.ACCEPTED


@pytest.mark.row("7.older-than-the-attempt")
async def test_a_parked_receipt_that_is_older_than_the_attempt_is_about_another(office):
    early = says(M.FAILED, "17", source=mobile(1), at=office.now)
    between = says(M.DELIVERED, "18", source=mobile(1), at=office.now + 2 * SECOND)
    for parked, moved in ((early, []), (between, [M.DELIVERED])):
        await _come(office, parked)
        message = await _leased(office)
        sent = PartSent(1, parked.key, parked.key, sent_at=office.now + SECOND)
        accepted = Outcome(message, M.ACCEPTED, NO_REASON, (sent,), 1)
        async with office.database.write() as tx:
            await attempt_outcomes.record(tx, [accepted], office.now)
            found = await receipts.match_parked(tx, [accepted], office.now)
            found += await receipts.match_late(tx, office.now - HOUR, office.now, 10)
        assert [one.status for one in found] == moved


@pytest.mark.row("7.one-id-for-all-parts")
async def test_one_id_for_all_parts_stands_for_the_whole_text(office):
    for last in (M.DELIVERED, M.FAILED):
        message = await _leased(office)
        await office.record(_accepted(message, "17", "17", "17"))
        assert await _come(office, says(last, source=mobile(1))) == [(message.id, last)]
        assert await _come(office, says(last, source=mobile(1))) == []


@pytest.mark.row("7.one-id-for-all-parts")
@pytest.mark.parametrize("parts", [2, 3])
@pytest.mark.parametrize("lost", [M.FAILED, M.EXPIRED])
async def test_one_id_for_all_parts_and_a_receipt_for_each(office, parts, lost):
    """A text of which a part is lost did not arrive, whatever was said of another part first."""
    message = await _leased(office)
    await office.record(_accepted(message, *(["17"] * parts)))
    delivered, failed = says(M.DELIVERED, source=mobile(1)), says(lost, source=mobile(1))
    assert await _come(office, delivered) == [(message.id, M.DELIVERED)]
    assert await _come(office, failed) == [(message.id, lost)]
    assert (await office.fate(message))[0].reason == failed.reason
    # each part has arrived in the end: then nothing changes that any more
    for left in range(parts - 1, 0, -1):
        moved = await _come(office, delivered)
        assert moved == ([] if left > 1 else [(message.id, M.DELIVERED)])
    assert await _come(office, failed, delivered, failed) == []
    assert await _status(office, message) is M.DELIVERED


@pytest.mark.row("7.one-id-for-all-parts")
async def test_one_id_for_all_parts_and_as_many_receipts_at_once(office):
    message = await _leased(office)
    await office.record(_accepted(message, "17", "17", "17"))
    delivered, failed = says(M.DELIVERED, source=mobile(1)), says(M.FAILED, source=mobile(1))
    assert await _come(office, delivered, failed, delivered) == [(message.id, M.FAILED)]
    other = await _leased(office)
    await office.record(_accepted(other, "18", "18"))
    some = [says(status, "18", source=mobile(1)) for status in (M.UNKNOWN, M.DELIVERED)]
    assert await _come(office, *some) == [(other.id, M.DELIVERED)]
    third = await _leased(office)
    await office.record(_accepted(third, "19", "19"))
    # taken back for the whole text, as for a single one
    some = [says(status, "19", source=mobile(1)) for status in (M.FAILED, M.DELIVERED)]
    assert await _come(office, *some) == [(third.id, M.DELIVERED)]


@pytest.mark.row("7.delivered-after-failed")
@pytest.mark.parametrize("first", [M.FAILED, M.EXPIRED])
async def test_a_delivery_takes_a_failure_back_for_the_same_number(office, first):
    message = await _leased(office)
    await office.record(_accepted(message, "17"))
    assert await _come(office, says(first, source=mobile(1))) == [(message.id, first)]
    assert await _come(office, says(M.DELIVERED, source=mobile(2))) == []
    assert await _come(office, says(M.DELIVERED, source=mobile(1))) == [(message.id, M.DELIVERED)]
    assert await _come(office, says(first, source=mobile(1))) == []
    assert await _status(office, message) is M.DELIVERED


@pytest.mark.row("3.long-all")
async def test_a_long_message_is_delivered_when_all_its_parts_are(office):
    message = await _leased(office)
    await office.record(_accepted(message, "a", "b", "c"))
    assert await _come(office, says(M.DELIVERED, "b"), says(M.DELIVERED, "b")) == []
    assert await _come(office, says(M.DELIVERED, "a")) == []
    assert await _status(office, message) is M.ACCEPTED
    assert await _come(office, says(M.DELIVERED, "c")) == [(message.id, M.DELIVERED)]


@pytest.mark.row("3.long-failed")
async def test_a_long_message_has_failed_when_any_part_has(office):
    message = await _leased(office)
    await office.record(_accepted(message, "a", "b"))
    await _come(office, says(M.DELIVERED, "a"))
    assert await _come(office, says(M.FAILED, "b")) == [(message.id, M.FAILED)]
    assert in_words((await office.fate(message))[0].reason) == "carrier: failed"


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 0, 1)])
async def test_of_a_long_message_that_failed_staff_read_why_and_not_what_the_others_did(
    office, order
):
    message = await _leased(office)
    await office.record(_accepted(message, "17", "18", "19"))
    came = says(M.FAILED, "17"), says(M.DELIVERED, "18"), says(M.DELIVERED, "19")
    assert await _come(office, *(came[n] for n in order)) == [(message.id, M.FAILED)]
    found, _ = await office.fate(message)
    assert (found.status, in_words(found.reason)) == (M.FAILED, "carrier: failed")


async def test_an_attempt_that_an_earlier_one_s_receipt_overtakes_is_paid_for_all_the_same(office):
    await office.queue(price=Decimal("0.045"), parts=1)
    (first,) = await office.lease()
    sent = (PartSent(1, "a", "a"),)
    await office.record(
        Outcome(first, M.UNKNOWN, saying("no answer"), sent, 1, charged=1, retry_at=office.now)
    )
    (second,) = await office.lease()
    await _come(office, says(M.DELIVERED, "a"))
    await office.record(_accepted(second, "b"))
    message, _ = await office.fate(first)
    assert (message.status, message.cost) == (M.DELIVERED, Decimal("0.09"))


async def test_where_the_carrier_reports_on_one_part_that_one_decides(office):
    for key in ("a", "b"):
        message = await _leased(office)
        await office.record(_accepted(message, "a", "b"))
        moved = await _come(office, says(M.DELIVERED, key, decides=True))
        assert moved == [(message.id, M.DELIVERED)]


async def test_parts_of_an_earlier_attempt_do_not_make_the_present_one_whole(office):
    first = await _leased(office)
    sent = (PartSent(1, "a", "a"),)
    await office.record(Outcome(first, M.QUEUED, saying("busy"), sent, 2, retry_at=office.now))
    (second,) = await office.lease()
    await office.record(_accepted(second, "c", "d"))
    await _come(office, says(M.DELIVERED, "a"), says(M.DELIVERED, "c"))
    assert await _status(office, first) is M.ACCEPTED
    await _come(office, says(M.DELIVERED, "d"))
    assert await _status(office, first) is M.DELIVERED


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_a_receipt_committed_beside_its_response_is_found_afterwards(office):
    message = await _leased(office)
    accepted = _accepted(message, "17")
    async with office.database.write() as early, office.database.write() as late:
        await receipts.record(early, [says(M.DELIVERED)], office.now)
        await attempt_outcomes.record(late, [accepted], office.now)
        assert await receipts.match_parked(late, [accepted], office.now) == []
    assert await _status(office, message) is M.ACCEPTED
    async with office.database.write() as tx:
        moved = await receipts.match_late(tx, office.now - HOUR, office.now, 10)
    assert [(one.message.id, one.status) for one in moved] == [(message.id, M.DELIVERED)]
    assert await _status(office, message) is M.DELIVERED


async def test_receipts_that_fit_nothing_are_kept_a_while_and_then_forgotten(office):
    await _come(office, says(M.DELIVERED))
    async with office.database.write() as tx:
        assert await receipts.match_late(tx, office.now - HOUR, office.now, 10) == []
        await receipts.forget_parked(tx, office.now + HOUR)
    message = await _leased(office)
    accepted = _accepted(message, "17")
    async with office.database.write() as tx:
        await attempt_outcomes.record(tx, [accepted], office.now)
        assert await receipts.match_parked(tx, [accepted], office.now) == []


async def test_many_receipts_at_once_each_find_their_message(office):
    messages = [await _leased(office) for _ in range(20)]
    await office.record(*(_accepted(m, str(n)) for n, m in enumerate(messages)))
    batches = [[says(M.DELIVERED, str(n)) for n in range(k, 20, 4)] for k in range(4)]
    moved = await asyncio.gather(*(_come(office, *batch) for batch in batches))
    assert sorted(key for some in moved for key, _ in some) == sorted(m.id for m in messages)


@pytest.mark.row("7.id-and-number")
async def test_an_id_that_a_carrier_gives_to_hundreds_is_still_told_by_the_number(office):
    others = await office.queue(1, recipient=mobile(2))
    messages = await office.queue(150)
    leased = await office.lease(limit=300)
    await office.record(*(_accepted(one, "0") for one in leased))
    assert await _come(office, says(M.DELIVERED, "0", source=mobile(2))) == [
        (others[0].id, M.DELIVERED)
    ]
    assert await _come(office, says(M.FAILED, "0", source=mobile(1))) == []
    assert await _status(office, messages[0]) is M.ACCEPTED


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_parts_that_arrive_at_once_make_a_text_that_arrived(office):
    """An attempt is recorded with its early receipt while that of another part is recorded, too."""
    await office.queue(parts=2)
    (message,) = await office.lease()
    first = PartSent(1, "17", "17", total=2)
    again = Outcome(message, M.QUEUED, saying("later"), (first,), 2, retry_at=office.now)
    await office.record(again)
    await _come(office, says(M.DELIVERED, "18", source=mobile(1)))
    (message,) = await office.lease()
    rest = Outcome(message, M.ACCEPTED, NO_REASON, (PartSent(2, "18", "18", total=2),), 2)
    async with office.database.write() as tx:
        await attempt_outcomes.record(tx, [rest], office.now)
        await receipts.match_parked(tx, [rest], office.now)
        beside = asyncio.create_task(_come(office, says(M.DELIVERED, source=mobile(1))))
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
        async with asyncio.timeout(10), office.database.read() as look:
            while not (beside.done() or (await look.execute(waits)).scalar_one()):
                await asyncio.wait((beside,), timeout=0.01)
    assert await beside == [(message.id, M.DELIVERED)]
    found, _ = await office.fate(message)
    assert found.status is M.DELIVERED


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
    await office.record(_accepted(message, "17"))
    failed = says(M.FAILED, source=mobile(1))
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with office.database.write() as tx:
        await receipts.record(tx, [says(M.DELIVERED, source=mobile(1))], office.now)
        beside = asyncio.create_task(_come(office, failed))
        async with asyncio.timeout(10), office.database.read() as look:
            while not (beside.done() or (await look.execute(waits)).scalar_one()):
                await asyncio.wait((beside,), timeout=0.01)
    assert await beside == []  # and nobody is alarmed
    assert await _status(office, message) is M.DELIVERED
