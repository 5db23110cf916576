"""A person exported and erased: nothing that names them is left in any table."""

from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary, select

from calendar_store.appointments import agenda
from calendar_store.clients import clients, consent, muted_kinds
from calendar_store.clients.consent import ConsentStatement
from calendar_store.database import audit
from calendar_store.model.actors import BY_TEXT, OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.statuses import (
    AlertKind,
    AppointmentStatus,
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
    Role,
)
from calendar_store.schema import metadata
from gateway.use_cases import client_card, client_erasure, client_merging, client_search, notes
from gateway.use_cases.errors import VisitsAhead
from tests.support.actors import named
from tests.support.acts import takes
from tests.support.desk import Desk
from tests.support.pages import alert, hear, say
from tests.support.sms import NOBODY

BY = named("zoe@example.org", *Permission)
NAMES = ("Augusta", "Lovelace", "augusta@example.org", "10001", "10002", "poodle", "Gussie")
DAY = timedelta(days=1)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


@pytest.fixture
async def augusta(desk):
    """A client of whom every table knows something; a double was merged into her."""
    double = await desk.client("Gussie", "Lovelace", 2, email="augusta@example.org")
    client = await desk.client("Augusta", "Lovelace", 1)
    past = await desk.book(double, desk.now + timedelta(hours=1))
    visit = await desk.book(client, desk.now + DAY)
    await say(desk, visit, client, text="Augusta, will you come?")
    await say(desk, past, double, MessageStatus.QUEUED, text="Gussie, will you come?")
    await hear(desk, client, "May my poodle come?")
    await alert(desk, AlertKind.UNCLEAR, "poodle", client, visit)
    async with desk.database.write() as tx:
        await notes.add(tx, OPERATOR, desk.practice, visit.id, "has a poodle", now=desk.now)
        key = (desk.practice.id, client.id, Channel.SMS, MessageKind.OFFER)
        await muted_kinds.mute(tx, [key], by=BY, now=desk.now)
        by_text = (Channel.SMS, ConsentKind.WITHDRAWN, ConsentHow.SMS, BY_TEXT, desk.now)
        form = (Channel.SMS, ConsentKind.GRANTED, ConsentHow.FORM, BY, desk.now)
        said = [
            ConsentStatement(client.id, *form, "form 12"),
            ConsentStatement(client.id, *by_text, "STOP says Augusta"),
        ]
        await consent.record(tx, desk.practice.id, said, now=desk.now)
        await consent.opt_out(
            tx, [(desk.practice.id, Channel.SMS, client.mobile, "STOP")], desk.now
        )
        await clients.change(tx, desk.practice, client.id, by=BY, now=desk.now, first="Augusta A.")
        await client_merging.merge(tx, OPERATOR, desk.practice, client.id, double.id, now=desk.now)
        return await clients.get(tx, desk.practice.id, client.id)


async def erase(desk, client, *, cancel_visits=True, reason="asked for it", actor=OPERATOR):
    async with desk.database.write() as tx:
        return await client_erasure.erase(
            *(tx, actor, desk.practice, client.id, reason),
            channels=NOBODY.channels,
            now=desk.now,
            cancel_visits=cancel_visits,
        )


async def left(desk):
    """Return which names are left, with the table that has them."""
    found = set()
    async with desk.database.read() as tx:
        for table in metadata.sorted_tables:
            for row in await tx.execute(select(table)):
                values = [
                    value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
                    for value, column in zip(row, table.columns, strict=True)
                    # a digest tells nothing
                    if not (isinstance(column.type, LargeBinary) and column.name == "fingerprint")
                    and not column.name.endswith("id")
                ]
                found |= {(table.name, name) for name in NAMES if name in " ".join(values)}
    return found


