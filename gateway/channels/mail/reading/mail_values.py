"""Values that reading returns: what a received mail is, with the facts that it tells."""

from dataclasses import dataclass

from calendar_store.model.received_mails import MailKind


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """A recipient whom a mail did not reach, or has not reached yet.

    Attributes:
        address: the address in lower case; "" if the report hides it.
        status: the enhanced status code as "5.1.1"; "" if there is none.
        diagnostic: the words of the server that refused; "" if there are none.
    """

    address: str
    status: str
    diagnostic: str


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """A file in a mail; its content is not kept.

    Attributes:
        name: its name without a path; "" if it has none.
        content_type: its type as "application/pdf".
        size: its size in octets, about.
    """

    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A received mail.

    Attributes:
        kind: what it is.
        reason: why it is taken for that; for staff and logs, without addresses and texts.
        message_id: its Message-ID with its angle brackets; "" if it has none.
        in_reply_to: the Message-ID of the mail that it answers; "" if it names none.
        subject: its subject, decoded.
        from_address: the bare address in From, in lower case; "" if there is none.
        text: the writer's own words, without quoted history and signatures; of a report, its text.
        attachments: its files.
        calendar: the calendar object of kind CALENDAR; None otherwise, and where an answer to an
            invitation came without one.
        failed: recipients whom a mail of ours did not reach.
        given_up: whether a server has given the mail up; a report of a temporary failure either
            does so, or tells that the server goes on trying.
        original_message_id: Message-ID of the mail that a report is about; "" if it names none.
        original_addresses: addresses in the header of that mail (Return-Path, Reply-To, From,
            Sender), in lower case: a signed address of ours may be among them.
        recipients: addresses that the mail came to, in lower case (To, Cc, Delivered-To, ...).
        feedback: the type of a feedback report, such as "abuse" or "auth-failure" (RFC 5965, 6591).
        references: Message-IDs of the mails before it, the oldest first.
        date: its Date as written; "" if it has none.
        whole: the text of an answer with all that it quotes, bounded; see `answer_text`.
        may_be_of_person: of kind AUTOMATIC: whether it has words, and only signs that a list or a
            company puts into mails of people as well.
    """

    kind: MailKind
    reason: str
    message_id: str = ""
    in_reply_to: str = ""
    subject: str = ""
    from_address: str = ""
    text: str = ""
    attachments: tuple[MailAttachment, ...] = ()
    calendar: bytes | None = None
    failed: tuple[FailedRecipient, ...] = ()
    given_up: bool = False
    original_message_id: str = ""
    original_addresses: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    feedback: str = ""
    references: tuple[str, ...] = ()
    date: str = ""
    whole: str = ""
    may_be_of_person: bool = False
