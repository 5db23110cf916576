"""Understands and decides what came from a client: a text, or the answer of a calendar."""

from calendar_store.model.calendar_answers import CalendarAnswer
from dialogs import calendar_answers, engine
from dialogs.conversation import Context, Read, Turn


def read(context: Context, said: str | CalendarAnswer) -> Read:
    """Return the meaning of what came, with the search that the decision needs.

    Args:
        context: the facts; `free` is ignored.
        said: the text, or what the calendar answered.
    """
    if isinstance(said, CalendarAnswer):
        return calendar_answers.read(context, said)
    return engine.read(context, said)


def step(context: Context, heard: Read) -> Turn:
    """Return the turn.

    Args:
        context: the facts, with the free times that were searched for.
        heard: what `read` returned.
    """
    return (engine.step if heard.calendar is None else calendar_answers.step)(context, heard)
