"""Support enters by a grant of the practice alone, while it lasts, and by the rules of both."""

import asyncio
from datetime import timedelta

import pytest

from calendar_store.model.actors import OPERATOR, Permission, of_staff
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted
from calendar_store.model.statuses import Role, SecondFactorPolicy
from calendar_store.practices import practices, staff
from gateway.use_cases import staff_accounts, support_access
from gateway.use_cases.support_access import AccessWish
from tests.support.acts import takes
from tests.support.desk import BY

HELP = "support@example.org"
IDLE = timedelta(hours=2)


@pytest.fixture
async def home(desk):
    """The practice of the account of support."""
    async with desk.database.write() as tx:
        made = await practices.add(
            *(tx,),
            name="Helpdesk",
            timezone="Europe/Rome",
            locale="it",
            sender="48222",
            now=desk.now,
        )
        for email, role in [(HELP, Role.SUPPORT), ("emmy@example.net", Role.ADMIN)]:
            await staff.add(
                *(tx, made.id), email=email, role=role, password_hash="x", by=BY, now=desk.now
            )
    return made


async def give(desk, hours=4, **more):
    async with desk.database.write() as tx:
        wish = AccessWish(HELP, hours, **more)
        return await support_access.give(tx, OPERATOR, desk.practice, wish, now=desk.now)


async def logged_in(desk):
    async with desk.database.write() as tx:
        member = await staff.by_email(tx, HELP)
        return member, await staff.log_in(tx, member, now=desk.now)


async def enter(desk, member, token, grant, *, practice_id=None, now=None):
    chosen = (practice_id or grant.practice_id, grant.id)
    async with desk.database.write() as tx:
        await support_access.enter(tx, member, token, chosen, now=now or desk.now)


async def login(desk, token, after=timedelta(0)):
    async with desk.database.read() as tx:
        return await staff.login_of(tx, token, desk.now + after, IDLE)


async def test_access_is_given_and_ended_by_administrators(desk, home):
    async def given(tx, actor):
        wish = AccessWish(HELP, 4)
        return await support_access.give(tx, actor, desk.practice, wish, now=desk.now)

    grant = await give(desk)

    async def ended(tx, actor):
        await support_access.end(tx, actor, desk.practice.id, grant.id, now=desk.now)

    for act in (given, ended):
        await takes(desk, act, Permission.GRANT_SUPPORT, roles={Role.ADMIN})


@pytest.mark.parametrize(
    ("email", "hours", "why"),
    [
        (HELP, 0, "1 to 72 hours"),
        (HELP, 73, "1 to 72 hours"),
        ("emmy@example.net", 4, "support has no account emmy@example.net"),
        ("nobody@example.net", 4, "support has no account nobody@example.net"),
    ],
)
async def test_access_is_for_hours_and_for_support_alone(desk, home, email, hours, why):
    wish = AccessWish(email, hours)
    async with desk.database.write() as tx:
        with pytest.raises(InvalidInput, match=why):
            await support_access.give(tx, OPERATOR, desk.practice, wish, now=desk.now)


@pytest.mark.parametrize("writes", [False, True])
async def test_a_log_in_of_support_is_of_the_practice_while_the_grant_lasts(desk, home, writes):
    grant = await give(desk, hours=1, writes=writes)
    member, token = await logged_in(desk)
    assert (await login(desk, token)).member.practice_id == home.id
    await enter(desk, member, token, grant)
    inside = (await login(desk, token)).member
    actor = of_staff(inside)
    assert (inside.practice_id, inside.support.writes) == (desk.practice.id, writes)
    assert actor.may(Permission.READ_CLIENTS, desk.practice.id)
    assert actor.may(Permission.EDIT_CLIENTS, desk.practice.id) is writes
    never = {Permission.MANAGE_STAFF, Permission.GRANT_SUPPORT, Permission.EXPORT_CLIENTS}
    never |= {Permission.ERASE_CLIENTS, Permission.MANAGE_FEEDS, Permission.RUN_SERVICE}
    assert not never & actor.permissions
    assert not any(actor.may(one, home.id) for one in Permission)
    for end in (timedelta(hours=1), timedelta(hours=2) - timedelta(seconds=1)):
        outside = (await login(desk, token, end)).member
        assert (outside.practice_id, outside.support) == (home.id, None)
        assert not of_staff(outside).permissions


