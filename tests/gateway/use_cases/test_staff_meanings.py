"""One tap on an unclear text does what was meant, as the same wish would have been done by text."""

from datetime import timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.conversations import labelled_examples, staff_queue
from calendar_store.database import audit
from calendar_store.model.actors import OPERATOR, Permission, of_staff
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.errors import InvalidInput, SlotTaken, Stale
from calendar_store.model.practices import StaffMember
from calendar_store.model.statuses import AlertKind, AppointmentStatus, Channel, MessageStatus, Role
from calendar_store.practices import services
from dialogs.meant import Meaning, SaidMeaning
from gateway.use_cases import staff_meanings, staff_meanings_undone
from tests.support.acts import takes
from tests.support.desk import BY, mobile
from tests.support.exchange import OURS

A = AppointmentStatus
DESK = {Role.ADMIN, Role.RECEPTION}
UNCLEAR = "Can I bring my dog?"
DAYS = timedelta(days=1)


@pytest.fixture
async def booked(desk):
    return await desk.book(await desk.client(), desk.now + 2 * DAYS)


class Inbox:
    """What staff do with the last text that waits."""

    def __init__(self, exchange):
        self.exchange, self.actor = exchange, OPERATOR

    @property
    def now(self):
        return self.exchange.now

    async def text(self, number=1):
        key = ConversationKey(Channel.SMS, OURS, mobile(number))
        practice_id = self.exchange.desk.practice.id
        async with self.exchange.database.read() as tx:
            waiting = (await staff_queue.of_conversations(tx, practice_id, [key])).get(key)
            return waiting.texts[-1] if waiting else None

    async def offered(self, number=1):
        key = ConversationKey(Channel.SMS, OURS, mobile(number))
        practice_id = self.exchange.desk.practice.id
        async with self.exchange.database.read() as tx:
            waiting = (await staff_queue.of_conversations(tx, practice_id, [key]))[key]
            return await staff_meanings.offered(tx, self.actor, practice_id, waiting, self.now)

    async def say(self, what, appointment=None, slot=None, *, text=None):
        text = text or await self.text()
        about = (appointment.id, appointment.version) if appointment else (None, None)
        meaning = Meaning(what, *about, slot)
        desk = self.exchange.desk
        async with desk.database.write() as tx:
            return await staff_meanings.settle(
                *(tx, self.actor, desk.practice.id, text.id, meaning),
                channels=self.exchange.channels,
                now=self.now,
            )

    async def undo(self, settled):
        desk = self.exchange.desk
        async with desk.database.write() as tx:
            return await staff_meanings_undone.take_back(
                *(tx, self.actor, desk.practice.id, settled.example.inbound_id),
                channels=self.exchange.channels,
                now=self.now,
            )

    async def examples(self):
        async with self.exchange.database.read() as tx:
            return await labelled_examples.listed(tx, self.exchange.desk.practice.id)


@pytest.fixture
def inbox(exchange):
    return Inbox(exchange)


async def test_a_text_that_meant_yes_confirms_and_answers_as_a_yes_does(
    exchange, desk, inbox, booked
):
    await exchange.says(UNCLEAR)
    settled = await inbox.say(SaidMeaning.CONFIRM, booked)
    assert (await exchange.stands(booked))[0] is A.CONFIRMED
    (said,) = settled.replies
    assert said.startswith("Thank you, Ada. Your appointment is confirmed: Wed 14 Jan at 10:00")
    assert (await desk.messages())[-1].text == said
    assert await desk.alerts() == []
    assert await inbox.text() is None
    async with desk.database.read() as tx:
        entries = await audit.entries(tx, desk.practice.id)
    assert entries[0].action == "text.settled"
    assert entries[0].detail["meant"] == "confirm"


