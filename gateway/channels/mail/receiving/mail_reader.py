"""Reads received mails beside the event loop, within a bound of time.

A mail is written by anybody. Reading works on threads of its own, or in processes where there are
many mails, so that a mail does not keep links and pages waiting; a mail that takes too long, or
that stops the reader, is passed to a person.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import structlog

from calendar_store.model.calendar_answers import CalendarAnswer
from gateway.channels.mail.addresses import SignedAddress
from gateway.channels.mail.composing.mail_facts import MailFacts
from gateway.channels.mail.invitations.calendar_reading import read_answer
from gateway.channels.mail.reading.read_mail import ReadMail, answer_text, read_mail
from gateway.channels.mail.receiving.fingerprints import fingerprint_of
from gateway.channels.mail.receiving.our_words import OurWords, our_words
from gateway.processes import WorkProcesses

_log = structlog.get_logger(__name__)
_P = TypeVar("_P")
_T = TypeVar("_T")
Answer = tuple[ReadMail, MailFacts | None]
"""A mail, and the facts of the mail of ours whose words may stand in it; None where none may."""
_Small = tuple[bytes, "asyncio.Future[ReadMail | None]"]

_THREADS = 2
_WITHIN = 20.0
"""Seconds; 20 MB of plain text take about a tenth of it."""
_SMALL = 64 * 1024
"""Octets up to which a mail does not wait for a larger one."""
_TOGETHER = 64
"""Small mails read at once."""
_SLOW = 0.5
"""Seconds after which small mails no longer wait for those that are being read."""


class MailReader:
    """Reads mails on threads of its own, or in processes.

    Args:
        within: seconds for one mail.
        processes: where many small mails are read; None: on the threads.
    """

    def __init__(self, within: float = _WITHIN, processes: WorkProcesses | None = None) -> None:
        self._within = within
        self._processes = processes or WorkProcesses(0)
        self._threads = ThreadPoolExecutor(_THREADS, "mail reader")
        # one large mail at a time: the other thread is for the small ones
        self._large = asyncio.Semaphore(1)
        self._small: list[_Small] = []
        self._quick: asyncio.Task[None] | None = None
        self._slow: set[asyncio.Task[None]] = set()
        self._closed = False

    async def read(self, raw: bytes) -> ReadMail | None:
        """Return what a mail is; None for a mail that cannot be read.

        Args:
            raw: the mail as received.
        """
        self._require_open()
        if len(raw) > _SMALL:
            async with self._large:
                return await self._alone(raw)
        loop = asyncio.get_running_loop()
        done: asyncio.Future[ReadMail | None] = loop.create_future()
        self._small.append((raw, done))
        if self._quick is None:
            self._quick = asyncio.create_task(self._read_small(), name="read mails")
        return await done

    async def _read_small(self) -> None:
        """Read the small mails that wait, those together that came meanwhile."""
        loop = asyncio.get_running_loop()
        while self._small and self._quick is asyncio.current_task():
            batch, self._small = self._small[:_TOGETHER], self._small[_TOGETHER:]
            slow = loop.call_later(_SLOW, self._wait_no_longer)
            try:
                read = await self._read_batch([raw for raw, _ in batch])
            except Exception as error:  # noqa: BLE001 (each taker gets the error)
                _end(batch, error)
            else:
                _end(batch, read)
            finally:
                slow.cancel()
        if self._quick is asyncio.current_task():
            self._quick = None

    def _wait_no_longer(self) -> None:
        """Read what waits and what comes in a task of its own; the slow one ends by itself."""
        if self._quick is not None:
            self._slow.add(self._quick)
            self._quick.add_done_callback(self._slow.discard)
        self._quick = asyncio.create_task(self._read_small(), name="read mails")

    async def _read_batch(self, mails: Sequence[bytes]) -> Sequence[ReadMail | None]:
        read = await self._try(self._together(_read_all, mails))
        if read is None:
            # one of the mails stops the reader; the others must not suffer from it
            read = [await self._alone(raw) for raw in mails]
        return read

    async def _alone(self, raw: bytes) -> ReadMail | None:
        return await self._try(self._on_thread(read_mail, raw))

    async def answers(self, mails: Sequence[Answer]) -> list[str | None]:
        """Return the words of answers without ours; None where they cannot be told apart.

        Args:
            mails: the answers, each with the facts of the mail of ours that it answers.
        """
        if not mails:
            return []
        words = await self._try(self._together(_own_words, mails))
        if words is not None:
            return [*words]
        each = [await self._try(self._on_thread(_own_words, [one])) for one in mails]
        return [words[0] if words else None for words in each]

    async def calendar_answer(self, ics: bytes) -> CalendarAnswer | None:
        """Return the answer in a calendar object; None where there is none to be read."""
        return await self._try(self._on_thread(read_answer, ics))

    async def fingerprint(self, raw: bytes, signed: SignedAddress) -> bytes:
        """Return the identity of a mail; see `fingerprint_of`."""
        if len(raw) <= _SMALL:
            return fingerprint_of(raw, signed)
        return await asyncio.to_thread(fingerprint_of, raw, signed)

    def close(self) -> None:
        """Stop the threads after the mails under way; nothing is read any more."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _require_open(self) -> None:
        if self._closed:
            # not the fault of the mail, which comes again
            raise RuntimeError("the reader of mails is closed")

    async def _try(self, work: Awaitable[_T]) -> _T | None:
        try:
            async with asyncio.timeout(self._within):
                return await work
        except TimeoutError:
            # the thread goes on until it is done; other mails get threads of their own
            self._threads.shutdown(wait=False)
            self._threads = ThreadPoolExecutor(_THREADS, "mail reader")
            _log.error("reading a mail took too long", seconds=self._within)
        except Exception:  # noqa: BLE001 (a person reads a mail that stops the reader)
            self._require_open()
            _log.exception("a mail could not be read")
        return None

    def _on_thread(self, function: Callable[[_P], _T], given: _P) -> Awaitable[_T]:
        self._require_open()
        return asyncio.get_running_loop().run_in_executor(self._threads, function, given)

    def _together(
        self, function: Callable[[Sequence[_P]], list[_T]], batch: Sequence[_P]
    ) -> Awaitable[list[_T]]:
        self._require_open()
        return self._processes.compute(function, batch, threads=self._threads)


def _end(batch: Sequence[_Small], ends: Sequence[ReadMail | None] | Exception) -> None:
    """Tell those who wait for mails what was read, or the error of all of them."""
    for at, (_, done) in enumerate(batch):
        if done.done():
            continue  # its taker is gone
        if isinstance(ends, Exception):
            done.set_exception(ends)
        else:
            done.set_result(ends[at])


def _read_all(mails: Sequence[bytes]) -> list[ReadMail | None]:
    return [read_mail(raw) for raw in mails]


def _own_words(answers: Sequence[Answer]) -> list[str]:
    """Return the words of answers without those of our mails."""
    words = []
    for read, facts in answers:
        ours = our_words(facts) if facts else OurWords()
        words.append(answer_text(read, ours.text, ours.labels))
    return words
