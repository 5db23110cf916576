"""One account at several hosts, and hosts with several addresses, some of them dead."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import pytest

from calendar_store.model.statuses import MessageStatus
from config.choices import BindKind
from gateway.channels.sms.smpp.bind import trouble_in_words
from gateway.channels.sms.smpp.bind_status import BindState
from gateway.channels.sms.smpp.dialling import Endpoint, UnreachableError, dial
from tests.support.carrier import BIND_RX, BIND_TRX, BIND_TX, SUBMIT_SM, Carrier, in_parts, receipt
from tests.support.link import Connect
from tests.support.ports import free_port
from tests.support.studio import Studio


@pytest.fixture
async def second() -> AsyncIterator[Carrier]:
    """Another host of the same account."""
    carrier = Carrier()
    await carrier.start()
    yield carrier
    await carrier.stop()


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that neither takes a connection nor refuses it: its queue is full."""
    with closing(socket.socket()) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        waiting = []
        for _ in range(2):
            one = socket.socket()
            one.setblocking(False)
            one.connect_ex(listening.getsockname())
            waiting.append(one)
        yield listening.getsockname()[1]
        for one in waiting:
            one.close()


@pytest.mark.row("2.dead-address")
async def test_a_dead_and_a_silent_host_hold_nothing_up(
    carrier: Carrier, connect: Connect, silent: int
) -> None:
    hosts = (("127.0.0.1", silent), ("127.0.0.1", free_port()), ("127.0.0.1", carrier.port))
    async with asyncio.timeout(5):
        link = await connect(hosts=hosts, bind_timeout=60)
    assert link.status()[0].address == f"127.0.0.1:{carrier.port}"


@pytest.mark.row("2.dead-address")
async def test_a_name_whose_first_address_is_dead_is_reached_at_the_next(
    carrier: Carrier, silent: int
) -> None:
    async def resolve(host: str, port: int) -> list[tuple[object, ...]]:
        assert (host, port) == ("smsc.example.net", 2775)
        ports = (silent, carrier.port)
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port)) for port in ports]

    async with asyncio.timeout(5):
        sock, endpoint = await dial([Endpoint("smsc.example.net", 2775)], 60, resolve)
    with closing(sock):
        assert sock.getpeername()[1] == carrier.port
        assert endpoint == ("smsc.example.net", 2775)


@pytest.mark.row("2.dead-address")
async def test_a_name_that_is_never_found_does_not_hold_up_the_next_host(carrier: Carrier) -> None:
    async def resolve(host: str, port: int) -> list[tuple[object, ...]]:
        if host == "slow.example.net":
            await asyncio.Event().wait()
        return [(socket.AF_INET, socket.SOCK_STREAM, 0, "", ("127.0.0.1", port))]

    hosts = [Endpoint("slow.example.net", 2775), Endpoint("fast.example.net", carrier.port)]
    async with asyncio.timeout(5):
        sock, endpoint = await dial(hosts, 60, resolve)
    sock.close()
    assert endpoint.host == "fast.example.net"


@pytest.mark.row("2.dead-address")
async def test_each_address_has_its_own_time(silent: int) -> None:
    hosts = [Endpoint("127.0.0.1", silent), Endpoint("127.0.0.1", free_port())]
    with pytest.raises(UnreachableError) as failed:
        await dial(hosts, 0.3)
    assert failed.value.endpoint == hosts[0]
    assert isinstance(failed.value.cause, TimeoutError)


@pytest.mark.row("2.dead-address")
async def test_a_name_without_an_address_is_told() -> None:
    async def resolve(host: str, port: int) -> list[tuple[object, ...]]:
        return []

    with pytest.raises(UnreachableError, match="no address"):
        await dial([Endpoint("smsc.example.net", 2775)], 1, resolve)


def test_an_ipv6_address_stands_in_brackets_in_words() -> None:
    words = trouble_in_words(ConnectionRefusedError(), Endpoint("::1", 2775))
    assert words == "nothing listens at [::1]:2775"


