"""Stops a decision if a text names one of a family but would change the visit of another.

Each flow finds the visit by itself; this check covers the decisions of all flows. Only the visits
of the named clients may change, unless the text has a number, or words for several, for the others
or for the writer. A text that `each_told` understands is performed as it is; in any other text
"Leo and I" confirms nobody.
"""

from collections.abc import Iterator, Sequence

from calendar_store.model.appointments import Appointment
from dialogs import effects as do
from dialogs.flows.family.each_told import each_told
from dialogs.flows.family.family_words import Says, read_in, said_at
from dialogs.flows.family.jointly import jointly
from dialogs.flows.family.own_words import FOR_ME, I_DO, ME_TOO
from dialogs.flows.family.said_words import Token, family_said, tokens_of
from dialogs.flows.family.statement_kinds import StatementKind
from dialogs.flows.family.statements import Statement, statements
from dialogs.flows.family.told_so_far import OFF
from dialogs.flows.family.writing_one import joins_writer
from dialogs.flows.numbers import number_meant
from dialogs.flows.phrases import POLITE, left_over, longest, said_apart, said_of
from dialogs.flows.resolve_appointments import ask_again, ask_which
from dialogs.flows.target import Resolution, Target
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.details import cancelled_of_named, told_gone
from dialogs.intents import Intent
from dialogs.normalise import Said

_CHANGES = {
    do.CancelAppointment: Intent.CANCEL,
    do.ConfirmAppointment: Intent.CONFIRM,
    do.MoveAppointment: Intent.RESCHEDULE,
}
_SEVERAL = frozenset(
    {Says.ALL, Says.BOTH, Says.THREE, Says.OTHERS, Says.OTHER_TWO, Says.EXCEPT, Says.WE}
)

_THEIRS = frozenset({Says.THEIRS, Says.TROUBLE, Says.AWAY, Says.CANCEL, Says.OVER})
"""Words beside which a yes is not one for everybody."""

_NOT_MINE = frozenset({Says.NOT, Says.BUT, Says.AND, Says.IDLE})
"""Words beside "mine" that say no more than that it is not meant."""
_KEPT = frozenset(
    {StatementKind.COMES, StatementKind.KEPT, StatementKind.STAYS, StatementKind.NOT_THEM}
)
"""Kinds of statements on a visit that is not to be cancelled."""
_UNTOLD = frozenset({StatementKind.UNKNOWN, StatementKind.REASON})

_BEFORE_ME = frozenset({"m", "am", "im", "sono", "soy", "suis", "bin", "sou", "its"})
_HERE = frozenset({"here", "speaking", "hier", "qui", "aqui", "ici"})
"""Words right before or after the name of the writer."""


def of_nobody_else(turn: TurnContext, answer: Decision) -> Decision:
    """Return an answer that changes only visits of named clients, else one that asks.

    Args:
        turn: the turn.
        answer: the decision on the text.
    """
    changed = tuple(_changed(turn, answer))
    joint = jointly(turn)
    known = each_told(turn) is not None or (joint is not None and joint.refused)
    if len(turn.context.clients) == 1 or known:
        return answer
    confirmed = {one.client_id for one, intent in changed if intent is Intent.CONFIRM}
    # "hope Leo and I can come", "my son is ill, his is off, I'm coming"
    if doubted := _doubted(turn, confirmed):
        return ask_which(turn, doubted, Target(Resolution.SEVERAL, turn.ahead))
    named = _named(turn) if changed else frozenset()
    of_named = all(one.client_id in named for one, _ in changed)
    if not named or of_named or _speaks_of_more(turn):
        unsure = bool(named) and of_named and _may_be_kept(turn, changed)
        several = Target(Resolution.SEVERAL, turn.ahead)
        return ask_which(turn, Intent.CANCEL, several) if unsure else answer
    if gone := cancelled_of_named(turn):
        return told_gone(turn, gone)
    intent = changed[0][1]
    if len(turn.ahead) > 1:
        return ask_which(turn, intent, Target(Resolution.SEVERAL, turn.ahead))
    return ask_again(turn, Target(Resolution.UNSURE, turn.ahead), intent)


def _doubted(turn: TurnContext, confirmed: set[int]) -> Intent | None:
    """Return the intent to ask about, where a text may not confirm what it seems to, or None."""
    if confirmed and (joins_writer(turn) or (len(confirmed) > 1 and _tells_of_theirs(turn))):
        return Intent.CONFIRM
    denied = confirmed and len(turn.ahead) > 1 and _is_denied(turn, confirmed)
    return Intent.CANCEL if denied else None


def _changed(turn: TurnContext, answer: Decision) -> Iterator[tuple[Appointment, Intent]]:
    """Yield the visits that an answer changes, each with its intent."""
    visits = {one.id: one for one in turn.context.appointments}
    for effect in answer.effects:
        match effect:
            case do.CancelAppointment() | do.ConfirmAppointment() | do.MoveAppointment():
                if effect.appointment_id in visits:
                    yield visits[effect.appointment_id], _CHANGES[type(effect)]


