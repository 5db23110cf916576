"""Reads what a text says of each member of a family: who comes, who does not, who is moved.

Every statement has to be understood, and none may contradict another; other words about somebody
whose visit is cancelled are the reason. Otherwise the text is left to other flows.
"""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.family.asks_of_one import asks_of_one
from dialogs.flows.family.family_words import Says, read_in
from dialogs.flows.family.own import own_visits
from dialogs.flows.family.said_words import family_said
from dialogs.flows.family.statement_kinds import TAKING_BACK, StatementKind
from dialogs.flows.family.statements import Statement, statements
from dialogs.flows.family.summing import Summed, summed
from dialogs.flows.family.tally import Tally
from dialogs.flows.family.told_so_far import (
    ALL,
    OFF,
    OTHERS,
    Ids,
    about,
    cancelled_ahead,
    open_visits,
    remaining,
)
from dialogs.flows.family.writing_one import joins_writer
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.coming_back import comes_after_all
from dialogs.flows.visits.still_holding import asks_of_holding
from dialogs.flows.visits.visit_days import covers, on_weekday, weekdays
from dialogs.intents import Hint, Intent

_MAY_BE = frozenset(
    {Intent.UNCLEAR, Intent.CONFIRM, Intent.CANCEL, Intent.RESCHEDULE, Intent.THANKS, Intent.UNDO}
    | {Intent.CHOICE, Intent.MORE, Intent.LATE, Intent.AGENDA, Intent.BOOK, Intent.WHERE}
    | {Intent.WRONG_NUMBER}
)
_HINTS = frozenset(
    {None, Hint.YES, Hint.REFUSAL, Hint.CANCELS, Hint.DEFERRAL, Hint.KEPT, Hint.GREETING}
)
_ASKED = frozenset({Asked.REMINDER, Asked.WHICH})
_OF_VISITS = frozenset(
    {
        StatementKind.COMES,
        StatementKind.AWAY,
        StatementKind.CANCEL,
        StatementKind.NO,
        StatementKind.NAMED,
    }
)
_TWO, _NOON = 2, 12
_MOST = 40
"""Most words of a text that this module recognises."""

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Told:
    """The statements of a text on each member of a family.

    Attributes:
        kept: visits of those who come.
        gone: visits to be cancelled.
        doubted: visits with only a bare no.
        moved: the visit for which another time is wanted, or None.
        wish: the words of that wish.
        done: visits that are cancelled already and are mentioned again.
        again: whether that cancellation is asked for again, not only agreed to.
        more: whether staff have to read what the text tells of somebody.
        left: the only visit mentioned, which stays as it is, or None.
    """

    kept: tuple[Appointment, ...] = ()
    gone: tuple[Appointment, ...] = ()
    doubted: tuple[Appointment, ...] = ()
    moved: Appointment | None = None
    wish: str = ""
    done: tuple[Appointment, ...] = ()
    again: bool = False
    more: bool = False
    left: Appointment | None = None

    @property
    def visits(self) -> tuple[Appointment, ...]:
        """All visits that the text makes a statement on."""
        return (*self.kept, *self.gone, *self.doubted, *((self.moved,) if self.moved else ()))

    @property
    def intent(self) -> Intent:
        """The main intent of these statements."""
        if self.moved is not None:
            return Intent.RESCHEDULE
        if self.done or self.left:
            return Intent.THANKS
        return Intent.CANCEL if self.gone else Intent.CONFIRM


@once
def each_told(turn: TurnContext) -> Told | None:
    """Return the statements of a text on each of a family by name, or on both, or None."""
    heard, question = turn.heard, turn.question
    if heard.intent not in _MAY_BE or heard.hint not in _HINTS:
        return None
    if question is not None and question.asked not in _ASKED:
        return None
    clients = turn.context.clients
    if len(clients) < _TWO or not turn.ahead:
        return None
    said = family_said(turn)
    if len(said.words) > _MOST or asks_of_one(turn):
        return None
    for locale in dict.fromkeys((heard.locale, turn.locale)):
        parts = statements(said, clients, locale, turn.text) if locale in read_in() else None
        if parts is not None and (told := _told(turn, parts)) is not None:
            return told if _is_apart(turn, told) else None
    return None


