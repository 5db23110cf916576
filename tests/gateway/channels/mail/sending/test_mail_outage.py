"""A smarthost away for an hour with 5,000 mails due: they wait, expire, and go soonest first."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from calendar_store.messages import outbox
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import MessageKind, MessageStatus
from calendar_store.schema import messages
from gateway.wording.reason_words import in_words

M = MessageStatus
DUE, REPLIES = 5_000, 20
MINUTE = timedelta(minutes=1)
CONNECTIONS = 4


@pytest.fixture(params=["sqlite"])
def store_url(request, migrated_file, tmp_path):
    """One database: thousands of mails on the other one prove the same."""
    path = tmp_path / "textback.db"
    path.write_bytes(migrated_file.read_bytes())
    return f"sqlite:///{path}"


async def counts(mail_office):
    async with mail_office.database.read() as tx:
        statement = select(messages.c.status, func.count()).group_by(messages.c.status)
        return {M(status): count for status, count in await tx.execute(statement)}


async def until_counted(mail_office, status, count):
    async def reached():
        return (await counts(mail_office)).get(status, 0) >= count

    await mail_office.until_true(reached, within=150)


@pytest.mark.timeout(240)
async def test_an_hour_without_the_smarthost(mail_office):
    begin = mail_office.now
    async with mail_office.database.write() as tx:
        new = [
            mail_office.office._message(
                tx.ids.new(),
                channel="email",
                carrier="mail",
                sender="calendar@practice.example",
                recipient=f"client{number}@d{number % 20}.example",
                # a hundred appointments begin every minute
                expires_at=begin + MINUTE * (50 + number // 100),
            )
            for number in reversed(range(DUE))
        ]
        await outbox.enqueue(tx, new)
    port = mail_office.host.port
    await mail_office.host.stop()
    async with mail_office.running(connections=CONNECTIONS) as carrier:
        sweeper = mail_office.sweeper(with_refusals=True)
        await sweeper.sweep()
        for _ in range(12):
            await mail_office.pass_time(5 * MINUTE)
            await sweeper.sweep()
        # those whose appointment has begun are lost, in sight, and in one alert for all of them
        assert await counts(mail_office) == {M.QUEUED: DUE - 1_100, M.EXPIRED: 1_100}
        lost = await mail_office.alerts()
        assert ReasonCode.NOT_SENT_AGAIN not in {one.reason.code for one in lost}
        assert len(lost) <= 3
        assert any("1100" in in_words(one.reason) for one in lost)
        # no attempt was made for any of them, so none has a history of failures
        assert not any(m.attempt for m in await mail_office.messages())
        # answers of the last minute come first
        await mail_office.queue(
            REPLIES,
            kind=MessageKind.REPLY,
            priority=outbox.REPLY_PRIORITY,
            recipient="answered@reply.example",
            expires_at=mail_office.now + timedelta(days=1),
        )
        await mail_office.host.start(port)
        await until_counted(mail_office, M.ACCEPTED, DUE - 1_100 + REPLIES)
        assert carrier.status(mail_office.now)["state"] == "up"
    went = [one.recipient for one in mail_office.host.taken]
    assert len(went) == len(set(went)) + REPLIES - 1
    # one mail goes ahead to see whether the smarthost works, and it is an answer
    assert went[0].startswith("answered")
    assert max(n for n, one in enumerate(went) if one.startswith("answered")) < REPLIES + 100
    minutes = [int(one[6:].partition("@")[0]) // 100 for one in went if one.startswith("client")]
    # in the order of the appointments, but for the few that are under way at the same time
    assert all(later >= sooner - 1 for sooner, later in pairwise(minutes))
    assert mail_office.host.most <= CONNECTIONS
