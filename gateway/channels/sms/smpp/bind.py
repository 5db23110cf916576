"""One bind across its sessions: it connects, binds, and does so again after every cut.

Owns when the bind tries again. Errors of sockets and TLS are turned into words for staff here, and
go no further.
"""

import asyncio
import random
import socket
import ssl
from collections import deque
from collections.abc import Callable
from datetime import datetime

import structlog

from calendar_store.model.reasons import NO_REASON, Reason
from gateway.channels.sms.smpp.bind_record import BindRecord
from gateway.channels.sms.smpp.bind_status import BindState, BindStatus
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.codes import REFUSED_ACCOUNT, status_of
from gateway.channels.sms.smpp.dialling import Endpoint, UnreachableError, dial
from gateway.channels.sms.smpp.recorder import PduObserver
from gateway.channels.sms.smpp.session import Session
from gateway.channels.sms.smpp.session_listener import (
    BindMode,
    BindRefusedError,
    SessionClosedError,
    SessionListener,
)
from gateway.pacing import reconnect_delay

_log = structlog.get_logger()

_RESTS = "its texts or its session were refused; other binds go before it"
_ON_PROBATION = "its texts or its session were refused; one text at a time until one is taken"


def tls_context(config: CarrierConfig) -> ssl.SSLContext | None:
    """Return the TLS context for connections to a carrier.

    Args:
        config: the carrier's configuration.

    Returns:
        A context that verifies certificate and host name, None if `config.tls` is off.

    Raises:
        ValueError: if the file of trusted certificates, or our own certificate, cannot be used.
    """
    if not config.tls:
        return None
    try:
        context = ssl.create_default_context(cafile=config.tls_ca)
    except OSError as error:
        raise ValueError(f"carrier {config.name}: tls_ca {config.tls_ca}: {error}") from error
    if config.tls_cert is not None:
        try:
            context.load_cert_chain(config.tls_cert, config.tls_key, password="")
        except OSError as error:
            raise ValueError(f"carrier {config.name}: tls_cert and tls_key: {error}") from error
    return context


