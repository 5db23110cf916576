"""Clients are told that the practice is closed, with other times offered; an answer moves it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from calendar_store.model.actors import OPERATOR
from calendar_store.model.announcements import Occasion
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind, AppointmentStatus, Channel, MessageStatus
from calendar_store.practices import practices
from gateway.channels.mail.mail_channel import MailChannel
from gateway.use_cases import absences
from gateway.use_cases.absences import AbsenceRequest
from tests.support.announcing import Teller
from tests.support.desk import BY, mobile
from tests.support.exchange import Exchange
from tests.support.office import Office

ROME = ZoneInfo("Europe/Rome")
FRIDAY = date(2026, 1, 16)
HOUR = timedelta(hours=1)


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), ROME).astimezone(UTC)


async def closes(desk, day=FRIDAY):
    asked = AbsenceRequest(day, day)
    async with desk.database.write() as tx:
        await absences.add(tx, OPERATOR, desk.practice, asked, now=desk.now)


@pytest.fixture
def teller(exchange):
    return Teller(exchange)


@pytest.fixture
async def visit(teller):
    """Ada's visit on Friday at ten, on which the practice is closed since."""
    desk = teller.exchange.desk
    await closes(desk)
    return await desk.book(await desk.client(), at(FRIDAY, 10))


async def test_a_client_is_told_and_moves_by_the_number_of_a_time(teller, visit):
    (text,) = await teller.tells(FRIDAY, [visit])
    assert text == (
        "Studio Aurora: Hello Ada. We are closed on Fri 16 Jan. Your appointment Fri 16 Jan at"
        " 10:00 with Aurora cannot take place. Instead we can offer:\n"
        "1) Mon 19 Jan 10:00\n2) Tue 20 Jan 10:00\n3) Wed 21 Jan 10:00\n"
        "Reply with a number, MORE, or another day and time. STOP to stop texts."
    )
    (answer,) = await teller.exchange.says("2")
    assert "now Tue 20 Jan at 10:00" in answer
    assert (await teller.exchange.stands(visit))[1] == at(date(2026, 1, 20), 10)


@pytest.mark.parametrize(
    "text", ["1", "Wednesday at 3pm please", "Monday at 10", "the first one please"]
)
async def test_an_answer_in_words_moves_it_too(teller, visit, text):
    await teller.tells(FRIDAY, [visit])
    await teller.exchange.says(text)
    _, starts_at = await teller.exchange.stands(visit)
    if starts_at == visit.starts_at:
        await teller.exchange.says("1")
        _, starts_at = await teller.exchange.stands(visit)
    assert starts_at != visit.starts_at


async def test_a_day_without_an_hour_is_answered_with_its_times(teller, visit):
    await teller.tells(FRIDAY, [visit])
    (answer,) = await teller.exchange.says("Thursday afternoon")
    assert "1) Thu 15 Jan 14" in answer
    await teller.exchange.says("1")
    assert (await teller.exchange.stands(visit))[1] == at(date(2026, 1, 15), 14, 30)


async def test_nothing_is_moved_or_cancelled_by_itself(teller, visit):
    await teller.tells(FRIDAY, [visit])
    teller.exchange.at(visit.starts_at - HOUR)
    await teller.sent()
    assert await teller.exchange.stands(visit) == (AppointmentStatus.BOOKED, visit.starts_at)


async def test_no_reminder_says_that_they_should_come(teller, visit):
    await teller.tells(FRIDAY, [visit])
    await teller.exchange.taken()
    teller.exchange.at(visit.starts_at - 2 * HOUR)
    before = len(await teller.exchange.desk.messages())
    while await teller.exchange.planner.step():
        pass
    assert len(await teller.exchange.desk.messages()) == before


@pytest.mark.parametrize("text", ["ok I am coming", "confirm", "keep it", "I come on Friday"])
async def test_no_answer_says_that_it_takes_place(teller, visit, text):
    await teller.tells(FRIDAY, [visit])
    answers = await teller.exchange.says(text)
    status, _ = await teller.exchange.stands(visit)
    assert status is AppointmentStatus.BOOKED
    assert not any("16 Jan" in one for one in answers), answers


