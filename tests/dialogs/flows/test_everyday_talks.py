"""Whole conversations in everyday words: what they do, and that the same words turned do not."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from dialogs.conversation import Asked
from dialogs.engine import read, step
from dialogs.simulator.turns import perform
from tests.dialogs.flows.test_said_to_offers import ends
from tests.support.dialogs.samples import ADA, MARIE
from tests.support.dialogs.searching import CHECK_UP, NUMBER, Search, rome, visit

TALKS = tomllib.loads(Path(__file__).with_name("everyday_talks.toml").read_text(encoding="utf-8"))
STANDS, STANDS_TOO = ("booked", "thu 26 15:00"), ("booked", "thu 26 15:30")
MONDAY = ("booked", "mon 30 10:00")


def talks(*kinds: str) -> list[tuple[str, str]]:
    """Give tables as cases: the language and the conversation."""
    return [
        (locale, talk) for kind in kinds for locale, some in TALKS[kind].items() for talk in some
    ]


def play(search: Search, talk: str) -> Search:
    for text in talk.split(" / "):
        search.say(text)
    return search


def family(locale: str) -> Search:
    return Search.of(visit(ADA, rome(26, "15:00")), visit(MARIE, rome(26, "15:30")), locale=locale)


def choosing_service(locale: str) -> Search:
    search = Search.of(locale=locale)
    more = replace(CHECK_UP, id=2, name="Cleaning")
    search.simulated = replace(search.simulated, services=(CHECK_UP, more))
    search.say(TALKS["book_friday"][locale])
    assert search.question
    assert search.question.asked is Asked.SERVICE
    return search


def two(locale: str) -> Search:
    return Search.of(visit(ADA, rome(26, "15:00")), visit(ADA, rome(30, "10:00")), locale=locale)


def one(locale: str) -> Search:
    return Search.of(visit(ADA, rome(26, "15:00")), locale=locale)


def offered_three(locale: str) -> Search:
    search = play(one(locale), "3")
    assert search.offered[2] == "mon 30 16:30"
    return search


def offered_friday(locale: str) -> Search:
    return play(one(locale), TALKS["friday"][locale])


@pytest.mark.parametrize(("locale", "talk"), talks("not_mine"))
def test_hers_is_cancelled_and_the_writers_own_stays(locale: str, talk: str) -> None:
    played = play(family(locale), talk)
    assert ends(played) == [STANDS, ("cancelled", "thu 26 15:30")]


@pytest.mark.parametrize(("locale", "talk"), talks("not_not_mine"))
def test_a_no_of_the_writer_that_may_mean_more_cancels_nothing(locale: str, talk: str) -> None:
    assert ends(play(family(locale), talk)) == [STANDS, STANDS_TOO]


@pytest.mark.parametrize(("locale", "talk"), talks("other_stays"))
def test_the_other_visit_stays_as_it_was_and_is_not_confirmed(locale: str, talk: str) -> None:
    assert ends(play(two(locale), talk)) == [("cancelled", "thu 26 15:00"), MONDAY]


@pytest.mark.parametrize(("locale", "talk"), talks("not_other_stays"))
def test_a_cancellation_that_asks_or_depends_changes_neither(locale: str, talk: str) -> None:
    assert ends(play(two(locale), talk)) == [STANDS, MONDAY]


@pytest.mark.parametrize(("locale", "talk"), talks("comes_to_other"))
def test_who_comes_to_the_other_confirms_it(locale: str, talk: str) -> None:
    cancelled, other = ends(play(two(locale), talk))
    assert cancelled == ("cancelled", "thu 26 15:00")
    assert other == ("confirmed", "mon 30 10:00")


@pytest.mark.parametrize(("locale", "talk"), talks("third_of_three"))
def test_the_last_is_taken_behind_those_refused(locale: str, talk: str) -> None:
    assert ends(play(offered_three(locale), talk)) == [("confirmed", "mon 30 16:30")]


@pytest.mark.parametrize(("locale", "talk"), talks("not_third_of_three"))
def test_none_is_taken_where_the_last_may_be_refused_too(locale: str, talk: str) -> None:
    assert ends(play(offered_three(locale), talk)) == [STANDS]


@pytest.mark.parametrize(("locale", "talk"), talks("current_one"))
def test_what_stands_is_told_while_times_are_on_offer(locale: str, talk: str) -> None:
    played = offered_friday(locale)
    before = played.offered
    answer = played.say(talk)
    assert "26" in answer
    assert ends(played) == [STANDS]
    assert played.offered == before
    assert not played.simulated.alerts


@pytest.mark.parametrize(("locale", "talk"), talks("not_current_one"))
def test_a_question_of_what_is_free_is_not_answered_with_what_stands(
    locale: str, talk: str
) -> None:
    played = play(offered_friday(locale), talk)
    assert played.turn is not None
    assert "told what the calendar says" not in played.turn.trace
    assert ends(played) == [STANDS]


@pytest.mark.parametrize(("locale", "talk"), talks("boss_agrees"))
def test_who_comes_because_somebody_is_content_confirms(locale: str, talk: str) -> None:
    assert ends(play(one(locale), talk)) == [("confirmed", "thu 26 15:00")]


@pytest.mark.parametrize(("locale", "talk"), talks("not_boss_agrees"))
def test_somebodys_words_and_a_turned_content_change_nothing(locale: str, talk: str) -> None:
    assert ends(play(one(locale), talk)) == [STANDS]


@pytest.mark.parametrize(("locale", "talk"), talks("beside_thursday"))
def test_one_more_beside_thursdays_is_offered_and_booked_on_monday(locale: str, talk: str) -> None:
    played = play(one(locale), talk)
    assert played.offered
    assert {each[:6] for each in played.offered} == {"mon 30"}
    kept, booked = ends(play(played, "1"))
    assert kept == STANDS
    assert booked[1].startswith("mon 30")


@pytest.mark.parametrize(("locale", "talk"), talks("not_beside_thursday"))
def test_another_day_than_thursdays_is_no_second_visit(locale: str, talk: str) -> None:
    played = play(one(locale), talk)
    assert ends(played) == [STANDS]
    assert played.question
    assert played.question.wish is None


@pytest.mark.parametrize(("locale", "talk"), talks("somebody_cancels_mine"))
def test_who_tells_that_somebody_else_has_to_cancel_is_asked_or_read_by_staff(
    locale: str, talk: str
) -> None:
    played = play(one(locale), talk)
    assert ends(played) == [STANDS]
    assert played.turn is not None
    assert played.turn.replies
    if played.simulated.alerts:
        return
    assert ends(play(played, "2")) == [("cancelled", "thu 26 15:00")]


@pytest.mark.parametrize(("locale", "talk"), talks("cancels_own_for_somebody"))
def test_who_cancels_because_of_somebody_is_cancelled_at_once(locale: str, talk: str) -> None:
    assert ends(play(one(locale), talk)) == [("cancelled", "thu 26 15:00")]


@pytest.mark.parametrize(("locale", "talk"), talks("but_coming"))
def test_a_time_inside_a_phrase_of_coming_is_the_visits(locale: str, talk: str) -> None:
    assert ends(play(one(locale), talk)) == [("confirmed", "thu 26 15:00")]


@pytest.mark.parametrize(("locale", "talk"), talks("not_but_coming"))
def test_a_coming_on_another_day_or_in_doubt_confirms_nothing(locale: str, talk: str) -> None:
    assert ends(play(one(locale), talk)) == [STANDS]


@pytest.mark.parametrize(("locale", "talk"), talks("first_service"))
def test_a_yes_and_a_place_choose_the_service_listed_there(locale: str, talk: str) -> None:
    played = play(choosing_service(locale), talk)
    assert played.offered == ["fri 27 10:00"]
    assert played.question
    assert played.question.wish
    assert played.question.wish.service_id == CHECK_UP.id


@pytest.mark.parametrize(("locale", "talk"), talks("not_first_service"))
def test_a_service_that_is_asked_about_or_refused_is_not_chosen(locale: str, talk: str) -> None:
    assert not play(choosing_service(locale), talk).offered


@pytest.mark.parametrize(("locale", "talk"), talks("none_of_two"))
def test_none_of_two_to_be_cancelled_asks_which_and_both_are_then(locale: str, talk: str) -> None:
    played = play(two(locale), talk)
    assert ends(played) == [STANDS, MONDAY]
    assert played.question
    assert played.question.asked is Asked.WHICH
    play(played, TALKS["both"][locale])
    assert {status for status, _ in ends(played)} == {"cancelled"}


@pytest.mark.parametrize(("locale", "talk"), talks("not_none_of_two"))
def test_none_of_two_without_a_wish_to_cancel_leaves_both(locale: str, talk: str) -> None:
    played = play(two(locale), talk)
    assert ends(played) == [STANDS, MONDAY]
    assert not played.question or played.question.asked is not Asked.WHICH


@pytest.mark.parametrize(("locale", "talk"), talks("next_week"))
def test_to_be_able_to_move_to_next_week_offers_next_week(locale: str, talk: str) -> None:
    played = play(one(locale), talk)
    assert ends(played) == [STANDS]
    assert played.offered
    days = {each.split()[1] for each in played.offered}
    assert days <= {"30", "01", "02", "03", "04"}


@pytest.mark.parametrize(("locale", "talk"), talks("instead_then"))
def test_who_wishes_for_the_part_of_the_day_that_stands_is_offered_others(
    locale: str, talk: str
) -> None:
    played = play(Search.of(visit(ADA, rome(30, "09:30")), locale=locale), talk)
    assert ends(played) == [("booked", "mon 30 09:30")]
    assert played.offered
    assert {each[:6] for each in played.offered} == {"mon 30"}


@pytest.mark.parametrize(("locale", "talk"), talks("plain_yes"))
def test_a_yes_after_half_a_text_is_asked_about_before_it_confirms(locale: str, talk: str) -> None:
    played = one(locale)
    context = replace(played.simulated.context(NUMBER, played.now), partial=True)
    turn = step(context, read(context, f"{TALKS['half'][locale]} […]"))
    played.simulated = perform(played.simulated, context, turn)
    assert played.say(talk)
    assert ends(played) == [STANDS]
    assert ends(play(played, talk)) == [("confirmed", "thu 26 15:00")]
