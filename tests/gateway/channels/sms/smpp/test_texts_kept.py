"""Clients' texts on their way from the carrier's socket into the store: none lost, none twice."""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import ClassVar

import pytest

from calendar_store.database.connection import Database, Transaction
from calendar_store.database.notify import Topic
from tests.support.carrier import BIND_TRX, DATA_SM, Carrier, in_parts, message, tlv
from tests.support.studio import PATIENCE, Studio

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
YES = message(b"yes")


async def said(studio: Studio) -> list[str]:
    return [text.text for text in await studio.texts()]


async def all_answered(studio: Studio, bodies: list[bytes]) -> None:
    """Deliver many at once; each is acknowledged."""
    for sequence in studio.carrier.deliver_all(bodies):
        assert await studio.carrier.answered(sequence) == 0


# Identity: section 5


@pytest.mark.row("5.again-at-once")
async def test_the_same_text_again_at_once_is_one(studio: Studio) -> None:
    async with studio.running():
        await all_answered(studio, [YES, YES])
        studio.now += 4 * SECOND
        assert await studio.heard(YES) == 0
    assert await said(studio) == ["yes"]


@pytest.mark.row("5.on-purpose")
async def test_the_same_word_half_a_minute_later_is_another_text(studio: Studio) -> None:
    async with studio.running():
        assert await studio.heard(YES) == 0
        studio.now += 30 * SECOND
        assert await studio.heard(YES) == 0
    assert await said(studio) == ["yes", "yes"]


async def cut(studio: Studio) -> None:
    """Cut every connection, and wait until the link is bound again."""
    binds = studio.carrier.count(BIND_TRX)
    for peer in studio.carrier.receivers:
        peer.cut()
    await studio.carrier.until(lambda: studio.carrier.count(BIND_TRX) > binds)
    await studio.bound()


@pytest.mark.row("5.again-after-a-cut")
async def test_the_same_text_after_a_cut_before_its_response_is_one(studio: Studio) -> None:
    async with studio.running():
        # hung up on at once: whether we answered, the carrier never learns
        studio.carrier.deliver(YES)
        studio.carrier.receivers[-1].hang_up()

        async def stored() -> bool:
            return await said(studio) == ["yes"]

        await studio.until(stored)
        await studio.carrier.until(lambda: studio.carrier.count(BIND_TRX) == 2)
        await studio.bound()
        studio.now += 2 * MINUTE
        assert await studio.heard(YES) == 0
        assert await said(studio) == ["yes"]
        studio.now += 30 * SECOND
        assert await studio.heard(YES) == 0
        assert await said(studio) == ["yes", "yes"]


@pytest.mark.row("5.on-purpose")
async def test_a_text_long_before_the_cut_was_answered_and_comes_on_purpose(
    studio: Studio,
) -> None:
    async with studio.running():
        assert await studio.heard(YES) == 0
        studio.now += MINUTE
        await cut(studio)
        assert await studio.heard(YES) == 0
    assert await said(studio) == ["yes", "yes"]


@pytest.mark.row("5.last-word")
@pytest.mark.parametrize("hangs_up", [False, True])
async def test_the_last_word_counts_whichever_bind_brings_it(
    studio: Studio, hangs_up: bool
) -> None:
    no = message(b"cancel")
    async with studio.running(binds=2):
        await studio.carrier.until(lambda: len(studio.carrier.receivers) == 2)
        first, second = studio.carrier.receivers
        for body, peer in ((YES, first), (no, second), (YES, second), (YES, second)):
            assert await studio.heard(body, peer=peer) == 0
            studio.now += SECOND
            if hangs_up and peer is first:
                first.cut()
    assert await said(studio) == ["yes", "cancel", "yes"]


@pytest.mark.row("5.again-after-a-restart")
async def test_the_same_text_after_a_restart_is_one(studio: Studio) -> None:
    async with studio.running():
        assert await studio.heard(YES) == 0
    studio.now += MINUTE
    async with studio.running():
        assert await studio.heard(YES) == 0
        assert await said(studio) == ["yes"]
        studio.now += 30 * SECOND
        assert await studio.heard(YES) == 0
    assert await said(studio) == ["yes", "yes"]


