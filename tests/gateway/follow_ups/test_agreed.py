"""Messages after visits go to who has agreed to them, and at the moment when they leave."""

from datetime import timedelta

import pytest

from calendar_store.appointments import follow_ups
from calendar_store.clients import clients, kind_consents
from calendar_store.clients.new_client import NewClient
from calendar_store.messages import after_visits, outbox
from calendar_store.model.actors import OPERATOR, client_by_web
from calendar_store.model.errors import InvalidInput, NotPermitted
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.statuses import (
    AppointmentStatus,
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
    Role,
)
from calendar_store.model.transitions import marked
from gateway.use_cases import (
    client_consents,
    client_erasure,
    client_merging,
    consent_changes,
    consent_of_kinds,
)
from gateway.use_cases.client_consents import OwnStatement
from gateway.use_cases.consent_of_kinds import KindRequest
from gateway.use_cases.tariff import Tariff
from gateway.wording.reason_words import in_words
from tests.support.acts import member
from tests.support.desk import BY, mobile
from tests.support.exchange import CARRIER, START

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WITHDRAWN = ConsentKind.WITHDRAWN
MISSED = MessageKind.FOLLOW_UP


async def missed(exchange, service, number=1, **asked):
    """Return a client who has missed a visit."""
    client = await exchange.desk.client(number=number, **asked)
    visit = await exchange.desk.steps_of("none").book(
        client, START + (number - 1) * HOUR, service=service
    )
    exchange.at(START + number * HOUR)
    await exchange.desk.change(marked(visit, AppointmentStatus.NO_SHOW))
    return client


async def ran(exchange, writer, at=START + 5 * HOUR):
    exchange.at(at)
    while await writer.step():
        pass
    async with exchange.database.read() as tx:
        rows = await follow_ups.listed(tx, exchange.desk.practice.id, 100)
    return [(one.status.value, in_words(one.reason)) for one in rows]


async def queued(exchange, writer, service, **asked):
    """Return a client to whom a message after a missed visit is queued."""
    client = await missed(exchange, service, **asked)
    await ran(exchange, writer)
    (text,) = await exchange.desk.messages()
    assert text.status is MessageStatus.QUEUED
    return client


async def fate(exchange):
    """Return the status of the message after the visit, and why it is so."""
    found = [one for one in await exchange.desk.messages() if one.kind in KINDS]
    return [(one.status.value, in_words(one.reason)) for one in found]


def theirs(client):
    return client_by_web(client.practice_id, client.id)


NOT_AGREED = "not sent: the client has not agreed to messages of this kind"


async def test_who_was_never_asked_gets_none_and_is_no_line_in_the_list(
    exchange, writer, service, after_missed, after_months
):
    client = await missed(exchange, service)
    await exchange.desk.says_of(client, *KINDS, said=WITHDRAWN)
    assert await ran(exchange, writer) == []
    assert await exchange.desk.messages() == []


async def test_consent_to_recalls_is_none_to_messages_after_missed_visits(
    exchange, writer, service, after_missed
):
    client = await missed(exchange, service)
    await exchange.desk.says_of(client, MISSED, said=WITHDRAWN)
    assert await ran(exchange, writer) == []


async def test_who_agrees_the_day_after_still_gets_it(exchange, writer, service, after_missed):
    client = await missed(exchange, service)
    await exchange.desk.says_of(client, MISSED, said=WITHDRAWN)
    assert await ran(exchange, writer) == []
    exchange.at(START + 8 * HOUR)
    await exchange.desk.says_of(client, MISSED)
    assert [one for one, _ in await ran(exchange, writer, START + DAY)] == ["queued"]


async def test_consent_withdrawn_before_it_is_due_holds_it_back(
    exchange, writer, service, after_missed
):
    night = START.replace(hour=22)
    client = await missed(exchange, service)
    assert await ran(exchange, writer, night) == [("planned", "")]
    await exchange.desk.says_of(client, MISSED, said=WITHDRAWN)
    assert await ran(exchange, writer, night + 12 * HOUR) == [("skipped", NOT_AGREED)]


async def test_a_stop_takes_it_back_and_a_start_does_not_give_it_again(
    exchange, writer, service, after_missed
):
    client = await missed(exchange, service)
    await exchange.says("STOP")
    await exchange.says("START")
    async with exchange.database.read() as tx:
        assert await kind_consents.standing(tx, [(client.practice_id, client.id)]) == set()
    assert await ran(exchange, writer) == []


async def test_a_queued_one_is_held_back_by_a_mute(exchange, writer, service, after_missed):
    client = await queued(exchange, writer, service)
    async with exchange.database.write() as tx:
        await client_consents.prefer(
            *(tx, theirs(client), exchange.desk.practice, client),
            wanted={(Channel.EMAIL, MISSED)},
            channels=[Channel.SMS, Channel.EMAIL],
            prefers=None,
            locale="",
            now=exchange.now,
        )
    assert await fate(exchange) == [("cancelled", "the client wants none of these on this channel")]


async def test_a_queued_one_by_mail_is_held_back_by_a_stop_by_text(
    exchange, writer, service, after_missed
):
    client = await queued(exchange, writer, service)
    async with exchange.database.write() as tx:
        wish = consent_changes.ConsentRequest((Channel.EMAIL,), ConsentHow.SPOKEN)
        await consent_changes.stop(
            *(tx, OPERATOR, exchange.desk.practice, client, wish),
            tariff=Tariff(exchange.channels),
            now=exchange.now,
        )
    assert await fate(exchange) == [("cancelled", NOT_AGREED)]


