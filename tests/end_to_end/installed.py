"""Textback as it is installed: commands and the service, each in a process of its own."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from calendar_store.database.connection import Database, Transaction
from calendar_store.database.notify import Topic
from config.settings import load
from tests.support.ports import free_port
from tests.support.processes import kill

T = TypeVar("T")

SCRIPT = Path(sys.executable).with_name("textback")
OURS = "+390699000111"
PATIENCE = 60.0
"""Seconds after which what is waited for does not come any more."""
_LOOK_AT_LEAST_EVERY = 1.0
"""Seconds after which the store is looked at although no commit was noticed."""

_ENVIRON = {name: value for name, value in os.environ.items() if not name.startswith("TEXTBACK")}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Served:
    """The service while it runs; its log is in the folder."""

    process: Process
    log: Path

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()

    async def ended(self) -> int:
        """Wait for its end; return its exit code, negative for a signal."""
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()

    async def stopped(self) -> int:
        """Ask it to stop; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended()


@dataclass(frozen=True, slots=True)
class Installed:
    """A folder with a configuration, and the commands run on it."""

    folder: Path

    @property
    def config(self) -> Path:
        """The configuration."""
        return self.folder / "textback.toml"

    async def run(self, *args: str, typed: str = "") -> Answer:
        """Run a command to its end."""
        command = (str(SCRIPT), "--config", str(self.config), *args)
        process = await asyncio.create_subprocess_exec(
            *command, cwd=self.folder, env=_ENVIRON, stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        try:
            async with asyncio.timeout(PATIENCE):
                out, err = await process.communicate(typed.encode())
        except BaseException:
            await kill(process)
            raise
        assert process.returncode is not None
        return Answer(process.returncode, out.decode(), err.decode())

    async def ok(self, *args: str, typed: str = "") -> str:
        """Run a command that has to succeed; return what it printed."""
        answer = await self.run(*args, typed=typed)
        assert (answer.code, answer.err) == (0, ""), answer
        return answer.out

    async def json(self, *args: str) -> Any:
        """Run a command that has to succeed; return the document it printed."""
        return json.loads(await self.ok(*args, "--json"))

    async def until(self, *args: str, holds: Callable[[Any], object]) -> Any:
        """Ask until the document printed is as wanted; return it."""
        shown = None
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    shown = await self.json(*args)
                    if holds(shown):
                        return shown
        except TimeoutError:
            raise AssertionError(f"{' '.join(args)} still says {shown}") from None

    @asynccontextmanager
    async def store(self) -> AsyncIterator[Database]:
        """Open the store beside the service, for what no command does or shows."""
        database = Database.connect(load(self.config, {}).store.full_url())
        try:
            yield database
        finally:
            await database.close()

    async def until_stored(self, look: Callable[[Transaction], Awaitable[T]]) -> T:
        """Look into the store at every commit until there is something to see; return that."""
        async with self.store() as database:
            changed = database.changes.listen(*Topic)
            watching = asyncio.create_task(database.watch())
            try:
                async with asyncio.timeout(PATIENCE):
                    while True:
                        async with database.read() as tx:
                            seen = await look(tx)
                        if seen:
                            return seen
                        if watching.done():
                            watching.result()
                        await changed.wait(_LOOK_AT_LEAST_EVERY)
            finally:
                watching.cancel()
                await asyncio.gather(watching, return_exceptions=True)

    async def set_up(self, store: str = "sqlite:///textback.db", sender: str = OURS) -> None:
        """Write a configuration, create the store, and Studio Aurora with one practitioner."""
        await self.ok(
            *("init", "--yes", "--name", "Studio Aurora", "--timezone", "Europe/Rome"),
            *("--locale", "en", "--sender", sender, "--staff-email", "ada@example.org"),
            *("--password-stdin", "--store", store, "--listen", f"127.0.0.1:{free_port()}"),
            typed="a sample password\n",
        )
        # the tests run at every hour, and reminders of a night would wait for the morning
        await self.ok("practice", "set", "Studio Aurora", "--quiet", "none")
        await self.ok("practitioner", "add", "Aurora", "--hours", "mon-sun 00:00-24:00")

    def add_carrier(self, port: int, *, numbers: tuple[str, ...] = (OURS,), **keys: Any) -> None:
        """Enter an account with a carrier on this machine."""
        settings = {
            "name": "primary",
            "host": "127.0.0.1",
            "port": port,
            "system_id": "esme",
            "password": "secret",
            "numbers": list(numbers),
            "reconnect_min": "50ms",
            "reconnect_max": "200ms",
        } | keys
        lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
        with self.config.open("a", encoding="utf-8") as file:
            file.write("\n".join(("", "[[carrier]]", *lines, "")))

    @asynccontextmanager
    async def serving(self, **environ: str) -> AsyncIterator[Served]:
        """Run the service while the block runs; nothing of it is left afterwards."""
        log = self.folder / "serve.log"
        with log.open("ab") as said:
            process = await asyncio.create_subprocess_exec(
                *(str(SCRIPT), "--config", str(self.config), "serve", "--json"),
                cwd=self.folder,
                env=_ENVIRON | environ,
                stderr=said,
            )
        served = Served(process, log)
        try:
            yield served
        finally:
            await kill(process)