@pytest.mark.row("2.several-hosts")
async def test_sessions_are_spread_over_the_hosts(
    carrier: Carrier, second: Carrier, connect: Connect
) -> None:
    hosts = (("127.0.0.1", carrier.port), ("127.0.0.1", second.port))
    await connect(hosts=hosts, binds=2)
    assert (carrier.count(BIND_TRX), second.count(BIND_TRX)) == (1, 1)


@pytest.mark.row("2.several-hosts")
async def test_a_host_that_refuses_the_bind_gives_way_to_the_next(
    carrier: Carrier, second: Carrier, connect: Connect
) -> None:
    carrier.rules[BIND_TRX] = lambda got: got.peer.answer(got, 0x0D)
    hosts = (("127.0.0.1", carrier.port), ("127.0.0.1", second.port))
    link = await connect(hosts=hosts)
    assert link.state is BindState.BOUND
    assert (carrier.count(BIND_TRX), second.count(BIND_TRX)) == (1, 1)


@pytest.mark.row("2.several-hosts")
async def test_a_log_in_that_every_host_refuses_is_paced_as_a_wrong_password(
    carrier: Carrier, second: Carrier, connect: Connect
) -> None:
    hosts = (("127.0.0.1", carrier.port), ("127.0.0.1", second.port))
    for host in (carrier, second):
        host.rules[BIND_TRX] = lambda got: got.peer.answer(got, 0x0E)
    link = await connect(bound=False, hosts=hosts, refused_retry=3600)
    async with asyncio.timeout(5):
        while not (carrier.count(BIND_TRX) and second.count(BIND_TRX)):
            await link.until_changed()
    # the shortest wait would bring dozens more
    await asyncio.sleep(0.5)
    assert (carrier.count(BIND_TRX), second.count(BIND_TRX)) == (1, 1)
    assert link.state is BindState.REFUSED


@pytest.mark.row("2.several-hosts")
async def test_receipts_and_parts_are_the_accounts_and_not_the_hosts(
    studio: Studio, second: Carrier
) -> None:
    hosts = (("127.0.0.1", studio.carrier.port), ("127.0.0.1", second.port))
    async with studio.running(hosts=hosts, binds=2):
        for host in (studio.carrier, second):
            host.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, body=b"77\0")
        message = await studio.sends()
        await studio.stands(message, MessageStatus.ACCEPTED)
        other = second if studio.carrier.count(SUBMIT_SM) else studio.carrier
        assert await other.answered(other.deliver(receipt(b"77"))) == 0
        await studio.stands(message, MessageStatus.DELIVERED)
        first, last = in_parts(b"can't ", b"come")
        assert await other.answered(other.deliver(first)) == 0
        here = studio.carrier if other is second else second
        assert await here.answered(here.deliver(last)) == 0
    assert [text.text for text in await studio.texts()] == ["can't come"]


@pytest.mark.row("2.receiver-hosts")
async def test_a_receiver_at_another_host_is_of_the_same_account(
    studio: Studio, second: Carrier
) -> None:
    out, there = second, studio.carrier
    settings = {"hosts": (("127.0.0.1", out.port),), "receiver_hosts": (("127.0.0.1", there.port),)}
    async with studio.running(bind=BindKind.PAIR, **settings):
        assert (out.count(BIND_TX), out.count(BIND_RX)) == (1, 0)
        assert (there.count(BIND_TX), there.count(BIND_RX)) == (0, 1)
        out.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, body=b"77\0")
        message = await studio.sends()
        await studio.stands(message, MessageStatus.ACCEPTED)
        assert await there.answered(there.deliver(receipt(b"77"))) == 0
        await studio.stands(message, MessageStatus.DELIVERED)
        first, last = in_parts(b"can't ", b"come")
        for half in (last, first):
            assert await there.answered(there.deliver(half)) == 0
    assert [text.text for text in await studio.texts()] == ["can't come"]
