"""Staff: addresses, hashes of passwords, logins, and what ends them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from calendar_store import schema
from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.statuses import Role
from calendar_store.practices import practices, staff
from tests.support.actors import named

PASSWORD_HASH = "a hash that the store does not read"


@pytest.fixture
async def ada(database, practice, now):
    async with database.write() as tx:
        return await staff.add(
            tx,
            practice.id,
            email=" Ada@Example.org",
            name="Ada Byron",
            role=Role.ADMIN,
            password_hash=PASSWORD_HASH,
            by=named("textback"),
            now=now,
        )


async def test_staff_log_in_with_their_address_in_any_case(database, ada):
    async with database.read() as tx:
        found = await staff.by_email(tx, "ADA@example.org ")
        nobody = await staff.by_email(tx, "grace@example.org")
    assert found == ada
    assert nobody is None
    assert ada.password_hash not in repr(ada)


async def test_a_hash_is_kept_as_it_is_and_only_a_new_password_ends_logins(database, ada, now):
    async with database.write() as tx:
        token = await staff.log_in(tx, ada, now=now)
        await staff.refresh_hash(tx, ada, "of whatever form")
        assert (await staff.by_email(tx, ada.email)).password_hash == "of whatever form"
        assert await staff.by_token(tx, token, now) is not None
        await staff.set_password(tx, ada, "another", by=named("ada"), now=now)
        assert (await staff.by_email(tx, ada.email)).password_hash == "another"
        assert await staff.by_token(tx, token, now) is None


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


async def test_a_new_password_ends_every_login(database, ada, now):
    async with database.write() as tx:
        token = await staff.log_in(tx, ada, now=now)
        await staff.set_password(tx, ada, PASSWORD_HASH, by=of_staff(ada), now=now)
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
            password_hash=PASSWORD_HASH,
            by=named("ada"),
            now=now,
        )
        token = await staff.log_in(tx, ada, now=now)
        await staff.remove(tx, practice.id, ada.email, by=named("grace"), now=now)
        assert await staff.by_token(tx, token, now) is None
        assert await staff.by_email(tx, ada.email) is None
