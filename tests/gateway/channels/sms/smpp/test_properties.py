"""Properties of the way in and of the way there and back, for any octets, parameters and texts."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from config.choices import DefaultCoding, LongMessages, MessageIdForm
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, InboundPdu, InboundText
from gateway.channels.sms.smpp.submits import PreparedText
from gateway.channels.sms.text.parts import prepare
from tests.support.carrier import message, tlv
from tests.support.inbound_pdus import inbound
from tests.support.link import joined

SAR, PAYLOAD = (0x020C, 0x020E, 0x020F), 0x0424
KNOWN = [0x001E, 0x0423, PAYLOAD, 0x0427, *SAR]
LONGEST_KEY, LONGEST_ADDRESS = 80, 65
"""What an index of the store takes without complaint, and any carrier's id or number fits in."""

tlvs = st.lists(
    st.builds(tlv, st.sampled_from(KNOWN) | st.integers(0, 0xFFFF), st.binary(max_size=12)),
    max_size=8,
).map(b"".join)
elements = st.lists(
    st.tuples(
        st.sampled_from([0x00, 0x08, 0x24, 0x25, 0x05, 0x70]) | st.integers(0, 255),
        st.binary(max_size=5),
    ),
    max_size=5,
)
said = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=600)
configs = st.builds(
    lambda form, unmarked: CarrierConfig(
        *("primary", "localhost", 2775, "esme", "secret"),
        message_id=form,
        receipts_in_esm_class_0=unmarked,
    ),
    st.sampled_from(MessageIdForm),
    st.booleans(),
)


def can_be_stored(value: InboundPdu) -> None:
    """What both databases ask of a row, and of the keys it is found by."""
    words = [value.source, value.destination]
    if isinstance(value, DeliveryReceipt):
        words += [value.message_id, value.message_key, value.text or "", value.error or ""]
        assert len(value.message_key) <= LONGEST_KEY
    else:
        words.append(value.text or "")
        place = value.concat
        if place is not None:
            assert 0 <= place.reference <= 0xFFFF
            assert 1 <= place.number <= place.total <= 0xFF
    for word in words:
        assert "\0" not in word
        word.encode("utf-8")
    assert max(len(value.source), len(value.destination)) <= LONGEST_ADDRESS


@pytest.mark.row("fire.any-octets", "1.binary-tlvs", "1.data-codings")
@given(st.binary(max_size=120), st.integers(0, 255), st.integers(0, 255), tlvs, configs)
def test_whatever_a_deliver_sm_holds_it_can_be_stored(
    octets: bytes, esm_class: int, coding: int, optional: bytes, config: CarrierConfig
) -> None:
    body = message(octets, esm_class=esm_class, data_coding=coding, tlvs=optional)
    can_be_stored(inbound(body, config))


@pytest.mark.row("fire.any-octets", "3.opaque-ids", "3.very-long-ids", "3.omitted-fields")
@given(
    st.sampled_from(["id:", "ID: ", "id:000", "id:0x", ""]),
    st.text("0123456789abcdefABCDEF", max_size=20) | st.text(max_size=20),
    st.integers(1, 400),
    st.sampled_from(["", " stat:DELIVRD", " stat:", " err:", " done date:20260112101500"]),
    configs,
)
def test_whatever_a_receipt_says_it_can_be_stored(
    before: str, digits: str, times: int, after: str, config: CarrierConfig
) -> None:
    text = f"{before}{digits * times}{after}".encode("latin-1", "replace")
    can_be_stored(inbound(message(esm_class=4, tlvs=tlv(PAYLOAD, text[:60_000])), config))


@pytest.mark.row("4.udh-any-order", "1.ports-and-tables", "fire.any-octets")
@given(elements, st.integers(0, 255), st.binary(max_size=60))
def test_elements_of_any_kind_and_order_leave_the_text_where_it_is(
    headers: list[tuple[int, bytes]], coding: int, text: bytes
) -> None:
    header = b"".join(bytes((kind, len(value))) + value for kind, value in headers)
    octets = bytes((len(header),)) + header + text
    value = inbound(message(octets, esm_class=0x40, data_coding=coding))
    can_be_stored(value)
    assert isinstance(value, InboundText)
    assert value.octets == octets
    # a null counted at the end is padding
    assert text.startswith(value.body)
    assert text[len(value.body) :] in {b"", b"\0", b"\0\0"}


def delivered(prepared: PreparedText, way: LongMessages) -> list[InboundText]:
    """The parts of an outbound text as if they came from a client's carrier."""
    arrived = []
    for part in prepared.parts:
        sar = b"".join(
            tlv(tag, value.to_bytes(2 if tag == SAR[0] else 1, "big")) for tag, value in part.tlvs
        )
        octets, optional = part.octets, sar
        if way is LongMessages.PAYLOAD and part.in_payload:
            octets, optional = b"", tlv(PAYLOAD, part.octets)
        arrived.append(
            inbound(
                message(
                    octets,
                    esm_class=prepared.esm_class,
                    data_coding=prepared.data_coding,
                    tlvs=optional,
                )
            )
        )
    return arrived


@pytest.mark.row("4.there-and-back", "4.cut-characters", "4.any-order")
@given(
    said | st.text("ab€^{é👍🏽👨‍👩‍👧ñ ", min_size=60, max_size=300),
    st.sampled_from(LongMessages),
    # what is written as IA5 is the GSM alphabet to us and ASCII to others: only one can be right
    st.sampled_from([DefaultCoding.SMSC_DEFAULT, DefaultCoding.LATIN1]),
    st.randoms(),
)
def test_a_text_cut_into_parts_and_delivered_in_any_order_is_the_text(
    text: str, way: LongMessages, coding: DefaultCoding, chance: object
) -> None:
    # an @ of the GSM alphabet is a null, and one at the end of what a carrier delivers is padding
    assume(not text.endswith("@"))
    config = CarrierConfig(
        *("primary", "localhost", 2775, "esme", "secret"), long_messages=way, data_coding=coding
    )
    parts = delivered(prepare(text, config, reference=0xABCD), way)
    chance.shuffle(parts)
    if len(parts) == 1:
        (whole,) = parts
        assert whole.text == text
    else:
        assert len({part.concat.number for part in parts}) == len(parts)
        assert joined(parts) == text
