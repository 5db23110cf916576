"""Invitations from the first mail to the last: answered by calendars, corrected after changes."""

from datetime import timedelta

import pytest

from calendar_store.model.calendar_answers import CalendarAnswer, CalendarReply
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import (
    AlertKind,
    AppointmentStatus,
    Channel,
    DeclinedPolicy,
    MessageKind,
    MessageStatus,
    StepRule,
)
from calendar_store.schema import inbound
from calendar_store.schema import practices as practices_table
from gateway.channels.mail.mail_channel import MailChannel
from tests.support.exchange import START, Exchange

OURS, ADA = "calendar@example.org", "ada@example.org"
TALK = ConversationKey(Channel.EMAIL, OURS, ADA)
BOTH = (Channel.SMS, Channel.EMAIL)
LATER = START + timedelta(days=1)
ACCEPTED, DECLINED = CalendarReply.ACCEPTED, CalendarReply.DECLINED
COUNTER, TENTATIVE = CalendarReply.COUNTER, CalendarReply.TENTATIVE


@pytest.fixture
def exchange(desk):
    return Exchange(desk.steps_of("email booked"), beside=[MailChannel(OURS)])


@pytest.fixture
async def ada(exchange):
    return await exchange.desk.client(email=ADA, agreed=BOTH)


@pytest.fixture
async def visit(exchange, ada):
    """An appointment to which Ada was invited by the mail about its booking."""
    booked = await exchange.desk.book(ada, START)
    await exchange.planner.step()
    (mail,) = await exchange.desk.messages()
    assert (mail.kind, mail.channel) == (MessageKind.BOOKED, Channel.EMAIL)
    await exchange.taken()
    exchange.at(exchange.now + timedelta(minutes=5))
    return await exchange.desk.appointment(booked)


async def answers(exchange, visit, reply, *, key=TALK, sequence=None, **changes):
    """Let a calendar answer; return what is written because of it."""
    usual = {
        "practice_id": visit.practice_id,
        "appointment_id": visit.id,
        "sequence": visit.sequence if sequence is None else sequence,
        "starts_at": visit.starts_at,
    }
    answer = CalendarAnswer(reply, "uid", **(usual | changes))
    before = {one.id for one in await exchange.desk.messages()}
    await exchange.comes(key, "")
    newest = (await exchange.inbox())[-1]
    async with exchange.database.write() as tx:
        row = inbound.update().where(inbound.c.id == newest.id)
        await tx.execute(row.values(calendar=answer.to_json()))
    await exchange.handled()
    return [one for one in await exchange.desk.messages() if one.id not in before]


async def mails(exchange, text):
    before = {one.id for one in await exchange.desk.messages()}
    await exchange.comes(TALK, text)
    await exchange.handled()
    return [one for one in await exchange.desk.messages() if one.id not in before]


async def planned(exchange):
    """What the planner queues now."""
    before = {one.id for one in await exchange.desk.messages()}
    await exchange.planner.step()
    return [one for one in await exchange.desk.messages() if one.id not in before]


async def corrections(exchange, visit):
    rows = await exchange.desk.reminders(visit)
    return [(one.status, one.reason.code) for one in rows if one.rule is StepRule.CHANGED]


async def test_a_mail_about_the_booking_invites(visit):
    assert (visit.invited, visit.sequence, visit.version) == (True, 0, 1)


async def test_a_yes_confirms_and_its_answer_invites_nobody_again(exchange, visit):
    (answer,) = await answers(exchange, visit, ACCEPTED)
    assert (await exchange.stands(visit))[0] is AppointmentStatus.CONFIRMED
    assert (answer.kind, answer.channel, answer.recipient) == (
        MessageKind.REPLY,
        Channel.EMAIL,
        ADA,
    )
    assert not answer.invites
    confirmed = await exchange.desk.appointment(visit)
    assert await answers(exchange, confirmed, ACCEPTED) == []


