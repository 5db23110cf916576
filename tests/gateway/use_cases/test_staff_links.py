"""Links and half log-ins of staff are of use once, and never after their account was made safe."""

import asyncio
from datetime import timedelta

import pytest

from calendar_store.model.actors import OPERATOR, of_staff
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted
from calendar_store.model.feeds import FeedNames
from calendar_store.model.statuses import Role, TokenKind
from calendar_store.practices import staff, staff_tokens
from gateway.channels.mail.mail_channel import MailChannel
from gateway.messaging.channel import Channels
from gateway.use_cases import (
    feeds,
    own_account,
    own_factors,
    practitioners,
    second_step,
    staff_accounts,
    staff_links,
)
from gateway.use_cases.account_mails import AccountMails
from tests.support.second_factors import code_at, with_codes

ADA = "ada@example.org"
BY_MAIL = AccountMails(Channels([MailChannel("calendar@example.org")]), "http://127.0.0.1")
BY_HAND = AccountMails(Channels([]), "http://127.0.0.1")


def token_of(link):
    return link.rpartition("/")[2]


async def invite(desk, email, role=Role.RECEPTION, **more):
    async with desk.database.write() as tx:
        made = await staff_links.invite(
            *(tx, OPERATOR, desk.practice),
            email=email,
            role=role,
            mails=BY_HAND,
            now=desk.now,
            **more,
        )
    return token_of(made.link)


async def choose(desk, token, kind=TokenKind.INVITATION, hashed="chosen", now=None):
    async with desk.database.write() as tx:
        return await staff_links.choose_password(tx, token, kind, hashed, now=now or desk.now)


async def joined(desk, email=ADA, role=Role.ADMIN, **more):
    return await choose(desk, await invite(desk, email, role, **more))


async def ask_reset(desk):
    async with desk.database.write() as tx:
        assert await staff_links.ask_reset(tx, ADA, mails=BY_MAIL, now=desk.now)
    return token_of((await desk.messages())[-1].text)


async def test_an_invitation_is_used_by_one_of_many_at_once(desk):
    token = await invite(desk, ADA)
    chosen = await asyncio.gather(*(choose(desk, token, hashed=f"hash {n}") for n in range(6)))
    (one,) = [member for member in chosen if member]
    async with desk.database.read() as tx:
        assert (await staff.by_email(tx, ADA)).password_hash == one.password_hash
    assert await choose(desk, token, TokenKind.RESET) is None


async def test_an_invitation_ends_after_three_days_with_the_next_one_and_with_the_account(desk):
    late = await invite(desk, ADA)
    assert await choose(desk, late, now=desk.now + timedelta(days=3)) is None
    async with desk.database.write() as tx:
        again = await staff_links.invite_again(
            tx, OPERATOR, desk.practice, ADA, mails=BY_HAND, now=desk.now
        )
    assert await choose(desk, late) is None
    async with desk.database.write() as tx:
        await staff_accounts.add(
            *(tx, OPERATOR, desk.practice.id),
            email="grace@example.org",
            role=Role.ADMIN,
            password_hash="x",
            now=desk.now,
        )
        await staff_accounts.remove(tx, OPERATOR, desk.practice.id, ADA, now=desk.now)
    assert await choose(desk, token_of(again.link)) is None


@pytest.mark.parametrize("safe", ["changed", "set by staff", "logged out"])
async def test_a_link_for_a_new_password_ends_when_the_account_is_made_safe(desk, safe):
    """Who reads the mailbox would otherwise take the account back."""
    member = await joined(desk)
    token = await ask_reset(desk)
    where = (OPERATOR, desk.practice.id, ADA)
    async with desk.database.write() as tx:
        if safe == "changed":
            await own_account.change_password(tx, member, "another", now=desk.now)
        elif safe == "set by staff":
            await staff_accounts.set_password(tx, *where, "another", now=desk.now)
        else:
            await staff_accounts.end_logins(tx, *where, now=desk.now)
    assert await choose(desk, token, TokenKind.RESET, "taken") is None


async def test_who_is_invited_can_accept_after_everybody_was_logged_out(desk):
    token = await invite(desk, ADA)
    async with desk.database.write() as tx:
        await staff_accounts.end_logins(tx, OPERATOR, desk.practice.id, ADA, now=desk.now)
        await staff_accounts.end_logins(tx, OPERATOR, desk.practice.id, None, now=desk.now)
    assert await choose(desk, token)


@pytest.mark.parametrize("safe", ["changed", "logged out"])
async def test_a_half_log_in_ends_with_the_password_that_began_it(desk, safe):
    member = await joined(desk)
    secret, recovery = await with_codes(desk, member)
    async with desk.database.write() as tx:
        token = await second_step.begin(tx, member, now=desk.now)
    async with desk.database.write() as tx:
        if safe == "changed":
            await own_account.change_password(tx, member, "another", now=desk.now)
        else:
            where = (OPERATOR, desk.practice.id, ADA)
            await staff_accounts.end_logins(tx, *where, now=desk.now)
    later = desk.now + timedelta(minutes=1)
    for code in (code_at(secret, later), recovery[0]):
        async with desk.database.write() as tx:
            with pytest.raises(InvalidInput, match="this log-in took too long"):
                await second_step.by_code(tx, token, code, address="192.0.2.7", now=later)


