"""The state of a conversation after staff have written to the client in their own words.

The reply to such a text is for staff to read: a yes or a thank-you must not answer an earlier
question of ours. What was on offer stays open after a statement, for an answer that is complete by
itself: "then I'll take the Friday one".
"""

import re
from dataclasses import replace
from datetime import datetime

from dialogs.conversation import Asked, Context, Question, State
from dialogs.frames import frame_of
from dialogs.understand import understand

_KEEPING = re.compile(
    r"\b(hold|holding|keep|keeping|reserve|halten|reservieren|reserviert|gard(?:e|ons)|"
    r"réserv(?:e|ons)|teniamo|tengo|terremo|guard(?:o|amos)|reserv(?:o|amos)|mant(?:enemos|emos))\b",
    re.IGNORECASE,
)
"""Verbs with which staff say that what was offered stays free for the client."""
_KEPT_UNTIL = re.compile(
    r"\b(until|till|bis|jusqu['’]?(?:à|au)?|fino|hasta|até)\b[^.,;!?\n]*", re.IGNORECASE
)
"""How long staff keep it, which proposes no time: "we'll hold them until noon"."""


def after_staff(state: State, text: str, now: datetime, context: Context) -> State:
    """Return the state after a text of staff that asks none of our questions.

    Args:
        state: the state before.
        text: what staff wrote.
        now: UTC.
        context: the facts.
    """
    text = _KEPT_UNTIL.sub("", text) if _KEEPING.search(text) else text
    times = understand(text, frame_of(context, None, None)).times
    # "the lift is broken this week" proposes no time
    timed = any(each.start > now for each in times)
    return replace(
        state,
        with_person=None,
        question=_left_open(state.question, text, now, timed=timed),
        staff_at=now,
        staff_asked=now if "?" in text else None,
        staff_timed=timed,
    )


def _left_open(
    question: Question | None, text: str, now: datetime, *, timed: bool
) -> Question | None:
    """Return the question that stays open: an offer, or times that staff do not speak of."""
    if question is None or "?" in text or now >= question.expires_at:
        return None
    # a number may choose from what staff have written, and "Friday" be the Friday that they named
    spoken_of = timed or any(map(str.isdigit, text))
    listed = question.asked is Asked.SLOTS and not spoken_of
    return replace(question, stale=True) if listed or question.asked is Asked.OFFER else None
