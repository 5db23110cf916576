"""What a call costs in processor time, whatever else the machine does."""

import time
from collections.abc import Callable

_ROUNDS = 3


def seconds_of(call: Callable[[], object]) -> float:
    """Return the processor seconds of a call: the least of some rounds.

    One round may hold a collection of all the garbage of the tests before it.
    """
    return min(_once(call) for _ in range(_ROUNDS))


def _once(call: Callable[[], object]) -> float:
    began = time.thread_time()
    call()
    return time.thread_time() - began
