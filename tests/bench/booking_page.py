"""(h) The booking page: the pages of one booking, beside many appointments and beside few."""

import statistics
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from aiohttp.test_utils import TestClient, TestServer

from calendar_store.practices import practices, services
from gateway.use_cases.tariff import Tariff
from gateway.web.client.booking.booking_desk import BOOKING_LIMITS
from gateway.web.server.allowance import Allowance
from gateway.web.server.app import make_app
from tests.bench import seed
from tests.support.actors import named
from tests.support.sms import texts

_ROUNDS = 40
_PEOPLE = 20_000
FEW = 20_000
"""Appointments of a small store: its next two months are as full as those of a large one."""
_PAGE = "/b/studio-aurora"


async def booking_pages(path: Path, count: int) -> tuple[float, float]:
    """Return the median milliseconds of a page of times, and of holding a time with its code.

    Args:
        path: where the store is made.
        count: number of appointments in the store.
    """
    async with seed.sample(path, doctors=10, week="mon-sun 09:00-19:00") as sample:
        people = await seed.people(sample, min(count, _PEOPLE))
        await seed.busy_years(sample, (people * (count // len(people) + 1))[:count])
        return await _measured(sample)


async def _measured(sample: seed.Sample) -> tuple[float, float]:
    by, now, practice = named("bench"), sample.now, sample.practice
    async with sample.database.write() as tx:
        await practices.change(
            *(tx, practice.id), slug="studio-aurora", answers_to_strangers=1000, by=by, now=now
        )
        service = await services.add(
            tx, practice.id, "Cut", duration=timedelta(minutes=30), by=by, now=now
        )
    app = make_app(
        sample.database,
        clock=lambda: now,
        public_url="http://localhost",
        secret_key=None,
        tariff=Tariff(texts(("bench", (seed.OURS,)))),
    )
    app[BOOKING_LIMITS].looks = app[BOOKING_LIMITS].sends = Allowance(100_000, timedelta(hours=1))
    chosen = {"service": str(service.id), "with": "any"}
    async with TestClient(TestServer(app)) as client:
        looks, holds = [], []
        for n in range(_ROUNDS):
            day = (now + timedelta(days=1 + n % 50)).date()
            began = time.perf_counter()
            async with client.get(_PAGE, params=chosen | {"day": str(day)}) as response:
                page = await response.text()
            looks.append(time.perf_counter() - began)
            links = page.split('<ul class="times">')[1].split("</ul>")[0]
            at = links.split("at=")[1].split("&")[0].split('"')[0]
            began = time.perf_counter()
            await _hold(client, chosen | {"at": at}, n)
            holds.append(time.perf_counter() - began)
    return _milliseconds(looks), _milliseconds(holds)


async def _hold(client: TestClient, chosen: dict[str, str], number: int) -> None:
    person = {
        "first": "Grace",
        "last": "Hopper",
        "mobile": seed.mobile(9_000_000 + number),
        "consent": "yes",
    }
    elsewhere = {"X-Forwarded-For": f"203.0.113.{number}"}
    async with client.post(
        _PAGE, data=chosen | person, headers=elsewhere, allow_redirects=False
    ) as response:
        if response.status != 303:
            raise RuntimeError(f"the time was not held: {response.status}")


def _milliseconds(some: Sequence[float]) -> float:
    return statistics.median(some) * 1000
