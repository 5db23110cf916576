"""One bind over one socket (SMPP 3.4 §2.2).

Owns the bind's state, the parts in flight and the peer's liveness. It decides nothing about what is
sent next or kept: it tells its owner what came, and does as it is told.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import uuid4

import structlog
from aiosmpplib.state import SmppCommand  # type: ignore[import-untyped]

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.channels.sms.smpp import codes, results, wire
from gateway.channels.sms.smpp.bind_record import BindRecord
from gateway.channels.sms.smpp.body import read_data_sm, read_deliver_sm
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.codes import StatusKind, status_of
from gateway.channels.sms.smpp.connection import Connection
from gateway.channels.sms.smpp.frames import Pdu
from gateway.channels.sms.smpp.inbound import PduOrigin, read_inbound
from gateway.channels.sms.smpp.pacing import Liveness, Throttle, Verdict
from gateway.channels.sms.smpp.session_end import LAST_ANSWERS, SessionEnd
from gateway.channels.sms.smpp.session_listener import (
    BindMode,
    BindRefusedError,
    Request,
    SessionClosedError,
    SessionListener,
)
from gateway.channels.sms.smpp.submit_responses import SubmitResponses
from gateway.channels.sms.smpp.window import PendingPart, Window
from gateway.wording.reason_words import in_words

_log = structlog.get_logger()

_COMMANDS = {
    BindMode.TRANSCEIVER: SmppCommand.BIND_TRANSCEIVER,
    BindMode.TRANSMITTER: SmppCommand.BIND_TRANSMITTER,
    BindMode.RECEIVER: SmppCommand.BIND_RECEIVER,
}


class Session(Connection):
    """A connection to a carrier from its first octet to its last.

    Args:
        config: the carrier's.
        mode: which way the bind works.
        name: the bind's, for logs and results.
        owner: told what happens.
        clock: gives aware UTC times for what arrives.
        record: of the bind's answers, over its sessions.
        first_sequence: sequence number of the first request.
    """

    def __init__(
        self,
        config: CarrierConfig,
        mode: BindMode,
        name: str,
        owner: SessionListener,
        clock: Callable[[], datetime],
        *,
        record: BindRecord | None = None,
        first_sequence: int = 1,
    ) -> None:
        super().__init__(name)
        self.id = uuid4().hex
        self._config = config
        self._mode = mode
        self._owner = owner
        self._clock = clock
        self._bind_answer: asyncio.Future[Pdu] = self._loop.create_future()
        self._unbind_answer: asyncio.Future[None] = self._loop.create_future()
        self._window = Window(first_sequence)
        self.throttle = Throttle(config.window)
        self._liveness = Liveness(
            config.enquire_link_interval, config.response_timeout, self._loop.time()
        )
        self._timer: asyncio.TimerHandle | None = None
        self._bound = False
        self._record = record or BindRecord()
        self._leaving: SessionEnd | None = None
        self._responses = SubmitResponses(
            *(name, config),
            window=self._window,
            throttle=self.throttle,
            record=self._record,
            owner=owner,
            loop=self._loop,
            refused=self._session_refused,
        )
        self._handlers: dict[int, Callable[[Pdu], None]] = {
            SmppCommand.SUBMIT_SM_RESP: self._responses.received,
            SmppCommand.DELIVER_SM: self._on_message,
            SmppCommand.DATA_SM: self._on_message,
            SmppCommand.ENQUIRE_LINK: self._on_enquire_link,
            SmppCommand.ENQUIRE_LINK_RESP: self._on_enquire_link_response,
            SmppCommand.GENERIC_NACK: self._on_generic_nack,
            SmppCommand.UNBIND: self._on_unbind,
            SmppCommand.UNBIND_RESP: self._on_unbind_response,
            SmppCommand.ALERT_NOTIFICATION: self._on_note,
            SmppCommand.OUTBIND: self._on_note,
            _COMMANDS[mode] | wire.RESPONSE: self._on_bind_response,
        }

    # What the owner may do

    async def bind(self) -> None:
        """Bind, once connected.

        Raises:
            BindRefusedError: if the carrier answers with an error.
            TimeoutError: if it does not answer within `bind_timeout`.
            SessionClosedError: if it hangs up.
        """
        self._write(
            wire.bind_pdu(_COMMANDS[self._mode], self._config, self._window.next_sequence())
        )
        async with asyncio.timeout(self._config.bind_timeout):
            answer = await self._bind_answer
        if answer.status != codes.ESME_ROK:
            raise BindRefusedError(answer.status)

    def free(self) -> int:
        """How many parts may be sent at once.

        Returns:
            0 where the bind is not bound for sending, paused, or its socket is full.
        """
        if not (self._bound and self._writable) or self._mode is BindMode.RECEIVER:
            return 0
        if self.throttle.resume_at and self.throttle.paused(self._loop.time()):
            return 0
        return self._window.room(self.allowed, self._config.window)

    @property
    def allowed(self) -> int:
        """How many parts may wait within their time just now."""
        return 1 if self._record.on_probation else self.throttle.allowed

    def trusted(self, now: float) -> bool:
        """Whether the bind's answers speak for it.

        Args:
            now: loop time, seconds.

        Returns:
            False where it is used only if no other bind is there.
        """
        return self._record.trusted(now)

    @property
    def bound(self) -> bool:
        """Whether parts may be sent on it, be it after a pause."""
        return self._bound

    @property
    def in_flight(self) -> int:
        """How many parts wait for their response, however long."""
        return len(self._window)

    def send(self, flight: PendingPart) -> None:
        """Send a part; `free` must have said that there is room.

        Args:
            flight: the part.

        Raises:
            ValueError: if it cannot be written as a submit_sm.
        """
        sequence = self._window.next_sequence()
        # the loop's time stands still within a turn of it: receipts are compared by the clock
        flight.sent_utc = self._clock()
        pdu = wire.submit_pdu(flight.submit, self._config, sequence, flight.sent_utc)
        first = not self._window.in_time
        self._window.add(sequence, flight, self._loop.time())
        self._write(pdu)
        if first:
            self._watch()

    def respond(self, command: int, status: int, sequence: int) -> None:
        """Answer a request; nothing happens if the session has ended meanwhile.

        Args:
            command: command_id of the request.
            status: command_status to answer with.
            sequence: the request's.
        """
        self._write(wire.response_pdu(command, status, sequence))

    def resume_reading(self) -> None:
        """Read again; that nothing was heard meanwhile was our doing."""
        super().resume_reading()
        self._heard()

    async def unbind(self, timeout: float) -> None:  # noqa: ASYNC109 - the wait is part of the protocol
        """Say good-bye and close.

        Args:
            timeout: seconds to wait for the peer's answer.
        """
        if self._bound or self._leaving:
            self._bound = False
            self._write(wire.unbind_pdu(self._window.next_sequence()))
            await asyncio.wait(
                (self._unbind_answer, self.closed),
                timeout=timeout,
                return_when=asyncio.FIRST_COMPLETED,
            )
        self.close("")

    # What the line tells

    def _opened(self) -> None:
        self._watch()

    def _received(self, pdus: Sequence[Pdu]) -> None:
        self._heard()
        for pdu in pdus:
            self._handlers.get(pdu.command, self._on_unexpected)(pdu)
        if self._leaving:
            self._leave_if_quiet()
        self._owner.freed()

    def _roomy(self) -> None:
        self._owner.freed()

    def _ending(self) -> None:
        self._bound = False

    def _ended(self) -> None:
        """Give up what is in flight: nobody knows what became of it."""
        if self._timer is not None:
            self._timer.cancel()
        for answer in (self._bind_answer, self._unbind_answer):
            if not answer.done():
                answer.set_exception(SessionClosedError(self.trouble))
                answer.exception()  # nobody need be waiting
        for flight in self._window.abandon():
            self._give_up(flight, Reason(ReasonCode.CONNECTION_CUT))
        self._owner.freed()

    # What the carrier says

    def _on_bind_response(self, pdu: Pdu) -> None:
        if not self._bind_answer.done():
            self._bound = pdu.status == codes.ESME_ROK
            self._bind_answer.set_result(pdu)

    def _on_message(self, pdu: Pdu) -> None:
        read = read_data_sm if pdu.command == SmppCommand.DATA_SM else read_deliver_sm
        arrival = PduOrigin(self.name, self.id, self._clock())
        inbound = read_inbound(read(pdu.body), self._config, arrival)
        self._owner.arrived(Request(self, pdu.command, pdu.sequence, inbound))

    def _on_enquire_link(self, pdu: Pdu) -> None:
        self.respond(pdu.command, codes.ESME_ROK, pdu.sequence)

    def _on_enquire_link_response(self, pdu: Pdu) -> None:
        # whatever came is a sign of life of the peer, but an error is none of the session
        status = status_of(pdu.status)
        if status.kind not in {StatusKind.OK, StatusKind.THROTTLED}:
            self._session_refused(in_words(status.reason))

    def _on_generic_nack(self, pdu: Pdu) -> None:
        # A nack that claims success is still one: it is read as an error of no known kind.
        status = pdu.status or codes.ESME_RUNKNOWNERR
        refusal = pdu._replace(status=status)
        if self._window.has(pdu.sequence):
            self._responses.received(refusal)
        elif not (self._bound or self._leaving):
            self._on_bind_response(refusal)
        else:
            _log.warning("smpp.generic_nack", bind=self.name, status=pdu.status)
            status_read = status_of(status)
            if status_read.kind is StatusKind.SESSION:
                self._session_refused(in_words(status_read.reason))

    def _on_unbind(self, pdu: Pdu) -> None:
        # its answers to what is out come first: they would be lost with the connection
        wait = min(self._config.response_timeout, LAST_ANSWERS)
        self._leave("the carrier ended the session", wait, answering=pdu)

    def _session_refused(self, words: str) -> None:
        if self._leaving is None:
            self._record.session_failed(self._loop.time())
        self._leave(words, min(self._config.response_timeout, LAST_ANSWERS))

    def _leave(self, trouble: str, wait: float, *, answering: Pdu | None = None) -> None:
        """Send nothing more, take the responses still to come for a while, then end the session.

        Args:
            trouble: why, in words.
            wait: for responses, seconds.
            answering: the carrier's unbind, None where the session ends by our will.
        """
        if self._leaving is None:
            self._bound = False
            self._leaving = SessionEnd(trouble, self._loop.time() + wait)
            self._owner.changed()
        if answering is not None:
            self._leaving.unbinds.append(answering)
        self._leave_if_quiet()
        self._watch()

    def _leave_if_quiet(self, *, at_once: bool = False) -> None:
        leaving = self._leaving
        if leaving is None or self.trouble is not None or (self._window and not at_once):
            return
        for unbind in leaving.unbinds:
            self.respond(unbind.command, codes.ESME_ROK, unbind.sequence)
        if not leaving.unbinds:
            self._write(wire.unbind_pdu(self._window.next_sequence()))
        self.close(leaving.trouble)

    def _on_unbind_response(self, pdu: Pdu) -> None:
        del pdu
        if not self._unbind_answer.done():
            self._unbind_answer.set_result(None)

    def _on_note(self, pdu: Pdu) -> None:
        # Neither has a response (§4.1.7, §4.12.1). An outbind asks us to bind, which on this
        # connection was the first thing we did.
        _log.info("smpp.noted", bind=self.name, command=SmppCommand(pdu.command).name.lower())

    def _on_unexpected(self, pdu: Pdu) -> None:
        _log.warning("smpp.unexpected", bind=self.name, command=hex(pdu.command))
        if pdu.command & wire.RESPONSE:
            return
        if pdu.command in wire.KNOWN_COMMANDS:
            self.respond(pdu.command, codes.ESME_RINVBNDSTS, pdu.sequence)
        else:
            self._write(wire.generic_nack_pdu(codes.ESME_RINVCMDID, pdu.sequence))

    # What time tells

    def _heard(self) -> None:
        asked = self._liveness.asking
        self._liveness.heard(self._loop.time())
        if asked:
            self._watch()  # what is due next may come before the answer would have been overdue

    def _watch(self) -> None:
        """Set the timer for whatever is due first, if it would come too late."""
        due = self._liveness.deadline()
        config = self._config
        limit = float("inf") if self._leaving else config.unanswered_limit
        oldest = self._window.deadline(config.response_timeout, limit)
        due = due if oldest is None else min(due, oldest)
        due = min(due, self._leaving.until) if self._leaving else due
        if self._timer is not None and not self._timer.cancelled():
            if self._timer.when() <= due:
                return
            self._timer.cancel()
        self._timer = self._loop.call_at(due, self._on_time)

    def _on_time(self) -> None:
        self._timer = None
        now = self._loop.time()
        if self._held:
            self._liveness.heard(now)  # a peer that we do not read is not silent
        if self._leaving and now >= self._leaving.until:
            self._leave_if_quiet(at_once=True)
            return
        slow = self._window.overdue(now, self._config.response_timeout)
        for flight in slow:
            self._owner.slow(flight)
        if not self._leaving and now >= self._window.lost_at(self._config.unanswered_limit):
            self._leave(
                "the carrier left messages unanswered",
                min(self._config.response_timeout, LAST_ANSWERS),
            )
        match self._liveness.verdict(now):
            case Verdict.ASK:
                self._liveness.asked(now)
                self._write(wire.enquire_link_pdu(self._window.next_sequence()))
            case Verdict.DEAD:
                self.abort("the carrier fell silent")
                return
            case Verdict.ALIVE:
                pass
        self._watch()
        if slow:
            self._owner.freed()

    def _give_up(self, flight: PendingPart, reason: Reason) -> None:
        result = results.unanswered(flight, reason, self.name, self._loop.time())
        self._owner.finished(flight, result)
