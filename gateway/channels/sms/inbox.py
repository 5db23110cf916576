"""Stores the texts and receipts of one carrier, in batches, before they are acknowledged."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from calendar_store.conversations import carrier_sessions, inbox
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import Channel
from dialogs.intents import Frame, Intent
from dialogs.understand import understand
from gateway.channels.sms.attribution import attributed
from gateway.channels.sms.inbox_tally import InboxTally
from gateway.channels.sms.routing.health_recorder import HealthRecorder
from gateway.channels.sms.sending.delivery_receipts import record_receipts
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.concat import join
from gateway.channels.sms.smpp.inbound_pdus import DeliveryReceipt, InboundPdu, InboundText
from gateway.messaging.fate_tally import FateTally

_log = structlog.get_logger(__name__)

_REMEMBERED = timedelta(hours=1)
_OWNED_FOR = timedelta(minutes=1)
"""How long the practices of our numbers are cached."""
_LONGEST_STOP = 40
"""Longest text, in characters, that is checked for STOP and START. A STOP or START is stored again
even if it may be a repeated delivery."""
_TELLING = 7
"""Last digits by which a phone is known, however the carrier writes its number."""
_ANY_TIME = datetime(2026, 1, 1, tzinfo=UTC)


class Inbox:
    """Stores what one carrier's link received.

    Attributes:
        received: number of texts and receipts stored since the start.
        tally: counters of texts, and of receipts by state.
    """

    def __init__(
        self,
        carrier: CarrierConfig,
        database: Database,
        clock: Callable[[], datetime],
        observer: HealthRecorder | None = None,
        fates: FateTally | None = None,
        *,
        owner: str = "",
    ) -> None:
        self._owner = owner
        self._to_begin: dict[str, str] = {}
        self._to_end: dict[str, datetime] = {}
        self._carrier = carrier
        self._database = database
        self._clock = clock
        self._observer = observer
        self._ended: dict[str, datetime] = {}
        self._alive: dict[str, str] = {}
        self._again: dict[inbox.PriorDelivery, inbox.PriorDelivery] = {}
        self._join = partial(join, alphabets={carrier.name: carrier.default_alphabet})
        self._owned: dict[str, tuple[int, ...]] = {}
        self._owned_since: datetime | None = None
        self._fates = fates or FateTally()
        self._aside = ""
        self.tally = InboxTally()
        self.received = 0

    @contextmanager
    def leaving_out(self, number: str) -> Iterator[None]:
        """Store no text of a phone while the block runs: it answers a probe of this carrier.

        A text that stops all texts, or wants them again, is stored nevertheless.

        Args:
            number: the phone's number, E.164.
        """
        self._aside = number[-_TELLING:]
        try:
            yield
        finally:
            self._aside = ""

    def _of_probe(self, pdu: InboundText) -> bool:
        theirs = "".join(filter(str.isdigit, pdu.source))[-_TELLING:]
        return theirs == self._aside != "" and not says_stop_or_start(pdu.text or "")

    def binds_standing(self, standing: Collection[str]) -> None:
        """Note which binds are bound; the sessions of all other binds have ended.

        After the end of a session the carrier sends again what we did not acknowledge on it.

        Args:
            standing: names of the carrier's binds that are bound at this moment.
        """
        now = self._clock()
        for session, bind in list(self._alive.items()):
            if bind not in standing:
                self._end(session, now)
        for old, at in list(self._ended.items()):
            if now - at > _REMEMBERED:
                del self._ended[old]

    async def record_ends(self) -> None:
        """Record which sessions have ended, for other processes and the next run."""
        if not self._to_end:
            return
        async with self._database.write() as tx:
            began, ended = await self._record_sessions(tx, self._clock())
        self._forget_recorded(began, ended)

    async def receive(self, pdus: Sequence[InboundPdu]) -> None:
        """Commit texts and receipts; when this returns, they may be acknowledged.

        Args:
            pdus: a batch, in the order of arrival.

        Raises:
            Exception: any error of the store. Nothing was stored then, and the carrier has to be
                asked to send the batch again.
        """
        now = self._clock()
        texts = [
            arrival(pdu) for pdu in pdus if isinstance(pdu, InboundText) and not self._of_probe(pdu)
        ]
        receipts = [pdu for pdu in pdus if isinstance(pdu, DeliveryReceipt)]
        self._meet(pdus, now)
        again = {seen: last for seen, last in self._again.items() if now - last.at <= _REMEMBERED}
        if self._owned_since is None or now - self._owned_since > _OWNED_FOR:
            self._owned, self._owned_since = {}, now
        async with self._database.write() as tx:
            began, ended = await self._record_sessions(tx, now)
            texts = await attributed(tx, texts, self._owned) if texts else []
            ends = self._ends(now)
            new = 0
            if texts:
                new = await inbox.store(tx, texts, ends, self._join, again, kept=says_stop_or_start)
            moved = await record_receipts(tx, receipts, self._carrier, now)
        self._forget_recorded(began, ended)
        self._again = again
        if self._observer is not None:
            self._observer.receipted(moved, now)
        self.received += len(pdus)
        self.tally.received(pdus)
        self.tally.moved(moved, now)
        self._fates.settled(moved, now)
        _log.info(
            "received",
            carrier=self._carrier.name,
            texts=len(texts),
            new=new,
            receipts=len(receipts),
        )

    def _meet(self, pdus: Sequence[InboundPdu], now: datetime) -> None:
        """Note the sessions of these PDUs; a new session of a bind ends the bind's earlier one."""
        for pdu in pdus:
            if pdu.session_id in self._alive or pdu.session_id in self._ended:
                continue
            for before in [s for s, bind in self._alive.items() if bind == pdu.bind]:
                self._end(before, now)
            self._alive[pdu.session_id] = pdu.bind
            self._to_begin[pdu.session_id] = pdu.bind

    def _end(self, session: str, now: datetime) -> None:
        del self._alive[session]
        self._ended[session] = now
        self._to_end[session] = now

    async def _record_sessions(
        self, tx: Transaction, now: datetime
    ) -> tuple[dict[str, str], dict[str, datetime]]:
        """Record which sessions began and ended, and return them for `_forget_recorded`."""
        began, ended = dict(self._to_begin), dict(self._to_end)
        name = self._carrier.name
        sessions = [carrier_sessions.CarrierSession(one, name, bind) for one, bind in began.items()]
        await carrier_sessions.begin(tx, sessions, self._owner, now)
        for session, at in ended.items():
            await carrier_sessions.end(tx, [session], at)
        return began, ended

    def _forget_recorded(self, began: Iterable[str], ended: Iterable[str]) -> None:
        for session in began:
            self._to_begin.pop(session, None)
        for session in ended:
            self._to_end.pop(session, None)

    def _ends(self, now: datetime) -> dict[str, datetime]:
        """Return when each session ended; a session that is still alive counts as ending now."""
        return dict.fromkeys(self._alive, now) | self._ended


def says_stop_or_start(text: str) -> bool:
    """Tell whether a short text asks for no more texts, or for texts again, in any language."""
    if len(text) > _LONGEST_STOP:
        return False
    # STOP and START mean the same at any time
    heard = understand(text, Frame(now=_ANY_TIME, timezone="UTC"))
    return heard.intent in {Intent.OPT_OUT, Intent.OPT_IN}


def arrival(pdu: InboundText) -> inbox.ReceivedText:
    """Convert a received text for the store; a text that could not be decoded keeps its octets."""
    concat = pdu.concat
    return inbox.ReceivedText(
        carrier=pdu.carrier,
        key=ConversationKey(Channel.SMS, pdu.destination, pdu.source),
        text=pdu.text or "",
        raw=pdu.octets,
        fingerprint=bytes.fromhex(pdu.fingerprint),
        session=pdu.session_id,
        received_at=pdu.received_at,
        reference=concat.reference if concat else None,
        total=concat.total if concat else 1,
        part=concat.number if concat else 1,
        esm_class=pdu.esm_class,
        data_coding=pdu.data_coding,
    )
