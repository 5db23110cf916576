"""Counts turns and their durations, after each commit; times are arguments."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from calendar_store.model.conversations import Inbound
from gateway.counting import SHORT, Histogram


class TurnTally:
    """Counts of turns.

    Attributes:
        intents: number of turns by intent.
        seconds: duration of a turn and its commit, the other turns of its batch included.
        wait: seconds from the receipt of a text to its turn.
    """

    def __init__(self) -> None:
        self.intents: Counter[str] = Counter()
        self.seconds = Histogram(SHORT)
        self.wait = Histogram(SHORT)

    def turned(self, texts: Sequence[tuple[Inbound, str]], took: float, began: datetime) -> None:
        """Count a batch of turns that was committed.

        Args:
            texts: each text with its intent.
            took: seconds from claiming the texts to the commit.
            began: when the texts were claimed, UTC.
        """
        self.seconds.observe(took, len(texts))
        for text, intent in texts:
            self.intents[intent] += 1
            self.wait.observe((began - text.received_at).total_seconds())
