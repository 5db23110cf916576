"""An answer acts on the visit of the mail that it answers, whichever mail was sent last."""

from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from calendar_store.model.statuses import AppointmentStatus, MessageKind
from tests.support.desk import HALF_HOUR
from tests.support.two_visits import MINUTE, TwoVisits

BOOKED, CONFIRMED, CANCELLED = (
    AppointmentStatus.BOOKED,
    AppointmentStatus.CONFIRMED,
    AppointmentStatus.CANCELLED,
)
DAY = timedelta(days=1)


@pytest.fixture
def visits(office):
    return TwoVisits(office)


@pytest.fixture(params=["one client", "a family"])
async def other(request, office, ada):
    """Who has the second visit: Ada herself, or Bob with the same address."""
    return ada if request.param == "one client" else await office.client("Bob", 2, ada.email)


@pytest.fixture
async def told(visits, ada, other, now):
    """Ada's visit with its mail, then another visit to the same address with a newer mail."""
    first = await visits.booked(ada, now + 3 * DAY)
    second = await visits.booked(other, now + 4 * DAY)
    return *first, *second


@pytest.mark.parametrize(
    ("said", "becomes"),
    [
        ("yes", CONFIRMED),
        ("yes I confirm", CONFIRMED),
        ("1", CONFIRMED),
        ("\N{THUMBS UP SIGN}", CONFIRMED),
        ("please cancel", CANCELLED),
        ("2", CANCELLED),
    ],
)
async def test_an_answer_acts_on_the_visit_of_its_mail(visits, told, said, becomes):
    first, mail, second, _ = told
    (reply,) = await visits.answers(mail, said)
    assert await visits.statuses(first, second) == [becomes, BOOKED]
    assert reply.appointment_id == first.id


async def test_another_time_is_sought_for_the_visit_of_the_mail(visits, told, ada):
    first, mail, second, _ = told
    (reply,) = await visits.answers(mail, "another time please")
    assert reply.appointment_id == first.id
    (moved,) = (await visits.answers(reply, "1"))[:1]
    assert moved.appointment_id == first.id
    now_first = await visits.desk.appointment(first)
    assert now_first.starts_at != first.starts_at
    assert await visits.desk.appointment(second) == second


async def test_a_time_in_the_answer_is_wished_for_the_visit_of_the_mail(visits, told):
    first, mail, second, _ = told
    (reply,) = await visits.answers(mail, "can we do it at 16:00 instead?")
    assert reply.appointment_id == first.id
    assert await visits.desk.appointment(second) == second


async def test_who_cannot_come_is_asked_about_the_visit_of_the_mail(visits, told):
    first, mail, second, _ = told
    (reply,) = await visits.answers(mail, "can't come, sorry")
    assert reply.appointment_id == first.id
    assert (await visits.statuses(second)) == [BOOKED]


async def test_words_that_name_somebody_else_go_by_the_words(visits, office, ada, now):
    bob = await office.client("Bob", 2, ada.email)
    first, mail = await visits.booked(ada, now + 3 * DAY)
    second, _ = await visits.booked(bob, now + 4 * DAY)
    await visits.answers(mail, "cancel Bob's please")
    assert (await visits.statuses(first)) == [BOOKED]
    assert (await visits.statuses(second)) in ([BOOKED], [CANCELLED])


async def test_words_that_name_another_day_go_by_the_words(visits, ada, now):
    first, mail = await visits.booked(ada, now + 3 * DAY)
    second, _ = await visits.booked(ada, now + 4 * DAY)
    day = f"{second.starts_at:%A}"
    await visits.answers(mail, f"please cancel the one on {day}")
    assert await visits.statuses(first, second) == [BOOKED, CANCELLED]


