"""Recognises a text that confirms a visit and asks for one more: "I confirm Thursday's, and…".

Its beginning confirms the visit and names its day; every word of it has to be known. The rest asks
for another appointment at another time, and takes nothing back.
"""

import re
from itertools import islice

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.family.whose import TOO
from dialogs.flows.offered_times.local_days import is_whole_day
from dialogs.flows.offered_times.slot_filling import says_another
from dialogs.flows.offered_times.slot_request import bookable
from dialogs.flows.phrases import said_apart_of
from dialogs.flows.reading_parts import cues_of, read_alone
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.saying_to_come import SURE, other_days
from dialogs.flows.visits.visit_days import covers, on_weekday
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue

_BORDER = re.compile(r"[.!;,\n]+\s+|\s(?=(?:and|e|ed|y|et|und)\s)", re.IGNORECASE)
_MOST_BORDERS = 6
"""Most borders in a text that are tried as the end of the yes."""
_MAY_BE = frozenset({Intent.BOOK, Intent.RESCHEDULE, Intent.UNCLEAR})
_AGAINST = frozenset(
    {
        *(Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.NEGATION),
        *(Cue.CONDITION, Cue.DEFERRAL, Cue.DOUBT, Cue.RETRACTION, Cue.UNDO, Cue.NO),
        *(Cue.BUT, Cue.EXCEPTION, Cue.LATE),
    }
)
"""Cues that the wish may not have: they may take back the yes."""
_LEAVING = frozenset({Cue.KEEP, Cue.STAY, Cue.OTHERS, Cue.QUOTATION})
"""Cues that confirm nothing: "leave Thursday as it is"."""


@once
def confirmed_beside(turn: TurnContext) -> Appointment | None:
    """Return the visit that a text confirms while it asks for one more, or None."""
    question, heard = turn.question, turn.heard
    if question is not None and (question.asked is not Asked.REMINDER or question.then):
        return None
    if len(turn.ahead) != 1 or heard.intent not in _MAY_BE or heard.hint or not bookable(turn):
        return None
    visit = turn.ahead[0]
    if not says_another(turn) or any(covers((t,), visit.starts_at) for t in heard.times):
        return None
    for border in islice(_BORDER.finditer(turn.text), _MOST_BORDERS):
        head, tail = turn.text[: border.start()], turn.text[border.end() :]
        if _confirms(turn, head, visit):
            # "another slot, Monday" may be another time for it
            cues = cues_of(turn, tail)
            too = not TOO.isdisjoint(said_apart_of(tail).words)
            more = heard.intent is Intent.BOOK or too or Cue.MOVE not in cues
            return visit if more and not cues & _AGAINST else None
    return None


def _confirms(turn: TurnContext, head: str, visit: Appointment) -> bool:
    """Return whether the beginning of a text confirms a visit by its day or time."""
    said, words = read_alone(turn, head, visit.starts_at), said_apart_of(head)
    named = any(on_weekday(turn, (visit,), word) for word in words.words)
    if "?" in words.marks or not named or other_days(turn, words.words, visit):
        return False
    # "I'll confirm Thursday later" is read as of later on Thursday
    own = all(
        (each.exact and each.start == visit.starts_at)
        or (is_whole_day(turn, (each.start, each.end)) and covers((each,), visit.starts_at))
        for each in said.times
    )
    sure = said.intent is Intent.CONFIRM and said.confidence >= SURE and not said.also
    return own and sure and not cues_of(turn, head, visit.starts_at) & (_AGAINST | _LEAVING)
