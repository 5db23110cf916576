"""The link against SMSCs that nobody here wrote: smpp34's, in Rust, and Kannel's, in C."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import smpp34

from config.choices import BindKind, LongMessages
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt
from gateway.channels.sms.smpp.link import Link
from gateway.channels.sms.smpp.submits import SubmitOutcome
from gateway.channels.sms.text.parts import prepare
from tests.support.link import Service, addressed
from tests.support.ports import free_port
from tests.support.processes import kill

DRIVE_SMPP = Path("/usr/lib/kannel/test/drive_smpp")


@pytest.fixture
async def peer() -> AsyncIterator[tuple[smpp34.Server, int]]:
    port = free_port()
    server = smpp34.Server("127.0.0.1", port, system_id="rust")
    await server.start()
    yield server, port
    await server.stop()


@pytest.fixture
async def link(
    peer: tuple[smpp34.Server, int], service: Service, request: pytest.FixtureRequest
) -> AsyncIterator[Link]:
    way = getattr(request, "param", LongMessages.UDH8)
    config = CarrierConfig(
        "primary", "127.0.0.1", peer[1], "esme", "secret", long_messages=way, reconnect_min=0.01
    )
    link = Link(config, service.commit)
    await link.start()
    async with asyncio.timeout(5):
        await link.until_bound()
    yield link
    await link.stop(1)


async def bound(server: smpp34.Server) -> smpp34.Esme:
    async with asyncio.timeout(5):
        while not isinstance(event := await server.next(), smpp34.Esme):
            pass
    return event


async def submitted(server: smpp34.Server) -> smpp34.SubmitSmEvent:
    async with asyncio.timeout(5):
        while not isinstance(event := await server.next(), smpp34.SubmitSmEvent):
            pass
    return event


@pytest.mark.row("4.source-addresses", "2.permanent-status")
async def test_parts_are_accepted_and_refused(peer: tuple[smpp34.Server, int], link: Link) -> None:
    (part,) = addressed(prepare("perché no? 10€", link.config), "Aurora")
    answer = asyncio.create_task(link.submit(part))
    event = await submitted(peer[0])
    assert (event.source_addr, event.source_addr_ton, event.source_addr_npi) == ("Aurora", 5, 0)
    assert (event.destination_addr, event.dest_addr_ton) == ("393331234567", 1)
    assert event.short_message == b"perch\x05 no? 10\x1be"
    event.accept("r-1")
    result = await answer
    assert (result.outcome, result.carrier_message_id) == (SubmitOutcome.ACCEPTED, "r-1")

    answer = asyncio.create_task(link.submit(part))
    (await submitted(peer[0])).reject(smpp34.ESME_RINVDSTADR)
    assert (await answer).outcome is SubmitOutcome.REFUSED_PERMANENT


@pytest.mark.parametrize("link", list(LongMessages), indirect=True)
@pytest.mark.row("4.udh-8", "4.udh-16", "4.sar", "4.payload")
async def test_long_texts_arrive_in_the_carriers_way(
    peer: tuple[smpp34.Server, int], link: Link
) -> None:
    text = "Ricordi: " + "ж" * 100
    parts = addressed(prepare(text, link.config, reference=7))
    octets = b""
    for number, part in enumerate(parts):
        # One at a time: this carrier hands over what is in flight together in any order.
        answer = asyncio.create_task(link.submit(part))
        event = await submitted(peer[0])
        event.accept(f"r-{number}")
        assert (await answer).outcome is SubmitOutcome.ACCEPTED
        tlvs = {each.tag: each.value for each in event.tlvs}
        skip = event.short_message[0] + 1 if event.esm_class & 0x40 else 0
        octets += event.short_message[skip:] or tlvs[smpp34.TLV_MESSAGE_PAYLOAD]
        if link.config.long_messages is LongMessages.SAR:
            assert tlvs[smpp34.TLV_SAR_MSG_REF_NUM] == b"\0\7"
            assert tlvs[smpp34.TLV_SAR_SEGMENT_SEQNUM] == bytes((number + 1,))
        assert event.data_coding == 8
    assert octets.decode("utf-16-be") == text


@pytest.mark.row("1.response-status", "1.receipt-only-in-tlvs")
async def test_texts_and_receipts_come_in(
    peer: tuple[smpp34.Server, int], link: Link, service: Service
) -> None:
    esme = await bound(peer[0])
    answer = await esme.deliver_sm(
        "390699000111", b"yes", source_addr="393331234567", source_addr_ton=1, source_addr_npi=1
    )
    assert answer.is_success
    answer = await esme.deliver_sm(
        "390699000111",
        source_addr="393331234567",
        esm_class=4,
        tlvs=[
            smpp34.Tlv(smpp34.TLV_RECEIPTED_MESSAGE_ID, b"r-1\0"),
            smpp34.Tlv(smpp34.TLV_MESSAGE_STATE, b"\x02"),
        ],
    )
    assert answer.is_success
    service.failing = True
    answer = await esme.deliver_sm("390699000111", b"no", source_addr="393331234567")
    assert answer.command_status == 0x64
    text, receipt = service.inbound
    assert (text.text, text.source) == ("yes", "+393331234567")
    assert isinstance(receipt, DeliveryReceipt)
    assert (receipt.message_key, receipt.state) == ("r-1", "delivered")


async def test_the_bind_returns_after_the_carrier_unbinds(
    peer: tuple[smpp34.Server, int], link: Link
) -> None:
    await (await bound(peer[0])).unbind()
    again = await bound(peer[0])
    assert again.system_id == "esme"


@pytest.fixture
async def kannel(tmp_path: Path) -> AsyncIterator[int]:
    """Kannel's driver: an SMSC of separate binds that delivers 300 texts; its port."""

    async def smsbox(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # the driver wants the other end of Kannel to be there as well
        writer.close()

    box = await asyncio.start_server(smsbox, "127.0.0.1", 0)
    port, box_port = free_port(), box.sockets[0].getsockname()[1]
    config = tmp_path / "kannel.conf"
    config.write_text(
        f"group = core\nadmin-port = {free_port()}\nadmin-password = x\nsmsbox-port = {box_port}\n"
        f"\ngroup = smsc\nsmsc = smpp\nhost = 127.0.0.1\nport = {port}\n"
    )
    driver = await asyncio.create_subprocess_exec(
        *(DRIVE_SMPP, "-v", "4", "-p", str(port), "-m", "300", "-c", config),
        cwd=tmp_path,
        stderr=asyncio.subprocess.DEVNULL,
    )
    yield port
    await kill(driver)
    box.close()


@pytest.mark.row("2.pair")
async def test_kannels_driver_is_served_in_both_directions(kannel: int, service: Service) -> None:
    config = CarrierConfig(
        "primary", "127.0.0.1", kannel, "esme", "secret", bind=BindKind.PAIR, reconnect_min=0.05
    )
    link = Link(config, service.commit)
    await link.start()
    async with asyncio.timeout(10):
        await link.until_bound()
        (part,) = addressed(prepare("hello", config))
        results = await asyncio.gather(*(link.submit(part) for _ in range(100)))
    assert {result.outcome for result in results} == {SubmitOutcome.ACCEPTED}
    texts = await service.until(300)
    assert len(texts) == len({text.text for text in texts}) == 300
    await link.stop(1)
