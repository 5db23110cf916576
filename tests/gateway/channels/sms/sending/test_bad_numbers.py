"""A number that does not work is known by its failures, and works again by a sign of life."""

from datetime import timedelta

import pytest

from calendar_store.clients import clients
from calendar_store.database import audit
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.statuses import AlertKind, MessageKind, MessageStatus
from gateway.channels.sms.smpp.failures import failure_of
from gateway.messaging.outcomes import record_attempts
from gateway.wording.reason_words import in_words
from tests.support.desk import BY, mobile
from tests.support.exchange import START
from tests.support.office import Office
from tests.support.reasons import saying

M = MessageStatus
NOT_IN_USE = "not delivered: the number is not in use"
OFF = "not delivered: the phone was switched off or out of coverage"


class Line:
    """A practice that writes to one number again and again."""

    def __init__(self, exchange):
        self.exchange, self.database = exchange, exchange.database
        self.office = Office(exchange.database, exchange.desk.practice.id, exchange.now)

    async def ends(self, *fates, number=1, **changes):
        """Send a text for each of `fates`, a status with its words."""
        for status, words in fates:
            self.exchange.at(self.exchange.now + timedelta(minutes=1))
            self.office.now = self.exchange.now
            usual = {"recipient": mobile(number), "kind": MessageKind.STAFF, "carrier": "other"}
            await self.office.queue(**usual | changes)
            (leased,) = await self.office.lease(carrier="other")
            async with self.database.write() as tx:
                outcome = Outcome(leased, status, saying(words))
                await record_attempts(tx, [outcome], self.exchange.now, failure_of=failure_of)

    async def fails(self, times, words=NOT_IN_USE, **changes):
        await self.ends(*[(M.FAILED, words)] * times, **changes)

    async def bad(self, client):
        async with self.database.read() as tx:
            return (await clients.get(tx, client.practice_id, client.id)).mobile_bad

    async def told(self):
        found = await self.exchange.desk.alerts()
        return [alert for alert in found if alert.kind is AlertKind.BAD_NUMBER]


@pytest.fixture
def line(exchange):
    return Line(exchange)


@pytest.fixture
async def ada(line):
    return await line.exchange.desk.client()


async def test_three_failures_in_a_row_mark_a_number_and_staff_are_told_what_to_do(line, ada):
    await line.fails(2)
    assert not await line.bad(ada)
    assert await line.told() == []
    await line.fails(1)
    assert await line.bad(ada)
    (alert,) = await line.told()
    assert alert.client_id == ada.id
    assert "the last 3 texts to this number did not arrive: the number is not in use" in in_words(
        alert.reason
    )
    assert "Ask Ada Byron for the right number" in in_words(alert.reason)
    assert in_words(alert.reason).endswith(f"textback client set {ada.id} --mobile NUMBER")
    async with line.database.read() as tx:
        (entry,) = await audit.entries(tx, ada.practice_id, limit=1)
    assert (entry.action, entry.subject, entry.by) == ("client.number_bad", str(ada.id), "textback")


async def test_a_marked_number_is_told_of_once_and_nothing_more_goes_there(line, ada):
    booked = await line.exchange.desk.book(ada, START)
    (waits,) = await line.office.queue(recipient=ada.mobile)
    await line.fails(4)
    assert len(await line.told()) == 1
    held, _ = await line.office.fate(waits)
    assert (held.status, in_words(held.reason)) == (M.SKIPPED, "the number is marked as bad")
    await line.exchange.planner.step()
    assert in_words((await line.exchange.desk.reminders(booked))[0].reason) == "wrong number"


@pytest.mark.parametrize(
    "between",
    [
        (M.DELIVERED, "delivered to the phone"),
        (M.EXPIRED, OFF),
        (M.FAILED, "the carrier does not allow this sender"),
        (M.UNKNOWN, "the carrier never said what became of it"),
    ],
)
async def test_a_failure_of_another_kind_breaks_the_row(line, ada, between):
    failed = (M.FAILED, NOT_IN_USE)
    await line.ends(failed, failed, between, failed, failed)
    assert not await line.bad(ada)
    await line.ends(failed)
    assert await line.bad(ada)


async def test_a_phone_that_is_off_and_a_carrier_at_fault_mark_no_number(line, ada):
    await line.fails(3, OFF)
    await line.fails(3, "the carrier does not allow this sender")
    assert not await line.bad(ada)


async def test_only_texts_to_that_number_of_that_practice_count(line, ada):
    await line.fails(2)
    await line.fails(2, number=2)
    await line.fails(1, practice_id=ada.practice_id + 1)
    assert not await line.bad(ada)


async def test_a_family_is_marked_together_with_one_alert(line, ada):
    marie = await line.exchange.desk.client("Marie", "Curie")
    await line.fails(3, client_id=marie.id)
    assert (await line.bad(ada), await line.bad(marie)) == (True, True)
    (alert,) = await line.told()
    assert "Ask Ada Byron and Marie Curie" in in_words(alert.reason)
    assert alert.client_id == marie.id


async def test_a_delivered_text_clears_the_mark(line, ada):
    await line.fails(3)
    await line.ends((M.DELIVERED, "delivered to the phone"))
    assert not await line.bad(ada)


async def test_a_text_from_the_number_clears_the_mark_and_begins_the_row_anew(line, ada):
    await line.fails(3)
    await line.exchange.says("hello?")
    assert not await line.bad(ada)
    await line.fails(2)
    assert not await line.bad(ada)
    await line.fails(1)
    assert await line.bad(ada)


async def test_a_stranger_who_has_the_number_is_not_written_to_whatever_arrives(line, ada):
    await line.exchange.desk.book(ada, START)
    await line.exchange.planner.step()
    await line.exchange.says("wrong number")
    assert await line.bad(ada)
    await line.ends((M.DELIVERED, "delivered to the phone"))
    await line.exchange.says("thanks")
    assert await line.bad(ada)
    # that was told by the text itself
    assert await line.told() == []


async def test_a_stranger_who_says_so_leaves_a_mark_where_it_is(line, ada):
    await line.fails(3)
    await line.exchange.says("wrong number")
    assert await line.bad(ada)


async def test_what_was_never_sent_says_nothing_about_the_number(line, ada):
    await line.fails(2)
    await line.office.queue(
        recipient=ada.mobile, status=M.EXPIRED, reason=saying("its time had passed")
    )
    await line.fails(1)
    assert await line.bad(ada)


async def test_a_corrected_number_is_written_to_again(line, ada):
    await line.fails(3)
    desk = line.exchange.desk
    async with line.database.write() as tx:
        await clients.change(tx, desk.practice, ada.id, by=BY, now=desk.now, mobile="+393471234567")
    assert not await line.bad(ada)
    await desk.book(ada, START)
    await line.exchange.planner.step()
    assert (await desk.messages())[-1].recipient == "+393471234567"
