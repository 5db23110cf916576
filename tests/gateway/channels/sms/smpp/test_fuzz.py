"""A short fuzz of the link in every run; `make fuzz` runs a longer one."""

import random

import pytest
import structlog
from rich.console import Console

from calendar_store.database.connection import Database
from tests.support.fuzz import Fuzz

SECONDS = 2.0
WILD = 1500


@pytest.mark.row("fire.fuzz", "fire.any-octets", "1.store-fault")
async def test_the_link_stands_whatever_one_bind_sends(database: Database) -> None:
    seed = random.randrange(1 << 32)
    Console(highlight=False).print(f"python -m tests.support.fuzz {SECONDS:g} {seed}")
    with structlog.testing.capture_logs() as logs:
        ledger = await Fuzz(seed, database).run(SECONDS, wild=WILD)
    assert ledger.verdict() == []
    assert ledger.wild >= WILD
    assert ledger.sent > 50
    assert ledger.delivered > 50
    # the store took everything: nothing that a bind can send keeps others out
    assert [entry for entry in logs if entry["event"] == "smpp.not_committed"] == []
