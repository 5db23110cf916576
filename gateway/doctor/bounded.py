"""Work with an end: checks beside each other, each with a limit, whatever hangs.

What does not end in time is left: a thread in a call of the operating system cannot be ended, and
neither can a task that does not take its cancellation. Nobody waits for them.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")
_GOODBYE = 0.3
"""Seconds for what is left to end by itself, before the loop is closed."""


class LooseThreads(ThreadPoolExecutor):
    """Runs each call in a thread of its own, which the end of the process does not wait for."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        """Run a function in a thread."""
        outcome: Future[T] = Future()

        def run() -> None:
            if not outcome.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:  # noqa: BLE001 (whoever waits gets it)
                outcome.set_exception(error)
            else:
                outcome.set_result(result)

        threading.Thread(target=run, name="doctor", daemon=True).start()
        return outcome

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Wait for nobody."""


_THREADS = LooseThreads(1)


async def in_thread(work: Callable[[], T]) -> T:
    """Return what a blocking function returns; the loop is closed without waiting for it."""
    return await asyncio.get_running_loop().run_in_executor(_THREADS, work)


async def within(seconds: float, work: Awaitable[T]) -> T:
    """Return the result of some work.

    Args:
        seconds: after which it is given up, and not waited for any longer.
        work: the work.

    Raises:
        TimeoutError: if it does not end in time.
    """
    task = asyncio.ensure_future(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not done:
        task.cancel()
        # how it ends then is nobody's affair, and is not logged
        task.add_done_callback(lambda one: one.cancelled() or one.exception())
        raise TimeoutError
    return task.result()


def run_bounded(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine in a loop of its own; nothing that it left behind is waited for."""
    loop = asyncio.new_event_loop()
    try:
        asyncio.set_event_loop(loop)
        loop.set_default_executor(LooseThreads(1))
        # whoever is cancelled and fails then has nobody who wants to know
        loop.set_exception_handler(lambda *_: None)
        result = loop.run_until_complete(work)
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.wait(left, timeout=_GOODBYE))
        with suppress(TimeoutError):
            loop.run_until_complete(within(_GOODBYE, loop.shutdown_asyncgens()))
        return result
    finally:
        asyncio.set_event_loop(None)
        loop.close()
