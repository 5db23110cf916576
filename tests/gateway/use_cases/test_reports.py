"""Reports, read by administrators of their own practice."""

from datetime import timedelta
from decimal import Decimal

import pytest

from calendar_store.entry.money import By
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import NotPermitted
from calendar_store.model.statuses import Channel, Role
from gateway.channels.mail.mail_channel import MailChannel
from gateway.use_cases import (
    reports,
)
from gateway.use_cases.tariff import Tariff
from tests.support.acts import member, takes
from tests.support.exchange import START, Exchange

ADMINS = {Role.ADMIN}


async def test_reports_are_read_by_administrators_of_their_own_practice(desk):
    async def own(tx, actor):
        await reports.costs(tx, actor, desk.practice, list(By), now=desk.now)

    async def everybody_s(tx, actor):
        await reports.costs(tx, actor, None, list(By), now=desk.now)

    await takes(desk, own, Permission.READ_REPORTS, roles=ADMINS, writes=False)
    async with desk.database.read() as tx:
        for role in Role:
            await _refused(everybody_s(tx, member(desk, role)))
        await everybody_s(tx, OPERATOR)


async def _refused(act):
    with pytest.raises(NotPermitted):
        await act


@pytest.mark.parametrize(
    ("policy", "texted", "saved"), [("email 1d", False, 1), ("email 1d, +4h?", True, 0)]
)
async def test_what_email_saved_is_estimated_at_the_cheapest_route(desk, policy, texted, saved):
    prices = {"39": Decimal("0.05"), "3933": Decimal("0.04")}
    exchange = Exchange(desk.steps_of(policy), prices, beside=[MailChannel("us@example.org")])
    client = await desk.client(email="ada@example.org", agreed=list(Channel))
    await exchange.desk.book(client, START)
    for before in (timedelta(days=1), timedelta(hours=20)):
        exchange.at(START - before)
        await exchange.planner.step()
        await exchange.taken()
    async with desk.database.read() as tx:
        report = await reports.costs(
            *(tx, OPERATOR, desk.practice, [By.CARRIER]),
            now=exchange.now,
            last=timedelta(days=3),
            tariff=Tariff(exchange.channels),
        )
    (mail, *text) = await exchange.desk.messages()
    assert (mail.channel, bool(text)) == (Channel.EMAIL, texted)
    assert report.saved.messages == saved
    assert report.saved.cost == saved * report.saved.parts * Decimal("0.04")
    assert report.saved.parts >= saved
