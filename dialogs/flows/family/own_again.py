"""Keeps "only mine" from cancelling another's visit after the writer's own was cancelled."""

from dialogs import effects as do
from dialogs.flows.family.family_words import Says, read_in
from dialogs.flows.family.said_words import family_said, tokens_of
from dialogs.flows.resolve_appointments import already_cancelled
from dialogs.flows.turn_context import Decision, TurnContext


def unless_own_again(turn: TurnContext, answer: Decision) -> Decision:
    """Return an answer that cancels nothing more, if the text only repeats "just mine".

    Args:
        turn: the turn.
        answer: the decision on the text.
    """
    gone = turn.undoable()
    cancels = any(isinstance(each, do.CancelAppointment) for each in answer.effects)
    if not (gone and cancels) or len(turn.context.clients) == 1 or not only_mine(turn):
        return answer
    return already_cancelled(turn, gone)


def only_mine(turn: TurnContext) -> bool:
    """Return whether a text speaks of the writer's own visit only, and names nobody."""
    locale = turn.heard.locale
    if locale not in read_in():
        return False
    tokens = tokens_of(family_said(turn), turn.context.clients, locale, turn.text)
    says = {each for token in tokens for each in token.says}
    named = any(token.who for token in tokens)
    return {Says.MINE, Says.ONLY} <= says and Says.ALSO not in says and not named
