"""`textback carriers replay`: decodes a file of recorded PDUs again and prints its contents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.options import JsonOption

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gateway.channels.sms.smpp.replay import Replayed
    from gateway.cli.json_output import Document


def replay(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="As record in the configuration.")],
    as_json: JsonOption = False,
) -> None:
    """Show what a carrier's recorded file holds, as the service reads it; nothing is sent.

    With --json one object a line.
    """
    from gateway.cli import output

    receipts, matched = 0, 0
    for one in _read(file):
        shown = _document(one)
        receipts += shown["kind"] == "receipt"
        matched += shown["kind"] == "receipt" and one.answers
        if as_json:
            output.document(shown)
        else:
            output.line(_line(shown))
    if not as_json:
        output.line(_counted(receipts, matched))


def _counted(receipts: int, matched: int) -> str:
    if not receipts:
        return "no receipts"
    many = "receipt" if receipts == 1 else "receipts"
    return f"{receipts} {many}, {matched} about a part in this file"


def _read(file: Path) -> Iterator[Replayed]:
    from calendar_store.model.errors import InvalidInput
    from gateway.channels.sms.smpp.replay import NotARecordError, replayed

    try:
        with file.open(encoding="ascii", errors="strict") as lines:
            yield from replayed(lines)
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read: {error.strerror}") from error
    except NotARecordError as error:
        raise InvalidInput(f"{file}: {error}") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{file}: this is no file that record keeps") from error


def _document(one: Replayed) -> Document:
    from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, InboundText

    shown: Document = {
        "at": one.at.isoformat(),
        "bind": one.bind,
        "way": "in" if one.inbound else "out",
        "command": one.command,
        "sequence": one.sequence,
        "status": one.status,
        "kind": None,
    }
    match one.said:
        case InboundText() as text:
            part = text.concat
            shown |= {
                "kind": "text",
                "from": text.source,
                "to": text.destination,
                "text": text.text,
                "data_coding": text.data_coding,
                "part": f"{part.number} of {part.total}" if part else None,
                "reference": part.reference if part else None,
            }
        case DeliveryReceipt() as receipt:
            shown |= {
                "kind": "receipt",
                "from": receipt.source,
                "to": receipt.destination,
                "id": receipt.message_id,
                "state": receipt.state.value,
                "error": receipt.error,
                "matched": one.answers,
            }
    return shown


def _line(shown: Document) -> str:
    arrow = "←" if shown["way"] == "in" else "→"
    start = f"{shown['at'][11:19]}  {shown['bind']} {arrow} {shown['command']} {shown['sequence']}"
    if shown["kind"] == "text":
        part = f", part {shown['part']}" if shown["part"] else ""
        words = "not readable" if shown["text"] is None else f"“{' '.join(shown['text'].split())}”"
        return f"{start}  {shown['from']} to {shown['to']}{part}: {words}"
    if shown["kind"] == "receipt":
        known = "" if shown["matched"] else ", of a part that is not in this file"
        return f"{start}  {shown['from']} {shown['state']}, id {shown['id']}{known}"
    return f"{start}  {shown['status']}".rstrip()
