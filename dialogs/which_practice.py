"""Decides which practice a text is meant for, where several share one number.

The decision uses the contexts of all of them, before any turn. A yes to the reminders of two
practices, or a cancellation by a client with an appointment at each, is asked about, never
guessed.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from dialogs.conversation import Asked, Context, Turn
from dialogs.flows.intent_resolution import wanted
from dialogs.flows.turn_context import TurnContext
from dialogs.frames import own_locale
from dialogs.framing import hear, open_question
from dialogs.intents import Intent
from dialogs.wording.rendering import Facts, render

ANSWERABLE = timedelta(hours=24)
"""How long the question "which practice?" may be answered."""

_HOUR = timedelta(hours=1)
_IN_A_TALK = timedelta(minutes=30)
"""How long the next answer belongs to a question asked within a conversation."""
_ASKED_UNASKED = frozenset({Asked.REMINDER, Asked.OFFER})
"""Questions that a practice asks unprompted, not within a conversation."""
_ABOUT_AN_APPOINTMENT = frozenset({Intent.CANCEL, Intent.RESCHEDULE, Intent.LATE, Intent.WHERE})
_ANSWERS = frozenset({Intent.CHOICE, Intent.MORE})
_OF_EACH = frozenset({Intent.BOOK, Intent.WAITLIST, Intent.LEAVE_LIST, Intent.CALL_ME})
_NUMBER = re.compile(r"\W*([0-9]{1,2})\W*")
_WORD = re.compile(r"[^\W\d_]{3,}")


def meant(contexts: Sequence[Context], text: str) -> tuple[Context, ...]:
    """Return the contexts of the practices that a text may be meant for.

    Args:
        contexts: of the client's practices, the one that wrote last first.
        text: what the client wrote.

    Returns:
        At least one; several where only the client can say.
    """
    scenes = [_scene(context, text) for context in contexts]
    talking = [turn for turn in scenes if _in_a_talk(turn)]
    if len(talking) == 1:
        return (talking[0].context,)
    intents = {id(turn): wanted(turn) for turn in scenes}
    sensible = [turn for turn in scenes if _makes_sense(turn, intents[id(turn)])]
    answers = [turn for turn in sensible if turn.question is not None]
    if answers and all(intents[id(turn)] is Intent.CONFIRM for turn in sensible):
        sensible = answers
    named = _named([turn.context for turn in sensible or scenes], text)
    if len(named) == 1:
        return named
    return tuple(turn.context for turn in sensible) or (contexts[0],)


def chosen(contexts: Sequence[Context], text: str) -> Context | None:
    """Return the practice that an answer to "which practice?" chooses, None for none.

    Args:
        contexts: of the practices asked about, in the order they were numbered.
        text: a number, or a word of a practice's name.
    """
    number = _NUMBER.fullmatch(text)
    if number:
        place = int(number[1])
        return contexts[place - 1] if 0 < place <= len(contexts) else None
    named = _named(contexts, text)
    return named[0] if len(named) == 1 else None


def ask(contexts: Sequence[Context], text: str) -> Turn:
    """Return the turn that asks which practice is meant and changes nothing.

    Args:
        contexts: of the possible practices, in the order to number them; the first one writes.
        text: what the client wrote.
    """
    context = contexts[0]
    state, practice = context.state, context.practice
    recent = tuple(moment for moment in state.automatic if context.now - moment < _HOUR)
    names = tuple(one.practice.told_as for one in contexts)
    question = render(
        "which_practice",
        state.locale or own_locale(context),
        Facts(practice, options=names),
        context.templates,
    )
    says = (question,) if len(recent) < practice.texts_per_hour else ()
    return Turn(
        effects=(),
        replies=says,
        state=replace(state, automatic=recent + (context.now,) * len(says)),
        understanding=hear(context, text),
        trace=("asked which practice is meant: nothing changed",),
    )


def _scene(context: Context, text: str) -> TurnContext:
    locale = context.state.locale or own_locale(context)
    return TurnContext(context, text, hear(context, text), locale, open_question(context, text))


def _in_a_talk(turn: TurnContext) -> bool:
    """Return whether a question asked shortly before within a conversation is open."""
    question = turn.question
    if question is None or question.asked in _ASKED_UNASKED:
        return False
    return turn.now - question.at < _IN_A_TALK


def _makes_sense(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a practice could serve the intent of a text."""
    if intent in _ABOUT_AN_APPOINTMENT:
        return bool(turn.ahead)
    if intent is Intent.CONFIRM:
        return turn.question is not None or bool(turn.ahead)
    if intent is Intent.UNDO:
        return bool(turn.undoable()) or turn.just_booked() is not None
    return intent in _ANSWERS | _OF_EACH


def _named(contexts: Sequence[Context], text: str) -> tuple[Context, ...]:
    """Return the contexts whose practice a text names by a word that no other's name has."""
    said = _words(text)
    names = [_words(one.practice.name) | _words(one.practice.told_as) for one in contexts]
    return tuple(
        context
        for place, context in enumerate(contexts)
        if said & (names[place] - set().union(*names[:place], *names[place + 1 :]))
    )


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}