async def test_the_notice_of_the_practice_keeps_nobody_from_moving(teller, visit):
    teller.exchange.at(visit.starts_at - HOUR)  # two hours are the practice's notice
    await teller.tells(FRIDAY, [visit])
    (answer,) = await teller.exchange.says("1")
    assert "Done" in answer, answer


async def test_what_was_moved_meanwhile_is_not_told(teller, visit):
    announced = await teller.begins(FRIDAY, [visit])
    await teller.exchange.desk.move(visit, at(date(2026, 1, 19), 11))
    assert await teller.sent() == []
    (row,) = await teller.rows(announced)
    assert (row.status, row.reason.code) == (MessageStatus.SKIPPED, ReasonCode.APPOINTMENT_MOVED)


async def test_what_is_moved_while_its_text_waits_for_a_carrier_is_not_sent(teller, visit):
    announced = await teller.begins(FRIDAY, [visit])
    await teller.sent()
    await teller.exchange.desk.move(visit, at(date(2026, 1, 19), 11))
    assert not any("cannot take place" in text for text in await teller.exchange.queued())
    counts = (await teller.progress(announced)).counts
    assert (counts["not_told"], counts["moved"]) == (1, 1)


async def test_of_a_family_one_who_moves_leaves_the_text_to_the_others(teller):
    desk = teller.exchange.desk
    await closes(desk)
    first = await desk.book(await desk.client("Ada"), at(FRIDAY, 10))
    second = await desk.book(await desk.client("Leo"), at(FRIDAY, 11))
    (text,) = await teller.tells(FRIDAY, [first, second])
    await desk.move(first, at(date(2026, 1, 19), 11))
    assert text in await teller.exchange.queued()


async def test_who_stops_texts_meanwhile_is_not_told(teller, visit):
    announced = await teller.begins(FRIDAY, [visit])
    await teller.exchange.says("STOP")
    assert await teller.sent() == []
    (row,) = await teller.rows(announced)
    assert row.status is MessageStatus.SKIPPED
    assert row.reason.code is ReasonCode.OPTED_OUT_BY


async def test_a_family_reads_one_text_and_moves_each(teller):
    desk = teller.exchange.desk
    await closes(desk)
    ada, leo = await desk.client("Ada"), await desk.client("Leo")
    first = await desk.book(ada, at(FRIDAY, 10))
    second = await desk.book(leo, at(FRIDAY, 11))
    (text,) = await teller.tells(FRIDAY, [first, second])
    assert "1) Ada, Fri 16 Jan 10:00\n2) Leo, Fri 16 Jan 11:00" in text
    (offer,) = await teller.exchange.says("2")
    assert "1)" in offer
    await teller.exchange.says("1")
    assert (await teller.exchange.stands(second))[1] > second.starts_at
    assert (await teller.exchange.stands(first))[1] == first.starts_at


async def test_no_two_clients_are_offered_the_same_times(teller):
    desk = teller.exchange.desk
    await closes(desk)
    visits = [
        await desk.book(
            await desk.client(f"Client{n}", number=n + 1), at(FRIDAY, 9 + n // 2, n % 2 * 30)
        )
        for n in range(6)
    ]
    announced = await teller.begins(FRIDAY, visits)
    await teller.sent()
    offered = [each for row in await teller.rows(announced) for each in row.offered]
    assert len(offered) == 18
    assert len(set(offered)) == 18


async def test_texts_wait_for_the_end_of_quiet_hours(teller, visit):
    night = at(date(2026, 1, 13), 23)
    teller.exchange.at(night)
    announced = await teller.begins(FRIDAY, [visit])
    assert await teller.sent() == []
    (row,) = await teller.rows(announced)
    assert row.due_at.astimezone(ROME).time() == time(8)
    teller.exchange.at(row.due_at)
    assert len(await teller.sent()) == 1


async def test_a_bound_of_the_day_lets_texts_wait(teller, visit):
    desk = teller.exchange.desk
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, now=desk.now, by=BY, daily_cap=1)
    announced = await teller.begins(FRIDAY, [visit])
    assert await teller.sent() == []
    (row,) = await teller.rows(announced)
    assert (row.status, row.reason.code) == (MessageStatus.PLANNED, ReasonCode.WAITS_FOR_DAY)
    progress = await teller.progress(announced)
    assert progress.counts["waiting"] == 1


