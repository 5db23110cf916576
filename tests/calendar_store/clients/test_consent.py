"""Consent: nothing without it, nothing after STOP, and the last word holds."""

from datetime import timedelta

import pytest

from calendar_store.clients import bad_addresses, clients, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.clients.new_client import NewClient
from calendar_store.database import audit
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind
from calendar_store.practices import practices
from tests.support.actors import named
from tests.support.reasons import saying

SMS, EMAIL = Channel.SMS, Channel.EMAIL
NUMBER = "+393471234567"
NONE_GIVEN = saying("no consent")


@pytest.fixture
async def family(database, practice, now):
    """Marie and Grace, who share a number."""
    entered = [NewClient("Marie", "Curie", NUMBER), NewClient("Grace", "Hopper", NUMBER)]
    async with database.write() as tx:
        return await clients.add_many(tx, practice, entered, by=named("ada"), now=now)


def _said(client, at, kind=ConsentKind.GRANTED, channel=SMS):
    return ConsentStatement(
        client.id, channel, kind, ConsentHow.SPOKEN, named("ada@example.org"), at, "call 12"
    )


def _to(client, channel=SMS, address=NUMBER):
    return (client.practice_id, client.id, channel, address)


async def test_nothing_is_sent_before_consent_and_everything_from_that_moment(
    database, practice, family, now
):
    marie, grace = family
    async with database.write() as tx:
        before = await consent.gate(tx, [_to(marie), _to(grace)])
        (event,) = await consent.record(tx, practice.id, [_said(marie, now)], now=now)
        after = await consent.gate(tx, [_to(marie), _to(grace)])
        kept = await consent.history(tx, practice.id, marie.id)
        entry = (await audit.entries(tx, practice.id))[0]
    assert before == {_to(marie): NONE_GIVEN, _to(grace): NONE_GIVEN}
    assert after == {_to(grace): NONE_GIVEN}
    assert kept == (event,)
    assert (event.how, event.by, event.at, event.evidence) == (
        *(ConsentHow.SPOKEN, "ada@example.org", now, "call 12"),
    )
    assert (entry.by, entry.action, entry.subject) == (event.by, "consent", str(marie.id))


async def test_consent_is_given_for_one_channel(database, practice, family, now):
    marie, _ = family
    mail = _to(marie, EMAIL, "marie@example.org")
    async with database.write() as tx:
        await consent.record(tx, practice.id, [_said(marie, now, channel=EMAIL)], now=now)
        assert await consent.gate(tx, [mail, _to(marie)]) == {_to(marie): NONE_GIVEN}
        asked = [(practice.id, marie.id, channel) for channel in Channel]
        assert await consent.allowed(tx, asked) == {(practice.id, marie.id, EMAIL)}


async def test_the_last_thing_said_holds_whenever_it_was_typed_in(database, practice, family, now):
    marie, _ = family
    yesterday, hour = now - timedelta(days=1), timedelta(hours=1)
    async with database.write() as tx:
        said = [_said(marie, yesterday + hour, ConsentKind.WITHDRAWN), _said(marie, yesterday)]
        await consent.record(tx, practice.id, said, now=now)
        assert await consent.gate(tx, [_to(marie)]) == {_to(marie): saying("consent withdrawn")}
        await consent.record(tx, practice.id, [_said(marie, now)], now=now)
        assert await consent.gate(tx, [_to(marie)]) == {}
        assert len(await consent.history(tx, practice.id, marie.id)) == 3


async def test_consent_is_never_given_in_the_future_or_at_no_place_in_time(
    database, practice, family, now
):
    marie, _ = family
    async with database.write() as tx:
        later = _said(marie, now + timedelta(minutes=1))
        with pytest.raises(InvalidInput, match="cannot be given in the future"):
            await consent.record(tx, practice.id, [later], now=now)
        naive = _said(marie, now.replace(tzinfo=None))
        with pytest.raises(InvalidInput, match="has no time zone"):
            await consent.record(tx, practice.id, [naive], now=now)


