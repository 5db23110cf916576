"""The machine's disk is lost in the midst of load: at most ten seconds of it are."""

import asyncio
import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.end_to_end.installed import Installed
from tests.support.disks import loop_disk

pytestmark = pytest.mark.timeout(300)

_AT_MOST = 10.0
_ADD = text("INSERT INTO ticks VALUES (:n)")


async def test_a_lost_disk_costs_ten_seconds_at_most(tmp_path: Path) -> None:
    image = tmp_path / "disk.img"
    acknowledged: list[tuple[int, float]] = []
    with loop_disk(tmp_path / "disk", image, 256) as disk:
        textback = Installed(disk)
        await textback.set_up()
        key, frames = tmp_path / "secret.key", tmp_path / "frames"
        public = (await textback.json("backup", "key", "--to", str(key)))["recipient"]
        with textback.config.open("a", encoding="utf-8") as config:
            config.write(f'[backup]\nrecipients = ["{public}"]\nframes_to = "{frames}"\n')
        async with textback.serving() as served, textback.store() as store:
            async with store.write() as tx:
                await tx.execute(text("CREATE TABLE ticks (n integer)"))

            async def load() -> None:
                n = 0
                while True:
                    n += 1
                    async with store.write() as tx:
                        await tx.execute(_ADD, {"n": n})
                    acknowledged.append((n, time.monotonic()))
                    await asyncio.sleep(0.005)

            loading = asyncio.create_task(load())
            async with asyncio.timeout(90):
                while not list(frames.glob("*/store-*")):  # noqa: ASYNC110 (another process writes)
                    await asyncio.sleep(0.1)
            await asyncio.sleep(12)
            assert not loading.done()
            # all of the disk is gone at once, under the service that writes to it
            lost_at = time.monotonic()
            with image.open("r+b") as octets:
                octets.write(os.urandom(4096) * 64)
                octets.truncate(4096 * 64)
            served.kill()
            await served.ended()
            loading.cancel()
            with suppress(BaseException):
                await loading
    assert acknowledged
    answer = await Installed(tmp_path).run(
        *("restore", "--from", str(frames), "--to", str(tmp_path / "new"), "--key", str(key))
    )
    assert answer.code == 0, answer
    found = sqlite3.connect(tmp_path / "new" / "textback.db")
    (newest,) = found.execute("SELECT max(n) FROM ticks").fetchone()
    (whole,) = found.execute("SELECT count(*) FROM ticks").fetchone()
    found.close()
    assert newest == whole
    gone = [at for n, at in acknowledged if n > newest and at <= lost_at]
    seconds = lost_at - gone[0] if gone else 0.0
    assert seconds <= _AT_MOST, f"{len(gone)} of {len(acknowledged)} commits are lost"
