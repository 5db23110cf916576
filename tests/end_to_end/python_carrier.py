"""A carrier that keeps on: what it delivered and had not acknowledged, it delivers again.

Its phones answer the first reminders that reach them, each once, as people do.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.end_to_end.installed import PATIENCE
from tests.support import carrier as smpp
from tests.support.carrier import BIND_TRX, DELIVER_SM, RESP, SUBMIT_SM, Carrier, Got, Peer


class PythonCarrier(Carrier):
    """The lean SMSC with phones behind it.

    Attributes:
        repliers: how many phones answer; each the first time it is texted.
        submits: what was submitted, as often as it came: (number, octets).
        acknowledged: how many replies of phones were acknowledged.
        accepting: whether submit_sm are answered.
    """

    def __init__(self, repliers: int = 0) -> None:
        super().__init__()
        self.repliers = repliers
        self.submits: Counter[tuple[str, bytes]] = Counter()
        self.acknowledged = 0
        self.accepting = True
        self.rules = {
            BIND_TRX: self._bound,
            SUBMIT_SM: self._submitted,
            DELIVER_SM | RESP: self._delivered,
        }
        self._replied: set[str] = set()
        self._unacknowledged: dict[int, bytes] = {}

    @property
    def progress(self) -> int:
        """How much has come from the service in all: submits and acknowledgements."""
        return self.submits.total() + self.acknowledged

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition on what was received holds; a service takes its time to start."""
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(condition)

    def _bound(self, got: Got) -> None:
        self.behave(got)
        again, self._unacknowledged = self._unacknowledged, {}
        for body in again.values():
            self._reply(body, got.peer)

    def _submitted(self, got: Got) -> None:
        fields = smpp.submitted(got.body)
        destination, octets = fields["destination"], fields["octets"]
        assert isinstance(destination, tuple)
        assert isinstance(octets, bytes)
        number = destination[2]
        self.submits[f"+{number.decode()}", octets] += 1
        if self.accepting:
            self.behave(got)
        if number not in self._replied and len(self._replied) < self.repliers:
            self._replied.add(number)
            self._reply(smpp.message(b"1", source=number), got.peer)

    def _reply(self, body: bytes, peer: Peer) -> None:
        self._unacknowledged[self.deliver(body, peer=peer)] = body

    def _delivered(self, got: Got) -> None:
        body = self._unacknowledged.pop(got.sequence)
        if got.status:
            self._reply(body, got.peer)
        else:
            self.acknowledged += 1


@asynccontextmanager
async def python_carrier(repliers: int = 0) -> AsyncIterator[PythonCarrier]:
    """Run the carrier while the block runs."""
    carrier = PythonCarrier(repliers)
    await carrier.start()
    try:
        yield carrier
    finally:
        await carrier.stop()
