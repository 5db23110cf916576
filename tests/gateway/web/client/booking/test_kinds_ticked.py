"""Who books by web agrees to messages after visits by a tick of its own, where there are any."""

from datetime import timedelta

import pytest

from calendar_store.appointments import follow_ups
from calendar_store.clients import clients, kind_consents
from calendar_store.model.statuses import ConsentHow, ConsentKind, MessageKind
from tests.support.desk import BY

RECALL = "Write to me when it is time for my next appointment."


@pytest.fixture
async def recalls(desk, now):
    async with desk.database.write() as tx:
        kind, after = MessageKind.RECALL, timedelta(days=180)
        await follow_ups.set_policy(tx, desk.practice.id, kind, after, by=BY, now=now)


async def said(desk):
    async with desk.database.read() as tx:
        some = await clients.page(tx, desk.practice.id)
        return await kind_consents.history(tx, [(one.practice_id, one.id) for one in some])


async def test_without_the_step_there_is_no_box_and_none_is_taken(visitor, desk):
    await visitor.choose()
    assert "Write to me" not in visitor.browser.text
    await visitor.enter(recall="yes", follow_up="yes")
    await visitor.code()
    assert "Your appointment is booked" in visitor.browser.text
    assert await said(desk) == ()


async def test_the_box_is_empty_and_what_is_left_empty_says_nothing(visitor, desk, recalls):
    await visitor.choose()
    assert RECALL in visitor.browser.text
    assert "new times" not in visitor.browser.text
    assert "recall" not in visitor.form()[1]
    await visitor.enter()
    await visitor.code()
    assert await said(desk) == ()


async def test_a_tick_agrees_once_the_code_is_entered_and_is_kept_by_a_mistake(
    visitor, desk, recalls
):
    await visitor.choose()
    await visitor.enter(recall="yes", mobile="12")
    assert visitor.form()[1]["recall"] == "yes"
    await visitor.enter()
    assert await said(desk) == ()
    # the same form sent twice is one request
    await visitor.code()
    (event,) = await said(desk)
    assert (event.about, event.kind, event.how) == (
        *(MessageKind.RECALL, ConsentKind.GRANTED),
        ConsentHow.WEB,
    )
    assert "on the booking page /b/studio-aurora" in event.evidence
