"""Settings, wordings and new practices: who changes them, and what is refused."""

from functools import partial

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotPermitted
from calendar_store.model.statuses import Role
from calendar_store.practices import reminder_text
from gateway.use_cases import (
    practice_changes,
    wordings,
)
from gateway.use_cases.tariff import Tariff
from tests.support.actors import named
from tests.support.acts import member, takes, written
from tests.support.exchange import OURS
from tests.support.sms import texts

ADMINS = {Role.ADMIN}
MANAGE = Permission.MANAGE_PRACTICE
TARIFF = Tariff(texts(("primary", (OURS,))))


async def test_settings_are_changed_by_administrators(desk):
    async def change(tx, actor):
        steps = reminder_text.steps("booked, 1d")
        changes = {"address": "Via Roma 2", "texts_per_hour": 5}
        made = await practice_changes.change(
            tx, actor, desk.practice.id, changes, now=desk.now, steps=steps
        )
        assert made.practice.address == "Via Roma 2"
        assert list(made.steps) == list(steps)

    await takes(desk, change, MANAGE, roles=ADMINS)


async def test_a_practice_is_added_by_the_operator(desk):
    given = {"name": "Studio Bruno", "timezone": "Europe/Rome", "locale": "it", "sender": OURS}

    async def add(tx, actor):
        made = await practice_changes.add(tx, actor, given, now=desk.now)
        assert made.practice.name == "Studio Bruno"

    before = await written(desk.database)
    async with desk.database.write() as tx:
        # staff act at one practice, and adding one is no act at any
        for actor in (*map(partial(member, desk), Role), named("ada", *Permission, practice_id=1)):
            await _refused(add(tx, actor))
    assert await written(desk.database) == before
    async with desk.database.write() as tx:
        await add(tx, OPERATOR)


async def test_what_discloses_is_looked_at_where_it_is_changed(desk):
    admin = member(desk, Role.ADMIN)

    async def change(overrule="", **changes):
        async with desk.database.write() as tx:
            made = await practice_changes.change(
                tx, admin, desk.practice.id, changes, now=desk.now, overrule=overrule
            )
        return made.practice

    before = await written(desk.database)
    with pytest.raises(InvalidInput, match="“Oncology” in the directions"):
        await change(directions="Oncology, floor 2")
    with pytest.raises(InvalidInput, match="in the name"):
        await change(name="Aurora Psychiatry")
    assert await written(desk.database) == before
    await change("it is a hospital", directions="Oncology, floor 2")
    # what stands already is no change of it
    assert (await change(directions="Oncology, floor 2", phone=OURS)).phone == OURS


async def test_a_sender_that_no_carrier_has_is_refused(desk):
    async with desk.database.write() as tx:
        with pytest.raises(InvalidInput, match="no carrier has"):
            await practice_changes.change(
                *(tx, OPERATOR, desk.practice.id, {"sender": "+390699000222"}),
                now=desk.now,
                our_numbers=[OURS],
            )


async def test_wordings_are_set_by_administrators(desk):
    async def act(tx, actor):
        book = await wordings.load(tx, desk.practice, TARIFF)
        wording = book.wording("en", "booked")
        text = "{practice}: {first}, see you {when}. STOP to stop texts."
        await wordings.set_own(tx, actor, book, wording, text, now=desk.now)

    await takes(desk, act, MANAGE, roles=ADMINS)


async def _refused(act):
    with pytest.raises(NotPermitted):
        await act
