"""Messages about changes that a carrier takes at the second attempt, and what overtook them."""

from datetime import timedelta
from functools import partial

import pytest

from calendar_store.messages import attempt_outcomes, outbox, suppression
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from calendar_store.model.transitions import confirmed
from gateway.use_cases import undoing
from gateway.use_cases.telling import UNDO_TIME
from tests.support.exchange import START
from tests.support.told_visits import visit_of

HOUR = timedelta(hours=1)
SMS, EMAIL = Channel.SMS, Channel.EMAIL
K, S = MessageKind, MessageStatus


@pytest.fixture
def visit(desk):
    return partial(visit_of, desk)


async def leased(one, message):
    """Let an attempt to send a message begin."""
    now = one.exchange.now
    async with one.exchange.database.write() as tx:
        found = await outbox.lease(
            tx, message.carrier, now=now, limit=10, owner="one", lasting=HOUR
        )
    return next(each for each in found if each.id == message.id)


async def busy(one, message):
    """Let the attempt end: the carrier is busy; return the status of the message then."""
    now = one.exchange.now
    async with one.exchange.database.write() as tx:
        await attempt_outcomes.record(
            tx, [Outcome(message, S.QUEUED, NO_REASON, retry_at=now)], now
        )
        await suppression.recheck_requeued(tx, [message], now)
    found = {each.id: each.status for each in await one.exchange.desk.messages()}
    return found[message.id]


@pytest.mark.parametrize("prefers", [SMS, EMAIL])
@pytest.mark.parametrize("deed", ["moves", "cancels", "restores"])
async def test_what_a_carrier_takes_at_the_second_attempt_is_still_told(visit, prefers, deed):
    one = await visit(prefers=prefers)
    if deed == "restores":
        await one.cancels()
        assert len(await one.sent(UNDO_TIME)) == 1
        await one.does(undoing.restore)
    else:
        await getattr(one, deed)()
    (told,) = await one.planned(UNDO_TIME)
    assert await busy(one, await leased(one, told)) is S.QUEUED


async def test_a_retried_reminder_takes_no_newer_message_with_it(visit):
    one = await visit()
    (reminder,) = await one.planned(START - 2 * HOUR - one.exchange.now)
    # it is on its way while staff move the visit and the text about that is written
    sending = await leased(one, reminder)
    await one.moves()
    told = [each.id for each in await one.planned(UNDO_TIME) if each.kind is K.CHANGED]
    assert await busy(one, sending) is S.CANCELLED
    assert [each.id for each in await one.planned() if each.kind is K.CHANGED] == told != []


@pytest.mark.parametrize("tell", [True, False])
async def test_a_retried_message_about_a_change_is_dropped_after_the_next_change(visit, tell):
    one = await (await visit()).moves()
    (told,) = await one.planned(UNDO_TIME)
    sending = await leased(one, told)
    await one.moves(START + 4 * HOUR, tell=tell)
    assert await busy(one, sending) is S.CANCELLED
    assert len(await one.planned(UNDO_TIME)) == tell


async def test_who_confirms_meanwhile_changes_nothing_about_what_is_told(visit, desk):
    one = await (await visit()).moves()
    (told,) = await one.planned(UNDO_TIME)
    sending = await leased(one, told)
    await desk.change(confirmed(one.one))
    assert await busy(one, sending) is S.QUEUED