async def test_a_no_asks_and_a_two_by_mail_cancels_with_the_cancellation_attached(exchange, visit):
    (asked,) = await answers(exchange, visit, DECLINED)
    assert (await exchange.stands(visit))[0] is AppointmentStatus.BOOKED
    assert "2 to cancel" in asked.text
    (done,) = await mails(exchange, "2")
    assert (await exchange.stands(visit))[0] is AppointmentStatus.CANCELLED
    assert done.invites
    assert await corrections(exchange, visit) == [
        (MessageStatus.SKIPPED, ReasonCode.SAID_BY_ANSWER)
    ]
    assert await planned(exchange) == []
    assert (await exchange.desk.appointment(visit)).sequence == 1
    (back,) = await mails(exchange, "UNDO")
    assert back.invites
    assert (await exchange.desk.appointment(visit)).sequence == 2
    assert await planned(exchange) == []


async def test_a_no_cancels_at_once_where_the_practice_wants_it(exchange, visit):
    async with exchange.database.write() as tx:
        await tx.execute(practices_table.update().values(declined=DeclinedPolicy.CANCEL))
    (done,) = await answers(exchange, visit, DECLINED)
    assert (await exchange.stands(visit))[0] is AppointmentStatus.CANCELLED
    assert done.invites
    assert "UNDO" in done.text


async def test_perhaps_is_noted(exchange, visit):
    assert await answers(exchange, visit, TENTATIVE) == []
    assert (await exchange.stands(visit))[0] is AppointmentStatus.BOOKED
    assert "perhaps: noted, nothing changed" in (await exchange.inbox())[-1].understood["did"]


async def test_another_time_is_offered_and_a_yes_by_mail_moves_and_updates(exchange, visit):
    (offer,) = await answers(exchange, visit, COUNTER, starts_at=LATER)
    assert "is free" in offer.text
    assert not offer.invites
    (done,) = await mails(exchange, "yes")
    assert await exchange.stands(visit) == (AppointmentStatus.CONFIRMED, LATER)
    assert done.invites
    assert await planned(exchange) == []


async def test_a_time_without_a_zone_is_the_practices(exchange, visit):
    local = LATER.replace(tzinfo=None) + timedelta(hours=1)  # Rome is an hour ahead
    (offer,) = await answers(exchange, visit, COUNTER, starts_at=local)
    assert "10:00" in offer.text
    assert "is free" in offer.text


async def test_a_move_by_staff_mails_the_update_at_once(exchange, visit):
    moved = await exchange.desk.move(visit, LATER)
    (mail,) = await planned(exchange)
    assert (mail.kind, mail.channel, mail.recipient) == (MessageKind.CHANGED, Channel.EMAIL, ADA)
    assert (mail.not_before, mail.expires_at) == (exchange.now, LATER)
    assert "has a new time" in mail.text
    assert "16 January" in mail.text
    assert "10:00" in mail.text
    assert (moved.sequence, moved.invited) == (1, True)
    # the yes that comes now answers the time that was
    (told,) = await answers(exchange, visit, ACCEPTED)
    assert "has changed" in told.text
    assert told.invites
    assert (await exchange.stands(visit))[0] is AppointmentStatus.BOOKED
    (done,) = await answers(exchange, moved, ACCEPTED)
    assert (await exchange.stands(visit)) == (AppointmentStatus.CONFIRMED, LATER)
    assert not done.invites


async def test_a_move_by_text_mails_the_update_too(exchange, visit):
    await exchange.says("2")
    await exchange.says("cancel my appointment")
    await exchange.says("2")
    assert (await exchange.stands(visit))[0] is AppointmentStatus.CANCELLED
    (mail,) = await planned(exchange)
    assert (mail.kind, mail.expires_at) == (MessageKind.CHANGED, START)
    assert "has been cancelled" in mail.text


async def test_a_cancellation_by_staff_is_told_although_the_client_had_confirmed(exchange, visit):
    await answers(exchange, visit, ACCEPTED)
    await exchange.desk.cancel(await exchange.desk.appointment(visit))
    (mail,) = await planned(exchange)
    assert (mail.kind, mail.status) == (MessageKind.CHANGED, MessageStatus.QUEUED)
    assert "has been cancelled" in mail.text
    assert mail.expires_at == START
    # nothing is asked: a yes confirms nothing
    (answer,) = await mails(exchange, "yes")
    assert (await exchange.stands(visit))[0] is AppointmentStatus.CANCELLED
    assert not answer.invites


