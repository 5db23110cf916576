"""Alerts: shown to the practice they concern until somebody has seen to them."""

import pytest

from calendar_store.conversations import alerts
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import NotFound
from calendar_store.model.statuses import AlertKind
from tests.support.actors import named
from tests.support.reasons import saying


@pytest.fixture
async def raised(database, practice, now):
    """Two alerts of the practice, and one of another."""
    async with database.write() as tx:
        new = [
            Alert(practice_id, tx.ids.new(), kind, saying(f"{kind}: please look"), now, client_id=5)
            for practice_id, kind in (
                (practice.id, AlertKind.UNCLEAR),
                (practice.id, AlertKind.NOT_DELIVERED),
                (practice.id + 1, AlertKind.UNCLEAR),
            )
        ]
        await alerts.raise_all(tx, new)
    return new


async def test_a_practice_sees_its_own_open_alerts_the_newest_first(database, practice, raised):
    first, second, theirs = raised
    async with database.read() as tx:
        assert await alerts.open_of(tx, practice.id) == [second, first]
        assert await alerts.open_of(tx, practice.id, limit=1) == [second]
        assert await alerts.open_of(tx, theirs.practice_id) == [theirs]
        assert await alerts.count_open(tx, practice.id) == {
            AlertKind.UNCLEAR: 1,
            AlertKind.NOT_DELIVERED: 1,
        }


async def test_an_alert_is_seen_to_once_and_by_its_own_practice(database, practice, raised, now):
    first, second, theirs = raised
    async with database.write() as tx:
        await alerts.resolve(tx, practice.id, first.id, by=named("ada@example.org"), now=now)
        for alert in (first, theirs):
            with pytest.raises(NotFound, match="already seen to, or never was"):
                await alerts.resolve(
                    tx, practice.id, alert.id, by=named("ada@example.org"), now=now
                )
    async with database.read() as tx:
        assert await alerts.open_of(tx, practice.id) == [second]
        assert await alerts.open_of(tx, theirs.practice_id) == [theirs]
