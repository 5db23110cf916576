"""What clients and carriers wrote, out of their octets; nothing may raise, nothing may be lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.choices import MessageIdForm
from gateway.channels.sms.smpp.addresses import sender_address
from gateway.channels.sms.smpp.body import read_data_sm, read_deliver_sm
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.frames import Frames
from gateway.channels.sms.smpp.ids import receipt_key, response_key
from gateway.channels.sms.smpp.inbound import PduOrigin, read_inbound
from gateway.channels.sms.smpp.inbound_pdus import (
    Concat,
    DeliveryReceipt,
    InboundText,
    ReceiptState,
)
from gateway.channels.sms.smpp.national import LOCKING_SHIFT
from gateway.channels.sms.smpp.receipts import read_receipt
from gateway.channels.sms.smpp.received_address import our_number, received_address
from gateway.channels.sms.smpp.received_text import read_text
from gateway.channels.sms.smpp.udh import read_header
from gateway.wording.reason_words import in_words
from tests.support.carrier import message, pdu, tlv
from tests.support.inbound_pdus import CONFIG, NOW, inbound
from tests.support.link import joined

UNMARKED = CarrierConfig(
    "primary", "localhost", 2775, "esme", "secret", receipts_in_esm_class_0=True
)


@given(st.binary(max_size=600), st.booleans(), st.booleans())
@pytest.mark.row("fire.any-octets")
def test_whatever_octets_come_there_is_something_to_store(
    body: bytes, data_sm: bool, unmarked: bool
) -> None:
    read = read_data_sm if data_sm else read_deliver_sm
    config = UNMARKED if unmarked else CONFIG
    value = read_inbound(read(body), config, PduOrigin("primary/1", "s1", NOW))
    for text in (value.text or "", value.source, value.destination):
        assert "\0" not in text
        text.encode("utf-8")


@given(st.binary(max_size=254), st.integers(0, 255), st.integers(0, 255), st.binary(max_size=60))
@pytest.mark.row("fire.any-octets")
def test_whatever_user_data_comes_none_of_it_is_lost(
    octets: bytes, esm_class: int, coding: int, tlvs: bytes
) -> None:
    value = inbound(message(octets, esm_class=esm_class, data_coding=coding, tlvs=tlvs))
    assert value.source == "+393331234567"
    if octets:
        assert value.octets == octets
    if isinstance(value, InboundText):
        assert value.body in octets


@given(st.lists(st.binary(max_size=80), max_size=6), st.data())
@pytest.mark.row("fire.octet-by-octet")
def test_frames_are_the_same_however_the_stream_is_cut(
    bodies: list[bytes], data: st.DataObject
) -> None:
    stream = b"".join(pdu(5, 0, number, body) for number, body in enumerate(bodies))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    frames, got = Frames(), []
    for begin, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        pdus, error = frames.feed(stream[begin:end])
        assert error is None
        got += [(each.sequence, each.body) for each in pdus]
    assert got == list(enumerate(bodies))


@given(st.binary(max_size=200))
def test_a_header_never_reaches_beyond_the_data(octets: bytes) -> None:
    assert 0 <= read_header(octets).length <= len(octets)


@pytest.mark.parametrize(
    ("octets", "concat"),
    [
        (b"\x05\x00\x03\x07\x02\x01", Concat(7, 2, 1)),
        (b"\x0b\x05\x04\x0b\x84\x23\xf0\x00\x03\x07\x02\x01", Concat(7, 2, 1)),
        (b"\x08\x24\x01\x02\x00\x03\x07\x02\x02", Concat(7, 2, 2)),
        (b"\x05\x00\x03\x07\x02\x03", None),  # the third of two
        (b"\x05\x00\x03\x07\x02\x00", None),
        (b"\x05\x00\x03\x07\x00\x00", None),
        (b"\x05\x00\x03\x07\x01\x01", None),  # one of one is a whole text
        (b"\x05\x00\x09\x07\x02\x01", None),  # an element longer than the header
        (b"\x09\x00\x03", None),  # a header longer than the data
        (b"\x00", None),
        (b"", None),
    ],
)
@pytest.mark.row("4.udh-any-order", "1.ports-and-tables")
def test_concatenation_elements(octets: bytes, concat: Concat | None) -> None:
    assert read_header(octets).concat == concat


@pytest.mark.parametrize(
    ("octets", "coding", "text"),
    [
        (b"\x00\x11", 0, "@_"),
        (b"ab_@", 1, "ab_@"),
        (b"caff\x04", 1, "caffè"),  # GSM octets under the label IA5
        (b"caff\xe8 \x80", 3, "caffè €"),
        (b"caff\xc3\xa8", 4, "caffè"),
        (b"\x00\x01\x02\xff", 4, None),
        ("ciao 👍".encode("utf-16-be"), 8, "ciao 👍"),
        ("ciao".encode("utf-16-le"), 8, "ciao"),
        (b"\xff\xfe" + "ciao".encode("utf-16-le"), 8, "ciao"),
        (b"\xd8\x3d\x00o\x00", 8, "\ufffdo\ufffd"),
        (b"\x00c\x00\x00", 8, "c"),
        ("Привет".encode("iso8859_5"), 6, "Привет"),
        (b"ok", 0x11, "ok"),
        (b"\x00o\x00k", 0x19, "ok"),
        (b"ok", 0xC8, "ok"),
        (b"\x00o\x00k", 0xE0, "ok"),
        (b"ok", 0x20, None),  # compressed
    ],
)
@pytest.mark.row("4.inbound-codings")
def test_texts_by_their_coding(octets: bytes, coding: int, text: str | None) -> None:
    assert read_text(octets, coding) == text


@pytest.mark.parametrize(
    ("single", "locking", "octets", "text"),
    [
        (1, 0, b"\x1bS\x1bs \x1bG\x1bg \x1bI\x1bi", "Şş Ğğ İı"),
        (2, 0, b"ma\x1bnana \x1bA\x1bi\x1b\x09", "manana Áíç"),
        (3, 0, b"S\x1b{o \x1b\x1f", "São Ê"),
        (0, 1, b"\x1c\x1d\x0b\x0c\x40\x60", "ŞşĞğİç"),
        (0, 3, b"\x5b\x7b\x5c\x7c\x1a", "ÃãÕõ|"),
        (3, 3, b"n\x7bo \x1be", "não €"),
        (99, 99, b"a\x1be", "a€"),
    ],
)
def test_national_tables(single: int, locking: int, octets: bytes, text: str) -> None:
    assert read_text(octets, 0, single, locking) == text


def test_locking_tables_keep_letters_and_digits_where_they_are() -> None:
    for table in LOCKING_SHIFT.values():
        assert len(table) == 128
        kept = [char for code, char in enumerate(table) if chr(code) == char and char.isalnum()]
        assert len(kept) == 62


@pytest.mark.row("4.cut-characters")
def test_parts_cut_inside_a_character_are_joined_before_they_are_read() -> None:
    thumb = "👍".encode("utf-16-be")
    parts = [
        inbound(message(b"\x05\x00\x03\x07\x02\x01" + thumb[:2], esm_class=0x40, data_coding=8)),
        inbound(message(b"\x05\x00\x03\x07\x02\x02" + thumb[2:], esm_class=0x40, data_coding=8)),
    ]
    assert joined(parts) == "👍"
    escape = [
        inbound(message(b"\x05\x00\x03\x08\x02\x01" + b"10\x1b", esm_class=0x40)),
        inbound(message(b"\x05\x00\x03\x08\x02\x02" + b"e now", esm_class=0x40)),
    ]
    assert joined(escape) == "10€ now"


@pytest.mark.row("4.missing-part")
def test_gaps_are_shown_where_parts_did_not_come() -> None:
    parts = [
        inbound(
            message(b"\x05\x00\x03\x07\x05" + bytes((number,)) + b"%d" % number, esm_class=0x40)
        )
        for number in (4, 1)
    ]
    assert joined(parts) == "1[…]4[…]"


def test_parts_in_different_codings_are_joined() -> None:
    parts = [
        inbound(message(b"\x05\x00\x03\x07\x02\x01" + b"ciao ", esm_class=0x40)),
        inbound(
            message(
                b"\x05\x00\x03\x07\x02\x02" + "жж".encode("utf-16-be"),
                esm_class=0x40,
                data_coding=8,
            )
        ),
    ]
    assert joined(parts) == "ciao жж"


@pytest.mark.row("4.sar")
def test_sar_parameters_mark_parts_too() -> None:
    tlvs = tlv(0x020C, b"\x12\x34") + tlv(0x020E, b"\x02") + tlv(0x020F, b"\x01")
    text = inbound(message(b"yes", tlvs=tlvs))
    assert text.concat == Concat(0x1234, 2, 1)
    other = inbound(message(b"yes", tlvs=tlvs[:-1] + b"\x02"))
    assert other.concat == Concat(0x1234, 2, 2)
    assert text.fingerprint != other.fingerprint


def test_parts_that_cannot_be_read_are_gaps_and_none_is_made_up() -> None:
    binary = [
        inbound(
            message(
                b"\x05\x00\x03\x07\x02" + bytes((number,)) + octets,
                esm_class=0x40,
                data_coding=coding,
            )
        )
        for number, octets, coding in ((1, b"\x00\x01\xff", 4), (2, b"yes", 0))
    ]
    assert joined(binary) == "[…]yes"
    assert joined(binary[:1]) == ""


# Receipts


@pytest.mark.row("3.class-0")
def test_a_clients_text_that_looks_like_a_receipt_is_a_text() -> None:
    octets = b"id:123 stat:DELIVRD"
    assert isinstance(inbound(message(octets)), InboundText)
    assert isinstance(inbound(message(octets), UNMARKED), DeliveryReceipt)
    assert isinstance(inbound(message(b"my id: 123, what now?"), UNMARKED), InboundText)


@pytest.mark.parametrize("esm_class", [0x04, 0x20, 0x24, 0x44, 0x05])
@pytest.mark.row("3.by-class")
def test_receipts_are_known_by_their_class(esm_class: int) -> None:
    # 0x24 is no type that the specification knows, and so no receipt by its class.
    expected = InboundText if esm_class == 0x24 else DeliveryReceipt
    assert isinstance(inbound(message(b"id:1 stat:DELIVRD", esm_class=esm_class)), expected)


@pytest.mark.row("3.by-class")
def test_what_is_marked_as_a_receipt_and_says_nothing_is_shown_as_a_text() -> None:
    value = inbound(message(b"see you at ten", esm_class=4))
    assert isinstance(value, InboundText)
    assert value.text == "see you at ten"


@pytest.mark.row("3.id-in-tlv", "3.state-in-tlv")
def test_tlvs_go_before_the_text() -> None:
    tlvs = tlv(0x001E, b"tlv-id\0") + tlv(0x0427, b"\x05")
    receipt = inbound(message(b"id:text-id stat:DELIVRD err:01A", esm_class=4, tlvs=tlvs))
    assert (receipt.message_id, receipt.state) == ("tlv-id", ReceiptState.UNDELIVERABLE)
    assert (receipt.final, receipt.error) == (True, "01A")
    assert in_words(receipt.reason).startswith("not delivered")


def test_a_state_that_nobody_knows_is_not_final() -> None:
    receipt = inbound(message(b"id:1 stat:WHATEVR", esm_class=4))
    assert (receipt.state, receipt.final) == (ReceiptState.UNKNOWN, False)


@pytest.mark.parametrize("coding", [0, 8])
@pytest.mark.row("3.ucs2", "3.opaque-ids")
def test_a_receipt_may_be_written_in_ucs2_whatever_its_label(coding: int) -> None:
    octets = "id:a_b@1 stat:EXPIRED".encode("utf-16-be")
    receipt = inbound(message(octets, esm_class=4, data_coding=coding))
    assert (receipt.message_id, receipt.state) == ("a_b@1", ReceiptState.EXPIRED)


@pytest.mark.row("3.payload")
def test_a_receipt_may_sit_in_the_payload() -> None:
    tlvs = tlv(0x0424, b"id:a_b@1 stat:ENROUTE")
    receipt = inbound(message(b"", esm_class=4, tlvs=tlvs))
    assert (receipt.message_id, receipt.state) == ("a_b@1", ReceiptState.ENROUTE)


@pytest.mark.parametrize(
    ("text", "message_id", "state", "error"),
    [
        (
            "id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:id:9 stat:EXPIRED",
            "1",
            "delivered",
            "000",
        ),
        ("ID: 1 STAT: delivrd ERR: 0", "1", "delivered", "0"),
        ("stat: err:005 id:7", "7", "unknown", "005"),
        ("id:ab-cd:1,x stat:REJECTD", "ab-cd:1,x", "rejected", None),
        ("id:X,stat:DELIVRD", "X", "delivered", None),
        ("id:X, stat:DELIVRD, err:000", "X", "delivered", "000"),
        ("id:X;sub:001;stat:UNDELIV;err:01A;", "X", "undeliverable", "01A"),
        ("id:X|stat:DELIVRD|err:000|text:id:9,stat:EXPIRED", "X", "delivered", "000"),
        ("id:a,b,stat:EXPIRED,", "a,b", "expired", None),
        ("id:,stat:DELIVRD", "", "delivered", None),
        ("sub:001,submit date:2601121015,id:X,stat:EXPIRED", "X", "expired", None),
        ('id:"X" stat:"DELIVRD" err:"000"', "X", "delivered", "000"),
        ("id:'X',stat:'DELIVRD'", "X", "delivered", None),
        ('{"id":"X","stat":"DELIVRD","err":"000","text":"id:9"}', "X", "delivered", "000"),
        ('id:"X stat:DELIVRD', "X", "delivered", None),
        ('id:"" stat:DELIVRD', "", "delivered", None),
        ("id:X'Y\"Z stat:DELIVRD", "X'Y\"Z", "delivered", None),
        ("stat:BUFFERD", "", "enroute", None),
        ("nothing at all", "", None, None),
        ("", "", None, None),
    ],
)
@pytest.mark.row("3.omitted-fields", "3.opaque-ids", "3.separators")
def test_receipt_texts(text: str, message_id: str, state: str | None, error: str | None) -> None:
    receipt = read_receipt(text, NOW)
    assert (receipt.message_id, receipt.state, receipt.error) == (message_id, state, error)


@pytest.mark.parametrize(
    ("digits", "date"),
    [
        ("2611221015", "2026-11-22T10:15:00+00:00"),
        ("26112210153", "2026-11-22T10:15:00+00:00"),
        ("261122101530", "2026-11-22T10:15:30+00:00"),
        ("202611221015", "2026-11-22T10:15:00+00:00"),
        ("2611221015301", "2026-11-22T10:15:30+00:00"),
        ("20261122101530", "2026-11-22T10:15:30+00:00"),
        ("202611221015309", "2026-11-22T10:15:30+00:00"),
        ("2699991015", None),
        ("soon", None),
        ("²611221015", None),
        ("26112210", None),
    ],
)
@pytest.mark.row("3.dates")
def test_receipt_dates(digits: str, date: str | None) -> None:
    read = read_receipt(f"id:1 done date:{digits} stat:DELIVRD", NOW).done_at
    assert (read.isoformat() if read else None) == date


@given(st.text(max_size=200), st.sampled_from(["id:", "stat:", "done date:", "err:", "text:"]))
def test_no_receipt_text_raises(text: str, field: str) -> None:
    read_receipt(f"{field}{text}", NOW)


# Ids


@given(st.integers(0, 2**64 - 1))
@pytest.mark.row("3.hex-and-decimal", "3.lost-zeros")
def test_ids_meet_in_every_form(number: int) -> None:
    hexadecimal, decimal = f"{number:X}", f"{number:d}"
    as_is, to_dec, to_hex = MessageIdForm
    assert response_key(f"000{hexadecimal}", as_is) == receipt_key(hexadecimal.lower(), as_is)
    assert response_key(hexadecimal, to_dec) == receipt_key(f"00{decimal}", to_dec)
    assert response_key(decimal, to_hex) == receipt_key(f"0{hexadecimal.lower()}", to_hex)


@pytest.mark.row("3.opaque-ids")
def test_ids_that_are_no_numbers_stay_as_they_are() -> None:
    for form in MessageIdForm:
        assert response_key("Msg-Z1", form) == receipt_key("mSG-Z1 ", form) == "msg-z1"
        assert response_key("", form) == ""
    assert response_key("000", MessageIdForm.AS_IS) == "0"
    # A TLV that keeps the response's hexadecimal form, from a carrier whose texts do not.
    form = MessageIdForm.HEX_TO_DEC
    assert receipt_key("1f", form) == response_key("1F", form) == "31"


# Addresses


@pytest.mark.parametrize(
    ("sender", "address"),
    [
        ("+390699000111", ("390699000111", 1, 1)),
        ("390699000111", ("390699000111", 1, 1)),
        ("4321", ("4321", 3, 0)),
        ("Aurora", ("Aurora", 5, 0)),
    ],
)
@pytest.mark.row("4.source-addresses")
def test_senders(sender: str, address: tuple[str, int, int]) -> None:
    assert sender_address(sender) == address


@pytest.mark.parametrize("sender", ["", "Studio Aurora", "Città", "Au\0ra", "+1234567890123456"])
@pytest.mark.row("4.source-addresses")
def test_senders_that_no_carrier_could_take(sender: str) -> None:
    with pytest.raises(ValueError, match="sender"):
        sender_address(sender)


@pytest.mark.parametrize(
    ("number", "ton", "address"),
    [
        ("393331234567", 1, "+393331234567"),
        ("+393331234567", 0, "+393331234567"),
        ("00393331234567", 0, "+393331234567"),
        ("3331234567", 2, "3331234567"),
        ("4321", 3, "4321"),
        ("Vodafone", 5, "Vodafone"),
    ],
)
@pytest.mark.row("4.received-addresses")
def test_clients_addresses(number: str, ton: int, address: str) -> None:
    assert received_address(number, ton) == address


@pytest.mark.row("4.received-addresses")
def test_our_numbers_are_known_however_they_are_written() -> None:
    for number, ton in (("390699000111", 0), ("+390699000111", 1), ("390699000111", 1)):
        assert our_number(number, ton, CONFIG.numbers) == "+390699000111"
    assert our_number("4321", 1, CONFIG.numbers) == "4321"
    assert our_number("999", 3, CONFIG.numbers) == "999"


@pytest.mark.row("5.same-words-other-client")
def test_fingerprints_differ_with_sender_and_octets_and_with_nothing_else() -> None:
    same = {inbound(message(b"1", data_coding=coding)).fingerprint for coding in (0, 1)}
    assert len(same) == 1
    others = {
        inbound(message(b"2")).fingerprint,
        inbound(message(b"1", source=b"393331234568")).fingerprint,
        inbound(message(b"1", destination=b"4321")).fingerprint,
    }
    assert len(others | same) == 4
