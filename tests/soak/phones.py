"""What is behind the soak's carrier: phones that answer, receipts, and a memory of all of it."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.bench.carrier import deliver_sm
from tests.bench.seed import OURS

ANSWERING_SHARE = 0.6
"""Of the phones that are texted."""
ANSWERS = {
    b"1": "confirmed",
    b"yes": "confirmed",
    b"si confermo": "confirmed",
    b"Ok see you then": "confirmed",
    b"2": "cancelled",
    b"can't come": "cancelled",
}
"""What the phones say, and what it makes of their appointment."""
_EARLY_SHARE = 0.1
"""Of the receipts: they come before the response to their own message."""
_RECEIPT = 0x04
_NUMBER = OURS.removeprefix("+")


@dataclass(slots=True)
class Seen:
    """What the carrier saw.

    Attributes:
        submits: submit_sm that came.
        throttled: of them, those refused so.
        slow: of them, those answered after the service's time-out.
        texts: how often each text was accepted, by (number, octets of its first part).
        cuts: sessions that the carrier cut.
        sessions: all there were.
        receipts: those written, each counted once.
        deliveries: deliver_sm sent, again and again.
        repeated: of them, those sent twice on purpose.
        again: of them, those sent again because their session ended before they were acknowledged.
        replies: what each phone's answer makes of its appointment, by number.
    """

    submits: int = 0
    throttled: int = 0
    slow: int = 0
    texts: Counter[tuple[str, bytes]] = field(default_factory=Counter)
    cuts: int = 0
    sessions: int = 0
    receipts: int = 0
    deliveries: int = 0
    repeated: int = 0
    again: int = 0
    replies: dict[str, str] = field(default_factory=dict)

    @property
    def doubled(self) -> int:
        """How many texts were accepted more than once."""
        return self.texts.total() - len(self.texts)


class Phones:
    """All phones.

    Args:
        dice: decides who answers, what and when.
        deliver: takes the body of a deliver_sm.

    Attributes:
        seen: what came and went.
        planned: how much will be delivered before long.
    """

    def __init__(self, dice: random.Random, deliver: Callable[[bytes], None]) -> None:
        self.seen = Seen()
        self.planned = 0
        self._dice = dice
        self._deliver = deliver
        self._texted: set[str] = set()

    def take(self, number: str, octets: bytes, carrier_id: str, *, first: bool) -> None:
        """Take a part that was accepted; `first` of its text."""
        self._receipt(number, carrier_id)
        if first:
            self.seen.texts[f"+{number}", octets] += 1
        if number not in self._texted:
            self._texted.add(number)
            if self._dice.random() < ANSWERING_SHARE:
                self._answer(number)

    def _receipt(self, number: str, carrier_id: str) -> None:
        said = f"id:{carrier_id} sub:001 dlvrd:001 stat:DELIVRD err:000 text:"
        body = deliver_sm(number, _NUMBER, _RECEIPT, said.encode())
        self.seen.receipts += 1
        if self._dice.random() < _EARLY_SHARE:
            self._deliver(body)
        else:
            self._later(self._dice.uniform(0, 0.5), body)

    def _answer(self, number: str) -> None:
        words = self._dice.choice(list(ANSWERS))
        self.seen.replies[f"+{number}"] = ANSWERS[words]
        self._later(self._dice.uniform(0.1, 2), deliver_sm(number, _NUMBER, 0, words))

    def _later(self, seconds: float, body: bytes) -> None:
        self.planned += 1

        def now() -> None:
            self.planned -= 1
            self._deliver(body)

        asyncio.get_running_loop().call_later(seconds, now)
