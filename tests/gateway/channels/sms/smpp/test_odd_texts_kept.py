"""Texts in every coding and from every address, on their way from the socket into the store."""

import random

import pytest

from tests.support.carrier import DATA_SM, in_parts, message, tlv
from tests.support.studio import Studio

YES = message(b"yes")


# What is written how: sections 1 and 4


def shifted(text: bytes, *, single: int = 0, locking: int = 0) -> bytes:
    """A text whose header names national language tables."""
    header = (bytes((0x24, 1, single)) if single else b"") + (
        bytes((0x25, 1, locking)) if locking else b""
    )
    return message(bytes((len(header),)) + header + text, esm_class=0x40)


TURKISH_LOCKING = bytes((0x04, 0x07, 0x0B, 0x0C, 0x1C, 0x1D, 0x40, 0x60)) + b"abc"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        pytest.param(
            shifted(b"\x1bA\x1bI\x1bO\x1bU \x1ba\x1bi\x1bo\x1bu\x1b\x09\x1be", single=2),
            "ÁÍÓÚ áíóúç€",
            marks=pytest.mark.row("4.spanish"),
        ),
        pytest.param(
            shifted(b"\x1b\x05\x1b\x09\x1b\x0b\x1b\x0f\x1b\x1f\x1b[\x1b\\\x1b{\x1b|", single=3),
            "êçÔáÊÃÕãõ",
            marks=pytest.mark.row("4.portuguese"),
        ),
        pytest.param(
            shifted(b"\x04\x06\x09\x0b\x12\x5b\x5c\x60\x7b\x7c", locking=3),
            "êúçÔªÃÕ~ãõ",
            marks=pytest.mark.row("4.portuguese"),
        ),
        pytest.param(
            shifted(b"S\x7bo \x1b\x05", single=3, locking=3),
            "São ê",
            marks=pytest.mark.row("4.portuguese"),
        ),
        pytest.param(
            shifted(b"\x1bG\x1bI\x1bS\x1bc\x1bg\x1bi\x1bs\x1be", single=1),
            "ĞİŞçğış€",
            marks=pytest.mark.row("4.turkish"),
        ),
        pytest.param(
            shifted(TURKISH_LOCKING, locking=1),
            "€ıĞğŞşİçabc",
            marks=pytest.mark.row("4.turkish"),
        ),
    ],
)
async def test_national_language_tables_are_read(studio: Studio, body: bytes, text: str) -> None:
    async with studio.running():
        assert await studio.heard(body) == 0
    assert await studio.said() == [text]


@pytest.mark.row("1.data-codings", "2.undecodable", "1.outside-the-alphabet", "1.empty-text")
async def test_every_data_coding_with_whatever_octets_is_stored_as_it_came(studio: Studio) -> None:
    octets = [b"ok", b"\x00o\x00k\x00", b"\xd8\x3e", b"\xff\xfe\x80\x1b\x00\x01", b""]
    bodies = [
        message(text, data_coding=coding, source=b"39333%03d%03d" % (coding, number))
        for coding in range(256)
        for number, text in enumerate(octets)
    ]
    async with studio.running():
        await studio.all_answered(bodies)
        stored = await studio.texts()
    assert [text.raw for text in stored] == octets * 256
    plain = {coding: stored[coding * len(octets)].text for coding in range(256)}
    # 3GPP 23.038 §4: text with a class, waiting indications, and codings of the default alphabet
    readable = {*range(5), *range(0x10, 0x18), *range(0x1C, 0x20), *range(0xC0, 0xE0)}
    assert all(plain[coding] == "ok" for coding in {*readable, *range(0xF0, 0x100)})
    assert all(plain[coding] == "" for coding in (0x20, 0x0B, 0x80))
    wide = {coding: stored[coding * len(octets) + 1].text for coding in (8, 0x18, 0x1B, 0xE0)}
    assert all(text.startswith("ok") for text in wide.values())


@pytest.mark.row("1.ton-and-npi")
async def test_every_type_of_number_and_numbering_plan_is_taken(studio: Studio) -> None:
    async with studio.running():
        await studio.all_answered(
            [message(b"%d" % n, ton=n, npi=255 - n, source=b"39333%03d" % n) for n in range(256)],
        )
        stored = await studio.texts()
    assert [text.text for text in stored] == [str(n) for n in range(256)]
    assert {text.key.their_address[0] for text in stored} == {"3", "+"}


ODD_TLVS = {
    "unknown": tlv(0x1403, b"\xff\x00\x80") + tlv(0xFFFF, b""),
    "cut off": b"\x14\x03\xff\xff\x00",
    "half a tag": b"\x04",
    "twice": tlv(0x0424, b"one") + tlv(0x0424, b"two"),
    "sar too large": tlv(0x020C, b"\xff" * 9) + tlv(0x020E, b"\xff" * 9) + tlv(0x020F, b"\x01"),
    "sar of many": tlv(0x020C, b"\x01\x02") + tlv(0x020E, b"\xff\xff") + tlv(0x020F, b"\x01\x00"),
    "sar of a long reference": tlv(0x020C, b"\xff" * 9)
    + tlv(0x020E, b"\x02")
    + tlv(0x020F, b"\x01"),
    "sar alone": tlv(0x020E, b"\x02"),
    "state of nothing": tlv(0x0427, b""),
    "state unknown": tlv(0x0427, b"\xff" * 5),
    "id of no letters": tlv(0x001E, b"\x00\xff\x01"),
    "error of one octet": tlv(0x0423, b"\x01"),
}


@pytest.mark.row("1.binary-tlvs")
@pytest.mark.parametrize("esm_class", [0, 4])
async def test_optional_parameters_of_every_kind_are_taken(studio: Studio, esm_class: int) -> None:
    long = tlv(0x0424, "perché no? ".encode("utf-16-be") * 2_800)
    bodies = [
        message(b"%d" % n, tlvs=tlvs, esm_class=esm_class, source=b"39333000%02d" % n)
        for n, tlvs in enumerate(ODD_TLVS.values())
    ]
    async with studio.running():
        await studio.all_answered([*bodies, message(tlvs=long, data_coding=8)])
        stored = await studio.texts()
    if esm_class == 0:
        assert [text.text for text in stored[:-1]] == [str(n) for n in range(len(bodies))]
    assert stored[-1].text == "perché no? " * 2_800
    assert studio.carrier.connections == 1


@pytest.mark.row("2.odd-is-answered")
async def test_an_address_without_end_is_stored_and_keeps_nothing_else_out(
    studio: Studio,
) -> None:
    # octets that no index can make short
    endless = b"\0\x01\x01" + random.Random(1).randbytes(60_000).replace(b"\0", b"")
    async with studio.running():
        await studio.all_answered([endless, YES, *in_parts(b"one ", b"two", source=b"9" * 9_000)])
    assert await studio.said() == ["", "yes", "one two"]


@pytest.mark.row("2.data-sm")
async def test_data_sm_is_stored_once_as_deliver_sm_is(studio: Studio) -> None:
    body = b"\0\x01\x01393331234567\0\x01\x01390699000111\0\x00\x00\x08"
    body += tlv(0x0424, "sì".encode("utf-16-be"))
    async with studio.running():
        for _ in range(2):
            assert await studio.heard(body, DATA_SM) == 0
    assert await studio.said() == ["sì"]
