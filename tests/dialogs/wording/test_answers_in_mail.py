"""Answers by mail speak of emails and of the address: never of a text, of a number or of STOP."""

import re
from dataclasses import replace

import pytest

from calendar_store.model.conversations import ConversationKey
from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from dialogs.conversation import Context, State
from dialogs.engine import step
from dialogs.languages.writing import language, spoken
from dialogs.wording import privacy
from dialogs.wording.disclosure import disclosing
from dialogs.wording.mail_content import MailOccasion
from dialogs.wording.mails import word_mail
from dialogs.wording.rendering import Facts, render
from tests.support.dialogs.samples import ADA, NOW, PRACTICE, appointment

OF_TEXTS = {
    "de": r"SMS|dieser? Nummer|simsen",
    "en": r"\btexts?\b|SMS|\bthis number\b",
    "es": r"SMS|este (teléfono|número)",
    "fr": r"SMS|ce numéro",
    "it": r"SMS|questo numero|per messaggio",
    "pt": r"SMS|este (telefone|número)",
}
"""What only a text can say of itself, by language."""
WORDS_OF_THEIR_OWN = {
    *("reminder", "reminder_confirmed", "reminder_last", "booked"),
    *("changed_stands", "changed_cancelled", "freed", "freed_new"),
    *("told_moved", "told_moved_last", "told_cancelled", "told_restored"),
}
"""Texts that mail.toml replaces whole."""
OF_BOTH = {"opted_out", "emails_stopped", "all_stopped", "emails_only"}
"""Answers that tell what becomes of texts."""


def in_a_mail(text: str, code: str) -> str:
    """The words of an answer as a mail carries them."""
    message = Message(
        *(1, 1, MessageKind.REPLY, Channel.EMAIL, "calendar@example.org", "ada@example.net", text),
        status=MessageStatus.SENDING,
        created_at=NOW,
        not_before=NOW,
        expires_at=None,
        priority=1,
    )
    client = replace(ADA, locale=code)
    return "\n\n".join(word_mail(MailOccasion(message, PRACTICE, client, None, "", NOW)).paragraphs)


@pytest.mark.parametrize("code", spoken())
def test_no_answer_in_a_mail_speaks_of_texts_or_of_a_number(code: str):
    facts = Facts(
        *(PRACTICE, ADA, appointment()),
        until=NOW,
        options=("Tue 24 Nov 15:00", "Thu 26 Nov 15:00"),
        minutes=10,
        text="09:00-13:00",
        day="Tue 24 Nov",
        count=2,
        instead=NOW,
        by_mail=True,
    )
    for name in language(code).texts.keys() - WORDS_OF_THEIR_OWN:
        said = in_a_mail(render(name, code, facts), code)
        assert said, name
        assert "STOP" not in said, name
        assert name in OF_BOTH or not re.search(OF_TEXTS[code], said), (name, said)


@pytest.mark.parametrize("code", spoken())
def test_what_mails_say_instead_names_what_the_text_names(code: str):
    usual, mail = language(code).texts, language(code).mail
    for name, template in mail.items():
        told = set(re.findall(r"\{([^{}]*)\}", template))
        assert told == set(re.findall(r"\{([^{}]*)\}", usual[name])), name
        assert privacy.check_template(template) == [], name
        assert disclosing(template) == (), name


def test_a_practice_s_own_words_are_said_in_mails_too():
    own = ((("en", "emergency"), "Call {emergency}, then us."),)
    facts = Facts(PRACTICE, ADA, by_mail=True)
    assert render("emergency", "en", facts, own) == "Call 112, then us."


@pytest.mark.parametrize(
    ("channel", "words"), [(Channel.EMAIL, "under this email address"), (Channel.SMS, "number")]
)
def test_who_writes_by_mail_is_answered_about_the_address(channel: Channel, words: str):
    key = ConversationKey(channel, "calendar@example.org", "ada@example.net")
    context = Context(NOW, PRACTICE, key, (ADA,), (), stopped=False, state=State())
    turn = step(context, "please cancel")
    assert any(words in reply for reply in turn.replies), turn
