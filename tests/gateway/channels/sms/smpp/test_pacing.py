"""The arithmetic of time, without waiting for any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.channels.sms.smpp.pacing import Liveness, Throttle, Verdict
from gateway.channels.sms.smpp.window import PendingPart, Window
from gateway.pacing import Pace, reconnect_delay
from tests.support.link import part


def flight(ticket: int = 1) -> PendingPart:
    return PendingPart(part(), lambda _: None, ticket, 0.0)


def test_no_limit_means_no_wait() -> None:
    pace = Pace(0)
    pace.take(0.0)
    assert pace.wait(0.0) == 0.0


@given(st.integers(1, 2000))
@pytest.mark.row("2.rate-in-parts")
def test_in_no_second_go_more_parts_than_the_limit_and_what_the_tolerance_allows(rate: int) -> None:
    pace, now, sent = Pace(rate), 1000.0, []
    while now < 1003:
        if wait := pace.wait(now):
            now += wait
        else:
            pace.take(now)
            sent.append(now)
    for begin in (1000.0, 1000.5, 1001.7):
        within = sum(begin <= at < begin + 1 for at in sent)
        assert rate - 1 <= within <= rate * 1.02 + 2


@pytest.mark.row("2.throttled-pause")
def test_a_pause_doubles_and_the_window_halves_then_grows_back() -> None:
    throttle = Throttle(50)
    assert throttle.refused(10.0, 9.9)
    assert not throttle.refused(10.1, 9.9)
    assert (throttle.allowed, throttle.resume_at) == (25, 10.25)
    assert throttle.paused(10.2)
    assert not throttle.paused(10.25)
    assert throttle.refused(11.0, 10.9)
    assert (throttle.allowed, throttle.resume_at) == (12, 11.5)
    for _ in range(13):
        throttle.accepted(12.0)
    assert throttle.allowed == 25  # half of what it was before all this
    for _ in range(25):
        throttle.accepted(12.0)
    assert throttle.allowed == 26  # from there by one a window
    for _ in range(1_000):
        throttle.accepted(13.0)
    assert throttle.allowed == 50
    assert throttle.refused(14.0, 13.9)
    assert throttle.resume_at == 14.25


def test_an_answer_from_before_the_pause_that_comes_after_it_changes_nothing() -> None:
    throttle = Throttle(50)
    assert throttle.refused(10.0, 9.0)
    assert not throttle.refused(10.4, 9.9)
    assert (throttle.allowed, throttle.paused(10.4)) == (25, False)


def test_the_window_never_closes_for_good_and_the_pause_has_an_end() -> None:
    throttle, now = Throttle(50), 0.0
    for _ in range(20):
        throttle.refused(now, now)
        assert throttle.resume_at - now <= 4
        now = throttle.resume_at
    assert throttle.allowed == 1


def test_a_window_of_one_forgets_its_pauses_too() -> None:
    throttle, now = Throttle(1), 0.0
    for _ in range(20):
        throttle.refused(now, now)
        now = throttle.resume_at
    throttle.accepted(now)
    assert throttle.refused(now, now)
    assert throttle.resume_at == now + 0.25


@given(st.integers(1, 200), st.floats(0.001, 0.1), st.floats(0, 600))
def test_the_full_window_is_back_seconds_after_the_longest_throttling(
    window: int, round_trip: float, lasting: float
) -> None:
    throttle, now = Throttle(window), 0.0
    while now < lasting:
        throttle.refused(now, now)
        now = throttle.resume_at
    assert now - lasting <= 4
    trips = 0
    while throttle.allowed < window:
        for _ in range(throttle.allowed):
            throttle.accepted(now)
        now += round_trip
        trips += 1
    # half of it at once, then one more with every round trip
    assert trips <= window / 2 + 10


@pytest.mark.row("2.silent-peer")
def test_silence_is_asked_about_once_and_then_means_death() -> None:
    liveness = Liveness(30, 10, 0.0)
    assert liveness.verdict(29.9) is Verdict.ALIVE
    assert liveness.verdict(30.0) is Verdict.ASK
    liveness.asked(30.0)
    assert liveness.verdict(39.9) is Verdict.ALIVE
    assert liveness.verdict(40.0) is Verdict.DEAD
    liveness.heard(40.0)
    assert liveness.verdict(69.9) is Verdict.ALIVE


@given(st.integers(0, 10_000), st.floats(0, 1))
@pytest.mark.row("2.reconnect")
def test_the_wait_before_connecting_grows_to_its_bound(attempt: int, chance: float) -> None:
    delay = reconnect_delay(attempt, 1.0, 60.0, chance)
    full = min(60.0, 2.0 ** min(attempt, 32))
    assert full / 2 <= delay <= full


@pytest.mark.row("2.sequence-wrap")
def test_sequence_numbers_go_round_and_pass_over_those_in_use() -> None:
    window = Window(first_sequence=0x7FFFFFFE)
    numbers = []
    for _ in range(3):
        sequence = window.next_sequence()
        window.add(sequence, flight(), 0.0)
        numbers.append(sequence)
    assert numbers == [0x7FFFFFFE, 0x7FFFFFFF, 1]
    again = Window()
    again.add(again.next_sequence(), flight(), 0.0)
    again.add(2, flight(), 0.0)
    assert again.next_sequence() == 3


def test_the_oldest_part_is_slow_first_and_known_until_its_session_ends() -> None:
    window, first, second = Window(), flight(1), flight(2)
    window.add(1, first, 0.0)
    window.add(2, second, 5.0)
    assert window.deadline(30, 300) == 30.0
    assert window.overdue(31.0, 30) == [first]
    assert window.deadline(30, 300) == 35.0
    assert (window.answered(1), window.answered(1)) == (first, None)
    assert window.abandon() == [second]
    assert window.deadline(30, 300) is None
