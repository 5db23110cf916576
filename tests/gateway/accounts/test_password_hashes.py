"""Hashing and verifying passwords: what lets somebody in, and what never does."""

from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from gateway.accounts import password_hashes
from tests.support.actors import named

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def ada():
    made = password_hashes.hash_password(PASSWORD)
    return StaffMember(1, 1, "ada@example.org", "Ada Byron", Role.ADMIN, made)


def test_only_the_password_of_a_known_member_lets_in(ada):
    assert password_hashes.verify(ada, PASSWORD)
    assert not password_hashes.verify(ada, PASSWORD + "!")
    assert not password_hashes.verify(None, PASSWORD)
    assert not password_hashes.verify(ada, "x" * 5000)
    assert ada.password_hash.startswith("$argon2id$")
    assert ada.password_hash not in repr(ada)


async def test_a_hash_that_was_stored_lets_in(database, practice, ada, now):
    async with database.write() as tx:
        await staff.add(
            tx,
            practice.id,
            email=ada.email,
            role=ada.role,
            password_hash=ada.password_hash,
            by=named("textback"),
            now=now,
        )
    async with database.read() as tx:
        found = await staff.by_email(tx, "ADA@example.org")
    assert password_hashes.verify(found, PASSWORD)


@pytest.mark.parametrize("wrong", ["", "seven77", "x" * 2000])
def test_a_password_too_short_or_too_long_is_refused(wrong):
    with pytest.raises(InvalidInput, match="a password has 12 to 1024 characters"):
        password_hashes.hash_password(wrong)


def test_generated_passwords_differ_and_are_long_enough():
    made = {password_hashes.generate_password() for _ in range(50)}
    assert len(made) == 50
    assert {len(password) for password in made} == {19}


def test_a_hash_of_an_older_strength_is_verified_and_to_be_renewed(ada):
    weak = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    old = replace(ada, password_hash=weak)
    assert password_hashes.verify(old, PASSWORD)
    assert password_hashes.needs_rehash(old)
    assert not password_hashes.needs_rehash(ada)
    renewed = replace(old, password_hash=password_hashes.hash_again(PASSWORD))
    assert password_hashes.verify(renewed, PASSWORD)
    assert not password_hashes.needs_rehash(renewed)


@pytest.mark.parametrize("damaged", ["damaged", "", "$argon2id$damaged"])
def test_a_damaged_hash_lets_nobody_in(ada, damaged):
    assert not password_hashes.verify(replace(ada, password_hash=damaged), PASSWORD)
