"""The sandbox carrier, seen by a client library that nobody here wrote."""

import asyncio

import pytest
import smpp34

ADA = "+393331234567"
AURORA = "+390699000111"


@pytest.fixture
async def session(carrier):
    client = smpp34.Client("127.0.0.1", carrier.port, "esme", "secret")
    yield await client.connect()
    await client.stop()


async def test_it_binds_submits_and_reads_the_receipt(carrier, session):
    answer = await session.submit_sm(
        ADA.removeprefix("+"),
        b"See you at 10:00",
        source_addr=AURORA.removeprefix("+"),
        source_addr_ton=1,
        source_addr_npi=1,
        dest_addr_ton=1,
        dest_addr_npi=1,
        registered_delivery=1,
    )
    assert answer.message_id == "1"
    assert [shown.text for shown in carrier.texts(ADA)] == ["See you at 10:00"]
    receipt = await session.next()
    assert receipt.esm_class == 0x04
    assert b"id:1 " in receipt.short_message
    tlvs = {each.tag: each.value for each in receipt.tlvs}
    assert tlvs == {0x001E: b"1\0", 0x0427: b"\x02"}


async def test_it_reads_a_text_from_a_phone(carrier, session):
    sending = asyncio.create_task(carrier.send(ADA, AURORA, "Perché no?"))
    text = await session.next()
    await sending
    assert (text.source_addr, text.source_addr_ton) == ("393331234567", 1)
    assert text.destination_addr == "390699000111"
    assert text.data_coding == 0
    assert text.short_message == b"Perch\x05 no?"
