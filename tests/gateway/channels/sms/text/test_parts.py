"""From a text to parts, and back as a phone would read them."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from config.choices import DefaultCoding, LongMessages
from gateway.channels.sms.smpp.carrier_config import CarrierConfig, Encoding
from gateway.channels.sms.smpp.submits import PreparedText
from gateway.channels.sms.smpp.udh import read_header
from gateway.channels.sms.text.alphabet import from_septets, to_septets
from gateway.channels.sms.text.parts import count_parts, prepare
from gateway.channels.sms.text.replacements import replace_costly_characters
from gateway.messaging.channel import TextTooLongError

GSM = "".join(from_septets(bytes((code,))) for code in range(128) if code != 0x1B) + "^{}\\[~]|€\f"
gsm_text = st.text(st.sampled_from(GSM), max_size=700)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=400)


def carrier(
    way: LongMessages = LongMessages.UDH8, coding: DefaultCoding = DefaultCoding.SMSC_DEFAULT
) -> CarrierConfig:
    return CarrierConfig(
        "primary", "localhost", 2775, "esme", "secret", long_messages=way, data_coding=coding
    )


def read(prepared: PreparedText) -> str:
    """What the phone shows: headers removed, octets joined, decoded."""
    octets = b""
    for part in prepared.parts:
        skip = read_header(part.octets).length if prepared.esm_class & 0x40 else 0
        octets += part.octets[skip:]
    match prepared.encoding:
        case Encoding.GSM7:
            return from_septets(octets)
        case Encoding.LATIN1:
            return octets.decode("latin-1")
        case Encoding.ASCII:
            return octets.decode("ascii")
        case Encoding.UCS2:
            return octets.decode("utf-16-be")


@given(gsm_text)
@pytest.mark.row("4.gsm")
def test_the_gsm_alphabet_survives_the_way_there_and_back(text: str) -> None:
    septets = to_septets(text)
    assert septets is not None
    assert max(septets, default=0) < 0x80
    assert from_septets(septets) == text


@given(any_text | gsm_text, st.sampled_from(LongMessages), st.sampled_from(DefaultCoding))
@pytest.mark.row("4.there-and-back")
def test_parts_make_the_text_again(text: str, way: LongMessages, coding: DefaultCoding) -> None:
    prepared = prepare(text, carrier(way, coding), reference=0xABCD)
    assert read(prepared) == text
    if way is not LongMessages.PAYLOAD:
        assert prepared.billed_parts == len(prepared.parts)
        assert all(len(part.octets) <= 160 for part in prepared.parts)
        if prepared.encoding is Encoding.UCS2:
            assert all(len(part.octets) <= 140 for part in prepared.parts)


@given(st.text(st.sampled_from("ab€é👍🏽👨‍👩‍👧🇮🇹e\u0301ñ "), min_size=70, max_size=300))
@pytest.mark.row("4.undivided", "4.ucs2")
def test_no_part_divides_what_is_seen_as_one_character(text: str) -> None:
    prepared = prepare(text + "ж", carrier())
    pieces = [
        part.octets[read_header(part.octets).length if prepared.esm_class else 0 :].decode(
            "utf-16-be"
        )
        for part in prepared.parts
    ]
    whole = regex.findall(r"\X", text + "ж")
    assert [char for piece in pieces for char in regex.findall(r"\X", piece)] == whole


@pytest.mark.parametrize(
    ("text", "parts", "encoding"),
    [
        ("", 1, "gsm7"),
        ("a" * 160, 1, "gsm7"),
        ("a" * 161, 2, "gsm7"),
        ("a" * 306, 2, "gsm7"),
        ("a" * 307, 3, "gsm7"),
        ("€" * 80, 1, "gsm7"),
        ("€" * 81, 2, "gsm7"),
        ("ж" * 70, 1, "ucs2"),
        ("ж" * 71, 2, "ucs2"),
        ("ж" * 134, 2, "ucs2"),
        ("ж" * 135, 3, "ucs2"),
        ("👍" * 35, 1, "ucs2"),
        ("👍" * 66, 2, "ucs2"),
        ("👍" * 67, 3, "ucs2"),
        ("a`", 1, "ucs2"),
    ],
)
@pytest.mark.row("4.sizes", "4.extension")
def test_what_a_text_costs(text: str, parts: int, encoding: str) -> None:
    assert count_parts(text) == (parts, encoding)


@pytest.mark.row("4.undivided")
def test_an_escape_goes_with_what_it_escapes() -> None:
    prepared = prepare("a" * 152 + "€" + "b" * 20, carrier())
    first, second = (part.octets[6:] for part in prepared.parts)
    assert (first, second) == (b"a" * 152, b"\x1be" + b"b" * 20)


def test_a_character_larger_than_a_part_is_divided_between_its_marks() -> None:
    text = "x" + "\u0301" * 200
    assert read(prepare(text, carrier())) == text


@pytest.mark.parametrize(
    ("way", "esm_class", "head"),
    [
        (LongMessages.UDH8, 0x40, b"\x05\x00\x03\xcd\x02\x01"),
        (LongMessages.UDH16, 0x40, b"\x06\x08\x04\xab\xcd\x02\x01"),
        (LongMessages.SAR, 0, b""),
    ],
)
@pytest.mark.row("4.udh-8", "4.udh-16", "4.sar")
def test_how_long_texts_are_marked(way: LongMessages, esm_class: int, head: bytes) -> None:
    prepared = prepare("a" * 200, carrier(way), reference=0xABCD)
    first = prepared.parts[0]
    assert prepared.esm_class == esm_class
    assert first.octets.startswith(head + b"a")
    sar = ((0x020C, 0xABCD), (0x020E, 2), (0x020F, 1))
    assert first.tlvs == (sar if way is LongMessages.SAR else ())


@pytest.mark.row("4.payload")
def test_a_payload_is_one_piece_and_billed_as_several() -> None:
    prepared = prepare("a" * 400, carrier(LongMessages.PAYLOAD))
    (part,) = prepared.parts
    assert (part.in_payload, part.octets, prepared.billed_parts) == (True, b"a" * 400, 3)


@pytest.mark.row("4.default-coding")
def test_the_carriers_default_coding_is_told() -> None:
    assert prepare("è @", carrier(coding=DefaultCoding.IA5)).data_coding == 1
    latin = prepare("è @", carrier(coding=DefaultCoding.LATIN1))
    assert (latin.data_coding, latin.parts[0].octets) == (3, b"\xe8 @")
    # The euro is in the GSM alphabet and not in Latin-1; "á" is the other way round, and a carrier
    # that makes septets of Latin-1 would lose it.
    for text in ("€", "á"):
        ucs2 = prepare(text, carrier(coding=DefaultCoding.LATIN1))
        assert (ucs2.encoding, ucs2.data_coding) == (Encoding.UCS2, 8)


def test_a_text_that_cannot_be_numbered_is_refused() -> None:
    assert len(prepare("a" * 153 * 255, carrier()).parts) == 255
    with pytest.raises(TextTooLongError, match="256 parts"):
        prepare("a" * (153 * 255 + 1), carrier())


@pytest.mark.parametrize(
    ("dear", "cheap"),
    [
        ("“Ada’s” visit – 10:00…", '"Ada\'s" visit - 10:00...'),
        ("10\u202f€\u00a0now\u200b", "10 € now"),
        ("caffe\u0300", "caffè"),
        ("Ada á", "Ada á"),
        ("Привет – мир", "Привет – мир"),
        ("👍 – ok", "👍 – ok"),
    ],
)
@pytest.mark.row("4.cheap")
def test_cheap_characters_take_the_place_of_dear_ones_where_that_pays(
    dear: str, cheap: str
) -> None:
    assert replace_costly_characters(dear) == cheap


@pytest.mark.row("4.accents")
def test_accents_go_only_where_allowed() -> None:
    assert replace_costly_characters("Ștefan á ñ", accents=True) == "Stefan a ñ"
    assert replace_costly_characters("Ștefan á ñ") == "Ștefan á ñ"


@given(any_text, st.booleans())
def test_cheapening_never_costs_more_and_is_done_once(text: str, accents: bool) -> None:
    cheap = replace_costly_characters(text, accents)
    assert count_parts(cheap)[0] <= count_parts(unicodedata.normalize("NFC", text))[0]
    assert replace_costly_characters(cheap, accents) == cheap
