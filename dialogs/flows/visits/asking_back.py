"""Asks whether the client would like back what was just cancelled or moved, and reads the answer.

A text that may be a regret is not enough to take an act back. After the question a yes in words is,
and so is a text that is more like a regret than not; "ok" and thanks only say that it was read.
"""

from dialogs.conversation import Asked, AskedAbout, Question
from dialogs.flows.answers.assent import more_than_thanks, plain_yes, says_no
from dialogs.flows.likeness.regrets import rather_regrets
from dialogs.flows.likeness.settings import before_act
from dialogs.flows.phrases import AGREEING, left_over, said_whole
from dialogs.flows.resolve_appointments import already_cancelled, undo_until
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.saying_to_come import of_times
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Hint


def ask_back(turn: TurnContext) -> Decision:
    """Ask whether the client wants back what UNDO would take back: a move, else a cancelling."""
    moved, undoable = turn.just_moved(), turn.undoable()
    if moved is not None and turn.state.moved is not None:
        visit, until, name = moved, turn.state.moved.until, "moved_regret"
    elif len(undoable) == 1 and len(turn.context.clients) == 1:
        visit, until, name = undoable[0], undo_until(turn, undoable[0]), "back_perhaps"
    else:
        return already_cancelled(turn, undoable)
    about = AskedAbout(visit.id, visit.version, visit.starts_at)
    return Decision(
        trace=("wants it back perhaps: asked, nothing changed",),
        state=turn.state.asking(Question(Asked.BACK, (about,), turn.now, until)),
        replies=(turn.say(name, visit, until=until),),
        client_id=visit.client_id,
        asks=True,
    )


def asked_back(turn: TurnContext) -> bool:
    """Return whether that question is open."""
    return turn.question is not None and turn.question.asked is Asked.BACK


def wants_it_back(turn: TurnContext) -> bool:
    """Return whether a text answers that question with yes."""
    if not asked_back(turn):
        return False
    if turn.heard.hint is Hint.LIKE:
        return True
    if plain_yes(turn):
        return more_than_thanks(turn)
    # "no, leave it" regretted the act before the question, and leaves it now
    return not says_no(turn) and (_names_former(turn) or rather_regrets(turn))


def _names_former(turn: TurnContext) -> bool:
    """Return whether a text only names the time before the act, with or without a yes."""
    former, times = before_act(turn), turn.heard.times
    if former is None or not times or not covers(times, former.starts_at):
        return False
    said = said_whole(turn)
    timed = of_times(said.words, turn.heard.locale)
    return "?" not in said.marks and timed.issuperset(left_over(said.words, AGREEING))


def left_gone(turn: TurnContext) -> Decision:
    """Close the question after a no: what was done stands."""
    return Decision(
        trace=("does not want it back: nothing changed",), state=turn.state.asking(None)
    )
