"""A carrier, as the rest of the service sees it: parts go out, texts and receipts come in.

Owns a carrier's binds and what runs between them and the service: the dispatch of parts and the
intake of what arrives. Start it, submit to it, stop it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from calendar_store.model.reasons import NO_REASON, Reason
from gateway.channels.sms.smpp.bind import Bind, tls_context
from gateway.channels.sms.smpp.bind_status import BindState, BindStatus
from gateway.channels.sms.smpp.carrier_config import BindKind, CarrierConfig
from gateway.channels.sms.smpp.dispatch import Dispatch
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu
from gateway.channels.sms.smpp.intake import Intake
from gateway.channels.sms.smpp.link_tally import LinkTally
from gateway.channels.sms.smpp.recorder import PduObserver, Recorder
from gateway.channels.sms.smpp.session import Session
from gateway.channels.sms.smpp.session_listener import BindMode, Request
from gateway.channels.sms.smpp.submits import Submit, SubmitOutcome, SubmitResult
from gateway.channels.sms.smpp.window import PendingPart
from gateway.channels.sms.smpp.wishes import IN_WORDS, OptionWishes, without_refused

_log = structlog.get_logger()
_SHORTEST_GOODBYE, _LONGEST_GOODBYE = 0.1, 2.0


def utc_now() -> datetime:
    """The present moment.

    Returns:
        Aware, UTC.
    """
    return datetime.now(UTC)


class Link:
    """The link to one carrier; made inside a running loop.

    Attributes:
        tally: what the carrier answered.
        refused_wishes: what it refused beside the texts, in words, by command_status.
        on_taken: told of a part that the carrier took after `done` had said that it was refused;
            None for nobody.
        on_slow: told the token of a part whose response is overdue; None for nobody. The part has
            its result when the response comes, or the session has ended.

    Args:
        config: the carrier's.
        on_inbound: commits a batch. When it returns, the batch is acknowledged; when it raises, the
            carrier is asked to try again, and the binds stay.
        clock: gives aware UTC times for what arrives.
        observer: shown every PDU, in place of the configured record.

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

    # For the service

    async def start(self) -> None:
        """Begin to connect; returns at once, whether the carrier is there or not."""
        name = self.config.name
        self._tasks = [
            asyncio.create_task(self._intake.run(), name=f"smpp intake {name}"),
            *(
                asyncio.create_task(bind.run(), name=f"smpp bind {bind.name}")
                for bind in self._binds
            ),
        ]

    async def stop(self, deadline: float) -> None:
        """Let what is under way come to its end, unbind, and close.

        Args:
            deadline: most seconds to spend, save a tenth for the unbind. What is unanswered then is
                reported as unknown.
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
        """Send a part and wait for what becomes of it.

        Args:
            part: the part.

        Returns:
            What became of it. A part that no bind could take is refused, temporarily, after
            `response_timeout` without connection.
        """
        answer: asyncio.Future[SubmitResult] = asyncio.get_running_loop().create_future()

        def done(result: SubmitResult) -> None:
            if not answer.done():
                answer.set_result(result)

        self.submit_nowait(part, done)
        return await answer

    def submit_nowait(self, part: Submit, done: Callable[[SubmitResult], None]) -> None:
        """Send a part; for thousands in a second, with `room` awaited before each.

        Args:
            part: the part.
            done: called exactly once, from the loop, with what became of it.
        """
        if self.refused_wishes:
            part = self._wishes.fitting(part, self._loop.time())
        self._dispatch.submit(part, done)

    async def room(self) -> None:
        """Wait until a part would be sent at once: a bind is bound, unpaused, and has a slot."""
        await self._dispatch.room()

    def over_limit(self) -> tuple[str, ...]:
        """Our numbers that are at the carrier's limit, with enough waiting already."""
        return self._dispatch.over_limit()

    async def until_bound(self) -> None:
        """Wait until every bind is bound."""
        while not self.healthy:
            await self.until_changed()

    async def until_changed(self) -> None:
        """Wait until something about a bind changes; `status` then says what."""
        self._changed.clear()
        await self._changed.wait()

    @property
    def bound(self) -> bool:
        """Whether parts can be sent, be it after a pause."""
        return any(session.bound for session in self._sending())

    @property
    def working(self) -> bool:
        """Whether parts can be sent on a bind that is not known to refuse everything."""
        now = self._loop.time()
        return any(one.bound and one.trusted(now) for one in self._sending())

    @property
    def healthy(self) -> bool:
        """Whether every bind is bound."""
        return all(bind.session is not None and bind.session.bound for bind in self._binds)

    @property
    def broken(self) -> bool:
        """Whether a bind's loop or the intake's has ended, which only a fault of ours can do."""
        return any(task.done() for task in self._tasks)

    @property
    def state(self) -> BindState:
        """The state of the bind that is worst off."""
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
        """How it stands with each bind.

        Returns:
            One status for each, in order.
        """
        return tuple(bind.status() for bind in self._binds)

    @property
    def refusal(self) -> Reason:
        """What the carrier says to our log-in where it refuses it, of the first such bind."""
        return next((bind.refusal for bind in self._binds if bind.refusal), NO_REASON)

    # For the sessions (`SessionListener`)

    def freed(self) -> None:
        """Send on, now that there may be room; let go whoever waits for quiet."""
        self._dispatch.pump()
        self._drained.set()

    def changed(self) -> None:
        """Let go whoever waits for a bind."""
        self._changed.set()

    def throttled(self, flight: PendingPart) -> None:
        """Send a part again before those after it."""
        self.tally.throttled += 1
        self._dispatch.again(flight)

    def finished(self, flight: PendingPart, result: SubmitResult) -> None:
        """Tell the caller what became of a part; one whose wish was refused goes without, once."""
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
        """Send a part on another session; its own was to blame."""
        self._dispatch.again(flight)

    def taken_after_all(self, flight: PendingPart, result: SubmitResult) -> None:
        """Note that a part is taken: one that waits to go again is not sent any more."""
        if not flight.ended:
            flight.taken = result
        elif self.on_taken is not None:
            self.on_taken(flight.submit, result)

    def slow(self, flight: PendingPart) -> None:
        """Tell the service that a part waits longer than it should."""
        if self.on_slow is not None:
            self.on_slow(flight.submit.token)

    def arrived(self, request: Request) -> None:
        """Commit what came."""
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
        """Tell whether a bind is out for what it refused, while another one is in use."""
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
    """Return the binds: their names, which way they work, and at which host they begin."""
    places = range(config.binds)
    if config.bind is BindKind.TRANSCEIVER:
        mode = BindMode.TRANSCEIVER
        return [(f"{config.name}/{place + 1}", mode, place) for place in places]
    modes = _MODES[config.bind]
    return [
        (f"{config.name}/{place + 1}-{mode}", mode, place) for place in places for mode in modes
    ]