def _named(turn: TurnContext) -> frozenset[int]:
    """Return the ids of the clients that a text names, other than as its writer."""
    said, clients = said_apart(turn), turn.context.clients
    called = {client.id: said_of(client.first).words for client in clients}
    firsts = frozenset(words[-1] for words in called.values() if words)
    return frozenset(
        number
        for number, words in called.items()
        if words and any(not _writes(said, at, len(words), firsts) for at in _places(said, words))
    )


def _places(said: Said, called: tuple[str, ...]) -> Iterator[int]:
    """Yield the places of a name, with or without an "s" after it."""
    for at in range(len(said.words) - len(called) + 1):
        words = said.words[at : at + len(called)]
        if words == called or words == (*called[:-1], f"{called[-1]}s"):
            yield at


def _writes(said: Said, at: int, size: int, firsts: frozenset[str]) -> bool:
    """Return whether a name is the writer's: "yes. Ada", unlike "not Mia, Leo"."""
    before, behind = said.words[:at], said.words[at + size :]
    if _introduces(before, behind):
        return True
    if not before or behind or before[-1] in firsts:
        return False
    return bool(said.marks[at - 1]) or not left_over(before[-1:], POLITE)


def _may_be_kept(turn: TurnContext, changed: Sequence[tuple[Appointment, Intent]]) -> bool:
    """Return whether the visits that an answer cancels may be those that the text keeps.

    True where the text speaks of the writer's own visit too, "meinen streichen, den von Mia nicht",
    or says of the named that they come.
    """
    gone = {one.client_id for one, intent in changed if intent is Intent.CANCEL}
    if not gone or len(turn.ahead) == 1:
        return False
    said, clients = family_said(turn), turn.context.clients
    for locale in {turn.heard.locale, turn.locale} & read_in():
        tokens = tokens_of(said, clients, locale, turn.text)
        if any(Says.MINE in one and not _is_kept(tokens, n) for n, one in enumerate(tokens)):
            return True
        told = statements(said, clients, locale, turn.text) or ()
        kept = (client.id for each in told if each.kind in _KEPT for client in each.named)
        if not gone.isdisjoint(kept) or _only_writer_is_away(told, gone):
            return True
    return False


def _only_writer_is_away(told: Sequence[Statement], gone: set[int]) -> bool:
    """Return whether a text gives up the writer's visit alone: "Gran brings Leo, I can't come"."""
    of_named = (each for each in told if any(client.id in gone for client in each.named))
    off = any(each.kind in OFF or each.hinders or each.denied for each in of_named)
    return not off and any(each.writer_off for each in told)


def _is_denied(turn: TurnContext, confirmed: set[int]) -> bool:
    """Return whether a text says of somebody whose visit is confirmed that they do not come."""
    said, clients = family_said(turn), turn.context.clients
    for locale in {turn.heard.locale, turn.locale} & read_in():
        told = statements(said, clients, locale, turn.text) or ()
        own = any(Says.ME in each.groups and each.kind is StatementKind.COMES for each in told)
        of_them = [each for each in told if any(client.id in confirmed for client in each.named)]
        denied = (each.denied and each.kind is not StatementKind.KEPT for each in of_them)
        # "Leo came out in spots, I can still make it" is a yes for the writer
        strange = (own and each.kind in _UNTOLD for each in of_them)
        if any(each.kind in OFF for each in of_them) or any(denied) or any(strange):
            return True
    return False


def _is_kept(tokens: Sequence[Token], at: int) -> bool:
    """Return whether "mine" is kept by a part of its own: "Maries absagen, meinen aber nicht"."""
    begin, end = at, at + 1
    while begin and not tokens[begin - 1].mark:
        begin -= 1
    while end < len(tokens) and not tokens[end - 1].mark:
        end += 1
    part = [*tokens[begin:at], *tokens[at + 1 : end]]
    return any(Says.NOT in one for one in part) and all(set(one.says) & _NOT_MINE for one in part)


def _speaks_of_more(turn: TurnContext) -> bool:
    """Return whether a text has a number, or words for several, others or the writer."""
    if turn.heard.choice is not None or number_meant(turn) is not None:
        return True
    words = said_apart(turn).words
    if any(longest(words, at, own) for own in (FOR_ME, I_DO, ME_TOO) for at in range(len(words))):
        return True
    locales = {turn.heard.locale, turn.locale} & read_in()
    return any(
        _SEVERAL & set(said_at(locale, words, at)[1])
        for locale in locales
        for at in range(len(words))
    )


def _tells_of_theirs(turn: TurnContext) -> bool:
    """Return whether a text speaks of somebody else's visit, or of somebody's trouble."""
    words = said_apart(turn).words
    locales = {turn.heard.locale, turn.locale} & read_in()
    return any(
        _THEIRS & set(said_at(locale, words, at)[1])
        for locale in locales
        for at in range(len(words))
    )


def _introduces(before: Sequence[str], behind: Sequence[str]) -> bool:
    """Return whether the words around a name introduce the writer: "it's Ada here"."""
    here = bool(behind) and behind[0] in _HERE
    return here or bool(before and before[-1] in _BEFORE_ME) or tuple(before[-2:]) == ("it", "s")
