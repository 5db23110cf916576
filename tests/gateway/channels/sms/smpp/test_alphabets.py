"""What octets mean to a carrier: default alphabets, nulls that are counted, headers unmarked."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.model.statuses import MessageStatus
from config.choices import Alphabet, DefaultCoding
from gateway.channels.sms.smpp.body import read_deliver_sm
from gateway.channels.sms.smpp.carrier_config import CarrierConfig, Encoding
from gateway.channels.sms.smpp.inbound import PduOrigin, read_inbound
from gateway.channels.sms.smpp.inbound_pdus import Concat
from gateway.channels.sms.smpp.received_text import read_text
from gateway.channels.sms.smpp.udh import split
from gateway.channels.sms.text.alphabet import to_septets
from gateway.channels.sms.text.parts import prepare
from tests.support.carrier import SUBMIT_SM, in_parts, message, submitted
from tests.support.studio import Studio

ADDRESS = "ada_b@example.org"
MARKS = "@_é{}[]"


def carrier(**settings: object) -> CarrierConfig:
    return CarrierConfig("primary", "localhost", 2775, "esme", "secret", **settings)


@pytest.mark.parametrize(
    ("alphabet", "coding", "octets", "data_coding"),
    [
        (Alphabet.GSM, DefaultCoding.SMSC_DEFAULT, to_septets(MARKS), 0),
        (Alphabet.GSM, DefaultCoding.IA5, to_septets(MARKS), 1),
        (Alphabet.LATIN1, DefaultCoding.SMSC_DEFAULT, MARKS.encode("latin-1"), 0),
        (Alphabet.LATIN1, DefaultCoding.IA5, MARKS.encode("latin-1"), 1),
        (Alphabet.GSM, DefaultCoding.LATIN1, MARKS.encode("latin-1"), 3),
        (Alphabet.ASCII, DefaultCoding.SMSC_DEFAULT, MARKS.encode("utf-16-be"), 8),
    ],
)
@pytest.mark.row("4.default-alphabet")
def test_what_goes_out_is_in_the_carriers_alphabet(
    alphabet: Alphabet, coding: DefaultCoding, octets: bytes, data_coding: int
) -> None:
    prepared = prepare(MARKS, carrier(default_alphabet=alphabet, data_coding=coding))
    assert (prepared.parts[0].octets, prepared.data_coding) == (octets, data_coding)


@pytest.mark.row("4.default-alphabet")
def test_ascii_takes_what_ascii_has_and_counts_as_the_network_does() -> None:
    ascii_carrier = carrier(default_alphabet=Alphabet.ASCII)
    prepared = prepare("[" * 81, ascii_carrier)  # escaped on the air: 162 septets
    assert (prepared.encoding, len(prepared.parts)) == (Encoding.ASCII, 2)
    assert prepare("à" * 10, ascii_carrier).encoding is Encoding.UCS2
    assert prepare("`", ascii_carrier).encoding is Encoding.UCS2  # which GSM lacks


@pytest.mark.parametrize("alphabet", [Alphabet.LATIN1, Alphabet.ASCII])
@pytest.mark.parametrize("coding", [0, 1, 0x11, 0xF1])
@pytest.mark.row("4.default-alphabet")
def test_what_comes_in_is_read_in_the_carriers_alphabet(alphabet: Alphabet, coding: int) -> None:
    assert read_text(ADDRESS.encode(), coding, alphabet=alphabet) == ADDRESS
    assert read_text(b"caff\xe8 \x80", coding, alphabet=alphabet) == "caffè €"
    assert read_text("caffè".encode(), coding, alphabet=alphabet) == "caffè"
    # a phone's own octets that the carrier passed through: controls are GSM letters
    assert read_text(b"caff\x04", coding, alphabet=alphabet) == "caffè"
    assert read_text(b"n\x7bo", coding, 0, 3, alphabet=alphabet) == "não"


@given(st.text(st.characters(codec="latin-1", exclude_categories=("Cc",)), max_size=400))
@pytest.mark.row("4.default-alphabet")
def test_latin_1_there_and_back(text: str) -> None:
    prepared = prepare(text, carrier(default_alphabet=Alphabet.LATIN1))
    octets = b"".join(split(each.octets, prepared.esm_class)[1] for each in prepared.parts)
    if prepared.encoding is Encoding.LATIN1:
        assert octets.decode("latin-1") == text
        assert all(len(each.octets) <= 160 for each in prepared.parts)


@pytest.mark.row("4.default-alphabet")
async def test_an_address_in_latin_1_is_read_whole_and_in_parts(
    studio: Studio,
) -> None:
    async with studio.running(default_alphabet=Alphabet.LATIN1):
        assert await studio.heard(message(ADDRESS.encode())) == 0
        for body in in_parts(b"[my address is] ", ADDRESS.encode()):
            assert await studio.heard(body) == 0
        part, _ = in_parts(b"only {this} of ", b"", reference=9)
        assert await studio.heard(part) == 0
        studio.now += timedelta(hours=1)
        await studio.service._sweeper.sweep()
    texts = [text.text for text in await studio.texts()]
    assert texts == [ADDRESS, f"[my address is] {ADDRESS}", "only {this} of […]"]


@pytest.mark.row("4.default-alphabet")
async def test_a_carrier_of_latin_1_is_sent_latin_1(studio: Studio) -> None:
    async with studio.running(default_alphabet=Alphabet.LATIN1):
        await studio.accepted(MARKS)
    fields = submitted(studio.carrier.of(SUBMIT_SM)[0].body)
    assert (fields["octets"], fields["data_coding"]) == (MARKS.encode("latin-1"), 0)


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        (b"STOP\0", 0, "STOP"),
        (b"STOP\0", 1, "STOP"),
        (b"STOP\0", 3, "STOP"),
        (b"STOP\0", 4, "STOP"),
        (b"STOP\0", 0xF1, "STOP"),
        ("STOP".encode("utf-16-be") + b"\0", 8, "STOP"),
        ("STOP\0".encode("utf-16-be"), 8, "STOP"),
        ("cĀ".encode("utf-16-be"), 8, "cĀ"),  # its last octet is a null
        (b"STOP\0\0", 0, "STOP"),
        (b"STOP\0\0\0", 0, "STOP"),
        (b"STOP" + bytes(156), 0, "STOP"),
        (b"STOP\0\0\0", 1, "STOP"),
        (b"STOP\0\0\0", 3, "STOP"),
        (b"STOP\0\0\0", 4, "STOP"),
        (b"STOP\0\0\0", 0x11, "STOP"),
        (b"2\0\0\0", 0, "2"),
        ("STOP".encode("utf-16-be") + bytes(3), 8, "STOP"),
        ("STOP".encode("utf-16-be") + bytes(6), 8, "STOP"),
        ("STOP".encode("utf-16-le") + bytes(3), 8, "STOP"),
        (b"ada@" + bytes(2), 3, "ada@"),
        (b"ada\0bo\0\0", 0, "ada@bo"),
        (b"\0\0ada\0\0", 0, "@@ada"),
        (b"\0", 0, ""),
        (b"\0\0\0", 0, "@@"),  # nothing but that sign, and the one that is counted
        (b"", 0, ""),
        (b"\0ada", 0, "@ada"),
    ],
)
@pytest.mark.row("4.counted-null")
def test_nulls_at_the_end_are_padding(octets: bytes, coding: int, text: str) -> None:
    body = read_deliver_sm(message(octets, data_coding=coding))
    now = datetime(2026, 1, 12, 9, tzinfo=UTC)
    came = read_inbound(body, carrier(), PduOrigin("primary/1", "one", now))
    assert (came.text, came.octets) == (text, octets)


@pytest.mark.row("4.counted-null")
async def test_a_null_counted_in_every_part_is_none_of_the_text(studio: Studio) -> None:
    first = b"a" * 152 + b"\0"
    async with studio.running():
        for body in in_parts(first, b"example.org\0"):  # an "@" where the part is full
            assert await studio.heard(body) == 0
        for body in in_parts(b"b" * 153 + b"\0", b"end\0", reference=8):
            assert await studio.heard(body) == 0
        # both filled up to one length
        for body in in_parts(b"c" * 152 + bytes(8), b"end" + bytes(157), reference=9):
            assert await studio.heard(body) == 0
    texts = [text.text for text in await studio.texts()]
    assert texts == ["a" * 152 + "@example.org", "b" * 153 + "end", "c" * 152 + "@end"]


@pytest.mark.parametrize(
    ("octets", "concat"),
    [
        (b"\x05\x00\x03\x07\x02\x01yes", Concat(7, 2, 1)),
        (b"\x06\x08\x04\x01\x07\x02\x02yes", Concat(0x107, 2, 2)),
        (b"\x05\x00\x03\x07\x02\x03yes", None),
        (b"\x05\x00\x03\x07\x01\x01yes", None),
        (b"\x05\x00\x03\x07\x00\x00yes", None),
        (b"\x05\x00\x03\x07", None),
        (b"\x05\x00", None),
        (b"\x06\x08\x04\x01\x07\x02", None),
        (b"\x0b\x05\x04\x0b\x84\x23\xf0\x00\x03\x07\x02\x01", None),  # not one of the two
    ],
)
@pytest.mark.row("4.lost-udhi")
def test_headers_that_lost_their_mark(octets: bytes, concat: Concat | None) -> None:
    header, rest = split(octets, 0)
    assert header.concat == concat
    assert rest == (b"yes" if concat else octets)


@pytest.mark.row("4.lost-udhi")
async def test_halves_whose_mark_was_lost_are_one_text(studio: Studio) -> None:
    wide = (b"\x06\x08\x04\x01\x07\x02\x01", b"\x06\x08\x04\x01\x07\x02\x02")
    async with studio.running():
        for number, half in enumerate((b"can't ", b"come")):
            assert await studio.heard(message(bytes((5, 0, 3, 7, 2, number + 1)) + half)) == 0
        for header, half in zip(wide, ("non ", "vengo"), strict=True):
            body = message(header + half.encode("utf-16-be"), data_coding=8)
            assert await studio.heard(body) == 0
        assert await studio.parts_kept() == 4
    assert [text.text for text in await studio.texts()] == ["can't come", "non vengo"]


LITTLE = "utf-16-le"


@pytest.mark.parametrize("bom", [b"", b"\xff\xfe"])
@pytest.mark.parametrize(
    "text",
    ["STOP", "2", "sì", "Ja, ich komme", "È un piacere €", "ok 👍", "l’appuntamento", "1\n", "ok"],
)
@pytest.mark.row("4.little-endian")
def test_ucs2_in_the_other_order_of_octets(text: str, bom: bytes) -> None:
    assert read_text(bom + text.encode(LITTLE), 8) == text


@pytest.mark.parametrize(
    "text",
    [
        "一",
        "好的",
        "十一点",
        "一二三",
        "明天不来了",
        "匀",
        "伀",
        "㐀好",
        "👍",
        "👍👍",
        "€",
        "ж",
        "Привет",
        "Ω",
        "ā",
        "네",
        "한국어",
        "さくら",
        "شكرا",
    ],
)
@pytest.mark.row("4.little-endian")
def test_ucs2_in_the_right_order_stays_as_it_is(text: str) -> None:
    for said in (text, f"{text} ok", f"1 {text}"):
        assert read_text(said.encode("utf-16-be"), 8) == said


@pytest.mark.row("4.little-endian")
async def test_halves_of_a_text_in_the_other_order(studio: Studio) -> None:
    async with studio.running():
        halves = ("Non posso ".encode(LITTLE), "venire".encode(LITTLE))
        for body in in_parts(*halves, data_coding=8):
            assert await studio.heard(body) == 0
    assert [text.text for text in await studio.texts()] == ["Non posso venire"]


@pytest.mark.row("4.counted-null", "4.little-endian")
@pytest.mark.parametrize(
    ("octets", "coding"),
    [
        (b"STOP\0", 0),
        (b"STOP\0\0\0", 0),
        ("STOP".encode(LITTLE), 8),
        (b"\xff\xfe" + "STOP".encode(LITTLE), 8),
    ],
)
async def test_stop_with_its_null_stops(studio: Studio, octets: bytes, coding: int) -> None:
    async with studio.running():
        assert await studio.heard(message(octets, data_coding=coding)) == 0
        async with asyncio.timeout(5):
            await studio.carrier.until(lambda: studio.carrier.of(SUBMIT_SM))
    (text,) = await studio.texts()
    assert (text.text, text.intent) == ("STOP", "opt_out")
    assert (await studio.messages())[0].status in {MessageStatus.SENDING, MessageStatus.ACCEPTED}
