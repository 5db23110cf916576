"""Clients told of what staff change, by their channel, or not at all; what is undone unheard."""

from datetime import timedelta
from functools import partial

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus, Role
from gateway.use_cases import booking, told_after_all, undoing
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.telling import UNDO_TIME
from gateway.use_cases.told_after_all import ChosenTelling
from tests.support.acts import takes
from tests.support.exchange import START
from tests.support.told_visits import ADA, visit_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SMS, EMAIL = Channel.SMS, Channel.EMAIL
K, S = MessageKind, MessageStatus


@pytest.fixture
def visit(desk):
    return partial(visit_of, desk)


async def test_a_move_is_told_by_one_text_that_asks_again(visit):
    one = await (await visit()).moves()
    assert (one.told.channel, one.told.address) == (SMS, one.client.mobile)
    assert one.told.at == one.exchange.now + UNDO_TIME
    assert await one.sent() == []
    ((kind, channel, text),) = await one.sent(UNDO_TIME)
    assert (kind, channel) == (K.CHANGED, SMS)
    assert "your appointment is now Thu 15 Jan at 12:00 with Aurora. Reply 1 to confirm" in text
    # the question is open: 1 confirms the new time
    assert "12:00" in (await one.exchange.says("1"))[0]


async def test_a_cancellation_is_told(visit):
    one = await (await visit()).cancels()
    ((kind, channel, text),) = await one.sent(UNDO_TIME)
    assert (kind, channel) == (K.CHANGED, SMS)
    assert "your appointment Thu 15 Jan at 10:00 with Aurora is cancelled." in text


async def test_who_prefers_mails_is_told_by_mail(visit):
    one = await visit(prefers=EMAIL)
    await one.moves()
    assert (one.told.channel, one.told.address) == (EMAIL, ADA)
    assert [sent[:2] for sent in await one.sent(UNDO_TIME)] == [(K.CHANGED, EMAIL)]
    await one.cancels()
    ((_, channel, text),) = await one.sent(UNDO_TIME)
    assert channel is EMAIL
    assert "has been cancelled" in text


async def test_who_agreed_to_mails_alone_is_told_by_mail(visit):
    one = await (await visit(agreed=(EMAIL,))).cancels()
    assert one.told.channel is EMAIL
    assert [sent[:2] for sent in await one.sent(UNDO_TIME)] == [(K.CHANGED, EMAIL)]


async def test_who_agreed_to_nothing_is_not_told_and_staff_hear_why(visit):
    one = await (await visit(agreed=())).moves()
    assert (one.told.channel, one.told.at) == (None, None)
    assert one.told.why_not.code is ReasonCode.NO_CONSENT
    assert await one.sent(UNDO_TIME) == []


@pytest.mark.parametrize("prefers", [SMS, EMAIL])
async def test_not_told_means_that_nothing_goes_out_but_the_later_reminders(visit, prefers):
    one = await (await visit(prefers=prefers)).moves(tell=False)
    assert (one.told.channel, bool(one.told.why_not)) == (None, False)
    assert await one.sent(HOUR) == []
    reminders = await one.exchange.desk.reminders(one.one)
    planned = [each for each in reminders if each.status is S.PLANNED]
    assert [each.due_at for each in planned] == [one.one.starts_at - 2 * HOUR]
    await one.cancels(tell=False)
    assert await one.sent(DAY) == []


async def test_a_change_at_night_is_told_in_the_morning_and_says_so(visit):
    one = await visit()
    one.exchange.at(one.exchange.now.replace(hour=22))
    await one.moves()
    # eight in the morning in Rome
    morning = (one.exchange.now + DAY).replace(hour=7, minute=0)
    assert one.told.at == morning
    assert await one.sent(HOUR) == []
    assert len(await one.sent(morning - one.exchange.now)) == 1


async def test_what_is_undone_at_once_is_told_to_nobody(visit):
    one = await (await visit()).cancels()
    await one.does(undoing.restore)
    assert (one.one.status.value, one.one.starts_at) == ("booked", START)
    assert one.told.channel is None
    assert await one.sent(UNDO_TIME) == []
    await one.moves()
    await one.does(undoing.move_back)
    assert one.one.starts_at == START
    assert await one.sent(UNDO_TIME) == []
    # the reminder of the day stands
    assert [sent[0] for sent in await one.sent(START - HOUR - one.exchange.now)] == [K.REMINDER]


async def chosen(one, *, tell, actor=OPERATOR):
    exchange = one.exchange
    async with exchange.database.write() as tx:
        return await told_after_all.choose(
            *(tx, actor, exchange.desk.practice, one.one.id),
            version=one.one.version,
            tell=tell,
            now=exchange.now,
        )


@pytest.mark.parametrize("prefers", [SMS, EMAIL])
async def test_who_moved_it_chooses_afterwards_that_nobody_is_told(visit, prefers):
    one = await (await visit(prefers=prefers)).moves()
    assert await chosen(one, tell=False) == ChosenTelling("moved", None)
    assert await one.sent(UNDO_TIME) == []
    # what is not told is undone untold
    await one.does(undoing.move_back)
    assert one.told.channel is None
    assert await one.sent(UNDO_TIME) == []


