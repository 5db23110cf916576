"""Staff read the pages in their language: the chosen one, else one that their browser names."""

from datetime import timedelta
from decimal import Decimal

import pytest

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.practices import staff
from gateway.messaging.text_cost import Measure
from gateway.web.languages.labels import actor_words, size_words, week_words
from gateway.web.languages.reasons import reason_words
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext, ngettext, read_in
from tests.support.pages import DAY, EMAIL, Stream, say

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
ITALIAN = {"Accept-Language": "it-IT,it;q=0.9,en;q=0.8"}


@on_sqlite
async def test_the_day_is_read_in_the_language_of_the_browser(browser, desk, now):
    client = await desk.client("Ada", "Byron")
    appointment = await desk.book(client, now + timedelta(hours=4))
    await say(desk, appointment, client)
    await browser.get(DAY, headers=ITALIAN)
    assert '<html lang="it">' in browser.html
    assert "lun 12 gennaio" in browser.text
    assert "Oggi" in browser.text
    assert "consegnato" in browser.text
    assert "1 appuntamento" in browser.text
    await browser.get(DAY)
    assert '<html lang="en">' in browser.html
    assert "Mon 12 January" in browser.text


@on_sqlite
@pytest.mark.parametrize("accepted", ["", "de, pt;q=0.5", "*", "it;q=0", "it;q=x", "\xff"])
async def test_a_browser_of_another_language_reads_english(stranger, accepted):
    await stranger.get("/login", headers={"Accept-Language": accepted})
    assert '<html lang="en">' in stranger.html


@on_sqlite
async def test_the_choice_at_the_foot_counts_more_than_the_browser(browser):
    await browser.get("/language/it?next=/inbox")
    assert browser.path == "/inbox"
    assert "Messaggi" in browser.text
    await browser.get("/language/en?next=//elsewhere.example", headers=ITALIAN)
    assert browser.path == DAY
    assert '<html lang="en">' in browser.html
    await browser.get("/language/xx")
    assert browser.status == 404


@on_sqlite
async def test_everybody_at_a_desk_reads_the_language_of_their_own_account(browser, desk):
    async with desk.database.write() as tx:
        ada = await staff.by_email(tx, EMAIL)
        await staff.change(tx, ada, by=OPERATOR, now=desk.now, locale="it")
    for path in ("/inbox", "/appointment/999"):
        await browser.get(path)
        assert '<html lang="it">' in browser.html, path
    # a colleague's choice in the same browser is not hers
    cookies = browser.session.cookie_jar
    cookies.update_cookies({"textback-language": f"en.{ada.id + 1}"}, browser.server.make_url("/"))
    await browser.get("/inbox")
    assert '<html lang="it">' in browser.html
    await browser.get("/language/en?next=/inbox")
    assert '<html lang="en">' in browser.html
    # mails have more languages than pages
    async with desk.database.write() as tx:
        await staff.change(tx, ada, by=OPERATOR, now=desk.now, locale="de")
    cookies.update_cookies({"textback-language": ""}, browser.server.make_url("/"))
    await browser.get("/inbox", headers=ITALIAN)
    assert '<html lang="it">' in browser.html


@on_sqlite
async def test_errors_are_told_in_the_readers_language(browser, stranger):
    await browser.get("/appointment/999", headers=ITALIAN)
    assert "Questo studio non ha un appuntamento così." in browser.text
    await stranger.get("/language/it")
    await stranger.log_in(password="wrong horse")
    assert "L’indirizzo email o la password non sono corretti." in stranger.text


@on_sqlite
async def test_each_stream_speaks_the_language_of_its_page(browser):
    address = browser.server.make_url(f"{DAY}/events")
    for headers, words in ((ITALIAN, "da seguire"), ({}, "needs a person")):
        async with browser.session.get(address, headers=headers) as response:
            assert words in (await Stream(response).event())[1]


def test_a_refusal_is_found_again_by_its_fixed_words():
    with read_in("it"):
        assert refusal(NotFound("there is no client 7 in this practice")) == (
            "in questo studio non c’è il cliente 7"
        )
        assert refusal("there is no client 7 in this practice.") == (
            "in questo studio non c’è il cliente 7."
        )
        assert refusal(InvalidInput("a service needs a name")) == "a servizio serve un nome"
        assert refusal('there is no service "Massage"; did you mean Massaggio?') == (
            'non c’è nessun servizio "Massage"; forse Massaggio?'
        )
        assert refusal(
            "No text can be sent: no carrier has the number +39061; see numbers in the"
            " configuration."
        ) == (
            "Non si può inviare nessun SMS: nessun operatore ha il numero +39061; vedi numbers"
            " nella configurazione."
        )
        assert refusal("Ada Byron cannot be asked: no consent") == (
            "a Ada Byron non si può chiedere: nessun consenso"
        )
        assert refusal("never heard of {0}") == "never heard of {0}"
        assert refusal("") == ""
    assert refusal("a service needs a name") == "a service needs a name"


def test_values_are_shown_as_they_are():
    with read_in("it"):
        odd = 'there is already a service "%s {0} {1}"; choose another name'
        assert refusal(odd) == 'c’è già un servizio "%s {0} {1}"; scelga un altro nome'


def test_reasons_and_numbers_follow_the_language():
    reason = Reason(ReasonCode.RECEIPT, {"state": "undeliverable"})
    assert reason_words(reason).startswith("not delivered: ")
    with read_in("it"):
        assert reason_words(reason) == "non consegnato: il numero non è raggiungibile"
        assert ngettext("%(num)s day", "%(num)s days", 1) == "1 giorno"
        assert ngettext("%(num)s day", "%(num)s days", 3) == "3 giorni"
        assert actor_words("cli") == "dalla riga di comando"
        assert actor_words("ada@example.org") == "ada@example.org"
        assert week_words("mon-fri 09:00-13:00; sat 09:00-12:00") == (
            "lun-ven 09:00–13:00; sab 09:00–12:00"
        )
        assert gettext("") == ""
    assert gettext("100 % of it") == "100 % of it"


def test_the_size_of_a_text_is_told_in_the_language():
    text = Measure("Ciao", 1, 4, 160, 160, plain=True, price=Decimal("0.045"))
    assert size_words(text) == text.words
    with read_in("it"):
        assert size_words(text) == "4 di 160 caratteri · 1 parte · costa 0,045"