def _is_apart(turn: TurnContext, told: Told) -> bool:
    """Return whether this module handles the statements, and not another as one intent."""
    if told.gone or told.moved:
        # "cancel his but not Ada's" does not tell the owner of the number
        return turn.heard.intent is not Intent.WRONG_NUMBER or not told.doubted
    return turn.heard.intent is not Intent.WRONG_NUMBER and not _of_writer(turn)


def _of_writer(turn: TurnContext) -> bool:
    """Return whether a text for two clients only says that its writer comes."""
    clients = {one.client_id for one in open_visits(turn)}
    apart = len(clients) == _TWO and not joins_writer(turn)
    return apart and own_visits(turn) is not None


def _told(turn: TurnContext, parts: tuple[Statement, ...]) -> Told | None:
    """Return the meaning of all statements together, None if one is not understood."""
    unknown = any(each.kind is StatementKind.UNKNOWN for each in parts)
    cancels = any(part.kind is StatementKind.CANCEL for part in parts)
    tally = Tally(turn, own_off=any(map(_gives_up_own, parts)), cancels=cancels)
    if unknown or not all(tally.takes(each) for each in _others_last(parts)):
        return None
    together = summed(tally)
    if together is None:
        return None
    if not (together.comes or together.off or together.doubted or together.moved):
        return _done(turn, parts, together.done) or _left(turn, parts, together.kept)
    return _of_visits(turn, parts, together) if _answers(turn, parts) else None


def _gives_up_own(part: Statement) -> bool:
    """Return whether a statement cancels the visit of the writer, named as the writer's own."""
    return part.kind is StatementKind.CANCEL and part.mine and not part.named