async def test_stop_covers_everybody_who_shares_the_number(database, practice, family, now):
    ids = [client.id for client in family]
    later = now + timedelta(minutes=1)
    async with database.write() as tx:
        await consent.record(tx, practice.id, [_said(one, now) for one in family], now=now)
        await consent.opt_out(tx, [(practice.id, SMS, NUMBER, "STOP")], now)
        await consent.record_of_number(
            *(tx, practice.id, ids, ConsentKind.WITHDRAWN), word="STOP", now=later
        )
        refused = await consent.gate(tx, map(_to, family))
        asked = [(practice.id, channel, NUMBER) for channel in (SMS, EMAIL)]
        asked.append((practice.id, SMS, "+39348"))
        assert await consent.stopped(tx, asked) == {(practice.id, SMS, NUMBER)}
        last = (await consent.history(tx, practice.id, ids[0]))[-1]
        await consent.opt_in(tx, [(practice.id, SMS, NUMBER)])
        between = await consent.gate(tx, map(_to, family))
        await consent.record_of_number(
            *(tx, practice.id, ids, ConsentKind.GRANTED),
            word="START",
            now=later + timedelta(minutes=1),
        )
        after = await consent.gate(tx, map(_to, family))
    assert set(refused.values()) == {saying("opted out by STOP")}
    assert (last.kind, last.how, last.by, last.evidence) == (
        *(ConsentKind.WITHDRAWN, ConsentHow.SMS, "client", "STOP"),
    )
    assert set(between.values()) == {saying("consent withdrawn")}
    assert after == {}


async def test_an_opt_out_holds_against_later_spoken_consent(database, practice, family, now):
    marie, _ = family
    async with database.write() as tx:
        await consent.opt_out(tx, [(practice.id, SMS, NUMBER, "ARRET")], now)
        await consent.record(tx, practice.id, [_said(marie, now)], now=now)
        assert await consent.gate(tx, [_to(marie)]) == {_to(marie): saying("opted out by ARRET")}


async def test_stop_said_twice_is_stop_and_keeps_the_last_word(database, practice, family, now):
    marie, _ = family
    async with database.write() as tx:
        for word in ("STOP", "BASTA"):
            stops = [(practice.id, SMS, NUMBER, word)] * 2
            await consent.opt_out(tx, stops, now)
        assert await consent.gate(tx, [_to(marie)]) == {_to(marie): saying("opted out by BASTA")}


async def test_a_practice_stops_for_itself_only(database, practice, family, now):
    async with database.write() as tx:
        other = await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="it",
            sender="48222",
            now=now,
        )
        ada = await clients.add(
            tx, other, NewClient("Ada", "Byron", NUMBER), by=named("ada"), now=now
        )
        await consent.record(tx, other.id, [_said(ada, now)], now=now)
        await consent.record(tx, practice.id, [_said(one, now) for one in family], now=now)
        await consent.opt_out(tx, [(practice.id, SMS, NUMBER, "STOP")], now)
        foreign = (other.id, family[0].id, SMS, NUMBER)
        refused = await consent.gate(tx, [_to(ada), foreign, *map(_to, family)])
    assert refused == {
        foreign: saying("no such client"),
        **dict.fromkeys(map(_to, family), saying("opted out by STOP")),
    }


async def test_nothing_goes_to_a_wrong_number_or_to_no_address(database, practice, family, now):
    marie, grace = family
    nowhere = _to(grace, EMAIL, "")
    async with database.write() as tx:
        await consent.record(tx, practice.id, [_said(marie, now)], now=now)
        await bad_addresses.mark_bad_number(tx, practice.id, NUMBER, by=named("client"), now=now)
        assert await consent.gate(tx, [_to(marie), nowhere, _to(grace, SMS, "")]) == {
            _to(marie): saying("wrong number"),
            nowhere: saying("no email address"),
            _to(grace, SMS, ""): saying("no mobile number"),
        }


async def test_an_empty_batch_asks_for_nothing(database):
    async with database.write() as tx:
        assert await consent.gate(tx, []) == {}
        assert await consent.allowed(tx, []) == set()
        await consent.opt_in(tx, [])
