"""Clients: entered, found, changed, and never seen by another practice."""

import pytest

from calendar_store.clients import bad_addresses, clients
from calendar_store.clients.new_client import NewClient
from calendar_store.database import audit
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.statuses import Channel
from calendar_store.practices import practices
from tests.support.actors import named

MARIE = NewClient("Marie", "Curie", "347 123 4567", "marie@Example.ORG", "fr-FR", Channel.EMAIL)
GRACE = NewClient(" Grace ", "Hopper", "+393471234567")


@pytest.fixture
async def family(database, practice, now):
    async with database.write() as tx:
        return await clients.add_many(tx, practice, [MARIE, GRACE], by=named("ada"), now=now)


@pytest.fixture
async def other(database, now):
    """A second practice, on the same number."""
    async with database.write() as tx:
        return await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Paris",
            locale="fr",
            sender="+390699000111",
            region="FR",
            now=now,
        )


async def test_a_client_is_kept_as_checked(database, practice, family):
    marie, grace = family
    assert marie == Client(
        practice.id,
        marie.id,
        "Marie",
        "Curie",
        "+393471234567",
        "marie@example.org",
        "fr",
        Channel.EMAIL,
    )
    assert (grace.name, grace.prefers, grace.locale) == ("Grace Hopper", Channel.SMS, "")
    async with database.read() as tx:
        assert await clients.get(tx, practice.id, marie.id) == marie
        assert await clients.page(tx, practice.id) == (marie, grace)
        assert [one.action for one in await audit.entries(tx, practice.id)][:2] == [
            *("client.added", "client.added")
        ]


@pytest.mark.parametrize(
    ("entered", "words"),
    [
        (NewClient("", "Curie", "347 123 4567"), "a client's first name needs a name"),
        (NewClient("Marie", " ", "347 123 4567"), "last name"),
        (NewClient("Marie", "Curie", "06 6982"), "is not a mobile number"),
        (NewClient("Marie", "Curie", "347 123 4567", "marie"), '"marie" is not an email address'),
        (NewClient("Marie", "Curie", "347 123 4567", "a@b"), "is not an email address"),
        (NewClient("Marie", "Curie", "347 123 4567", "", "xx"), 'the language "xx"'),
        (
            NewClient("Marie", "Curie", "347 123 4567", prefers=Channel.EMAIL),
            "needs an email address",
        ),
    ],
)
async def test_a_client_who_cannot_be_is_refused_and_the_whole_batch_with_them(
    database, practice, now, entered, words
):
    async with database.write() as tx:
        with pytest.raises(InvalidInput, match=words):
            await clients.add_many(tx, practice, [MARIE, entered], by=named("ada"), now=now)
        assert await clients.page(tx, practice.id) == ()


async def test_a_client_is_found_by_number_or_id(database, practice, family, now):
    marie, grace = family
    async with database.write() as tx:
        listed = rf"share \+393471234567: Marie Curie \({marie.id}\), Grace .*; give the id"
        with pytest.raises(InvalidInput, match=listed):
            await clients.find(tx, practice, "347 1234567")
        assert await clients.find(tx, practice, str(grace.id)) == grace
        await clients.change(
            tx, practice, grace.id, by=named("ada"), now=now, mobile="349 123 4567"
        )
        assert await clients.find(tx, practice, "347 1234567") == marie
        with pytest.raises(NotFound, match=r"no client of Studio Aurora has the number \+39348"):
            await clients.find(tx, practice, "348 123 4567")
        with pytest.raises(InvalidInput, match="is not a number"):
            await clients.find(tx, practice, "Marie")


async def test_everybody_of_a_number_is_found_practice_by_practice(
    database, practice, other, family, now
):
    async with database.write() as tx:
        theirs = await clients.add(tx, other, GRACE, by=named("ada"), now=now)
        found = await clients.by_mobiles(
            tx, [practice.id, other.id], ["+393471234567", "+393481234567"]
        )
    assert found == {
        (practice.id, "+393471234567"): family,
        (other.id, "+393471234567"): (theirs,),
    }


async def test_one_practice_never_sees_anothers_clients(database, practice, other, family, now):
    marie, _ = family
    async with database.write() as tx:
        assert await clients.get_many(tx, [(other.id, marie.id)]) == {}
        assert await clients.page(tx, other.id) == ()
        with pytest.raises(NotFound):
            await clients.find(tx, other, "+39 347 123 4567")
        with pytest.raises(NotFound):
            await clients.change(tx, other, marie.id, by=named("ada"), now=now, first="Eve")
        await bad_addresses.mark_bad_number(tx, other.id, marie.mobile, by=named("ada"), now=now)
        await clients.set_locale(tx, other.id, [marie.id], "en", by=named("ada"), now=now)
        assert await clients.get(tx, practice.id, marie.id) == marie


async def test_a_bad_number_is_bad_for_everybody_who_has_it_until_it_is_changed(
    database, practice, family, now
):
    marie, grace = family
    async with database.write() as tx:
        await bad_addresses.mark_bad_number(
            tx, practice.id, marie.mobile, by=named("client"), now=now
        )
        same = await clients.change(tx, practice, grace.id, by=named("ada"), now=now, first="G.")
        new = await clients.change(
            tx, practice, marie.id, by=named("ada"), now=now, mobile="349 1234567"
        )
        entry = (await audit.entries(tx, practice.id, limit=1))[0]
        older = await audit.entries(tx, practice.id, before=entry.id, limit=1)
    assert (same.mobile_bad, new.mobile_bad) == (True, False)
    assert entry.detail == {
        "mobile": ["+393471234567", "+393491234567"],
        "mobile_bad": [True, False],
    }
    assert older[0].subject == str(grace.id)


async def test_the_language_of_everybody_of_a_number_changes_at_once(
    database, practice, family, now
):
    ids = [client.id for client in family]
    async with database.write() as tx:
        await clients.set_locale(tx, practice.id, ids, "es_ES", by=named("client"), now=now)
        assert {one.locale for one in await clients.page(tx, practice.id)} == {"es"}
        with pytest.raises(InvalidInput):
            await clients.set_locale(tx, practice.id, ids, "klingon", by=named("client"), now=now)
