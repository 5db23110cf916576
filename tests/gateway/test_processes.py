"""Work is the same in a thread and in processes, and a process that ends is no matter."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gateway import processes
from gateway.processes import WorkProcesses


def where(batch, beside):
    return [(one, beside, os.getpid()) for one in batch]


def fails(batch):
    raise ValueError(f"{len(batch)} pieces")


def never_ends(batch):
    if os.getpid() != batch[0]:
        while True:
            pass
    return ["in a thread"]


async def up(work):
    async with asyncio.timeout(60):
        while (await work.compute(where, [1], "x"))[0][2] == os.getpid():
            await asyncio.wrap_future(work._opened)


def ending_of(process):
    # the pool's thread waits for its process too: whoever comes second is told a moment later
    until = time.monotonic() + 20
    while process.exitcode is None and time.monotonic() < until:
        time.sleep(0.01)
    return process.exitcode


@pytest.fixture
async def work():
    made = WorkProcesses(1)
    yield made
    made.close()


async def test_nobody_waits_for_processes_that_start(work):
    assert await work.compute(where, [1, 2], "x") == [(1, "x", os.getpid()), (2, "x", os.getpid())]
    await up(work)
    done = await work.compute(where, list(range(9)), "x")
    assert [piece for piece, _, _ in done] == list(range(9))
    assert os.getpid() not in {pid for _, _, pid in done}


async def test_an_error_of_the_work_is_the_callers(work):
    for _ in range(2):
        with pytest.raises(ValueError, match="1 pieces"):
            await work.compute(fails, [1])
        await up(work)


async def test_a_process_that_is_killed_loses_no_work_and_the_next_one_waits(work, monkeypatch):
    await up(work)
    for process in work._started:
        process.kill()
    assert await work.compute(where, [1], "x") == [(1, "x", os.getpid())]
    for _ in range(9):
        await work.compute(where, [1], "x")
    assert work._pool is None
    work._pause_until = 0.0
    await up(work)


async def test_a_process_that_does_not_answer_is_not_waited_for(work):
    await up(work)
    (process,) = work._started
    os.kill(process.pid, signal.SIGSTOP)
    work.close()
    assert ending_of(process) == -signal.SIGKILL


async def test_work_that_a_process_does_not_do_is_done_in_a_thread(work, monkeypatch):
    monkeypatch.setattr(processes, "_ANSWERS", 0.2)
    await up(work)
    (process,) = work._started
    os.kill(process.pid, signal.SIGSTOP)
    assert await work.compute(where, [1], "x") == [(1, "x", os.getpid())]
    assert ending_of(process) == -signal.SIGKILL


SERVICE = """
import asyncio, os, sys
from gateway.processes import WorkProcesses
from tests.gateway.test_processes import up, where

async def main():
    work = WorkProcesses(1)
    await up(work)
    print(work._started[0].pid, flush=True)
    await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(main())
"""


def test_no_process_outlives_a_service_that_is_killed(tmp_path):
    file = tmp_path / "service.py"
    file.write_text(SERVICE)
    root = str(Path(__file__).parents[2])
    environment = os.environ | {"PYTHONPATH": root}
    with subprocess.Popen([sys.executable, file], stdout=subprocess.PIPE, env=environment) as run:
        worker = int(run.stdout.readline())
        run.kill()
    # the worker is nobody's child now: it is gone once no process has its number
    until = time.monotonic() + 30
    while is_alive(worker) and time.monotonic() < until:
        time.sleep(0.05)
    assert not is_alive(worker)


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_work_without_end_ends_its_process_and_is_done_in_a_thread(work):
    await up(work)
    # the processes have the usual limit: seconds of their processor time
    began = time.perf_counter()
    assert await work.compute(never_ends, [os.getpid()]) == ["in a thread"]
    assert time.perf_counter() - began >= processes._WITHIN / 2


async def test_little_work_starts_no_process():
    work = WorkProcesses(10)
    await work.compute(where, list(range(9)), "x")
    assert work._pool is None
    await work.compute(where, [1], "x")
    assert work._pool is not None
    work.close()


async def test_work_of_long_ago_counts_no_more(monkeypatch):
    monkeypatch.setattr(processes, "_SPAN", 0.0)
    work = WorkProcesses(10)
    for _ in range(20):
        await work.compute(where, [1], "x")
    assert work._pool is None


async def test_none_are_started_where_they_are_not_wanted():
    work = WorkProcesses(0)
    await work.compute(where, list(range(1000)), "x")
    assert work._pool is None
    assert work._recent == processes.deque()