async def test_a_number_chooses_of_the_times_of_the_mail_that_offered_them(visits, told):
    first, mail, second, newer = told
    (times,) = await visits.answers(mail, "another time please")
    (others,) = await visits.answers(newer, "another time please")
    assert (times.appointment_id, others.appointment_id) == (first.id, second.id)
    assert times.text != others.text
    await visits.answers(times, "2")
    assert (await visits.desk.appointment(first)).starts_at != first.starts_at
    assert await visits.desk.appointment(second) == second
    await visits.answers(others, "2")
    assert (await visits.desk.appointment(second)).starts_at != second.starts_at


async def test_times_stay_on_offer_while_a_newer_mail_tells_of_another_visit(visits, ada, now):
    first, mail = await visits.booked(ada, now + 3 * DAY)
    (times,) = await visits.answers(mail, "another time please")
    second, _ = await visits.booked(ada, now + 4 * DAY)
    await visits.answers(times, "2")
    assert (await visits.desk.appointment(first)).starts_at != first.starts_at
    assert await visits.desk.appointment(second) == second


async def test_a_number_for_times_that_are_gone_acts_on_nothing(visits, ada, now):
    first, mail = await visits.booked(ada, now + 3 * DAY)
    (times,) = await visits.answers(mail, "another time please")
    await visits.answers(times, "1")
    moved = await visits.desk.appointment(first)
    second, _ = await visits.booked(ada, now + 4 * DAY)
    # until then another number takes another of these times
    visits.office.now += visits.desk.practice.undo_window
    for said in ("2", "the second one", "2 please"):
        await visits.answers(times, said)
        assert await visits.desk.appointment(first) == moved
        assert await visits.desk.appointment(second) == second


async def test_the_other_visit_stays_answerable_by_its_own_mail(visits, told):
    first, mail, second, newer = told
    await visits.answers(mail, "yes")
    await visits.answers(newer, "please cancel")
    assert await visits.statuses(first, second) == [CONFIRMED, CANCELLED]
    (reply,) = await visits.answers(mail, "please cancel")
    assert reply.appointment_id == first.id
    assert await visits.statuses(first, second) == [CANCELLED, CANCELLED]


async def test_an_answer_to_our_answer_is_about_its_visit(visits, told):
    first, mail, second, newer = told
    (confirmed,) = await visits.answers(mail, "yes")
    await visits.answers(newer, "yes")
    assert await visits.answers(confirmed, "thanks") == []
    await visits.answers(confirmed, "sorry, I have to cancel")
    assert await visits.statuses(first, second) == [CANCELLED, CONFIRMED]


async def test_a_visit_that_was_moved_since_is_told_and_not_confirmed(visits, told):
    first, mail, second, _ = told
    visits.office.now += MINUTE
    moved = await visits.desk.move(first, first.starts_at + timedelta(hours=2))
    (reply,) = await visits.answers(mail, "yes")
    assert reply.appointment_id == first.id
    assert await visits.desk.appointment(first) == moved
    assert await visits.desk.appointment(second) == second


async def test_a_yes_to_the_mail_of_the_old_time_does_not_confirm_the_new_one(visits, ada, now):
    first, mail = await visits.booked(ada, now + 3 * DAY)
    visits.office.now += MINUTE
    moved = await visits.desk.move(first, first.starts_at + timedelta(hours=2))
    newer = await visits.mailed()
    assert newer.kind is MessageKind.CHANGED
    await visits.answers(mail, "yes")
    assert await visits.desk.appointment(first) == moved
    await visits.answers(newer, "yes")
    assert await visits.statuses(first) == [CONFIRMED]


@pytest.mark.parametrize("said", ["yes", "please cancel", "2", "another time please"])
async def test_an_answer_about_a_cancelled_visit_leaves_the_other_one(visits, told, said):
    first, mail, second, _ = told
    visits.office.now += MINUTE
    await visits.desk.cancel(await visits.desk.appointment(first))
    await visits.answers(mail, said)
    assert await visits.desk.appointment(second) == second


