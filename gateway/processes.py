"""Processes beside the service, for work that only computes.

Python runs one thread of a process at a time: reading mails, understanding texts and composing
mails would keep carriers, pages and the store waiting. Starting a process takes about a second, so
processes are started when there is much to do, used once they are up, and ended when there was
little to do for a while. Little work is done in a thread.
"""

import asyncio
import gc
import os
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import parent_process
from multiprocessing.connection import wait
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.process import BaseProcess
from signal import ITIMER_VIRTUAL, SIG_IGN, SIGINT, setitimer, signal
from threading import Thread
from typing import Any, TypeVar, TypeVarTuple

import structlog

_log = structlog.get_logger(__name__)
_Piece = TypeVar("_Piece")
_Done = TypeVar("_Done")
_Others = TypeVarTuple("_Others")

_MANY = 40
"""Pieces of work within `_SPAN` that are worth a process."""
_SPAN = 1.0
"""Seconds; work comes in many small batches."""
_IDLE = 60.0
"""Seconds with little work after which the processes are ended."""
_MOST = 4
"""Most processes: the store takes no more than these compute."""
_THREADS = 2
"""Threads for little work; each of more would take its share of time from the event loop."""
_PAUSE = 30.0
"""Seconds without processes after one has ended by itself: the next may end as well."""
_WITHIN = 5.0
"""Seconds of processor time for one share; those of the service take a fraction of a second."""
_ANSWERS = 15.0
"""Seconds until a process has to be done: one that takes longer is stopped, or swapped out."""


class WorkProcesses:
    """Computes batches of work in processes where there is much of it, else in a thread.

    Functions and their arguments have to be importable by another process (`pickle`).

    Args:
        many: pieces of work within a second that are worth a process; 0: none ever are; None: the
            usual number, or none on a machine with one core.
    """

    def __init__(self, many: int | None = None) -> None:
        spare = len(os.sched_getaffinity(0)) - 1
        self._count = max(1, min(spare, _MOST))
        self.many = (_MANY if spare else 0) if many is None else many
        self._threads = ThreadPoolExecutor(_THREADS, "work")
        self._pool: ProcessPoolExecutor | None = None
        self._started: list[BaseProcess] = []
        self._opened: Future[None] | None = None
        self._pause_until = 0.0
        self._ends: asyncio.TimerHandle | None = None
        self._recent: deque[tuple[float, int]] = deque()
        self._lately = 0

    async def compute(
        self,
        function: Callable[[Sequence[_Piece], *_Others], list[_Done]],
        batch: Sequence[_Piece],
        *others: *_Others,
        threads: Executor | None = None,
    ) -> list[_Done]:
        """Return `function(batch, *others)`; each process gets a share of the batch.

        Args:
            function: a function of a module, with one result for each piece of the batch.
            batch: the pieces.
            others: further arguments, the same for every share.
            threads: where little work is done; None: our own threads.

        Raises:
            Exception: what the function raises.
        """
        if self._is_much(len(batch)):
            try:
                if self._is_up():
                    return await self._elsewhere(function, batch, *others)
            except (BrokenProcessPool, OSError) as error:  # a TimeoutError is one
                _log.warning("no process did the work; a thread does it", error=repr(error))
                self._pause_until = asyncio.get_running_loop().time() + _PAUSE
                self._end_processes()
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads or self._threads, function, batch, *others)

    def close(self) -> None:
        """End processes and threads; no more work is taken."""
        self._end_processes()
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _end_processes(self) -> None:
        if self._ends is not None:
            self._ends.cancel()
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=False, cancel_futures=True)
        # one that does not answer would be waited for when the service ends
        for process in self._started:
            process.kill()
        self._started = []

    def _is_much(self, pieces: int) -> bool:
        """Count work; tell whether there was much of it within a short time."""
        now = asyncio.get_running_loop().time()
        if not self.many or now < self._pause_until:
            return False
        self._recent.append((now, pieces))
        self._lately += pieces
        while self._recent[0][0] < now - _SPAN:
            self._lately -= self._recent.popleft()[1]
        return self._lately >= self.many

    async def _elsewhere(
        self,
        function: Callable[[Sequence[_Piece], *_Others], list[_Done]],
        batch: Sequence[_Piece],
        *others: *_Others,
    ) -> list[_Done]:
        loop = asyncio.get_running_loop()
        share = -(-len(batch) // self._count)
        shares = [batch[at : at + share] for at in range(0, len(batch), share)]
        work = asyncio.gather(
            *(loop.run_in_executor(self._pool, _work, function, some, *others) for some in shares)
        )
        # not cancelled after the time: the executor would stumble over its cancelled work
        await asyncio.wait([work], timeout=_ANSWERS)
        if not work.done():
            work.add_done_callback(_retrieved)
            raise TimeoutError
        return [one for some in work.result() for one in some]

    def _is_up(self) -> bool:
        """Tell whether processes can compute; begin to start them if there are none.

        Raises:
            BrokenProcessPool: if they could not be started.
        """
        loop = asyncio.get_running_loop()
        if self._ends is not None:
            self._ends.cancel()
        self._ends = loop.call_later(_IDLE, self._end_processes)
        if self._pool is None:
            context = _SpawnContext()
            self._started = context.started
            self._pool = ProcessPoolExecutor(self._count, context, _begin)
            self._opened = self._pool.submit(_nothing)
        if self._opened is None or not self._opened.done():
            return False
        self._opened.result()
        return True


def _retrieved(work: "asyncio.Future[Any]") -> None:
    """Take note of an error that nobody waits for any more."""
    if not work.cancelled():
        work.exception()


class _SpawnContext(SpawnContext):
    """Starts processes, and knows them.

    Attributes:
        started: the processes.
    """

    def __init__(self) -> None:
        super().__init__()
        self.started: list[BaseProcess] = []

    def Process(self, *args: Any, **named: Any) -> SpawnProcess:  # type: ignore[override]  # noqa: N802
        """Return a process to start, as `ProcessPoolExecutor` asks for it."""
        process = SpawnProcess(*args, **named)
        self.started.append(process)
        return process


def _begin() -> None:
    """Set up a process: a terminal's interrupt is left to the service, and it ends with it."""
    signal(SIGINT, SIG_IGN)
    Thread(target=_end_with_service, name="end with the service", daemon=True).start()


def _end_with_service() -> None:
    """End this process when the service is gone, however it went."""
    service = parent_process()
    if service is not None:
        wait([service.sentinel])
    os._exit(1)


def _nothing() -> None:
    """Do nothing, once the process is up."""
    gc.freeze()


def _work(
    function: Callable[[Sequence[_Piece], *_Others], list[_Done]],
    some: Sequence[_Piece],
    *others: *_Others,
) -> list[_Done]:
    """Work on a share; work without end ends the process (SIGVTALRM)."""
    setitimer(ITIMER_VIRTUAL, _WITHIN)
    try:
        return function(some, *others)
    finally:
        setitimer(ITIMER_VIRTUAL, 0)
