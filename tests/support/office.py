"""The outbox of one practice, as a sender uses it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from calendar_store.database.connection import Database
from calendar_store.messages import attempt_outcomes, message_rows, outbox
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from tests.support.desk import mobile

START = datetime(2026, 1, 15, 9, tzinfo=UTC)
LEASE = timedelta(minutes=3)


class Office:
    """The outbox of one practice, as a sender uses it."""

    def __init__(self, database: Database, practice_id: int, now: datetime) -> None:
        self.database, self.practice_id, self.now = database, practice_id, now

    async def queue(self, count: int = 1, **changes: Any) -> list[Message]:
        async with self.database.write() as tx:
            new = [self._message(tx.ids.new(), **changes) for _ in range(count)]
            await outbox.enqueue(tx, new)
        return new

    def _message(self, message_id: int, **changes: Any) -> Message:
        usual = Message(
            practice_id=self.practice_id,
            id=message_id,
            kind=MessageKind.REMINDER,
            channel=Channel.SMS,
            sender="+390699000111",
            recipient=mobile(1),
            text="See you.",
            status=MessageStatus.QUEUED,
            created_at=self.now,
            not_before=self.now,
            expires_at=START,
            priority=outbox.REMINDER_PRIORITY,
            carrier="primary",
        )
        return replace(usual, **changes)

    async def lease(
        self,
        limit: int = 10,
        *,
        database: Database | None = None,
        now: datetime | None = None,
        owner: str = "one",
        carrier: str = "primary",
    ) -> list[Message]:
        async with (database or self.database).write() as tx:
            return await outbox.lease(
                tx, carrier, now=now or self.now, limit=limit, owner=owner, lasting=LEASE
            )

    async def record(self, *outcomes: Outcome, now: datetime | None = None) -> None:
        async with self.database.write() as tx:
            await attempt_outcomes.record(tx, outcomes, now or self.now)

    async def fate(self, message: Message) -> tuple[Message, list[str]]:
        """Return a message as it stands and the statuses of its history."""
        async with self.database.read() as tx:
            found = {m.id: m for m in await message_rows.listed(tx, self.practice_id)}
            history = await message_rows.histories(tx, self.practice_id, [message.id])
        return found[message.id], [event.status.value for event in history[message.id]]
