"""Turns a deliver_sm or data_sm into a client's text or a receipt.

Owns the distinction between the two (esm_class, SMPP 3.4 §5.2.12), and the fingerprint by which a
repeated delivery is recognised. Never raises and never drops a message: a message that is no
receipt is a text, if need be a text that could not be decoded.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from aiosmpplib.state import (  # type: ignore[import-untyped]
    MESSAGE_STATE,
    NETWORK_ERROR_CODE,
    RECEIPTED_MESSAGE_ID,
    SAR_MSG_REF_NUM,
    SAR_SEGMENT_SEQNUM,
    SAR_TOTAL_SEGMENTS,
)

from gateway.channels.sms.smpp.body import Body
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.codes import FINAL_STATES
from gateway.channels.sms.smpp.failures import reason_of_receipt, says_none
from gateway.channels.sms.smpp.ids import receipt_key
from gateway.channels.sms.smpp.inbound_pdus import (
    Concat,
    DeliveryReceipt,
    InboundPdu,
    InboundText,
    ReceiptState,
)
from gateway.channels.sms.smpp.receipts import ReceiptText, read_receipt, state_number
from gateway.channels.sms.smpp.received_address import home_country, our_number, received_address
from gateway.channels.sms.smpp.received_text import read_text, without_padding
from gateway.channels.sms.smpp.udh import UDHI, place, read_header, split

_MESSAGE_TYPE = 0x3C  # the bits of esm_class for the message type
_RECEIPT_TYPES = frozenset({0x04, 0x20})  # delivery receipt, intermediate notification
_UCS2_CODING = 8
_GSM = 3  # network_error_code, §5.3.2.31
_WRITTEN_CODE = re.compile(rb" ?[0-9A-Za-z][0-9A-Za-z_/-]{0,15}")
# TLVs that distinguish messages with the same addresses and the same user data.
_TELLING_TLVS = (RECEIPTED_MESSAGE_ID, MESSAGE_STATE, SAR_MSG_REF_NUM, SAR_SEGMENT_SEQNUM)


@dataclass(frozen=True, slots=True)
class PduOrigin:
    """Where and when a PDU was received.

    Attributes:
        bind: name of the bind.
        session_id: id of the bind's session.
        at: aware, UTC.
    """

    bind: str
    session_id: str
    at: datetime


def read_inbound(body: Body, config: CarrierConfig, arrival: PduOrigin) -> InboundPdu:
    """Read a message as a receipt or a text.

    Args:
        body: the message's fields.
        config: the carrier's configuration.
        arrival: where and when the message was received.

    Returns:
        A receipt if esm_class marks the message as one and it has a message id or a state. With
        `receipts_in_esm_class_0` also an unmarked message with both. Else a text.
    """
    marked = is_marked_receipt(body.esm_class)
    if marked or (config.receipts_in_esm_class_0 and not body.esm_class & _MESSAGE_TYPE):
        receipt = _receipt(body, config, arrival, marked=marked)
        if receipt is not None:
            return receipt
    return _text(body, config, arrival)


def is_marked_receipt(esm_class: int) -> bool:
    """Tell whether esm_class says that a message is a receipt (§5.2.12)."""
    return esm_class & _MESSAGE_TYPE in _RECEIPT_TYPES


def _text(body: Body, config: CarrierConfig, arrival: PduOrigin) -> InboundText:
    octets = body.user_data
    header, data = split(octets, body.esm_class)
    concat = header.concat or _sar(body.tlvs)
    more_follows = concat is not None and concat.number < concat.total
    data = without_padding(data, body.data_coding, more_follows=more_follows)
    shifts = (header.single_shift, header.locking_shift)
    return InboundText(
        carrier=config.name,
        bind=arrival.bind,
        session_id=arrival.session_id,
        fingerprint=_fingerprint(body),
        source=_source(body, config),
        destination=_destination(body, config),
        octets=octets,
        body=data,
        text=read_text(data, body.data_coding, *shifts, config.default_alphabet),
        data_coding=body.data_coding,
        esm_class=body.esm_class,
        received_at=arrival.at,
        concat=concat,
        single_shift=header.single_shift,
        locking_shift=header.locking_shift,
    )


def _source(body: Body, config: CarrierConfig) -> str:
    country = home_country(config.country, config.numbers)
    return received_address(body.source, body.source_ton, country)


def _destination(body: Body, config: CarrierConfig) -> str:
    country = home_country(config.country, config.numbers)
    ours, ton = config.numbers, body.destination_ton
    return our_number(body.destination, ton, ours, config.aliases, country)


def _sar(tlvs: dict[int, bytes]) -> Concat | None:
    tags = (SAR_MSG_REF_NUM, SAR_TOTAL_SEGMENTS, SAR_SEGMENT_SEQNUM)
    return place(*(int.from_bytes(tlvs.get(tag, b""), "big") for tag in tags))


def _receipt(
    body: Body, config: CarrierConfig, arrival: PduOrigin, *, marked: bool
) -> DeliveryReceipt | None:
    text = _receipt_text(body)
    said = read_receipt(text, arrival.at)
    tlv_id = body.tlvs.get(RECEIPTED_MESSAGE_ID, b"").split(b"\0")[0].decode("latin-1")
    message_id = tlv_id or said.message_id
    state = state_number(body.tlvs.get(MESSAGE_STATE, b"")) or said.state
    # An unmarked receipt must have both an id and a state: a client may write "id:" by chance.
    if not (message_id and state if not marked else message_id or state):
        return None
    state = state or ReceiptState.UNKNOWN
    error = _error(body, said)
    return DeliveryReceipt(
        carrier=config.name,
        bind=arrival.bind,
        session_id=arrival.session_id,
        fingerprint=_fingerprint(body),
        message_id=message_id,
        message_key=receipt_key(message_id, config.message_id),
        state=state,
        final=state in FINAL_STATES,
        reason=reason_of_receipt(state, error, config.error_codes),
        error=error,
        text=text or None,
        done_at=said.done_at,
        source=_source(body, config),
        destination=_destination(body, config),
        octets=body.user_data,
        received_at=arrival.at,
    )


def _receipt_text(body: Body) -> str:
    data = body.user_data
    if body.esm_class & UDHI:
        data = data[read_header(data).length :]
    if body.data_coding == _UCS2_CODING:
        return read_text(data, _UCS2_CODING) or ""
    # Some gateways write a receipt in UCS-2 but with data_coding 0: its ASCII then has nulls.
    # Carriers write receipts in ASCII with any data_coding. Read as GSM text, the "_" and "@" of an
    # id would become other characters, and the id would match no message.
    return data.replace(b"\0", b"").decode("latin-1")


def _error(body: Body, said: ReceiptText) -> str | None:
    """Return the error code from the text, or from the TLV if the text has none or only zeros."""
    beside = _network_error(body)
    return beside if says_none(said.error) and not says_none(beside) else said.error or beside


def _network_error(body: Body) -> str | None:
    network_error = body.tlvs.get(NETWORK_ERROR_CODE, b"")  # §5.3.2.31: network type, then code
    written = network_error.rstrip(b"\0")
    if _WRITTEN_CODE.fullmatch(written):  # no type of network is a printable character
        return written.decode("ascii").strip()
    if len(network_error) != 3:
        return None
    code = int.from_bytes(network_error[1:], "big")
    # other network types have other codes: written with their type, they match no entry of a table
    return str(code) if network_error[0] == _GSM else f"{network_error[0]}/{code}"


def _fingerprint(body: Body) -> str:
    digest = blake2b(digest_size=16)
    tlvs = (body.tlvs.get(tag, b"") for tag in _TELLING_TLVS)
    addresses = (body.source.encode("latin-1"), body.destination.encode("latin-1"))
    for field in (*addresses, *tlvs, body.user_data):
        digest.update(len(field).to_bytes(4, "big") + field)
    return digest.hexdigest()
