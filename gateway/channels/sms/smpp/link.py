"""The link to one carrier: it sends parts, and receives texts and receipts.

Owns the carrier's binds, the dispatch of parts to the binds, and the intake of texts and receipts
from them. The rest of the service starts the link, submits parts to it and stops it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from calendar_store.model.reasons import NO_REASON, Reason
from config.choices import BindKind
from gateway.channels.sms.smpp.bind import Bind, tls_context
from gateway.channels.sms.smpp.bind_status import BindState, BindStatus
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.dispatch import Dispatch
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu
from gateway.channels.sms.smpp.intake import Intake
from gateway.channels.sms.smpp.link_tally import LinkTally
from gateway.channels.sms.smpp.recorder import BothObservers, PduObserver, Recorder
from gateway.channels.sms.smpp.session import Session
from gateway.channels.sms.smpp.session_listener import BindMode, Request
from gateway.channels.sms.smpp.submits import Submit, SubmitOutcome, SubmitResult
from gateway.channels.sms.smpp.window import PendingPart
from gateway.channels.sms.smpp.wishes import IN_WORDS, OptionWishes, without_refused

_log = structlog.get_logger()
_SHORTEST_GOODBYE, _LONGEST_GOODBYE = 0.1, 2.0


def utc_now() -> datetime:
    """Return the current time.

    Returns:
        An aware UTC time.
    """
    return datetime.now(UTC)


class Link:
    """The link to one carrier; must be created inside a running event loop.

    Attributes:
        tally: counts of the carrier's answers.
        refused_wishes: the options (validity, receipt) that the carrier refused, in words, by
            command_status.
        on_taken: called when the carrier accepts a part after `done` reported its refusal; None
            for no call.
        on_slow: called with the token of a part whose response is overdue; None for no call. The
            part gets its result when the response arrives or the session ends.

    Args:
        config: the carrier's configuration.
        on_inbound: commits a batch. When it returns, the batch is acknowledged; when it raises, the
            carrier is asked to try again, and the binds stay.
        clock: gives aware UTC times for received PDUs.
        observer: gets every PDU, instead of a recorder with the configured file.

    Raises:
        ValueError: if the file of trusted certificates cannot be read.
    """

    def __init__(
        self,
        config: CarrierConfig,
        on_inbound: Callable[[Sequence[InboundPdu]], Awaitable[None]],
        clock: Callable[[], datetime] = utc_now,
        *,
        observer: PduObserver | None = None,
    ) -> None:
        self.config = config
        self.tally = LinkTally()
        self.refused_wishes: dict[int, str] = {}
        self._wishes = OptionWishes()
        self._loop = asyncio.get_running_loop()
        self.on_slow: Callable[[object], None] | None = None
        self.on_taken: Callable[[Submit, SubmitResult], None] | None = None
        self._intake = Intake(config.name, on_inbound)
        self._dispatch = Dispatch(config, self._sending)
        self._recorder = observer
        if observer is None and config.record:
            self._recorder = Recorder(config, clock)
        tls = tls_context(config)
        self._binds = tuple(
            Bind(
                config,
                mode,
                name,
                owner=self,
                place=place,
                tls=tls,
                clock=clock,
                recorder=self._recorder,
            )
            for name, mode, place in _names(config)
        )
        self._tasks: list[asyncio.Task[None]] = []
        self._drained = asyncio.Event()
        self._changed = asyncio.Event()

    # Called by the service

    async def start(self) -> None:
        """Begin to connect; returns at once, whether the carrier can be reached or not."""
        name = self.config.name
        self._tasks = [
            asyncio.create_task(self._intake.run(), name=f"smpp intake {name}"),
            *(
                asyncio.create_task(bind.run(), name=f"smpp bind {bind.name}")
                for bind in self._binds
            ),
        ]

    async def stop(self, deadline: float) -> None:
        """Wait for the responses to parts in flight, unbind, and close.

        Args:
            deadline: most seconds to wait; the unbind then gets a tenth of a second at least. Parts
                that are still unanswered are reported as unknown.
        """
        loop = asyncio.get_running_loop()
        end = loop.time() + deadline
        self._dispatch.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout_at(end):
                await self._quiet()
                await self._intake.drained()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks.clear()
        left = max(end - loop.time(), _SHORTEST_GOODBYE)
        await asyncio.gather(*(bind.stop(min(left, _LONGEST_GOODBYE)) for bind in self._binds))
        if self._recorder is not None:
            self._recorder.close()

    async def submit(self, part: Submit) -> SubmitResult:
        """Send a part and wait for its result.

        Args:
            part: the part.

        Returns:
            The result. If no bind is connected, the part is refused temporarily after
            `response_timeout`.
        """
        answer: asyncio.Future[SubmitResult] = asyncio.get_running_loop().create_future()

        def done(result: SubmitResult) -> None:
            if not answer.done():
                answer.set_result(result)

        self.submit_nowait(part, done)
        return await answer

    def submit_nowait(self, part: Submit, done: Callable[[SubmitResult], None]) -> None:
        """Queue a part for sending and return at once.

        For thousands of parts a second; the caller awaits `room` before each part.

        Args:
            part: the part.
            done: called exactly once, from the event loop, with the result.
        """
        if self.refused_wishes:
            part = self._wishes.fitting(part, self._loop.time())
        self._dispatch.submit(part, done)

    async def room(self) -> None:
        """Wait until a part would be sent at once: a bind is bound, not paused, and has room."""
        await self._dispatch.room()

    def over_limit(self) -> tuple[str, ...]:
        """Return our numbers that are at the carrier's limit and have enough parts waiting."""
        return self._dispatch.over_limit()

    async def until_bound(self) -> None:
        """Wait until every bind is bound."""
        while not self.healthy:
            await self.until_changed()

    async def until_changed(self) -> None:
        """Wait until a bind changes its state; `status` then tells the new state."""
        self._changed.clear()
        await self._changed.wait()

    async def received(self, within: float) -> None:
        """Wait until everything that has arrived is committed.

        Args:
            within: most seconds to wait.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._intake.drained()

    @contextmanager
    def observed(self, observer: PduObserver) -> Iterator[None]:
        """Let an observer get every PDU beside the recorder while the block runs."""
        both = BothObservers(self._recorder, observer)
        for bind in self._binds:
            bind.observe(both)
        try:
            yield
        finally:
            for bind in self._binds:
                bind.observe(self._recorder)

    @property
    def bound(self) -> bool:
        """Whether parts can be sent, now or after a pause."""
        return any(session.bound for session in self._sending())

    @property
    def working(self) -> bool:
        """Whether parts can be sent on a bind that is trusted (see `BindRecord.trusted`)."""
        now = self._loop.time()
        return any(one.bound and one.trusted(now) for one in self._sending())

    @property
    def healthy(self) -> bool:
        """Whether every bind is bound."""
        return all(bind.session is not None and bind.session.bound for bind in self._binds)

    @property
    def broken(self) -> bool:
        """Whether a task of a bind or of the intake has ended; only our own fault can end one."""
        return any(task.done() for task in self._tasks)

    @property
    def state(self) -> BindState:
        """The worst state of all binds."""
        states = {status.state for status in self.status()}
        worst_first = (
            BindState.REFUSED,
            BindState.WAITING,
            BindState.CONNECTING,
            BindState.RESTING,
            BindState.PAUSED,
            BindState.BOUND,
        )
        return next((state for state in worst_first if state in states), BindState.STOPPED)

    def status(self) -> tuple[BindStatus, ...]:
        """Return the status of every bind.

        Returns:
            One status for each bind, in order.
        """
        return tuple(bind.status() for bind in self._binds)

    @property
    def refusal(self) -> Reason:
        """Why the carrier refuses our log-in, from the first refused bind; else `NO_REASON`."""
        return next((bind.refusal for bind in self._binds if bind.refusal), NO_REASON)

    # Called by the sessions (`SessionListener`)

    def freed(self) -> None:
        """Send waiting parts, since there may be room; wake `stop` if it waits for responses."""
        self._dispatch.pump()
        self._drained.set()

    def changed(self) -> None:
        """Wake callers of `until_changed`."""
        self._changed.set()

    def throttled(self, flight: PendingPart) -> None:
        """Send a throttled part again, before parts that were submitted later."""
        self.tally.throttled += 1
        self._dispatch.again(flight)

    def finished(self, flight: PendingPart, result: SubmitResult) -> None:
        """Tell the caller the result of a part.

        If the carrier refused an option of the part (validity or receipt), the part is sent again
        without that option instead.
        """
        without = without_refused(flight.submit, result.status)
        if without is not None and result.status is not None:
            self._note_refused(flight.submit, result.status)
            flight.submit = without
            self._dispatch.again(flight)
            return
        if result.outcome is SubmitOutcome.ACCEPTED:
            if self.refused_wishes:
                self._wishes.taken(flight.submit)
        elif self._left_out(result.bind):
            result = replace(result, of_bind_alone=True)
        self.tally.finished(result, self._loop.time())
        self._dispatch.finish(flight, result)

    def returned(self, flight: PendingPart) -> None:
        """Send a part again on another session, since its own session was refused."""
        self._dispatch.again(flight)

    def taken_after_all(self, flight: PendingPart, result: SubmitResult) -> None:
        """Note that a refused part was accepted: if it waits to be sent again, it is not sent."""
        if not flight.ended:
            flight.taken = result
        elif self.on_taken is not None:
            self.on_taken(flight.submit, result)

    def slow(self, flight: PendingPart) -> None:
        """Tell the service that the response to a part is overdue."""
        if self.on_slow is not None:
            self.on_slow(flight.submit.token)

    def arrived(self, request: Request) -> None:
        """Queue a text or receipt to be committed."""
        self._intake.arrived(request)

    def _note_refused(self, submit: Submit, status: int) -> None:
        self._wishes.refused(submit, status, self._loop.time())
        if status not in self.refused_wishes:
            self.refused_wishes[status] = IN_WORDS[status]
            _log.warning(
                "smpp.wish_refused",
                carrier=self.config.name,
                status=status,
                see="textback carriers",
            )

    def _left_out(self, name: str) -> bool:
        """Tell whether a bind is on probation while another bind is bound and trusted."""
        now = self._loop.time()
        others = any(one.bound and one.trusted(now) for one in self._sending() if one.name != name)
        return others and any(bind.name == name and bind.on_probation for bind in self._binds)

    def _sending(self) -> list[Session]:
        return [
            bind.session
            for bind in self._binds
            if bind.session is not None and bind.mode is not BindMode.RECEIVER
        ]

    async def _quiet(self) -> None:
        """Wait until nothing is in flight."""
        while any(session.in_flight for session in self._sending()):
            self._drained.clear()
            await self._drained.wait()


_MODES = {
    BindKind.PAIR: (BindMode.TRANSMITTER, BindMode.RECEIVER),
    BindKind.TRANSMITTER: (BindMode.TRANSMITTER,),
    BindKind.RECEIVER: (BindMode.RECEIVER,),
}


def _names(config: CarrierConfig) -> list[tuple[str, BindMode, int]]:
    """Return name, mode, and index of the first host to try, for each bind."""
    places = range(config.binds)
    if config.bind is BindKind.TRANSCEIVER:
        mode = BindMode.TRANSCEIVER
        return [(f"{config.name}/{place + 1}", mode, place) for place in places]
    modes = _MODES[config.bind]
    return [
        (f"{config.name}/{place + 1}-{mode}", mode, place) for place in places for mode in modes
    ]
