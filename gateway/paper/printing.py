"""Draws a paper in a process of its own, beside the service, which goes on meanwhile."""

import asyncio
import os
import resource
import sys
from contextlib import suppress
from pathlib import Path
from signal import ITIMER_VIRTUAL, SIG_IGN, SIGINT, setitimer, signal

from gateway.paper.document import Document

WITHIN = 300.0
"""Seconds until a paper has to be drawn; four weeks of 12 practitioners take one or two."""
_COMPUTING = 120.0
"""Seconds of processor time."""
_MEMORY = 2 * 1024**3
_ROOT = Path(__file__).parents[2]
_NICE = 10


class NotDrawn(Exception):
    """A paper could not be drawn: the machine has too little memory, or time."""


async def printed(paper: Document, within: float = WITHIN) -> tuple[bytes, int]:
    """Return the PDF of a paper, and how many pages it has.

    Args:
        paper: the paper.
        within: seconds until it has to be there.

    Raises:
        NotDrawn: if it cannot be drawn, or takes too long.
    """
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=_ROOT,
    )
    told = said = b""
    try:
        async with asyncio.timeout(within):
            told, said = await process.communicate(paper.write())
    except TimeoutError:
        raise NotDrawn(f"a paper was not drawn within {within:.0f} seconds") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        last = said.decode(errors="replace").strip().splitlines()[-1:]
        raise NotDrawn(" ".join(["a paper cannot be drawn:", *last]))
    pages, _, content = told.partition(b"\n")
    return content, int(pages)


def _bound() -> None:
    """Bound this process: what takes too long ends it (SIGVTALRM), what asks for too much fails."""
    signal(SIGINT, SIG_IGN)
    setitimer(ITIMER_VIRTUAL, _COMPUTING)
    # a closed unit of systemd may refuse these two
    with suppress(OSError, ValueError):
        os.nice(_NICE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _answer() -> bytes:
    from gateway.paper.drawing import drawn

    content, pages = drawn(Document.read(sys.stdin.buffer.read()))
    return str(pages).encode() + b"\n" + content


if __name__ == "__main__":
    _bound()
    sys.stdout.buffer.write(_answer())
