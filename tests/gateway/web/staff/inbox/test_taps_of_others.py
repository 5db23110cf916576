"""Every tap of a text, by whoever may not: refused, and nothing is changed, said or kept."""

import re

import pytest
from sqlalchemy import func, select, update

from calendar_store import schema
from calendar_store.model.statuses import Role
from calendar_store.practices import practices
from tests.support.actors import named

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

WRITTEN = ("messages", "appointment_history", "labelled_examples", "consent_events", "audit_log")
WITHOUT = [one for one in Role if one not in {Role.ADMIN, Role.RECEPTION}]


@pytest.fixture
def taps(opened):
    """What the buttons of the text send, with their address."""
    path = re.search(r'action="(/inbox/text/\d+/meant)"', opened.html)[1]
    found = re.findall(r'name="meant" value="([^"]+)"', opened.html)
    assert {one.partition(".")[0] for one in found} >= {"confirm", "cancel", "nothing"}
    return path, found


async def written(desk):
    """How much is written in the store."""
    async with desk.database.read() as tx:
        return [
            (await tx.execute(select(func.count()).select_from(getattr(schema, one)))).scalar_one()
            for one in WRITTEN
        ]


@pytest.mark.parametrize("role", WITHOUT)
async def test_a_role_without_permission(opened, desk, taps, role):
    csrf = opened.csrf
    async with desk.database.write() as tx:
        await tx.execute(update(schema.staff).values(role=role.value))
    before = await written(desk)
    path, values = taps
    for what, form in [("", {"meant": one}) for one in values] + [("/undo", {})]:
        await opened.post(f"{path}{what}", {"csrf": csrf} | form)
        assert opened.status == 403
    assert await written(desk) == before


async def test_another_practice(opened, desk, taps, now):
    async with desk.database.write() as tx:
        other = await practices.add(
            tx,
            name="Other",
            timezone="Europe/Rome",
            locale="en",
            sender="+390699000222",
            by=named("textback"),
            now=now,
        )
        await tx.execute(update(schema.staff).values(practice_id=other.id))
        await tx.execute(update(schema.logins).values(practice_id=other.id))
    await opened.get("/inbox")
    csrf, before = opened.csrf, await written(desk)
    path, values = taps
    for what, form in [("", {"meant": one}) for one in values] + [("/undo", {})]:
        await opened.post(f"{path}{what}", {"csrf": csrf} | form)
        assert opened.status == 404
    assert await written(desk) == before
