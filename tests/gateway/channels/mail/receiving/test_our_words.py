"""Answers that quote the mail which the client really got, without any mark: they hold no words.

The words of a mail are its own: not those of the text that the dialogs wrote for the message.
"""

from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest

from calendar_store.clients import clients, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.clients.new_client import NewClient
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind
from gateway.channels.mail.composing.compose import compose
from gateway.channels.mail.sending.facts_of_mails import MailIdentity, facts_of, load_facts
from gateway.links.links import Links
from tests.support.desk import BY, mobile

REFUSALS = {
    "en": "No, I can't come",
    "de": "Nein, ich kann nicht kommen",
    "fr": "Je ne peux pas venir",
    "it": "Non posso venire",
    "es": "No puedo ir",
    "pt": "Não posso ir",
}
"""Some of them are the words of a button as well."""
TEXT = "Studio Aurora: Ada, your appointment is on Thu 15 Jan at 10:00. Reply 1 to confirm."
HEAD = "From: Studio Aurora <c@x.test>\nSent: Monday\nTo: Ada\nSubject: x"

FORMS = {
    "above": "{said}\n\n{ours}",
    "above, indented": "{said}\n\n    {indented}",
    "below": "{ours}\n\n{said}",
    "below a head": f"{HEAD}\n\n{{ours}}\n\n{{said}}",
    "below a line": "On Mon, 12 Jan 2026 at 10:00, Studio <c@x.test> wrote:\n\n{ours}\n\n{said}",
}


async def client_of(office, locale):
    desk = office.desk
    async with desk.database.write() as tx:
        entered = NewClient("Ada", "Byron", mobile(1), "ada@clients.example", locale)
        added = await clients.add(tx, desk.practice, entered, by=BY, now=desk.now)
        granted = (Channel.EMAIL, ConsentKind.GRANTED, ConsentHow.SPOKEN, BY, desk.now)
        said = ConsentStatement(added.id, *granted)
        await consent.record(tx, desk.practice.id, [said], now=desk.now)
    return added


async def read_by_client(office, message):
    """Return the mail that the smarthost took, parsed."""
    links = Links("https://book.practice.example", (b"k" * 32,))
    async with office.database.read() as tx:
        loaded = await load_facts(tx, [message])
    facts = facts_of(message, loaded, MailIdentity(office.addresses, links), office.now)
    return BytesParser(policy=policy.default).parsebytes(compose(facts).data)


async def reminded(office, locale):
    ada = await client_of(office, locale)
    booked = await office.desk.book(ada, office.now + timedelta(days=3))
    sent = await office.sent(ada, booked, text=TEXT)
    return sent, await read_by_client(office, sent)


async def understood_as(office, sent, raw):
    office.now += timedelta(hours=1)
    await office.intake.take(raw, office.addresses.read(office.address(sent)), "smtp")
    return [one.text for one in await office.inbox()]


@pytest.mark.parametrize("locale", REFUSALS)
@pytest.mark.parametrize("form", FORMS)
async def test_an_unmarked_copy_of_our_mail_is_left_out(office, locale, form):
    sent, mail = await reminded(office, locale)
    ours, said = mail.get_body(("plain",)).get_content(), REFUSALS[locale]
    indented = ours.replace("\n", "\n    ")
    answer = office.answer("x", FORMS[form].format(said=said, ours=ours, indented=indented))
    assert await understood_as(office, sent, answer) == [said]


@pytest.mark.parametrize("locale", REFUSALS)
@pytest.mark.parametrize("form", FORMS)
async def test_a_copy_alone_says_nothing(office, locale, form):
    sent, mail = await reminded(office, locale)
    ours = mail.get_body(("plain",)).get_content()
    indented = ours.replace("\n", "\n    ")
    answer = office.answer("x", FORMS[form].format(said="", ours=ours, indented=indented))
    assert await understood_as(office, sent, answer) == [" "]


@pytest.mark.parametrize("locale", REFUSALS)
async def test_an_unmarked_copy_in_html_is_left_out(office, locale):
    sent, mail = await reminded(office, locale)
    said = REFUSALS[locale]
    html = f"<p>{said}</p>{mail.get_body(('html',)).get_content()}"
    answer = office.answer("x", html, Content_Type="text/html; charset=utf-8")
    assert await understood_as(office, sent, answer) == [said]


@pytest.mark.parametrize("locale", REFUSALS)
async def test_words_that_a_button_has_are_the_clients_where_it_wrote_them(office, locale):
    sent, mail = await reminded(office, locale)
    quoted = "\n".join(f"> {line}" for line in mail.get_body(("plain",)).get_content().split("\n"))
    answer = office.answer("x", f"{REFUSALS[locale]}\n\nAda wrote:\n{quoted}")
    assert await understood_as(office, sent, answer) == [REFUSALS[locale]]
