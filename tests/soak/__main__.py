"""Run the real service against a carrier of bad habits, kill it each minute, and judge the rest."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop
from rich.console import Console
from rich.table import Table

from calendar_store.database.connection import Database
from tests.end_to_end.installed import Installed, Served
from tests.soak import checks
from tests.soak.backups import backup_checks
from tests.soak.carrier import RESPONSE_TIMEOUT, SoakCarrier, soak_carrier
from tests.soak.feed import Feed

WINDOW = 50
_KILL_EVERY = 60.0
_WARM_AFTER = 15
"""Seconds of each life before its memory counts."""
_SETTLES_WITHIN = 180.0


class Soak:
    """One run.

    Attributes:
        kills: how often the service was killed.
        memory: its resident set in MiB, every second of its lives but the first few.
    """

    def __init__(self, textback: Installed, store: Database, carrier: SoakCarrier) -> None:
        self.kills = 0
        self.memory: list[float] = []
        self._textback = textback
        self._store = store
        self._carrier = carrier

    async def run(self, feed: Feed, per_second: float, seconds: float) -> None:
        """Book and kill for so long; then let what is under way come to its end."""
        feeding = asyncio.create_task(feed.run(per_second))
        loop = asyncio.get_running_loop()
        ends = loop.time() + seconds
        lives = max(1, round(seconds / _KILL_EVERY), min(3, int(seconds / 20)))
        for left in range(lives - 1, -1, -1):
            killed_at = ends - left * seconds / lives
            async with self._textback.serving() as served:
                await self._watch(served, lambda at=killed_at: _passed(loop, at))
                served.kill()
                await served.ended()
            self.kills += 1
            if feeding.done():
                feeding.result()
        feeding.cancel()
        async with self._textback.serving() as served:
            async with asyncio.timeout(_SETTLES_WITHIN):
                await self._watch(served, self._at_rest)
            if await served.stopped():
                raise RuntimeError(f"the service did not stop well; see {served.log}")

    async def _watch(self, served: Served, ends: Callable[[], Awaitable[bool]]) -> None:
        """Look at the service every second until it is enough."""
        age = 0
        while not await ends():
            await asyncio.sleep(1)
            age += 1
            if served.process.returncode is not None:
                raise RuntimeError(f"the service ended by itself; see {served.log}")
            if age > _WARM_AFTER:
                self.memory.append(_resident(served.process.pid))

    async def _at_rest(self) -> bool:
        if await self._carrier.pending():
            return False
        async with self._store.read() as tx:
            return await checks.settled(tx)


async def _passed(loop: asyncio.AbstractEventLoop, moment: float) -> bool:
    return loop.time() >= moment


def _resident(pid: int) -> float:
    """Return the resident set of a process in MiB (proc(5))."""
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


async def _soak(folder: Path, asked: argparse.Namespace) -> bool:
    textback = Installed(folder)
    await textback.set_up()
    await textback.ok(
        *("practice", "set", "Studio Aurora", "--quiet", "none", "--reminders", "booked")
    )
    public = (await textback.json("backup", "key", "--to", "backup.key"))["recipient"]
    with textback.config.open("a", encoding="utf-8") as config:
        config.write(
            f'[backup]\nto = "backups"\nrecipients = ["{public}"]\nevery = "1m"\n'
            'drill_key = "backup.key"\ndrill_every = "2m"\nframes_to = "frames"\n'
        )
    with soak_carrier(asked.seed) as carrier:
        textback.add_carrier(carrier.port, window=WINDOW, response_timeout=f"{RESPONSE_TIMEOUT:g}s")
        async with textback.store() as store:
            feed, soak = await Feed.begin(store), Soak(textback, store, carrier)
            try:
                await soak.run(feed, asked.rate, asked.seconds)
            except TimeoutError:
                Console().print("It did not come to rest; what is still under way counts below.")
            seen = await carrier.seen()
            events = checks.Events(feed.booked, WINDOW, soak.kills, soak.memory)
            async with store.read() as tx:
                held = await checks.all_of(tx, seen, events)
            held += await backup_checks(textback)
    _print(list(checks.figures(seen, events, asked.seconds)), held)
    return all(check.holds for check in held)


def _print(figures: list[tuple[str, str]], held: list[checks.Check]) -> None:
    happened = Table("what happened", "", title=f"{os.cpu_count()} cores, everything beside it")
    for row in figures:
        happened.add_row(*row)
    judged = Table("what must hold", "", "")
    for check in held:
        judged.add_row(check.name, "yes" if check.holds else "NO", check.figure)
    Console(width=120).print(happened, judged)


def main() -> int:
    """Soak, print, and return 0 if everything held."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="how long; ten minutes")
    parser.add_argument("--rate", type=float, default=30.0, help="bookings a second")
    parser.add_argument("--seed", type=int, default=1, help="of the carrier's dice")
    parser.add_argument("--keep", type=Path, help="an empty folder for the store and the log")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        return 0 if uvloop.run(_soak(asked.keep or Path(passing), asked)) else 1


if __name__ == "__main__":
    sys.exit(main())
