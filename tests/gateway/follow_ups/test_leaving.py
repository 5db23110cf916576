"""A sender at work looks once more whether a message after a visit is wanted, as it leaves."""

from datetime import timedelta

import pytest

from calendar_store.model.statuses import (
    AppointmentStatus,
    ConsentKind,
    MessageKind,
    MessageStatus,
)
from calendar_store.model.transitions import marked
from gateway.wording.reason_words import in_words
from tests.support.desk import mobile
from tests.support.exchange import START
from tests.support.scripted_sender import Line

HOUR = timedelta(hours=1)
MISSED = MessageKind.FOLLOW_UP


@pytest.fixture
def line(exchange):
    return Line(exchange.database, exchange.desk.practice.id, START + 4 * HOUR)


async def queued(exchange, writer, service, number):
    """Return a client to whom a message after a missed visit is queued."""
    client = await exchange.desk.at(START - HOUR).client(number=number)
    desk = exchange.desk.at(START - HOUR).steps_of("none")
    visit = await desk.book(client, START + number * HOUR / 2, service=service)
    exchange.at(START + 2 * HOUR)
    await exchange.desk.change(marked(visit, AppointmentStatus.NO_SHOW))
    exchange.at(START + 4 * HOUR)
    while await writer.step():
        pass
    return client


async def test_of_two_the_one_that_is_still_agreed_to_leaves(
    exchange, writer, service, after_missed, line
):
    ada = await queued(exchange, writer, service, 1)
    writer._planned_at = None
    await queued(exchange, writer, service, 2)
    # as another process records it in the moment in which this one queued the message
    await exchange.desk.says_of(ada, MISSED, said=ConsentKind.WITHDRAWN)
    async with line.running():
        await line.link.until(1)
        line.link.answer()
        await line.until(MessageStatus.ACCEPTED)
    assert {part.destination for part in line.link.submitted} == {mobile(2)}
    fates = {m.recipient: (m.status, in_words(m.reason)) for m in await exchange.desk.messages()}
    assert fates[mobile(1)] == (
        *(MessageStatus.CANCELLED,),
        "not sent: the client has not agreed to messages of this kind",
    )
    assert fates[mobile(2)][0] is MessageStatus.ACCEPTED
