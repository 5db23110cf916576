"""What the statements of a text have said so far of a family, and of whom the next one speaks."""

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
"""What is said of those who do not come then."""

SPEAKING = OFF | {StatementKind.COMES, StatementKind.NAMED}
WRITER = 0
"""Who writes, until all is said: then it is the one of whom nothing else is said."""

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
    """Return the appointments that a question asks about, or asked about before it."""
    return frozenset(each.appointment_id for each in (*question.about, *question.rest))


def open_visits(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits that may be spoken of: those asked about, else all that are ahead."""
    asked = about(turn.question) if turn.question else frozenset()
    return tuple(one for one in turn.ahead if one.id in asked) or turn.ahead


def cancelled_ahead(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits that are cancelled and would still be ahead."""
    return tuple(
        one
        for one in turn.context.appointments
        if one.status is AppointmentStatus.CANCELLED and one.starts_at > turn.now
    )


@dataclass
class ToldSoFar:
    """What statements have said so far.

    Attributes:
        turn: the turn.
        last: who was spoken of last.
        before: what was said of them.
        said: of whom each kind of thing is said.
        explained: of whom something is told that may be a reason.
        hindered: of these, whose reason keeps them from coming.
        denied: whether what is told is denied: "Leo doesn't want to".
        of_all: who is said to come only as one of all.
        counted_out: whether "the others", or "none", are spoken of.
        done: of whom it is said once more that they are cancelled.
        wish: the words of a wish for another time.
        untold: whether a reason waits for whom it is of: "she's on a trip, cancel Mia's".
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

    def of(self, *kinds: StatementKind) -> Ids:
        """Return of whom one of some kinds of things is said."""
        return frozenset().union(*(self.said.get(kind, frozenset()) for kind in kinds))

    def cancelled(self) -> Ids:
        """Return who has a cancelled visit and none that stands."""
        stands = {one.client_id for one in self.turn.ahead}
        return frozenset(one.client_id for one in cancelled_ahead(self.turn)) - stands

    def scope(self) -> Ids:
        """Return whose visits may be spoken of."""
        return frozenset(one.client_id for one in open_visits(self.turn))

    def who(self, part: Statement) -> Ids:
        """Return of whom a statement speaks, () where that is not known."""
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
        """Return who is meant by a number of them: "both can't come" are those just named."""
        ahead = frozenset(one.client_id for one in self.turn.ahead)
        off = self.of(*OFF) if part.kind is not StatementKind.COMES else frozenset()
        several = (self.last, off, self.scope(), ahead)
        return next((some for some in several if counts == {len(some)}), self.scope())

    def _former(self, part: Statement) -> Ids:
        """Return who is meant by "hers", by "he", or where nobody is named at all."""
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
