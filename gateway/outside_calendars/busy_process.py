"""Works out busy times in a process of its own, which ends when it takes too long.

A rule may repeat an event every second for ever, and a library may look for the next one without
end: a thread could not be stopped, and would take its share of time from the service.
"""

import asyncio
import json
import os
import resource
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from signal import ITIMER_VIRTUAL, SIG_IGN, SIGINT, setitimer, signal

from calendar_store.model.availability import Span
from calendar_store.model.reason_codes import ReasonCode
from gateway.outside_calendars.trouble import NotRead

WITHIN = 30.0
"""Seconds until busy times have to be there."""
_COMPUTING = 20.0
"""Seconds of processor time; a usual calendar takes a tenth of one."""
_MEMORY = 1024**3
_ROOT = Path(__file__).parents[2]
_NICE = 10


async def computed(
    content: bytes, question: dict[str, object], within: float = WITHIN
) -> list[Span]:
    """Return the busy times of a file, as `busy_events.busy_times` does.

    Args:
        content: the file.
        question: a `BusyQuestion` as JSON.
        within: seconds until they have to be there.

    Raises:
        NotRead: if the file cannot be read, or takes too long.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
    )
    try:
        async with asyncio.timeout(within):
            told, _ = await process.communicate(json.dumps(question).encode() + b"\n" + content)
    except TimeoutError:
        told = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not told and (process.returncode or 0) > 0:
        raise NotRead(ReasonCode.OUTSIDE_BROKEN)
    if not told:
        raise NotRead(ReasonCode.OUTSIDE_TOO_MUCH_WORK, seconds=round(within))
    answer = json.loads(told)
    if "trouble" in answer:
        raise NotRead(ReasonCode(answer["trouble"]), **answer["facts"])
    return [
        (datetime.fromisoformat(one), datetime.fromisoformat(end)) for one, end in answer["busy"]
    ]


def _bound() -> None:
    """Bound this process: what takes too long ends it (SIGVTALRM), what asks for too much fails."""
    signal(SIGINT, SIG_IGN)
    setitimer(ITIMER_VIRTUAL, _COMPUTING)
    # a closed unit of systemd may refuse these two
    with suppress(OSError, ValueError):
        os.nice(_NICE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _answer() -> dict[str, object]:
    from gateway.outside_calendars.busy_events import BusyQuestion, busy_times

    question = BusyQuestion.of_json(json.loads(sys.stdin.buffer.readline()))
    try:
        found = busy_times(sys.stdin.buffer.read(), question)
    except NotRead as error:
        return {"trouble": error.reason.code, "facts": dict(error.reason.facts)}
    except (MemoryError, RecursionError):
        facts = {"seconds": round(WITHIN)}
        return {"trouble": ReasonCode.OUTSIDE_TOO_MUCH_WORK, "facts": facts}
    return {"busy": [(start.isoformat(), end.isoformat()) for start, end in found]}


if __name__ == "__main__":
    _bound()
    sys.stdout.write(json.dumps(_answer()))
