"""When a client was last told an appointment's time: what counts as told, and since when."""

from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.appointments.texts_about import RecordedChange, ReminderText
from calendar_store.model.actors import BY_TEXT
from calendar_store.model.statuses import MessageStatus
from gateway.reminders.already_said import ToldTime, last_told

M = MessageStatus
KEY = (1, 7)
START = datetime(2026, 1, 15, 9, tzinfo=UTC)
NOW = START - timedelta(days=1)
HOUR = timedelta(hours=1)


def text(status, *, starts_at=START, ago=2 * HOUR, tried=True, held=timedelta(0)):
    written_at = NOW - ago
    return ReminderText(KEY, starts_at, status, written_at, written_at + held, tried=tried)


def change(name, *, by=BY_TEXT.label, starts_at=START, ago=HOUR):
    return RecordedChange(KEY, name, by, starts_at, NOW - ago)


def told(*some):
    texts = [one for one in some if isinstance(one, ReminderText)]
    changes = [one for one in some if isinstance(one, RecordedChange)]
    return last_told({KEY: START}, texts, changes, since=NOW - 6 * HOUR, now=NOW).get(KEY)


@pytest.mark.parametrize("status", [M.FAILED, M.EXPIRED, M.SKIPPED, M.CANCELLED])
def test_a_text_that_reached_nobody_has_told_nothing(status):
    assert told(text(status)) is None


@pytest.mark.parametrize("status", [M.ACCEPTED, M.DELIVERED, M.UNKNOWN])
def test_a_text_that_a_carrier_took_has_told_when_it_was_let_go(status):
    assert told(text(status)) == ToldTime(NOW - 2 * HOUR)
    assert told(text(status, held=HOUR)) == ToldTime(NOW - HOUR)


def test_a_text_on_its_way_tells_now_and_waits_only_before_its_first_attempt():
    assert told(text(M.QUEUED)) == ToldTime(NOW)
    assert told(text(M.SENDING)) == ToldTime(NOW)
    assert told(text(M.QUEUED, tried=False)) == ToldTime(NOW, waits=NOW - 2 * HOUR)


@pytest.mark.parametrize("name", ["booked", "confirmed", "moved", "restored"])
def test_a_change_by_text_was_answered_with_the_time(name):
    assert told(change(name)) == ToldTime(NOW - HOUR, answer=True)
    assert told(change(name, by="ada@example.org")) is None


def test_a_cancellation_gives_no_time():
    assert told(change("cancelled")) is None


def test_another_time_and_what_was_long_ago_do_not_count():
    other = START + HOUR
    assert told(text(M.DELIVERED, starts_at=other), change("moved", starts_at=other)) is None
    assert told(text(M.DELIVERED, ago=7 * HOUR), change("moved", ago=7 * HOUR)) is None


def test_the_last_one_counts():
    late, early = change("confirmed"), text(M.DELIVERED)
    assert told(early, late) == ToldTime(NOW - HOUR, answer=True)
    assert told(text(M.DELIVERED, ago=HOUR / 2), late) == ToldTime(NOW - HOUR / 2)
