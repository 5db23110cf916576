"""What turns count, after each commit; times are arguments."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from calendar_store.model.conversations import Inbound
from gateway.counting import SHORT, Histogram


class TurnTally:
    """What texts were answered.

    Attributes:
        intents: turns by what was understood.
        seconds: what a turn took with its commit, that of others in its batch included.
        wait: seconds from a text's arrival to its turn.
    """

    def __init__(self) -> None:
        self.intents: Counter[str] = Counter()
        self.seconds = Histogram(SHORT)
        self.wait = Histogram(SHORT)

    def turned(self, texts: Sequence[tuple[Inbound, str]], took: float, began: datetime) -> None:
        """Count a batch of turns that was committed.

        Args:
            texts: each with the intent understood.
            took: seconds from taking them to the commit.
            began: when they were taken, UTC.
        """
        self.seconds.observe(took, len(texts))
        for text, intent in texts:
            self.intents[intent] += 1
            self.wait.observe((began - text.received_at).total_seconds())