async def test_a_grant_opens_its_own_practice_to_its_own_account_until_it_ends(desk, home):
    grant = await give(desk)
    member, token = await logged_in(desk)
    async with desk.database.write() as tx:
        emmy = await staff.by_email(tx, "emmy@example.net")
        hers = await staff.log_in(tx, emmy, now=desk.now)
    late = desk.now + timedelta(hours=4)
    for who, whose, where, when in [
        (emmy, hers, None, None),
        (member, token, home.id, None),
        (member, token, None, late),
    ]:
        with pytest.raises(NotFound, match="no such access lasts"):
            await enter(desk, who, whose, grant, practice_id=where, now=when)

    async def end():
        async with desk.database.write() as tx:
            try:
                await support_access.end(tx, OPERATOR, desk.practice.id, grant.id, now=desk.now)
            except InvalidInput:
                return False
            return True

    await enter(desk, member, token, grant)
    assert sum(await asyncio.gather(*(end() for _ in range(4)))) == 1
    assert (await login(desk, token)).member.practice_id == home.id
    with pytest.raises(NotFound):
        await enter(desk, member, token, grant)


async def test_who_is_inside_gives_no_access_on(desk, home):
    grant = await give(desk, writes=True)
    member, token = await logged_in(desk)
    await enter(desk, member, token, grant)
    inside = of_staff((await login(desk, token)).member)
    wish = AccessWish(HELP, 72, writes=True)
    async with desk.database.write() as tx:
        with pytest.raises(NotPermitted):
            await support_access.give(tx, inside, desk.practice, wish, now=desk.now)
        with pytest.raises(NotPermitted):
            await support_access.end(tx, inside, desk.practice.id, grant.id, now=desk.now)


async def test_support_that_is_removed_is_out_of_every_practice(desk, home):
    member, token = await logged_in(desk)
    await enter(desk, member, token, await give(desk))
    async with desk.database.write() as tx:
        await staff_accounts.remove(tx, OPERATOR, home.id, HELP, now=desk.now)
    assert await login(desk, token) is None


@pytest.mark.parametrize(
    ("own", "entered", "lacks"),
    [
        ("nobody", "nobody", False),
        ("nobody", "administrators", True),
        ("nobody", "everybody", True),
        ("administrators", "nobody", True),
    ],
)
async def test_the_stricter_of_both_practices_asks_for_a_second_factor(
    desk, home, own, entered, lacks
):
    member, token = await logged_in(desk)
    await enter(desk, member, token, await give(desk))
    async with desk.database.write() as tx:
        for practice_id, policy in [(home.id, own), (desk.practice.id, entered)]:
            factor = SecondFactorPolicy(policy)
            await practices.change(tx, practice_id, now=desk.now, by=BY, second_factor=factor)
    assert (await login(desk, token)).lacks_factor is lacks


@pytest.mark.parametrize(
    ("own", "entered", "locked"), [(None, None, None), (None, 5, 6), (30, 5, 6), (5, 30, 6)]
)
async def test_the_sooner_of_both_practices_locks_a_desk(desk, home, own, entered, locked):
    member, token = await logged_in(desk)
    await enter(desk, member, token, await give(desk))
    async with desk.database.write() as tx:
        for practice_id, minutes in [(home.id, own), (desk.practice.id, entered)]:
            await practices.change(tx, practice_id, now=desk.now, by=BY, idle_minutes=minutes)
    found = await login(desk, token)
    first = next(
        (one for one in range(60) if found.is_locked(desk.now + timedelta(minutes=one))), None
    )
    assert first == locked
