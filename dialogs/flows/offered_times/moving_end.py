"""Whether a text ends in a plain wish for another time, whatever story leads to it.

A story makes the whole unsure, and may speak of what is late, or off; its end says what is wanted.
"""

from dialogs.conversation import Asked
from dialogs.flows.reading_parts import read_alone, signs_of, tells_only
from dialogs.flows.sentences import endings
from dialogs.flows.turn_context import Scene
from dialogs.intents import Intent
from dialogs.languages.lexicon import Sign
from dialogs.understand import BAR

_OF_MORE = frozenset(
    {
        *(Sign.OPT_OUT_PHRASE, Sign.EMERGENCY, Sign.MACHINE, Sign.WRONG_NUMBER, Sign.DECEASED),
        *(Sign.CANCEL, Sign.CONFIRM, Sign.CONDITION, Sign.KEEP, Sign.UNDO, Sign.WAITLIST),
    }
)
"""What may not be told before such an end."""


def moves_at_end(scene: Scene) -> bool:
    """Return whether the end of an answer to a reminder asks to move to a named time."""
    heard, question = scene.heard, scene.question
    if question is None or question.asked is not Asked.REMINDER or len(scene.ahead) != 1:
        return False
    if heard.intent is not Intent.RESCHEDULE or scene.context.partial:
        return False
    start = scene.ahead[0].starts_at
    for before, end in endings(scene.text):
        said = read_alone(scene, end, start)
        plain = said.intent is Intent.RESCHEDULE and said.confidence >= BAR and said.times
        if before and plain and Sign.MOVE in signs_of(scene, end, start):
            return tells_only(scene, before, _OF_MORE, end=end)
    return False
