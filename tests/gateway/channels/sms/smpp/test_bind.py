"""Connecting: refused passwords, carriers that are not there, TLS."""

import asyncio
import ssl
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from gateway.channels.sms.smpp.bind_status import BindState
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from tests.support.carrier import BIND_TRX, ENQUIRE_LINK, GENERIC_NACK, Carrier, Got, pdu
from tests.support.link import Connect, part


async def test_account_and_password_are_sent_even_when_long(
    carrier: Carrier, connect: Connect
) -> None:
    await connect(system_type="SMS")
    (bind,) = carrier.of(BIND_TRX)
    assert bind.body == b"esme\0secret\0SMS\0\x34\0\0\0"
    await connect(password="longer than eight")
    assert b"\0longer than eight\0" in carrier.of(BIND_TRX)[1].body


@pytest.mark.row("2.refused-password", "7.bind-failed")
@pytest.mark.parametrize(
    ("code", "words"),
    [(0x0E, "the carrier refused the password"), (0x0D, "the carrier refused the log-in")],
)
async def test_a_refused_password_is_tried_again_slowly(
    carrier: Carrier, connect: Connect, code: int, words: str
) -> None:
    carrier.rules[BIND_TRX] = lambda got: got.peer.answer(got, code)
    link = await connect(bound=False, refused_retry=0.3)
    loop = asyncio.get_running_loop()
    await carrier.until(lambda: carrier.count(BIND_TRX) == 1 and not carrier.peers)
    refused_at = loop.time()
    (status,) = link.status()
    assert (status.state, status.words) == (BindState.REFUSED, words)
    assert (link.bound, link.state) == (False, BindState.REFUSED)
    carrier.rules.clear()
    await link.until_bound()
    assert loop.time() - refused_at > 0.25


@pytest.mark.parametrize("status", [0x05, 0x08, 0x401])
@pytest.mark.row("2.reconnect")
async def test_a_bind_refused_for_another_reason_is_tried_again_soon(
    carrier: Carrier, connect: Connect, status: int
) -> None:
    def refuse_twice(got: Got) -> None:
        if carrier.count(BIND_TRX) <= 2:
            got.peer.answer(got, status)
        else:
            carrier.behave(got)

    carrier.rules[BIND_TRX] = refuse_twice
    await connect(refused_retry=3600)
    assert carrier.count(BIND_TRX) == 3


@pytest.mark.row("2.odd-is-answered")
async def test_a_nack_to_the_bind_is_a_refusal(carrier: Carrier, connect: Connect) -> None:
    carrier.rules[BIND_TRX] = lambda got: got.peer.send(pdu(GENERIC_NACK, 3, got.sequence))
    await connect(bound=False)
    await carrier.until(lambda: carrier.count(BIND_TRX) == 2)


@pytest.mark.row("2.reconnect", "fire.answers-nothing")
async def test_a_carrier_that_does_not_answer_the_bind_is_dialled_again(
    carrier: Carrier, connect: Connect
) -> None:
    carrier.rules[BIND_TRX] = lambda _: None
    link = await connect(bound=False, bind_timeout=0.05, reconnect_min=0.2, reconnect_max=0.2)
    await carrier.until(lambda: carrier.connections == 1 and not carrier.peers)
    (status,) = link.status()
    assert status.words == f"127.0.0.1:{carrier.port} did not answer in time"
    carrier.rules.clear()
    await link.until_bound()


@pytest.mark.row("2.reconnect")
async def test_a_carrier_that_comes_back_finds_us(carrier: Carrier, connect: Connect) -> None:
    port = carrier.port
    await carrier.stop()
    link = await connect(bound=False)
    (status,) = link.status()
    assert status.state in {BindState.STOPPED, BindState.CONNECTING}
    returned = Carrier()
    await returned.start(port=port)
    async with asyncio.timeout(5):
        await link.until_bound()
    assert (await link.submit(part())).outcome == "accepted"
    await returned.stop()


@pytest.mark.row("2.reconnect")
async def test_a_carrier_that_binds_and_cuts_is_not_dialled_in_a_tight_loop(
    carrier: Carrier, connect: Connect
) -> None:
    def bind_and_cut(got: Got) -> None:
        carrier.behave(got)
        got.peer.send(pdu(6))

    carrier.rules[BIND_TRX] = bind_and_cut
    began = asyncio.get_running_loop().time()
    await connect(bound=False, reconnect_min=0.02, reconnect_max=5)
    await carrier.until(lambda: carrier.connections == 5)
    # At least half of 20, 40, 80 and 160 ms passed between the five.
    assert asyncio.get_running_loop().time() - began >= 0.15


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    command += f" -subj /CN=carrier -addext subjectAltName=IP:127.0.0.1 -keyout {key}"
    subprocess.run([*command.split(), "-out", str(certificate)], check=True, capture_output=True)
    return certificate, key


@pytest.fixture
async def secure_carrier(certificate: tuple[Path, Path]) -> Carrier:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    carrier = Carrier()
    await carrier.start(ssl=context)
    yield carrier
    await carrier.stop()


@pytest.mark.row("1.tls")
async def test_tls_is_spoken_with_a_carrier_we_trust(
    secure_carrier: Carrier, connect: Connect, certificate: tuple[Path, Path]
) -> None:
    link = await connect(port=secure_carrier.port, tls=True, tls_ca=str(certificate[0]))
    assert (await link.submit(part())).outcome == "accepted"


@pytest.mark.row("1.tls", "2.verified-certificate")
async def test_tls_ends_where_the_certificate_is_not_trusted(
    secure_carrier: Carrier, connect: Connect
) -> None:
    link = await connect(
        bound=False, port=secure_carrier.port, tls=True, reconnect_min=60, reconnect_max=60
    )
    async with asyncio.timeout(5):
        await link.until_changed()
    assert "is not trusted" in link.status()[0].words
    assert not secure_carrier.got


async def test_a_host_that_is_no_name_is_told_in_words_and_tried_again(connect: Connect) -> None:
    link = await connect(bound=False, host="carrier..example")
    async with asyncio.timeout(5):
        await link.until_changed()
        assert link.status()[0].words == "the host name carrier..example cannot be found"
        await link.until_changed()


def test_a_configuration_that_cannot_work_is_refused_and_keeps_its_password() -> None:
    config = CarrierConfig("primary", "localhost", 2775, "esme", "secret")
    assert "secret" not in repr(config)
    with pytest.raises(ValueError, match="binds and window"):
        replace(config, window=0)
    with pytest.raises(ValueError, match="ASCII"):
        replace(config, password="pässword")


async def test_a_missing_file_of_certificates_is_one_clear_line(connect: Connect) -> None:
    with pytest.raises(ValueError, match=r"^carrier primary: tls_ca /nowhere\.pem: "):
        await connect(tls=True, tls_ca="/nowhere.pem")


async def test_a_bind_says_that_it_is_bound(carrier: Carrier, connect: Connect) -> None:
    link = await connect(enquire_link_interval=0.01)
    await carrier.until(lambda: carrier.count(ENQUIRE_LINK))
    (status,) = link.status()
    assert (status.name, status.state, status.window) == ("primary/1", BindState.BOUND, 50)
    assert (link.bound, link.healthy, link.state) == (True, True, BindState.BOUND)
    await link.stop(1)
    assert (link.bound, link.state) == (False, BindState.STOPPED)
