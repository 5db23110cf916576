"""Bounds on the codes of booking pages: nobody has a number flooded, or pumps paid texts. Pure.

What is counted does not depend on who is a client, so a refusal tells nothing about a number.
"""

from enum import StrEnum

from calendar_store.appointments.booking_holds import HoldCounts
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel

ADDRESS_HOUR, ADDRESS_DAY = 3, 6
"""Most codes to one number or address in an hour, and in a day."""
VISITOR_HOUR = 10
"""Most codes for one network address in an hour."""
VISITOR_LIVE = 3
"""Most times held for one network address."""
VISITOR_DAY = 20
"""Most codes of a practice for one network address in a day: nobody fills a calendar from one place
with addresses made up for it, each of them proved."""
PRACTICE_HOUR = 200
"""Most codes of a practice in an hour, mails included: each of them holds a time."""


class CodeRefusal(StrEnum):
    """Why no code is sent; the page has the words."""

    ADDRESS = "address"
    VISITOR = "visitor"
    PRACTICE = "practice"


def refusal(
    practice: Practice, channel: Channel, counts: HoldCounts, answered: int
) -> CodeRefusal | None:
    """Return why one more code is not sent; None if it is.

    Args:
        practice: the practice.
        channel: the channel of the code.
        counts: the codes so far.
        answered: automatic answers of the practice to strangers in the last hour; codes by text
            share their bound.
    """
    if counts.visitor_hour >= VISITOR_HOUR or counts.visitor_live >= VISITOR_LIVE:
        return CodeRefusal.VISITOR
    if counts.visitor_day >= VISITOR_DAY:
        return CodeRefusal.VISITOR
    if counts.address_hour >= ADDRESS_HOUR or counts.address_day >= ADDRESS_DAY:
        return CodeRefusal.ADDRESS
    texts = counts.practice_texts_hour + answered
    if channel is Channel.SMS and texts >= practice.answers_to_strangers:
        return CodeRefusal.PRACTICE
    return CodeRefusal.PRACTICE if counts.practice_hour >= PRACTICE_HOUR else None
