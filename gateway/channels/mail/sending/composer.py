"""Composes mails: a few in a thread, many in a short time in processes of their own.

Composing and signing takes longer than sending: a thousand mails a second need a second processor,
which threads of Python do not use. Processes are started when there are many mails, in one batch or
in several, used once they are up, and ended when there were few mails for a while.
"""

import asyncio
import os
from collections import deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import datetime
from multiprocessing import get_context
from pathlib import Path
from signal import SIG_IGN, SIGINT, signal
from typing import ClassVar

import structlog

from calendar_store.model.messages import Message
from gateway.channels.mail.addresses import SignedAddresses
from gateway.channels.mail.composing.compose import compose
from gateway.channels.mail.composing.mail_facts import ComposedMail
from gateway.channels.mail.composing.signing import Signer
from gateway.channels.mail.sending.facts_of_mails import LoadedFacts, MailIdentity, facts_of
from gateway.links.links import Links

_log = structlog.get_logger(__name__)

_MANY = 40
"""Mails within `_SPAN` that are composed in a process: starting one takes about a second."""
_SPAN = 1.0
"""Seconds; answers come in many small batches."""
_IDLE = 60.0
"""Seconds with few mails after which the processes are ended."""
_MOST = 4
"""Most processes: the store takes no more mails than these compose."""


@dataclass(frozen=True, slots=True)
class MailKeys:
    """All that mails are signed with, in a form that another process understands.

    Attributes:
        sender: our bare address.
        keys: the store's signing keys, the newest first.
        public_url: the URL by which browsers reach the pages.
        dkim_domain: the domain that signs by DKIM.
        dkim_keys: files of the private keys by selector; none: mails are not signed.
    """

    sender: str
    keys: tuple[bytes, ...] = field(repr=False)
    public_url: str
    dkim_domain: str = ""
    dkim_keys: Mapping[str, Path] = field(default_factory=dict)

    @property
    def identity(self) -> MailIdentity:
        """What signs addresses and links."""
        addresses = SignedAddresses(self.sender, self.keys)
        return MailIdentity(addresses, Links(self.public_url, self.keys))

    def signer(self) -> Signer | None:
        """Return what signs mails by DKIM; None for no signatures.

        Raises:
            DkimKeyInvalid: if a key file cannot sign.
        """
        domain = self.dkim_domain or self.sender.rpartition("@")[2]
        return Signer.load(domain, self.dkim_keys)


@dataclass(frozen=True, slots=True)
class PreparedMail:
    """A composed mail, and whether it carries a calendar invitation."""

    mail: ComposedMail
    invites: bool


class MailComposer:
    """Composes mails.

    Args:
        keys: what mails are signed with.

    Attributes:
        many: mails in a short time that are composed in a process; 0: none ever are.

    Raises:
        DkimKeyInvalid: if a key file cannot sign.
    """

    def __init__(self, keys: MailKeys, many: int | None = None) -> None:
        self._keys = keys
        self._desk = _Desk(keys)
        self._pool: ProcessPoolExecutor | None = None
        self._opened: Future[None] | None = None
        self._ends: asyncio.TimerHandle | None = None
        self._recent: deque[tuple[float, int]] = deque()
        spare = len(os.sched_getaffinity(0)) - 1
        self._processes = max(1, min(spare, _MOST))
        self.many = (_MANY if spare else 0) if many is None else many

    async def compose(
        self, batch: Sequence[Message], loaded: LoadedFacts, now: datetime
    ) -> list[PreparedMail | None]:
        """Compose mails; None in the place of one that cannot be composed.

        Args:
            batch: the messages.
            loaded: their facts.
            now: the moment of sending, UTC.
        """
        if self.many and self._lately(len(batch)) >= self.many:
            try:
                if self._is_up():
                    return await self._elsewhere(batch, loaded, now)
            except (BrokenProcessPool, OSError) as error:
                _log.warning("mails are composed in this process", error=repr(error))
                self.close()
        return await asyncio.to_thread(self._desk.write, batch, loaded, now)

    def close(self) -> None:
        """End the processes."""
        if self._ends is not None:
            self._ends.cancel()
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)

    def _lately(self, mails: int) -> int:
        """Count mails to compose; return how many there were within a short time."""
        now = asyncio.get_running_loop().time()
        self._recent.append((now, mails))
        while self._recent[0][0] < now - _SPAN:
            self._recent.popleft()
        return sum(some for _, some in self._recent)

    async def _elsewhere(
        self, batch: Sequence[Message], loaded: LoadedFacts, now: datetime
    ) -> list[PreparedMail | None]:
        loop = asyncio.get_running_loop()
        share = -(-len(batch) // self._processes)
        shares = [batch[at : at + share] for at in range(0, len(batch), share)]
        written = await asyncio.gather(
            *(loop.run_in_executor(self._pool, _write, some, loaded, now) for some in shares)
        )
        return [mail for some in written for mail in some]

    def _is_up(self) -> bool:
        """Tell whether processes can compose; begin to start them if there are none.

        Raises:
            BrokenProcessPool: if they could not be started.
        """
        loop = asyncio.get_running_loop()
        if self._ends is not None:
            self._ends.cancel()
        self._ends = loop.call_later(_IDLE, self.close)
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._processes, get_context("spawn"), _Desk.open, (self._keys,)
            )
            self._opened = self._pool.submit(_nothing)
        if self._opened is None or not self._opened.done():
            return False
        self._opened.result()
        return True


class _Desk:
    """Writes mails in this process.

    Attributes:
        of_process: the desk of a process that only composes.
    """

    of_process: ClassVar["_Desk"]

    def __init__(self, keys: MailKeys) -> None:
        self._identity = keys.identity
        self._signer = keys.signer()

    @classmethod
    def open(cls, keys: MailKeys) -> None:
        """Open the desk of a process; a terminal's interrupt is left to the service."""
        signal(SIGINT, SIG_IGN)
        cls.of_process = cls(keys)

    def write(
        self, batch: Sequence[Message], loaded: LoadedFacts, now: datetime
    ) -> list[PreparedMail | None]:
        """Return the mails; None in the place of one that cannot be composed."""
        return [self._one(message, loaded, now) for message in batch]

    def _one(self, message: Message, loaded: LoadedFacts, now: datetime) -> PreparedMail | None:
        try:
            facts = facts_of(message, loaded, self._identity, now)
            return PreparedMail(compose(facts, self._signer), facts.invitation is not None)
        except Exception:  # noqa: BLE001 (logged whole)
            _log.exception("a mail cannot be composed", message=message.id)
            return None


def _nothing() -> None:
    """Do nothing, once the process is up."""


def _write(
    batch: Sequence[Message], loaded: LoadedFacts, now: datetime
) -> list[PreparedMail | None]:
    """Write mails in a process that only composes."""
    return _Desk.of_process.write(batch, loaded, now)
