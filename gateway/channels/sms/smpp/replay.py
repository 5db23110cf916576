"""Reads a file of `recorder` and decodes its PDUs again.

Nothing in a file is trusted: a line that is not of a record is reported with its number.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiosmpplib.state import SmppCommand  # type: ignore[import-untyped]

from config.choices import (
    Alphabet,
    DefaultCoding,
    ErrorCodes,
    LongMessages,
    MessageIdForm,
    ReceiptParts,
)
from gateway.channels.sms.smpp.body import Body, read_data_sm, read_deliver_sm, read_text_id
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.codes import status_of
from gateway.channels.sms.smpp.ids import response_key
from gateway.channels.sms.smpp.inbound import PduOrigin, read_inbound
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, InboundPdu
from gateway.channels.sms.smpp.recorder import FORMAT
from gateway.channels.sms.smpp.wire import RESPONSE
from gateway.wording.reason_words import in_words

_READERS = {SmppCommand.DELIVER_SM: read_deliver_sm, SmppCommand.DATA_SM: read_data_sm}
_LAST_COMMAND = 0xFFFFFFFF


class NotARecordError(ValueError):
    """A line is not of a record."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One PDU of a file.

    Attributes:
        at: when the PDU was sent or received, UTC.
        bind: name of its bind.
        inbound: whether the carrier sent the PDU.
        command: name of its command_id, or the number if there is no name.
        sequence: its sequence number.
        status: command_status of a response, in words; "" for a request.
        said: the decoded text or receipt, None for another PDU.
        answers: whether the PDU is a receipt whose submit_sm_resp is in the file before it.
    """

    at: datetime
    bind: str
    inbound: bool
    command: str
    sequence: int
    status: str
    said: InboundPdu | None = None
    answers: bool = False


def replayed(lines: Iterable[str]) -> Iterator[Replayed]:
    """Read a file.

    Args:
        lines: the lines of the file.

    Yields:
        Every PDU, in order.

    Raises:
        NotARecordError: if a line is not of a record; the error tells the line's number.
    """
    config: CarrierConfig | None = None
    keys: set[str] = set()
    for number, line in enumerate(lines, start=1):
        try:
            read = json.loads(line)
            if "textback" in read:
                config = _config(read)
                continue
            if config is None:
                raise NotARecordError("no carrier was told before it")
            yield _replayed(read, config, keys)
        except json.JSONDecodeError as error:
            raise NotARecordError(f"line {number} is not of a record: no JSON") from error
        except KeyError as error:
            words = f'it has no "{error.args[0]}"'
            raise NotARecordError(f"line {number} is not of a record: {words}") from error
        except (ValueError, TypeError, AttributeError) as error:
            raise NotARecordError(f"line {number} is not of a record: {error}") from error


def _config(read: dict[str, Any]) -> CarrierConfig:
    if read["textback"] != FORMAT:
        raise NotARecordError(f"it is of format {read['textback']}, which is not known")
    told = read["carrier"]
    return CarrierConfig(
        name=str(told["name"]),
        host="",
        port=0,
        system_id="",
        password="",
        numbers=tuple(map(str, told["numbers"])),
        aliases={str(alias): str(number) for alias, number in told["aliases"].items()},
        country=str(told["country"]),
        message_id=MessageIdForm(told["message_id"]),
        data_coding=DefaultCoding(told["data_coding"]),
        default_alphabet=Alphabet(told["default_alphabet"]),
        receipts_in_esm_class_0=bool(told["receipts_in_esm_class_0"]),
        error_codes=ErrorCodes(told["error_codes"]),
        long_messages=LongMessages(told["long_messages"]),
        receipt_parts=ReceiptParts(told["receipt_parts"]),
    )


def _replayed(read: dict[str, Any], config: CarrierConfig, keys: set[str]) -> Replayed:
    command, status = int(read["command"], 16), int(read["status"])
    if not 0 <= command <= _LAST_COMMAND:
        raise ValueError("no such command")
    body, at = bytes.fromhex(read["body"]), datetime.fromisoformat(read["at"])
    if at.tzinfo is None:
        raise ValueError("a time without its zone")
    inbound, bind = read["way"] == "in", str(read["bind"])
    said = None
    if inbound and command in _READERS:
        fields: Body = _READERS[command](body)
        said = read_inbound(fields, config, PduOrigin(bind, "", at))
    if inbound and command == SmppCommand.SUBMIT_SM_RESP:
        keys.add(response_key(read_text_id(body), config.message_id))
    return Replayed(
        at=at,
        bind=bind,
        inbound=inbound,
        command=_name(command),
        sequence=int(read["sequence"]),
        status=in_words(status_of(status).reason) if command & RESPONSE else "",
        said=said,
        answers=isinstance(said, DeliveryReceipt) and said.message_key in keys,
    )


def _name(command: int) -> str:
    try:
        return str(SmppCommand(command).name.lower())
    except ValueError:
        return f"{command:#010x}"