async def test_a_bound_of_the_month_lets_texts_wait_and_go_once_it_is_raised(desk):
    teller = Teller(Exchange(desk, {"39": Decimal("0.1")}))
    await closes(desk)
    visit = await desk.book(await desk.client(), at(FRIDAY, 10))
    teller.exchange.desk = desk = await bounded(desk, Decimal("0.05"))
    announced = await teller.begins(FRIDAY, [visit])
    assert await teller.sent() == []
    (row,) = await teller.rows(announced)
    assert (row.status, row.reason.code) == (MessageStatus.PLANNED, ReasonCode.WAITS_FOR_MONTH)
    assert (await teller.progress(announced)).counts["waiting"] == 1
    assert [one.kind for one in await desk.alerts()] == [AlertKind.CAP_REACHED]
    teller.exchange.desk = await bounded(desk, Decimal(5))
    teller.exchange.at(row.due_at)
    assert len(await teller.sent()) == 1


async def test_a_mail_is_not_held_by_the_bound_of_texts(by_mail):
    teller, visit = by_mail
    desk = teller.exchange.desk = await bounded(teller.exchange.desk, Decimal("0.01"))
    office = Office(desk.database, desk.practice.id, desk.now)
    await office.queue(status=MessageStatus.DELIVERED, cost=Decimal(1), recipient=mobile(99))
    assert len(await teller.tells(FRIDAY, [visit])) == 1


async def test_beyond_the_month_until_the_visit_begins_staff_are_told_in_vain(desk):
    teller = Teller(Exchange(desk, {"39": Decimal("0.1")}))
    await closes(desk)
    visit = await desk.book(await desk.client(), at(FRIDAY, 10))
    teller.exchange.desk = await bounded(desk, Decimal("0.05"))
    announced = await teller.begins(FRIDAY, [visit])
    await teller.sent()
    teller.exchange.at(visit.starts_at + HOUR)
    assert await teller.sent() == []
    (row,) = await teller.rows(announced)
    assert (row.status, row.reason.code) == (MessageStatus.SKIPPED, ReasonCode.MONTH_IN_VAIN)
    kinds = [one.kind for one in await teller.exchange.desk.alerts()]
    assert sorted(kinds) == sorted([AlertKind.CAP_REACHED, AlertKind.NOT_DELIVERED])


async def bounded(desk, cap):
    """Return the desk with a bound on the texts of a month."""
    async with desk.database.write() as tx:
        changed = await practices.change(tx, desk.practice.id, now=desk.now, by=BY, monthly_cap=cap)
    return replace(desk, practice=changed)


async def test_what_is_late_is_only_told(teller, visit):
    (text,) = await teller.tells(FRIDAY, [visit], Occasion.LATE)
    assert text.startswith("Studio Aurora: Hello Ada. Aurora is running late today.")
    assert "Your appointment: Fri 16 Jan at 10:00" in text
    assert await teller.exchange.says("ok thanks") == []
    (answer,) = await teller.exchange.says("can I come on Monday?")
    assert "Mon 19 Jan" in answer


async def test_what_waits_is_stopped_and_the_reminders_go_out(teller, visit):
    announced = await teller.begins(FRIDAY, [visit])
    await teller.sent()
    assert await teller.stops(announced) == 1
    assert (await teller.progress(announced)).counts["not_told"] == 1
    assert [m.status for m in await teller.exchange.desk.messages()][:1] == [
        MessageStatus.CANCELLED
    ]
    teller.exchange.at(visit.starts_at - 24 * HOUR)
    while await teller.exchange.planner.step():
        pass
    assert any("Reply 1 to confirm" in one for one in await teller.exchange.queued())
    (answer,) = await teller.exchange.says("1")
    assert "confirmed" in answer


async def test_progress_tells_who_answered_and_moved(teller, visit):
    announced = await teller.begins(FRIDAY, [visit])
    await teller.sent()
    await teller.exchange.taken()
    teller.exchange.at(teller.exchange.now + HOUR)
    await teller.exchange.says("1")
    counts = (await teller.progress(announced)).counts
    assert (counts["sent"], counts["answered"], counts["moved"], counts["open"]) == (1, 1, 1, 0)


