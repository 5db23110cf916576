"""A session fed with octets by hand: whatever comes, it answers and survives, or closes."""

import asyncio
import struct
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.session import Session
from gateway.channels.sms.smpp.session_listener import BindMode
from gateway.channels.sms.smpp.submits import SubmitOutcome
from gateway.channels.sms.smpp.window import PendingPart
from tests.support.carrier import BIND_TRX, DATA_SM, DELIVER_SM, RESP, pdu
from tests.support.link import part
from tests.support.session_ledger import Ledger

CONFIG = CarrierConfig("primary", "localhost", 2775, "esme", "secret")
COMMANDS = [
    *range(0x16),
    0x21,
    0x102,
    0x103,
    0x10203,
    *(RESP | n for n in range(0x16)),
    RESP | 0x103,
]
pdus = st.builds(
    pdu,
    st.sampled_from(COMMANDS),
    st.sampled_from([0, 1, 8, 0x0B, 0x14, 0x58, 0x401, 0xFFFFFFFF]),
    st.integers(0, 6) | st.integers(0, 0xFFFFFFFF),
    st.binary(max_size=60),
)


class Wire(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written = b""
        self.closed = False

    def write(self, data: bytes) -> None:
        self.written += data

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True

    def abort(self) -> None:
        self.closed = True


async def converse(stream: bytes) -> tuple[Ledger, Wire]:
    """Bind, send five parts, feed a stream, then cut."""
    ledger, wire = Ledger(), Wire()
    session = Session(CONFIG, BindMode.TRANSCEIVER, "primary/1", ledger, lambda: datetime.now(UTC))
    session.connection_made(wire)
    session.data_received(pdu(BIND_TRX | RESP, 0, 1, b"x\0"))
    for ticket in range(5):
        session.send(PendingPart(part(token=ticket), lambda _: None, ticket, 0.0))
    await asyncio.sleep(0)
    wire.written = b""
    session.data_received(stream)
    await asyncio.sleep(0)
    session.connection_lost(None)
    return ledger, wire


@settings(max_examples=150, deadline=None)
@given(st.lists(pdus, max_size=12), st.binary(max_size=40))
@pytest.mark.row("fire.any-octets", "2.odd-is-answered")
def test_every_part_has_one_end_and_every_message_one_answer(
    sent: list[bytes], rubbish: bytes
) -> None:
    ledger, wire = asyncio.run(converse(b"".join(sent) + rubbish))
    ended = [result.token for result in ledger.results]
    ended += [flight.submit.token for flight in ledger.throttled_parts]
    assert sorted(ended) == [0, 1, 2, 3, 4]
    arrived = [(request.command | RESP, request.sequence) for request in ledger.arrivals]
    answered, written = [], wire.written
    while written:
        length, command, _, sequence = struct.unpack_from("!IIII", written)
        if command in {DELIVER_SM | RESP, DATA_SM | RESP}:
            answered.append((command, sequence))
        written = written[length:]
    # After an unbind or an impossible length, what came before it has been answered and no more.
    assert answered == (arrived[: len(answered)] if wire.closed else arrived)


def test_what_was_not_answered_before_a_cut_is_unknown() -> None:
    accepted = pdu(4 | RESP, 0, 1, b"id\0")
    ledger, _ = asyncio.run(converse(accepted + pdu(4 | RESP, 0x0B, 3)))
    outcomes = {result.token: result.outcome for result in ledger.results}
    assert outcomes == {
        0: SubmitOutcome.ACCEPTED,
        1: SubmitOutcome.UNKNOWN,
        2: SubmitOutcome.REFUSED_PERMANENT,
        3: SubmitOutcome.UNKNOWN,
        4: SubmitOutcome.UNKNOWN,
    }