class Bind:
    """A bind and its current session, if there is one.

    Args:
        config: the carrier's configuration.
        mode: transmitter, receiver or both.
        name: the bind's name, for logs, results and display.
        owner: is told every event of the bind's sessions.
        place: index of the carrier's host that is tried first.
        tls: from `tls_context`.
        clock: gives aware UTC times.
        recorder: records every PDU, None for no recorder.
    """

    def __init__(
        self,
        config: CarrierConfig,
        mode: BindMode,
        name: str,
        *,
        place: int = 0,
        owner: SessionListener,
        tls: ssl.SSLContext | None,
        clock: Callable[[], datetime],
        recorder: PduObserver | None = None,
    ) -> None:
        self.name = name
        self.mode = mode
        self.session: Session | None = None
        self._config = config
        self._owner = owner
        self._tls = tls
        self._clock = clock
        self._recorder = recorder
        apart = config.receiver_hosts if mode is BindMode.RECEIVER else ()
        self._endpoints = deque(Endpoint(*one) for one in apart or config.endpoints)
        self._endpoints.rotate(-place)
        self._endpoint = self._endpoints[0]
        self._state = BindState.STOPPED
        self._words = ""
        self._refusal = NO_REASON
        self._record = BindRecord()

    @property
    def on_probation(self) -> bool:
        """Whether no part was accepted on this bind since it was last left out."""
        return self._record.on_probation

    def status(self) -> BindStatus:
        """Return the status of this bind.

        Returns:
            The status as staff see it.
        """
        session, where = self.session, str(self._endpoint)
        if session is None:
            return BindStatus(self.name, self._state, 0, 0, self._words, where)
        now = asyncio.get_running_loop().time()
        state, words = BindState.BOUND, self._words
        if session.throttle.paused(now) or not session.bound:
            state = BindState.PAUSED
        elif not session.trusted(now):
            state, words = BindState.RESTING, _RESTS
        elif self._record.on_probation:
            words = _ON_PROBATION
        return BindStatus(
            *(self.name, state, session.in_flight, session.allowed, words, where),
            silent_seconds=round(session.liveness.silent_for(now), 1),
            asked=session.liveness.asking,
        )

    async def run(self) -> None:
        """Keep the bind connected, until cancelled."""
        config, failures, refusals = self._config, 0, 0
        loop = asyncio.get_running_loop()
        while True:
            began = loop.time()
            refused = await self._live()
            refusals = refusals + 1 if refused else 0
            # try the next host, if there are several: this host may be at fault
            self._endpoints.rotate(-1)
            # Only a session that lasted resets the count of failures. Otherwise a carrier that
            # accepts the bind and cuts at once would be dialled at the shortest interval for ever.
            if loop.time() - began > config.reconnect_max:
                failures = 0
            chance = random.random()  # noqa: S311 - spreads attempts, guards nothing
            delay = reconnect_delay(failures, config.reconnect_min, config.reconnect_max, chance)
            failures += 1
            # one host may refuse a log-in that another takes; only if all refuse, the log-in is bad
            refused_by_all = refused and refusals % len(self._endpoints) == 0
            await asyncio.sleep(config.refused_retry if refused_by_all else delay)

    @property
    def refusal(self) -> Reason:
        """Why the carrier refuses our log-in; `NO_REASON` while it does not."""
        return self._refusal if self._state is BindState.REFUSED else NO_REASON

    async def stop(self, timeout: float) -> None:  # noqa: ASYNC109 - the wait is part of the protocol
        """Unbind and close.

        Args:
            timeout: seconds to wait for the peer's answer.
        """
        session, self.session = self.session, None
        self._state = BindState.STOPPED
        if session is not None:
            await session.unbind(timeout)

    async def _live(self) -> bool:
        """Connect and bind once, and wait until that session ends.

        Returns:
            True if the carrier refused the account.
        """
        self._state = BindState.CONNECTING
        try:
            session = await self._open()
        except BindRefusedError as error:
            refused = error.status in REFUSED_ACCOUNT
            self._refusal = status_of(error.status).reason
            self._trouble(BindState.REFUSED if refused else BindState.WAITING, str(error))
            return refused
        except UnreachableError as error:
            words = trouble_in_words(error.cause, error.endpoint)
            self._trouble(BindState.WAITING, words)
            return False
        # TimeoutError and SSLError are OSErrors; UnicodeError comes from an invalid host name.
        except (OSError, SessionClosedError, UnicodeError) as error:
            self._trouble(BindState.WAITING, trouble_in_words(error, self._endpoint))
            return False
        self.session, self._words = session, ""
        _log.info("smpp.bound", bind=self.name)
        self._owner.changed()
        self._owner.freed()
        await asyncio.shield(session.closed)
        self.session = None
        self._trouble(BindState.WAITING, session.trouble or "")
        return False

    def observe(self, observer: PduObserver | None) -> None:
        """Let an observer get every PDU from now on, also of sessions to come; None for none."""
        self._recorder = observer
        if self.session is not None:
            self.session.recorder = observer

    async def _open(self) -> Session:
        config = self._config
        session = Session(
            config, self.mode, self.name, self._owner, self._clock, record=self._record
        )
        session.recorder = self._recorder
        try:
            sock, self._endpoint = await dial(self._endpoints, config.bind_timeout)
            name = config.tls_server_name or self._endpoint.host
            async with asyncio.timeout(config.bind_timeout):
                await _connected(session, sock, self._tls, name)
            await session.bind()
        except BaseException:
            session.close("")
            raise
        return session

    def _trouble(self, state: BindState, words: str) -> None:
        self._state, self._words = state, words
        _log.warning("smpp.not_bound", bind=self.name, state=state.value, reason=words)
        self._owner.changed()


async def _connected(
    session: Session, sock: socket.socket, tls: ssl.SSLContext | None, name: str
) -> None:
    """Attach a socket to a session; close the socket if that fails."""
    try:
        await asyncio.get_running_loop().create_connection(
            lambda: session, sock=sock, ssl=tls, server_hostname=name if tls else None
        )
    except BaseException:
        sock.close()
        raise


def trouble_in_words(error: Exception, endpoint: Endpoint) -> str:
    """Describe an error of a connection in words.

    Args:
        error: the error of the socket, of TLS or of the session.
        endpoint: the host and port of the connection.

    Returns:
        One line for staff.
    """
    where = endpoint
    match error:
        case ssl.SSLCertVerificationError():
            words = f"the certificate of {where} is not trusted: {error.verify_message}"
        case ssl.SSLError():
            words = f"{where} does not speak TLS as we do: {error.reason}"
        case TimeoutError():
            words = f"{where} did not answer in time"
        case ConnectionRefusedError():
            words = f"nothing listens at {where}"
        case socket.gaierror() | UnicodeError():
            words = f"the host name {endpoint.host} cannot be found"
        case OSError():
            words = f"no connection to {where}: {error.strerror or error}"
        case _:
            words = str(error)
    return words
