"""Builds the Frame in which a text is read: the practice, its people and the open question."""

from datetime import datetime
from functools import lru_cache

from dialogs.conversation import OPEN_AS, Context, Question
from dialogs.intents import Frame, OpenQuestion
from dialogs.languages.writing import base, first_spoken
from dialogs.normalise import spell


def own_locale(context: Context) -> str:
    """Return the client's language, else the practice's; always a language that we write."""
    own = context.clients[0].locale if context.clients else ""
    return first_spoken(own, context.practice.locale)


def frame_of(context: Context, question: Question | None, appointment: datetime | None) -> Frame:
    """Return the frame in which a text is read.

    Args:
        context: the facts.
        question: the open question, or None.
        appointment: start of the appointment that the text is about, UTC, or None.
    """
    asked = OPEN_AS[question.asked] if question else OpenQuestion.NONE
    numbered = question is not None and asked is OpenQuestion.SLOTS
    return Frame(
        now=context.now,
        timezone=context.practice.timezone,
        locale=context.state.locale or own_locale(context),
        practice_locale=base(context.practice.locale),
        question=asked,
        choices=question.numbered if question and numbered else 0,
        appointment=appointment,
        open_from=context.open_from,
        open_until=context.open_until,
        region=context.practice.region,
        names=_names(context),
        services=_spelled(tuple(one.name for one in context.services)),
        partial=context.partial,
    )


def _names(context: Context) -> frozenset[str]:
    """Return the words in the names of the conversation's people and of the practice."""
    clients = (client.name for client in context.clients)
    practitioners = (one.name for one in context.practitioners)
    practice = context.practice
    return _spelled((*clients, *practitioners, practice.name, practice.told_as))


@lru_cache(maxsize=64)
def _spelled(names: tuple[str, ...]) -> frozenset[str]:
    """Spell names once in a turn, since every part of a text is read with them."""
    return frozenset(word for name in names for word in spell(name))
