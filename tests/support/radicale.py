"""A real Radicale for the tests: a calendar server that nobody here wrote, over loopback."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from tests.support.outside_events import calendar
from tests.support.ports import free_port

USER, PASSWORD = "ada", "p4ss w%rd"
_CONFIG = """\
[server]
hosts = 127.0.0.1:{port}
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[logging]
level = warning
"""


@dataclass(frozen=True, slots=True)
class Radicale:
    """A running Radicale with one calendar.

    Attributes:
        port: where it listens.
    """

    port: int

    @property
    def address(self) -> str:
        """The address of the calendar, with user and password."""
        return f"http://{USER}:p4ss%20w%25rd@127.0.0.1:{self.port}/ada/home/"

    async def put(self, name: str, event: str) -> None:
        """Put an event into the calendar, or another one in its place."""
        await self._ask("PUT", f"{name}.ics", calendar(event))

    async def delete(self, name: str) -> None:
        """Remove an event."""
        await self._ask("DELETE", f"{name}.ics")

    async def make(self) -> None:
        """Make the calendar."""
        await self._ask("MKCALENDAR", "")

    async def _ask(self, method: str, name: str, content: bytes = b"") -> None:
        url = f"http://127.0.0.1:{self.port}/ada/home/{name}"
        said = aiohttp.encode_basic_auth(USER, PASSWORD)
        headers = {"Authorization": said, "Content-Type": "text/calendar"}
        async with (
            aiohttp.ClientSession() as session,
            session.request(method, url, data=content, headers=headers) as answer,
        ):
            assert answer.status in {200, 201, 204}, await answer.text()


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[Radicale]:
    """Run a Radicale with an empty calendar while the block runs.

    Args:
        folder: of its own.
    """
    server = Radicale(free_port())
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "config").write_text(_CONFIG.format(port=server.port, folder=folder))
    program = shutil.which("radicale")
    assert program, "install radicale"
    process = await asyncio.create_subprocess_exec(program, "--config", str(folder / "config"))
    try:
        async with asyncio.timeout(20):
            while not await _listens(server.port):
                if process.returncode is not None:
                    pytest.fail("radicale ended")
                await asyncio.sleep(0.05)
        await server.make()
        yield server
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