async def test_nothing_that_names_the_person_is_left_and_the_visits_are(desk, augusta):
    other = await desk.client("Grace", "Hopper", 3)
    await desk.book(other, desk.now + 2 * DAY)
    tables = {table for table, _ in await left(desk)}
    assert {"clients", "messages", "inbound", "audit_log", "client_terms"} <= tables
    assert {"appointment_notes", "consent_events", "opt_outs", "client_merges"} <= tables
    cancelled = await erase(desk, augusta)
    assert await left(desk) == set()
    assert len(cancelled) == 2
    async with desk.database.read() as tx:
        visits = await agenda.all_of_client(tx, desk.practice.id, augusta.id)
        said = await consent.history(tx, desk.practice.id, augusta.id)
        card = await client_card.load(tx, OPERATOR, desk.practice, augusta.id, now=desk.now)
        found = await client_search.search(tx, OPERATOR, desk.practice, "lovelace")
        (entry,) = [
            one
            for one in await audit.entries(tx, desk.practice.id)
            if one.action == "client.erased"
        ]
        with pytest.raises(NotFound):
            await clients.find(tx, desk.practice, str(augusta.id))
    assert [one.status for one in visits] == [AppointmentStatus.CANCELLED] * 2
    assert (ConsentKind.WITHDRAWN, ConsentHow.SMS, "") in [
        (one.kind, one.how, one.evidence) for one in said
    ]
    assert "form 12" in [one.evidence for one in said]
    assert (card.client.is_erased, card.client.name, card.client.listed) == (True, "–", "–")
    assert found == ()
    assert (entry.subject, entry.detail) == (str(augusta.id), {"reason": "asked for it"})
    # nothing waits to be sent any more
    assert {one.status for one in await desk.messages()} <= {
        MessageStatus.DELIVERED,
        MessageStatus.CANCELLED,
    }
    with pytest.raises(InvalidInput, match="erased already"):
        await erase(desk, augusta)


async def test_an_address_that_somebody_else_has_stays_theirs(desk):
    ada, child = await desk.client(), await desk.client("Grace", "Byron")
    async with desk.database.write() as tx:
        stop = (desk.practice.id, Channel.SMS, ada.mobile)
        await consent.opt_out(tx, [(*stop, "STOP")], desk.now)
    await erase(desk, ada)
    async with desk.database.read() as tx:
        assert await consent.stopped(tx, {stop})
        found = await clients.by_mobiles(tx, [desk.practice.id], [ada.mobile])
    assert [one.id for (one,) in found.values()] == [child.id]


async def test_visits_to_come_stand_in_the_way_unless_they_are_cancelled_with_it(desk):
    ada = await desk.client()
    visit = await desk.book(ada, desk.now + DAY)
    with pytest.raises(VisitsAhead, match=r"2026-01-13 10:00 \(Aurora\)") as refused:
        await erase(desk, ada, cancel_visits=False)
    assert [one.id for one in refused.value.visits] == [visit.id]
    with pytest.raises(InvalidInput, match="say why"):
        await erase(desk, ada, reason=" ")
    for names in ("Ada asked for it", "BYRON, moved away", f"{ada.mobile[-7:]} asked"):
        with pytest.raises(InvalidInput, match="names the client"):
            await erase(desk, ada, reason=names)
    assert [one.id for one in await erase(desk, ada, reason="request 17/2026")] == [visit.id]


async def test_an_export_has_all_that_is_stored_and_is_recorded(desk, augusta):
    async with desk.database.write() as tx:
        made = await client_erasure.export(tx, OPERATOR, desk.practice, augusta.id, now=desk.now)
        told = (await audit.entries(tx, desk.practice.id))[0]
    document = made.as_json()
    assert document["client"]["first"] == "Augusta A."
    assert [one["text"] for one in document["notes"]] == ["has a poodle"]
    assert len(document["appointments"]) == len(document["messages"]) == 2
    assert [one["text"] for one in document["received"]] == ["May my poodle come?"]
    assert len(document["merged_from"]) == 1
    assert (told.action, told.subject) == ("client.exported", str(augusta.id))


async def test_export_and_erasure_take_their_permissions(desk):
    ada = await desk.client()

    async def export(tx, actor):
        await client_erasure.export(tx, actor, desk.practice, ada.id, now=desk.now)

    async def erases(tx, actor):
        await client_erasure.erase(
            tx, actor, desk.practice, ada.id, "asked", channels=NOBODY.channels, now=desk.now
        )

    desk_roles = {Role.ADMIN, Role.RECEPTION}
    await takes(desk, export, Permission.EXPORT_CLIENTS, roles=desk_roles)
    await takes(desk, erases, Permission.ERASE_CLIENTS, roles={Role.ADMIN})
