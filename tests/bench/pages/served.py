"""The service's pages in a process of their own, which says what it has spent.

`python -m tests.bench.pages.served URL` prints its port, and ends when its input does.
"""

import asyncio
import sys
import time

import structlog
import uvloop
from aiohttp import web

from calendar_store.database.connection import Database
from config.checked import Address
from gateway.app import listening
from gateway.warming import spare_the_collector
from gateway.web.server.app import make_app
from gateway.web.server.routes import PagePlugin, PageRoute, RoutePermission
from gateway.web.server.warming import warm_pages
from tests.bench.pages.counting import StatementCount
from tests.bench.pages.shape import NOW
from tests.support.sms import NOBODY

FIGURES = "/bench/figures"
"""Answers with seconds of the processor, and with what was counted since it was asked last."""


def application(database: Database, counted: StatementCount) -> web.Application:
    """Return the service's pages at the moment of the bench, with the page of figures.

    Args:
        database: the store.
        counted: counts its statements.
    """

    async def figures(_: web.Request) -> web.Response:
        statements, steps, slow = counted.taken()
        spent = time.process_time()
        return web.json_response(
            {"cpu": spent, "statements": statements, "steps": steps, "slow": slow}
        )

    return make_app(
        database,
        clock=lambda: NOW,
        public_url="http://127.0.0.1",
        secret_key=b"bench" * 8,
        tariff=NOBODY,
        plugins=[PagePlugin((PageRoute("GET", FIGURES, figures, RoutePermission.ANYBODY),))],
    )


async def _serve(url: str, *, steps: bool) -> None:
    counted = StatementCount()
    counted.listen(steps=steps)
    spare_the_collector()
    database = Database.connect(url)
    pages = database.apart()
    app = application(pages, counted)
    async with listening(app, Address("127.0.0.1", 0)) as port:
        # as the service does after its start; the first requests come a little later
        await asyncio.to_thread(warm_pages, app)
        sys.stdout.write(f"{port}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
    await pages.close()
    await database.close()


if __name__ == "__main__":
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    uvloop.run(_serve(sys.argv[1], steps="--steps" in sys.argv[2:]))
