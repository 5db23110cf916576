"""The fields that carriers insist on, as they stand on the wire, and wishes that they refuse."""

import ssl
import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from calendar_store.model.statuses import MessageStatus
from config.choices import BindKind, Validity
from gateway.channels.sms.smpp.bind_status import BindState
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.submits import SubmitOutcome
from gateway.channels.sms.smpp.wishes import OptionWishes
from gateway.service import TextbackService
from tests.support.carrier import (
    BIND_RX,
    BIND_TRX,
    BIND_TX,
    SUBMIT_SM,
    Carrier,
    Got,
    message,
    submitted,
)
from tests.support.link import Connect, part
from tests.support.studio import Studio

DAY = timedelta(days=1)


async def sent(carrier: Carrier, connect: Connect, **settings: object) -> dict[str, object]:
    """The fields of a text that is of use for two days."""
    link = await connect(**settings)
    result = await link.submit(part(validity=2 * DAY))
    assert result.outcome is SubmitOutcome.ACCEPTED
    return submitted(carrier.of(SUBMIT_SM)[-1].body)


@pytest.mark.row("2.bind-fields")
async def test_what_a_session_says_of_itself(carrier: Carrier, connect: Connect) -> None:
    await connect(
        interface_version=0x33,
        system_type="SMPP",
        address_range="3906990001*",
        address_ton=1,
        address_npi=1,
    )
    (bind,) = carrier.of(BIND_TRX)
    assert bind.body == b"esme\0secret\0SMPP\0\x33\x01\x013906990001*\0"


@pytest.mark.parametrize(
    ("kind", "command"), [(BindKind.TRANSMITTER, BIND_TX), (BindKind.RECEIVER, BIND_RX)]
)
@pytest.mark.row("2.bind-fields")
async def test_a_transmitter_or_a_receiver_alone(
    carrier: Carrier, connect: Connect, kind: BindKind, command: int
) -> None:
    link = await connect(bind=kind)
    assert [got.command for got in carrier.got] == [command]
    assert link.bound is (kind is BindKind.TRANSMITTER)
    assert link.healthy


@pytest.mark.row("2.submit-fields")
async def test_what_every_text_carries(carrier: Carrier, connect: Connect) -> None:
    fields = await sent(
        carrier,
        connect,
        service_type="CMT",
        source_ton=5,
        source_npi=0,
        destination_ton=2,
        destination_npi=8,
        registered_delivery=17,
        tlvs=((0x1401, b"12\0"), (0x1402, b"")),
    )
    assert fields["service_type"] == b"CMT"
    assert fields["source"] == (5, 0, b"390699000111")
    assert fields["destination"] == (2, 8, b"393331234567")
    assert fields["registered_delivery"] == 17
    assert fields["tlvs"] == {0x1401: b"12\0", 0x1402: b""}
    assert fields["octets"] == b"hello"


@pytest.mark.row("2.submit-fields")
async def test_digits_of_unknown_country_keep_their_type(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect(destination_ton=1, destination_npi=1)
    await link.submit(replace(part(), destination="3331234014"))
    assert submitted(carrier.of(SUBMIT_SM)[-1].body)["destination"] == (0, 1, b"3331234014")


@pytest.mark.parametrize(
    ("settings", "validity"),
    [
        ({}, b"000002000000000R"),
        ({"longest_validity": DAY}, b"000001000000000R"),
        ({"validity": Validity.NONE}, b""),
    ],
)
@pytest.mark.row("2.validity-forms")
async def test_forms_of_validity(
    carrier: Carrier, connect: Connect, settings: dict[str, object], validity: bytes
) -> None:
    assert (await sent(carrier, connect, **settings))["validity"] == validity


@pytest.mark.row("2.validity-forms")
async def test_an_absolute_validity_is_in_utc(carrier: Carrier, connect: Connect) -> None:
    written = (await sent(carrier, connect, validity=Validity.ABSOLUTE))["validity"]
    assert written.endswith(b"00+")
    until = datetime.strptime(written[:12].decode(), "%y%m%d%H%M%S").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) + 2 * DAY - until) < timedelta(minutes=1)


