"""The demo's story in Italian: what dialogs noted is found again by its fixed words."""

from gateway.web.demo.trace_words import reading_words, step_words, trace_words
from gateway.web.languages.translation import read_in


def test_what_was_noted_is_told_in_the_readers_language():
    noted = ("appointment Tue 1 Dec 10:00 moved to Wed 2 Dec 11:00", "needs no answer", "new line")
    assert trace_words(noted) == noted
    assert reading_words("opt_out", ["stop"]) == ("wants no more messages", ("stop",))
    with read_in("it"):
        assert trace_words(noted) == (
            "appuntamento Tue 1 Dec 10:00 spostato a Wed 2 Dec 11:00",
            "non serve risposta",
            "new line",
        )
        assert reading_words("opt_out", ["stop"]) == ("non vuole più messaggi", ())
        assert (step_words("decided"), step_words("another")) == ("deciso", "another")
