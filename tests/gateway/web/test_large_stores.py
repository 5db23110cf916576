"""No page of staff costs more because a store is old: years of appointments, and many clients.

Counted are the steps of SQLite's machine and the statements, not time, which a busy machine makes
of anything. Both stores are as full on every day; one of them is ten times as old.
"""

import pytest
from aiohttp.test_utils import TestClient, TestServer

from calendar_store.database.connection import Database
from tests.bench.pages.addresses import WalkedPage, walk
from tests.bench.pages.big_store import make
from tests.bench.pages.counting import StatementCount
from tests.bench.pages.served import application
from tests.bench.pages.shape import Shape

YOUNG = Shape(2, 1, 1, 6, 60, 30, clients=400, clients_each=40)
OLD = Shape(2, 8, 1, 6, 600, 30, clients=4_000, clients_each=400)
SHOWS_ALL = ("very many visits", "a regular client", "by mail", "a year ago")
"""Words for pages about a client who came all these years, or about a day of before."""
BOUNDED = (
    *("a name from its first letters", "rows.csv, first line", "export.{form}, first line"),
    *("/log, a client's name", "/log, nobody's name"),
)
"""Words for searches and files that look at more among more clients, up to a bound of their own."""
FEW = 3_000
"""Steps in which nothing is read that matters."""


async def _asked(client: TestClient, page: WalkedPage) -> None:
    async with client.get(page.path, headers=page.headers, allow_redirects=False) as answer:
        assert answer.status < 400 or page.path.startswith("/join/"), page.path
        if page.until:
            await answer.content.readuntil(page.until)
            answer.close()
        else:
            await answer.read()


async def _costs(path, shape):
    """Return, by page, its statements, its steps, and its longest statement."""
    facts = await make(f"sqlite:///{path}", shape)
    counted = StatementCount()
    counted.listen(steps=True)
    database = Database.connect(f"sqlite:///{path}")
    try:
        app = application(database, counted)
        costs = {}
        async with TestClient(TestServer(app), cookies={"textback": facts.session}) as client:
            for page in walk(facts):
                # once before, for what is asked in the first hour alone
                await _asked(client, page)
                counted.taken()
                await _asked(client, page)
                costs[page.name] = counted.taken()
        return costs
    finally:
        counted.end()
        await database.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("stores")


@pytest.mark.timeout(600)
async def test_no_page_costs_more_in_an_old_store(folder):
    young = await _costs(folder / "young.db", YOUNG)
    old = await _costs(folder / "old.db", OLD)
    assert young.keys() == old.keys()
    grown = {
        name: (young[name][1], steps, " ".join(slow[0].split())[:300])
        for name, (_, steps, slow) in old.items()
        if not name.endswith(SHOWS_ALL + BOUNDED) and steps > young[name][1] * 1.6 + FEW
    }
    assert not grown
    more = {
        name: (young[name][0], asked)
        for name, (asked, *_) in old.items()
        if not name.endswith(SHOWS_ALL)
    }
    assert not {name: both for name, both in more.items() if both[1] > both[0] + 3}
