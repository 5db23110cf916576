"""PDUs of the sandbox carrier: reads submit_sm, writes deliver_sm and receipts (SMPP 3.4 §4).

The module uses `struct` and not the code of the link, so that the two do not share a mistake about
a field.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import IntEnum
from struct import Struct
from typing import NamedTuple

import phonenumbers

from gateway.channels.sms.smpp.addresses import sender_address
from gateway.channels.sms.smpp.frames import HEADER
from gateway.channels.sms.smpp.received_address import received_address
from gateway.demo.habits import Spelling

RESPONSE = 0x80000000
MESSAGE_PAYLOAD = 0x0424
RECEIPTED_MESSAGE_ID = 0x001E
MESSAGE_STATE = 0x0427
SAR_REFERENCE, SAR_TOTAL, SAR_NUMBER = 0x020C, 0x020E, 0x020F
_RECEIPT = 0x04  # esm_class of a delivery receipt (§5.2.12)
_TLV = Struct("!HH")


class Command(IntEnum):
    """The command ids that the carrier supports (§5.1.2.1)."""

    BIND_RECEIVER = 0x01
    BIND_TRANSMITTER = 0x02
    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    UNBIND = 0x06
    BIND_TRANSCEIVER = 0x09
    ENQUIRE_LINK = 0x15
    GENERIC_NACK = RESPONSE
    DELIVER_SM_RESP = DELIVER_SM | RESPONSE


class SandboxAnswer(IntEnum):
    """The command statuses that the carrier sends, or understands in a response (§5.1.3)."""

    OK = 0x00
    INVALID_LENGTH = 0x01
    INVALID_COMMAND = 0x03
    WRONG_BIND = 0x04
    ALREADY_BOUND = 0x05
    INVALID_DESTINATION = 0x0B
    INVALID_RECEIPT = 0x07
    INVALID_PASSWORD = 0x0E
    QUEUE_FULL = 0x14
    THROTTLED = 0x58
    INVALID_VALIDITY = 0x62
    TRY_AGAIN = 0x64


class SandboxBindState(IntEnum):
    """Final states of a message (§5.2.28), named as in the text of a receipt (appendix B)."""

    DELIVRD = 2
    UNDELIV = 5


class Submitted(NamedTuple):
    """The fields of a submit_sm that the carrier uses.

    Attributes:
        source: the sender's number; with "+" if its type of number is international.
        destination: the phone's number, in the same form.
        esm_class: §5.2.12.
        validity: validity_period (§5.2.16), as in the PDU.
        registered_delivery: §5.2.17.
        data_coding: §5.2.19.
        octets: short_message, or message_payload if short_message is empty.
        tlvs: optional parameters by tag.
    """

    source: str
    destination: str
    esm_class: int
    validity: str
    registered_delivery: int
    data_coding: int
    octets: bytes
    tlvs: dict[int, bytes]


def pdu(command: int, status: int, sequence: int, body: bytes = b"") -> bytes:
    """Write a PDU."""
    return HEADER.pack(HEADER.size + len(body), command, status, sequence) + body


def c_string(body: bytes, at: int) -> tuple[str, int]:
    """Read a C-octet string.

    Returns:
        The string, and the offset of the next field.

    Raises:
        ValueError: if the terminating null is missing.
    """
    end = body.index(b"\0", at)
    return body[at:end].decode("latin-1"), end + 1


def read_submit(body: bytes) -> Submitted:
    """Read the body of a submit_sm (§4.4.1).

    Raises:
        ValueError: if the body is too short.
    """
    source, source_ton, at = _address(body, c_string(body, 0)[1])
    destination, destination_ton, at = _address(body, at)
    esm_at = at
    _, at = c_string(body, at + 3)  # after protocol_id and priority_flag: schedule_delivery_time
    validity, at = c_string(body, at)
    if at + 5 > len(body) or at + 5 + body[at + 4] > len(body):
        raise ValueError("the submit_sm ends inside its text")
    end = at + 5 + body[at + 4]
    tlvs = _read_tlvs(body[end:])
    return Submitted(
        source=received_address(source, source_ton),
        destination=received_address(destination, destination_ton),
        esm_class=body[esm_at],
        validity=validity,
        registered_delivery=body[at],
        data_coding=body[at + 2],
        octets=body[at + 5 : end] or tlvs.get(MESSAGE_PAYLOAD, b""),
        tlvs=tlvs,
    )


def deliver_body(
    source: str,
    destination: str,
    octets: bytes,
    *,
    esm_class: int = 0,
    data_coding: int = 0,
    tlvs: Iterable[tuple[int, bytes]] = (),
    spelling: Spelling = Spelling.INTERNATIONAL,
) -> bytes:
    """Write the body of a deliver_sm (§4.6.1).

    Args:
        source: the phone's number, E.164 with "+".
        destination: the number that the phone writes to.
        octets: the short_message, at most 254 octets.
        esm_class: §5.2.12.
        data_coding: §5.2.19.
        tlvs: optional parameters, as (tag, value).
        spelling: how the phone's number is written.
    """
    return b"".join(
        (
            b"\0",  # service_type
            _spelt_address(source, spelling),
            _written_address(destination),
            bytes((esm_class, 0, 0, 0, 0, 0, 0, data_coding, 0, len(octets))),
            octets,
            *(_TLV.pack(tag, len(value)) + value for tag, value in tlvs),
        )
    )


def receipt_body(
    submitted: Submitted,
    message_id: str,
    state: SandboxBindState,
    *,
    taken: datetime,
    done: datetime,
    spelling: Spelling = Spelling.INTERNATIONAL,
) -> bytes:
    """Write the body of the receipt for a message, with its text (appendix B) and its TLVs.

    Args:
        submitted: the message.
        message_id: the message's id, in the form of receipts.
        state: the final state of the message.
        taken: when the carrier accepted the message, UTC.
        done: when the message reached its final state, UTC.
        spelling: how the phone's number is written.
    """
    reached = state is SandboxBindState.DELIVRD
    words = (
        f"id:{message_id} sub:001 dlvrd:{int(reached):03} submit date:{taken:%y%m%d%H%M}"
        f" done date:{done:%y%m%d%H%M} stat:{state.name} err:{0 if reached else 1:03} text:"
    )
    return deliver_body(
        submitted.destination,
        submitted.source,
        words.encode("ascii"),
        esm_class=_RECEIPT,
        tlvs=(
            (RECEIPTED_MESSAGE_ID, message_id.encode("ascii") + b"\0"),
            (MESSAGE_STATE, bytes((state,))),
        ),
        spelling=spelling,
    )


def _address(body: bytes, at: int) -> tuple[str, int, int]:
    """Return an address, its type of number, and the offset of the next field."""
    if at >= len(body):
        raise ValueError("the submit_sm ends before an address")
    number, end = c_string(body, at + 2)
    return number, body[at], end


def _spelt_address(number: str, spelling: Spelling) -> bytes:
    """Write a phone's number in the carrier's spelling; a short code has only one spelling."""
    if spelling is Spelling.INTERNATIONAL or not number.startswith("+"):
        return _written_address(number)
    digits = number.removeprefix("+")
    if spelling is Spelling.UNMARKED:
        return b"\0\0" + digits.encode("ascii") + b"\0"
    if spelling is Spelling.DIALLED:
        return b"\0\1" + b"00" + digits.encode("ascii") + b"\0"
    return b"\2\1" + str(phonenumbers.parse(number).national_number).encode("ascii") + b"\0"


def _written_address(number: str) -> bytes:
    address = sender_address(number)
    return bytes((address.ton, address.npi)) + address.number.encode("ascii") + b"\0"


def _read_tlvs(octets: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while len(octets) >= _TLV.size:
        tag, length = _TLV.unpack_from(octets)
        found[tag] = octets[_TLV.size : _TLV.size + length]
        octets = octets[_TLV.size + length :]
    return found
