"""A practice is told of each visit of support, once; at once of one that it did not ask for."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.database import audit, audit_chain
from calendar_store.model.actors import OPERATOR, of_staff
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted
from calendar_store.model.statuses import AlertKind, Channel, Role
from calendar_store.practices import logins, practices, staff, support_visits
from gateway.channels.mail.mail_channel import MailChannel
from gateway.messaging.channel import Channels
from gateway.support.visit_reporter import AWAY, VisitReporter
from gateway.use_cases import support_access
from gateway.use_cases.support_access import UNASKED, AccessWish
from gateway.use_cases.suspending import AdminMails
from tests.support.desk import BY

HELP, ADMINS = "support@example.org", ("emmy@example.org", "anna@example.org")
REASON = "the calendar shows nothing since eight, and nobody answers the phone"
CHANNELS = Channels([MailChannel("us@example.org")])
TELLING = AdminMails(CHANNELS, None)
MINUTE = timedelta(minutes=1)


class Helper:
    """An account of support, and the practice that it looks into."""

    def __init__(self, desk):
        self.desk, self.now = desk, desk.now
        self.reporter = VisitReporter(desk.database, CHANNELS, None, lambda: self.now)

    async def begin(self):
        async with self.desk.database.write() as tx:
            home = await practices.add(
                *(tx,),
                name="Helpdesk",
                timezone="Europe/Rome",
                locale="it",
                sender="48222",
                now=self.now,
            )
            kinds = [(home.id, HELP, Role.SUPPORT)]
            kinds += [(self.desk.practice.id, one, Role.ADMIN) for one in ADMINS]
            for where, email, role in kinds:
                await staff.add(
                    *(tx, where), email=email, role=role, password_hash="x", by=BY, now=self.now
                )
            self.member = await staff.by_email(tx, HELP)
            self.admin = await staff.by_email(tx, ADMINS[0])
            self.token = await staff.log_in(tx, self.member, now=self.now)
        return self

    async def enter(self, **more):
        async with self.desk.database.write() as tx:
            grant = await support_access.give(
                *(tx, OPERATOR, self.desk.practice, AccessWish(HELP, 4, **more)), now=self.now
            )
            chosen = grant.practice_id, grant.id
            await support_access.enter(tx, self.member, self.token, chosen, now=self.now)
        return grant

    async def break_glass(self, reason=REASON, practice=None):
        where = practice or self.desk.practice
        async with self.desk.database.write() as tx:
            return await support_access.break_glass(
                *(tx, self.member, where, reason, TELLING), now=self.now
            )

    async def opens(self, address, action="support.read", **detail):
        """Open a page, as the pages record it."""
        async with self.desk.database.write() as tx:
            login = await staff.login_of(tx, self.token, self.now)
            access = login.member.support
            await audit.record(
                *(tx, self.desk.practice.id),
                by=of_staff(login.member),
                action=action,
                subject=address,
                now=self.now,
                detail=detail,
            )
            grant = self.desk.practice.id, access.grant_id
            await support_visits.seen(tx, self.token, grant, HELP, self.now)

    async def end(self, grant):
        async with self.desk.database.write() as tx:
            where = self.desk.practice.id
            await support_access.end(tx, of_staff(self.admin), where, grant.id, now=self.now)

    async def visits(self):
        async with self.desk.database.read() as tx:
            return await support_access.visits(tx, OPERATOR, self.desk.practice.id)

    async def mails(self):
        found = await self.desk.messages()
        return [one for one in found if one.channel is Channel.EMAIL]


@pytest.fixture
async def helper(desk):
    return await Helper(desk).begin()


async def test_the_administrators_get_a_report_when_support_has_left(helper, desk):
    ada = await desk.client()
    visit = await desk.book(ada, desk.now + timedelta(days=1))
    await helper.enter(writes=True)
    helper.now += 2 * MINUTE
    for address in ("/day/2026-01-12", "/day/2026-01-12", f"/clients/{ada.id}"):
        await helper.opens(address)
    await helper.opens(f"/day/2026-01-13?appointment={visit.id}")
    await helper.opens(str(visit.id), "appointment.moved")
    await helper.opens("/waiting", "support.changed")
    assert await helper.reporter.step() == 0, "it is still here"
    helper.now += 3 * MINUTE
    async with desk.database.write() as tx:
        await support_access.leave(tx, helper.token, now=helper.now)
    assert await helper.reporter.step() == 1
    assert await helper.reporter.step() == 0, "once"
    mails = await helper.mails()
    assert sorted(one.recipient for one in mails) == sorted(ADMINS)
    text = mails[0].text
    assert text.startswith(f"Support was in Studio Aurora: {HELP}, 12 January, 10:00 to")
    assert "Pages opened: 3. Clients looked at: 1. Changes: 1." in text
    # a mail is read by others too
    assert "Byron" not in text
    (told,) = await helper.visits()
    assert (told.began_at, told.ended_at) == (desk.now, helper.now)
    async with desk.database.read() as tx:
        found = await support_access.report(tx, OPERATOR, desk.practice.id, told.id)
    assert [one.subject for one in found.pages] == [
        *("/day/2026-01-12", f"/clients/{ada.id}"),
        f"/day/2026-01-13?appointment={visit.id}",
    ]
    assert [one.name for one in found.clients] == ["Ada Byron"]
    assert [one.action for one in found.changes] == ["appointment.moved"]


@pytest.mark.parametrize("how", ["log-out", "grant", "away", "expiry"])
async def test_a_visit_ends_however_support_goes(helper, desk, how):
    grant = await helper.enter()
    helper.now += 5 * MINUTE
    await helper.opens("/day")
    seen = helper.now
    helper.now += 10 * MINUTE
    ends = seen
    if how == "log-out":
        async with desk.database.write() as tx:
            await logins.log_out(tx, helper.token)
    elif how == "grant":
        await helper.end(grant)
        ends = helper.now
    elif how == "away":
        assert await helper.reporter.step() == 0
        helper.now = seen + AWAY
    else:
        helper.now = grant.expires_at + MINUTE
        ends = grant.expires_at
    assert await helper.reporter.step() == 1
    (told,) = await helper.visits()
    assert told.ended_at == ends
    assert told.told_at == helper.now


async def test_who_comes_back_makes_another_visit(helper):
    await helper.enter()
    helper.now += AWAY
    await helper.reporter.step()
    await helper.opens("/inbox")
    helper.now += AWAY
    await helper.reporter.step()
    assert [one.told_at is not None for one in await helper.visits()] == [True, True]
    assert len(await helper.mails()) == 4


async def test_two_reporters_tell_once(helper, desk):
    await helper.enter()
    helper.now += AWAY
    other = VisitReporter(desk.database, CHANNELS, None, lambda: helper.now)
    await asyncio.gather(helper.reporter.step(), other.step())
    assert len(await helper.mails()) == 2


async def test_breaking_in_is_told_at_once_and_sealed(helper, desk):
    grant = await helper.break_glass()
    assert (grant.writes, grant.shows_contacts, grant.reason) == (False, False, REASON)
    assert grant.expires_at == helper.now + UNASKED
    (alert,) = await desk.alerts()
    assert alert.kind is AlertKind.SUPPORT_UNASKED
    assert dict(alert.reason.facts) == {"who": HELP, "why": REASON}
    mails = await helper.mails()
    assert sorted(one.recipient for one in mails) == sorted(ADMINS)
    assert "without being asked" in mails[0].text
    assert REASON in mails[0].text
    async with desk.database.write() as tx:
        (entry,) = await audit.entries(tx, desk.practice.id, actions=("support.broke_glass",))
        # seals go by when entries were written
        later = datetime.now(UTC) + timedelta(hours=1)
        assert await audit_chain.seal(tx, desk.practice.id, now=later, limit=100)
    assert entry.detail["reason"] == REASON
    async with desk.database.write() as tx:
        chosen = grant.practice_id, grant.id
        await support_access.enter(tx, helper.member, helper.token, chosen, now=helper.now)
        login = await staff.login_of(tx, helper.token, helper.now)
    assert of_staff(login.member).masked
    # the practice ends it at once
    await helper.end(grant)
    async with desk.database.read() as tx:
        login = await staff.login_of(tx, helper.token, helper.now)
    assert login.member.support is None
    await helper.reporter.step()
    report = (await helper.mails())[-1].text
    assert "without being asked" in report
    with pytest.raises(InvalidInput, match="has ended this today"):
        await helper.break_glass()
    helper.now += timedelta(hours=25)
    assert await helper.break_glass()


@pytest.mark.parametrize("reason", ["", "help", " " * 40, "x" * 501])
async def test_a_reason_has_to_say_something(helper, reason, desk):
    with pytest.raises(InvalidInput, match="write in a sentence"):
        await helper.break_glass(reason)
    assert await desk.alerts() == []


async def test_only_support_breaks_in_and_only_where_it_is_not(helper, desk):
    async with desk.database.write() as tx:
        home = await practices.get(tx, helper.member.practice_id)
        with pytest.raises(NotPermitted):
            await support_access.break_glass(
                *(tx, helper.admin, home, REASON, TELLING), now=helper.now
            )
    with pytest.raises(NotPermitted):
        await helper.break_glass(practice=home)
    await helper.enter()
    with pytest.raises(InvalidInput, match="already"):
        await helper.break_glass()


async def test_reports_are_for_who_gives_access(helper, desk):
    await helper.enter()
    (told,) = await helper.visits()
    async with desk.database.read() as tx:
        login = await staff.login_of(tx, helper.token, helper.now)
        with pytest.raises(NotPermitted):
            await support_access.report(tx, of_staff(login.member), desk.practice.id, told.id)
        with pytest.raises(NotFound):
            await support_access.report(tx, of_staff(helper.admin), desk.practice.id, 1)
