"""Reads the body of a deliver_sm or data_sm into fields (SMPP 3.4 §4.6.1, §4.7.1).

Owns the order of the mandatory fields and the TLVs. If a body ends early, the missing fields are
zero or empty; nothing here raises, since every text of a client must reach a person.
"""

from struct import Struct
from typing import NamedTuple

_TLV = Struct("!HH")
# §4.7.1. An address without its null octet would reach to the end of the body, and be too long for
# an index of the database.
_LONGEST_ADDRESS = 64


class Body(NamedTuple):
    """The fields of a message that the link uses.

    Attributes:
        source: address of the sender, decoded as Latin-1 so that every octet can be decoded.
        source_ton: type of number of `source`, any octet.
        destination: address of the recipient, decoded as Latin-1.
        destination_ton: type of number of `destination`, any octet.
        esm_class: §5.2.12.
        data_coding: §5.2.19.
        user_data: short_message, or message_payload if short_message is empty.
        tlvs: optional parameters by tag, undecoded; the first one with a tag counts.
    """

    source: str
    source_ton: int
    destination: str
    destination_ton: int
    esm_class: int
    data_coding: int
    user_data: bytes
    tlvs: dict[int, bytes]


MESSAGE_PAYLOAD = 0x0424


def read_deliver_sm(body: bytes) -> Body:
    """Read a deliver_sm.

    Args:
        body: the PDU without its header.

    Returns:
        Its fields.
    """
    source, destination, at = _addresses(body)
    esm_class = _octet(body, at)
    _, at = _string(body, at + 3)  # after protocol_id and priority_flag: schedule_delivery_time
    _, at = _string(body, at)  # validity_period
    data_coding = _octet(body, at + 2)  # after registered_delivery and replace_if_present_flag
    start = at + 5  # after sm_default_msg_id and sm_length
    short_message = body[start : start + _octet(body, at + 4)]
    tlvs = _tlvs(body, start + len(short_message))
    user_data = short_message or tlvs.get(MESSAGE_PAYLOAD, b"")
    return Body(*source, *destination, esm_class, data_coding, user_data, tlvs)


def read_data_sm(body: bytes) -> Body:
    """Read a data_sm, whose text is always in message_payload.

    Args:
        body: the PDU without its header.

    Returns:
        Its fields.
    """
    source, destination, at = _addresses(body)
    esm_class, data_coding = _octet(body, at), _octet(body, at + 2)  # registered_delivery between
    tlvs = _tlvs(body, at + 3)
    user_data = tlvs.get(MESSAGE_PAYLOAD, b"")
    return Body(*source, *destination, esm_class, data_coding, user_data, tlvs)


def read_text_id(body: bytes) -> str:
    """Read the message_id of a submit_sm_resp (§4.4.2).

    Args:
        body: the PDU without its header; may be empty.

    Returns:
        The id as written, "" if there is none.
    """
    return _string(body, 0)[0]


def _addresses(body: bytes) -> tuple[tuple[str, int], tuple[str, int], int]:
    _, at = _string(body, 0)  # service_type
    source_ton = _octet(body, at)
    source, after = _string(body, at + 2)
    destination_ton = _octet(body, after)
    destination, end = _string(body, after + 2)
    source, destination = source[:_LONGEST_ADDRESS], destination[:_LONGEST_ADDRESS]
    return (source, source_ton), (destination, destination_ton), end


def _octet(body: bytes, at: int) -> int:
    return body[at] if at < len(body) else 0


def _string(body: bytes, at: int) -> tuple[str, int]:
    """Return a C-octet string, and where the next field begins.

    A string without its null octet reaches to the end of the body.
    """
    end = body.find(b"\0", at)
    if end < 0:
        end = len(body)
    return body[at:end].decode("latin-1"), end + 1


def _tlvs(body: bytes, at: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while at + _TLV.size <= len(body):
        tag, length = _TLV.unpack_from(body, at)
        at += _TLV.size
        found.setdefault(tag, body[at : at + length])
        at += length
    return found
