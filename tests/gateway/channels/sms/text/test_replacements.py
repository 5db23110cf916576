"""What is written to clients costs no more than it has to, and their names stay right."""

import pytest

from calendar_store.model.statuses import MessageStatus
from calendar_store.practices import practices
from gateway.channels.sms.smpp.carrier_config import Encoding
from gateway.channels.sms.text.parts import count_parts
from tests.support.desk import BY
from tests.support.exchange import START, Exchange
from tests.support.scripted_sender import Line


@pytest.fixture
async def typographic(exchange):
    """A practice whose name and address were entered with a typographer's care."""
    async with exchange.database.write() as tx:
        await practices.change(
            tx,
            exchange.desk.practice.id,
            now=exchange.now,
            by=BY,
            name="Studio d’Aurora – “Roma”",
            address="Via\u00a0Roma\u202f1…",
        )
    return exchange


async def _reminded(exchange: Exchange, *name: str) -> str:
    await exchange.desk.book(await exchange.desk.client(*name), START)
    while await exchange.planner.step():
        pass
    (text,) = await exchange.queued()
    return text


async def test_a_reminder_is_written_in_cheap_characters(typographic):
    text = await _reminded(typographic, "Ada", "Byron")
    assert 'Studio d\'Aurora - "Roma"' in text
    assert count_parts(text) == (1, Encoding.GSM7)


async def test_an_answer_is_written_in_cheap_characters(typographic):
    await _reminded(typographic, "Ada", "Byron")
    (answer,) = await typographic.says("where is it?")
    assert "Via Roma 1..." in answer
    assert count_parts(answer)[1] is Encoding.GSM7


async def test_a_name_keeps_the_letters_that_only_a_dear_text_has(exchange):
    text = await _reminded(exchange, "Ștefan", "Ionescu")
    assert "Ștefan" in text
    assert count_parts(text)[1] is Encoding.UCS2


async def test_a_dear_character_never_reaches_the_carrier_where_a_cheap_one_does(
    database, practice, now
):
    line = Line(database, practice.id, now)
    async with line.running():
        await line.office.queue(
            text="Studio d’Aurora – “Thursday”\u00a0at 10:00… see you. " + "a" * 100
        )
        await line.link.until(1)
        line.link.answer()
        (message,) = await line.until(MessageStatus.ACCEPTED)
    (part,) = line.link.submitted
    assert (part.data_coding, message.parts) == (0, 1)
    assert part.part.octets.startswith(b'Studio d\'Aurora - "Thursday" at 10:00... see you. ')
