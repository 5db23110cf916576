"""An answer by staff: one transaction, on every database, beside the service that answers, too."""

from datetime import timedelta

import pytest

from calendar_store.conversations import conversation_state, staff_queue
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.statuses import AppointmentStatus, Channel
from dialogs.conversation import Asked
from gateway.use_cases import staff_conversation, staff_replies
from gateway.use_cases.staff_conversation import Ask
from gateway.use_cases.tariff import Tariff
from tests.support.desk import BY, mobile
from tests.support.exchange import OURS, START
from tests.support.sms import NOBODY, texts

TARIFF = Tariff(texts(("primary", (OURS,))))


@pytest.fixture
async def booked(exchange, desk):
    booked = await desk.book(await desk.client(), START)
    await exchange.says("Can I bring my dog?")
    return booked


async def load(tx, desk, number=1):
    key = ConversationKey(Channel.SMS, OURS, mobile(number))
    return await staff_conversation.load(tx, desk.practice.id, key, TARIFF, desk.now)


async def answer(desk, text="", ask="as suggested"):
    """Answer as suggested, or in words of one's own."""
    async with desk.database.write() as tx:
        known = await load(tx, desk)
        drafted = known.suggestion()
        return await staff_replies.answer(
            tx,
            BY,
            known,
            text or drafted.text,
            known.asking(drafted) if ask == "as suggested" else ask,
            seen=known.newest,
            now=desk.now,
        )


async def test_an_answer_is_sent_what_waited_is_seen_to_and_1_confirms(exchange, desk, booked):
    async with desk.database.read() as tx:
        assert (await staff_queue.count(tx, desk.practice.id)).all == 1
        (waiting,) = await staff_queue.waiting(tx, desk.practice.id)
    assert [text.text for text in waiting.texts] == ["Can I bring my dog?"]
    sent = await answer(desk)
    assert sent.text in await exchange.queued()
    async with desk.database.read() as tx:
        assert (await staff_queue.count(tx, desk.practice.id)).all == 0
        assert await staff_queue.waiting(tx, desk.practice.id) == []
    await exchange.says("1")
    assert (await desk.appointment(booked)).status is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize("text", ["ok", "ok thanks", "sì", "yes", "1", "perfect", "👍"])
async def test_after_an_answer_that_asks_nothing_a_yes_acts_on_nothing(
    exchange, desk, booked, text
):
    await exchange.planner.step()
    await exchange.says("and my cat?")
    await answer(desk, "Both are welcome.", ask=None)
    said = " ".join(await exchange.says(text))
    assert "confirmed" not in said
    assert (await desk.appointment(booked)).status is AppointmentStatus.BOOKED


@pytest.mark.parametrize("text", ["yes that's fine, thank you", "1", "ok", "I can't come tomorrow"])
async def test_after_an_answer_that_asks_something_all_is_for_staff_to_read(
    exchange, desk, booked, text
):
    await exchange.planner.step()
    await answer(desk, "Could you come tomorrow at 10:00?", ask=None)
    await exchange.says(text)
    async with desk.database.read() as tx:
        (waiting,) = await staff_queue.waiting(tx, desk.practice.id)
    assert [each.text for each in waiting.texts] == [text]
    assert (await desk.appointment(booked)).status is AppointmentStatus.BOOKED


async def test_after_an_answer_that_asks_nothing_an_act_in_words_acts(exchange, desk, booked):
    await exchange.planner.step()
    await exchange.says("and my cat?")
    await answer(desk, "Both are welcome.", ask=None)
    assert "confirmed" in (await exchange.says("I confirm the appointment"))[0]


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)  # SQLite has one writer
async def test_an_answer_waits_while_the_service_answers_them(exchange, desk, booked):
    async with desk.database.write() as other:
        await conversation_state.hold(other, [ConversationKey(Channel.SMS, OURS, mobile(1))])
        with pytest.raises(Stale, match="this moment"):
            await answer(desk)
    assert await answer(desk)


async def test_nothing_is_half_done_when_an_answer_is_refused(exchange, desk, booked):
    before = len(await desk.messages())
    with pytest.raises(InvalidInput, match="Write an answer first"):
        await answer(desk, "   ")
    async with desk.database.read() as tx:
        known = await load(tx, desk)
    await desk.move(booked, START + timedelta(hours=1))
    with pytest.raises(Stale, match="changed meanwhile"):
        await answer(desk, "Reply 1", known.asking(known.suggestion()))
    assert len(await desk.messages()) == before
    async with desk.database.read() as tx:
        assert (await staff_queue.count(tx, desk.practice.id)).all == 1


async def test_a_number_that_no_carrier_reaches_is_not_written_to(exchange, desk, booked):
    async with desk.database.read() as tx:
        key = ConversationKey(Channel.SMS, OURS, mobile(1))
        known = await staff_conversation.load(tx, desk.practice.id, key, NOBODY, desk.now)
    assert known.why_not.startswith("No text can be sent: no carrier has the number")


@pytest.mark.parametrize("text", ["", "reminder:", "slots:1.1", "reminder:x.y", "1.1", "when:1"])
def test_what_a_form_carried_is_not_trusted(text):
    with pytest.raises(InvalidInput, match="too old"):
        Ask.parse(text)


def test_what_a_form_carries_is_read_again():
    ask = Ask(Asked.WHEN, ((1, 2), (3, 4)))
    assert str(ask) == "when:1.2 3.4"
    assert Ask.parse(str(ask)) == ask
