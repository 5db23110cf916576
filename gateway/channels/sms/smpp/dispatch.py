"""Dispatch of parts: chooses the next part to send and the bind to send it on.

Owns the parts of a link that are not yet sent, in the order of submission. A part that was
throttled keeps its place before parts that were submitted later. The choice follows the windows,
the throttling pauses and the limits of parts per second.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.queue import SubmitQueue
from gateway.channels.sms.smpp.results import of_both, unsent
from gateway.channels.sms.smpp.session import Session
from gateway.channels.sms.smpp.submits import Submit, SubmitResult
from gateway.channels.sms.smpp.window import PendingPart
from gateway.pacing import Pace

_log = structlog.get_logger()

_STOPPING = Reason(ReasonCode.SERVICE_STOPPING)
# How long a throttled link may hold a part, as a multiple of `response_timeout`: long enough for a
# slow carrier to take a window, short enough that the sender's lease of the message still holds.
_PATIENCE = 4


class Dispatch:
    """Passes submitted parts on to sessions.

    Args:
        config: the carrier's configuration.
        sessions: returns the current sessions of the binds that send.
    """

    def __init__(self, config: CarrierConfig, sessions: Callable[[], Sequence[Session]]) -> None:
        self._config = config
        self._sessions = sessions
        self._loop = asyncio.get_running_loop()
        self._pace = Pace(config.max_parts_per_second)
        self._waiting = SubmitQueue(config.max_parts_per_second_per_number)
        self._tickets = 0
        self._rooms: list[asyncio.Future[None]] = []
        self._wake: asyncio.TimerHandle | None = None
        self._age: asyncio.TimerHandle | None = None
        self._stopped = False

    def submit(self, submit: Submit, done: Callable[[SubmitResult], None]) -> None:
        """Send a part as soon as there is room.

        Args:
            submit: the part.
            done: called exactly once, with the result.
        """
        self._tickets += 1
        flight = PendingPart(submit, done, self._tickets, self._loop.time())
        if self._stopped:
            self._refuse(flight, _STOPPING)
            return
        if self._config.max_parts_per_second_per_number:
            self._keep(flight)
            self.pump()
            return
        # the usual case: the part is sent at once
        session = None if self._waiting else self._ready(flight.queued_at)
        if session is None:
            self._keep(flight)
        else:
            self._send(session, flight, flight.queued_at)

    async def room(self) -> None:
        """Wait until no part waits and a bind has room; return at once when stopped."""
        while not (self._stopped or self._has_room()):
            room = self._loop.create_future()
            self._rooms.append(room)
            await room

    def again(self, flight: PendingPart) -> None:
        """Queue a part again that the carrier did not accept, before parts submitted later.

        Args:
            flight: the part.
        """
        if self._stopped:
            self._refuse(flight, Reason(ReasonCode.NOT_TAKEN_STOPPING))
        else:
            self._keep(flight)

    def pump(self) -> None:
        """Send waiting parts while there is room, then wake callers of `room`."""
        while self._waiting and self._send_first():
            pass
        if self._rooms and self._has_room():
            rooms, self._rooms = self._rooms, []
            for room in rooms:
                if not room.done():
                    room.set_result(None)

    def stop(self) -> None:
        """Refuse the waiting parts, and every part submitted from now on."""
        self._stopped = True
        for timer in (self._wake, self._age):
            if timer is not None:
                timer.cancel()
        for flight in self._waiting.take_older(self._loop.time()):
            self._refuse(flight, _STOPPING)
        for room in self._rooms:
            if not room.done():
                room.set_result(None)
        self._rooms.clear()

    def over_limit(self) -> tuple[str, ...]:
        """Return our numbers that have enough parts waiting.

        Returns:
            Numbers; none if the carrier has no limit for each number.
        """
        return self._waiting.over_limit()

    def finish(self, flight: PendingPart, result: SubmitResult) -> None:
        """Tell the caller the result of a part.

        Args:
            flight: the part.
            result: its result.
        """
        flight.ended = True
        try:
            flight.done(of_both(flight.taken, result))
        except Exception:  # noqa: BLE001 - the caller's fault must not end the session that others send on
            _log.exception("smpp.done_callback", carrier=self._config.name)

    def _has_room(self) -> bool:
        return not self._waiting and self._ready(self._loop.time()) is not None

    def _send_first(self) -> bool:
        """Send the next part; return False if no part may be sent now."""
        now = self._loop.time()
        session = self._ready(now)
        if session is None:
            return False
        flight = self._waiting.first(now)
        if flight is None:
            self._wake_in(self._waiting.wait(now))
            return False
        self._waiting.take(flight, now)
        if flight.taken is not None:
            self.finish(flight, flight.taken)
        else:
            self._send(session, flight, now)
        return True

    def _ready(self, now: float) -> Session | None:
        """Return the session to send on now, None if there is none."""
        session = self._pick()
        if session is None:
            return None
        wait = self._pace.wait(now)
        if wait:
            self._wake_in(wait)
            return None
        return session

    def _send(self, session: Session, flight: PendingPart, now: float) -> None:
        try:
            session.send(flight)
        except ValueError as error:
            self._refuse(
                flight, Reason(ReasonCode.UNSENDABLE, {"fault": str(error)}), permanent=True
            )
        else:
            self._pace.take(now)

    def _pick(self) -> Session | None:
        """Return the session with the most room; trusted sessions go first (`BindRecord`)."""
        sessions = self._sessions()
        if len(sessions) > 1:
            now = self._loop.time()
            trusted = [one for one in sessions if one.bound and one.trusted(now)]
            sessions = trusted or sessions
        best, most = None, 0
        for session in sessions:
            free = session.free()
            if free > most:
                best, most = session, free
        return best

    def _keep(self, flight: PendingPart) -> None:
        self._waiting.add(flight)
        if self._age is None:
            self._age = self._loop.call_later(self._config.response_timeout / 2, self._give_up_old)

    def _wake_in(self, wait: float) -> None:
        at = self._loop.time() + wait
        if self._wake is not None:
            if self._wake.when() <= at:
                return
            self._wake.cancel()
        self._wake = self._loop.call_at(at, self._woken)

    def _woken(self) -> None:
        self._wake = None
        self.pump()

    def _give_up_old(self) -> None:
        """Refuse parts that have waited too long, so that the caller can use another carrier."""
        self._age = None
        connected = bool(self._sessions())
        patience = self._config.response_timeout * (_PATIENCE if connected else 1)
        code = ReasonCode.CARRIER_TOO_SLOW if connected else ReasonCode.NOT_CONNECTED
        for flight in self._waiting.take_older(self._loop.time() - patience):
            self._refuse(flight, Reason(code))
        if self._waiting:
            self._age = self._loop.call_later(self._config.response_timeout / 2, self._give_up_old)

    def _refuse(self, flight: PendingPart, reason: Reason, *, permanent: bool = False) -> None:
        self.finish(flight, unsent(flight, reason, permanent=permanent))