@pytest.mark.parametrize("said", ["yes", "please cancel", "2", "another time please"])
async def test_an_answer_about_a_past_visit_leaves_the_other_one(visits, told, said):
    first, mail, second, _ = told
    visits.office.now = first.starts_at + HALF_HOUR + MINUTE
    await visits.answers(mail, said)
    assert await visits.desk.appointment(second) == second


async def test_undo_takes_back_what_the_answered_mail_told(visits, told):
    first, mail, second, newer = told
    (cancelled,) = await visits.answers(mail, "please cancel")
    (later,) = await visits.answers(newer, "please cancel")
    assert await visits.statuses(first, second) == [CANCELLED, CANCELLED]
    await visits.answers(cancelled, "undo")
    assert await visits.statuses(first, second) == [CONFIRMED, CANCELLED]
    await visits.answers(later, "undo")
    assert await visits.statuses(first, second) == [CONFIRMED, CONFIRMED]


async def test_undo_moves_back_what_the_answered_mail_told(visits, told):
    first, mail, second, newer = told
    (times,) = await visits.answers(mail, "another time please")
    (moved,) = await visits.answers(times, "1")
    await visits.answers(newer, "please cancel")
    await visits.answers(moved, "undo")
    assert (await visits.desk.appointment(first)).starts_at == first.starts_at
    assert await visits.statuses(second) == [CANCELLED]


async def test_undo_of_a_visit_that_stands_undoes_nothing_else(visits, told):
    first, mail, second, newer = told
    await visits.answers(newer, "please cancel")
    await visits.answers(mail, "undo")
    assert await visits.statuses(first, second) == [BOOKED, CANCELLED]


@pytest.mark.parametrize("said", ["yes", "please cancel"])
async def test_of_two_mails_that_went_at_once_the_answered_one_counts(visits, ada, other, said):
    visits.office.now += MINUTE
    days = ((ada, 3), (other, 4))
    booked = [await visits.desk.book(who, visits.office.now + n * DAY) for who, n in days]
    await visits.mailed()
    mails = {one.appointment_id: one for one in await visits.desk.messages()}
    await visits.answers(mails[booked[1].id], said)
    becomes = CONFIRMED if said == "yes" else CANCELLED
    assert await visits.statuses(*booked) == [BOOKED, becomes]
    await visits.answers(mails[booked[0].id], "yes")
    assert await visits.statuses(*booked) == [CONFIRMED, becomes]


async def test_an_answer_to_a_question_that_was_repeated_is_about_its_visit(visits, told):
    first, mail, second, _ = told
    await visits.answers(mail, "another time please")
    (again,) = await visits.answers(mail, "7")
    await visits.answers(again, "1")
    assert (await visits.desk.appointment(first)).starts_at != first.starts_at
    assert await visits.desk.appointment(second) == second


async def test_staff_read_the_answer_with_the_visit_of_its_mail(visits, told):
    first, mail, second, _ = told
    await visits.answers(mail, "my dog ate the letter, what should I bring along?")
    (alert,) = await visits.office.alerts()
    assert alert.appointment_id == first.id
    assert await visits.statuses(first, second) == [BOOKED, BOOKED]


async def test_words_to_the_organizer_of_an_invitation_are_about_its_visit(visits, told):
    first, _, second, _ = told
    practice = visits.desk.practice
    to = visits.office.addresses.organizer(practice.id, first.id)
    await visits.answers_to(to, "please cancel")
    assert await visits.statuses(first, second) == [CANCELLED, BOOKED]


async def test_nothing_of_another_visit_is_kept_from_its_client(visits, told, other):
    """What was open about the other visit is open again after the answer."""
    first, mail, _, newer = told
    (others,) = await visits.answers(newer, "another time please")
    before = await visits.state(other)
    await visits.answers(mail, "yes")
    after = await visits.state(other)
    assert before.question is not None
    assert before.question in (after.question, *after.set_aside)
    assert [one for one in before.question.slots if isinstance(one, Slot)]
    assert (await visits.answers(others, "1"))[0].appointment_id != first.id