@pytest.mark.parametrize(
    "same", [(SaidMeaning.CONFIRM, "yes I confirm"), (SaidMeaning.CANCEL, "please cancel")]
)
async def test_the_answer_and_what_is_kept_of_the_talk_are_those_of_a_plain_text(
    exchange, desk, inbox, booked, same
):
    what, plain = same
    other = await desk.book(
        await desk.client("Ada", "Lovelace", 2), desk.now + 2 * DAYS + DAYS / 48
    )
    await exchange.says(UNCLEAR)
    await exchange.says(UNCLEAR, 2)
    (said,) = (await inbox.say(what, booked)).replies
    (by_text,) = await exchange.says(plain, 2)
    assert said == by_text.replace("10:30", "10:00")
    assert (await exchange.stands(booked))[0] is (await exchange.stands(other))[0]
    # and the client takes it back by text as ever
    if what is SaidMeaning.CANCEL:
        assert "is back on" in (await exchange.says("UNDO"))[0]
        assert (await exchange.stands(booked))[0] is A.CONFIRMED


async def test_the_example_is_kept_without_names_and_numbers(exchange, inbox, booked):
    await exchange.says("Ada here, the dog of Aurora ate +39 333 111 0001 at 15:30")
    await inbox.say(SaidMeaning.CANCEL, booked)
    (kept,) = await inbox.examples()
    assert kept.text == "<name> here, the dog of <name> ate <number> at 15:30"
    assert (kept.intent, kept.heard, kept.question) == ("cancel", "unclear", "none")
    assert kept.locale


async def test_a_move_to_a_time_that_the_text_names(exchange, desk, inbox, booked):
    await exchange.says("perhaps something like Thursday 15:00, if the dog agrees with the vet")
    (choices,) = (await inbox.offered()).visits
    three = next(s for s in choices.slots if s.starts_at == desk.now + 3 * DAYS + 5 * DAYS / 24)
    (said,) = (await inbox.say(SaidMeaning.RESCHEDULE, booked, three)).replies
    assert "Thu 15 Jan at 15:00" in said
    assert await exchange.stands(booked) == (A.CONFIRMED, three.starts_at)


async def test_times_are_offered_and_the_answer_to_them_moves_the_visit(
    exchange, desk, inbox, booked
):
    await exchange.says(UNCLEAR)
    (said,) = (await inbox.say(SaidMeaning.RESCHEDULE, booked)).replies
    assert "1)" in said
    assert (await exchange.stands(booked))[1] == booked.starts_at
    await exchange.says("2")
    assert (await exchange.stands(booked))[1] != booked.starts_at


async def test_a_time_that_was_taken_meanwhile_is_refused_and_the_text_still_waits(
    exchange, desk, inbox, booked
):
    await exchange.says(UNCLEAR)
    (choices,) = (await inbox.offered()).visits
    slot = choices.slots[0]
    await desk.book(await desk.client("Grace", "Hopper", 3), slot.starts_at)
    with pytest.raises(SlotTaken, match="taken meanwhile"):
        await inbox.say(SaidMeaning.RESCHEDULE, booked, slot)
    assert await inbox.text() is not None
    assert await inbox.examples() == []


async def test_staff_cancel_inside_the_notice_that_binds_clients(exchange, desk, inbox, booked):
    exchange.at(booked.starts_at - timedelta(hours=1))
    await exchange.says(UNCLEAR)
    (choices,) = (await inbox.offered()).visits
    assert choices.too_late
    await inbox.say(SaidMeaning.CANCEL, booked)
    assert (await exchange.stands(booked))[0] is A.CANCELLED


async def test_running_late_tells_the_practitioner_and_leaves_the_inbox_empty(
    exchange, desk, inbox, booked
):
    exchange.at(booked.starts_at - timedelta(minutes=20))
    await exchange.says(f"{UNCLEAR} so 10 minutes")
    assert (await inbox.offered()).late
    await inbox.say(SaidMeaning.LATE)
    assert await inbox.text() is None
    (alert,) = await exchange.desk.alerts()
    assert (alert.kind, alert.appointment_id) == (AlertKind.LATE, booked.id)


async def test_it_is_nothing_closes_it_without_an_answer(exchange, desk, inbox, booked):
    await exchange.says(UNCLEAR)
    before = len(await desk.messages())
    await inbox.say(SaidMeaning.NOTHING)
    assert len(await desk.messages()) == before
    assert await inbox.text() is None
    # and whoever writes anew is told anew that a person reads it
    assert await exchange.says(f"{UNCLEAR} again")


