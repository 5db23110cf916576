"""Staff: passwords, logins, and what ends them."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from calendar_store import schema
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.statuses import Role
from calendar_store.practices import password_hashes, practices, staff
from tests.support.actors import named

PASSWORD = "correct horse battery staple"


@pytest.fixture(scope="module")
def password_hash():
    return password_hashes.hash_password(PASSWORD)


@pytest.fixture
async def ada(database, practice, password_hash, now):
    async with database.write() as tx:
        return await staff.add(
            tx,
            practice.id,
            email=" Ada@Example.org",
            name="Ada Byron",
            role=Role.ADMIN,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )


async def test_staff_log_in_with_their_address_in_any_case(database, ada):
    async with database.read() as tx:
        found = await staff.by_email(tx, "ADA@example.org ")
        nobody = await staff.by_email(tx, "grace@example.org")
    assert found == ada
    assert nobody is None
    assert password_hashes.verify(found, PASSWORD)
    assert not password_hashes.verify(found, PASSWORD + "!")
    assert not password_hashes.verify(nobody, PASSWORD)
    assert not password_hashes.verify(found, "x" * 5000)
    assert ada.password_hash.startswith("$argon2id$")
    assert ada.password_hash not in repr(ada)


def test_a_password_too_short_or_too_long_is_refused():
    for wrong in ("", "seven77", "x" * 2000):
        with pytest.raises(InvalidInput, match="a password has 12 to 1024 characters"):
            password_hashes.hash_password(wrong)


def test_generated_passwords_differ_and_are_long_enough():
    made = {password_hashes.generate_password() for _ in range(50)}
    assert len(made) == 50
    assert {len(password) for password in made} == {19}


async def test_a_hash_of_an_older_strength_is_renewed(database, ada, now):
    weak = PasswordHasher(time_cost=1, memory_cost=64).hash(PASSWORD)
    async with database.write() as tx:
        await staff.refresh_hash(tx, ada, weak)
        old = await staff.by_email(tx, ada.email)
    assert password_hashes.verify(old, PASSWORD)
    assert (password_hashes.needs_rehash(old), password_hashes.needs_rehash(ada)) == (True, False)


async def test_a_damaged_hash_lets_nobody_in(database, ada, now):
    async with database.write() as tx:
        damaged = await staff.set_password(tx, ada, "damaged", by=named("ada"), now=now)
    assert not password_hashes.verify(damaged, PASSWORD)


async def test_an_address_belongs_to_one_member_of_one_practice(database, practice, ada, now):
    async with database.write() as tx:
        other = await practices.add(
            tx, name="Bruno", timezone="Europe/Rome", locale="it", sender="48222", now=now
        )
        for place in (practice, other):
            with pytest.raises(InvalidInput, match=r"ada@example\.org can log in already"):
                await staff.add(
                    tx,
                    place.id,
                    email="ada@example.org",
                    role=Role.RECEPTION,
                    password_hash="",
                    by=named("textback"),
                    now=now,
                )
        assert await staff.all_staff(tx, practice.id) == (ada,)
        assert await staff.all_staff(tx, other.id) == ()


async def test_a_login_holds_until_it_expires_or_ends(database, ada, now):
    soon = now + timedelta(minutes=30)
    async with database.write() as tx:
        token = await staff.log_in(tx, ada, now=now, lasts=timedelta(hours=1))
        assert await staff.by_token(tx, token, soon) == ada
        assert await staff.by_token(tx, token, now + timedelta(hours=1)) is None
        assert await staff.by_token(tx, token + "x", soon) is None
        await staff.log_out(tx, token)
        assert await staff.by_token(tx, token, soon) is None


async def test_the_store_keeps_no_token(database, ada, now):
    async with database.write() as tx:
        token = await staff.log_in(tx, ada, now=now)
        (kept,) = (await tx.execute(select(schema.logins.c.token_hash))).scalars()
    assert len(kept) == 32
    assert token.encode() not in kept


async def test_a_new_login_clears_away_expired_ones(database, ada, now):
    async with database.write() as tx:
        await staff.log_in(tx, ada, now=now, lasts=timedelta(hours=1))
        for _ in range(2):
            await staff.log_in(tx, ada, now=now + timedelta(hours=2))
        kept = (await tx.execute(select(schema.logins.c.token_hash))).all()
    assert len(kept) == 2


async def test_a_new_password_ends_every_login(database, ada, password_hash, now):
    async with database.write() as tx:
        token = await staff.log_in(tx, ada, now=now)
        await staff.set_password(tx, ada, password_hash, by=of_staff(ada), now=now)
        assert await staff.by_token(tx, token, now) is None


async def test_who_is_removed_is_out_at_once_but_never_the_last_administrator(
    database, practice, ada, now
):
    async with database.write() as tx:
        with pytest.raises(InvalidInput, match=r"ada@example\.org is the last administrator"):
            await staff.remove(tx, practice.id, ada.email, by=named("ada"), now=now)
        with pytest.raises(NotFound, match="nobody of this practice logs in as grace"):
            await staff.remove(tx, practice.id, "grace@example.org", by=named("ada"), now=now)
        await staff.add(
            tx,
            practice.id,
            email="grace@example.org",
            role=Role.ADMIN,
            password_hash="",
            by=named("ada"),
            now=now,
        )
        token = await staff.log_in(tx, ada, now=now)
        await staff.remove(tx, practice.id, ada.email, by=named("grace"), now=now)
        assert await staff.by_token(tx, token, now) is None
        assert await staff.by_email(tx, ada.email) is None
