"""Says which header fields a mail has, and with what values."""

import re

from calendar_store.model.statuses import MessageKind
from dialogs.wording.mail_content import MailContent
from gateway.channels.mail.composing.headers import (
    Field,
    ascii_domain,
    header_address,
    is_message_id,
    one_line,
    written_date,
    written_ids,
    written_links,
    written_mailbox,
    written_subject,
)
from gateway.channels.mail.composing.mail_facts import MailFacts, MailThread

_ASKED_FOR = frozenset({MessageKind.CODE, MessageKind.REPLY, MessageKind.ACCOUNT, MessageKind.TEST})
"""Mails that the recipient has just asked for: there is no list to leave."""
_MOST_REFERENCES = 20
"""Ids of References that are kept, the first and the latest ones (RFC 5537 §3.4.4 does so)."""
_ANSWERED_ALREADY = re.compile(r"\s*(re|aw|antw|r|rif|sv|tr)\s*(\[\d+\])?\s*:", re.IGNORECASE)
"""Beginnings of subjects of answers, as mail programs of several languages write them."""


def mail_fields(facts: MailFacts, mail: MailContent, content_type: str) -> list[Field]:
    """Return the header fields of a mail, in order.

    Args:
        facts: the facts of the mail.
        mail: the mail in words.
        content_type: the value of Content-Type.
    """
    practice, addresses = facts.practice.told_as, facts.addresses
    name = facts.client.name if facts.client else ""
    fields = [
        ("From", written_mailbox(practice, addresses.sender, len("From: "))),
        ("To", written_mailbox(name, facts.message.recipient, len("To: "))),
    ]
    if addresses.reply_to:
        fields.append(
            ("Reply-To", written_mailbox(practice, addresses.reply_to, len("Reply-To: ")))
        )
    fields += [
        ("Subject", written_subject(_subject(facts.thread, mail))),
        ("Date", written_date(facts.sent_at)),
        ("Message-ID", message_id(facts)),
        *_thread_fields(facts.thread),
        *_list_fields(facts),
        *_automatic_fields(facts.message.kind),
        ("Content-Language", mail.language),
        ("MIME-Version", "1.0"),
        ("Content-Type", content_type),
    ]
    return fields


def message_id(facts: MailFacts) -> str:
    """Return the Message-ID of a mail, the same at each attempt."""
    domain = ascii_domain(header_address(facts.addresses.sender).rpartition("@")[2])
    return f"<{facts.message.id}.{facts.message.practice_id}@{domain}>"


def _subject(thread: MailThread | None, mail: MailContent) -> str:
    subject = one_line(thread.subject) if thread else ""
    if not subject:
        return mail.subject
    return subject if _ANSWERED_ALREADY.match(subject) else f"Re: {subject}"


def _thread_fields(thread: MailThread | None) -> list[Field]:
    """Return In-Reply-To and References (RFC 5322 §3.6.4)."""
    if thread is None or not is_message_id(thread.message_id):
        return []
    before = [each for each in thread.references if each != thread.message_id]
    if len(before) > _MOST_REFERENCES:
        before = [before[0], *before[1 - _MOST_REFERENCES :]]
    ids = written_ids([*before, thread.message_id], len("References: "))
    return [("In-Reply-To", thread.message_id), ("References", ids)]


def _list_fields(facts: MailFacts) -> list[Field]:
    """Return List-Unsubscribe and, with a link, the field for one click (RFC 8058)."""
    if facts.message.kind in _ASKED_FOR:
        return []
    link, address = facts.links.unsubscribe, facts.addresses.unsubscribe
    by_mail = f"mailto:{header_address(address)}?subject=unsubscribe" if address else ""
    value = written_links((link, by_mail), len("List-Unsubscribe: "))
    if not value:
        return []
    one_click = [("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")] if link else []
    return [("List-Unsubscribe", value), *one_click]


def _automatic_fields(kind: MessageKind) -> list[Field]:
    """Return the fields that keep machines from answering (RFC 3834 §5; [MS-OXCMAIL] 2.1.3.2.20).

    What a person at the practice wrote is not submitted automatically.
    """
    automatic = [("Auto-Submitted", "auto-generated")]
    if kind is MessageKind.REPLY:
        automatic = [("Auto-Submitted", "auto-replied")]
    elif kind is MessageKind.STAFF:
        automatic = []
    return [*automatic, ("X-Auto-Response-Suppress", "OOF, AutoReply")]