async def test_an_opt_out_stops_everything_with_one_text(exchange, desk, inbox, booked):
    await exchange.says(UNCLEAR)
    (said,) = (await inbox.say(SaidMeaning.OPT_OUT)).replies
    assert (await desk.messages())[-1].text == said
    await exchange.says(UNCLEAR)
    assert not (await inbox.offered()).stops
    with pytest.raises(InvalidInput, match="stopped messages"):
        await inbox.say(SaidMeaning.CANCEL, booked)
    await inbox.say(SaidMeaning.NOTHING)
    assert await inbox.text() is None


async def test_what_is_undone_at_once_is_told_to_nobody(exchange, desk, inbox, booked):
    await exchange.says(UNCLEAR)
    before = len(await desk.messages())
    settled = await inbox.say(SaidMeaning.CANCEL, booked)
    exchange.at(exchange.now + timedelta(seconds=5))
    await inbox.undo(settled)
    assert await exchange.stands(booked) == (A.BOOKED, booked.starts_at)
    (answer,) = (await desk.messages())[before:]
    assert answer.status is MessageStatus.CANCELLED
    assert await inbox.text() is not None
    assert await inbox.examples() == []
    # and the same text can be settled again
    await inbox.say(SaidMeaning.CONFIRM, await desk.appointment(booked))
    assert (await exchange.stands(booked))[0] is A.CONFIRMED


async def test_what_was_answered_before_the_undo_is_answered_anew(exchange, desk, inbox, booked):
    await exchange.says("perhaps something like Thursday 15:00, if the dog agrees with the vet")
    (choices,) = (await inbox.offered()).visits
    settled = await inbox.say(SaidMeaning.RESCHEDULE, booked, choices.slots[0])
    exchange.at(exchange.now + timedelta(minutes=1))
    await exchange.taken()
    await inbox.undo(settled)
    assert await exchange.stands(booked) == (A.BOOKED, booked.starts_at)
    assert "Wed 14 Jan at 10:00" in (await exchange.desk.messages())[-1].text
    assert await inbox.text() is not None


@pytest.mark.parametrize("what", [SaidMeaning.CONFIRM, SaidMeaning.NOTHING, SaidMeaning.RESCHEDULE])
async def test_every_meaning_can_be_undone(exchange, desk, inbox, booked, what):
    await exchange.says(UNCLEAR)
    settled = await inbox.say(what, None if what is SaidMeaning.NOTHING else booked)
    await inbox.undo(settled)
    assert await exchange.stands(booked) == (A.BOOKED, booked.starts_at)
    assert await inbox.text() is not None
    with pytest.raises(Stale, match="taken back already"):
        await inbox.undo(settled)


async def test_late_is_undone_with_its_alert(exchange, inbox, booked):
    exchange.at(booked.starts_at - timedelta(minutes=20))
    await exchange.says(UNCLEAR)
    settled = await inbox.say(SaidMeaning.LATE)
    await inbox.undo(settled)
    assert [one.kind for one in await exchange.desk.alerts()] == [AlertKind.UNCLEAR]


async def test_what_changed_or_was_written_meanwhile_is_read_first(exchange, desk, inbox, booked):
    await exchange.says(UNCLEAR)
    first = await inbox.text()
    await exchange.says("and the cat as well")
    with pytest.raises(Stale, match="written again"):
        await inbox.say(SaidMeaning.CONFIRM, booked, text=first)
    moved = await desk.move(booked, booked.starts_at + DAYS)
    with pytest.raises(Stale, match="appointment has changed"):
        await inbox.say(SaidMeaning.CONFIRM, booked)
    await desk.cancel(moved)
    with pytest.raises(Stale, match="appointment has changed"):
        await inbox.say(SaidMeaning.CONFIRM, moved)
    await inbox.say(SaidMeaning.NOTHING)
    with pytest.raises(Stale, match="seen to meanwhile"):
        await inbox.say(SaidMeaning.NOTHING, text=first)


