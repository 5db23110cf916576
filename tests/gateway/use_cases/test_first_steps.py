"""The first steps tick themselves by what is there; some may be settled by hand."""

from datetime import timedelta

import pytest

from calendar_store.clients import consent
from calendar_store.database import audit
from calendar_store.messages import message_rows
from calendar_store.model.errors import InvalidInput, NotPermitted
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from calendar_store.practices import hours, practices, reminder_text, services
from gateway.use_cases import first_steps, trial_messages
from gateway.use_cases.first_steps import CarrierState, FirstStep, MissingPart, ServiceState
from tests.support.actors import named
from tests.support.desk import BY, HALF_HOUR, Desk
from tests.support.sms import texts

NOTHING = ServiceState((), mails=False)
ALL = set(FirstStep)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def state(desk, service=NOTHING):
    async with desk.database.read() as tx:
        return await first_steps.load(tx, BY, desk.practice.id, service)


def lacks(found, step):
    return list(found.of(step).missing)


def running(desk, hindrance="", numbers=None):
    ours = (desk.practice.sender,) if numbers is None else numbers
    return ServiceState((CarrierState("primary", ours, hindrance),), mails=True)


async def test_a_new_practice_is_told_all_that_is_missing(desk):
    found = await state(desk)
    assert found.next.step is FirstStep.PRACTICE
    assert (MissingPart.ADDRESS, "") in lacks(found, FirstStep.PRACTICE)
    assert lacks(found, FirstStep.SERVICES) == [(MissingPart.SERVICE, "")]
    assert lacks(found, FirstStep.CLIENTS) == [(MissingPart.CLIENT, "")]
    assert lacks(found, FirstStep.CARRIER) == [(MissingPart.NO_CARRIER, "")]
    assert lacks(found, FirstStep.TEST_TEXT) == [(MissingPart.NOT_TRIED, "")]
    assert lacks(found, FirstStep.TEST_MAIL) == [(MissingPart.NO_MAIL, "")]
    assert lacks(found, FirstStep.BOOKING) == [(MissingPart.VISIT, "")]


async def test_steps_tick_themselves(desk):
    async with desk.database.write() as tx:
        whose = (tx, desk.practice.id)
        by = {"by": BY, "now": desk.now}
        await practices.change(*whose, **by, address="Via Roma 1", phone="+390669900111")
        await services.add(*whose, "Visit", duration=HALF_HOUR, **by)
        week = hours.parse("mon-fri 09:00-18:00", desk.practitioner.id)
        await hours.set_week(*whose, desk.practitioner.id, week, **by)
        await practices.set_steps(*whose, reminder_text.steps("1d"), **by)
        await practices.set_template(*whose, "en", "reminder", "Come.", **by)
    ada = await desk.client()
    await desk.book(ada, desk.now + timedelta(days=3))
    found = await state(desk, running(desk))
    undone = {one.step for one in found.steps if not one.done}
    assert undone == {FirstStep.TEST_TEXT, FirstStep.TEST_MAIL}
    assert found.done == len(ALL) - 2


async def test_a_practitioner_without_hours_is_named(desk):
    async with desk.database.read() as tx:
        week, _ = await hours.load(tx, desk.practice.id, None, desk.now.date(), desk.now.date())
    expected = [] if week else [(MissingPart.HOURS, "Aurora")]
    assert lacks(await state(desk), FirstStep.PEOPLE) == expected


@pytest.mark.parametrize(
    ("service", "missing"),
    [
        (ServiceState(None, mails=False), MissingPart.NO_CARRIER),
        (ServiceState(None, mails=False, configured=("primary",)), MissingPart.NOT_RUNNING),
    ],
)
async def test_a_service_that_does_not_run_is_no_missing_carrier(desk, service, missing):
    assert lacks(await state(desk, service), FirstStep.CARRIER) == [(missing, "")]


async def test_a_carrier_has_to_have_the_number_and_to_take_texts(desk):
    other = await state(desk, running(desk, numbers=("+390699000999",)))
    assert lacks(other, FirstStep.CARRIER) == [(MissingPart.OTHER_NUMBER, desk.practice.sender)]
    cut = await state(desk, running(desk, "is not connected"))
    assert lacks(cut, FirstStep.CARRIER) == [(MissingPart.HINDERED, "primary")]
    assert (await state(desk, running(desk))).of(FirstStep.CARRIER).done


