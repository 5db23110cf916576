"""A range that was asked for is kept over every "others", until it is used up and that is said."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.model.appointments import Slot
from calendar_store.model.statuses import AppointmentStatus
from dialogs.flows.offered_times.search import MOST_SHOWN
from dialogs.simulator import waiting_list
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import AURORA, BEGINS, BRUNO, Search, rome, visit

VISIT = visit(ADA, rome(26, "15:00"))

OTHERS = {
    "en": ("friday afternoon please", "none of the three", "others?", "more", "no"),
    "it": ("venerdì pomeriggio", "nessuno dei tre", "altri?", "altri orari", "no"),
    "de": ("freitag nachmittag bitte", "keiner der drei", "andere?", "keine davon", "nein"),
    "fr": ("vendredi après-midi", "aucun des trois", "d'autres ?", "autres horaires", "non"),
    "es": ("el viernes por la tarde", "ninguna de las tres", "otras?", "otros horarios", "no"),
    "pt": ("sexta à tarde", "nenhum dos três", "outros?", "outros horários", "não"),
}


def afternoon(times: list[str], day: str) -> bool:
    return all(each.startswith(day) and each[-5:] >= "12:00" for each in times)


@pytest.mark.parametrize("locale", OTHERS)
def test_an_afternoon_asked_for_is_kept_until_it_is_used_up(locale: str):
    first, *others = OTHERS[locale]
    for other in others:
        search = Search.of(VISIT, locale=locale)
        search.say(first)
        rounds = search.rounds(other, most=5)
        inside = [times for times in rounds if afternoon(times, "fri 27")]
        # eight half hours from 14 to 18; in most languages an afternoon begins at noon
        every = [each for times in inside for each in times]
        assert len(set(every)) == len(every) == (8 if locale == "it" else 10), other
        assert inside == rounds[: len(inside)]
        # the nearest beyond
        assert all(each.startswith("fri 27") for each in rounds[len(inside)])


def test_that_a_range_is_used_up_is_said_once():
    search = Search.of(VISIT)
    texts = [search.say("friday afternoon please")]
    texts += [search.say(text) for text in OTHERS["en"][1:]]
    texts += [search.say(text) for text in ("others?", "more")]
    said = [text.startswith("Nothing else is free then. The nearest:") for text in texts]
    assert said == [False, False, False, False, True, False, False]


def test_the_same_time_is_never_offered_in_two_lists():
    search = Search.of(VISIT)
    search.say("friday afternoon please")
    rounds = search.rounds("none of these", most=12)
    every = [each for times in rounds for each in times]
    assert len(rounds) == 12
    assert len(set(every)) == len(every)


@pytest.mark.parametrize(
    ("wish", "fits"),
    [
        ("any time after 5", lambda each: each[-5:] >= "17:00"),
        ("next week, mornings", lambda each: each[:6] in NEXT_WEEK and each[-5:] < "12:00"),
        ("could we do next week?", lambda each: each[:6] in NEXT_WEEK),
        ("can I come on wednesday?", lambda each: each.startswith("wed 25")),
        (
            "tomorrow between 10 and 12",
            lambda each: each[:6] == "tue 24" and "10" <= each[-5:-3] < "12",
        ),
        ("tuesday or friday morning", lambda each: each[-5:] < "12:00" or each[:3] == "tue"),
    ],
)
def test_whatever_range_was_asked_for_is_kept(wish: str, fits):
    search = Search.of(VISIT)
    search.say(wish)
    rounds = search.rounds("others?", most=7)
    inside = [all(fits(each) for each in times) for times in rounds]
    # once it is used up it stays so
    assert inside[0]
    assert inside == sorted(inside, reverse=True)
    within = [each for times in rounds for each in times if fits(each)]
    free = len(set(within))
    assert free == len(within)
    assert all(inside[: min(7, free // 3)])


NEXT_WEEK = {
    f"{day} {date}"
    for day, date in zip(
        ("mon", "tue", "wed", "thu", "fri"), ("30", "01", "02", "03", "04"), strict=True
    )
}


def test_offers_are_spread_over_all_the_days_asked_for():
    search = Search.of(VISIT)
    search.say("next week, mornings")
    assert len({each[:3] for each in search.offered}) == 3


def test_a_range_is_kept_for_a_booking_and_so_is_the_practitioner():
    search = Search.of(practitioners=(AURORA, BRUNO))
    search.say("I'd like an appointment with Bruno on wednesday afternoon")
    lists, whom = [], set()
    for _ in range(3):
        lists.append(search.offered)
        whom |= search.offered_with
        search.say("others?")
    assert all(afternoon(times, "wed 25") for times in lists)
    assert whom == {"Bruno"}
    assert search.offered_with == {"Bruno"}


def test_a_range_is_kept_for_one_of_a_family_over_the_question_which():
    search = Search.of(VISIT, visit(MARIE, rome(26, "15:30")))
    assert search.say("can we move to friday afternoon?").startswith("Which one")
    search.say("Marie")
    rounds = search.rounds("none of the three", most=3)
    assert all(afternoon(times, "fri 27") for times in rounds)
    search.say("1")
    assert search.simulated.appointments[1].starts_at == rome(26, "15:00")


@pytest.mark.parametrize(
    "again",
    [
        "others on friday afternoon?",
        "can I have another time",
        "something else please",
        "I need another time",
    ],
)
def test_the_range_said_again_or_a_bare_wish_gives_others_of_it(again: str):
    search = Search.of(VISIT)
    search.say("friday afternoon please")
    before = search.offered
    search.say(again)
    assert afternoon(search.offered, "fri 27")
    assert not set(before) & set(search.offered)


def test_a_narrower_range_offers_nothing_of_the_list_before_but_an_exact_time_is_had():
    search = Search.of(VISIT)
    search.say("friday afternoon please")
    before = search.offered
    search.say("after 3 rather")
    assert not set(before) & set(search.offered)
    assert all(each >= "fri 27 15:00" for each in search.offered)
    assert afternoon(search.offered, "fri 27")


def test_another_range_takes_the_place_of_the_first():
    search = Search.of(VISIT)
    search.say("friday afternoon please")
    search.say("or next monday morning?")
    rounds = search.rounds("more", most=2)
    assert all(each.startswith("mon 30") for times in rounds for each in times)
    search.say("or friday afternoon after all")
    assert afternoon(search.offered, "fri 27")
    assert len(search.offered) == 3


def test_others_come_of_the_range_too_where_a_time_went_to_somebody_else():
    search = Search.of(VISIT)
    search.say("friday afternoon please")
    chosen = rome(27, search.offered[0][-5:])
    search.block(chosen)
    assert "taken" in search.say("1")
    assert afternoon(search.offered, "fri 27")
    assert f"{search.offered}".find("14:30") < 0 or chosen != rome(27, "14:30")


def test_who_finds_none_in_a_range_waits_for_that_range():
    search = Search.of(VISIT)
    search.say("friday afternoon please")
    search.say("others?")
    search.say("please put me on the waiting list")
    (entry,) = search.simulated.waiting_for([ADA.id], search.now)
    assert (entry.starts_at, entry.ends_at) == (rome(27, "12:00"), rome(27, "18:00"))
    assert entry.appointment_id == 1


def test_who_turns_down_a_freed_time_for_another_is_offered_others_that_were_waited_for():
    search = Search.of(VISIT, remind=False)
    afternoon_of_friday = (rome(27, "14:00"), rome(27, "18:00"))
    search.simulated = waiting_list.wait_for(
        search.simulated, ADA.id, (afternoon_of_friday,), BEGINS, appointment_id=1
    )
    (entry,) = search.simulated.waiting_for([ADA.id], search.now)
    freed = Slot(AURORA.id, AURORA.name, rome(27, "14:00"), rome(27, "14:30"))
    search.simulated, _ = waiting_list.offer(
        search.simulated, entry, freed, until=rome(23, "18:00"), now=search.now
    )
    search.say("can I have another time please")
    rounds = search.rounds("others?", most=2)
    assert all(afternoon(times, "fri 27") for times in rounds)
    assert "fri 27 14:00" not in [each for times in rounds for each in times]
    assert search.simulated.appointments[1].starts_at == VISIT.starts_at


def test_what_is_left_of_a_range_between_half_hours_is_offered_last():
    search = Search.of(VISIT, step=timedelta(minutes=15))
    search.say("friday afternoon please")
    rounds = search.rounds("others?", most=9)
    used_up = next(n for n, times in enumerate(rounds) if not afternoon(times, "fri 27"))
    within = [each for times in rounds[:used_up] for each in times]
    assert len(set(within)) == len(within) > 10
    assert all(each[-2:] in {"00", "30"} for times in rounds[:2] for each in times)


def test_when_all_is_gone_it_is_asked_for_another_day_and_nothing_changes():
    search = Search.of(VISIT)
    search.simulated = replace(
        search.simulated,
        practice=replace(search.simulated.practice, booking_window=timedelta(days=5)),
    )
    search.say("tomorrow morning please")
    rounds = search.rounds("more", most=99)
    assert "all the times there" in "".join(search.turn.replies if search.turn else ())
    every = [each for times in rounds for each in times]
    # without those of today that are past and the own one
    assert len(set(every)) == len(every) > MOST_SHOWN
    assert search.simulated.appointments[1].status is AppointmentStatus.BOOKED


def test_a_move_to_another_practitioner_is_offered_with_them_in_every_round():
    search = Search.of(VISIT, practitioners=(AURORA, BRUNO))
    assert "Bruno" in search.say("can I move to wednesday afternoon with Bruno?")
    for text in ("others?", "none of the three", "something later?"):
        assert search.offered_with == {"Bruno"}
        assert all(each.startswith("wed 25") for each in search.offered)
        search.say(text)
    search.say("with Aurora instead")
    assert search.offered_with == {"Aurora"}
    assert all(each.startswith("wed 25") for each in search.offered)
    search.say("1")
    moved = search.simulated.appointments[1]
    assert (moved.practitioner_id, moved.starts_at.date()) == (AURORA.id, rome(25, "12:00").date())


def test_of_a_family_whoever_is_moved_goes_to_the_practitioner_asked_for():
    search = Search.of(VISIT, visit(MARIE, rome(26, "15:30")), practitioners=(AURORA, BRUNO))
    assert search.say("can we move to friday with Bruno?").startswith("Which one")
    search.say("Marie")
    assert search.offered_with == {"Bruno"}
    search.say("1")
    moved = search.simulated.appointments[2]
    assert moved.practitioner_id == BRUNO.id


def test_a_move_stays_with_the_practitioner_where_nobody_is_asked_for():
    search = Search.of(VISIT, practitioners=(AURORA, BRUNO))
    search.say("can we do friday?")
    search.say("others?")
    assert search.offered_with == {"Aurora"}


@pytest.mark.parametrize(
    "text",
    ["nothing suits", "none of the times work for me", "none fit, sorry", "rien ne convient"],
)
def test_none_of_them_in_other_words_gives_others(text: str):
    search = Search.of(VISIT)
    search.say("friday afternoon please")
    before = search.offered
    search.say(text)
    assert afternoon(search.offered, "fri 27")
    assert not set(before) & set(search.offered)


def test_an_ok_to_the_waiting_list_takes_none_of_the_times_still_on_offer():
    search = Search.of(VISIT)
    search.say("friday afternoon please")
    search.say("put me on the waiting list")
    assert search.say("ok") == ""
    assert search.simulated.appointments[1].starts_at == VISIT.starts_at


def test_a_range_is_kept_where_it_is_asked_again_which_one_is_to_be_moved():
    search = Search.of(VISIT, visit(MARIE, rome(26, "15:30")), practitioners=(AURORA, BRUNO))
    search.say("can we move to friday morning with Bruno?")
    assert "Which one" in search.say("yes please")
    assert "Which one" in search.say("no Ada")
    search.say("Marie")
    assert all(each.startswith("fri 27") and each[-5:] < "12:00" for each in search.offered)
    assert search.offered_with == {"Bruno"}


def test_where_all_that_is_free_was_offered_it_is_offered_again_and_nobody_is_alerted():
    search = Search.of(VISIT)
    practice = replace(search.simulated.practice, booking_window=timedelta(days=1))
    search.simulated = replace(search.simulated, practice=practice)
    free = {rome(23, "16:00"), rome(23, "17:00")}
    half_hours = [rome(23, "09:00") + n * timedelta(minutes=30) for n in range(60)]
    search.block(*(each for each in half_hours if each not in free))
    search.say("can I have another time?")
    assert search.offered == ["mon 23 16:00", "mon 23 17:00"]
    assert search.say("friday?").startswith("Times can be booked until")
    assert search.offered == ["mon 23 16:00", "mon 23 17:00"]
    assert not search.simulated.alerts


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Hiya could I swap thurs for friday morning if poss?"),
        ("en", "can I swap thurs for fri at 10"),
        ("it", "posso cambiare giovedì con venerdì mattina?"),
        ("es", "puedo cambiar el jueves por el viernes por la mañana?"),
        ("fr", "changer jeudi pour vendredi matin svp"),
        ("de", "kann ich Donnerstag gegen Freitag Vormittag tauschen?"),
        ("pt", "posso trocar quinta por sexta de manhã?"),
    ],
)
def test_the_day_that_is_given_up_for_another_is_not_offered(locale: str, text: str):
    search = Search.of(VISIT, locale=locale)
    search.say(text)
    assert search.offered
    assert all(each.startswith("fri 27") and each[-5:] < "13:00" for each in search.offered)


def test_a_day_for_some_minutes_is_given_up_for_none():
    search = Search.of(VISIT)
    search.say("move to thursday morning or friday for 30 minutes")
    assert {each[:6] for each in search.offered} == {"thu 26", "fri 27"}
