"""What follows from a text to a practice that is suspended.

Who wants no more messages, or says that a number is not theirs, is heard. Nothing else is done: the
text stays for staff to read, and its writer is told once a day to call.
"""

from dataclasses import replace

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind
from dialogs.conversation import Context, Turn
from dialogs.effects import AlertStaff, MarkDeceased, MarkWrongNumber, OptOut
from dialogs.frames import own_locale
from dialogs.wording.rendering import Facts, render

_HEARD = (OptOut, MarkDeceased, MarkWrongNumber)


def in_place_of(context: Context, turn: Turn, text: str, *, told_today: bool) -> Turn:
    """Return the turn that takes the place of one that was decided as always.

    Args:
        context: the facts that it was decided on.
        turn: the decision.
        text: what the client wrote.
        told_today: whether something was written to the client within a day.
    """
    heard = tuple(one for one in turn.effects if isinstance(one, _HEARD))
    dangers = tuple(
        one
        for one in turn.effects
        if isinstance(one, AlertStaff) and one.kind is AlertKind.EMERGENCY
    )
    if any(isinstance(one, OptOut) for one in heard):
        # its answer says that there will be no more; an answer to more than that is not true
        only = len(heard) == len([one for one in turn.effects if not isinstance(one, AlertStaff)])
        replies = turn.replies if only else ()
        return replace(turn, effects=heard, replies=replies, trace=(*turn.trace, _TRACE))
    facts = {"who": _who(context), "text": text}
    alert = AlertStaff(AlertKind.UNCLEAR, Reason(ReasonCode.WROTE_TO_SUSPENDED, facts))
    says: tuple[str, ...] = ()
    if dangers:
        says = turn.replies
    elif not told_today and not context.stopped:
        locale = context.state.locale or own_locale(context)
        says = (render("suspended", locale, Facts(context.practice), context.templates),)
    return Turn(
        effects=(*heard, *(dangers or (alert,))),
        replies=says,
        state=context.state,
        understanding=turn.understanding,
        trace=(_TRACE,),
        client_id=turn.client_id,
    )


_TRACE = "the practice is suspended: nothing is changed, staff can read the text"


def _who(context: Context) -> str:
    names = [one.name for one in context.clients]
    return names[0] if len(names) == 1 else context.key.their_address
