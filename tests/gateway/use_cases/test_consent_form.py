"""The form of consent as a PDF: in six languages, with all their letters."""

from dataclasses import replace

import pytest

from calendar_store.entry.locales import LOCALES
from calendar_store.model.actors import OPERATOR
from calendar_store.model.clients import Client
from calendar_store.model.errors import NotFound, NotPermitted
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.statuses import Role
from dialogs.wording.page_words import page_words
from gateway.use_cases import consent_form
from tests.support.acts import member
from tests.support.desk import Desk, mobile
from tests.support.printed import letters

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def squeezed(text):
    return " ".join(text.split())


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


@pytest.fixture
def ada(practice):
    return Client(practice.id, 123456789, "Zoë", "Grüßner-D'Ávila", mobile(1), "z@example.org")


@on_sqlite
@pytest.mark.parametrize("language", LOCALES)
async def test_every_language_is_written_with_its_own_letters(desk, ada, language):
    practice = replace(desk.practice, phone="06 9900 0111")
    form = consent_form.make(
        *(OPERATOR, practice, ada), now=desk.now, language=language, kinds=KINDS
    )
    assert form.pdf.count(b"/Type /Page\n") == 1
    assert form.pdf.startswith(b"%PDF-")
    assert b"/WinAnsiEncoding" in form.pdf
    said = squeezed(letters(form.pdf))
    words = page_words(language)
    assert words.code == form.language == language
    values = {"practice": practice.told_as, "phone": practice.phone, "number": form.number}
    for name, text in words.texts.items():
        if name.startswith("consent_form."):
            told = words.say(name, values)
            assert consent_form.writable(told) == told, text
            assert squeezed(told) in said, name
    assert "Zoë Grüßner-D'Ávila" in said
    assert form.number == "456789-260112"


@on_sqlite
async def test_the_form_is_in_the_clients_language_else_in_the_practices(desk, ada):
    now = desk.now
    assert consent_form.make(OPERATOR, desk.practice, ada, now=now).language == "it"
    french = replace(ada, locale="fr")
    assert consent_form.make(OPERATOR, desk.practice, french, now=now).language == "fr"


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Łukasz Dvořák", "Lukasz Dvorák"),
        ("Ольга", ""),
        ("García – “Ñ” €", "García – “Ñ” €"),
        ("", ""),
    ],
)
def test_letters_that_the_font_lacks_lose_their_accents_or_leave_room_to_write(text, becomes):
    assert consent_form.writable(text) == becomes


@on_sqlite
async def test_the_form_takes_the_permission_to_record_consent(desk, ada):
    for role in (Role.ADMIN, Role.RECEPTION):
        consent_form.make(member(desk, role), desk.practice, ada, now=desk.now)
    for actor in (member(desk, Role.PRACTITIONER), member(desk, Role.ADMIN, elsewhere=True)):
        with pytest.raises(NotPermitted):
            consent_form.make(actor, desk.practice, ada, now=desk.now)
    with pytest.raises(NotFound):
        consent_form.make(OPERATOR, replace(desk.practice, id=7), ada, now=desk.now)