@pytest.mark.row("5.same-words-other-client")
async def test_the_same_word_from_another_client_or_to_another_number_is_another_text(
    studio: Studio,
) -> None:
    async with studio.running(numbers=("+390699000111", "4321")):
        await all_answered(
            studio,
            [YES, message(b"yes", source=b"393331234568"), message(b"yes", destination=b"4321")],
        )
    assert sorted(
        (text.key.their_address, text.key.our_address) for text in await studio.texts()
    ) == [
        ("+393331234567", "+390699000111"),
        ("+393331234567", "4321"),
        ("+393331234568", "+390699000111"),
    ]


@pytest.mark.row("7.other-process")
async def test_the_same_word_over_another_process_that_lives_is_another_text(
    studio: Studio,
) -> None:
    other = Studio(studio.database, studio.office.practice_id, studio.now, studio.carrier)
    other.owner = "two"
    async with studio.running():
        (first,) = studio.carrier.receivers
        async with other.running():
            await studio.carrier.until(lambda: len(studio.carrier.receivers) == 2)
            (second,) = [peer for peer in studio.carrier.receivers if peer is not first]
            assert await studio.heard(YES, peer=first) == 0
            studio.now += 30 * SECOND
            other.now = studio.now
            await studio.service._sweeper.sweep()  # says that its process lives
            assert await studio.heard(YES, peer=second) == 0
    assert await said(studio) == ["yes", "yes"]


@pytest.mark.row("7.other-carrier")
async def test_the_same_word_over_another_carrier_is_another_text(studio: Studio) -> None:
    second = Carrier()
    await second.start()
    async with studio.running(second):
        assert await studio.heard(YES) == 0
        assert await second.answered(second.deliver(YES)) == 0
    await second.stop()
    assert await said(studio) == ["yes", "yes"]


@pytest.mark.row("7.nothing-written")
async def test_an_empty_text_is_kept_and_neither_answered_nor_told(studio: Studio) -> None:
    async with studio.running():
        assert await studio.heard(message(b"")) == 0

        async def handled() -> bool:
            return [one.status for one in await studio.texts()] == ["done"]

        await studio.until(handled)
    assert await studio.messages() == []
    assert await studio.alerts() == []


# Long texts: section 4


