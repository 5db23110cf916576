"""Records the PDUs between the service and a carrier in a file, with personal data masked.

Owns the file: one JSON object on each line, first the carrier's configured habits, then every PDU.
`replay` reads the file. The masking key is made at the start and never stored.
"""

import asyncio
import json
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from io import BufferedWriter
from pathlib import Path
from typing import Protocol

import structlog

from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.frames import HEADER, Pdu
from gateway.channels.sms.smpp.masking import Mask

_log = structlog.get_logger()

MOST_OCTETS = 64 << 20
_FLUSH_AFTER = 0.5
FORMAT = 1
_BEGINS = b'{"textback": '
# settings that affect how PDUs are read
_HABITS = ("message_id", "data_coding", "default_alphabet", "receipts_in_esm_class_0")
_MORE_HABITS = ("error_codes", "country", "long_messages", "receipt_parts")


class PduObserver(Protocol):
    """Receives every PDU that is sent or received."""

    def wrote(self, bind: str, pdu: bytes) -> None:
        """Take a PDU that was sent."""

    def got(self, bind: str, pdu: Pdu) -> None:
        """Take a PDU that was received."""

    def close(self) -> None:
        """Take note that no PDU follows."""


class BothObservers:
    """Hands every PDU to two observers; the second is of a moment and is never closed.

    Args:
        first: the recorder; None for none.
        second: the observer beside it.
    """

    def __init__(self, first: PduObserver | None, second: PduObserver) -> None:
        self._all = (second,) if first is None else (first, second)
        self._first = first

    def wrote(self, bind: str, pdu: bytes) -> None:
        """Take a PDU that was sent."""
        for one in self._all:
            one.wrote(bind, pdu)

    def got(self, bind: str, pdu: Pdu) -> None:
        """Take a PDU that was received."""
        for one in self._all:
            one.got(bind, pdu)

    def close(self) -> None:
        """Take note that no PDU follows."""
        if self._first is not None:
            self._first.close()


class Recorder:
    """Records the PDUs of one carrier, until the file is full or cannot be written, and logs that.

    Args:
        config: the carrier's configuration, with the path of the file.
        clock: gives aware UTC times.
        key: the masking key; a new random key if None.
    """

    def __init__(
        self, config: CarrierConfig, clock: Callable[[], datetime], key: bytes | None = None
    ) -> None:
        self._carrier = config.name
        self._clock = clock
        self._mask = Mask(
            key or secrets.token_bytes(32), unmarked_receipts=config.receipts_in_esm_class_0
        )
        self._file: BufferedWriter | None = None
        self._size = 0
        self._flush: asyncio.TimerHandle | None = None
        self._open(Path(config.record or ""), config)

    def wrote(self, bind: str, pdu: bytes) -> None:
        """Record a PDU that was sent.

        Args:
            bind: name of the bind.
            pdu: one whole PDU.
        """
        _, command, status, sequence = HEADER.unpack_from(pdu)
        self._keep("out", bind, Pdu(command, status, sequence, pdu[HEADER.size :]))

    def got(self, bind: str, pdu: Pdu) -> None:
        """Record a PDU that was received.

        Args:
            bind: name of the bind.
            pdu: the PDU as received.
        """
        self._keep("in", bind, pdu)

    def close(self) -> None:
        """Write buffered lines and close the file."""
        if self._flush is not None:
            self._flush.cancel()
        file, self._file = self._file, None
        if file is not None:
            try:
                file.close()
            except OSError as error:
                self._give_up(error)

    def _open(self, path: Path, config: CarrierConfig) -> None:
        try:
            # readable for our user only: a carrier's habits and masked numbers stay confidential
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            self._file = os.fdopen(handle, "ab")
            self._size = os.fstat(handle).st_size
            _require_record(path)
        except OSError as error:
            self._give_up(error)
            return
        habits = {name: getattr(config, name) for name in (*_HABITS, *_MORE_HABITS)}
        numbers = [self._masked(number) for number in config.numbers]
        aliases = {self._masked(one): self._masked(ours) for one, ours in config.aliases.items()}
        told = {"name": config.name, "numbers": numbers, "aliases": aliases, **habits}
        self._line({"textback": FORMAT, "at": self._clock().isoformat(), "carrier": told})

    def _masked(self, number: str) -> str:
        return self._mask.number(number.encode("latin-1", "replace")).decode("latin-1")

    def _keep(self, way: str, bind: str, pdu: Pdu) -> None:
        if self._file is None:
            return
        self._line(
            {
                "at": self._clock().isoformat(),
                "bind": bind,
                "way": way,
                "command": f"{pdu.command:#010x}",
                "status": pdu.status,
                "sequence": pdu.sequence,
                "octets": len(pdu.body),
                "body": self._mask.body(pdu.command, pdu.body).hex(),
            }
        )

    def _line(self, value: object) -> None:
        line = json.dumps(value, ensure_ascii=True).encode("ascii") + b"\n"
        if self._file is None:
            return
        if self._size + len(line) > MOST_OCTETS:
            _log.warning("smpp.record_full", carrier=self._carrier, octets=self._size)
            self.close()
            return
        try:
            self._file.write(line)
        except OSError as error:
            self._give_up(error)
            return
        self._size += len(line)
        if self._flush is None:
            self._flush = asyncio.get_running_loop().call_later(_FLUSH_AFTER, self._flushed)

    def _flushed(self) -> None:
        self._flush = None
        if self._file is not None:
            try:
                self._file.flush()
            except OSError as error:
                self._give_up(error)

    def _give_up(self, error: OSError) -> None:
        file, self._file = self._file, None
        with suppress(OSError):
            if file is not None:
                file.close()
        _log.warning("smpp.not_recorded", carrier=self._carrier, error=str(error))


def _require_record(path: Path) -> None:
    """Refuse an existing file that is no record: lines appended to the store would destroy it."""
    if path.is_file() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(len(_BEGINS)) != _BEGINS:
                raise FileExistsError("the file is there already, and is not a record")
