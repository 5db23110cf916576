"""Dates and signs as each language writes them, in texts, in mails and on pages."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dialogs.languages import writing
from dialogs.wording.mail_words import mail_words, repeats_subject
from dialogs.wording.page_words import page_words
from gateway.web.client.shared.page_calendar import page_calendar
from tests.support.mail_samples import PRACTICE

FIRST = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SECOND = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)


def in_region(region):
    return replace(PRACTICE, region=region)


@pytest.mark.parametrize(
    ("code", "region", "text", "mail", "page"),
    [
        ("fr", "FR", "mar. 1er déc.", "Mardi 1er décembre", "Mardi 1er décembre 2026"),
        ("it", "IT", "mar 1 dic", "Martedì 1º dicembre", "Martedì 1º dicembre 2026"),
        ("es", "ES", "mar 1 dic", "Martes 1 de diciembre", "Martes, 1 de diciembre de 2026"),
        ("de", "DE", "Di. 1. Dez.", "Dienstag, 1. Dezember", "Dienstag, 1. Dezember 2026"),
        ("pt", "PT", "ter. 1 dez.", "Terça-feira, 1 de dezembro", None),
        ("pt", "BR", "ter. 1 dez.", "Terça-feira, 1º de dezembro", None),
        ("en", "GB", "Tue 1 Dec", "Tuesday 1 December", "Tuesday, 1 December 2026"),
        ("en", "US", "Tue Dec 1", "Tuesday, December 1", "Tuesday, December 1, 2026"),
    ],
)
def test_the_first_of_a_month(code, region, text, mail, page):
    practice = in_region(region)
    assert writing.write_day(FIRST, code, "UTC", region) == text
    assert mail_words(code).day(FIRST, practice) == mail
    if page:
        assert page_calendar(practice, code).full(date(2026, 12, 1)) == page


@pytest.mark.parametrize("code", writing.spoken())
def test_other_days_and_texts_have_no_ordinals(code):
    practice = in_region("FR")
    for moment in (SECOND, SECOND.replace(day=11), SECOND.replace(day=21), SECOND.replace(day=31)):
        told = mail_words(code).day(moment, practice)
        assert "º" not in told
        assert "er " not in told.replace("er 2026", "") or code != "fr"
    # the GSM alphabet has no º: it would halve the capacity of a text
    assert "º" not in writing.write_when(FIRST, code, "UTC", "BR")
    assert "\u00a0" not in "".join(writing.language(code).texts.values())


def test_a_day_without_its_weekday_has_the_ordinal_as_well():
    assert writing.write_date(1, 12, "fr", "FR") == "1er déc."
    assert writing.write_date(31, 11, "fr", "FR") == "31 nov."


def test_no_line_of_a_french_mail_or_page_begins_with_a_sign():
    words = mail_words("fr")
    said = [*words.leads.values(), *words.hints.values(), *page_words("fr").texts.values()]
    broken = [one for one in said if any(f" {sign}" in one for sign in ":;!?»") or "« " in one]
    # those are sent as texts
    assert broken == [
        page_words("fr").texts[name] for name in ("booking.code_text", "test.test_text")
    ]
    assert "\u00a0?" in page_words("fr").texts["booking.with_whom"]
    assert writing.labelled("Avec", "fr") == "Avec\u00a0:"
    assert writing.labelled("Con", "it") == "Con:"


def test_the_days_of_pages_have_the_form_of_texts():
    assert page_calendar(in_region("DE"), "de").short(date(2026, 12, 1)) == "Di. 1. Dez."
    assert page_calendar(in_region("FR"), "fr").short(date(2026, 12, 1)) == "Mar. 1er déc."


TWICE = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
"""02:30 in Rome, the first of two; the second an hour later."""


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [
        ("de", "So. 31. Okt. um 02:30 CEST", "So. 31. Okt. um 02:30 CET"),
        ("en", "Sun 31 Oct at 02:30 CEST", "Sun 31 Oct at 02:30 CET"),
        ("es", "dom 31 oct a las 02:30 CEST", "dom 31 oct a las 02:30 CET"),
        ("fr", "dim. 31 oct. à 02h30 CEST", "dim. 31 oct. à 02h30 CET"),
        ("it", "dom 31 ott alle 02:30 CEST", "dom 31 ott alle 02:30 CET"),
        ("pt", "dom. 31 out. às 02:30 CEST", "dom. 31 out. às 02:30 CET"),
    ],
)
def test_a_time_that_comes_twice_has_its_zone_in_texts_mails_and_pages(code, first, second):
    practice, words = replace(PRACTICE, timezone="Europe/Rome", region="IT"), mail_words(code)
    for moment, said in ((TWICE, first), (TWICE + timedelta(hours=1), second)):
        named = said.rpartition(" ")[2]
        assert writing.write_when(moment, code, "Europe/Rome", "IT") == said
        assert words.short(moment, practice).endswith(f" {named}")
        written = (
            writing.write_line(moment, code, "Europe/Rome", "IT"),
            writing.write_until(moment, code, "Europe/Rome", "IT"),
            words.when(moment, practice),
            words.until(moment, moment - timedelta(days=2), practice),
        )
        assert all(re.search(rf"30 {named}\b", each) for each in written), written
        clock = page_calendar(practice, code).clock(moment)
        assert re.search(rf"30 {named}$", clock)
        assert re.search(rf"30 {named}$", words.clock(moment, practice))
        assert re.search(rf"30 {named}$", writing.write_clock(moment, code, "Europe/Rome", "IT"))
        # an answer to a mail repeats its subject, which is no word of the client's
        assert repeats_subject(f"Re: {words.subjects['reminder']}".format(short=said))
    for away in (timedelta(hours=2), timedelta(hours=-1)):
        assert not re.search(r"\bCES?T\b", words.when(TWICE + away, practice))


@pytest.mark.parametrize(
    ("start", "minutes", "span"),
    [
        (TWICE, 30, "Sun 31 Oct 02:30 CEST-02:00 CET"),
        (TWICE, 60, "Sun 31 Oct 02:30 CEST-02:30 CET"),
        (TWICE - timedelta(hours=1), 60, "Sun 31 Oct 01:30 CEST-02:30 CEST"),
        (TWICE + timedelta(hours=1), 60, "Sun 31 Oct 02:30 CET-03:30 CET"),
        (TWICE - timedelta(hours=1), 150, "Sun 31 Oct 01:30-03:00"),
        (TWICE, 1, "Sun 31 Oct 02:30 CEST"),
    ],
)
def test_a_span_in_the_hour_that_comes_twice_tells_both_ends_apart(start, minutes, span):
    end = start + timedelta(minutes=minutes)
    assert writing.write_span(start, end, "en", "Europe/Rome", "IT") == span
    rome = ZoneInfo("Europe/Rome")
    there = (start.astimezone(rome), end.astimezone(rome))
    assert writing.write_span(*there, "en", "Europe/Rome", "IT") == span


def test_zones_without_letters_and_other_clocks_are_written_too():
    lord_howe = datetime(2027, 4, 3, 14, 45, tzinfo=UTC)
    assert writing.write_clock(lord_howe, "en", "Australia/Lord_Howe", "AU") == "01:45 +11"
    later = lord_howe + timedelta(minutes=30)
    assert writing.write_clock(later, "en", "Australia/Lord_Howe", "AU") == "01:45 +1030"
    york = datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    shown = writing.write_clock(york, "en", "America/New_York", "US")
    assert shown.replace("\u202f", " ") == "1:30 AM EST"