@pytest.mark.row("4.any-order", "1.more-than-nine-parts")
async def test_eleven_parts_out_of_order_are_one_text(studio: Studio) -> None:
    parts = in_parts(*(b"%d " % number for number in range(1, 12)))
    order = (9, 0, 10, 1, 8, 2, 7, 3, 6, 4, 5)
    async with studio.running():
        await all_answered(studio, [parts[number] for number in order])
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
        await all_answered(studio, [*mixed, in_parts(b"At the first ", b"-", reference=9)[0]])
        # the same numbers and reference at another carrier
        half = in_parts(b"-", b"and not the second", reference=9)[1]
        assert await second.answered(second.deliver(half)) == 0
    await second.stop()
    assert sorted(await said(studio)) == [
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
        await all_answered(studio, bodies)
    expected = ["012", "sar 1 sar 2 ", "narrow and wide", "alone", "alone"]
    assert await said(studio) == expected


@pytest.mark.row("4.repeated-parts")
async def test_parts_that_come_again_are_harmless(studio: Studio) -> None:
    first, second = in_parts(b"Hello ", b"there")
    async with studio.running():
        await all_answered(studio, [first, first])
        studio.now += 30 * SECOND
        assert await studio.heard(first) == 0
        await cut(studio)
        await all_answered(studio, [first, second, second, first])
    assert await said(studio) == ["Hello there"]


@pytest.mark.row("4.parts-persisted")
async def test_parts_survive_a_restart(studio: Studio) -> None:
    first, second = in_parts(b"Hello ", b"there")
    async with studio.running():
        assert await studio.heard(second) == 0
    async with studio.running():
        assert await studio.heard(first) == 0
    assert await said(studio) == ["Hello there"]


@pytest.mark.row("4.missing-part")
async def test_a_part_missing_for_ever_leaves_a_gap_in_what_is_delivered(studio: Studio) -> None:
    first, _, third, _, _ = in_parts(b"The start ", b"-", b" the middle", b"-", b"-")
    async with studio.running():
        await all_answered(studio, [third, first])
    studio.now += PATIENCE.parts - SECOND
    async with studio.running():
        await studio.heard(YES)  # the sweep at the start has passed
        assert await said(studio) == ["yes"]
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
        await all_answered(studio, bodies[::-1])
    assert await said(studio) == ["10€ now", "👍 ok"]


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
    assert await said(studio) == [text]


@pytest.mark.row("1.data-codings", "2.undecodable", "1.outside-the-alphabet", "1.empty-text")
async def test_every_data_coding_with_whatever_octets_is_stored_as_it_came(studio: Studio) -> None:
    octets = [b"ok", b"\x00o\x00k\x00", b"\xd8\x3e", b"\xff\xfe\x80\x1b\x00\x01", b""]
    bodies = [
        message(text, data_coding=coding, source=b"39333%03d%03d" % (coding, number))
        for coding in range(256)
        for number, text in enumerate(octets)
    ]
    async with studio.running():
        await all_answered(studio, bodies)
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
        await all_answered(
            studio,
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
        await all_answered(studio, [*bodies, message(tlvs=long, data_coding=8)])
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
        await all_answered(studio, [endless, YES, *in_parts(b"one ", b"two", source=b"9" * 9_000)])
    assert await said(studio) == ["", "yes", "one two"]


@pytest.mark.row("2.data-sm")
async def test_data_sm_is_stored_once_as_deliver_sm_is(studio: Studio) -> None:
    body = b"\0\x01\x01393331234567\0\x01\x01390699000111\0\x00\x00\x08"
    body += tlv(0x0424, "sì".encode("utf-16-be"))
    async with studio.running():
        for _ in range(2):
            assert await studio.heard(body, DATA_SM) == 0
    assert await said(studio) == ["sì"]


# A store in trouble: section 2


class Flaky(Database):
    """A store whose next commit of a text fails as told: before it is done, or only seemingly."""

    failing: ClassVar[set[str]] = set()  # shared with the same store apart

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        async with super().write() as tx:
            yield tx
            self._fail("before", tx)
        self._fail("after", tx)

    def _fail(self, moment: str, tx: Transaction) -> None:
        if moment in self.failing and Topic.INBOUND in tx.touched:
            self.failing.remove(moment)
            raise ConnectionResetError(f"the connection was lost {moment} the commit")


@pytest.fixture
async def flaky(studio: Studio, store_url: str) -> AsyncIterator[Flaky]:
    """A store whose next commit of a text can be made to fail."""
    flaky = Flaky.connect(store_url)
    flaky.failing.clear()
    studio.database = studio.office.database = flaky
    yield flaky
    await flaky.close()


@pytest.mark.row("2.cannot-commit", "1.store-fault", "1.response-status")
async def test_a_text_that_could_not_be_committed_is_asked_for_again(
    studio: Studio, flaky: Flaky
) -> None:
    async with studio.running():
        await studio.accepted()
        flaky.failing.add("before")
        assert await studio.heard(YES) == 0x64
        assert await said(studio) == []
        assert await studio.heard(YES) == 0
        await studio.accepted()
    assert await said(studio) == ["yes"]
    assert studio.carrier.connections == 1


@pytest.mark.row("2.cannot-commit", "5.again-at-once")
async def test_a_text_committed_although_it_seemed_not_to_be_is_one(
    studio: Studio, flaky: Flaky
) -> None:
    async with studio.running():
        await studio.accepted()
        flaky.failing.add("after")
        assert await studio.heard(YES) == 0x64
        assert await studio.heard(YES) == 0
    assert await said(studio) == ["yes"]


@pytest.mark.row("2.commit-before-ack", "2.pipelined")
async def test_texts_wait_for_one_commit_together_and_are_acknowledged_after_it(
    studio: Studio,
) -> None:
    async with studio.running():
        bodies = [message(b"%d" % n, source=b"39333%06d" % n) for n in range(300)]
        began = asyncio.get_running_loop().time()
        await all_answered(studio, bodies)
        assert asyncio.get_running_loop().time() - began < 5
    assert len(await studio.texts()) == 300
