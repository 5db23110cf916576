"""A mailbox of the demo: its mails, the open mail, and how the service processed the last answer.

The mails come from the sandbox mail server; the story comes from the store.
"""

from dataclasses import dataclass

from calendar_store.conversations import inbox
from calendar_store.database.connection import Transaction
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from gateway.demo.mail_program import invitation_in, words_in
from gateway.demo.mail_server import MailboxEntry
from gateway.web.demo.demo_context import Demo
from gateway.web.demo.demo_phone import Story, appointment_of, story_of
from gateway.web.server.moments import face_of

_LAST = 30
"""Limit of mails in the list."""
_EXCERPT = 90


@dataclass(frozen=True, slots=True)
class MailLine:
    """A mail in the list.

    Attributes:
        place: the mail's number in its mailbox, from 0.
        subject: its subject.
        excerpt: the beginning of its words.
        clock: local time of the mail.
        mine: whether the mailbox's owner wrote it.
    """

    place: int
    subject: str
    excerpt: str
    clock: str
    mine: bool


@dataclass(frozen=True, slots=True)
class OpenMail:
    """The open mail.

    Attributes:
        place: its number in the mailbox, from 0.
        subject: its subject.
        sender: its From.
        words: its plain words, for a mail without HTML.
        html: whether it has HTML.
        invites: whether it has an invitation to answer.
        mine: whether the mailbox's owner wrote it.
        shade: "light" or "dark": the colours of the mail program.
    """

    place: int
    subject: str
    sender: str
    words: str
    html: bool
    invites: bool
    mine: bool
    shade: str


@dataclass(frozen=True, slots=True)
class DemoMailbox:
    """The visitor's mailbox.

    Attributes:
        place: the owner's number among the demo's phones, from 0.
        people: (number, name) of everybody who has a mailbox.
        address: the owner's address.
        refusing: whether mails to the address come back.
        mails: the mails, newest first.
        opened: the open mail; None if none is open.
        story: how the last answer was processed; None if there is none.
    """

    place: int
    people: tuple[tuple[int, str], ...]
    address: str
    refusing: bool
    mails: tuple[MailLine, ...]
    opened: OpenMail | None
    story: Story | None


def owners(demo: Demo) -> tuple[tuple[int, str], ...]:
    """Return (number, name) of everybody in the demo who has a mailbox."""
    return tuple(
        (place, name)
        for place, ((name, _), address) in enumerate(zip(demo.phones, demo.emails, strict=False))
        if address and demo.mail_server
    )


def entries(demo: Demo, place: int) -> tuple[MailboxEntry, ...]:
    """Return the mails of a mailbox, oldest first."""
    return demo.mail_server.mailboxes.of(demo.emails[place]) if demo.mail_server else ()


async def look_into(
    tx: Transaction,
    practice: Practice,
    demo: Demo,
    place: int,
    *,
    opened: int | None,
    shade: str,
) -> DemoMailbox:
    """Return a mailbox in its current state.

    Args:
        tx: any transaction.
        practice: the practice that the mailbox writes with.
        demo: the demo that the mailbox belongs to.
        place: the owner's number among the demo's phones, from 0.
        opened: the number of the mail to open; None for no mail.
        shade: "light" or "dark": the colours of the mail program.
    """
    address = demo.emails[place]
    mails = entries(demo, place)
    refusing = demo.mail_server.mailboxes.refusing if demo.mail_server else ()
    heard = await inbox.of_address(tx, practice.id, (Channel.EMAIL, address), 1)
    about = await appointment_of(tx, practice, heard[0]) if heard else None
    lines = [_line(practice, number, entry) for number, entry in enumerate(mails)]
    return DemoMailbox(
        place,
        owners(demo),
        address,
        address in refusing,
        tuple(reversed(lines[-_LAST:])),
        _opened(opened, mails[opened], shade)
        if opened is not None and opened < len(mails)
        else None,
        story_of(practice, heard[0], about) if heard else None,
    )


def _line(practice: Practice, place: int, entry: MailboxEntry) -> MailLine:
    words = " ".join(words_in(entry.mail).split())
    return MailLine(
        place,
        str(entry.mail["Subject"]),
        words[:_EXCERPT],
        face_of(practice).clock(entry.at),
        entry.outgoing,
    )


def _opened(place: int, entry: MailboxEntry, shade: str) -> OpenMail:
    mail = entry.mail
    return OpenMail(
        place,
        str(mail["Subject"]),
        str(mail["From"]),
        words_in(mail),
        mail.get_body(("html",)) is not None,
        not entry.outgoing and invitation_in(entry) is not None,
        entry.outgoing,
        shade,
    )