async def test_what_may_be_right_as_it_is_is_settled_and_taken_back(desk):
    async with desk.database.write() as tx:
        whose = (tx, BY, desk.practice.id)
        await first_steps.settle(*whose, FirstStep.WORDING, now=desk.now)
        with pytest.raises(InvalidInput):
            await first_steps.settle(*whose, FirstStep.CARRIER, now=desk.now)
    settled = (await state(desk)).of(FirstStep.WORDING)
    assert (settled.done, settled.by_hand) == (True, True)
    async with desk.database.write() as tx:
        await first_steps.take_back(tx, BY, desk.practice.id, FirstStep.WORDING, now=desk.now)
    assert not (await state(desk)).of(FirstStep.WORDING).done
    async with desk.database.read() as tx:
        done = [one.action for one in await audit.entries(tx, desk.practice.id)]
    assert done[:2] == ["first_step.opened", "first_step.settled"]


async def test_whoever_logs_in_is_led_there_until_it_is_closed(desk):
    async def leads(actor=BY):
        async with desk.database.read() as tx:
            return await first_steps.leads(tx, actor, desk.practice.id)

    assert not await leads()
    async with desk.database.write() as tx:
        await first_steps.begin(tx, BY, desk.practice.id, now=desk.now)
    assert await leads()
    assert not await leads(named("rita"))
    async with desk.database.write() as tx:
        await first_steps.close(tx, BY, desk.practice.id, now=desk.now)
    assert not await leads()


async def send(desk, address, step=FirstStep.TEST_TEXT, by=BY, channels=None):
    channels = channels or texts(("primary", (desk.practice.sender,)))
    async with desk.database.write() as tx:
        return await trial_messages.send(
            tx, by, desk.practice.id, step, address, channels=channels, now=desk.now
        )


async def test_a_test_text_goes_through_the_outbox_and_its_fate_is_the_step_s(desk):
    sent = await send(desk, "+393331234567")
    assert (sent.kind, sent.channel, sent.status) == (
        *(MessageKind.TEST, Channel.SMS, MessageStatus.QUEUED),
    )
    found = (await state(desk)).of(FirstStep.TEST_TEXT)
    assert (found.done, list(found.missing)) == (False, [(MissingPart.UNDER_WAY, "")])
    assert found.trial.recipient == "+393331234567"
    async with desk.database.read() as tx:
        [kept] = await message_rows.by_ids(tx, desk.practice.id, [sent.id])
    assert "questa è una prova" in kept.text


async def test_tests_are_refused_in_words(desk):
    with pytest.raises(NotPermitted):
        await send(desk, "+393331234567", by=named("rita"))
    with pytest.raises(InvalidInput, match="enter your own"):
        await send(desk, " ")
    with pytest.raises(InvalidInput, match="no mail server"):
        await send(desk, "ada@example.org", FirstStep.TEST_MAIL)
    with pytest.raises(InvalidInput, match="no carrier has the practice's number"):
        await send(desk, "+393331234567", channels=texts(("primary", ("+390699000999",))))
    await send(desk, "+393331234567")
    with pytest.raises(InvalidInput, match="a moment ago"):
        await send(desk, "+393331234567")
    await send(desk.at(desk.now + timedelta(minutes=1)), "+393331234567")


async def test_no_test_goes_to_who_has_stopped_messages(desk):
    stop = (desk.practice.id, Channel.SMS, "+393331234567", "STOP")
    async with desk.database.write() as tx:
        await consent.opt_out(tx, [stop], desk.now)
    with pytest.raises(InvalidInput, match="no messages are wanted there"):
        await send(desk, "+393331234567")


@pytest.mark.parametrize("number", ["+39 899 123456", "+39 06 99000111", "+44 909 8790000"])
async def test_a_test_text_goes_to_a_mobile_and_never_to_a_premium_number(desk, number):
    with pytest.raises(InvalidInput):
        await send(desk, number)


async def test_who_may_not_manage_the_practice_sees_nothing(desk):
    with pytest.raises(NotPermitted):
        async with desk.database.read() as tx:
            await first_steps.load(tx, named("rita"), desk.practice.id, NOTHING)
