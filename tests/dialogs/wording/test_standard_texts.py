"""What every standard text keeps to, in every language: length, alphabet, placeholders, forms."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialogs.languages.writing import spoken, write_line, write_minutes, write_when
from dialogs.wording import own_wording
from dialogs.wording.rendering import Facts, render
from gateway.channels.sms.text.measuring import measure
from tests.support.dialogs.samples import PRACTICE

MORE_PARTS: dict[tuple[str, str], str] = {}
"""By (language, text): why it has more than one part with usual names; nothing has."""

LISTS = frozenset(n for n in own_wording.names() if "{options}" in own_wording.ours(n, "en"))
"""Texts that list appointments or times: with four lines and long names they take two parts."""

AROUND_WORDS = frozenset(n for n in own_wording.names() if n.startswith(("told_off", "told_news")))
"""Texts around words of staff for many clients: a sentence more, and so up to two parts."""

EVERY = [(code, name) for code in spoken() for name in own_wording.names()]


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{([^{}]*)\}", text))


@pytest.mark.parametrize(("code", "name"), EVERY)
def test_a_text_is_one_part_of_the_gsm_alphabet_with_usual_names(code: str, name: str):
    found = measure(own_wording.preview(name, code, PRACTICE, ""))
    assert found.plain, found.why_dear
    if name in AROUND_WORDS:
        assert found.parts <= 2, f"{found.used}: {found.text}"
        return
    assert (found.parts > 1) == ((code, name) in MORE_PARTS), f"{found.used}: {found.text}"


BARE = {
    "pt": "nao numero sabado voce calendario consultorio telefonico tambem ja so esta ate horario",
    "es": "numero sabado tambien telefono mas dia asi aqui esta opcion",
    "it": "piu perche si e cosi gia citta",
}
"""Words that are misspelt without their mark; a few of them are words of another meaning too."""
ALSO_WORDS = {"pt": {"so", "esta"}, "es": {"esta", "mas"}, "it": {"si", "e"}}


@pytest.mark.parametrize("code", BARE)
def test_no_text_has_a_word_without_its_mark(code: str):
    bare = set(BARE[code].split()) - ALSO_WORDS[code]
    for name in own_wording.names():
        text = re.sub(r"\{[^{}]*\}", " ", own_wording.ours(name, code))
        assert not bare & set(re.findall(r"\w+", text.lower())), (name, text)


@pytest.mark.parametrize(("code", "name"), EVERY)
def test_with_long_names_only_lists_take_a_second_part(code: str, name: str):
    found = measure(own_wording.preview(name, code, PRACTICE, "", long=True))
    assert found.plain, found.why_dear
    most = 2 if name in LISTS | AROUND_WORDS else 1
    assert found.parts <= most + (name in LISTS & AROUND_WORDS), f"{found.used}: {found.text}"


@pytest.mark.parametrize(("code", "name"), EVERY)
def test_a_text_speaks_of_what_the_english_one_speaks_of(code: str, name: str):
    theirs = placeholders(own_wording.ours(name, code))
    assert theirs == placeholders(own_wording.ours(name, "en"))


@pytest.mark.parametrize(("code", "name"), EVERY)
def test_a_text_is_fit_to_be_a_practices_own(code: str, name: str):
    assert own_wording.complaints(name, code, own_wording.ours(name, code)) == []


@pytest.mark.parametrize(
    ("code", "one", "ten"),
    [
        ("en", "1 minute", "10 minutes"),
        ("it", "1 minuto", "10 minuti"),
        ("es", "1 minuto", "10 minutos"),
        ("fr", "1 minute", "10 minutes"),
        ("de", "1 Minute", "10 Minuten"),
        ("pt", "1 minuto", "10 minutos"),
    ],
)
def test_minutes_are_counted_as_the_language_counts(code: str, one: str, ten: str):
    assert (write_minutes(1, code), write_minutes(10, code)) == (one, ten)
    said = [render("late", code, Facts(PRACTICE, minutes=n)) for n in (1, 10)]
    assert re.search(rf"\b{one}\b", said[0]), said[0]
    assert re.search(rf"\b{ten}\b", said[1]), said[1]
    assert not re.search(r"\d", render("late", code, Facts(PRACTICE)).replace(PRACTICE.name, ""))


@pytest.mark.parametrize(
    ("code", "one", "three"),
    [
        ("en", "and 1 more", "and 3 more"),
        ("it", "e ancora 1", "e ancora 3"),
        ("es", "otras citas: 1", "otras citas: 3"),
        ("fr", "et encore 1", "et encore 3"),
        ("de", "und noch 1", "und noch 3"),
        ("pt", "e ainda 1", "e ainda 3"),
    ],
)
def test_what_else_there_is_is_counted_without_a_word_to_bend(code: str, one: str, three: str):
    said = [render("agenda_more", code, Facts(PRACTICE, count=n)) for n in (1, 3)]
    assert said == [one, three]


@pytest.mark.parametrize(
    ("code", "when", "line"),
    [
        ("en", "Tue 24 Nov at 15:00", "Tue 24 Nov 15:00"),
        ("it", "mar 24 nov alle 15:00", "mar 24 nov 15:00"),
        ("es", "mar 24 nov a las 15:00", "mar 24 nov 15:00"),
        ("fr", "mar. 24 nov. à 15h00", "mar. 24 nov. 15h00"),
        ("de", "Di. 24. Nov. um 15:00", "Di. 24. Nov. 15:00"),
        ("pt", "ter. 24 nov. às 15:00", "ter. 24 nov. 15:00"),
    ],
)
def test_a_moment_is_written_as_the_language_writes_it(code: str, when: str, line: str):
    start = datetime(2026, 11, 24, 15, tzinfo=ZoneInfo("Europe/Rome"))
    assert write_when(start, code, "Europe/Rome", "IT") == when
    assert write_line(start, code, "Europe/Rome", "IT") == line


@pytest.mark.parametrize("code", spoken())
def test_every_day_of_the_year_is_written_in_the_gsm_alphabet(code: str):
    start = datetime(2026, 1, 1, 9, 5, tzinfo=ZoneInfo("Europe/Rome"))
    for day in range(365):
        written = write_when(start + timedelta(days=day), code, "Europe/Rome", "IT")
        assert measure(written).plain, written
