"""Mails about one visit leave in the order of its changes, and none that is overtaken leaves."""

from datetime import timedelta
from functools import partial

import pytest

from calendar_store.appointments import invitations
from calendar_store.messages import outbox, reminders
from calendar_store.messages.reminders import Settled
from calendar_store.model.appointments import Appointment
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import MessageKind, MessageStatus, StepRule
from gateway.channels.mail.sending.visit_order import VisitOrder
from tests.support.desk import Desk
from tests.support.dialogs.samples import appointment
from tests.support.office import START
from tests.support.sending_office import SendingOffice
from tests.support.smarthost import WAIT

M = MessageStatus
HOUR = timedelta(hours=1)


def desk_of(office: SendingOffice) -> Desk:
    return Desk(office.database, office.practice, office.practitioner, office.now)


async def visit_of(office: SendingOffice) -> Appointment:
    """A visit whose invitation was mailed."""
    desk = desk_of(office)
    client = await desk.client(email="ada@example.org")
    booked = await desk.book(client, START)
    async with office.database.write() as tx:
        await invitations.mark_invited(tx, {(booked.practice_id, booked.id)})
    return booked


async def correct(office: SendingOffice, visit: Appointment) -> Message:
    """Queue the planned mail about a change, as the planner does."""
    (queued,) = await office.queue(
        kind=MessageKind.CHANGED,
        client_id=visit.client_id,
        appointment_id=visit.id,
        priority=outbox.BOOKED_PRIORITY,
        expires_at=visit.starts_at,
    )
    async with office.database.write() as tx:
        planned = await reminders.of_appointments(tx, visit.practice_id, [visit.id])
        (one,) = (
            each
            for each in planned
            if each.rule is StepRule.CHANGED and each.version == visit.version
        )
        await reminders.settle(tx, [Settled(one, M.QUEUED, message_id=queued.id)])
    return queued


async def answer(office: SendingOffice, visit: Appointment) -> Message:
    """Queue the answer that tells of a change; it carries the invitation."""
    async with office.database.write() as tx:
        await invitations.said_by_answer(tx, {(visit.practice_id, visit.id)})
    (queued,) = await office.queue(
        kind=MessageKind.REPLY,
        text="Your appointment is cancelled.",
        client_id=visit.client_id,
        appointment_id=visit.id,
        priority=outbox.REPLY_PRIORITY,
        expires_at=None,
    )
    return queued


async def waiting(office: SendingOffice, count: int) -> bool:
    assert office.carrier
    return office.carrier.pool.waiting == count


async def at_work(office: SendingOffice) -> None:
    """Send a first mail, so that the smarthost counts as well."""
    await office.queue(recipient="eve@e.example")
    await office.until(M.ACCEPTED)


async def status_of(office: SendingOffice, message: Message) -> Message:
    return next(one for one in await office.messages() if one.id == message.id)


async def test_a_mail_that_waits_while_its_visit_is_cancelled_is_not_sent(mail_office):
    desk, visit = desk_of(mail_office), await visit_of(mail_office)
    moved = await desk.move(visit, START + HOUR)
    async with mail_office.running(connections=1):
        await at_work(mail_office)
        mail_office.host.say("end", WAIT)
        await mail_office.queue(recipient="bob@b.example", priority=0, expires_at=None)
        await mail_office.host.until_seen("end", 2)
        told = await correct(mail_office, moved)
        await mail_office.until_true(partial(waiting, mail_office, 1))
        gone = await desk.cancel(moved)
        said = await answer(mail_office, gone)
        await mail_office.until_true(partial(waiting, mail_office, 2))
        mail_office.host.go_on()
        await mail_office.until(M.CANCELLED)
        await mail_office.until(M.ACCEPTED, 3)
    to_ada = [mail for mail in mail_office.mails() if mail["To"].addresses[0].username == "ada"]
    assert [mail["Message-ID"].partition(".")[0] for mail in to_ada] == [f"<{said.id}"]
    dropped = await status_of(mail_office, told)
    assert (dropped.status, dropped.reason.code) == (M.CANCELLED, ReasonCode.APPOINTMENT_CHANGED)
    assert await mail_office.alerts() == []


