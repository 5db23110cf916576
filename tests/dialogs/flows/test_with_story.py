"""Long texts: a plain cancellation is done whatever its story tells; a turned one is not.

Of 72 such texts 35 were done before the mend, which was made beside them, and 71 after it; of 60
others 15 before it and 45 when they were first played with it.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from calendar_store.model.statuses import AppointmentStatus
from dialogs.effects import AlertStaff, CancelAppointment, ConfirmAppointment, OptOut
from dialogs.languages.lexicon import lexicons
from dialogs.normalise import normalise
from dialogs.understand.hearing.sessions import as_visits
from tests.support.dialogs.samples import ADA
from tests.support.dialogs.searching import Search, rome, visit

VISIT = visit(ADA, rome(26, "15:00"))
FOLDER = Path(__file__).parent


def rows(file: str, kind: str) -> Iterator[tuple[str, str]]:
    """Give the language and the text."""
    table = tomllib.loads((FOLDER / file).read_text("utf-8"))
    return ((locale, text) for locale, texts in table[kind].items() for text in texts)


def played(locale: str, text: str, *, remind: bool = True) -> Search:
    search = Search.of(VISIT, locale=locale, remind=remind)
    search.say(text)
    return search


def status(search: Search) -> AppointmentStatus:
    return search.simulated.appointments[1].status


@pytest.mark.parametrize(
    ("locale", "text"), [*rows("with_story.toml", "cancels"), *rows("sessions.toml", "cancels")]
)
def test_a_plain_cancellation_is_done_whatever_is_told(locale: str, text: str) -> None:
    assert status(played(locale, text)) is AppointmentStatus.CANCELLED


@pytest.mark.parametrize(
    ("locale", "text"), [*rows("with_story.toml", "left"), *rows("sessions.toml", "left")]
)
def test_a_text_that_only_looks_like_one_does_nothing(locale: str, text: str) -> None:
    search = played(locale, text)
    assert search.turn is not None
    changes = (CancelAppointment, ConfirmAppointment)
    assert not [each for each in search.turn.effects if isinstance(each, changes)]


@pytest.mark.parametrize(("locale", "text"), [*rows("confirming_story.toml", "confirms")])
def test_a_plain_confirmation_is_done_whatever_is_told(locale: str, text: str) -> None:
    assert status(played(locale, text)) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(("locale", "text"), [*rows("confirming_story.toml", "left")])
def test_a_yes_that_its_story_leaves_open_confirms_nothing(locale: str, text: str) -> None:
    assert status(played(locale, text)) is not AppointmentStatus.CONFIRMED


@pytest.mark.parametrize(("locale", "text"), [*rows("sessions.toml", "moves")])
def test_a_class_is_moved_like_an_appointment(locale: str, text: str) -> None:
    assert played(locale, text).offered


@pytest.mark.parametrize(("locale", "text"), [*rows("stops_and_cancels.toml", "stops")])
def test_an_opt_out_with_a_cancellation_stops_and_is_told_to_staff(locale: str, text: str) -> None:
    search = played(locale, text)
    assert search.turn is not None
    kinds = {type(each) for each in search.turn.effects}
    assert {OptOut, AlertStaff} <= kinds
    assert status(search) is AppointmentStatus.BOOKED


def test_only_what_the_writer_cancels_is_read_as_a_visit() -> None:
    english, german = lexicons()["en"], lexicons()["de"]
    assert as_visits(normalise("cancel my class"), english).whole == "cancel my appointment"
    assert as_visits(normalise("die Stunde absagen"), german).whole == "den termin absagen"
    for text in ("they cancelled my class", "I have a class, cancel Thursday"):
        assert as_visits(normalise(text), english) == normalise(text)
