"""Parts of long texts on their way from the socket into the store: they meet, and none is lost."""

from datetime import timedelta

import pytest

from tests.support.carrier import Carrier, in_parts, message, tlv
from tests.support.studio import PATIENCE, Studio

SECOND = timedelta(seconds=1)
YES = message(b"yes")


# Long texts: section 4


@pytest.mark.row("4.any-order", "1.more-than-nine-parts")
async def test_eleven_parts_out_of_order_are_one_text(studio: Studio) -> None:
    parts = in_parts(*(b"%d " % number for number in range(1, 12)))
    order = (9, 0, 10, 1, 8, 2, 7, 3, 6, 4, 5)
    async with studio.running():
        await studio.all_answered([parts[number] for number in order])
    (text,) = await studio.texts()
    assert (text.text, text.partial) == ("1 2 3 4 5 6 7 8 9 10 11 ", False)


@pytest.mark.row("1.one-reference-two-senders", "4.reassembly-key")
async def test_parts_meet_only_those_of_their_own_text(studio: Studio) -> None:
    ada = in_parts(b"Ada one ", b"Ada two", source=b"393331234567")
    ben = in_parts(b"Ben one ", b"Ben two", source=b"393331234568")
    other = in_parts(b"To 4321, ", b"this one", destination=b"4321")
    three = in_parts(b"Of ", b"three ", b"parts", source=b"393331234567")
    mixed = [ada[0], ben[1], other[0], three[2], three[0], other[1], ben[0], three[1], ada[1]]
    second = Carrier()
    await second.start()
    async with studio.running(second, numbers=("+390699000111", "4321")):
        await studio.all_answered([*mixed, in_parts(b"At the first ", b"-", reference=9)[0]])
        # the same numbers and reference at another carrier
        half = in_parts(b"-", b"and not the second", reference=9)[1]
        assert await second.answered(second.deliver(half)) == 0
    await second.stop()
    assert sorted(await studio.said()) == [
        "Ada one Ada two",
        "Ben one Ben two",
        "Of three parts",
        "To 4321, this one",
    ]
    assert await studio.parts_kept() == 2 * 3 + 3 + 2


@pytest.mark.row("1.sixteen-bit-reference", "4.udh-any-order", "4.sar", "1.ports-and-tables")
async def test_headers_of_every_kind_in_any_order_say_which_part_it_is(studio: Studio) -> None:
    ports, table = b"\x05\x04\x0b\x84\x23\xf0", b"\x24\x01\x03"
    own = b"\x70\x03abc"  # of the operator's own (3GPP 23.040 §9.2.3.24)

    def wide(n: int) -> bytes:
        return b"\x08\x04\xab\xcd\x03" + bytes((n,))

    headers = [ports + wide(1) + own, own + own + wide(2), wide(3) + ports]
    bodies = [
        message(bytes((len(header),)) + header + b"%d" % n, esm_class=0x40)
        for n, header in enumerate(headers)
    ]
    sar = tlv(0x020C, b"\x12\x34") + tlv(0x020E, b"\x02")
    bodies += [message(b"sar %d " % n, tlvs=sar + tlv(0x020F, bytes((n,)))) for n in (2, 1)]
    # the same reference in 8 and in 16 bits is one number
    bodies += [
        message(b"\x05\x00\x03\x07\x02\x01" + b"narrow ", esm_class=0x40),
        message(b"\x06\x08\x04\x00\x07\x02\x02" + b"and wide", esm_class=0x40),
    ]
    bodies += [
        message(bytes((len(header),)) + header + b"alone", esm_class=0x40, source=source)
        for header, source in ((ports + table, b"39333000001"), (own, b"39333000002"))
    ]
    async with studio.running():
        await studio.all_answered(bodies)
    expected = ["012", "sar 1 sar 2 ", "narrow and wide", "alone", "alone"]
    assert await studio.said() == expected


@pytest.mark.row("4.repeated-parts")
async def test_parts_that_come_again_are_harmless(studio: Studio) -> None:
    first, second = in_parts(b"Hello ", b"there")
    async with studio.running():
        await studio.all_answered([first, first])
        studio.now += 30 * SECOND
        assert await studio.heard(first) == 0
        await studio.cut()
        await studio.all_answered([first, second, second, first])
    assert await studio.said() == ["Hello there"]


@pytest.mark.row("4.parts-persisted")
async def test_parts_survive_a_restart(studio: Studio) -> None:
    first, second = in_parts(b"Hello ", b"there")
    async with studio.running():
        assert await studio.heard(second) == 0
    async with studio.running():
        assert await studio.heard(first) == 0
    assert await studio.said() == ["Hello there"]


@pytest.mark.row("4.missing-part")
async def test_a_part_missing_for_ever_leaves_a_gap_in_what_is_delivered(studio: Studio) -> None:
    first, _, third, _, _ = in_parts(b"The start ", b"-", b" the middle", b"-", b"-")
    async with studio.running():
        await studio.all_answered([third, first])
    studio.now += PATIENCE.parts - SECOND
    async with studio.running():
        await studio.heard(YES)  # the sweep at the start has passed
        assert await studio.said() == ["yes"]
    studio.now += 2 * SECOND
    async with studio.running():

        async def delivered() -> bool:
            return len(await studio.texts()) == 2

        await studio.until(delivered)
    text = (await studio.texts())[-1]
    assert (text.text, text.partial) == ("The start […] the middle[…]", True)


@pytest.mark.row("4.cut-characters")
async def test_characters_cut_between_parts_are_read_whole(studio: Studio) -> None:
    thumb = "👍 ok".encode("utf-16-be")
    bodies = in_parts(thumb[:2], thumb[2:], data_coding=8)
    bodies += in_parts(b"10\x1b", b"e now", reference=8)
    async with studio.running():
        await studio.all_answered(bodies[::-1])
    assert await studio.said() == ["10€ now", "👍 ok"]
