"""Composes a mail: words, HTML and plain text, header fields, and signatures.

Pure: the same facts give the same octets, so an attempt that is repeated is the same mail.
"""

from dataclasses import dataclass
from urllib.parse import quote

from calendar_store.model.statuses import MessageKind
from dialogs.wording.mail_content import MailAction, MailContent, MailOccasion
from dialogs.wording.mail_names import name_in_mail
from dialogs.wording.mails import word_mail
from gateway.channels.mail.composing.fields import mail_fields
from gateway.channels.mail.composing.headers import written_fields
from gateway.channels.mail.composing.html_part import MailFrame, MailLink, html_part
from gateway.channels.mail.composing.mail_facts import ComposedMail, MailFacts
from gateway.channels.mail.composing.mime import mail_body
from gateway.channels.mail.composing.plain_part import plain_part
from gateway.channels.mail.composing.signing import Signer
from gateway.messaging.phone_words import readable_phone

_ANSWERED = {MailAction.TAKE: "yes", MailAction.KEEP: "no"}
_FRAGMENTS = {
    MailAction.CONFIRM: "#confirm",
    MailAction.CANCEL: "#cancel",
    MailAction.MOVE: "#move",
}
"""Where the appointment's page has what a button speaks of; a browser keeps it to itself."""
_MAIN = frozenset({MailAction.CONFIRM, MailAction.TAKE})


def compose(facts: MailFacts, signer: Signer | None = None) -> ComposedMail:
    """Return a mail for the smarthost.

    Args:
        facts: all that the mail is made of.
        signer: signs the mail by DKIM; None where the smarthost signs, or nobody.
    """
    method = facts.invitation.method if facts.invitation else ""
    mail = word_mail(_occasion(facts), method)
    frame = _frame(mail, facts)
    body = mail_body(
        plain_part(mail, frame),
        html_part(mail, frame),
        f"{facts.message.id:x}.{facts.message.practice_id:x}",
        facts.invitation,
        facts.attachment,
    )
    fields = mail_fields(facts, mail, body.content_type)
    head = signer.signatures(fields, body.data) if signer else b""
    return ComposedMail(
        facts.addresses.envelope_sender,
        facts.message.recipient,
        head + written_fields(fields) + b"\r\n" + body.data,
    )


@dataclass(frozen=True, slots=True)
class ShownMail:
    """What a client reads in a mail.

    Attributes:
        plain: its plain text.
        html: its HTML.
        labels: the words on its buttons.
    """

    plain: str
    html: str
    labels: tuple[str, ...]


def shown_mail(facts: MailFacts) -> ShownMail:
    """Return what a client reads in a mail.

    Args:
        facts: all that the mail is made of.
    """
    mail = word_mail(_occasion(facts), facts.invitation.method if facts.invitation else "")
    frame = _frame(mail, facts)
    labels = tuple(button.label for button in frame.buttons)
    return ShownMail(plain_part(mail, frame), html_part(mail, frame), labels)


def _occasion(facts: MailFacts) -> MailOccasion:
    return MailOccasion(
        message=facts.message,
        practice=facts.practice,
        client=facts.client,
        appointment=facts.appointment,
        service=facts.service,
        now=facts.sent_at,
        phone=readable_phone(facts.practice.phone, facts.practice.region),
        offer=facts.offer,
        offered_with=facts.offered_with,
        templates=facts.templates,
        restored=facts.restored,
    )


def _frame(mail: MailContent, facts: MailFacts) -> MailFrame:
    practice = facts.practice
    return MailFrame(
        practice=name_in_mail(practice.told_as),
        address=name_in_mail(practice.address),
        phone=readable_phone(practice.phone, practice.region),
        tel=practice.phone,
        accent=practice.accent,
        buttons=tuple(
            MailLink(label, href)
            for action, label in mail.actions
            if (href := _href(action, mail, facts))
        ),
        main=bool(mail.actions) and mail.actions[0][0] in _MAIN,
        links=_links(mail, facts),
    )


def _href(action: MailAction, mail: MailContent, facts: MailFacts) -> str:
    if action in _ANSWERED:
        answer = mail.yes if action is MailAction.TAKE else mail.no
        return _answer_by_mail(facts.addresses.reply_to, mail.subject, answer)
    if not facts.links.appointment:
        return ""
    return facts.links.appointment + _FRAGMENTS.get(action, "")


def _answer_by_mail(address: str, subject: str, answer: str) -> str:
    """Return a link that opens an answer to a mail (RFC 6068)."""
    if not address:
        return ""
    return (
        f"mailto:{quote(address, safe='@+')}?subject={quote(f'Re: {subject}')}&body={quote(answer)}"
    )


def _links(mail: MailContent, facts: MailFacts) -> tuple[MailLink, ...]:
    if facts.message.kind in (MessageKind.CODE, MessageKind.ACCOUNT, MessageKind.TEST):
        return ()
    pairs = ((mail.preferences, facts.links.preferences), (mail.stop, facts.links.unsubscribe))
    return tuple(MailLink(label, href) for label, href in pairs if href)
