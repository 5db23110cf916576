"""Mails from the store to the smarthost: each has an outcome, none is lost or sent without need."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from calendar_store.appointments import agenda
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, MessageKind, MessageStatus
from calendar_store.schema import inbound, messages, practices, received_mails
from gateway.channels.mail.addresses import Purpose
from gateway.channels.mail.sending.mail_attempt import FIRST_PAUSE, RESEND_AFTER
from gateway.channels.mail.sending.smarthost_standing import RouteState
from gateway.wording.reason_words import in_words
from tests.support.office import START
from tests.support.sending_office import ADDRESSES
from tests.support.smarthost import CUT, WAIT

M = MessageStatus


async def test_a_reminder_goes_out_with_all_that_it_needs(mail_office):
    client = await mail_office.client()
    booked = await mail_office.book(client, START)
    queued = await mail_office.remind(client, booked)
    async with mail_office.running():
        (message,) = await mail_office.until(M.ACCEPTED)
    assert (message.id, message.attempt, message.awaits_receipt) == (queued.id, 1, False)
    assert message.reason.code is ReasonCode.ARRIVAL_UNREPORTED
    assert await mail_office.fate(queued) == ["queued", "sending", "accepted"]
    (taken,), (mail,) = mail_office.host.taken, mail_office.mails()
    assert mail["Message-ID"] == f"<{queued.id}.{queued.practice_id}@practice.example>"
    bounce = ADDRESSES.read(taken.sender)
    assert (bounce.purpose, bounce.message_id) == (Purpose.BOUNCE, queued.id)
    assert bounce.expires_at > START + timedelta(days=30)
    reply = ADDRESSES.read(mail["Reply-To"].addresses[0].addr_spec)
    assert (reply.purpose, reply.practice_id) == (Purpose.REPLY, mail_office.practice.id)
    assert "https://book.practice.example/a/" in mail.as_string().replace("=\n", "")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert any(part.get_content_type() == "text/calendar" for part in mail.walk())
    async with mail_office.database.read() as tx:
        assert (await agenda.get(tx, mail_office.practice.id, booked.id)).invited


async def test_a_hundred_mails_to_many_clients(mail_office):
    for number in range(100):
        await mail_office.queue(recipient=f"client{number}@d{number % 9}.example")
    async with mail_office.running(connections=3) as carrier:
        await mail_office.until(M.ACCEPTED, 100)
        status = carrier.status(mail_office.now)
    assert len({one.message_id for one in mail_office.host.taken}) == 100
    assert mail_office.host.most <= 3
    assert (status["state"], status["sent"], status["waiting"]) == ("up", 100, 0)
    assert status["attempts"] == {"taken": 100}


async def test_a_mail_that_may_have_been_taken_is_sent_again_once_as_the_same_mail(mail_office):
    (queued,) = await mail_office.queue()
    mail_office.host.say("end", CUT)
    async with mail_office.running():
        await mail_office.until_so(lambda m: m.status is M.QUEUED and m.attempt == 1)
        await mail_office.pass_time(RESEND_AFTER)
        await mail_office.until(M.ACCEPTED)
    history = ["queued", "sending", "unknown", "queued", "sending", "accepted"]
    assert await mail_office.fate(queued) == history
    first, second = mail_office.host.taken
    assert first.message_id == second.message_id
    assert await mail_office.alerts() == []


async def test_a_mail_cut_off_twice_is_unknown_and_told(mail_office):
    (queued,) = await mail_office.queue()
    mail_office.host.say("end", CUT, times=2)
    async with mail_office.running():
        await mail_office.until_so(lambda m: m.status is M.QUEUED and m.attempt == 1)
        await mail_office.pass_time(RESEND_AFTER)
        (message,) = await mail_office.until(M.UNKNOWN)
        # and never a third time
        await mail_office.pass_time(timedelta(hours=1))
        await mail_office.queue(recipient="bob@example.org")
        await mail_office.until(M.ACCEPTED)
    assert len(mail_office.host.taken) == 3
    assert message.reason.code is ReasonCode.NOT_SENT_AGAIN
    (alert,) = await mail_office.alerts()
    assert (alert.kind, alert.message_id) == (AlertKind.NOT_DELIVERED, queued.id)


async def test_what_was_cut_before_its_end_is_sent_again(mail_office):
    (queued,) = await mail_office.queue()
    mail_office.host.say("data", "451 4.7.0 not now")
    mail_office.host.say("mail", CUT)
    async with mail_office.running():
        await mail_office.until_so(lambda m: m.attempt == 2 and m.status is M.QUEUED)
        await mail_office.pass_time(FIRST_PAUSE * 2)
        await mail_office.until(M.ACCEPTED)
    assert "unknown" not in await mail_office.fate(queued)
    assert len(mail_office.host.taken) == 1


async def test_a_greylisted_mail_waits_minutes_and_goes_then(mail_office):
    (queued,) = await mail_office.queue()
    await mail_office.queue(recipient="bob@b.example")
    mail_office.host.judge = lambda stage, said: (
        "450 4.7.1 greylisted" if stage == "rcpt" and "ada" in said else None
    )
    async with mail_office.running():
        await mail_office.until(M.ACCEPTED)
        first, _ = await mail_office.until_so(lambda m: m.id == queued.id and m.attempt == 1)
        first, _ = await mail_office.until(M.QUEUED)
        assert first.not_before == mail_office.now + FIRST_PAUSE
        assert in_words(first.reason).startswith("the mail server does not take it yet (450 4.7.1")
        await mail_office.pass_time(FIRST_PAUSE)
        first, _ = await mail_office.until_so(
            lambda m: m.id == queued.id and m.attempt == 2 and m.status is M.QUEUED
        )
        assert first.not_before == mail_office.now + 2 * FIRST_PAUSE
        mail_office.host.judge = lambda *_: None
        await mail_office.pass_time(2 * FIRST_PAUSE)
        await mail_office.until(M.ACCEPTED, 2)
    assert await mail_office.alerts() == []


async def test_a_refused_mail_fails_with_the_servers_words_and_staff_learn_it(mail_office):
    client = await mail_office.client()
    (queued,) = await mail_office.queue(client_id=client.id)
    mail_office.host.say("rcpt", "550 5.1.1 <ada@example.org>: no such user")
    async with mail_office.running():
        (message,) = await mail_office.until(M.FAILED)
    assert in_words(message.reason) == (
        "the address does not exist, or takes no mail (550 5.1.1): …: no such user"
    )
    alerts = await mail_office.alerts()
    assert AlertKind.NOT_DELIVERED in {one.kind for one in alerts}
    assert {one.message_id for one in alerts} == {queued.id}


async def test_a_full_smarthost_loses_nothing_and_keeps_the_attempts(mail_office):
    await mail_office.queue(10)
    mail_office.host.say("mail", "452 4.3.1 queue full", times=20)
    async with mail_office.running() as carrier:
        found = await mail_office.until_so(lambda m: m.status is M.QUEUED and m.attempt, 1)
        await mail_office.until(M.QUEUED, 10)
        assert carrier.pool.standing.state is RouteState.PAUSED
        assert not carrier.reachable
        assert mail_office.host.seen.count("mail") <= 4
    assert all(m.status in (M.QUEUED, M.SENDING) for m in found)


async def test_an_expired_mail_is_not_sent(mail_office):
    (queued,) = await mail_office.queue()
    mail_office.host.say("mail", "452 4.3.1 queue full")
    async with mail_office.running():
        await mail_office.until_so(lambda m: m.status is M.QUEUED and m.attempt == 1)
        await mail_office.pass_time(START - mail_office.now)
        await mail_office.sweeper().sweep()
        (message,) = await mail_office.messages()
    assert message.status is M.EXPIRED
    assert mail_office.host.taken == []
    assert len(await mail_office.alerts()) == 1
    assert await mail_office.fate(queued) == ["queued", "sending", "queued", "expired"]


async def test_a_mail_without_its_practices_facts_goes_as_plain_words(mail_office):
    await mail_office.queue(kind=MessageKind.STAFF, text="Come at ten, please.")
    async with mail_office.running():
        await mail_office.until(M.ACCEPTED)
    (mail,) = mail_office.mails()
    assert "Come at ten, please." in mail.get_body(("plain",)).get_content()


async def test_a_mail_that_cannot_be_composed_fails_alone(mail_office):
    client = await mail_office.client()
    booked = await mail_office.book(client, START)
    bad = await mail_office.remind(client, booked)
    (good,) = await mail_office.queue(text="good")
    async with mail_office.database.write() as tx:
        # as no page and no command writes it
        await tx.execute(update(practices).values(timezone="Europe/Nowhere"))
    async with mail_office.running():
        await mail_office.until(M.ACCEPTED)
        found = {m.id: m for m in await mail_office.until(M.FAILED)}
    assert found[bad.id].reason.code is ReasonCode.NOT_COMPOSED
    assert found[good.id].status is M.ACCEPTED


async def test_an_overdue_reply_is_in_the_history_and_its_lease_lives_on(mail_office):
    (queued,) = await mail_office.queue()
    mail_office.host.say("end", WAIT)
    async with mail_office.running(timeout=0.1, last_timeout=60) as carrier:
        await mail_office.host.until_seen("end")

        async def noted():
            return (await mail_office.fate(queued)).count("sending") == 2

        await mail_office.until_true(noted)
        (message,) = await mail_office.messages()
        assert carrier.holds(message)
        # another process does not take it, however long it lasts
        await mail_office.pass_time(timedelta(minutes=2))

        async def renewed():
            return await _lease_ends(mail_office) > mail_office.now + timedelta(minutes=1)

        await mail_office.until_true(renewed)
        mail_office.host.go_on()
        await mail_office.until(M.ACCEPTED)
    assert len(mail_office.host.taken) == 1


async def test_a_process_that_ends_in_the_middle_leaves_the_mail_unknown_and_resent_once(
    mail_office,
):
    (queued,) = await mail_office.queue()
    (leased,) = await mail_office.office.lease(carrier="mail")
    assert leased.id == queued.id
    await mail_office.sweeper().recover("one")
    async with mail_office.running():
        await mail_office.until(M.ACCEPTED)
    history = ["queued", "sending", "unknown", "queued", "sending", "accepted"]
    assert await mail_office.fate(queued) == history


async def test_answers_refer_to_the_clients_newest_mail(mail_office):
    client = await mail_office.client()
    async with mail_office.database.write() as tx:
        for number in (1, 2):
            await tx.execute(
                insert(inbound),
                {
                    "id": number,
                    "carrier": "mail",
                    "channel": "email",
                    "our_address": "calendar@practice.example",
                    "their_address": "ada@example.org",
                    "received_at": mail_office.now,
                    "text": "hello",
                    "raw": b"",
                    "status": "done",
                    "intent": "",
                    "practice_id": mail_office.practice.id,
                    "client_id": client.id,
                    "partial": False,
                    "fingerprint": b"%d" % number,
                    "session": "",
                },
            )
            await tx.execute(
                insert(received_mails),
                {
                    "id": number,
                    "fingerprint": b"%d" % number,
                    "way": "smtp",
                    "received_at": mail_office.now,
                    "kind": "answer",
                    "reason": "",
                    "message_id": f"<{number}@client.example>",
                    "subject": f"Question {number}",
                    "from_address": "ada@example.org",
                    "attachments": [],
                    "size": 1,
                    "practice_id": mail_office.practice.id,
                    "answers_id": None,
                    "inbound_id": number,
                },
            )
    await mail_office.queue(kind=MessageKind.REPLY, client_id=client.id, text="Yes.")
    async with mail_office.running():
        await mail_office.until(M.ACCEPTED)
    (mail,) = mail_office.mails()
    assert mail["In-Reply-To"] == "<2@client.example>"
    assert mail["Subject"] == "Re: Question 2"


async def test_a_stop_records_all_that_is_under_way(mail_office):
    for domain in ("a.example", "b.example"):
        await mail_office.queue(15, recipient=f"ada@{domain}")
    mail_office.host.say("end", WAIT, times=2)
    async with mail_office.running(connections=2) as carrier:
        await mail_office.host.until_seen("end", 2)
        carrier.take_no_more()
        draining = asyncio.create_task(carrier.drain(10))
        await mail_office.until(M.QUEUED, 28)
        mail_office.host.go_on()
        await draining
        await mail_office.until(M.ACCEPTED, 2)
    assert not [m for m in await mail_office.messages() if m.status is M.SENDING]


async def test_a_refused_log_in_is_told_to_staff_and_withdrawn(mail_office):
    mail_office.host.users["calendar"] = "secret"
    await mail_office.queue()
    settings = {"username": "calendar", "password": "secret"}
    mail_office.host.users["calendar"] = "another"
    async with mail_office.running(**settings) as carrier:
        await mail_office.host.until(lambda: mail_office.host.log_ins >= 1)

        async def refused():
            return carrier.pool.standing.state is RouteState.REFUSED

        await mail_office.until_true(refused)
        sweeper = mail_office.sweeper(with_refusals=True)
        await sweeper.sweep()
        (alert,) = await mail_office.alerts()
        assert in_words(alert.reason).startswith("No email goes out: the mail server refuses our")
        status = carrier.status(mail_office.now)
        assert status["state"] == "refused"
        assert "refuses our log-in (535" in status["hindrance"]
        mail_office.host.users["calendar"] = "secret"
        await mail_office.until(M.ACCEPTED)
        await sweeper.sweep()
        assert await mail_office.alerts() == []


async def _lease_ends(mail_office):
    async with mail_office.database.read() as tx:
        return (await tx.execute(select(messages.c.lease_until))).scalar_one()


@pytest.mark.parametrize("kind", [MessageKind.CODE, MessageKind.CHANGED, MessageKind.BOOKED])
async def test_every_kind_of_mail_goes_out(mail_office, kind):
    client = await mail_office.client()
    booked = await mail_office.book(client, START)
    await mail_office.remind(client, booked, kind=kind, text="123456")
    async with mail_office.running():
        await mail_office.until(M.ACCEPTED)
