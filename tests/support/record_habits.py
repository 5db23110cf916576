"""Writes the files in smpp/habits of the tests: one habit of a carrier each, as it is recorded.

    python -m tests.support.record_habits

The key is a fixed one, so that the files change only where a habit, or the mask, does.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.choices import Alphabet, MessageIdForm
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.frames import Frames
from gateway.channels.sms.smpp.recorder import Recorder
from gateway.channels.sms.text.alphabet import to_septets
from tests.support.carrier import (
    BIND_TRX,
    DATA_SM,
    DELIVER_SM,
    ENQUIRE_LINK,
    RESP,
    SUBMIT_SM,
    UNBIND,
    in_parts,
    message,
    pdu,
    receipt,
    tlv,
)

HABITS = Path(__file__).parents[1] / "gateway" / "channels" / "sms" / "smpp" / "habits"
KEY = bytes(32)
NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
OURS = "+390699000111"
ADA, GRACE = b"393331234014", b"393331234015"
RINVBNDSTS, RBINDFAIL = 0x04, 0x0D
MAIL = "ada_b@example.org [home]"


@dataclass(frozen=True)
class Habit:
    """What a carrier does, and what has to be read in it.

    Attributes:
        pdus: what it sends, as (command, status, body).
        settings: of `CarrierConfig`, where the habit has to be configured.
    """

    pdus: list[tuple[int, int, bytes]]
    settings: dict[str, Any] = field(default_factory=dict)


def texts(*bodies: bytes) -> list[tuple[int, int, bytes]]:
    return [(DELIVER_SM, 0, body) for body in bodies]


def answered(message_id: bytes, *bodies: bytes) -> list[tuple[int, int, bytes]]:
    return [(SUBMIT_SM | RESP, 0, message_id + b"\0"), *texts(*bodies)]


def spelt(source: bytes, ton: int, npi: int = 0) -> bytes:
    return message(b"STOP", source=source, ton=ton, npi=npi)


def to(destination: bytes, ton: int) -> bytes:
    return message(b"hello", source=ADA, destination=destination, destination_ton=ton)


ALL: dict[str, Callable[[], Habit]] = {
    "address-spellings": lambda: Habit(
        texts(
            spelt(ADA, 1, 1),
            spelt(ADA, 0),
            spelt(b"+" + ADA, 0),
            spelt(b"00" + ADA, 0),
            spelt(b"3331234014", 2, 1),
            spelt(b"3331234014", 1, 1),
            spelt(b"0333 123 4014", 0),
        )
    ),
    "address-without-country": lambda: Habit(
        texts(spelt(b"3331234014", 0), spelt(b"3331234014", 1), spelt(b"1234014", 4)),
        {"numbers": (OURS, "+441632960001")},
    ),
    "our-number-aliases": lambda: Habit(
        texts(
            to(b"390699000111", 1),
            to(b"0699000111", 2),
            to(b"699000111", 0),
            to(b"48222", 3),
            to(b"+390699000111", 0),
        ),
        {"aliases": {"48222": OURS}},
    ),
    "counted-null": lambda: Habit(
        texts(
            message(b"STOP\0"),
            message("STOP".encode("utf-16-be") + b"\0", data_coding=8),
            *in_parts(b"a" * 153 + b"\0", b"end\0"),
        )
    ),
    "lost-udhi": lambda: Habit(
        texts(
            message(b"\x05\x00\x03\x07\x02\x01can't "),
            message(b"\x05\x00\x03\x07\x02\x02come"),
            message(b"\x06\x08\x04\x01\x07\x02\x01non "),
        )
    ),
    "latin-1": lambda: Habit(
        texts(message(f"{MAIL} è".encode("latin-1"))), {"default_alphabet": Alphabet.LATIN1}
    ),
    "ascii": lambda: Habit(texts(message(MAIL.encode())), {"default_alphabet": Alphabet.ASCII}),
    "gsm": lambda: Habit(texts(message(to_septets(MAIL) or b""))),
    "ids-hex-to-dec": lambda: Habit(
        answered(b"1F", receipt(b"31")), {"message_id": MessageIdForm.HEX_TO_DEC}
    ),
    "ids-dec-to-hex": lambda: Habit(
        answered(b"31", receipt(b"0000001f")), {"message_id": MessageIdForm.DEC_TO_HEX}
    ),
    "receipts-unmarked": lambda: Habit(
        answered(b"9", message(b"id:9 sub:001 dlvrd:001 stat:DELIVRD err:000 text:See you")),
        {"receipts_in_esm_class_0": True},
    ),
    "receipts-in-tlvs": lambda: Habit(
        answered(
            b"9",
            message(b"", esm_class=4, tlvs=tlv(0x1E, b"9\0") + tlv(0x427, b"\x02")),
        )
    ),
    "data-sm": lambda: Habit(
        [
            (
                DATA_SM,
                0,
                b"\0\x01\x01%b\0\x01\x01390699000111\0" % ADA
                + bytes((0, 0, 0))
                + tlv(0x0424, b"see you"),
            )
        ]
    ),
    "refused-wishes": lambda: Habit(
        [
            (SUBMIT_SM | RESP, 0x62, b""),
            (SUBMIT_SM | RESP, 0x07, b""),
            (SUBMIT_SM | RESP, 0, b"1\0"),
        ]
    ),
    "id-of-two-messages": lambda: Habit(
        answered(b"9") * 2
        + texts(receipt(b"9", b"UNDELIV", source=GRACE), receipt(b"9", source=ADA))
    ),
    "one-id-for-all-parts": lambda: Habit(answered(b"9") * 3 + texts(receipt(b"9"))),
    "delivered-after-failed": lambda: Habit(
        answered(b"9", receipt(b"9", b"UNDELIV"), receipt(b"9"))
    ),
    "network-error-in-ascii": lambda: Habit(
        answered(b"9", message(b"id:9 stat:UNDELIV", esm_class=4, tlvs=tlv(0x0423, b"306")))
    ),
    "nothing-written": lambda: Habit(texts(message(b""))),
    "session-refused": lambda: Habit(
        [(SUBMIT_SM | RESP, RINVBNDSTS, b""), (ENQUIRE_LINK | RESP, RINVBNDSTS, b"")]
    ),
    "bind-failed": lambda: Habit([(BIND_TRX | RESP, RBINDFAIL, b"")]),
    "answers-after-unbind": lambda: Habit([(UNBIND, 0, b""), *answered(b"8"), *answered(b"9")]),
}


async def write(name: str, folder: Path = HABITS) -> Path:
    """Record one habit."""
    habit = ALL[name]()
    path = folder / f"{name}.jsonl"
    path.unlink(missing_ok=True)
    settings = {"numbers": (OURS,)} | habit.settings
    config = CarrierConfig("primary", "", 0, "", "", record=str(path), **settings)
    recorder = Recorder(config, lambda: NOW, KEY)
    for sequence, (command, status, body) in enumerate(habit.pdus, start=1):
        (read,), _ = Frames().feed(pdu(command, status, sequence, body))
        recorder.got("primary/1", read)
    recorder.close()
    return path


async def _main() -> None:
    for name in ALL:
        await write(name)


if __name__ == "__main__":
    asyncio.run(_main())