@pytest.fixture
async def by_mail(desk):
    """A client who prefers mails, with a visit on Friday, on which the practice is closed."""
    exchange = Exchange(desk, beside=[MailChannel("calendar@example.org")])
    await closes(desk)
    both = (Channel.SMS, Channel.EMAIL)
    client = await desk.client(email="ada@example.org", agreed=both, prefers=Channel.EMAIL)
    return Teller(exchange), await desk.book(client, at(FRIDAY, 10))


async def test_who_prefers_mails_gets_one_and_answers_it(by_mail):
    teller, visit = by_mail
    (text,) = await teller.tells(FRIDAY, [visit])
    assert "STOP" not in text
    assert "1) Mon 19 Jan 10:00" in text
    (message,) = [m for m in await teller.exchange.desk.messages() if m.text == text]
    assert (message.channel, message.recipient) == (Channel.EMAIL, "ada@example.org")
    key = ConversationKey(Channel.EMAIL, "calendar@example.org", "ada@example.org")
    await teller.exchange.comes(key, "Wednesday at 10 would be fine, thank you.")
    await teller.exchange.handled()
    assert (await teller.exchange.stands(visit))[1] == at(date(2026, 1, 21), 10)


async def test_mails_do_not_wait_for_the_end_of_quiet_hours(by_mail):
    teller, visit = by_mail
    teller.exchange.at(at(date(2026, 1, 13), 23))
    assert len(await teller.tells(FRIDAY, [visit])) == 1


@pytest.mark.parametrize("text", ["MORE", "Friday", "Friday afternoon", "Friday at 3pm", "earlier"])
async def test_a_day_that_was_not_closed_in_the_calendar_is_not_offered_to_who_was_told(
    teller, text
):
    desk = teller.exchange.desk
    visit = await desk.book(await desk.client(), at(FRIDAY, 10))
    await teller.tells(FRIDAY, [visit])
    (answer,) = await teller.exchange.says(text)
    assert "16 Jan" not in answer
    assert "1)" in answer


async def test_a_part_of_a_day_is_not_offered_and_the_rest_of_it_is(teller):
    desk = teller.exchange.desk
    visit = await desk.book(await desk.client(), at(FRIDAY, 10))
    await teller.tells(FRIDAY, [visit], choice={"until": time(13)})
    (answer,) = await teller.exchange.says("Friday at 11")
    assert "16 Jan at 11" not in answer
    await teller.exchange.says("Friday at 3pm")
    assert (await teller.exchange.stands(visit))[1] == at(FRIDAY, 15)


async def test_who_hears_that_it_takes_place_after_all_is_reminded_and_confirms(teller):
    desk = teller.exchange.desk
    visit = await desk.book(await desk.client(), at(FRIDAY, 10))
    await teller.tells(FRIDAY, [visit])
    await teller.exchange.taken()
    words = {"en": "We are open after all, please come as planned."}
    await teller.tells(FRIDAY, [visit], Occasion.OTHER, words=words)
    await teller.exchange.taken()
    teller.exchange.at(visit.starts_at - 24 * HOUR)
    while await teller.exchange.planner.step():
        pass
    assert any("Reply 1 to confirm" in one for one in await teller.exchange.queued())
    (answer,) = await teller.exchange.says("1")
    assert "confirmed" in answer


@pytest.mark.parametrize("first", ["cancel", "1", "Monday 19 at 10"])
async def test_no_undo_brings_back_a_time_that_cannot_take_place(teller, visit, first):
    await teller.tells(FRIDAY, [visit])
    await teller.exchange.taken()
    await teller.exchange.says(first)
    after = await teller.exchange.stands(visit)
    (answer,) = await teller.exchange.says("UNDO")
    assert "16 Jan" not in answer
    assert await teller.exchange.stands(visit) == after
    assert (await teller.exchange.desk.alerts()) != []


async def test_an_undo_to_a_time_that_was_offered_is_done(teller, visit):
    await teller.tells(FRIDAY, [visit])
    await teller.exchange.says("1")
    moved = await teller.exchange.stands(visit)
    await teller.exchange.says("cancel")
    assert await teller.exchange.stands(visit) != moved
    await teller.exchange.says("UNDO")
    assert await teller.exchange.stands(visit) == moved
