"""The sandbox carrier of the demo: an SMSC on a real socket, with simulated phones.

This module keeps the listening socket, the queue of deliveries, and the carrier's habits. The
service speaks to the sandbox carrier like to any other; only `textback demo` and tests start one.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.frames import Pdu
from gateway.channels.sms.text.parts import prepare
from gateway.demo.habits import Habits, Share
from gateway.demo.phones import PhoneChange, Phones, PhoneText
from gateway.demo.quirks import has_receipt, refusal_of, written_id
from gateway.demo.session import Delivery, SandboxSession
from gateway.demo.wire import (
    SandboxAnswer,
    SandboxBindState,
    Submitted,
    deliver_body,
    read_submit,
    receipt_body,
)

# How the network splits long texts: GSM alphabet as data_coding 0, 8-bit references.
_NETWORK = CarrierConfig(name="sandbox", host="", port=0, system_id="", password="")
_WORTH_ANOTHER_TRY = frozenset(
    {SandboxAnswer.TRY_AGAIN, SandboxAnswer.THROTTLED, SandboxAnswer.QUEUE_FULL}
)
_ALWAYS, _ON_FAILURE = 1, 2  # registered_delivery, bits 1 and 0 (§5.2.17)


class DeliveryRefused(Exception):
    """A phone's text was not delivered: the service refused it, or the carrier was stopped."""


