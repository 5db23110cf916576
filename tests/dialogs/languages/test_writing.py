"""Dates and signs as each language writes them, in texts, in mails and on pages."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from dialogs.languages import writing
from dialogs.wording.mail_words import mail_words
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
    assert broken == [page_words("fr").texts["booking.code_text"]]
    assert "\u00a0?" in page_words("fr").texts["booking.with_whom"]
    assert writing.labelled("Avec", "fr") == "Avec\u00a0:"
    assert writing.labelled("Con", "it") == "Con:"


def test_the_days_of_pages_have_the_form_of_texts():
    assert page_calendar(in_region("DE"), "de").short(date(2026, 12, 1)) == "Di. 1. Dez."
    assert page_calendar(in_region("FR"), "fr").short(date(2026, 12, 1)) == "Mar. 1er déc."
