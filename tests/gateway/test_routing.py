"""The carrier that a message goes over: one that has our number and reaches theirs."""

from gateway.routing import Route, Routes

OURS, OTHER = "+390699000111", "+390699000222"
ITALIAN, BRITISH = "+393471234567", "+447700900123"


def test_the_carrier_with_our_number_goes_before_one_that_takes_any():
    routes = Routes([Route("any"), Route("ours", (OURS,))])
    assert routes.carrier_for(OURS, ITALIAN) == "ours"
    assert routes.carrier_for(OTHER, ITALIAN) == "any"


def test_a_number_that_no_price_fits_is_not_sent_through_a_carrier():
    routes = Routes([Route("italy", (OURS,), ("39",)), Route("world", (OURS,), ("39", ""))])
    assert routes.carrier_for(OURS, ITALIAN) == "italy"
    assert routes.carrier_for(OURS, BRITISH) == "world"


def test_why_there_is_no_carrier_is_said_in_words():
    routes = Routes([Route("italy", (OURS,), ("39",))])
    assert routes.carrier_for(OURS, BRITISH) is None
    assert routes.why_none(OURS).startswith("no carrier has a price for this number")
    assert routes.carrier_for(OTHER, ITALIAN) is None
    assert routes.why_none(OTHER).startswith(f"no carrier has the number {OTHER}")
