"""The intake of mails: each is read, decided and committed, then its taker acknowledges it.

Both ways in end here, so a mail that came by SMTP and stands in a mailbox as well is one. Many
mails that wait are one commit. A mail that cannot be handled is passed to a person and never keeps
others waiting.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

import structlog

from calendar_store.conversations import alerts, received_mails
from calendar_store.database.connection import Database, Transaction, is_away
from calendar_store.model.calendar_answers import CalendarAnswer
from calendar_store.model.conversations import Alert
from calendar_store.model.messages import Message
from calendar_store.model.received_mails import MailKind
from gateway.channels.mail.addresses import Purpose, SignedAddress, SignedAddresses
from gateway.channels.mail.composing.mail_facts import MailFacts
from gateway.channels.mail.reading.read_mail import ReadMail
from gateway.channels.mail.receiving.mail_decision import AddressedMail, MailDecision, decide
from gateway.channels.mail.receiving.mail_reader import Answer, MailReader
from gateway.channels.mail.receiving.our_words import Key, facts_of_ours, may_repeat
from gateway.channels.mail.receiving.receive_tally import ReceiveTally
from gateway.channels.mail.sending.mail_failures import failure_of
from gateway.messaging.fax_receipts import FaxReceiptWords, apply_fax_receipts
from gateway.messaging.mail_opt_outs import MailOptOut, stop_emails
from gateway.messaging.mail_reports import apply_reports

_log = structlog.get_logger(__name__)

BATCH = 64
"""Mails in one commit."""
_SHARE = 0.01
"""Seconds that a mail waits for others, so that they share a commit; a mail server has patience."""
_NO_WORDS = FaxReceiptWords((), ())
_ALERTS = 3
"""Open alerts of one kind about the mails that answer one message."""


class Taken(Enum):
    """What became of a mail; each of them may be acknowledged."""

    NEW = "new"
    REPEATED = "repeated"
    NOT_OURS = "not ours"


@dataclass(slots=True)
class _Waiting:
    """A mail that waits for its commit."""

    mail: AddressedMail
    done: "asyncio.Future[Taken]"


class MailIntake:
    """Takes mails into the store.

    Attributes:
        tally: counters of the mails.

    Args:
        database: the store; its own connections, so that mails never wait for pages.
        addresses: our signed addresses.
        clock: gives aware UTC times.
        reader: reads mails.
        faxes: words of the receipts of a mail-to-fax gateway; None where there is none.
    """

    def __init__(
        self,
        database: Database,
        addresses: SignedAddresses,
        clock: Callable[[], datetime],
        reader: MailReader | None = None,
        tally: ReceiveTally | None = None,
        *,
        faxes: FaxReceiptWords | None = None,
    ) -> None:
        self._faxes = faxes or _NO_WORDS
        self._database = database
        self._addresses = addresses
        self._clock = clock
        self._reader = reader or MailReader()
        self._waiting: list[_Waiting] = []
        self._commits: asyncio.Task[None] | None = None
        self._under_way = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self.tally = tally or ReceiveTally()

    async def take(self, raw: bytes, signed: SignedAddress | None, way: str) -> Taken:
        """Commit a mail; when this returns, the mail may be acknowledged.

        Args:
            raw: the mail as received, with any line ends.
            signed: what the address says that the mail came to; None if only the mail itself may
                tell, as a bounce that quotes our mail.
            way: "smtp" or "imap".

        Raises:
            Exception: any error of the store. Nothing was stored then, and the mail has to be
                acknowledged by nobody.
        """
        self._under_way += 1
        self._idle.clear()
        try:
            return await self._take(raw, signed, way)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()

    async def _take(self, raw: bytes, signed: SignedAddress | None, way: str) -> Taken:
        began = time.perf_counter()
        received_at = self._clock()
        read = await self._reader.read(raw)
        signed = signed or self._quoted(read)
        if signed is None:
            return Taken.NOT_OURS
        mail = AddressedMail(
            raw=raw,
            signed=signed,
            way=way,
            received_at=received_at,
            fingerprint=await self._reader.fingerprint(raw, signed),
            our_address=self._addresses.sender,
            read=read,
        )
        done: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(mail, done))
        if self._commits is None:
            self._commits = asyncio.create_task(self._commit_all(), name="mail intake")
        taken = await done
        self.tally.seconds.observe(time.perf_counter() - began)
        return taken

    async def quiet(self) -> None:
        """Wait until every mail that came is committed or has failed."""
        await self._idle.wait()

    def close(self) -> None:
        """Release the threads that read."""
        self._reader.close()

    def _quoted(self, read: ReadMail | None) -> SignedAddress | None:
        """Return the signed address in the mail of ours that a report quotes."""
        if read is None:
            return None
        found = map(self._addresses.read, read.original_addresses)
        return next((one for one in found if one is not None), None)

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                if len(self._waiting) < BATCH:
                    await asyncio.sleep(_SHARE)
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                await self._commit(batch)
        finally:
            self._commits = None

    async def _commit(self, batch: Sequence[_Waiting]) -> None:
        try:
            new = await self._store([one.mail for one in batch])
        except Exception as error:  # noqa: BLE001 (each taker gets the error)
            if is_away(error):
                _tell(batch, error)
            elif len(batch) > 1:
                # one mail causes the error; the others must not wait for it
                for one in batch:
                    await self._commit([one])
            else:
                _log.exception("a mail could not be handled", way=batch[0].mail.way)
                await self._commit_for_person(batch[0])
        else:
            _acknowledge(batch, new)

    async def _commit_for_person(self, one: _Waiting) -> None:
        """Store a mail that cannot be handled, for a person to read."""
        if one.mail.read is None:
            _tell([one], RuntimeError("the mail cannot be stored"))
            return
        one.mail = replace(one.mail, read=None)
        await self._commit([one])

    async def _store(self, mails: Sequence[AddressedMail]) -> dict[bytes, int]:
        found = await self._with_facts(mails)
        decided = [decide(one, self._addresses, self._faxes) for one in found]
        now = self._clock()
        async with self._database.write() as tx:
            new = await received_mails.store(tx, [one.stored for one in decided])
            # of a mail that came twice in one batch, the first counts
            fresh = list({one.mail.fingerprint: one for one in reversed(decided)}.values())
            await perform(tx, [one for one in fresh if one.mail.fingerprint in new], new, now)
        kinds = [one.stored.kind for one in fresh if one.mail.fingerprint in new]
        self.tally.stored(kinds, len(mails) - len(new), sum(one.stored.size for one in fresh))
        _log.info(
            "mails received",
            way=mails[0].way,
            mails=len(mails),
            new=len(new),
            kinds={kind.value: kinds.count(kind) for kind in dict.fromkeys(kinds)},
        )
        return new

    async def _with_facts(self, mails: Sequence[AddressedMail]) -> list[AddressedMail]:
        """Return mails with our messages, the client's own words and what calendars answered."""
        keys = [(one.signed.practice_id, one.signed.message_id) for one in mails]
        answers = [await self._calendar_answer(one) for one in mails]
        visits = {_visit(one) for one in answers if one is not None}
        invited = {
            key
            for key, one in zip(keys, mails, strict=True)
            if one.signed.purpose is Purpose.INVITATION
        }
        async with self._database.read() as tx:
            messages = await received_mails.messages_of(tx, set(keys) - invited)
            owners = await received_mails.owners_of(tx, visits | invited)
            ours = await self._ours(tx, mails, messages)
        said = await self._own_words(mails, [ours.get(key) for key in keys])
        return [
            replace(
                mail,
                message=messages.get(key),
                text=text,
                calendar=answer,
                owner=owners.get(_visit(answer)) if answer else None,
                invited=owners.get(key) if key in invited else None,
            )
            for key, mail, answer, text in zip(keys, mails, answers, said, strict=True)
        ]

    async def _calendar_answer(self, mail: AddressedMail) -> CalendarAnswer | None:
        if mail.read is None or mail.read.calendar is None:
            return None
        return await self._reader.calendar_answer(mail.read.calendar)

    async def _ours(
        self, tx: Transaction, mails: Sequence[AddressedMail], messages: Mapping[Key, Message]
    ) -> Mapping[Key, MailFacts]:
        """Return the facts of our mails whose words may stand in these answers."""
        asked = {
            (one.signed.practice_id, one.signed.message_id)
            for one in mails
            if one.read is not None and _is_answer(one.read) and may_repeat(one.read)
        }
        answered = [message for key, message in messages.items() if key in asked]
        return await facts_of_ours(tx, answered, self._addresses, self._clock())

    async def _own_words(
        self, mails: Sequence[AddressedMail], ours: Sequence[MailFacts | None]
    ) -> list[str | None]:
        """Return the words of mails without those of our messages, in their order."""
        answers: dict[int, Answer] = {
            at: (mail.read, facts)
            for at, (mail, facts) in enumerate(zip(mails, ours, strict=True))
            if mail.read is not None and _is_answer(mail.read)
        }
        words = await self._reader.answers(list(answers.values()))
        said: list[str | None] = [mail.read.text if mail.read else "" for mail in mails]
        for at, text in zip(answers, words, strict=True):
            said[at] = text
        return said


