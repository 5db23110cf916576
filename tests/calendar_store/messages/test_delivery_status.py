"""Where a message stands and what comes next, from the ledger of its copies alone."""

import itertools

import pytest

from calendar_store.messages.delivery_status import (
    Copy,
    Fate,
    Refusal,
    Step,
    copies,
    fate,
    may_move,
    may_send,
    missing,
    told,
)
from calendar_store.model.statuses import MessageStatus, PartStatus

M, P = MessageStatus, PartStatus


def copy(status, attempt=1, part=1, total=1, carrier="primary"):
    return Copy(attempt, part, total, carrier, status)


@pytest.mark.row("7.fate")
@pytest.mark.parametrize(
    ("ledger", "status", "step"),
    [
        ([], M.QUEUED, Step.SEND),
        ([copy(P.ACCEPTED)], M.ACCEPTED, Step.REST),
        ([copy(P.FAILED)], M.FAILED, Step.REST),
        ([copy(P.DOUBT)], M.QUEUED, Step.SEND),
        ([copy(P.DOUBT), copy(P.DOUBT, 2)], M.UNKNOWN, Step.REST),
        # a late acceptance ends it, and a delivery outweighs a failure of the other copy
        ([copy(P.ACCEPTED), copy(P.DOUBT, 2)], M.ACCEPTED, Step.REST),
        ([copy(P.FAILED), copy(P.DELIVERED, 2)], M.DELIVERED, Step.REST),
        ([copy(P.FAILED), copy(P.ACCEPTED, 2)], M.ACCEPTED, Step.REST),
        # a part is enough to fail a text, and every part is needed to deliver it
        ([copy(P.DELIVERED, total=2)], M.QUEUED, Step.SEND),
        ([copy(P.FAILED, total=2)], M.FAILED, Step.REST),
        ([copy(P.DELIVERED, total=2), copy(P.ACCEPTED, 2, 2, 2)], M.ACCEPTED, Step.REST),
        ([copy(P.DELIVERED, total=2), copy(P.DELIVERED, 2, 2, 2)], M.DELIVERED, Step.REST),
        # parts that two carriers have do not make a whole
        (
            [copy(P.ACCEPTED, total=2), copy(P.ACCEPTED, 2, 2, 2, "second")],
            M.QUEUED,
            Step.SEND,
        ),
    ],
)
def test_a_ledger_says_where_its_message_stands(ledger, status, step):
    for order in itertools.permutations(ledger):
        assert fate(order) == Fate(status, step)


@pytest.mark.row("7.fate", "7.late-ends-it")
def test_what_is_under_way_is_waited_for_unless_the_text_has_been_taken():
    assert fate([copy(P.DOUBT)], under_way=True) == Fate(M.SENDING, Step.WAIT)
    assert fate([copy(P.FAILED)], under_way=True) == Fate(M.SENDING, Step.WAIT)
    assert fate([copy(P.ACCEPTED)], under_way=True) == Fate(M.ACCEPTED, Step.REST)
    assert fate([copy(P.DELIVERED)], under_way=True) == Fate(M.DELIVERED, Step.REST)


@pytest.mark.row("7.fate")
def test_a_lasting_refusal_fails_a_text_that_cannot_have_gone_before():
    assert fate([], refused=Refusal.LASTING) == Fate(M.FAILED, Step.REST)
    assert fate([copy(P.DOUBT)], refused=Refusal.LASTING) == Fate(M.UNKNOWN, Step.REST)
    assert fate([copy(P.DOUBT)], refused=Refusal.PASSING) == Fate(M.QUEUED, Step.SEND)


@pytest.mark.row("7.one-resend")
def test_only_what_may_be_missing_is_sent_and_never_a_third_copy():
    ledger = [copy(P.ACCEPTED, total=2), copy(P.DOUBT, part=2, total=2)]
    assert missing(ledger, "primary", 2) == (2,)
    assert missing(ledger, "second", 2) == (1, 2)
    assert may_send(ledger, (2,))
    assert may_move(ledger)
    ledger.append(copy(P.ACCEPTED, 2, 1, 2, "second"))
    assert (copies(ledger), may_move(ledger)) == (2, False)
    assert not may_send(ledger, (1,))
    assert not may_send([copy(P.DOUBT), copy(P.DOUBT, 2)], (1,))


@pytest.mark.row("7.delivered-after-failed")
def test_news_of_a_copy_leads_forward_only():
    assert told(copy(P.FAILED), P.DELIVERED).status is P.DELIVERED
    assert told(copy(P.DELIVERED), P.FAILED).status is P.DELIVERED
    assert told(copy(P.FAILED), P.EXPIRED).status is P.FAILED
    assert told(copy(P.DOUBT), P.ACCEPTED).status is P.ACCEPTED