def refusing(carrier: Carrier, status: int, field: str, nothing: object) -> None:
    """Let the carrier refuse texts with a field."""

    def rule(got: Got) -> None:
        if submitted(got.body)[field] != nothing:
            got.peer.answer(got, status)
        else:
            carrier.behave(got)

    carrier.rules[SUBMIT_SM] = rule


@pytest.mark.parametrize(
    ("status", "field", "nothing", "told"),
    [
        (0x62, "validity", b"", 'validity = "none"'),
        (0x07, "registered_delivery", 0, "registered_delivery"),
    ],
)
@pytest.mark.row("2.refused-wishes")
async def test_a_refused_wish_is_left_out_once_and_told_once(
    studio: Studio, status: int, field: str, nothing: object, told: str
) -> None:
    refusing(studio.carrier, status, field, nothing)
    async with studio.running():
        for text in ("one", "two"):
            message, submits = await studio.accepted(text)
            assert len(submits) == 2
            stands, _ = await studio.office.fate(message)
            assert stands.status is MessageStatus.ACCEPTED
            assert stands.awaits_receipt is (status != 0x07)
        (carrier,) = studio.service.status()
    (words,) = carrier["refused_wishes"]
    assert told in words


@pytest.mark.parametrize(
    ("asked", "awaits"), [(0, False), (1, True), (2, False), (17, True), (18, False)]
)
@pytest.mark.row("3.not-asked")
async def test_a_result_says_whether_the_carrier_was_asked_to_tell_of_its_arrival(
    carrier: Carrier, connect: Connect, asked: int, awaits: bool
) -> None:
    link = await connect(registered_delivery=asked)
    assert (await link.submit(part())).awaits_receipt is awaits
    refusing(carrier, 0x07, "registered_delivery", 0)
    assert not (await link.submit(part())).awaits_receipt


@pytest.mark.row("2.refused-wishes")
async def test_both_wishes_refused_leave_the_text(carrier: Carrier, connect: Connect) -> None:
    def rule(got: Got) -> None:
        fields = submitted(got.body)
        status = 0x62 if fields["validity"] else 0x07 if fields["registered_delivery"] else 0
        got.peer.answer(got, status, b"id1\0")

    carrier.rules[SUBMIT_SM] = rule
    link = await connect()
    result = await link.submit(part(validity=DAY))
    assert (result.outcome, carrier.count(SUBMIT_SM)) == (SubmitOutcome.ACCEPTED, 3)
    assert set(link.refused_wishes) == {0x62, 0x07}


@pytest.mark.parametrize("status", [0x62, 0x07])
@pytest.mark.row("2.refused-wishes")
async def test_a_carrier_that_refuses_for_ever_ends_it(
    carrier: Carrier, connect: Connect, status: int
) -> None:
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, status)
    link = await connect()
    result = await link.submit(part(validity=DAY))
    assert (result.outcome, result.status) == (SubmitOutcome.REFUSED_PERMANENT, status)
    assert carrier.count(SUBMIT_SM) == 2


def certificate(folder: Path, name: str, extension: str = "") -> Path:
    """A self-signed certificate and its key in one file."""
    path = folder / f"{name}.pem"
    command = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2")
    wanted = ("-subj", f"/CN={name}", *(("-addext", extension) if extension else ()))
    files = ("-keyout", str(folder / f"{name}.key"), "-out", str(path))
    subprocess.run([*command, *wanted, *files], check=True, capture_output=True)
    path.write_text(path.read_text() + (folder / f"{name}.key").read_text())
    return path


