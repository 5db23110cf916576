"""The ways of a message: carriers that reach the client and that the client can answer."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from calendar_store.model.statuses import MessageStatus
from gateway.channels.sms.routing.health import Health
from gateway.channels.sms.routing.routes import Route, Routes
from gateway.messaging.channel import RouteChoice
from gateway.wording.reason_words import in_words

OURS, OTHER = "+390699000111", "+390699000222"
ITALIAN, WIND, BRITISH = "+393471234567", "+393281234567", "+447700900123"


NOW = datetime(2026, 1, 12, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def _prices(**by_prefix: str) -> dict[str, Decimal]:
    """Prices by prefix, the digits after an underscore."""
    return {prefix.removeprefix("_"): Decimal(price) for prefix, price in by_prefix.items()}


def _names(ways: tuple[RouteChoice, ...]) -> list[str]:
    return [way.carrier for way in ways]


def test_the_longest_prefix_counts():
    dear = _prices(_39="0.05", _39328="0.08", _="0.09")
    routes = Routes([Route("one", (OURS,), dear)])
    for number, price in ((ITALIAN, "0.05"), (WIND, "0.08"), (BRITISH, "0.09")):
        assert routes.way(OURS, number, NOW).price == Decimal(price)


def test_the_cheapest_goes_first_and_of_equal_ones_the_first_configured():
    routes = Routes(
        [
            Route("dear", (OURS,), _prices(_39="0.06", _44="0.04")),
            Route("one", (OURS,), _prices(_39="0.05", _44="0.04")),
            Route("other", (OURS,), _prices(_39="0.05", _393="0.07")),
        ]
    )
    assert _names(routes.ways(OURS, "+390612345678")) == ["one", "other", "dear"]
    assert _names(routes.ways(OURS, ITALIAN)) == ["one", "dear", "other"]
    assert _names(routes.ways(OURS, BRITISH)) == ["dear", "one"]


def test_a_number_that_no_price_fits_is_not_sent_through_a_carrier():
    routes = Routes([Route("italy", (OURS,), _prices(_39="0.05")), Route("all", (OURS,))])
    assert _names(routes.ways(OURS, ITALIAN)) == ["all", "italy"]
    assert routes.way(OURS, BRITISH, NOW) == RouteChoice("all", Decimal(0), "44", priced=False)


def test_a_carrier_that_takes_any_sender_sends_what_can_be_answered_elsewhere():
    routes = Routes(
        [Route("ours", (OURS,), _prices(_="0.09")), Route("any", (), _prices(_39="0.02"))]
    )
    assert _names(routes.ways(OURS, ITALIAN)) == ["any", "ours"]
    # the answer to a number that is at no carrier would reach nobody
    assert routes.ways(OTHER, ITALIAN) == ()


@pytest.mark.row("4.answerable-sender")
def test_a_carrier_with_other_numbers_of_ours_does_not_send_for_this_one():
    routes = Routes([Route("ours", (OURS,)), Route("other", (OTHER,))])
    assert _names(routes.ways(OURS, ITALIAN)) == ["ours"]
    assert _names(routes.ways(OTHER, ITALIAN)) == ["other"]


def test_why_there_is_no_carrier_is_said_in_words():
    routes = Routes([Route("italy", (OURS,), _prices(_39="0.05"))])
    assert routes.way(OURS, BRITISH, NOW) is None
    assert in_words(routes.why_none(OURS)).startswith("no carrier has a price for this number")
    assert routes.way(OTHER, ITALIAN, NOW) is None
    assert in_words(routes.why_none(OTHER)).startswith(f"no carrier has the number {OTHER}")


def _worsening() -> tuple[Routes, Health]:
    """Three carriers, the first the cheapest."""
    health = Health()
    prices = (("cheap", "0.04"), ("middle", "0.05"), ("dear", "0.06"))
    routes = [Route(name, (OURS,), _prices(_39=price)) for name, price in prices]
    return Routes(routes, health), health


def _loses_texts(health: Health, carrier: str) -> None:
    for _ in range(30):
        health.reported(carrier, "39", NOW, status=MessageStatus.FAILED, accepted_at=NOW)


def test_the_cheapest_healthy_carrier_is_taken():
    routes, health = _worsening()
    assert routes.way(OURS, ITALIAN, NOW).carrier == "cheap"
    health.binds("cheap", NOW - MINUTE, bound=False)
    assert routes.way(OURS, ITALIAN, NOW).carrier == "middle"
    _loses_texts(health, "middle")
    assert routes.way(OURS, ITALIAN, NOW).carrier == "dear"


def test_a_carrier_that_loses_texts_goes_before_one_that_takes_none():
    routes, health = _worsening()
    health.binds("cheap", NOW - MINUTE, bound=False)
    health.binds("dear", NOW - MINUTE, bound=False)
    _loses_texts(health, "middle")
    assert routes.way(OURS, ITALIAN, NOW).carrier == "middle"
    assert routes.way(OURS, ITALIAN, NOW, without=("middle",)).carrier == "cheap"


def test_what_is_remembered_grows_with_the_configuration_and_not_with_the_numbers_asked_for():
    routes = Routes([Route("one", (OURS,), _prices(_39="0.05", _="0.09"))])
    for number in range(1000):
        routes.ways(OURS, f"+39347{number:07}")
        routes.ways(f"+39069900{number:04}", f"+4477009{number:05}")
    assert len(routes._known) == 2


def test_a_carrier_that_only_receives_is_no_way_and_its_numbers_are_answered_to():
    routes = Routes([Route("in", (OURS,), {}, sends=False), Route("out", ())])
    assert _names(routes.ways(OURS, ITALIAN)) == ["out"]
    assert Routes([Route("in", (OURS,), {}, sends=False)]).ways(OURS, ITALIAN) == ()


def test_digits_of_unknown_country_have_no_countrys_price():
    routes = Routes([Route("one", (OURS,), _prices(_33="0.01", _="0.09"))])
    assert routes.way(OURS, "3331234014", NOW).price == Decimal("0.09")
    assert routes.way(OURS, "+33612345678", NOW).price == Decimal("0.01")