async def test_who_chose_so_by_mistake_tells_them_after_all(visit):
    one = await (await visit()).cancels()
    await chosen(one, tell=False)
    one.exchange.at(one.exchange.now + UNDO_TIME)
    assert await chosen(one, tell=True) == ChosenTelling("cancelled", SMS)
    assert await one.sent() == []
    assert [sent[0] for sent in await one.sent(UNDO_TIME)] == [K.CHANGED]
    with pytest.raises(InvalidInput, match="no message that was left out"):
        await chosen(one, tell=True)


async def test_what_has_left_is_not_left_out(visit):
    one = await (await visit()).moves()
    assert len(await one.sent(UNDO_TIME)) == 1
    with pytest.raises(InvalidInput, match="has left already"):
        await chosen(one, tell=False)
    one.exchange.at(one.exchange.now + undoing.UNDO_WITHIN)
    with pytest.raises(InvalidInput, match="too late to choose"):
        await chosen(one, tell=False)


async def test_the_desk_chooses_who_is_told(visit):
    one = await (await visit()).moves()

    async def act(tx, actor):
        await told_after_all.choose(
            *(tx, actor, one.exchange.desk.practice, one.one.id),
            version=one.one.version,
            tell=False,
            now=one.exchange.now,
        )

    await takes(one.exchange.desk, act, Permission.MOVE, roles={Role.ADMIN, Role.RECEPTION})


async def test_what_has_been_told_already_is_told_back(visit):
    one = await (await visit()).cancels()
    assert len(await one.sent(UNDO_TIME)) == 1
    await one.does(undoing.restore)
    ((kind, _, text),) = await one.sent(UNDO_TIME)
    assert kind is K.CHANGED
    assert "stands after all: Thu 15 Jan at 10:00" in text


async def test_a_booking_is_told_or_not_as_the_request_says(visit):
    one = await visit(policy="2h")
    exchange = one.exchange

    async def book(number, tell):
        asked = BookingRequest(str(one.client.id), START + number * HOUR, "Aurora", tell=tell)
        async with exchange.database.write() as tx:
            return await booking.book(
                *(tx, OPERATOR, exchange.desk.practice, asked),
                channels=exchange.channels,
                now=exchange.now,
            )

    silent = await book(1, tell=False)
    assert silent.told.channel is None
    assert await one.sent(UNDO_TIME) == []
    told = await book(2, tell=True)
    assert told.told.channel is SMS
    ((kind, _, text),) = await one.sent(UNDO_TIME)
    assert kind is K.BOOKED
    assert "is booked: Thu 15 Jan at 12:00" in text


@pytest.mark.parametrize("policy", ["booked, 2h", "2h"])
async def test_a_booking_that_is_undone_at_once_is_told_to_nobody(visit, policy):
    one = await visit(policy=policy)
    exchange = one.exchange
    asked = BookingRequest(str(one.client.id), START + HOUR, "Aurora", tell=True)

    async def book():
        async with exchange.database.write() as tx:
            done = await booking.book(
                *(tx, OPERATOR, exchange.desk.practice, asked),
                channels=exchange.channels,
                now=exchange.now,
            )
        return done.appointment

    one.one = await book()
    await one.does(undoing.unbook)
    assert (one.one.status.value, one.told.channel) == ("cancelled", None)
    assert await one.sent(UNDO_TIME) == []
    one.one = await book()
    assert [sent[0] for sent in await one.sent(UNDO_TIME)] == [K.BOOKED]
    # it was told, and so is this
    await one.does(undoing.unbook)
    assert [sent[0] for sent in await one.sent(UNDO_TIME)] == [K.CHANGED]


NIGHT = 22
"""An hour of quiet: what is promised then leaves in the morning, and may be undone before."""


async def at_night(visit, **settings):
    one = await visit(**settings)
    one.exchange.at(one.exchange.now.replace(hour=NIGHT))
    return one


async def in_the_morning(one):
    return [
        (kind, text) for kind, _, text in await one.sent(timedelta(hours=12)) if kind != K.REMINDER
    ]


@pytest.mark.parametrize("tell", [True, False])
async def test_what_an_undone_cancellation_kept_back_is_told_after_all(visit, tell):
    one = await (await at_night(visit)).moves()
    await one.cancels(tell=tell)
    await one.does(undoing.restore)
    assert one.told.channel is SMS
    ((kind, text),) = await in_the_morning(one)
    assert kind is K.CHANGED
    assert "Thu 15 Jan at 12:00" in text


async def test_what_an_undone_move_kept_back_is_told_after_all(visit):
    one = await (await at_night(visit)).moves()
    await one.moves(START + 4 * HOUR)
    await one.does(undoing.move_back)
    ((kind, text),) = await in_the_morning(one)
    assert kind is K.CHANGED
    assert "your appointment is now Thu 15 Jan at 12:00" in text


@pytest.mark.parametrize("prefers", [SMS, EMAIL])
async def test_a_booking_that_an_undone_move_kept_back_is_told_as_a_booking(visit, prefers):
    one = await (await at_night(visit, policy="2h", prefers=prefers)).booked_by_staff()
    await one.moves(START + 4 * HOUR)
    await one.does(undoing.move_back)
    assert one.told.channel is prefers
    assert [kind for kind, _ in await in_the_morning(one)] == [K.BOOKED]


async def test_what_staff_chose_not_to_tell_stays_untold_after_an_undo(visit):
    one = await (await at_night(visit)).moves(tell=False)
    await one.cancels()
    await one.does(undoing.restore)
    assert one.told.channel is None
    assert await in_the_morning(one) == []
