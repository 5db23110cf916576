"""Encodes the PDUs that we send (SMPP 3.4 §4).

Owns the use of aiosmpplib's PDU classes. Responses are packed here without the library, since its
classes cannot echo every received sequence number with a status of our choice.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from struct import Struct

from aiosmpplib.protocol import (  # type: ignore[import-untyped]
    BindReceiver,
    BindTransceiver,
    BindTransmitter,
    EnquireLink,
    SubmitSm,
    Unbind,
)
from aiosmpplib.state import (  # type: ignore[import-untyped]
    NPI,
    TON,
    OptionalParam,
    PhoneNumber,
    SmppCommand,
    SmppDataCoding,
)

from config.choices import Validity
from gateway.channels.sms.smpp.addresses import (
    UNKNOWN,
    SmppAddress,
    destination_address,
    overridden,
    sender_address,
)
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.frames import HEADER
from gateway.channels.sms.smpp.submits import Submit

_TLV = Struct("!HH")
RESPONSE = 0x80000000  # command_id bit of every response (§5.1.2.1)

KNOWN_COMMANDS = frozenset(int(command) for command in SmppCommand)

_BINDS: dict[int, type] = {
    SmppCommand.BIND_RECEIVER: BindReceiver,
    SmppCommand.BIND_TRANSMITTER: BindTransmitter,
    SmppCommand.BIND_TRANSCEIVER: BindTransceiver,
}
# §4.6.2 and §4.7.2: the responses to these have a message_id, which is unused and empty.
_WITH_MESSAGE_ID = frozenset({SmppCommand.DELIVER_SM, SmppCommand.DATA_SM})
_CODINGS: dict[int, str | None] = {0: None} | {
    int(coding): coding.name for coding in SmppDataCoding if coding
}
_LONGEST_VALIDITY = timedelta(weeks=63)  # the longest that the library writes as relative time
_SECOND = timedelta(seconds=1)


class _PayloadSubmit(SubmitSm):  # type: ignore[misc]
    """A submit_sm whose text, already encoded, goes into message_payload (§5.3.2.32)."""

    octets = b""

    def smpp_encode(self, text: str) -> bytes:
        """Return the octets encoded before; the library then packs them as the TLV."""
        del text
        return self.octets


def bind_pdu(command: int, config: CarrierConfig, sequence: int) -> bytes:
    """Write a bind_transceiver, bind_transmitter or bind_receiver.

    Args:
        command: command_id of the bind.
        config: the carrier, with account and password.
        sequence: sequence number.

    Returns:
        The PDU.
    """
    bind = _BINDS[command](sequence_num=sequence)
    # Set afterwards: the library's constructor refuses passwords above 8 characters, which
    # carriers do give out.
    bind.system_id, bind.password = config.system_id, config.password
    bind.system_type = config.system_type
    bind.interface_version, bind.address_range = config.interface_version, config.address_range
    bind.addr_ton, bind.addr_npi = TON(config.address_ton), NPI(config.address_npi)
    pdu: bytes = bind.pdu()
    return pdu


def submit_pdu(submit: Submit, config: CarrierConfig, sequence: int, now: datetime) -> bytes:
    """Write a submit_sm.

    Args:
        submit: the part.
        config: the carrier, for the fields that depend on it.
        sequence: sequence number.
        now: UTC.

    Returns:
        The PDU.

    Raises:
        ValueError: if an address or the data coding cannot be written into a submit_sm.
    """
    part = submit.part
    kind = _PayloadSubmit if part.in_payload else SubmitSm
    pdu = kind(
        sequence_num=sequence,
        # The library requires some text; the octets set below are sent.
        short_message="" if part.in_payload else "-",
        message_payload="-" if part.in_payload else "",
        source=_source(submit.source, config.source_ton, config.source_npi),
        destination=_destination(submit.destination, config),
        service_type=config.service_type,
        esm_class=submit.esm_class,
        validity_period=_validity(submit, config, now),
        registered_delivery=config.registered_delivery if submit.registered_delivery else 0,
        encoding=_coding_name(submit.data_coding),
        optional_params=[OptionalParam(tag, value) for tag, value in part.tlvs],
    )
    if part.in_payload:
        pdu.octets = part.octets
    else:
        pdu.set_encoded_message(part.octets)
    octets: bytes = pdu.pdu()
    return _with_parameters(octets, config.tlvs) if config.tlvs else octets


def enquire_link_pdu(sequence: int) -> bytes:
    """Write an enquire_link.

    Args:
        sequence: sequence number.

    Returns:
        The PDU.
    """
    pdu: bytes = EnquireLink(sequence_num=sequence).pdu()
    return pdu


def unbind_pdu(sequence: int) -> bytes:
    """Write an unbind.

    Args:
        sequence: sequence number.

    Returns:
        The PDU.
    """
    pdu: bytes = Unbind(sequence_num=sequence).pdu()
    return pdu


def response_pdu(command: int, status: int, sequence: int) -> bytes:
    """Write the response to a request.

    Args:
        command: command_id of the request.
        status: command_status to answer with.
        sequence: sequence number of the request, echoed unchanged.

    Returns:
        The PDU.
    """
    body = b"\0" if command in _WITH_MESSAGE_ID else b""
    return HEADER.pack(HEADER.size + len(body), command | RESPONSE, status, sequence) + body


def generic_nack_pdu(status: int, sequence: int) -> bytes:
    """Write a generic_nack (§4.3).

    Args:
        status: command_status, for the error.
        sequence: sequence number of the faulty PDU, 0 if it could not be read.

    Returns:
        The PDU.
    """
    return HEADER.pack(HEADER.size, SmppCommand.GENERIC_NACK, status, sequence)


@lru_cache(maxsize=256)
def _source(sender: str, ton: int | None, npi: int | None) -> PhoneNumber:
    return _phone(overridden(sender_address(sender), ton, npi))


def _destination(number: str, config: CarrierConfig) -> PhoneNumber:
    address = destination_address(number)
    if address.ton == UNKNOWN:
        return _phone(address)
    return _phone(overridden(address, config.destination_ton, config.destination_npi))


def _with_parameters(pdu: bytes, parameters: Iterable[tuple[int, bytes]]) -> bytes:
    """Append optional parameters for which the library has no type (§5.3)."""
    added = b"".join(_TLV.pack(tag, len(octets)) + octets for tag, octets in parameters)
    length, *rest = HEADER.unpack_from(pdu)
    return HEADER.pack(length + len(added), *rest) + pdu[HEADER.size :] + added


def _phone(address: SmppAddress) -> PhoneNumber:
    return PhoneNumber(address.number, TON(address.ton), NPI(address.npi))


def _coding_name(data_coding: int) -> str | None:
    if data_coding not in _CODINGS:
        raise ValueError(f"data coding {data_coding} cannot be sent")
    return _CODINGS[data_coding]


def _validity(submit: Submit, config: CarrierConfig, now: datetime) -> timedelta | datetime | None:
    """Return the validity in the carrier's form.

    An absolute time is in UTC, since the library writes some time zones wrongly.
    """
    form = submit.validity_form or config.validity
    if submit.validity is None or form is Validity.NONE:
        return None
    # A validity of zero would mean the carrier's default, the opposite of a short validity.
    lasting = max(min(submit.validity, config.longest_validity, _LONGEST_VALIDITY), _SECOND)
    if form is Validity.ABSOLUTE:
        return now.astimezone(UTC) + lasting
    return lasting