class SandboxCarrier:
    """A carrier with a simulated network of phones.

    Attributes:
        habits: how the carrier behaves; may be replaced at any time.
        phones: every phone and its texts.
        port: the port that the carrier listens on, once started.
    """

    def __init__(
        self,
        habits: Habits | None = None,
        *,
        password: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Create a carrier that does not listen yet.

        Args:
            habits: how the carrier behaves; None for the habits of a good carrier.
            password: the password that every account binds with; None accepts any password.
            clock: returns the current time, UTC.
        """
        self.habits = habits or Habits()
        self.phones = Phones()
        self.port = 0
        self._password = password
        self._clock = clock
        self._server: asyncio.Server | None = None
        self._sessions: list[SandboxSession] = []
        self._waiting: deque[Delivery] = deque()
        self._open: set[Delivery] = set()
        self._timers: set[asyncio.TimerHandle] = set()
        self._throttling, self._losing = Share(), Share()
        self._taken = 0
        self._references = 0

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start to listen.

        Args:
            host: address to listen on.
            port: port to listen on; 0 for any free port, which is then in the attribute `port`.

        Raises:
            OSError: if the port is taken.
        """
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._connected, host, port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening, drop every connection, and discard waiting deliveries."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        if self._server is not None:
            self._server.close()
        sessions = tuple(self._sessions)
        self.cut()
        for session in sessions:
            await session.ended.wait()
        if self._server is not None:
            await self._server.wait_closed()
            self._server = None
        self._waiting.clear()
        for delivery in self._open:
            delivery.finish(None)
        self._open.clear()

    def texts(self, number: str) -> tuple[PhoneText, ...]:
        """Return a phone's texts, oldest first.

        Args:
            number: the phone's, E.164 with "+".
        """
        return self.phones.texts(number)

    def subscribe(self) -> AbstractContextManager[asyncio.Queue[PhoneChange]]:
        """Return a context in which a queue receives every change of any phone."""
        return self.phones.subscribe()

    async def send(self, from_number: str, to_number: str, text: str) -> None:
        """Send a text from a phone, and wait until the service has acknowledged every part.

        If the service is not connected or answers with a temporary error, the carrier tries again
        until the service accepts or refuses the part.

        Args:
            from_number: the phone's number, E.164 with "+".
            to_number: the number that the phone writes to.
            text: the text; a long text is sent in parts.

        Raises:
            DeliveryRefused: if the service refused a part for good, or the carrier was stopped.
            ValueError: if an address is invalid, or the text is too long.
        """
        self._references += 1
        habits = self.habits
        network = replace(_NETWORK, default_alphabet=habits.alphabet)
        prepared = prepare(text, network, self._references)
        deliveries = [
            Delivery(
                deliver_body(
                    from_number,
                    habits.alias or to_number,
                    part.octets + (b"\0" if habits.counts_null else b""),
                    esm_class=0 if habits.loses_udhi else prepared.esm_class,
                    data_coding=prepared.data_coding,
                    spelling=habits.spelling,
                )
            )
            for part in prepared.parts
        ]
        written = PhoneText(self._clock(), from_number, to_number, text, True, len(deliveries))
        self.phones.add(from_number, written)
        for delivery in deliveries:
            self._deliver(delivery)
        for status in await asyncio.gather(*(each.acknowledged for each in deliveries)):
            if status is None:
                raise DeliveryRefused("the carrier was stopped before the service took the text")
            if status != SandboxAnswer.OK:
                raise DeliveryRefused(f"the service refused the text with status {status:#06x}")

    def cut(self) -> None:
        """Drop every connection now; clients may connect again."""
        for session in tuple(self._sessions):
            session.cut()

    # The methods that sessions call; see `SandboxOwner`.

    def admits(self, system_id: str, password: str) -> bool:
        """Return whether an account may bind: a system id is needed, and the password if set."""
        return bool(system_id) and self._password in {None, password}

    def bound(self, session: SandboxSession) -> None:
        """Send the waiting deliveries over a session that has bound as a receiver."""
        if session.receives:
            waiting, self._waiting = self._waiting, deque()
            for delivery in waiting:
                session.deliver(delivery)

    def submitted(self, session: SandboxSession, request: Pdu) -> None:
        """Accept, throttle or refuse a submit_sm."""
        try:
            submitted = read_submit(request.body)
        except ValueError:
            self._answer(session, request, SandboxAnswer.INVALID_LENGTH)
            return
        if not submitted.destination.removeprefix("+").isdigit():
            self._answer(session, request, SandboxAnswer.INVALID_DESTINATION)
        elif (refusal := refusal_of(submitted, self.habits)) is not None:
            self._answer(session, request, refusal)
        elif self._throttling.picks(self.habits.throttled):
            self._answer(session, request, SandboxAnswer.THROTTLED)
        else:
            self._take(session, request, submitted)

    def answered(self, delivery: Delivery, status: int) -> None:
        """Finish a delivery, or try it again later after a temporary error."""
        if status in _WORTH_ANOTHER_TRY:
            self._later(self.habits.retry_delay, lambda: self._deliver(delivery))
        else:
            self._open.discard(delivery)
            delivery.finish(status)

    def lost(self, session: SandboxSession, unanswered: list[Delivery]) -> None:
        """Repeat the unacknowledged deliveries of a lost connection, before newer deliveries."""
        if session in self._sessions:
            self._sessions.remove(session)
        self._waiting.extendleft(reversed(unanswered))
        receiver = self._receiver()
        if receiver is not None:
            self.bound(receiver)

    def _connected(self) -> SandboxSession:
        session = SandboxSession(self)
        self._sessions.append(session)
        return session

    def _take(self, session: SandboxSession, request: Pdu, submitted: Submitted) -> None:
        self._taken += 1
        taken = self._clock()
        message_id = written_id(self._taken, self.habits.message_id, in_receipt=True)
        refused = submitted.destination in self.habits.refused
        if not refused:
            self.phones.receive(submitted, taken, self.habits.alphabet)
        if self.habits.cut_every and self._taken % self.habits.cut_every == 0:
            session.cut()
        else:
            answered = written_id(self._taken, self.habits.message_id, in_receipt=False)
            self._answer(session, request, SandboxAnswer.OK, answered.encode("ascii") + b"\0")
        wanted = submitted.registered_delivery & 0b11
        wanted = wanted if has_receipt(submitted, self.habits.receipt_parts) else 0
        if wanted == _ALWAYS or (wanted == _ON_FAILURE and refused):
            self._later(
                self.habits.answer_delay + self.habits.receipt_delay,
                lambda: self._receipt(submitted, message_id, taken, refused=refused),
            )

    def _receipt(
        self, submitted: Submitted, message_id: str, taken: datetime, *, refused: bool
    ) -> None:
        if not self._losing.picks(self.habits.receipts_lost):
            state = SandboxBindState.UNDELIV if refused else SandboxBindState.DELIVRD
            body = receipt_body(
                submitted,
                message_id,
                state,
                taken=taken,
                done=self._clock(),
                spelling=self.habits.spelling,
            )
            self._deliver(Delivery(body))

    def _answer(
        self, session: SandboxSession, request: Pdu, status: SandboxAnswer, body: bytes = b""
    ) -> None:
        self._later(
            self.habits.answer_delay,
            lambda: session.answer(request.command, status, request.sequence, body),
        )

    def _deliver(self, delivery: Delivery) -> None:
        self._open.add(delivery)
        receiver = self._receiver()
        if receiver is None:
            self._waiting.append(delivery)
        else:
            receiver.deliver(delivery)

    def _receiver(self) -> SandboxSession | None:
        return next((session for session in self._sessions if session.receives), None)

    def _later(self, delay: timedelta, act: Callable[[], None]) -> None:
        if not delay:
            act()
            return

        def run() -> None:
            self._timers.discard(timer)
            act()

        timer = asyncio.get_running_loop().call_later(delay.total_seconds(), run)
        self._timers.add(timer)
