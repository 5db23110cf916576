"""Words a message after a visit, and the question that it leaves open. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import MessageKind
from dialogs.conversation import Asked, Question
from dialogs.languages.writing import first_spoken, write_line
from dialogs.quoting import key
from dialogs.wish import Wish
from dialogs.wording.rendering import Facts, Overrides, render

OPEN_FOR = timedelta(days=7)
"""How long an answer books; what is taken meanwhile is replaced by other times."""


def text_after(
    practice: Practice,
    client: Client,
    visit: Appointment,
    kind: MessageKind,
    slots: Sequence[Slot],
    *,
    by_mail: bool,
    templates: Overrides = (),
) -> str:
    """Return the message; a service is never named, nor when the last visit was in a recall."""
    locale = first_spoken(client.locale, practice.locale)
    options = tuple(
        write_line(slot.starts_at, locale, practice.timezone, practice.region) for slot in slots
    )
    missed = kind is MessageKind.FOLLOW_UP
    name = ("missed_times" if slots else "missed_when") if missed else "recall"
    facts = Facts(
        practice,
        client,
        at=visit.starts_at if missed else None,
        options=options,
        by_mail=by_mail,
    )
    return render(name, locale, facts, () if by_mail else templates)


def question_after(
    visit: Appointment, slots: Sequence[Slot], services: Sequence[int], text: str, now: datetime
) -> Question:
    """Return the question: which of the times, or when, for a new appointment as the last one.

    Args:
        visit: the visit.
        slots: the times that are offered.
        services: ids of the services that can be booked.
        text: the message.
        now: UTC.
    """
    service = visit.service_id if visit.service_id in services else None
    wish = Wish(visit.client_id, service, (visit.practitioner_id,))
    asked = Asked.SLOTS if slots else Asked.WHEN
    return Question(*(asked, (), now, now + OPEN_FOR, tuple(slots)), wish=wish, text=key(text))