async def test_wrong_codes_count_on_after_a_new_password(desk):
    member = await joined(desk)
    secret, _ = await with_codes(desk, member)
    for _ in range(second_step.MOST_TRIES):
        async with desk.database.write() as tx:
            token = await second_step.begin(tx, member, now=desk.now)
            await second_step.by_code(tx, token, "000000", address="192.0.2.7", now=desk.now)
    async with desk.database.write() as tx:
        await own_account.change_password(tx, member, "another", now=desk.now)
        token = await second_step.begin(tx, member, now=desk.now)
    later = desk.now + timedelta(minutes=1)
    async with desk.database.write() as tx:
        with pytest.raises(second_step.TooManyCodes):
            await second_step.by_code(
                tx, token, code_at(secret, later), address="192.0.2.7", now=later
            )


async def test_a_code_opens_one_of_many_log_ins_at_once(desk):
    member = await joined(desk)
    secret, recovery = await with_codes(desk, member)
    later = desk.now + timedelta(minutes=1)

    async def enter(code):
        async with desk.database.write() as tx:
            token = await second_step.begin(tx, member, now=desk.now)
        async with desk.database.write() as tx:
            return await second_step.by_code(tx, token, code, address="192.0.2.7", now=later)

    for code in (code_at(secret, later), recovery[0]):
        opened = await asyncio.gather(*(enter(code) for _ in range(4)))
        assert sum(one is not None for one in opened) == 1


async def test_codes_are_set_up_once(desk):
    """A form that is sent again neither replaces the secret nor the recovery codes."""
    member = await joined(desk)
    secret, recovery = await with_codes(desk, member)
    async with desk.database.write() as tx:
        with pytest.raises(InvalidInput, match="set up already"):
            await own_factors.set_up_codes(
                *(tx, member, secret, code_at(secret, desk.now)), token="t", now=desk.now
            )
    async with desk.database.read() as tx:
        assert (await own_factors.factors(tx, member)).codes_left == len(recovery)


@pytest.mark.parametrize("leaving", ["removed", "demoted"])
async def test_an_administrator_who_was_only_invited_is_no_other_administrator(desk, leaving):
    member = await joined(desk)
    await invite(desk, "grace@example.org", Role.ADMIN)
    where = (of_staff(member), desk.practice.id, ADA)

    async def leave():
        async with desk.database.write() as tx:
            if leaving == "removed":
                await staff_accounts.remove(tx, *where, now=desk.now)
            else:
                await staff_accounts.change(tx, *where, role=Role.RECEPTION, now=desk.now)

    with pytest.raises(InvalidInput, match=r"ada@example\.org is the last administrator"):
        await leave()
    await joined(desk, "emmy@example.org")
    await leave()


async def test_who_is_removed_takes_no_calendar_feed_along(desk):
    emmy = await joined(desk, "emmy@example.org")
    member = await joined(desk, role=Role.PRACTITIONER, practitioner="Aurora")
    async with desk.database.write() as tx:
        await practitioners.add(tx, OPERATOR, desk.practice, "Bruno", now=desk.now)

    async def feed(actor, whose):
        async with desk.database.write() as tx:
            made = await feeds.make(tx, actor, desk.practice, whose, FeedNames.FULL, now=desk.now)
        return made[1]

    gone = [await feed(of_staff(member), "Aurora"), await feed(of_staff(emmy), "Aurora")]
    kept = await feed(of_staff(emmy), "Bruno")
    async with desk.database.write() as tx:
        await staff_accounts.remove(tx, OPERATOR, desk.practice.id, ADA, now=desk.now)
    async with desk.database.read() as tx:
        assert [await feeds.read(tx, token, now=desk.now) for token in gone] == [None, None]
        assert await feeds.read(tx, kept, now=desk.now)


async def test_accounts_of_the_service_are_logged_out_by_the_operator_alone(desk):
    member = await joined(desk)
    await joined(desk, "support@example.org", Role.SUPPORT)
    for email, refused in ((ADA, False), ("support@example.org", True)):
        async with desk.database.write() as tx:
            await staff.log_in(tx, await staff.by_email(tx, email), now=desk.now)
            ended = staff_accounts.end_logins(
                tx, of_staff(member), desk.practice.id, email, now=desk.now
            )
            if refused:
                with pytest.raises(NotPermitted):
                    await ended
            else:
                assert await ended == 1


async def test_a_token_is_of_use_for_what_it_was_made_for_alone(desk):
    member = await joined(desk)
    async with desk.database.write() as tx:
        tokens = {
            kind: await staff_tokens.issue(tx, member, kind, now=desk.now) for kind in TokenKind
        }
    async with desk.database.read() as tx:
        for kind, token in tokens.items():
            for other in TokenKind:
                bearer = await staff_tokens.bearer(tx, token, other, now=desk.now)
                assert (bearer is not None) is (kind is other)
        with pytest.raises(NotFound):
            await staff.get(tx, desk.practice.id + 1, member.id)
