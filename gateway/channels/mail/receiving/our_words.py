"""Tells the words of our mails again, to know them in answers that quote them without marks.

A message keeps the words of the dialog; its mail had words of its own, made when it was composed.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.model.messages import Message
from gateway.channels.mail.addresses import SignedAddresses
from gateway.channels.mail.composing.compose import shown_mail
from gateway.channels.mail.composing.mail_facts import MailFacts
from gateway.channels.mail.reading.html_text import html_text
from gateway.channels.mail.reading.read_mail import ReadMail
from gateway.channels.mail.reading.repeated_text import RUN
from gateway.channels.mail.sending.facts_of_mails import MailIdentity, facts_of, load_facts
from gateway.links.links import Links

_WORD = re.compile(r"\w+")
_ANY_LINKS = Links("https://links.invalid", (b"left out of what is compared",))
"""Links have another end in every mail, so answers are compared without them."""

Key = tuple[int, int]
"""Ids of a practice and of a message."""


@dataclass(frozen=True, slots=True)
class OurWords:
    """The words of a mail of ours.

    Attributes:
        text: all that its client may have quoted.
        labels: lines of it that clients write as well: the words of its buttons.
    """

    text: str = ""
    labels: tuple[str, ...] = ()


def may_repeat(read: ReadMail) -> bool:
    """Tell whether an answer may hold words of ours: not where few words were written."""
    return not read.text or len(_WORD.findall(read.text[:500])) >= RUN


async def facts_of_ours(
    tx: Transaction, messages: Sequence[Message], addresses: SignedAddresses, now: datetime
) -> Mapping[Key, MailFacts]:
    """Return the facts of mails, as they would be composed now.

    Args:
        tx: any transaction.
        messages: messages of ours that were mailed.
        addresses: our signed addresses.
        now: UTC.
    """
    loaded = await load_facts(tx, messages)
    identity = MailIdentity(addresses, _ANY_LINKS)
    facts = [facts_of(message, loaded, identity, now) for message in messages]
    return {(one.message.practice_id, one.message.id): one for one in facts}


def our_words(facts: MailFacts) -> OurWords:
    """Return the words of a mail of ours."""
    mail = shown_mail(facts)
    formatted = html_text(mail.html, cut_quotes=False).text
    lines = [line.strip() for line in mail.plain.splitlines()]
    joined = (one for one in lines if _is_labels(one, mail.labels))
    text = f"{facts.message.text}\n{mail.plain}\n{formatted}"
    return OurWords(text, (*mail.labels, *joined))


def _is_labels(line: str, labels: Sequence[str]) -> bool:
    """Tell whether a line has the words of buttons alone: "Another time / I can't come:"."""
    return bool(line) and set(line.removesuffix(":").rstrip().split(" / ")) <= set(labels)