@pytest.mark.row("2.client-certificate")
async def test_a_client_certificate_and_a_server_name(tmp_path: Path, connect: Connect) -> None:
    server = certificate(tmp_path, "smsc.example.net", "subjectAltName=DNS:smsc.example.net")
    client = certificate(tmp_path, "studio")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=client)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_cert_chain(server)
    carrier = Carrier()
    await carrier.start(ssl=context)
    tls = {"port": carrier.port, "tls": True, "tls_ca": str(server)}
    named = tls | {"tls_server_name": "smsc.example.net"}
    try:
        await connect(**named, tls_cert=str(client), tls_key=str(tmp_path / "studio.key"))
        assert carrier.count(BIND_TRX) == 1
        for settings in (named, tls | {"tls_cert": str(client)}):
            link = await connect(bound=False, **settings)
            while link.state is not BindState.WAITING:
                await link.until_changed()
            await link.stop(0.1)
        assert carrier.count(BIND_TRX) == 1
    finally:
        await carrier.stop()


@pytest.mark.row("2.bind-fields")
async def test_what_comes_over_a_receiver_is_answered_over_a_transmitter(studio: Studio) -> None:
    usual = {"system_id": "esme", "password": "s", "numbers": ("+390699000111",)}
    port = studio.carrier.port
    configs = [
        CarrierConfig("out", "127.0.0.1", port, bind=BindKind.TRANSMITTER, **usual),
        CarrierConfig("in", "127.0.0.1", port, bind=BindKind.RECEIVER, **usual),
    ]
    service = TextbackService(
        studio.database, configs, clock=lambda: studio.now, owner="one", drain=0.5
    )
    async with service.running():
        for carrier in service.carriers:
            await carrier.link.until_bound()
        await studio.carrier.until(lambda: studio.carrier.receivers)
        assert await studio.heard(message(b"HELP")) == 0
        await studio.carrier.until(lambda: studio.carrier.of(SUBMIT_SM))
    (answer,) = studio.carrier.of(SUBMIT_SM)
    assert answer.peer.bound_as == BIND_TX


@pytest.mark.parametrize(
    ("status", "field", "nothing"), [(0x62, "validity", b""), (0x07, "registered_delivery", 0)]
)
@pytest.mark.row("2.refused-wishes")
async def test_a_wish_that_is_refused_again_and_again_is_not_uttered_for_an_hour(
    carrier: Carrier, connect: Connect, status: int, field: str, nothing: object
) -> None:
    refusing(carrier, status, field, nothing)
    link = await connect()
    for number in range(6):
        result = await link.submit(part(validity=2 * DAY - timedelta(minutes=number % 3)))
        assert result.outcome is SubmitOutcome.ACCEPTED
    assert carrier.count(SUBMIT_SM) == 3 * 2 + 3
    # the other wish stands
    other = {"validity": "registered_delivery", "registered_delivery": "validity"}[field]
    assert submitted(carrier.of(SUBMIT_SM)[-1].body)[other]


def test_what_is_refused_is_wished_again_after_an_hour_or_where_it_is_taken() -> None:
    wishes = OptionWishes()
    two, one = (replace(part(), validity=days * DAY) for days in (2, 1))
    for now in (0.0, 1.0, 2.0):
        assert wishes.fitting(two, now) is two
        wishes.refused(two, 0x62, now)
    assert wishes.fitting(two, 3.0).validity is None
    # another length may be taken
    assert wishes.fitting(one, 3.0) is one
    wishes.taken(one)
    assert wishes.fitting(two, 3.0).validity is None
    assert wishes.fitting(two, 2.0 + 3600) is two
    wishes.refused(two, 0x62, 3700.0)
    wishes.taken(two)
    for now in (3701.0, 3702.0):
        wishes.refused(two, 0x62, now)
    assert wishes.fitting(two, 3703.0) is two


async def test_what_insists_is_sent_as_it_is(carrier: Carrier, connect: Connect) -> None:
    refusing(carrier, 0x62, "validity", b"")
    link = await connect()
    for _ in range(4):
        await link.submit(part(validity=DAY))
    result = await link.submit(replace(part(validity=DAY), insists=True))
    assert result.status == 0x62
