"""Calendar answers in mails (RFC 5546, 6047): the calendar object of a REPLY or a COUNTER."""

import re

from gateway.channels.mail.reading.charsets import decoded
from gateway.channels.mail.reading.mime_parts import MailPart

_TYPES = frozenset({"text/calendar", "application/ics", "text/x-vcalendar"})
_METHOD = re.compile(
    r"^METHOD[ \t]*[:;][ \t]*(?:VALUE=TEXT:)?([A-Za-z]{1,40})", re.MULTILINE | re.IGNORECASE
)
_ANSWERS = frozenset({"REPLY", "COUNTER"})
_LARGEST = 500_000
"""Octets of a calendar object that are read; an answer has a few hundred."""

_OUTLOOK_SUBJECT = re.compile(
    r"^(?:accepted|declined|tentative(?:ly accepted)?|new time proposed"
    r"|zugesagt|zusage|angenommen|abgelehnt|abgesagt|absage|mit vorbehalt|vorläufig zugesagt"
    r"|mit vorbehalt (?:zugesagt|angenommen)|neue zeit vorgeschlagen|neuer terminvorschlag"
    r"|accepté|acceptée|accepté\(e\)|refusé|refusée|décliné|provisoire|nouvelle heure proposée"
    r"|accettato|accettata|rifiutato|rifiutata|declinato|provvisorio|provvisoria"
    r"|proposta nuova ora|aceptado|aceptada|rechazado|rechazada|provisional|provisionalmente"
    r"|nueva hora propuesta|aceito|aceite|aceita|recusado|recusada|provisório|nova hora proposta"
    r"|nova hora sugerida) ?:"
)
"""How Outlook begins the subject of an answer to an invitation."""


def calendar_answer(mail: MailPart) -> bytes | None:
    """Return the calendar object of an answer to an invitation; None if the mail has none.

    An invitation from outside (REQUEST, PUBLISH) is no answer.
    """
    for part in mail.walk():
        named = part.file_name.lower().endswith((".ics", ".ical", ".vcs"))
        if part.content_type not in _TYPES and not (named and not part.parts):
            continue
        octets = part.octets(_LARGEST)
        if not octets.strip():
            continue
        found = _METHOD.search(decoded(octets[:_LARGEST]).replace("\r", "\n"))
        method = (found[1] if found else part.parameter("method")).upper()
        if method in _ANSWERS:
            return octets
    return None


def answered_without_object(subject: str, text: str) -> bool:
    """Return whether a mail is an answer of Outlook whose calendar object was lost on the way.

    Args:
        subject: the subject, decoded.
        text: the writer's own words; an answer with words is read as words.
    """
    return not text and _OUTLOOK_SUBJECT.match(subject.casefold().strip()) is not None
