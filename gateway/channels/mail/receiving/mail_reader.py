"""Reads received mails beside the event loop, within a bound of time.

A mail is written by anybody. Reading works on threads of its own, so that a large mail does not
keep links and pages waiting; a mail that takes too long, or that stops the reader, is passed to a
person.
"""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import structlog

from calendar_store.model.calendar_answers import CalendarAnswer
from gateway.channels.mail.addresses import SignedAddress
from gateway.channels.mail.invitations.calendar_reading import read_answer
from gateway.channels.mail.reading.read_mail import ReadMail, answer_text, read_mail
from gateway.channels.mail.receiving.fingerprints import fingerprint_of
from gateway.channels.mail.receiving.our_words import Words

_log = structlog.get_logger(__name__)
_T = TypeVar("_T")
Answer = tuple[ReadMail, Words]
"""A mail, and what tells the words of ours that it answers."""

_THREADS = 2
_WITHIN = 20.0
"""Seconds; 20 MB of plain text take about a tenth of it."""
_SMALL = 64 * 1024
"""Octets up to which a mail does not wait for a larger one."""


class MailReader:
    """Reads mails on threads of its own.

    Attributes:
        given_up: number of mails that could not be read.

    Args:
        within: seconds for one mail.
    """

    def __init__(self, within: float = _WITHIN) -> None:
        self._within = within
        self._threads = ThreadPoolExecutor(_THREADS, "mail reader")
        # one large mail at a time: the other thread is for the small ones
        self._large = asyncio.Semaphore(1)
        self._closed = False
        self.given_up = 0

    async def read(self, raw: bytes) -> ReadMail | None:
        """Return what a mail is; None for a mail that cannot be read.

        Args:
            raw: the mail as received.
        """
        if len(raw) <= _SMALL:
            return await self._try(lambda: read_mail(raw))
        async with self._large:
            return await self._try(lambda: read_mail(raw))

    async def answers(self, mails: Sequence[Answer]) -> list[str | None]:
        """Return the words of answers without ours; None where they cannot be told apart.

        Args:
            mails: the answers, each with what tells the words of ours that it answers.
        """
        if not mails:
            return []
        words = await self._try(lambda: [_own_words(*one) for one in mails])
        if words is not None:
            return [*words]
        # one of the mails stops the reader; the others must not suffer from it
        return [await self._try(partial(_own_words, *one)) for one in mails]

    async def calendar_answer(self, ics: bytes) -> CalendarAnswer | None:
        """Return the answer in a calendar object; None where there is none to be read."""
        return await self._try(lambda: read_answer(ics))

    async def fingerprint(self, raw: bytes, signed: SignedAddress) -> bytes:
        """Return the identity of a mail; see `fingerprint_of`."""
        if len(raw) <= _SMALL:
            return fingerprint_of(raw, signed)
        return await asyncio.to_thread(fingerprint_of, raw, signed)

    def close(self) -> None:
        """Stop the threads after the mails under way; nothing is read any more."""
        self._closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _try(self, work: Callable[[], _T]) -> _T | None:
        loop = asyncio.get_running_loop()
        if self._closed:
            # not the fault of the mail, which comes again
            raise RuntimeError("the reader of mails is closed")
        try:
            async with asyncio.timeout(self._within):
                return await loop.run_in_executor(self._threads, work)
        except TimeoutError:
            # the thread goes on until it is done; other mails get threads of their own
            self._threads.shutdown(wait=False)
            self._threads = ThreadPoolExecutor(_THREADS, "mail reader")
            _log.error("reading a mail took too long", seconds=self._within)
        except Exception:  # noqa: BLE001 (a person reads a mail that stops the reader)
            _log.exception("a mail could not be read")
        self.given_up += 1
        return None


def _own_words(read: ReadMail, ours: Words) -> str:
    known = ours()
    return answer_text(read, known.text, known.labels)