async def test_an_answer_waits_for_the_mail_about_the_state_before_it(mail_office):
    desk, visit = desk_of(mail_office), await visit_of(mail_office)
    moved = await desk.move(visit, START + HOUR)
    async with mail_office.running(connections=4):
        await at_work(mail_office)
        mail_office.host.say("end", WAIT)
        told = await correct(mail_office, moved)
        await mail_office.host.until_seen("end", 2)
        gone = await desk.cancel(moved)
        said = await answer(mail_office, gone)
        await mail_office.until_so(lambda m: m.id == said.id and m.status is M.SENDING)
        # composed after the answer, to somebody else: it is not held up
        await mail_office.queue(recipient="bob@b.example")
        await mail_office.host.until_taken(2)
        assert [one.recipient for one in mail_office.host.taken] == [
            "eve@e.example",
            "bob@b.example",
        ]
        mail_office.host.go_on()
        await mail_office.until(M.ACCEPTED, 4)
    order = [mail["Message-ID"].partition(".")[0] for mail in mail_office.mails()][-2:]
    assert order == [f"<{told.id}", f"<{said.id}"]


async def test_a_mail_refused_for_now_is_dropped_where_its_visit_has_changed_since(mail_office):
    desk, visit = desk_of(mail_office), await visit_of(mail_office)
    moved = await desk.move(visit, START + HOUR)
    async with mail_office.running(connections=1):
        await at_work(mail_office)
        mail_office.host.say("rcpt", WAIT)
        told = await correct(mail_office, moved)
        await mail_office.host.until_seen("rcpt", 2)
        gone = await desk.cancel(moved)
        await answer(mail_office, gone)
        mail_office.host.say("data", "450 4.7.1 greylisted")
        mail_office.host.go_on()
        await mail_office.until(M.CANCELLED)
        await mail_office.until(M.ACCEPTED, 2)
    assert (await status_of(mail_office, told)).reason.code is ReasonCode.APPOINTMENT_CHANGED
    assert [one.recipient for one in mail_office.host.taken] == ["eve@e.example", "ada@example.org"]


async def test_a_mail_refused_for_now_goes_later_where_its_visit_stands(mail_office):
    desk, visit = desk_of(mail_office), await visit_of(mail_office)
    moved = await desk.move(visit, START + HOUR)
    mail_office.host.say("data", "450 4.7.1 greylisted")
    async with mail_office.running(connections=1):
        told = await correct(mail_office, moved)
        await mail_office.until_so(lambda m: m.attempt == 1 and m.status is M.QUEUED)
        await mail_office.pass_time(HOUR)
        await mail_office.until(M.ACCEPTED)
    assert (await status_of(mail_office, told)).attempt == 2


def message(kind: MessageKind, about: int | None = 1) -> Message:
    return Message(
        *(1, 1, kind, "email", "calendar@example.org", "ada@example.org", ""),
        status=M.SENDING,
        created_at=START,
        not_before=START,
        expires_at=None,
        priority=1,
        appointment_id=about,
    )


def enter(order: VisitOrder, sequence: int, kind: MessageKind = MessageKind.CHANGED):
    return order.enter(message(kind), {(1, 1): appointment(sequence=sequence)})


@pytest.mark.parametrize("kind", [MessageKind.REMINDER, MessageKind.BOOKED, MessageKind.CHANGED])
def test_whatever_tells_how_a_visit_stood_is_overtaken(kind):
    order = VisitOrder()
    old, new = enter(order, 1, kind), enter(order, 2, kind)
    assert not old.begin()
    assert new.begin()
    # also where the older facts come in last
    assert not enter(order, 1, kind).begin()


def test_an_answer_is_sent_even_if_its_visit_has_changed_since():
    order, gone = VisitOrder(), []
    said, told = enter(order, 1, MessageKind.REPLY), enter(order, 2)
    order.submit(told, partial(gone.append, "told"))
    order.submit(said, partial(gone.append, "said"))
    assert gone == ["said"]
    assert said.begin()
    order.leave(said)
    assert gone == ["said", "told"]


def test_mails_about_the_same_state_or_another_visit_wait_for_none():
    order, gone = VisitOrder(), []
    first, again = enter(order, 1), enter(order, 1)
    other = order.enter(message(MessageKind.REPLY, None), {})
    assert first.begin()
    for name, turn in (("again", again), ("other", other)):
        order.submit(turn, partial(gone.append, name))
    assert gone == ["again", "other"]


def test_a_mail_that_goes_back_after_its_connection_ended_is_not_begun_again():
    order, gone = VisitOrder(), []
    told = enter(order, 1)
    assert told.begin()
    said = enter(order, 2, MessageKind.REPLY)
    order.submit(said, partial(gone.append, "said"))
    assert not told.begin()
    assert gone == []
    order.leave(told)
    assert gone == ["said"]


def test_nothing_is_remembered_of_mails_that_have_ended():
    order = VisitOrder()
    for turn in (enter(order, 1), enter(order, 2)):
        order.leave(turn)
    assert order._under_way == {}