async def test_who_may_say_what_a_text_means(exchange, desk, inbox, booked):
    await exchange.says(UNCLEAR)
    text = await inbox.text()
    needs = {
        SaidMeaning.CONFIRM: [Permission.MARK],
        SaidMeaning.CANCEL: [Permission.CANCEL],
        SaidMeaning.RESCHEDULE: [Permission.MOVE],
        SaidMeaning.OPT_OUT: [Permission.RECORD_CONSENT],
        SaidMeaning.NOTHING: [],
    }
    for what, also in needs.items():

        async def act(tx, actor, what=what):
            await staff_meanings.settle(
                *(tx, actor, desk.practice.id, text.id, Meaning(what, booked.id, booked.version)),
                channels=exchange.channels,
                now=desk.now,
            )

        await takes(desk, act, Permission.REPLY, *also, roles=DESK)


async def test_history_names_who_did_it(exchange, desk, inbox, booked):
    await exchange.says(UNCLEAR)
    inbox.actor = of_staff(
        StaffMember(desk.practice.id, 5, "grace@example.org", "Grace", Role.RECEPTION)
    )
    await inbox.say(SaidMeaning.CANCEL, booked)
    async with desk.database.read() as tx:
        events = await agenda.history(tx, desk.practice.id, booked.id)
    assert (events[-1].change, events[-1].by) == ("cancelled", "grace@example.org")


@pytest.mark.parametrize("what", [SaidMeaning.NOTHING, SaidMeaning.CONFIRM])
async def test_an_undo_leaves_what_the_client_was_asked_since(exchange, desk, inbox, booked, what):
    await exchange.says(UNCLEAR)
    settled = await inbox.say(what, None if what is SaidMeaning.NOTHING else booked)
    exchange.at(exchange.now + timedelta(minutes=1))
    (offer,) = await exchange.says("I need another time")
    assert "1)" in offer
    await inbox.undo(settled)
    await exchange.says("1")
    assert (await exchange.stands(booked))[1] != booked.starts_at


@pytest.fixture
async def service(desk):
    async with desk.database.write() as tx:
        return await services.add(
            *(tx, desk.practice.id, "Visit"),
            duration=timedelta(minutes=30),
            by=BY,
            now=desk.now,
            safe_to_name=True,
        )


async def test_one_tap_offers_times_for_a_new_appointment(exchange, desk, inbox, service):
    await desk.client()
    await exchange.says(UNCLEAR)
    assert (await inbox.offered()).books
    settled = await inbox.say(SaidMeaning.BOOK)
    assert "1)" in settled.replies[0], settled.replies
    assert settled.example.intent == "book"
    assert await inbox.text() is None
    (answer,) = await exchange.says("1")
    async with desk.database.read() as tx:
        (booked,) = await agenda.between(tx, desk.practice.id, desk.now, desk.now + 60 * DAYS)
    assert booked.status is A.BOOKED
    assert "booked" in answer.lower(), answer


async def test_who_has_a_visit_is_asked_whether_it_is_one_more(
    exchange, desk, inbox, booked, service
):
    await exchange.says(UNCLEAR)
    settled = await inbox.say(SaidMeaning.BOOK)
    assert len(settled.replies) == 1
    assert (await exchange.stands(booked))[0] is A.BOOKED
    await inbox.undo(settled)
    assert await inbox.text() is not None


async def test_a_new_appointment_is_offered_to_nobody_who_cannot_book_by_text(
    exchange, desk, inbox
):
    await desk.client()
    await exchange.says(UNCLEAR)
    assert not (await inbox.offered()).books
    with pytest.raises(InvalidInput, match="cannot book"):
        await inbox.say(SaidMeaning.BOOK)
    assert await inbox.text() is not None
    assert await inbox.examples() == []


async def test_late_is_refused_once_no_visit_is_near(exchange, inbox, booked):
    await exchange.says(UNCLEAR)
    exchange.at(booked.starts_at + timedelta(hours=3))
    before = len(await exchange.desk.messages())
    with pytest.raises(Stale, match="late"):
        await inbox.say(SaidMeaning.LATE)
    assert len(await exchange.desk.messages()) == before
    assert await inbox.text() is not None
