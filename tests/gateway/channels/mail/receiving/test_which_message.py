"""Answers to offers of free times and to mails of staff, while another question was asked since."""

from datetime import timedelta

import pytest

from calendar_store.clients import clients
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import AppointmentStatus, Channel, MessageKind
from gateway.offers.freed import JUST_ASKED
from gateway.offers.worker import WaitingList
from gateway.use_cases import staff_conversation, staff_replies
from gateway.use_cases.tariff import Tariff
from tests.support.desk import BY
from tests.support.mail_office import SENDER
from tests.support.two_visits import TwoVisits

BOOKED, CONFIRMED = AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED
DAY = timedelta(days=1)


@pytest.fixture
def visits(office):
    return TwoVisits(office)


@pytest.fixture
async def waiting(visits, office, ada, now):
    """Ada's visit, for which she waits for an earlier time, and the visit of another client."""
    async with office.database.write() as tx:
        prefers = {"prefers": Channel.EMAIL}
        await clients.change(tx, office.desk.practice, ada.id, by=BY, now=now, **prefers)
    emmy = await office.client("Emmy", 9)
    freed = await visits.desk.book(emmy, now + 2 * DAY)
    await visits.mailed()
    visit, mail = await visits.booked(ada, now + 4 * DAY)
    await visits.answers(mail, "put me on the waiting list for an earlier time")
    return visit, mail, freed


async def offered(visits, freed):
    """Free a time, and return the mail that offers it."""
    await visits.desk.cancel(await visits.desk.appointment(freed))
    await visits.planner.step()
    office = visits.office
    # nothing is offered while another question has just been asked
    office.now += JUST_ASKED
    worker = WaitingList(office.database, visits.channels, lambda: office.now)
    while await worker.step():
        pass
    mails = [one for one in await visits.desk.messages() if one.kind is MessageKind.OFFER]
    return mails[-1]


async def test_a_yes_takes_the_offer_although_another_visit_was_told_since(
    visits, waiting, ada, now
):
    visit, _, freed = waiting
    offer = await offered(visits, freed)
    second, _ = await visits.booked(ada, now + 5 * DAY)
    await visits.answers(offer, "yes")
    assert (await visits.desk.appointment(visit)).starts_at == freed.starts_at
    assert await visits.desk.appointment(second) == second


@pytest.mark.parametrize("said", ["yes", "1"])
async def test_a_yes_to_the_mail_of_a_visit_takes_no_offer(visits, waiting, ada, now, said):
    visit, mail, freed = waiting
    second, newer = await visits.booked(ada, now + 5 * DAY)
    offer = await offered(visits, freed)
    await visits.answers(newer, said)
    assert await visits.statuses(visit, second) == [BOOKED, CONFIRMED]
    await visits.answers(mail, said)
    assert await visits.statuses(visit, second) == [CONFIRMED, CONFIRMED]
    assert (await visits.desk.appointment(visit)).starts_at == visit.starts_at
    # the offer can still be taken
    await visits.answers(offer, "yes")
    assert (await visits.desk.appointment(visit)).starts_at == freed.starts_at


async def test_a_no_to_an_offer_leaves_every_visit(visits, waiting, ada, now):
    visit, _, freed = waiting
    offer = await offered(visits, freed)
    second, _ = await visits.booked(ada, now + 5 * DAY)
    await visits.answers(offer, "no thanks, I can't then")
    await visits.answers(offer, "no")
    assert await visits.statuses(visit, second) == [BOOKED, BOOKED]


async def written(visits, ada, text):
    """Let staff answer in their own words; return their mail."""
    desk, tariff = visits.desk, Tariff(visits.channels)
    key = ConversationKey(Channel.EMAIL, SENDER, ada.email)
    async with visits.office.database.write() as tx:
        known = await staff_conversation.load(tx, desk.practice.id, key, tariff, desk.now)
        return await staff_replies.answer(
            tx, BY, known, text, None, seen=known.newest, now=desk.now
        )


@pytest.mark.parametrize("said", ["yes", "yes please, that suits me", "1"])
@pytest.mark.parametrize(
    "text", ["Shall we call you tomorrow?", "We can see you at our other desk."]
)
async def test_an_answer_to_staff_is_for_staff_although_a_visit_was_told_since(
    visits, ada, now, said, text
):
    first, mail = await visits.booked(ada, now + 3 * DAY)
    await visits.answers(mail, "what should I bring along, my old papers?")
    by_staff = await written(visits, ada, text)
    assert await visits.office.alerts() == []
    second, newer = await visits.booked(ada, now + 4 * DAY)
    await visits.answers(by_staff, said)
    assert await visits.statuses(first, second) == [BOOKED, BOOKED]
    assert len(await visits.office.alerts()) == 1
    await visits.answers(newer, "yes")
    assert await visits.statuses(first, second) == [BOOKED, CONFIRMED]


async def test_a_stop_to_any_mail_stops_mails_and_changes_no_visit(visits, ada, now, office):
    first, mail = await visits.booked(ada, now + 3 * DAY)
    second, _ = await visits.booked(ada, now + 4 * DAY)
    await visits.answers(mail, "STOP")
    assert await office.stopped(ada.email)
    assert await visits.statuses(first, second) == [BOOKED, BOOKED]
