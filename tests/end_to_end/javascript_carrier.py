"""Another carrier that nobody here wrote, npm's smpp in a process of its own, with phones.

`javascript/carrier.js` is the little that is ours: it tells what comes and sends what it is told.
"""

import asyncio
import json
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from tests.end_to_end.installed import OURS, PATIENCE
from tests.end_to_end.phones import Phones

_PROGRAM = Path(__file__).with_name("javascript") / "carrier.js"
_MODULES = Path(__file__).parents[2] / ".node" / "node_modules"


class JavascriptCarrier(Phones):
    """The SMSC, the one session bound to it, and what arrived at its phones."""

    def __init__(self, process: Process, port: int) -> None:
        super().__init__(port)
        self._process = process
        self._bound = False
        self._references = count(1)
        self._answers: dict[int, asyncio.Future[int]] = {}

    @property
    def is_bound(self) -> bool:
        return self._bound

    async def text(
        self, number: str, words: bytes, *, data_coding: int = 0, esm_class: int = 0
    ) -> bool:
        await self.bound()
        reference = next(self._references)
        self._answers[reference] = asyncio.get_running_loop().create_future()
        said = {
            "reference": reference,
            "number": number.removeprefix("+"),
            "ours": OURS.removeprefix("+"),
            "octets": words.hex(),
            "data_coding": data_coding,
            "esm_class": esm_class,
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(said).encode() + b"\n")
        async with asyncio.timeout(PATIENCE):
            return await self._answers[reference] == 0

    async def run(self) -> None:
        """Take what the carrier tells, until it ends."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self._note(json.loads(line))
            await self._tell()

    def _note(self, told: dict[str, Any]) -> None:
        match told["event"]:
            case "bound":
                self._bound = True
            case "unbound":
                self._bound = False
                self.unbound += 1
            case "text":
                header = bytes.fromhex(told["header"])
                self._arrives(f"+{told['number']}", told["words"], header, told["id"])
            case "answered":
                self._answers.pop(told["reference"]).set_result(told["status"])
            case _:
                raise AssertionError(told)


@asynccontextmanager
async def javascript_carrier() -> AsyncIterator[JavascriptCarrier]:
    """Run the carrier while the block runs."""
    assert _MODULES.exists(), "the JavaScript carrier is not installed; run: make .node/installed"
    process = await asyncio.create_subprocess_exec(
        "node", _PROGRAM, env=os.environ | {"NODE_PATH": str(_MODULES)}, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    carrier = JavascriptCarrier(process, json.loads(await process.stdout.readline())["port"])
    running = asyncio.create_task(carrier.run())
    try:
        yield carrier
    finally:
        process.stdin.close()
        await process.wait()
        await running