def _is_answer(read: ReadMail) -> bool:
    return read.kind is MailKind.ANSWER


async def perform(
    tx: Transaction, decided: Sequence[MailDecision], inbound: dict[bytes, int], now: datetime
) -> None:
    """Do what new mails ask for: alerts, opt-outs, what reports say of our messages.

    Args:
        tx: the transaction that stored the mails.
        decided: the new mails.
        inbound: the ids in the inbox by fingerprint, 0 for none.
        now: UTC.
    """
    new = [one for each in decided for one in _alerts(tx, each, inbound, now)]
    await alerts.raise_all(tx, await _few_of_each(tx, new))
    await stop_emails(
        tx,
        [
            MailOptOut(one.mail.signed.practice_id, one.mail.client_address, one.stop)
            for one in decided
            if one.stop and one.mail.client_address
        ],
        now,
    )
    reports = [one.report for one in decided if one.report is not None]
    await apply_reports(tx, reports, now, failure_of=failure_of)
    of_faxes = [one.fax for one in decided if one.fax is not None]
    if of_faxes:
        await apply_fax_receipts(tx, of_faxes, now, failure_of=failure_of)


async def _few_of_each(tx: Transaction, new: Sequence[Alert]) -> list[Alert]:
    """Return the alerts without those of a flood: a thousand mails alert staff a few times."""
    keys = {(one.practice_id, one.message_id) for one in new if one.message_id is not None}
    counts = Counter(await alerts.open_of_messages(tx, keys))
    few = []
    for one in new:
        counts[one.practice_id, one.message_id, one.reason.code] += 1
        if counts[one.practice_id, one.message_id, one.reason.code] <= _ALERTS:
            few.append(one)
    return few


def _alerts(
    tx: Transaction, one: MailDecision, inbound: dict[bytes, int], now: datetime
) -> list[Alert]:
    return [
        Alert(
            practice_id=one.mail.signed.practice_id,
            id=tx.ids.new(),
            kind=one.alert_kind,
            reason=reason,
            at=now,
            client_id=one.mail.client_id,
            appointment_id=one.mail.appointment_id,
            inbound_id=inbound[one.mail.fingerprint] or None,
            message_id=one.mail.message.id if one.mail.message else None,
        )
        for reason in one.alerts
    ]


def _visit(answer: CalendarAnswer) -> tuple[int, int]:
    return answer.practice_id, answer.appointment_id


def _acknowledge(batch: Sequence[_Waiting], new: dict[bytes, int]) -> None:
    told: set[bytes] = set()
    for one in batch:
        fingerprint = one.mail.fingerprint
        is_new = fingerprint in new and fingerprint not in told
        told.add(fingerprint)
        if not one.done.done():
            one.done.set_result(Taken.NEW if is_new else Taken.REPEATED)


def _tell(batch: Sequence[_Waiting], error: Exception) -> None:
    for one in batch:
        if not one.done.done():
            one.done.set_exception(error)
