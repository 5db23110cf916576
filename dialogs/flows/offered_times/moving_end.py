"""Tests whether a text ends in a plain wish for another time, with a story before it.

A story makes the whole text unclear, and may have words of delays; its end says what is wanted.
"""

from dialogs.conversation import Asked
from dialogs.flows.reading_parts import cues_of, read_alone, tells_only
from dialogs.flows.sentences import endings
from dialogs.flows.turn_context import TurnContext
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue
from dialogs.understand import BAR

_OF_MORE = frozenset(
    {
        *(Cue.OPT_OUT_PHRASE, Cue.EMERGENCY, Cue.MACHINE, Cue.WRONG_NUMBER, Cue.DECEASED),
        *(Cue.CANCEL, Cue.CONFIRM, Cue.CONDITION, Cue.KEEP, Cue.UNDO, Cue.WAITLIST),
    }
)
"""Cues that a story before such an end may not have."""


def moves_at_end(turn: TurnContext) -> bool:
    """Return whether the end of an answer to a reminder asks to move to a named time."""
    heard, question = turn.heard, turn.question
    if question is None or question.asked is not Asked.REMINDER or len(turn.ahead) != 1:
        return False
    if heard.intent is not Intent.RESCHEDULE or turn.context.partial:
        return False
    start = turn.ahead[0].starts_at
    for before, end in endings(turn.text):
        said = read_alone(turn, end, start)
        plain = said.intent is Intent.RESCHEDULE and said.confidence >= BAR and said.times
        if before and plain and Cue.MOVE in cues_of(turn, end, start):
            return tells_only(turn, before, _OF_MORE, end=end)
    return False