async def test_a_queued_one_is_held_back_from_who_is_erased(
    exchange, writer, service, after_missed
):
    client = await queued(exchange, writer, service)
    async with exchange.database.write() as tx:
        await client_erasure.erase(
            *(tx, OPERATOR, exchange.desk.practice, client.id),
            reason="asked",
            channels=exchange.channels,
            now=exchange.now,
        )
    assert [status for status, _ in await fate(exchange)] == ["cancelled"]


async def test_a_queued_one_is_held_back_when_their_other_record_has_refused(
    exchange, writer, service, after_missed
):
    client = await queued(exchange, writer, service)
    twin = await exchange.desk.client(number=7)
    await exchange.desk.says_of(twin, MISSED, said=WITHDRAWN, at=START - DAY)
    await exchange.desk.says_of(twin, MISSED, said=WITHDRAWN)
    key = (client.practice_id, client.id)
    async with exchange.database.write() as tx:
        merge = await client_merging.merge(
            *(tx, OPERATOR, exchange.desk.practice, client.id, twin.id), now=exchange.now
        )
    assert await fate(exchange) == [("cancelled", NOT_AGREED)]
    async with exchange.database.write() as tx:
        assert (*key, MISSED) not in await kind_consents.standing(tx, [key])
        assert (*key, MessageKind.RECALL) in await kind_consents.standing(tx, [key])
        await client_merging.undo(
            *(tx, OPERATOR, exchange.desk.practice, merge.id), now=exchange.now
        )
    async with exchange.database.read() as tx:
        standing = await kind_consents.standing(tx, [key, (twin.practice_id, twin.id)])
    assert (*key, MISSED) in standing
    assert (twin.practice_id, twin.id, MISSED) not in standing


@pytest.mark.parametrize("told", ["She passed away last week", "My mum died, she can't come"])
async def test_a_death_told_without_a_name_holds_back_those_of_the_whole_family(
    exchange, writer, service, after_missed, told
):
    await missed(exchange, service)
    async with exchange.database.write() as tx:
        entered = NewClient("Bea", "Byron", mobile(1))
        await clients.add(tx, exchange.desk.practice, entered, by=BY, now=exchange.now)
    await ran(exchange, writer)
    assert [status for status, _ in await fate(exchange)] == ["queued"]
    await exchange.says(told)
    assert await fate(exchange) == [("cancelled", "not sent: a death was told from this number")]


async def leased(tx, exchange):
    return await outbox.lease(
        *(tx, CARRIER.name),
        now=exchange.now,
        limit=10,
        owner="here",
        lasting=timedelta(minutes=5),
    )


async def test_what_was_withdrawn_while_another_transaction_queued_it_does_not_leave(
    exchange, writer, service, after_missed
):
    client = await queued(exchange, writer, service)
    await exchange.desk.says_of(client, MISSED, said=WITHDRAWN)
    async with exchange.database.write() as tx:
        found = await leased(tx, exchange)
        assert len(found) == 1
        assert await after_visits.leaving(tx, found, exchange.now) == []
    assert await fate(exchange) == [("cancelled", NOT_AGREED)]


async def test_what_is_agreed_to_leaves(exchange, writer, service, after_missed):
    await queued(exchange, writer, service)
    async with exchange.database.write() as tx:
        found = await leased(tx, exchange)
        assert await after_visits.leaving(tx, found, exchange.now) == found
    assert await fate(exchange) == [("sending", "")]


async def test_who_agrees_after_a_stop_agrees(exchange):
    client = await exchange.desk.client()
    exchange.at(START + DAY)
    await exchange.says("STOP")
    exchange.at(START + 2 * DAY)
    await exchange.says("START")
    await exchange.desk.says_of(client, MISSED)
    async with exchange.database.read() as tx:
        assert await kind_consents.standing(tx, [(client.practice_id, client.id)]) == {
            (client.practice_id, client.id, MISSED)
        }
        counted = await kind_consents.counted(tx, client.practice_id, 100)
    assert counted == {MISSED: 1, MessageKind.RECALL: 0}


async def test_consent_of_before_a_stop_is_refused(exchange):
    client = await exchange.desk.client()
    exchange.at(START + DAY)
    await exchange.says("STOP")
    wish = KindRequest(KINDS, ConsentHow.FORM, "12", START)
    with pytest.raises(InvalidInput, match="stopped messages after that, on 2026-01-16"):
        async with exchange.database.write() as tx:
            await consent_of_kinds.give(
                *(tx, OPERATOR, exchange.desk.practice, client, wish), now=exchange.now
            )


async def test_a_client_stops_it_on_their_own_page(exchange, writer, service, after_missed):
    client = await queued(exchange, writer, service)
    async with exchange.database.write() as tx:
        said = OwnStatement(theirs(client), client, "page", exchange.now)
        await client_consents.stop(tx, said, [Channel.EMAIL])
    assert await fate(exchange) == [("cancelled", NOT_AGREED)]


async def test_nobody_agrees_in_the_name_of_another_client(exchange):
    ada, grace = [await exchange.desk.client(number=n) for n in (1, 2)]
    with pytest.raises(NotPermitted):
        async with exchange.database.write() as tx:
            await consent_of_kinds.choose(
                *(tx, ada, {(Channel.SMS, MISSED)}, [Channel.SMS]),
                by=theirs(grace),
                evidence="page",
                now=exchange.now,
            )
    wish = KindRequest((MISSED,), ConsentHow.SPOKEN)
    with pytest.raises(NotPermitted):
        async with exchange.database.write() as tx:
            await consent_of_kinds.give(
                *(tx, member(exchange.desk, Role.PRACTITIONER), exchange.desk.practice, ada, wish),
                now=exchange.now,
            )
