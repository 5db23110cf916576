"""Error codes of receipts in staff's words, and what each failure is owed to."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from config.choices import ErrorCodes
from gateway.channels.sms.smpp.body import read_deliver_sm
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.codes import status_of
from gateway.channels.sms.smpp.failures import Failure, failure_of, reason_of_receipt, unknown_code
from gateway.channels.sms.smpp.inbound import PduOrigin, read_inbound
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, ReceiptState
from gateway.wording.reason_words import in_words
from tests.support.carrier import message, tlv

NONE, GSM = ErrorCodes.NONE, ErrorCodes.GSM
UNDELIV, EXPIRED = ReceiptState.UNDELIVERABLE, ReceiptState.EXPIRED
CANNOT_BE_REACHED = "not delivered: the number cannot be reached"


@pytest.mark.parametrize(
    ("code", "failure", "words"),
    [
        ("001", Failure.NUMBER, "the number is not in use"),
        ("6", Failure.PHONE, "switched off or out of coverage"),
        ("027", Failure.PHONE, "switched off or out of coverage"),
        ("011", Failure.NUMBER, "cannot receive texts"),
        ("013", Failure.NUMBER, "barred from receiving texts"),
        ("9", Failure.NUMBER, "not allowed in its network"),
        ("12", Failure.PHONE, "blocked by its network"),
        ("21", Failure.CARRIER, "does not support it"),
        ("032", Failure.PHONE, "its memory may be full"),
        ("34", Failure.CARRIER, "has a fault"),
    ],
)
def test_the_codes_of_mobile_networks_replace_what_the_state_says(
    code: str, failure: Failure, words: str
) -> None:
    for state in (UNDELIV, EXPIRED, ReceiptState.DELETED, ReceiptState.REJECTED):
        said = reason_of_receipt(state, code, GSM)
        assert in_words(said).startswith("not delivered: ")
        assert words in in_words(said)
        assert failure_of(said) is failure
        assert unknown_code(state, code, GSM) == ""


@pytest.mark.parametrize("code", ["77", "0x1A", "EC_ABSENT", "-1", "F0", "1/6"])
def test_a_code_of_no_table_is_shown_beside_what_the_state_says(code: str) -> None:
    said = in_words(reason_of_receipt(UNDELIV, code, GSM))
    assert said == f"{CANNOT_BE_REACHED} (the carrier's code {code})"
    assert unknown_code(UNDELIV, code, GSM) == code
    assert failure_of(reason_of_receipt(UNDELIV, code, GSM)) is Failure.NUMBER
    assert failure_of(reason_of_receipt(EXPIRED, code, GSM)) is Failure.PHONE


def test_no_table_is_taken_for_another_carriers() -> None:
    said = in_words(reason_of_receipt(EXPIRED, "001", NONE))
    assert said.endswith("too long (the carrier's code 001)")
    assert failure_of(reason_of_receipt(EXPIRED, "001", NONE)) is Failure.PHONE


@pytest.mark.parametrize("code", [None, "", "0", "000", "a\x1b[2J", "1" * 5000, "²", "€"])
def test_what_is_no_code_changes_nothing(code: str | None) -> None:
    for table in ErrorCodes:
        assert in_words(reason_of_receipt(UNDELIV, code, table)) == CANNOT_BE_REACHED
        assert unknown_code(UNDELIV, code, table) == ""


def test_of_what_did_not_fail_no_code_is_told() -> None:
    for state in (ReceiptState.DELIVERED, ReceiptState.ENROUTE, ReceiptState.ACCEPTED):
        said = reason_of_receipt(state, "006", GSM)
        assert said == Reason(ReasonCode.RECEIPT, {"state": state.value})
        assert failure_of(said) is None


def test_what_the_carrier_does_not_know_no_code_makes_known() -> None:
    said = in_words(reason_of_receipt(ReceiptState.UNKNOWN, "006", GSM))
    assert said == "the carrier does not know what happened (the carrier's code 006)"


def test_a_refused_number_is_the_numbers_fault_and_a_busy_carrier_is_not() -> None:
    assert failure_of(status_of(0x0B).reason) is Failure.NUMBER
    assert failure_of(status_of(0x66).reason) is Failure.CONTENT
    assert failure_of(status_of(0x14).reason) is None
    assert failure_of(Reason(ReasonCode.NOT_SENT_IN_TIME)) is None


@given(st.sampled_from(ReceiptState), st.none() | st.text(max_size=30), st.sampled_from(ErrorCodes))
def test_words_are_always_one_line(
    state: ReceiptState, error: str | None, codes: ErrorCodes
) -> None:
    said = in_words(reason_of_receipt(state, error, codes))
    assert said.isprintable()
    assert len(said) < 120


@pytest.mark.parametrize(
    ("octets", "words"),
    [
        (b"\x03\x00\x06", "not delivered: the phone was switched off or out of coverage"),
        # the same number in a network of another kind is another code
        (b"\x01\x00\x06", f"{CANNOT_BE_REACHED} (the carrier's code 1/6)"),
        (b"\x06", CANNOT_BE_REACHED),
    ],
)
def test_a_code_may_come_in_its_own_parameter(octets: bytes, words: str) -> None:
    carrier = CarrierConfig("primary", "localhost", 2775, "esme", "secret", error_codes=GSM)
    body = read_deliver_sm(message(b"id:1 stat:UNDELIV", esm_class=4, tlvs=tlv(0x0423, octets)))
    arrival = PduOrigin("primary/1", "a", datetime(2026, 11, 24, tzinfo=UTC))
    receipt = read_inbound(body, carrier, arrival)
    assert isinstance(receipt, DeliveryReceipt)
    assert in_words(receipt.reason) == words
    own = read_inbound(body, replace(carrier, error_codes=NONE), arrival)
    assert isinstance(own, DeliveryReceipt)
    assert in_words(own.reason).startswith(CANNOT_BE_REACHED)


@pytest.mark.row("7.network-error-in-ascii")
@pytest.mark.parametrize(
    ("octets", "error"),
    [
        (b"027", "027"),
        (b"27", "27"),
        (b"0027\0", "0027"),
        (b" 27", "27"),
        (b"0x1B", "0x1B"),
        (b"3/27", "3/27"),
        (b"\x03\x00\x1b", "27"),
        (b"\x0327", "12855"),
        (b"\x01", None),
        (b"", None),
    ],
)
def test_a_network_error_code_is_read_in_octets_and_in_ascii(
    octets: bytes, error: str | None
) -> None:
    body = read_deliver_sm(message(b"id:1 stat:UNDELIV", esm_class=4, tlvs=tlv(0x0423, octets)))
    config = CarrierConfig("primary", "127.0.0.1", 2775, "esme", "s", error_codes=GSM)
    read = read_inbound(
        body, config, PduOrigin("primary/1", "a", datetime(2026, 1, 12, tzinfo=UTC))
    )
    assert isinstance(read, DeliveryReceipt)
    assert read.error == error
    if error in {"027", "27", "0027"}:
        assert failure_of(read.reason) is Failure.PHONE


@pytest.mark.parametrize(
    ("written", "octets", "error"),
    [
        (b"000", b"\x03\x01\x32", "306"),
        (b"0", b"306", "306"),
        (b"0000", b"\x01\x00\x06", "1/6"),
        (b"021", b"306", "021"),
        (b"000", b"\x03\x00\x00", "000"),
        (b"000", b"000", "000"),
        (b"000", b"\x01\x00\x00", "000"),
        (b"000", b"", "000"),
        (b"", b"\x03\x01\x32", "306"),
        (b"", b"\x03\x00\x00", "0"),
    ],
)
@pytest.mark.row("3.zeros-beside-code")
def test_zeros_in_the_text_hide_no_code_beside_it(
    written: bytes, octets: bytes, error: str
) -> None:
    said = b"id:1 stat:UNDELIV err:" + written + b" text:x"
    body = read_deliver_sm(message(said, esm_class=4, tlvs=tlv(0x0423, octets)))
    config = CarrierConfig("primary", "127.0.0.1", 2775, "esme", "s")
    read = read_inbound(
        body, config, PduOrigin("primary/1", "a", datetime(2026, 1, 12, tzinfo=UTC))
    )
    assert isinstance(read, DeliveryReceipt)
    assert read.error == error
    shown = f" (the carrier's code {error})" if error.strip("0") else ""
    assert in_words(read.reason) == f"{CANNOT_BE_REACHED}{shown}"
