"""Which message a receipt is about, and when that cannot be said yet: the pure part."""

from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.messages.receipt_match import (
    ANY_NUMBER,
    HELD_FOR,
    ReceiptFacts,
    Sent,
    is_held,
    is_settled,
    match,
)
from calendar_store.model.statuses import MessageStatus, PartStatus

M, P = MessageStatus, PartStatus
OURS, THEIRS, OTHER = "+390699000111", "+393331110001", "+393331110002"
NOON = datetime(2026, 1, 12, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
OLD, NEW = (7, 1), (7, 2)


def copy(message, status, part, number=THEIRS, sent_at=NOON):
    return Sent(message, status, OURS, number, sent_at, part)


def says(source=THEIRS, destination=OURS, at=NOON + SECOND):
    return ReceiptFacts(source, destination, at)


@pytest.mark.parametrize("before", [P.DELIVERED, P.FAILED, P.EXPIRED])
@pytest.mark.parametrize("source", [THEIRS, THEIRS[3:], ""])
def test_a_part_that_waits_goes_before_one_of_which_all_is_said(before, source):
    """Of a long text that still waits for its other parts, too."""
    sent = [copy(OLD, M.ACCEPTED, before), copy(NEW, M.ACCEPTED, P.ACCEPTED)]
    assert match(says(source), sent) == NEW
    assert match(says(source), sent[::-1]) == NEW


@pytest.mark.parametrize("source", [THEIRS, THEIRS[3:], ""])
@pytest.mark.parametrize("old", [M.FAILED, M.EXPIRED, M.DELIVERED])
@pytest.mark.parametrize("new", [M.FAILED, M.EXPIRED, M.DELIVERED])
def test_of_those_of_which_all_is_said_it_is_the_last_that_has_the_id_now(old, new, source):
    """What is said of it again is not a correction of the older one."""
    first = copy(OLD, old, P(old), sent_at=NOON - SECOND)
    last = copy(NEW, new, P(new))
    assert match(says(source), [first, last]) == NEW
    assert match(says(source), [last, first]) == NEW
    # one that came before the last was sent can only be about the first
    assert match(says(source, at=NOON - SECOND), [first, last]) == OLD
    assert match(says(source), [copy(OLD, old, P(old)), copy(NEW, new, P(new))]) == NEW


@pytest.mark.parametrize(
    ("status", "parts", "settled"),
    [
        (M.ACCEPTED, (P.ACCEPTED,), False),
        (M.SENDING, (P.DOUBT,), False),
        (M.QUEUED, (P.ACCEPTED,), False),
        (M.ACCEPTED, (P.DELIVERED,), True),
        (M.ACCEPTED, (P.FAILED,), True),
        (M.ACCEPTED, (P.DELIVERED, P.ACCEPTED), False),  # one id for several parts
        (M.UNKNOWN, (P.ACCEPTED,), True),
        (M.DELIVERED, (P.DELIVERED,), True),
        (M.FAILED, (P.FAILED,), True),
        (M.EXPIRED, (P.EXPIRED,), True),
    ],
)
def test_what_waits_for_no_receipt_is_settled(status, parts, settled):
    assert is_settled([copy(OLD, status, part) for part in parts]) is settled


@pytest.mark.parametrize("source", [THEIRS, THEIRS[3:], THEIRS[1:], "", "Info"])
def test_a_receipt_waits_for_the_response_to_what_went_to_its_number(source):
    old = copy(OLD, M.FAILED, P.FAILED)
    said = says(source)
    later = said.at + SECOND
    assert is_held(said, old, {THEIRS: NOON, ANY_NUMBER: NOON}, said.at)
    assert not is_held(said, old, {}, said.at)
    # what began after the receipt had come is not what it is about
    assert not is_held(said, old, {THEIRS: later, ANY_NUMBER: later}, later)


@pytest.mark.parametrize("source", [THEIRS, THEIRS[3:]])
def test_what_went_to_another_number_holds_no_receipt_that_bears_its_own(source):
    old = copy(OLD, M.FAILED, P.FAILED)
    assert not is_held(says(source), old, {OTHER: NOON, ANY_NUMBER: NOON}, NOON)


def test_without_the_number_it_may_be_about_anything_unanswered():
    old = copy(OLD, M.FAILED, P.FAILED)
    assert is_held(says(""), old, {OTHER: NOON, ANY_NUMBER: NOON}, NOON + SECOND)


def test_no_receipt_is_held_for_ever():
    old = copy(OLD, M.FAILED, P.FAILED)
    said = says()
    assert is_held(said, old, {THEIRS: NOON}, said.at + HELD_FOR - SECOND)
    assert not is_held(said, old, {THEIRS: NOON}, said.at + HELD_FOR)
