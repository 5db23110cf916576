"""The kinds of received mails."""

from enum import StrEnum


class MailKind(StrEnum):
    """What a received mail is.

    PERMANENT and TEMPORARY are delivery reports (RFC 3464 and the usual forms that are not),
    COMPLAINT is a feedback report (RFC 5965), AUTOMATIC an automatic answer (RFC 3834), CALENDAR
    an answer to a calendar invitation (RFC 6047). ANSWER is what a person wrote.
    """

    PERMANENT = "permanent"
    TEMPORARY = "temporary"
    COMPLAINT = "complaint"
    AUTOMATIC = "automatic"
    CALENDAR = "calendar"
    UNSUBSCRIBE = "unsubscribe"
    ANSWER = "answer"
