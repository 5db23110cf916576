"""Plays the conversations of a folder and prints those that end otherwise than they should.

`python -m tests.end_to_end.play FOLDER`; the files are as `talks` says.
"""

import asyncio
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from calendar_store.database.connection import Database
from calendar_store.database.migrate import migrate
from tests.end_to_end.conversing import conversing, verdict
from tests.end_to_end.talks import read_all


async def play(folder: Path) -> int:
    """Play every conversation; return how many end otherwise."""
    talks, wrong = read_all(folder), 0
    with TemporaryDirectory() as kept:
        empty = Path(kept) / "empty.db"
        await _migrated(empty)
        for number, talk in enumerate(talks):
            store = Path(kept) / f"{number}.db"
            shutil.copy(empty, store)
            async with conversing(talk, store) as talking:
                if fault := await verdict(talk, talking):
                    wrong += 1
                    print(f"\n{talk.name}\n{fault}")  # noqa: T201 (for whoever plays them)
    print(f"\n{len(talks) - wrong} of {len(talks)} end as they should")  # noqa: T201 (for whoever plays them)
    return wrong


async def _migrated(path: Path) -> None:
    database = Database.connect(f"sqlite:///{path}")
    await migrate(database)
    await database.close()


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[])
    sys.exit(asyncio.run(play(Path(sys.argv[1]))) > 0)
