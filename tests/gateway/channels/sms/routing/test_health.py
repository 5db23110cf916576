"""What is thought of carriers: down after a while, poor by what is known, and trusted again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.messages import attempt_outcomes
from calendar_store.model.messages import Message
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.channels.sms.routing.health import STEADY, CarrierStanding, Health, HealthLimits
from gateway.channels.sms.routing.health_recorder import HealthRecorder
from gateway.channels.sms.routing.routes import Route, Routes
from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult

NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
LIMITS = HealthLimits(
    down_after=10 * SECOND,
    window=15 * MINUTE,
    least=20,
    share=0.5,
    delay=10 * MINUTE,
    rest=10 * MINUTE,
)
M = MessageStatus


class Seen:
    """What one carrier was seen to do."""

    def __init__(self):
        self.health = Health(LIMITS)

    def bound(self, bound, at):
        self.health.binds("one", NOW + at, bound=bound)

    def down(self, at):
        return self.health.is_down("one", NOW + at)

    def answers(self, count, at=0 * SECOND, *, refused=False, to="39"):
        for _ in range(count):
            self.health.attempted("one", to, NOW + at, refused=refused)

    def reports(self, status, count, at=0 * SECOND, *, after=SECOND, to="39"):
        for _ in range(count):
            self.health.reported("one", to, NOW + at, status=status, accepted_at=NOW + at - after)

    def standing(self, at=0 * SECOND, to="39"):
        return self.health.standing("one", to, NOW + at)


@pytest.fixture
def seen():
    return Seen()


def test_a_carrier_that_nothing_is_known_of_is_healthy(seen):
    assert seen.standing() is CarrierStanding.HEALTHY


def test_a_short_cut_is_borne_with_and_a_long_one_means_down(seen):
    seen.bound(True, 0 * SECOND)
    seen.bound(False, 60 * SECOND)
    assert not seen.down(69 * SECOND)
    assert seen.down(70 * SECOND)
    assert seen.standing(70 * SECOND) is CarrierStanding.DOWN
    # a short cut leaves nothing behind
    seen.bound(True, 65 * SECOND)
    assert not seen.down(65 * SECOND)


def test_a_carrier_is_trusted_again_once_a_bind_stands(seen):
    seen.bound(False, 0 * SECOND)
    seen.bound(True, 30 * SECOND)
    assert seen.down(30 * SECOND)
    assert not seen.down(30 * SECOND + STEADY)


def test_a_carrier_that_binds_and_cuts_stays_down(seen):
    seen.bound(False, 0 * SECOND)
    for moment in range(30, 60, 2):
        seen.bound(True, moment * SECOND)
        assert seen.down(moment * SECOND)
        seen.bound(False, (moment + 1) * SECOND)
        assert seen.down((moment + 1) * SECOND)


def test_a_carrier_that_refuses_too_many_is_poor_for_numbers_that_begin_so(seen):
    seen.answers(10)
    seen.answers(10, refused=True)
    assert seen.standing() is CarrierStanding.HEALTHY
    seen.answers(1, refused=True)
    assert seen.standing() is CarrierStanding.POOR
    assert seen.standing(to="44") is CarrierStanding.HEALTHY


def test_little_is_no_ground_for_a_judgement(seen):
    seen.answers(19, refused=True)
    seen.reports(M.FAILED, 19)
    assert seen.standing() is CarrierStanding.HEALTHY


def test_a_carrier_that_does_not_deliver_is_poor(seen):
    seen.reports(M.DELIVERED, 20)
    seen.reports(M.FAILED, 20)
    assert seen.standing() is CarrierStanding.HEALTHY
    seen.reports(M.FAILED, 1)
    assert seen.standing() is CarrierStanding.POOR
    poor = seen.health.report("one", NOW)["poor"]["39"]
    assert poor["words"] == "51% of its texts were refused or not delivered"
    assert poor["until"] == (NOW + LIMITS.rest).isoformat()


def test_refusals_and_losses_are_taken_together(seen):
    seen.answers(60)
    seen.answers(40, refused=True)
    assert seen.standing() is CarrierStanding.HEALTHY
    # of the six in ten that it takes, one in four is lost: less than half arrive
    seen.reports(M.DELIVERED, 45)
    seen.reports(M.FAILED, 15)
    assert seen.standing() is CarrierStanding.POOR


def test_phones_that_are_off_do_not_make_a_carrier_poor(seen):
    seen.reports(M.EXPIRED, 100)
    assert seen.standing() is CarrierStanding.HEALTHY
    seen.reports(M.FAILED, 1)
    assert seen.standing() is CarrierStanding.POOR


def test_a_carrier_whose_receipts_come_late_is_poor(seen):
    seen.reports(M.DELIVERED, 20)
    seen.reports(M.DELIVERED, 20, after=11 * MINUTE)
    assert seen.standing() is CarrierStanding.HEALTHY
    seen.reports(M.DELIVERED, 1, after=11 * MINUTE)
    assert seen.standing() is CarrierStanding.POOR
    words = seen.health.report("one", NOW)["poor"]["39"]["words"]
    assert words == "half of its receipts came later than 10 minutes"


def test_a_poor_carrier_rests_and_is_tried_anew_on_fresh_figures(seen):
    seen.reports(M.FAILED, 40)
    assert seen.standing(10 * MINUTE - SECOND) is CarrierStanding.POOR
    # what it still reports of texts from before its rest is an old story
    seen.reports(M.FAILED, 40, 9 * MINUTE)
    seen.reports(M.FAILED, 40, 11 * MINUTE, after=2 * MINUTE)
    assert seen.standing(11 * MINUTE) is CarrierStanding.HEALTHY
    seen.reports(M.FAILED, 20, 12 * MINUTE)
    assert seen.standing(12 * MINUTE) is CarrierStanding.POOR


def test_what_the_window_has_left_does_not_count(seen):
    seen.reports(M.FAILED, 19)
    seen.reports(M.FAILED, 19, 16 * MINUTE)
    assert seen.standing(16 * MINUTE) is CarrierStanding.HEALTHY


def test_receipts_of_failures_alone_say_nothing_of_how_many_texts_arrive(seen):
    observer = HealthRecorder(
        "one", Routes([Route("one", ("+390699000111",))], seen.health), seen.health
    )
    message = Message(
        *(1, 1, MessageKind.REMINDER, Channel.SMS, "+390699000111", "+393331110001", "See you."),
        *(M.ACCEPTED, NOW, NOW, None, 5),
        awaits_receipt=False,
    )
    observer.receipted([attempt_outcomes.Outcome(message, M.FAILED)] * 100, NOW)
    assert seen.health.report("one", NOW)["poor"] == {}
    observer.receipted(
        [attempt_outcomes.Outcome(replace(message, awaits_receipt=True), M.FAILED)] * 100, NOW
    )
    assert seen.health.report("one", NOW)["poor"]


@pytest.mark.row("7.bad-bind")
def test_what_a_bind_refuses_that_is_left_out_says_nothing_of_its_carrier(seen):
    observer = HealthRecorder(
        "one", Routes([Route("one", ("+390699000111",))], seen.health), seen.health
    )
    message = Message(
        *(1, 1, MessageKind.REMINDER, Channel.SMS, "+390699000111", "+393331110001", "See you."),
        *(M.ACCEPTED, NOW, NOW, None, 5),
    )
    told = (SubmitOutcome.REFUSED_TEMPORARY, None, None, 8, NO_REASON, "one/1", 0.1)
    for alone, poor in ((True, False), (False, True)):
        refusal = SubmitResult(*told, of_bind_alone=alone)
        for _ in range(100):
            observer.answered(message, {1: refusal}, NOW)
        assert bool(seen.health.report("one", NOW)["poor"]) is poor


def test_memory_does_not_grow_with_messages(seen):
    for minute in range(1000):
        seen.reports(M.DELIVERED, 5, minute * MINUTE)
        seen.answers(5, minute * MINUTE)
    (known,) = seen.health._destinations.values()
    assert len(known.spans) <= 16
