"""The holidays of the practice's country: known, and closed once they are taken over."""

from dataclasses import replace
from datetime import date

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import Role
from gateway.use_cases import holidays
from tests.support.acts import takes

EASTER_MONDAY, SUNDAY = date(2026, 4, 6), date(2026, 4, 12)


async def listed(desk, practice, year=2026):
    async with desk.database.read() as tx:
        return await holidays.listed(tx, OPERATOR, practice, year, now=desk.now)


async def test_they_are_those_of_the_country_in_the_practice_s_language(desk):
    names = {one.day: one.name for one in await listed(desk, desk.practice)}
    assert names[EASTER_MONDAY] == "Easter Monday"
    italian = replace(desk.practice, locale="it")
    names = {one.day: one.name for one in await listed(desk, italian)}
    assert names[EASTER_MONDAY] == "Lunedì dell'Angelo"
    german = replace(desk.practice, region="DE", locale="de")
    assert "Tag der Deutschen Einheit" in {one.name for one in await listed(desk, german)}


async def test_the_desk_takes_them_over_once(desk):
    async def act(tx, actor):
        for many in (1, 0):
            added = await holidays.take_over(
                tx, actor, desk.practice, [EASTER_MONDAY], now=desk.now
            )
            assert len(added) == many
        (one,) = [
            one
            for one in await holidays.listed(tx, OPERATOR, desk.practice, 2026, now=desk.now)
            if one.taken_over
        ]
        assert one.day == EASTER_MONDAY
        assert (one.taken_over.practitioner_id, one.taken_over.reason) == (None, "Easter Monday")

    await takes(desk, act, Permission.MANAGE_ABSENCES, roles={Role.ADMIN, Role.RECEPTION})


async def test_visits_on_a_holiday_are_listed_with_it(desk):
    there = desk.now.replace(month=4, day=6)
    visit = await desk.book(await desk.client(), there)
    async with desk.database.write() as tx:
        (added,) = await holidays.take_over(
            tx, OPERATOR, desk.practice, [EASTER_MONDAY], now=desk.now
        )
    assert [one.appointment.id for one in added.visits] == [visit.id]


async def test_what_is_no_holiday_and_what_nobody_knows_is_refused(desk):
    async with desk.database.write() as tx:
        with pytest.raises(InvalidInput, match="no public holiday in IT"):
            await holidays.take_over(tx, OPERATOR, desk.practice, [SUNDAY], now=desk.now)
    for practice, year in ((desk.practice, 2025), (desk.practice, 2040)):
        with pytest.raises(InvalidInput, match="holidays are known from 2026 to 2031"):
            await listed(desk, practice, year)
    with pytest.raises(InvalidInput, match="are not known"):
        await listed(desk, replace(desk.practice, region="XX"))
