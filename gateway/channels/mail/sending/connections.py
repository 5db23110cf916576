"""The pool of connections to the smarthost: which mail goes when, and how the smarthost stands.

Mails share the connections; the last used one is used next, so that the others idle and close.
Nothing is begun while the smarthost is away, refuses us or asked for a pause: waiting mails are
given back to the outbox, from where they expire in sight or go out soonest first. After that one
mail is tried alone before the others follow.
"""

import asyncio
import random
from collections.abc import Callable

import structlog

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.channels.mail.sending.envelopes import envelope_of
from gateway.channels.mail.sending.mail_queue import MailQueue, QueuedMail
from gateway.channels.mail.sending.mail_tally import MailTally
from gateway.channels.mail.sending.refusal_streak import RefusalStreak
from gateway.channels.mail.sending.smarthost_config import SmarthostConfig
from gateway.channels.mail.sending.smarthost_dialling import DialFailure, dial
from gateway.channels.mail.sending.smarthost_session import SmarthostSession
from gateway.channels.mail.sending.smarthost_standing import RouteState, SmarthostStanding
from gateway.channels.mail.sending.smtp_replies import OF_ROUTE, ReplyMeaning
from gateway.channels.mail.sending.transactions import (
    MailFate,
    MailResult,
    ReplyLimits,
    send,
)

_log = structlog.get_logger(__name__)

_MOST_TRIES = 3
"""Connections that may end under a mail before that counts as an attempt."""
_LOOK_EVERY = 1.0
_STOPPING = Reason(ReasonCode.SERVICE_STOPPING)
_FAULTY = Reason(ReasonCode.SERVICE_ENDED)
_OVERTAKEN = Reason(ReasonCode.APPOINTMENT_CHANGED)


