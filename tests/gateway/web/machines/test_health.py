"""Machines are told in a line whether the service lives and works, and nothing beyond it."""

from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import text

from calendar_store.database.connection import Database
from gateway.supervisor import LoopState
from gateway.web.server.app import make_app
from gateway.web.server.web_context import Watch
from tests.support.sms import NOBODY


class Vitals:
    """How a service fares, as a test has it."""

    def __init__(self):
        self.broken, self.links = [], []

    def carrier(self, *states):
        binds = [{"name": f"secret/{n}", "state": one} for n, one in enumerate(states)]
        self.links.append({"carrier": "secret", "state": states[0], "binds": binds})


@pytest.fixture
def vitals():
    return Vitals()


@asynccontextmanager
async def asked(database, vitals, clock):
    """Serve pages; yield what asks them, as (status, answer)."""

    async def nothing(accept):
        return b"", accept

    app = make_app(
        database,
        clock=clock,
        public_url="http://127.0.0.1",
        secret_key=None,
        tariff=NOBODY,
        link_status=lambda: vitals.links,
        watch=Watch(lambda: vitals.broken, nothing),
    )
    server = TestServer(app)
    await server.start_server()

    async def ask(path):
        async with session.get(server.make_url(path)) as response:
            return response.status, await response.json()

    async with aiohttp.ClientSession() as session:
        yield ask
    await server.close()


@pytest.fixture
async def ask(database, vitals, clock):
    async with asked(database, vitals, clock) as ask:
        yield ask


async def test_what_lives_and_works_says_so(ask, vitals):
    assert await ask("/healthz") == (200, {"alive": True})
    # without a carrier in the configuration none is missed
    assert await ask("/readyz") == (200, {"ready": True})
    vitals.carrier("waiting", "paused")
    assert await ask("/readyz") == (200, {"ready": True})


async def test_a_loop_that_keeps_failing_is_told_by_its_kind(ask, vitals):
    vitals.broken = ["turns", "late answers secret", "sender secret"]
    status, answer = await ask("/healthz")
    reason = "what keeps failing: late answers, sender, turns; the log says why"
    assert (status, answer) == (503, {"alive": False, "reason": reason})


async def test_no_bind_at_any_carrier_is_not_ready(ask, vitals):
    vitals.carrier("refused", "waiting")
    vitals.carrier("connecting")
    assert await ask("/readyz") == (503, {"ready": False, "reason": "no carrier is connected"})
    vitals.carrier("bound")
    assert await ask("/readyz") == (200, {"ready": True})


async def test_a_store_of_another_version_is_not_ready(ask, database):
    async with database.write() as tx:
        await tx.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    reason = "the store is of another version"
    assert await ask("/readyz") == (503, {"ready": False, "reason": reason})


async def test_a_store_that_is_gone_is_not_ready_and_its_place_is_not_told(vitals, clock, tmp_path):
    missing = Database.connect(f"sqlite:///{tmp_path / 'gone' / 'textback.db'}")
    async with asked(missing, vitals, clock) as ask:
        reason = "the store does not answer"
        assert await ask("/readyz") == (503, {"ready": False, "reason": reason})
        assert (await ask("/healthz"))[0] == 200
    await missing.close()


def test_a_loop_keeps_failing_when_it_never_runs_for_long_between_faults():
    course = LoopState(began=0)
    for now in (1, 2, 4, 8):
        course.failed(now)
        course.began = now + 0.5
        assert not course.keeps_failing(now)
    course.failed(16)
    assert course.keeps_failing(16.1)
    course.began = 24
    assert course.keeps_failing(60)
    # it has held out for a minute
    assert not course.keeps_failing(85)
    course.failed(86)
    assert not course.keeps_failing(86)
    assert (course.failures, course.in_a_row) == (6, 1)
