"""Handles responses to submit_sm: they decide over part, window, throttle and bind (§4.4.2)."""

import asyncio
from collections.abc import Callable
from dataclasses import replace

import structlog

from gateway.channels.sms.smpp import codes, results
from gateway.channels.sms.smpp.bind_record import BindRecord
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.codes import StatusKind, status_of
from gateway.channels.sms.smpp.frames import Pdu
from gateway.channels.sms.smpp.pacing import Throttle
from gateway.channels.sms.smpp.session_listener import SessionListener
from gateway.channels.sms.smpp.submits import SubmitResult
from gateway.channels.sms.smpp.window import PendingPart, Window
from gateway.wording.reason_words import in_words

_log = structlog.get_logger()


class SubmitResponses:
    """Handles the responses to submit_sm of one session.

    Args:
        name: name of the bind, for logs and results.
        config: the carrier's configuration.
        window: the parts in flight.
        throttle: slows the bind down when the carrier throttles it.
        record: the carrier's answers on this bind, kept over all of its sessions.
        owner: is told the results of parts.
        loop: event loop, for its time.
        refused: called with the reason, in words, if a response refuses the whole session.
    """

    def __init__(
        self,
        name: str,
        config: CarrierConfig,
        *,
        window: Window,
        throttle: Throttle,
        record: BindRecord,
        owner: SessionListener,
        loop: asyncio.AbstractEventLoop,
        refused: Callable[[str], None],
    ) -> None:
        self._name = name
        self._config = config
        self._window = window
        self._throttle = throttle
        self._record = record
        self._owner = owner
        self._loop = loop
        self._refused = refused

    def received(self, pdu: Pdu) -> None:
        """Handle a submit_sm_resp, or a generic_nack of a submit_sm.

        Args:
            pdu: the response.
        """
        flight = self._window.answered(pdu.sequence)
        if flight is None:
            self._second(pdu)
            return
        now = self._loop.time()
        status = status_of(pdu.status)
        if status.kind is not StatusKind.OK:
            self._window.refused(pdu.sequence, flight)
        match status.kind:
            case StatusKind.THROTTLED:
                self._slow_down(now, flight.sent_at, pdu.status)
                self._owner.throttled(flight)
                return
            case StatusKind.SESSION:
                # before the part is returned: it must not be sent on this session again
                self._refused(in_words(status.reason))
                self._owner.returned(flight)
                return
            case StatusKind.OK:
                self._throttle.accepted(now)
                self._record.accepted()
            case StatusKind.TEMPORARY | StatusKind.UNKNOWN:
                self._record.refused(now)
                if status.kind is StatusKind.UNKNOWN:
                    _log.warning("smpp.unknown_status", bind=self._name, status=pdu.status)
            case StatusKind.PERMANENT:
                pass
        self._owner.finished(flight, self._result(flight, pdu, now))

    def _second(self, pdu: Pdu) -> None:
        """Handle a response without a waiting part.

        An acceptance after a refusal counts: the carrier sends the text, and bills it.
        """
        if pdu.status == codes.ESME_ROK:
            known = self._window.taken_after_all(pdu.sequence)
            if known is not None:
                flight, sent_at = known
                result = self._result(flight, pdu, self._loop.time())
                self._owner.taken_after_all(flight, replace(result, sent_at=sent_at))
                return
        _log.info("smpp.unasked_response", bind=self._name, sequence=pdu.sequence)

    def _slow_down(self, now: float, sent_at: float, status: int) -> None:
        if self._throttle.refused(now, sent_at):
            _log.info(
                "smpp.throttled", bind=self._name, status=status, allowed=self._throttle.allowed
            )
            self._loop.call_at(self._throttle.resume_at, self._owner.freed)

    def _result(self, flight: PendingPart, pdu: Pdu, now: float) -> SubmitResult:
        return results.answered(flight, pdu, self._name, self._config, now)