async def test_two_changes_before_the_planner_looks_are_one_mail(exchange, visit):
    await exchange.desk.cancel(await exchange.desk.move(visit, LATER))
    (mail,) = await planned(exchange)
    assert "has been cancelled" in mail.text


async def test_a_mail_about_an_earlier_change_that_still_waits_is_taken_back(exchange, visit):
    moved = await exchange.desk.move(visit, LATER)
    (first,) = await planned(exchange)
    await exchange.desk.cancel(moved)
    (second,) = await planned(exchange)
    found = {one.id: one.status for one in await exchange.desk.messages()}
    assert found[first.id] is MessageStatus.CANCELLED
    assert found[second.id] is MessageStatus.QUEUED


async def test_who_wants_no_mails_gets_no_correction(exchange, visit):
    await mails(exchange, "STOP")
    await exchange.desk.cancel(visit)
    assert await planned(exchange) == []
    ((status, code),) = await corrections(exchange, visit)
    assert status is MessageStatus.SKIPPED
    assert code in {ReasonCode.OPTED_OUT, ReasonCode.CONSENT_WITHDRAWN, ReasonCode.OPTED_OUT_BY}


async def test_without_a_channel_for_mails_a_correction_waits(exchange, visit):
    texts = Exchange(exchange.desk).at(exchange.now)
    await texts.desk.cancel(visit)
    assert await planned(texts) == []
    assert [status for status, _ in await corrections(exchange, visit)] == [MessageStatus.PLANNED]


async def test_an_answer_by_mail_invites_a_client_who_was_never_invited(exchange, ada):
    exchange = Exchange(exchange.desk.steps_of("2d"), beside=[MailChannel(OURS)])
    booked = await exchange.desk.book(ada, START)
    (asked,) = await mails(exchange, "where are you?")
    assert not asked.invites
    (answer,) = await mails(exchange, "I confirm my appointment")
    assert answer.invites
    assert (await exchange.desk.appointment(booked)).invited
    (again,) = await mails(exchange, "I confirm my appointment")
    assert not again.invites


async def test_the_answer_to_stop_invites_nobody(exchange, ada):
    await exchange.desk.book(ada, START)
    assert not any(one.invites for one in await mails(exchange, "STOP"))


async def test_an_answer_for_somebody_elses_visit_changes_nothing(exchange, visit):
    leo = await exchange.desk.client("Leo", number=2, email="leo@example.org", agreed=BOTH)
    theirs = await exchange.desk.book(leo, LATER)
    for changes in (
        {"appointment_id": theirs.id},
        {"practice_id": visit.practice_id + 1},
        {"practice_id": 0, "appointment_id": 0},
    ):
        await answers(exchange, visit, DECLINED, **changes)
    for one in (visit, theirs):
        assert (await exchange.stands(one))[0] is AppointmentStatus.BOOKED
    assert {one.kind for one in await exchange.desk.alerts()} == {AlertKind.UNCLEAR}


async def test_a_yes_long_after_the_cancellation_is_told_so_and_staff_are_left_alone(
    exchange, visit
):
    await exchange.desk.cancel(visit)
    await exchange.planner.step()
    gone = await exchange.at(exchange.now + timedelta(hours=30)).desk.appointment(visit)
    (told,) = await answers(exchange, gone, ACCEPTED)
    assert "no longer stands" in told.text
    assert await answers(exchange, gone, DECLINED) == []
    assert await exchange.desk.alerts() == []


async def test_the_same_answer_twice_in_one_batch_confirms_once(exchange, visit):
    first = await answers(exchange, visit, ACCEPTED)
    second = await answers(exchange, visit, ACCEPTED)
    assert (len(first), second) == (1, [])


async def test_an_answer_decided_on_old_facts_is_decided_again(exchange, visit):
    """Staff move the visit between the calendar's answer and its turn."""
    await exchange.desk.move(visit, LATER)
    (told,) = await answers(exchange, visit, ACCEPTED)
    assert "has changed" in told.text
    assert (await exchange.stands(visit))[0] is AppointmentStatus.BOOKED
