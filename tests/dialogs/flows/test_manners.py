"""How a conversation is led: whose it is, which one, what is known, which times, nothing twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from calendar_store.model.appointments import Appointment, Offer, Slot
from calendar_store.model.practices import Service
from calendar_store.model.statuses import AlertKind, AppointmentStatus, OfferStatus
from dialogs import effects as do
from dialogs.conversation import Asked, AskedAbout, Context, Question, Read, State, Turn
from dialogs.engine import read, step
from dialogs.flows.offered_times.spreading import spread
from dialogs.framing import reacting
from dialogs.intents import Hint, Intent, TimeRange, Understanding
from dialogs.quoting import key
from dialogs.wording.offers import offer_question
from dialogs.wording.reminders import reminder_question, render_family_reminder
from tests.support.dialogs.heard import acts, alerted, facts, reminded, said, slot_of, then
from tests.support.dialogs.samples import ADA, MARIE, NOW, PRACTICE, appointment

ADAS = appointment()
MARIES = appointment(id=2, client_id=2, starts_at=ADAS.starts_at + timedelta(days=2))
THIRD = appointment(id=3, client_id=1, starts_at=ADAS.starts_at + timedelta(days=3))
HOUR = timedelta(hours=1)
CHECK_UP = Service(1, 1, "Check-up", HOUR / 2, safe_to_name=True, by_text=True)


def which(*about: Appointment, then: Intent = Intent.CANCEL) -> Context:
    """Return the facts while it is asked which appointment is to be cancelled."""
    listed = tuple(AskedAbout(a.id, a.version, a.starts_at) for a in about)
    question = Question(Asked.WHICH, listed, NOW, ADAS.starts_at, then=then.value)
    return facts(*about, state=State(question=question))


def slots(*starts: datetime) -> tuple[Slot, ...]:
    return tuple(Slot(1, "Aurora", start, start + HOUR / 2) for start in starts)


def half_hours(start: datetime, count: int) -> tuple[Slot, ...]:
    return slots(*(start + n * HOUR / 2 for n in range(count)))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Marie",
            "Marie please",
            "for Marie",
            "per Marie",
            "Marie's",
            "the one for Marie",
            "Marie!",
        ),
        *(
            "yes Marie",
            "der von Marie bitte",
            "celui de Marie",
            "la de Marie, gracias",
            "o da Marie",
        ),
    ],
)
def test_a_name_and_nothing_against_it_answers_which_one(text: str):
    turn = said(which(ADAS, MARIES), text)
    assert acts(turn) == [do.CancelAppointment(2, 1)]


@pytest.mark.parametrize(
    "text",
    [
        *("when is Marie's?", "no aspetti, Marie viene", "Marie hat morgen schule oder?", "Marie?"),
        *(
            "not Marie",
            "Marie comes, who else is there",
            "Marie 👎",
            "ask Marie",
            "Marie può venire",
        ),
    ],
)
def test_a_name_in_a_text_that_says_more_cancels_nobodys(text: str):
    for intent in (Intent.UNCLEAR, Intent.CHOICE, Intent.RESCHEDULE, Intent.CONFIRM):
        turn = said(which(ADAS, MARIES), text, intent)
        assert not [e for e in acts(turn) if isinstance(e, do.CancelAppointment)]


def test_a_question_about_one_of_a_list_is_answered_and_the_list_stays_open():
    context = which(ADAS, MARIES)
    turn = said(context, "when is Marie's?", Intent.AGENDA)
    assert turn.effects == ()
    assert turn.replies[0].startswith("Marie's appointment is Thu 26 Nov at 15:00")
    assert turn.state.question == replace(context.state.question, aside=True)


@pytest.mark.parametrize("text", ["is Marie's at three?", "ist Marie um drei?", "è alle 3 Marie?"])
def test_a_question_whether_somebodys_is_at_a_time_is_no_wish_for_that_time(text: str):
    three = TimeRange(ADAS.starts_at, ADAS.starts_at)
    turn = said(facts(ADAS, MARIES), text, Intent.RESCHEDULE, times=(three,))
    assert turn.effects == ()
    assert turn.replies[0].startswith("Marie's appointment is Thu 26 Nov at 15:00")


@pytest.mark.parametrize(
    "text",
    ["both", "both please", "beide", "las dos", "entrambi", "les deux", "os dois", "alle beide"],
)
def test_both_of_two_are_both_and_of_three_it_is_asked(text: str):
    two = said(which(ADAS, MARIES), text)
    assert acts(two) == [do.CancelAppointment(1, 1), do.CancelAppointment(2, 1)]
    read_as_all = said(which(ADAS, MARIES), text, Intent.CHOICE, choice=0)
    assert acts(read_as_all) == acts(two)
    three = said(which(ADAS, MARIES, THIRD), text, Intent.CHOICE, choice=0)
    assert acts(three) == []
    assert three.replies[0].startswith("Which one shall we cancel?")


@pytest.mark.parametrize(
    "text", ["cancel Marie's", "cancel Marie", "Marie can't come", "annulla Marie"]
)
def test_a_name_given_with_the_wish_is_not_asked_for_again(text: str):
    turn = said(facts(ADAS, MARIES), text, Intent.CANCEL)
    assert acts(turn) == [do.CancelAppointment(2, 1)]
    assert turn.replies[0].startswith("Marie's appointment Thu 26 Nov at 15:00")


def test_several_named_with_the_wish_are_meant_and_no_others():
    third = replace(THIRD, client_id=3)
    grace = replace(MARIE, id=3, first="Grace")
    context = facts(ADAS, MARIES, third, clients=(ADA, MARIE, grace))
    both = [do.CancelAppointment(2, 1), do.CancelAppointment(3, 1)]
    for text in (
        "cancel Marie's and Grace's",
        "Marie and Grace can't come",
        "cancel marie and grace",
    ):
        assert acts(said(context, text, Intent.CANCEL)) == both
        asked = replace(
            context, state=State(question=reminder_question((ADAS, MARIES, third), NOW))
        )
        assert acts(said(asked, text, Intent.CANCEL)) == both
    assert acts(said(context, "cancel Marie's not Grace's", Intent.CANCEL)) == []
    for text in ("Marie can't come but Grace can", "Grace comes, Marie can't"):
        each = [do.ConfirmAppointment(3, 1), do.CancelAppointment(2, 1)]
        assert acts(said(context, text, Intent.CANCEL)) == each
    # the second may be who wrote it
    assert acts(said(context, "cancel Marie, Grace", Intent.CANCEL)) == []


@pytest.mark.parametrize("text", ["please cancel, thanks Marie", "I can't come. Marie", "cancel"])
def test_a_name_under_a_wish_may_be_who_wrote_it(text: str):
    assert acts(said(facts(ADAS, MARIES), text, Intent.CANCEL)) == []


def test_a_name_that_is_an_ordinary_word_is_none_unless_written_as_one():
    mia = replace(MARIE, first="Mia")
    context = facts(ADAS, MARIES, clients=(ADA, mia))
    asked = said(context, "vorrei disdire la mia visita", Intent.CANCEL)
    assert acts(asked) == []
    turn = said(context, "cancel Mia's", Intent.CANCEL)
    assert acts(turn) == [do.CancelAppointment(2, 1)]


def test_what_is_asked_about_an_appointment_is_answered_from_the_calendar():
    turn = said(reminded(ADAS), "what time is it, and with whom?", Intent.AGENDA)
    assert turn.effects == ()
    assert turn.replies == (
        "Your appointment is Tue 24 Nov at 15:00 with Aurora, about 30 minutes. Where: Via Roma 1.",
    )
    assert turn.state.question == replace(reminder_question((ADAS,), NOW), aside=True)


def test_where_nothing_is_booked_a_question_about_it_says_so_and_offers_book():
    told = said(facts(services=(CHECK_UP,)), "is it still on?", Intent.AGENDA)
    assert told.effects == ()
    assert "Reply BOOK if you would like one" in told.replies[0]
    assert "BOOK" not in said(facts(), "is it still on?", Intent.AGENDA).replies[0]
    gone = replace(ADAS, status=AppointmentStatus.CANCELLED, cancelled_at=NOW)
    state = State(cancelled=(AskedAbout(1, 1, ADAS.starts_at),))
    cancelled = said(facts(gone, state=state), "is it still on?", Intent.AGENDA)
    assert "is cancelled already. To have it back, reply UNDO by 11:00" in cancelled.replies[0]


def test_a_service_that_may_not_be_named_is_named_in_no_answer():
    secret = replace(ADAS, service="Botox", safe_to_name=False)
    turn = said(facts(secret), "what is it for, and when?", Intent.AGENDA)
    assert "otox" not in turn.replies[0]


def test_two_lines_of_a_list_are_never_the_same():
    with_bruno = appointment(id=2, practitioner_id=2, practitioner="Bruno")
    asked = said(facts(ADAS, with_bruno), "cancel", Intent.CANCEL)
    assert asked.replies[0].splitlines()[1:3] == [
        "1) Tue 24 Nov 15:00, Aurora",
        "2) Tue 24 Nov 15:00, Bruno",
    ]
    twin = replace(with_bruno, client_id=1)
    reminder = render_family_reminder(PRACTICE, ((ADA, ADAS), (ADA, twin)))
    assert len(set(reminder.splitlines()[1:3])) == 2


def test_the_same_text_is_never_said_twice_in_a_row():
    context = reminded(ADAS)
    texts = []
    for _ in range(4):
        turn = said(context, "help", Intent.HELP)
        texts.append(turn.replies[0])
        context = then(context, turn)
    assert all(one != two for one, two in pairwise(texts))
    assert texts[1] == f"Sorry to repeat this. {texts[0]}"


def test_a_text_of_long_ago_may_be_said_again():
    context = reminded(ADAS)
    turn = said(context, "help", Intent.HELP)
    later = then(context, turn, now=NOW + timedelta(hours=13))
    assert said(later, "help", Intent.HELP).replies == turn.replies


@pytest.mark.parametrize(
    ("hours", "said_late"), [(0.5, True), (2.5, True), (-0.25, True), (4, False), (23, False)]
)
def test_running_late_is_said_only_near_the_visit(hours: float, said_late: bool):
    now = ADAS.starts_at - timedelta(hours=hours)
    turn = said(facts(ADAS, now=now), "10 minutes late", Intent.LATE)
    assert [e.kind for e in turn.effects if isinstance(e, do.AlertStaff)] == [AlertKind.LATE]
    assert ("running" in turn.replies[0]) is said_late


def test_times_are_spread_over_what_there_is():
    morning = half_hours(datetime(2026, 11, 26, 8, tzinfo=UTC), 8)
    chosen = spread(morning, 3)
    assert [slot.starts_at.strftime("%H:%M") for slot in chosen] == ["08:30", "10:00", "11:00"]
    assert spread(morning[:2], 3) == morning[:2]
    assert spread((), 3) == ()


def offered(context: Context, text: str, free: tuple[Slot, ...], *times: TimeRange) -> list[str]:
    turn = said(replace(context, free=free), text, Intent.RESCHEDULE, times=times)
    question = turn.state.question
    assert question is not None
    return [slot.starts_at.strftime("%a %H:%M") for slot in question.slots]


def test_a_wish_for_any_other_time_gets_the_first_and_others_of_other_days():
    first, second = (datetime(2026, 11, day, 8, tzinfo=UTC) for day in (25, 26))
    free = (*half_hours(first, 16), *half_hours(second, 16))
    days = [line[:3] for line in offered(reminded(ADAS), "3", free)]
    assert days[0] == "Wed"
    assert set(days) == {"Wed", "Thu"}


def test_an_afternoon_is_not_offered_at_noon_where_it_has_other_times():
    noon = datetime(2026, 11, 26, 11, tzinfo=UTC)
    asked = TimeRange(noon, noon + 6 * HOUR)
    free = half_hours(noon, 12)
    assert offered(reminded(ADAS), "thursday afternoon", free, asked) == [
        *("Thu 12:30", "Thu 14:30", "Thu 16:00"),
    ]
    lunch = offered(reminded(ADAS), "lunch", free, TimeRange(noon, noon + 2 * HOUR))
    assert lunch[0] == "Thu 11:00"
    assert offered(reminded(ADAS), "thursday afternoon", free[:3], asked) == ["Thu 12:00"]
    assert offered(reminded(ADAS), "thursday afternoon", free[:2], asked)[0] == "Thu 11:00"


def test_around_an_exact_time_the_nearest_come_first():
    four = datetime(2026, 11, 26, 15, tzinfo=UTC)
    free = tuple(s for s in half_hours(four - 2 * HOUR, 9) if s.starts_at != four)
    chosen = offered(reminded(ADAS), "thursday at 16:00", free, TimeRange(four, four))
    assert sorted(chosen[:2]) == ["Thu 14:30", "Thu 15:30"]


def test_more_gives_times_that_were_not_offered_before():
    day = datetime(2026, 11, 26, 8, tzinfo=UTC)
    free = half_hours(day, 9)
    context = replace(reminded(ADAS), free=free)
    shown: list[datetime] = []
    turn = said(context, "3", Intent.RESCHEDULE)
    for _ in range(3):
        question = turn.state.question
        assert question is not None
        shown += [slot.starts_at for slot in question.slots]
        turn = said(then(context, turn), "more", Intent.MORE)
    assert len(set(shown)) == len(shown) == 9
    assert "all the times there" in turn.replies[0]


def test_beyond_the_booking_window_it_is_said_that_this_is_why():
    far = NOW + PRACTICE.booking_window + timedelta(days=9)
    free = half_hours(datetime(2026, 11, 26, 8, tzinfo=UTC), 9)
    context = replace(reminded(ADAS), free=free)
    turn = said(context, "in march", Intent.RESCHEDULE, times=(TimeRange(far, far + 8 * HOUR),))
    assert turn.replies[0].startswith("Times can be booked until Thu 21 Jan. The nearest:")


REMINDER = "Studio Aurora: Ada, your appointment is Tue 24 Nov at 15:00 with Aurora."


def reaction(hint: Hint, quoted: str, question: Question | None) -> Understanding:
    return reacting(
        Understanding(Intent.THANKS, 0.95, hint=hint, quoted=quoted.casefold()), question
    )


def test_a_thumb_on_the_text_that_asks_is_a_yes_and_a_thumb_down_is_asked_back():
    question = reminder_question((ADAS,), NOW, REMINDER)
    assert reaction(Hint.LIKE, REMINDER, question).intent is Intent.CONFIRM
    down = reaction(Hint.DISLIKE, REMINDER, question)
    assert (down.intent, down.hint) == (Intent.UNCLEAR, Hint.REFUSAL)
    assert reaction(Hint.REACTION, REMINDER, question).intent is Intent.THANKS


@pytest.mark.parametrize(
    "quoted",
    [
        "Your appointment Tue 24 Nov at 15:00 is cancelled. If that was a mistake, reply UNDO",
        "Studio Aurora: Ada, your appointment is Mon 23 Nov at 15:00 with Aurora.",
        *("", "Studio…"),
    ],
)
@pytest.mark.parametrize("hint", [Hint.LIKE, Hint.DISLIKE, Hint.REACTION])
def test_a_reaction_to_another_text_says_nothing(hint: Hint, quoted: str):
    question = reminder_question((ADAS,), NOW, REMINDER)
    for open_one in (question, None, reminder_question((ADAS,), NOW)):
        assert reaction(hint, quoted, open_one).intent is Intent.THANKS


def test_a_quotation_may_be_cut_short_and_written_with_other_marks():
    question = reminder_question((ADAS,), NOW, REMINDER)
    for quoted in (REMINDER[:50] + "…", REMINDER.replace(":", "："), f"“{REMINDER}”"):
        assert reaction(Hint.LIKE, quoted, question).intent is Intent.CONFIRM


def test_a_thumb_on_the_only_time_offered_takes_it_and_on_several_asks_which():
    about = (AskedAbout(1, 1, ADAS.starts_at),)
    one = Question(
        Asked.SLOTS, about, NOW, ADAS.starts_at, (slot_of(MARIES),), text=key("We offer")
    )
    taken = reaction(Hint.LIKE, "We offer", one)
    assert (taken.intent, taken.choice) == (Intent.CHOICE, 1)
    two = replace(one, slots=(slot_of(MARIES), slot_of(THIRD)))
    assert reaction(Hint.LIKE, "We offer", two).hint is Hint.YES


def test_a_question_remembers_the_text_that_asked_it():
    turn = step(replace(reminded(ADAS), free=half_hours(ADAS.starts_at + 24 * HOUR, 5)), "3")
    assert turn.state.question is not None
    assert turn.state.question.text == key(turn.replies[0])
    answered = step(reminded(ADAS, text=REMINDER), "1")
    assert answered.state.question is not None
    # the reminder stays open for a change of mind, and its text stays the reminder's
    assert answered.state.question.text == key(REMINDER)


def test_the_language_does_not_turn_on_a_word_and_a_name():
    context = reminded(ADAS, clients=(replace(ADA, first="Sara"),))
    heard = Understanding(Intent.CONFIRM, 0.95, locale="it", speaks=False)
    turn = step(context, Read("ok Sara", heard))
    assert turn.replies[0].startswith("Thank you, Sara.")
    assert turn.state.locale == ""
    plain = step(context, Read("sì confermo", replace(heard, speaks=True)))
    assert plain.replies[0].startswith("Grazie, Sara.")
    assert plain.state.locale == "it"


def test_an_offer_that_is_open_while_a_person_answers_is_taken_by_no_mere_ok():
    soon = slot_of(replace(ADAS, starts_at=ADAS.starts_at - 24 * HOUR))
    offer = Offer(1, 7, 5, 1, 1, soon.starts_at, soon.ends_at, OfferStatus.OFFERED, NOW, NOW + HOUR)
    context = facts(ADAS, state=State(question=offer_question(offer, soon, ADAS)))
    handed = said(context, "my dog ate the letter")
    assert not [e for e in handed.effects if isinstance(e, do.CloseOffer)]
    after = then(context, handed)
    ok = said(after, "ok", Intent.CHOICE, choice=1)
    assert (ok.effects, ok.replies) == ((), ())
    one = said(after, "1", Intent.CHOICE, choice=1)
    assert acts(one) == [do.TakeOffer(7, soon, 1, 1)]


def test_nothing_is_looked_up_for_a_question_about_an_appointment():
    assert read(reminded(ADAS), "what time is my appointment?").search is None


def _turns(context: Context, *texts: str) -> list[Turn]:
    turns = []
    for text in texts:
        turn = step(context, text)
        context = then(context, turn)
        turns.append(turn)
    return turns


def test_staff_are_told_of_no_question_that_the_calendar_answers():
    for turn in _turns(reminded(ADAS), "what time is my appointment?", "a che ora devo venire?"):
        assert not alerted(turn)
