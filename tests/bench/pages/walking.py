"""Walk through the pages of a large store, and measure each: how long, and what it cost."""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.bench.pages.addresses import WalkedPage, walk
from tests.bench.pages.big_store import StoreFacts
from tests.bench.pages.served import FIGURES

_MS = 1000
_NOT_THERE = ("/join/", "/healthz")


@dataclass(frozen=True, slots=True)
class PageFigures:
    """What one page took; times in milliseconds.

    Attributes:
        page: the page.
        first: the first request after the service began.
        median: of the requests after it.
        worst: their 99th percentile.
        cpu: of the service's process for a request, and of PostgreSQL's.
        statements: asked of the store for a request.
        steps: SQLite's for a request; 0 unless they were counted.
        size: octets of the answer.
        slow: the statement with the most steps, and how many.
    """

    page: WalkedPage
    first: float
    median: float
    worst: float
    cpu: float
    statements: float
    steps: float
    size: int
    slow: tuple[str, int]


async def walked(
    url: str,
    facts: StoreFacts,
    *,
    rounds: int,
    steps: bool = False,
    beside: Callable[[], float] = lambda: 0.0,
    only: str = "",
) -> Sequence[PageFigures]:
    """Return the figures of every page.

    Args:
        url: of the store.
        facts: what is in it.
        rounds: requests of each page after the first.
        steps: whether SQLite's steps are counted, which costs time.
        beside: seconds of the processor that the database's own processes have spent.
        only: the beginning of the names of pages that are wanted; "" for all.
    """
    pages = [one for one in walk(facts) if one.name.startswith((only, "a trivial"))]
    async with _served(url, steps=steps) as port, _visitor(port, facts) as visitor:
        firsts = [await _asked(visitor, one) for one in pages]
        return [
            await _measured(visitor, one, first, rounds, beside)
            for one, first in zip(pages, firsts, strict=True)
        ]


@asynccontextmanager
async def _served(url: str, *, steps: bool) -> AsyncIterator[int]:
    command = [sys.executable, "-m", "tests.bench.pages.served", url]
    process = await asyncio.create_subprocess_exec(
        *(*command, *(["--steps"] if steps else [])),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    if process.stdout is None or process.stdin is None:
        raise RuntimeError("the service has no pipes")
    try:
        yield int(await process.stdout.readline())
    finally:
        process.stdin.close()
        await process.wait()


@asynccontextmanager
async def _visitor(port: int, facts: StoreFacts) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(
        f"http://127.0.0.1:{port}",
        cookies={"textback": facts.session},
        cookie_jar=aiohttp.CookieJar(unsafe=True),
    ) as visitor:
        yield visitor


async def _asked(visitor: aiohttp.ClientSession, page: WalkedPage) -> tuple[float, int]:
    """Ask for a page, as a browser does; return its milliseconds, and the octets on the wire."""
    began = time.perf_counter()
    async with visitor.get(page.path, headers=page.headers, allow_redirects=False) as response:
        if page.until:
            octets = await response.content.readuntil(page.until)
        else:
            octets = await response.read()
        took = (time.perf_counter() - began) * _MS
        if response.status >= 400 and not page.path.startswith(_NOT_THERE):
            raise RuntimeError(f"{page.path}: {response.status}")
        if page.until:
            response.close()
    return took, int(response.headers.get("Content-Length", len(octets)))


async def _measured(
    visitor: aiohttp.ClientSession,
    page: WalkedPage,
    first: tuple[float, int],
    rounds: int,
    beside: Callable[[], float],
) -> PageFigures:
    before, elsewhere = await _figures(visitor), beside()
    times = [(await _asked(visitor, page))[0] for _ in range(rounds)]
    after, spent = await _figures(visitor), beside() - elsewhere
    cpu = after["cpu"] - before["cpu"] + spent
    return PageFigures(
        page,
        first[0],
        statistics.median(times),
        statistics.quantiles(times, n=100, method="inclusive")[98],
        cpu / rounds * _MS,
        after["statements"] / rounds,
        after["steps"] / rounds,
        first[1],
        tuple(after["slow"]),
    )


async def _figures(visitor: aiohttp.ClientSession) -> Any:
    async with visitor.get(FIGURES) as response:
        return await response.json()
