"""A locked log-in is opened by a code of its own member, and guessing one is bounded."""

from datetime import timedelta

import pytest

from calendar_store.database import audit
from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from gateway.use_cases import second_step, unlocking
from gateway.use_cases.second_step import TooManyCodes
from tests.support.second_factors import code_at, with_codes

NETWORK = "192.0.2.7"


@pytest.fixture
def member_of(desk):
    async def added(email):
        async with desk.database.write() as tx:
            return await staff.add(
                *(tx, desk.practice.id),
                email=email,
                role=Role.RECEPTION,
                password_hash="x",
                by=OPERATOR,
                now=desk.now,
            )

    return added


async def test_a_code_is_of_use_once_whether_it_unlocks_or_logs_in(desk, member_of):
    ada = await member_of("ada@example.org")
    secret, _ = await with_codes(desk, ada)
    later = desk.now + timedelta(minutes=1)
    code = code_at(secret, later)
    async with desk.database.write() as tx:
        assert await unlocking.by_code(tx, ada, code, address=NETWORK, now=later)
        assert not await unlocking.by_code(tx, ada, code, address=NETWORK, now=later)
        token = await second_step.begin(tx, ada, now=later)
        assert await second_step.by_code(tx, token, code, address=NETWORK, now=later) is None


async def test_codes_of_others_and_recovery_codes_open_nothing(desk, member_of):
    ada, grace = await member_of("ada@example.org"), await member_of("grace@example.org")
    secret, recovery = await with_codes(desk, ada)
    later = desk.now + timedelta(minutes=1)
    async with desk.database.write() as tx:
        for who, code in [(grace, code_at(secret, later)), (ada, recovery[0]), (ada, "")]:
            assert not await unlocking.by_code(tx, who, code, address=NETWORK, now=later)


async def test_guesses_at_a_lock_are_bounded_and_leave_the_owner_a_way_in(desk, member_of):
    ada = await member_of("ada@example.org")
    secret, _ = await with_codes(desk, ada)
    later = desk.now + timedelta(minutes=1)
    for _ in range(unlocking.MOST_AT_LOCK):
        async with desk.database.write() as tx:
            assert not await unlocking.by_code(tx, ada, "000000", address=NETWORK, now=later)
    code = code_at(secret, later)
    async with desk.database.write() as tx:
        with pytest.raises(TooManyCodes, match="enter the password"):
            await unlocking.by_code(tx, ada, code, address=NETWORK, now=later)
        told = await audit.entries(tx, desk.practice.id, actions=("login.code_failed",))
        assert [(one.by, one.subject) for one in told] == [
            (NETWORK, ada.email)
        ] * unlocking.MOST_AT_LOCK
        token = await second_step.begin(tx, ada, now=later)
        assert await second_step.by_code(tx, token, code, address=NETWORK, now=later)
