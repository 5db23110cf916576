"""Makes a paper: reads the calendar, writes the PDF beside the service, stores and sends it.

The PDF is written between two transactions, since it takes seconds. The second one stores the
paper, puts a message for each way into the outbox, and does what its caller has to do with it: all
of it or nothing.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime

from calendar_store.database.connection import Database, Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.papers import Paper, PaperKind
from gateway.messaging.channel import Channels

Together = Callable[[Transaction], Awaitable[bool]]
"""What is done in the transaction that stores a paper; False if the paper is not wanted any more:
then nothing is stored. It runs as well when there is nothing to print."""


class PaperMaker:
    """Makes papers.

    Args:
        database: the store.
        channels: the configured channels.
        public_url: the URL by which browsers reach the pages, for the codes of the pages.
    """

    def __init__(self, database: Database, channels: Channels, public_url: str) -> None:
        self._database = database
        self._channels = channels
        self._public_url = public_url.rstrip("/")

    async def make(
        self,
        practice_id: int,
        kind: PaperKind,
        *,
        by: Actor,
        now: datetime,
        reason: str = "",
        together: Together | None = None,
    ) -> Paper | None:
        """Make a paper, store it, and put it into the outbox for each way of the practice.

        EVENING and LOST_LINE are whole, or show the changes alone where the practice wants it so.
        ADDITION shows the days that have changed since the last paper. BY_HAND is whole.

        Args:
            practice_id: the practice.
            kind: why it is made.
            by: who makes it.
            now: UTC.
            reason: why, in words for staff; may be empty.
            together: what is done in the same transaction.

        Returns:
            The paper; None where there is nothing to print, or it is not wanted any more.

        Raises:
            NotFound: if there is no such practice.
        """
        raise NotImplementedError
