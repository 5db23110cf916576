"""The arithmetic of time, without waiting for any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.smpp.tempo import Liveness, Pace, Throttle, Verdict, reconnect_delay
from gateway.smpp.window import Flight, Window
from tests.smpp.conftest import part


def flight(ticket: int = 1) -> Flight:
    return Flight(part(), lambda _: None, ticket, 0.0)


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
    assert throttle.refused(0.0)
    assert not throttle.refused(0.1)
    assert (throttle.allowed, throttle.resume_at) == (25, 0.25)
    assert throttle.paused(0.2)
    assert not throttle.paused(0.25)
    assert throttle.refused(1.0)
    assert (throttle.allowed, throttle.resume_at) == (12, 1.5)
    for _ in range(12):
        throttle.accepted(2.0)
    assert throttle.allowed == 13
    for _ in range(3_000):
        throttle.accepted(3.0)
    assert throttle.allowed == 50
    assert throttle.refused(4.0)
    assert throttle.resume_at == 4.25


def test_the_window_never_closes_for_good_and_the_pause_has_an_end() -> None:
    throttle, now = Throttle(50), 0.0
    for _ in range(20):
        throttle.refused(now)
        assert throttle.resume_at - now <= 30
        now = throttle.resume_at
    assert throttle.allowed == 1


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


def test_the_oldest_part_is_given_up_first_and_remembered_for_its_late_answer() -> None:
    window, first, second = Window(), flight(1), flight(2)
    window.add(1, first, 0.0)
    window.add(2, second, 5.0)
    assert window.deadline(30) == 30.0
    assert window.overdue(31.0, 30) == [first]
    assert (window.answered(1), window.late(1), window.late(1)) == (None, first, None)
    assert window.deadline(30) == 35.0
    assert window.abandon() == [second]
    assert window.deadline(30) is None