def _others_last(parts: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """Return the statements with a first one on "the others" moved to the end."""
    first = next((each for each in parts if each.kind is not StatementKind.IDLE), None)
    if first is None or first.named or not first.groups & OTHERS or len(parts) == 1:
        return parts
    return (*(each for each in parts if each is not first), first)


def _done(turn: TurnContext, parts: tuple[Statement, ...], clients: Ids) -> Told | None:
    """Return the visits that are cancelled already, if the text says nothing else."""
    if any(part.asked or Says.ME in part.groups for part in parts):
        return None
    again = any(part.kind in {StatementKind.CANCEL, StatementKind.AWAY} for part in parts)
    done = tuple(one for one in cancelled_ahead(turn) if one.client_id in clients)
    return Told(done=done, again=again) if done else None


def _left(turn: TurnContext, parts: tuple[Statement, ...], clients: Ids) -> Told | None:
    """Return the one visit that is to stay as it is, if the text asks for nothing else."""
    kinds = {part.kind for part in parts}
    lists = turn.question is not None and turn.question.asked is Asked.WHICH
    visits = _visits(turn, clients)
    if (
        kinds - {StatementKind.KEPT, StatementKind.IDLE}
        or lists
        or turn.just_moved() is not None
        or not visits
    ):
        return None
    return Told(left=visits[0]) if len(visits) == 1 else None


def _answers(turn: TurnContext, parts: tuple[Statement, ...]) -> bool:
    """Return whether the statements are a full answer: about named clients, or a count."""
    comes = [each for each in parts if each.kind is StatementKind.COMES]
    off = [
        each for each in parts if each.kind in OFF | {StatementKind.NOT_THEM, StatementKind.NEITHER}
    ]
    lists = turn.question is not None and turn.question.asked is Asked.WHICH
    if not any(each.named for each in parts):
        if off:
            return not comes and _calls_all_off(parts)
        groups = ALL | (OTHERS if turn.undoable() else frozenset())
        counted = any(each.groups & groups and each.firm for each in comes)
        if counted:
            return not lists or any(each.kind in TAKING_BACK for each in parts)
        return _of_own(turn, parts)
    if not lists:
        return True
    # a name, a yes or a no alone is an answer to "which one?"
    said = bool(comes) and all(each.firm or each.groups & OTHERS for each in comes)
    return said and (bool(off) or any(each.kind is StatementKind.NAMED for each in parts))


def _of_own(turn: TurnContext, parts: tuple[Statement, ...]) -> bool:
    """Return whether a text only says that its writer comes, after another's visit was changed."""
    if not remaining(turn) or comes_after_all(turn) or asks_of_holding(turn):
        return False  # "I'm coming after all" undoes the cancellation
    only = {StatementKind.COMES, StatementKind.STAYS, StatementKind.TIME, StatementKind.IDLE}
    of_me = [each for each in parts if each.kind in {StatementKind.COMES, StatementKind.STAYS}]
    return {each.kind for each in parts} <= only and all(
        each.groups == {Says.ME} and not each.asked for each in of_me
    )


def _calls_all_off(parts: tuple[Statement, ...]) -> bool:
    """Return whether a text plainly says that all are to be cancelled, and why."""
    told = {each.kind for each in parts} <= {
        StatementKind.CANCEL,
        StatementKind.AWAY,
        StatementKind.REASON,
        StatementKind.IDLE,
    }
    return told and any(each.kind is StatementKind.CANCEL and each.groups & ALL for each in parts)


def _of_visits(turn: TurnContext, parts: tuple[Statement, ...], summed: Summed) -> Told | None:
    """Return the visits of the clients mentioned, None if one has none, or several."""
    kept, gone, doubted, moved = (
        _visits(turn, who) for who in (summed.comes, summed.off, summed.doubted, summed.moved)
    )
    if kept is None or gone is None or doubted is None or moved is None:
        return None
    told = Told(kept, gone, doubted, moved[0] if moved else None, summed.wish, more=summed.told)
    asked = all(_is_asked(turn, one) for one in told.visits) or _tells_of_all(turn, told, summed)
    return told if told.visits and asked and _of_their_days(turn, parts, told) else None


def _is_asked(turn: TurnContext, visit: Appointment) -> bool:
    """Return whether a text may be about a visit: any, unless a reminder asked about others."""
    question = turn.question
    return question is None or question.named or visit.id in about(question)


def _tells_of_all(turn: TurnContext, told: Told, summed: Summed) -> bool:
    """Return whether a text speaks of each visit ahead, whatever was asked before."""
    kept = _visits(turn, summed.kept) or ()
    return {one.id for one in turn.ahead} <= {one.id for one in (*told.visits, *kept)}


def _visits(turn: TurnContext, clients: Ids) -> tuple[Appointment, ...] | None:
    """Return the visit of each client, None if one has none, or several."""
    found: list[Appointment] = []
    for client in sorted(clients):
        theirs = [one for one in turn.ahead if one.client_id == client]
        asked = [one for one in open_visits(turn) if one.client_id == client]
        among = asked if len(asked) == 1 else theirs
        if len(among) != 1:
            return None
        found += among
    return tuple(sorted(found, key=lambda one: one.starts_at))


def _of_their_days(turn: TurnContext, parts: tuple[Statement, ...], told: Told) -> bool:
    """Return whether the times beside the statements are those of the visits."""
    kinds = _OF_VISITS | (frozenset() if told.moved else {StatementKind.TIME})
    timed = [part for part in parts if part.timed and part.kind in kinds]
    words = [word for part in timed for word in part.words]
    days = [word for word in words if word in weekdays()]
    if not all(on_weekday(turn, told.visits, word) for word in days):
        return False
    if not all(_is_of(turn, told.visits, word) for word in words if word[:1].isdigit()):
        return False
    if told.moved:
        # the understood times belong to the wish
        return not _names_own_time(turn, told.moved, told.wish.split())
    if timed and not days and not turn.heard.times:
        return False
    starts = [one.starts_at for one in told.visits]
    times = turn.heard.times if timed else ()
    return all(any(covers((each,), start) for start in starts) for each in times)


def _names_own_time(turn: TurnContext, visit: Appointment, words: list[str]) -> bool:
    """Return whether a wish for another time names the visit's own: "can Leo come at 4?"."""
    days = [word for word in words if word in weekdays()]
    own = all(on_weekday(turn, (visit,), word) for word in days)
    numbers = [word for word in words if word[:1].isdigit()]
    return bool(days) and own and all(_is_of(turn, (visit,), word) for word in numbers)


def _is_of(turn: TurnContext, visits: tuple[Appointment, ...], word: str) -> bool:
    """Return whether a number may be an hour or a day of one of some visits."""
    zone = ZoneInfo(turn.practice.timezone)
    local = [one.starts_at.astimezone(zone) for one in visits]
    meant = {n for at in local for n in (at.hour, at.hour % _NOON, at.day, at.minute)}
    return all(int(number) in meant for number in _NUMBER.findall(word))
