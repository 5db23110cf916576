"""(g) Mails in: answers by SMTP → committed, → understood, the calendar changed, and answered."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from calendar_store.conversations import conversation_state
from calendar_store.database.connection import Database
from calendar_store.messages import outbox
from calendar_store.model.appointments import Appointment
from calendar_store.model.conversations import Conversation, ConversationKey
from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from calendar_store.schema import appointments, messages, received_mails
from config.mail_section import MailSettings
from dialogs.conversation import State
from dialogs.wording.reminders import reminder_question
from gateway.channels.mail.addresses import Purpose, SignedAddresses
from gateway.channels.mail.mail_channel import MAIL_CARRIER
from gateway.channels.mail.receiving.receiver import IncomingMail
from gateway.service import TextbackService
from tests.bench import seed
from tests.bench.mail_senders import LeanSenders
from tests.bench.mails import SENDER, outgoing, require_accepted, until_recorded
from tests.bench.measures import REPLIES
from tests.bench.smarthost import LeanSmarthost

_REMINDER = "Studio Aurora: your appointment is tomorrow at 15:00. Reply 1 to confirm."
_QUOTED = "\r\n".join(f"> {line}" for line in _REMINDER.splitlines())


@dataclass(frozen=True, slots=True)
class ReceivedRates:
    """How fast mails came in, per second.

    Attributes:
        committed: until the last one was acknowledged.
        answered: until the last answer was accepted by the smarthost and recorded.
    """

    committed: float
    answered: float


async def mails_in(
    path: Path, senders: LeanSenders, host: LeanSmarthost, count: int
) -> ReceivedRates:
    """Return how fast `count` answers of as many clients are committed, and answered."""
    async with seed.sample(path) as sample:
        ids = await seed.people(sample, count, Channel.EMAIL)
        made = await seed.appointments_of(sample, ids, sample.now + timedelta(days=1))
        out = outgoing(host)
        mails = await _reminded(sample, made, out.identity.addresses)
        settings = MailSettings.model_validate(
            {"smarthost": "127.0.0.1:25", "sender": SENDER, "listen": "127.0.0.1:0"}
        )
        await senders.hold(mails)
        incoming = IncomingMail(settings, out.identity.addresses)
        service = TextbackService(sample.database, [], mail=out, incoming=incoming)
        async with service.running():
            receiver = service.receiver
            if receiver is None:
                raise RuntimeError("no mails come in")
            began = time.perf_counter()
            senders.deliver(receiver.port)
            await senders.acknowledged()
            committed = time.perf_counter() - began
            await until_recorded(service, count)
            answered = time.perf_counter() - began
        await require_accepted(sample.database, 2 * count)
        await _require_changed(sample.database, count)
    return ReceivedRates(count / committed, count / answered)


async def _reminded(
    sample: seed.Sample, made: list[Appointment], addresses: SignedAddresses
) -> list[tuple[str, bytes]]:
    """Leave a reminder's question open with every client; return their answers."""
    until = sample.now + timedelta(days=30)
    async with sample.database.write() as tx:
        sent = [_message(tx.ids.new(), one, n, sample.now) for n, one in enumerate(made)]
        await outbox.enqueue(tx, sent)
        await tx.execute(messages.update().values(status="accepted", attempt=1))
        talks = [
            Conversation(
                sample.practice.id,
                ConversationKey(Channel.EMAIL, SENDER, message.recipient),
                State(question=reminder_question((one,), sample.now)).to_json(),
                0,
                sample.now,
            )
            for one, message in zip(made, sent, strict=True)
        ]
        await conversation_state.save(tx, talks, sample.now)
    return [
        (
            to := addresses.make(Purpose.REPLY, one.practice_id, one.id, until),
            _answer(n, to, REPLIES[n % len(REPLIES)]),
        )
        for n, one in enumerate(sent)
    ]


def _message(identity: int, one: Appointment, number: int, now: datetime) -> Message:
    return Message(
        practice_id=one.practice_id,
        id=identity,
        kind=MessageKind.REMINDER,
        channel=Channel.EMAIL,
        sender=SENDER,
        recipient=f"client{number}@domain{number % 50}.example",
        text=_REMINDER,
        status=MessageStatus.QUEUED,
        created_at=now,
        not_before=now,
        expires_at=one.starts_at,
        priority=outbox.REMINDER_PRIORITY,
        client_id=one.client_id,
        appointment_id=one.id,
        carrier=MAIL_CARRIER,
        awaits_receipt=False,
    )


def _answer(number: int, to: str, said: str) -> bytes:
    return (
        "Received: from mx.domain.example by mx.practice.example; Mon, 1 Jun 2026 10:00 +0200\r\n"
        f"From: Ada Byron <client{number}@domain{number % 50}.example>\r\nTo: {to}\r\n"
        f"Subject: Re: Your appointment\r\nDate: Mon, 1 Jun 2026 10:00:00 +0200\r\n"
        f"Message-ID: <{number}@domain.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{said}\r\n\r\n"
        f"On Mon, 1 Jun 2026, Studio Aurora wrote:\r\n{_QUOTED}\r\n\r\n"
        "--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
        f'<div>{said}</div><div class="gmail_quote">On Mon, Studio Aurora wrote:'
        f"<blockquote>{_REMINDER}</blockquote></div>\r\n--b--\r\n"
    ).encode()


async def _require_changed(database: Database, count: int) -> None:
    async with database.read() as tx:
        stored = select(func.count()).select_from(received_mails)
        changed = select(func.count()).where(appointments.c.status != "booked")
        for statement in (stored, changed):
            if (await tx.execute(statement)).scalar_one() != count:
                raise RuntimeError("not every answer changed its appointment")
