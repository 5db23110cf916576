"""Clients and what they chose: entered, corrected and recorded by the desk."""

from dataclasses import replace

import pytest

from calendar_store.clients.new_client import NewClient
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.statuses import Channel, ConsentHow, Role
from gateway.use_cases import client_records, consent_changes
from gateway.use_cases.consent_changes import ConsentRequest
from gateway.use_cases.errors import AlikeClient
from tests.support.acts import member, takes, written
from tests.support.desk import mobile
from tests.support.sms import NOBODY

DESK = {Role.ADMIN, Role.RECEPTION}
SMS = (Channel.SMS,)
ADA = NewClient("Ada", "Lovelace", mobile(7))


def reached(_ours: str, _theirs: str) -> str:
    return ""


async def test_a_client_is_entered_and_corrected_by_the_desk(desk):
    ada = await desk.client()

    async def add(tx, actor):
        await client_records.add(tx, actor, desk.practice, ADA, why_unreached=reached, now=desk.now)

    async def agreed(tx, actor):
        await client_records.add(
            *(tx, actor, desk.practice, ADA),
            why_unreached=reached,
            now=desk.now,
            consented=ConsentHow.FORM,
        )

    async def correct(tx, actor):
        await client_records.correct(
            *(tx, actor, desk.practice, str(ada.id), {"first": "Augusta"}),
            why_unreached=reached,
            now=desk.now,
        )

    await takes(desk, add, Permission.EDIT_CLIENTS, roles=DESK)
    both = (Permission.EDIT_CLIENTS, Permission.RECORD_CONSENT)
    await takes(desk, agreed, *both, roles=DESK)
    await takes(desk, correct, Permission.EDIT_CLIENTS, roles=DESK)


async def test_a_second_person_of_a_name_and_number_has_to_be_meant(desk):
    ada = await desk.client()
    again = NewClient("ada", "BYRON", ada.mobile)
    for override in (False, True):
        async with desk.database.write() as tx:
            act = client_records.add(
                *(tx, member(desk, Role.RECEPTION), desk.practice, again),
                why_unreached=reached,
                now=desk.now,
                override=override,
            )
            if override:
                assert (await act).id != ada.id
            else:
                with pytest.raises(AlikeClient, match=rf"is a client already, id {ada.id}$"):
                    await act


async def test_a_number_that_no_carrier_reaches_is_refused_with_all_of_it(desk):
    before = await written(desk.database)
    with pytest.raises(InvalidInput, match="no carrier"):
        async with desk.database.write() as tx:
            await client_records.add(
                *(tx, OPERATOR, desk.practice, ADA),
                why_unreached=lambda ours, theirs: f"no carrier takes {ours} to {theirs}",
                now=desk.now,
            )
    assert await written(desk.database) == before


async def test_what_a_client_chose_is_recorded_by_the_desk(desk):
    ada, shy = await desk.client(), await desk.client("Grace", number=2, consents=False)
    for deed, client in ((consent_changes.stop, ada), (consent_changes.start, shy)):

        async def act(tx, actor, deed=deed, client=client):
            wish = ConsentRequest(SMS, ConsentHow.SPOKEN)
            return await deed(tx, actor, desk.practice, client, wish, tariff=NOBODY, now=desk.now)

        await takes(desk, act, Permission.RECORD_CONSENT, roles=DESK)


async def test_the_consent_of_another_practice_s_client_is_not_recorded(desk):
    ada = await desk.client()
    before = await written(desk.database)
    other = replace(ada, practice_id=desk.practice.id + 1)
    async with desk.database.write() as tx:
        with pytest.raises(NotFound):
            await consent_changes.stop(
                *(tx, OPERATOR, desk.practice, other, ConsentRequest(SMS, ConsentHow.SPOKEN)),
                tariff=NOBODY,
                now=desk.now,
            )
    assert await written(desk.database) == before
