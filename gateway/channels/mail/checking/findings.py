"""What a check found, in plain words for the operator."""

from dataclasses import dataclass
from enum import StrEnum


class FindingKind(StrEnum):
    """How a finding is meant.

    WRONG: mails will be lost, refused or marked as spam until somebody repairs it. HINT: it works,
    or may work, and could be better. UNKNOWN: it could not be found out, because nobody answered.
    """

    FINE = "fine"
    HINT = "hint"
    WRONG = "wrong"
    UNKNOWN = "unknown"


BAD = frozenset({FindingKind.WRONG, FindingKind.UNKNOWN})


@dataclass(frozen=True, slots=True)
class MailFinding:
    """One thing that was checked.

    Attributes:
        subject: what was checked, one word: "SPF".
        kind: how it stands.
        words: the same in words, with the remedy where one is needed.
        record: the DNS record that is missing, "name TXT value", "" for none.
    """

    subject: str
    kind: FindingKind
    words: str
    record: str = ""


def fine(subject: str, words: str) -> MailFinding:
    """Return that something is as it should be."""
    return MailFinding(subject, FindingKind.FINE, words)


def hint(subject: str, words: str) -> MailFinding:
    """Return that something works and could be better."""
    return MailFinding(subject, FindingKind.HINT, words)


def wrong(subject: str, words: str, record: str = "") -> MailFinding:
    """Return that something has to be repaired.

    Args:
        subject: what was checked.
        words: what is wrong.
        record: the DNS record that is missing, if any.
    """
    return MailFinding(subject, FindingKind.WRONG, words, record)


def unknown(subject: str, words: str) -> MailFinding:
    """Return that something could not be found out."""
    return MailFinding(subject, FindingKind.UNKNOWN, words)
