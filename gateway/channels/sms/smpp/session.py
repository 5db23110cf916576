"""One SMPP session: a bind over one socket (SMPP 3.4 §2.2).

Owns the bind's state, the parts in flight and the peer's liveness. The session does not decide
which part is sent next or what is stored: the session tells its owner what arrived, and the owner
decides.
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
        config: the carrier's configuration.
        mode: transmitter, receiver or both.
        name: the bind's name, for logs and results.
        owner: is told every event of the session.
        clock: gives aware UTC times for sent and received PDUs.
        record: the carrier's answers on this bind, kept over all of its sessions.
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
        self.liveness = Liveness(
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

    # Called by the owner

    async def bind(self) -> None:
        """Bind, once connected.

        Raises:
            BindRefusedError: if the carrier answers with an error.
            TimeoutError: if the carrier does not answer within `bind_timeout`.
            SessionClosedError: if the carrier closes the connection.
        """
        self._write(
            wire.bind_pdu(_COMMANDS[self._mode], self._config, self._window.next_sequence())
        )
        async with asyncio.timeout(self._config.bind_timeout):
            answer = await self._bind_answer
        if answer.status != codes.ESME_ROK:
            raise BindRefusedError(answer.status)

    def free(self) -> int:
        """Return how many parts may be sent at this moment.

        Returns:
            0 if the session is not bound for sending, is paused, or its socket buffer is full.
        """
        if not (self._bound and self._writable) or self._mode is BindMode.RECEIVER:
            return 0
        if self.throttle.resume_at and self.throttle.paused(self._loop.time()):
            return 0
        return self._window.room(self.allowed, self._config.window)

    @property
    def allowed(self) -> int:
        """How many parts may wait for a response that is not yet overdue."""
        return 1 if self._record.on_probation else self.throttle.allowed

    def trusted(self, now: float) -> bool:
        """Tell whether the carrier's answers on this bind are good enough to prefer the bind.

        Args:
            now: loop time, seconds.

        Returns:
            False if the bind is used only when no other bind can be used.
        """
        return self._record.trusted(now)

    @property
    def bound(self) -> bool:
        """Whether parts may be sent on this session, now or after a pause."""
        return self._bound

    @property
    def in_flight(self) -> int:
        """How many parts wait for their response, overdue ones included."""
        return len(self._window)

    def send(self, flight: PendingPart) -> None:
        """Send a part; `free` must have said that there is room.

        Args:
            flight: the part.

        Raises:
            ValueError: if the part cannot be written as a submit_sm.
        """
        sequence = self._window.next_sequence()
        # by the clock, since receipts are compared with it: loop time does not advance within one
        # iteration of the loop
        flight.sent_utc = self._clock()
        pdu = wire.submit_pdu(flight.submit, self._config, sequence, flight.sent_utc)
        first = not self._window.in_time
        self._window.add(sequence, flight, self._loop.time())
        self._write(pdu)
        if first:
            self._watch()

    def respond(self, command: int, status: int, sequence: int) -> None:
        """Answer a request; does nothing if the session has ended meanwhile.

        Args:
            command: command_id of the request.
            status: command_status to answer with.
            sequence: sequence number of the request.
        """
        self._write(wire.response_pdu(command, status, sequence))

    def resume_reading(self) -> None:
        """Read again; the silence while we did not read does not count against the peer."""
        super().resume_reading()
        self._heard()

    async def unbind(self, timeout: float) -> None:  # noqa: ASYNC109 - the wait is part of the protocol
        """Send an unbind, wait for its response, and close.

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

    # Called by the connection

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
        """Give up the parts in flight: their outcome is unknown."""
        if self._timer is not None:
            self._timer.cancel()
        for answer in (self._bind_answer, self._unbind_answer):
            if not answer.done():
                answer.set_exception(SessionClosedError(self.trouble))
                answer.exception()  # marks the error as seen: there may be no caller that waits
        for flight in self._window.abandon():
            self._give_up(flight, Reason(ReasonCode.CONNECTION_CUT))
        self._owner.freed()

    # PDUs from the carrier

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
        # any response shows that the peer is alive, but an error means that the session has failed
        status = status_of(pdu.status)
        if status.kind not in {StatusKind.OK, StatusKind.THROTTLED}:
            self._session_refused(in_words(status.reason))

    def _on_generic_nack(self, pdu: Pdu) -> None:
        # A generic_nack with status 0 is still a refusal: it is read as an unknown error.
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
        # the carrier's responses to parts in flight come first: closing would lose them
        wait = min(self._config.response_timeout, LAST_ANSWERS)
        self._leave("the carrier ended the session", wait, answering=pdu)

    def _session_refused(self, words: str) -> None:
        if self._leaving is None:
            self._record.session_failed(self._loop.time())
        self._leave(words, min(self._config.response_timeout, LAST_ANSWERS))

    def _leave(self, trouble: str, wait: float, *, answering: Pdu | None = None) -> None:
        """Stop sending, take late responses for a while, then end the session.

        Args:
            trouble: why the session ends, in words.
            wait: how long to wait for responses, seconds.
            answering: the carrier's unbind, None if we end the session.
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
        # alert_notification and outbind have no response (§4.1.7, §4.12.1). An outbind asks us to
        # bind, and on this connection our bind was the first PDU.
        _log.info("smpp.noted", bind=self.name, command=SmppCommand(pdu.command).name.lower())

    def _on_unexpected(self, pdu: Pdu) -> None:
        _log.warning("smpp.unexpected", bind=self.name, command=hex(pdu.command))
        if pdu.command & wire.RESPONSE:
            return
        if pdu.command in wire.KNOWN_COMMANDS:
            self.respond(pdu.command, codes.ESME_RINVBNDSTS, pdu.sequence)
        else:
            self._write(wire.generic_nack_pdu(codes.ESME_RINVCMDID, pdu.sequence))

    # Timers

    def _heard(self) -> None:
        asked = self.liveness.asking
        self.liveness.heard(self._loop.time())
        if asked:
            self._watch()  # the next deadline may be earlier than that of the enquire_link_resp

    def _watch(self) -> None:
        """Set the timer to the earliest deadline, unless the timer is set early enough already."""
        due = self.liveness.deadline()
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
            self.liveness.heard(now)  # while we do not read, we cannot call the peer silent
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
        match self.liveness.verdict(now):
            case Verdict.ASK:
                self.liveness.asked(now)
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
