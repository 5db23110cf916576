"""Holds the statements of a family's text so far, and finds whom the next one is about."""

from dataclasses import dataclass, field

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Question
from dialogs.flows.family.family_words import Says
from dialogs.flows.family.statement_kinds import StatementKind
from dialogs.flows.family.statements import Statement
from dialogs.flows.turn_context import TurnContext

Ids = frozenset[int]

OTHERS = frozenset({Says.OTHERS, Says.OTHER_TWO})
ALL = frozenset({Says.ALL, Says.BOTH, Says.THREE})
OFF = frozenset({StatementKind.AWAY, StatementKind.CANCEL, StatementKind.NO, StatementKind.MOVE})
"""Kinds of statements on clients who do not come at that time."""

SPEAKING = OFF | {StatementKind.COMES, StatementKind.NAMED}
WRITER = 0
"""Id for the writer, until `summing` replaces it by the only client not mentioned."""

_COUNTS = {Says.BOTH: 2, Says.OTHER_TWO: 2, Says.THREE: 3}
_OF_FORMER = frozenset(
    {
        StatementKind.REASON,
        StatementKind.AWAY,
        StatementKind.MOVE,
        StatementKind.COMES,
        StatementKind.NO,
        StatementKind.OPEN,
        StatementKind.KEPT,
        StatementKind.STAYS,
    }
)


def about(question: Question) -> Ids:
    """Return the ids of appointments of a question, earlier ones of its reminder included."""
    return frozenset(each.appointment_id for each in (*question.about, *question.rest))


def open_visits(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits that the text may be about: those asked about, else all ahead."""
    asked = about(turn.question) if turn.question else frozenset()
    return tuple(one for one in turn.ahead if one.id in asked) or turn.ahead


def remaining(turn: TurnContext) -> Ids:
    """Return the clients not answered for, after an act on another visit of the family, else ()."""
    question = turn.state.question
    if turn.question is not None and not turn.question.named:
        return frozenset()
    if question is not None and question.named and turn.now < question.expires_at:
        left = {each.appointment_id for each in question.about}
        return frozenset(one.client_id for one in turn.ahead if one.id in left)
    if question is not None or not (turn.undoable() or turn.just_moved()):
        return frozenset()
    moved = turn.just_moved()
    return frozenset(one.client_id for one in turn.ahead if one != moved)


def cancelled_ahead(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the cancelled visits with a start in the future."""
    return tuple(
        one
        for one in turn.context.appointments
        if one.status is AppointmentStatus.CANCELLED and one.starts_at > turn.now
    )


@dataclass
class ToldSoFar:
    """The statements of a text so far, as client ids.

    Attributes:
        turn: the turn.
        last: the clients of the last statement.
        before: the kind of the last statement.
        said: the clients of each kind of statement.
        explained: clients with a possible reason for not coming.
        hindered: those of them with a real obstacle.
        denied: whether a reason has a negation: "Leo doesn't want to".
        of_all: clients who come only as one of all.
        counted_out: whether "the others", or "none", occur.
        done: clients whose cancelled visit is mentioned again.
        wish: the words of a wish for another time.
        writer_away: whether the writer is said not to come, and no visit is named as the writer's.
        untold: whether a reason lacks its client so far: "she's on a trip, cancel Mia's".
    """

    turn: TurnContext
    last: Ids = frozenset()
    before: StatementKind | None = None
    said: dict[StatementKind, Ids] = field(default_factory=dict)
    explained: Ids = frozenset()
    hindered: Ids = frozenset()
    denied: bool = False
    of_all: Ids = frozenset()
    counted_out: bool = False
    done: Ids = frozenset()
    wish: tuple[str, ...] = ()
    untold: bool = False
    writer_away: bool = False

    def of(self, *kinds: StatementKind) -> Ids:
        """Return the clients with a statement of one of some kinds."""
        return frozenset().union(*(self.said.get(kind, frozenset()) for kind in kinds))

    def cancelled(self) -> Ids:
        """Return the clients with a cancelled visit and no standing one."""
        stands = {one.client_id for one in self.turn.ahead}
        return frozenset(one.client_id for one in cancelled_ahead(self.turn)) - stands

    def scope(self) -> Ids:
        """Return the clients whose visits the text may be about."""
        return frozenset(one.client_id for one in open_visits(self.turn))

    def who(self, part: Statement) -> Ids:
        """Return the clients that a statement is about, an empty set if not known."""
        named = frozenset(client.id for client in part.named)
        named |= {WRITER} if Says.ME in part.groups else frozenset()
        if part.excepted:
            left_out = frozenset(client.id for client in part.excepted)
            plain = bool(part.groups & ALL) and named == left_out
            return self.scope() - left_out if plain else frozenset()
        counts = {_COUNTS[says] for says in part.groups & set(_COUNTS)}
        if part.groups & OTHERS:
            named |= self.scope() - self.of(*SPEAKING) - self.explained - named
        elif not named and part.groups & (ALL | {Says.NONE}):
            named = self._counted(part, counts)
        elif not named:
            named = self._former(part)
        return named if all(len(named) == count for count in counts) else frozenset()

    def _counted(self, part: Statement, counts: set[int]) -> Ids:
        """Return the clients meant by a count: "both can't come" means the two just named."""
        ahead = frozenset(one.client_id for one in self.turn.ahead)
        off = self.of(*OFF) if part.kind is not StatementKind.COMES else frozenset()
        several = (self.last, off, self.scope(), ahead)
        return next((some for some in several if counts == {len(some)}), self.scope())

    def _former(self, part: Statement) -> Ids:
        """Return the clients meant by "hers" or "he", or without any name."""
        if Says.THEIR_ALL in part.groups:
            several = (self.last, self.explained, self.of(*OFF))
            return next((some for some in several if len(some) > 1), self._former_one(part))
        return self._former_one(part)

    def _former_one(self, part: Statement) -> Ids:
        theirs = Says.THEIRS in part.groups
        if theirs or part.kind is StatementKind.CANCEL:
            last = self.last or frozenset(one.client_id for one in self.turn.undoable())
            plain = theirs or self.before in {StatementKind.NAMED, StatementKind.AWAY}
            return last if plain and len(last) == 1 else frozenset()
        return self.last if part.kind in _OF_FORMER else frozenset()