class SmarthostPool:
    """Sends mails over at most so many connections as configured.

    Args:
        config: the smarthost.
        tally: counts what happens.
        changed: see `changed`.
        chance: gives random numbers from 0 to 1.

    Attributes:
        standing: how the smarthost stands.
        streak: its refusals since it last took a mail.
        changed: called when the state or the room for mails has changed.
    """

    def __init__(
        self,
        config: SmarthostConfig,
        tally: MailTally,
        changed: Callable[[], None] = lambda: None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.standing = SmarthostStanding(config)
        self.streak = RefusalStreak()
        self.changed = changed
        self._config = config
        self._tally = tally
        self._chance = chance
        self._limits = ReplyLimits(config.timeout, config.last_timeout)
        self._queue = MailQueue(
            config.connections, config.max_per_second, config.max_per_second_per_domain
        )
        self._tls = config.tls_context()
        self._idle: list[tuple[float, SmarthostSession]] = []
        self._used: set[SmarthostSession] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._look = asyncio.Event()
        self._heard_at = 0.0

    @property
    def open(self) -> bool:
        """Whether mails may be begun now."""
        return self.standing.open

    @property
    def most(self) -> int:
        """How many mails may run at a time: one until the smarthost has taken it."""
        return 1 if self.standing.trial else self._config.connections

    @property
    def waiting(self) -> int:
        """How many mails wait for a connection."""
        return self._queue.waiting

    @property
    def running(self) -> int:
        """How many mails are on a connection."""
        return self._queue.running

    @property
    def connected(self) -> int:
        """How many connections stand."""
        return len(self._idle) + len(self._used)

    def troubled_for(self) -> float:
        """Return for how many seconds nothing could be sent; 0 if it can."""
        if self.open or self.standing.stopped:
            return 0.0
        return asyncio.get_running_loop().time() - self.standing.since

    def slow_domains(self) -> int:
        """Return how many domains take mails slowly now."""
        return self._queue.slow_domains(asyncio.get_running_loop().time())

    def begin(self) -> None:
        """Begin to connect; `watch` has to run."""
        self.standing.begin(asyncio.get_running_loop().time())
        self._look.set()

    def submit(self, mail: QueuedMail) -> None:
        """Queue a mail; its `done` is called once, also where nothing can be sent."""
        if not self.open:
            mail.done(MailResult(MailFate.NOT_SENT, self.standing.why or _STOPPING))
            return
        self._queue.add(mail)
        self._dispatch()

    def crowded(self, most: int) -> tuple[str, ...]:
        """Give back what slow domains have waiting beyond `most` mails; return their names."""
        now = asyncio.get_running_loop().time()
        names = tuple(self._queue.crowded(most, now))
        slow = Reason(ReasonCode.DOMAIN_SLOW)
        for name in names:
            for mail in self._queue.surplus(name, most):
                mail.done(MailResult(MailFate.NOT_SENT, slow))
        return names

    async def watch(self) -> None:
        """Open, probe and close connections, until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            now = loop.time()
            if self.standing.stopped:
                await self._look_at(None)
            elif not self.open:
                if now >= self.standing.next_at:
                    await self._reopen()
                else:
                    await self._look_at(self.standing.next_at - now)
            else:
                self._close_idle(now)
                if not self.connected and now - self._heard_at >= self._config.probe_every:
                    await self._reopen()
                if self._queue.running and self._queue.waiting:
                    self.changed()  # a domain may have turned out slow
                await self._look_at(_LOOK_EVERY)

    async def stop(self, seconds: float) -> None:
        """Begin nothing more, wait for the running mails, and close every connection.

        Args:
            seconds: the longest wait; then connections are cut, and mails whose end was sent are
                of unknown fate.
        """
        self.standing.stop(_STOPPING)
        self._look.set()
        self._give_back(_STOPPING)
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=seconds)
        for session in tuple(self._used):
            session.abort("the service is stopping")
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_LOOK_EVERY)
        for task in tuple(self._tasks):
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        self._close_all()
        if self._timer is not None:
            self._timer.cancel()

    def _dispatch(self) -> None:
        """Begin mails while there is room; look again when a pace allows the next."""
        loop = asyncio.get_running_loop()
        while self.open and len(self._tasks) < self.most:
            mail = self._queue.take(loop.time())
            if mail is None:
                break
            task = asyncio.create_task(self._carry(mail), name="mail")
            self._tasks.add(task)
            task.add_done_callback(self._carried)
        self._set_timer(loop)

    def _set_timer(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        wait = self._queue.wait(loop.time()) if self.open else None
        if wait is not None:
            self._timer = loop.call_later(wait, self._dispatch)

    def _carried(self, task: "asyncio.Task[None]") -> None:
        self._tasks.discard(task)
        self._dispatch()
        self.changed()

    async def _carry(self, first: QueuedMail) -> None:
        """Send a mail, and then others as long as there are any."""
        loop = asyncio.get_running_loop()
        mail: QueuedMail | None = first
        while mail is not None:
            await self._one(mail)
            goes_on = self.open and len(self._tasks) <= self.most
            mail = self._queue.take(loop.time()) if goes_on else None

    async def _one(self, mail: QueuedMail) -> None:
        """Send one mail; its result is passed on, or it waits again for another connection."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        if not mail.turn.begin():
            self._queue.ended(mail, began)
            mail.done(MailResult(MailFate.NOT_SENT, _OVERTAKEN))
            return
        again = False
        try:
            result, again = await self._attempt(mail)
        except DialFailure as failure:
            self._found_trouble(failure.reason, refused=failure.refused)
            result = MailResult(MailFate.NOT_SENT, failure.reason)
        except asyncio.CancelledError:
            self._queue.ended(mail, loop.time())
            mail.done(MailResult(MailFate.NOT_SENT, _STOPPING))
            raise
        except Exception:  # noqa: BLE001 (logged whole)
            # what happened to the mail is not known, so that it is sent again at most once
            _log.exception("a mail could not be sent", message=mail.message.id)
            result = MailResult(MailFate.UNKNOWN, _FAULTY)
        now = loop.time()
        self._queue.ended(mail, now)
        if again and self.open:
            mail.tries += 1
            self._queue.add(mail)
            return
        self._tally.ended(result, now - began, now)
        mail.done(result)

    async def _attempt(self, mail: QueuedMail) -> tuple[MailResult, bool]:
        """Send a mail once; return the result, and whether to send it at once over another one."""
        session, content = await self._session(), mail.mail.content
        envelope = envelope_of(mail.mail, session.extensions, session.largest)
        if isinstance(envelope, Reason):
            self._put_back(session)
            return MailResult(MailFate.REFUSED, envelope, ReplyMeaning.ADDRESS), False
        fresh = session.mails == 0
        self._used.add(session)
        try:
            result = await send(session, envelope, content, self._limits, mail.note_overdue)
        except asyncio.CancelledError:
            session.abort("the service is stopping")
            raise
        finally:
            self._used.discard(session)
            self._put_back(session)
        result = self.streak.judged(mail.message, mail.domain, result)
        return result, self._judge(mail, result, fresh=fresh)

    def _judge(self, mail: QueuedMail, result: MailResult, *, fresh: bool) -> bool:
        """Take note of what a result says about the smarthost; tell whether to try at once."""
        if self.standing.stopped:
            return False
        if result.fate is MailFate.UNKNOWN:
            if self.standing.doubtful():
                self._found_trouble(result.reason)
            return False
        closed = result.meaning is ReplyMeaning.CLOSING
        cut = closed or result.fate is MailFate.NOT_SENT
        if cut and (closed or not result.begun):
            if not fresh and mail.tries < _MOST_TRIES:
                return True  # the server closed a connection that had idled, or was used enough
            self._found_trouble(result.reason)
            return False
        if result.meaning is ReplyMeaning.ROUTE_LATER:
            self._pause(result.reason)
        elif result.meaning in OF_ROUTE:
            self._found_trouble(result.reason, refused=True)
        elif not cut and self.open:
            self._well()
        return False

    async def _session(self) -> SmarthostSession:
        """Return an open connection, the last used one or a new one."""
        while self._idle:
            _, session = self._idle.pop()
            if not session.closing and session.mails < self._config.mails_per_connection:
                return session
            session.close()
        return await self._dial()

    async def _dial(self) -> SmarthostSession:
        session = await dial(self._config, self._tls)
        self._tally.connections += 1
        return session

    def _put_back(self, session: SmarthostSession) -> None:
        now = asyncio.get_running_loop().time()
        self._heard_at = now
        usable = session.mails < self._config.mails_per_connection
        if session.closing or not usable or not self.open:
            session.close()
        else:
            self._idle.append((now, session))

    async def _reopen(self) -> None:
        """Find out whether the smarthost is there, and go on with mails if it is."""
        if self.standing.state is not RouteState.PAUSED:
            try:
                session = await self._dial()
            except DialFailure as failure:
                if not self.standing.stopped:
                    self._trouble(failure.reason, refused=failure.refused)
                return
            if self.standing.stopped:
                session.close()
                return
            self._idle.append((asyncio.get_running_loop().time(), session))
        self.standing.reached()
        self._heard_at = asyncio.get_running_loop().time()
        self.changed()
        self._dispatch()

    def _well(self) -> None:
        """Note that the smarthost did its work with a mail."""
        if self.standing.well():
            self.changed()
            self._dispatch()

    def _found_trouble(self, reason: Reason, *, refused: bool = False) -> None:
        """Take note of trouble with a mail; what other mails find at the same time adds nothing."""
        if self.open:
            self._trouble(reason, refused=refused)

    def _trouble(self, reason: Reason, *, refused: bool = False) -> None:
        now = asyncio.get_running_loop().time()
        self.standing.trouble(reason, now, self._chance(), refused=refused)
        self._close_off()

    def _pause(self, reason: Reason) -> None:
        if self.open:
            self.standing.pause(reason, asyncio.get_running_loop().time())
            self._close_off()

    def _close_off(self) -> None:
        """Begin nothing more: what waits goes back to the outbox."""
        self._look.set()
        self._close_all()
        self._give_back(self.standing.why)
        self.changed()

    def _give_back(self, reason: Reason) -> None:
        for mail in self._queue.all_waiting():
            mail.done(MailResult(MailFate.NOT_SENT, reason))

    def _close_idle(self, now: float) -> None:
        limit = now - self._config.idle_close
        for at, session in self._idle:
            if at <= limit or session.closing:
                session.close()
        self._idle = [(at, one) for at, one in self._idle if not one.closing]

    def _close_all(self) -> None:
        for _, session in self._idle:
            session.close()
        self._idle.clear()

    async def _look_at(self, seconds: float | None) -> None:
        """Wait until something has changed, or for so many seconds."""
        self._look.clear()
        try:
            async with asyncio.timeout(seconds):
                await self._look.wait()
        except TimeoutError:
            return
