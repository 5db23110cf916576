"""A practice that faxes its papers: queues them, sends and follows them, and looks them up."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from fpdf import FPDF

from calendar_store.conversations import alerts
from calendar_store.database.connection import Database
from calendar_store.messages import message_rows, outbox, papers
from calendar_store.model.conversations import Alert
from calendar_store.model.messages import Message, MessageEvent
from calendar_store.model.papers import Paper, PaperKind, PaperLayout, PaperSize
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel, MessageKind
from gateway.channels.fax.fax_carrier import FaxCarrier, connect_fax_server
from gateway.channels.fax.fax_channel import FaxChannel
from gateway.channels.fax.fax_config import FaxServerConfig
from gateway.channels.fax.fax_outcomes import failure_of
from gateway.channels.fax.hylafax.session import FaxServerAddress
from gateway.channels.sms.smpp.concat import join
from gateway.messaging.channel import Channels
from gateway.messaging.compose import Envelope, compose_message
from gateway.messaging.timeouts import Sweeper, Timeouts

NUMBER = "+390212345678"


def pdf(pages: int = 2) -> bytes:
    """Return a document of some pages."""
    paper = FPDF(format="A4")
    for number in range(pages):
        paper.add_page()
        paper.set_font("helvetica", size=24)
        paper.cell(0, 20, f"Page {number + 1}")
    return bytes(paper.output())


@dataclass
class FaxOffice:
    """A practice with its fax server.

    Attributes:
        tag: the beginning of the tags of its jobs.
        late: how far the clock of the service is ahead of this machine's.
    """

    database: Database
    practice: Practice
    address: FaxServerAddress
    tag: str = "textback-test"
    most_dials: int = 1
    late: timedelta = timedelta(0)
    content: bytes = field(default_factory=pdf)
    _version: int = 0

    def clock(self) -> datetime:
        """Return the time of the service."""
        return datetime.now(UTC) + self.late

    @property
    def config(self) -> FaxServerConfig:
        hours = timedelta(hours=3)
        return FaxServerConfig(self.address, "{number}", False, hours, self.most_dials, self.tag)

    def carrier(self) -> FaxCarrier:
        """Return the carrier as a service that has just started has it."""
        return connect_fax_server(self.config, self.database, self.clock, "here")

    async def queue(self, number: str = NUMBER, **changes: Any) -> Message:
        """Store a paper and put it into the outbox."""
        now = self.clock()
        self._version += 1
        async with self.database.write() as tx:
            paper = Paper(
                *(self.practice.id, tx.ids.new(), self._version, PaperKind.EVENING, now, "test"),
                *(now.date(), now.date(), PaperLayout.DAY, PaperSize.A4, 2),
            )
            await papers.add(tx, paper, shown=b"{}", content=self.content)
            channel = FaxChannel()
            message = compose_message(
                *(tx.ids, MessageKind.PAPER, "paper"),
                Envelope(self.practice.id, "", number),
                channel=channel,
                now=now,
                way=FaxChannel().way("", NUMBER, now),
                expires_at=now + timedelta(hours=12),
            )
            message = replace(message, paper_id=paper.id, **changes)
            await outbox.enqueue(tx, [message])
        return message

    async def ended(self) -> None:
        """Settle what a service left that was killed, as the next one does at its start."""
        channels = Channels([FaxChannel()])
        sweeper = Sweeper(
            *(self.database, self.clock, Timeouts()),
            joins=partial(join, alphabets={}),
            failures={Channel.FAX: failure_of},
            channels=channels,
        )
        await sweeper.recover("here")

    async def message(self, one: Message) -> Message:
        """Return a message as it is now."""
        async with self.database.read() as tx:
            (found,) = await message_rows.by_ids(tx, one.practice_id, [one.id])
        return found

    async def history(self, one: Message) -> list[MessageEvent]:
        """Return the history of a message."""
        async with self.database.read() as tx:
            found = await message_rows.histories(tx, one.practice_id, [one.id])
        return found[one.id]

    async def alerts(self) -> list[Alert]:
        """Return the open alerts."""
        async with self.database.read() as tx:
            return await alerts.listed(tx, self.practice.id)
