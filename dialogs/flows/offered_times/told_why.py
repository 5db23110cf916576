"""Recognises a wished part of the day with a reason: "mornings only, I start work at two".

The time in the reason is not wished for: the words after the wish, on the writer's own activities,
only explain.
"""

import re
from zoneinfo import ZoneInfo

from dialogs.conversation import Asked
from dialogs.flows.offered_times.local_days import DAY, Span, is_whole_day, on_days
from dialogs.flows.phrases import said_apart_of
from dialogs.flows.reading_parts import cues_of, read_alone
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import weekdays
from dialogs.languages.lexicon import Cue

_WHY = re.compile(
    r"[,.;!\n]\s*|\s(?=(?:because|cause|cos|since|perch[eé]|che|porque|ya que|car|parce que|weil"
    r"|da|denn|pois)\s)",
    re.IGNORECASE,
)
"""Pattern of the border before a reason."""
_DOING = frozenset(
    {
        *("i", "im", "ive", "ich", "je", "j", "devo", "ho", "sono", "lavoro", "comincio", "inizio"),
        *("attacco", "tengo", "trabajo", "entro", "empiezo", "salgo", "recojo", "estoy", "tenho"),
        *("trabalho", "pego", "estou", "comeco", "meine", "mein", "my", "mon", "ma", "mi", "meu"),
    }
)
"""Words about the writer's own activities."""
_WANTING = frozenset({Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.QUESTION, Cue.COMING, Cue.COME})
"""Cues of a wish, or of when the writer can come."""
_TURNING = frozenset({Cue.NEGATION, Cue.NO, Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.BUSY})
"""Cues that a part of the day does not suit."""
_DAYS = 14
"""Days on which the part of the day is searched."""
_ABLE = frozenset({"can", "could", "kann", "konnte", "posso", "puedo", "peux", "free", "frei"})


def wished_before_why(turn: TurnContext) -> tuple[Span, ...] | None:
    """Return the times of a wish that is followed by a reason with a time, or None."""
    question, text = turn.question, turn.text
    if question is None or question.asked is not Asked.SLOTS or "?" in text or not turn.ahead:
        return None
    border = _WHY.search(text)
    if border is None or not turn.heard.times:
        return None
    wish, why = text[: border.start()], text[border.end() :]
    words = frozenset(said_apart_of(why).words)
    if _DOING.isdisjoint(words) or not _ABLE.isdisjoint(words):
        return None
    start = turn.ahead[0].starts_at
    wished = read_alone(turn, wish, start).times
    turned = cues_of(turn, wish) & _TURNING or cues_of(turn, why) & _WANTING
    if len(wished) != 1 or wished[0].exact or turned:
        return None
    span = (wished[0].start, wished[0].end)
    named = any(word in weekdays() or word[:1].isdigit() for word in said_apart_of(wish).words)
    if named or is_whole_day(turn, span):
        return None
    # read alone it is a part of the visit's day; here it means any day on offer
    today = turn.now.astimezone(ZoneInfo(turn.practice.timezone)).date()
    return on_days(turn, [today + n * DAY for n in range(_DAYS)], span)
