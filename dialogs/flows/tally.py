"""What the statements of a text say together of each of a family, by whom they speak of."""

from dataclasses import dataclass, field

from calendar_store.statuses import AppointmentStatus
from calendar_store.values import Appointment
from dialogs.conversation import Asked, Question
from dialogs.flows.family_words import Says
from dialogs.flows.scene import Scene
from dialogs.flows.statements import Kind, Statement
from dialogs.intents import Intent

Ids = frozenset[int]

OTHERS = frozenset({Says.OTHERS, Says.OTHER_TWO})
ALL = frozenset({Says.ALL, Says.BOTH, Says.THREE})
OFF = frozenset({Kind.AWAY, Kind.CANCEL, Kind.NO, Kind.MOVE})
"""What is said of those who do not come then."""

WRITER = 0
"""Who writes, until all is said: then it is the one of whom nothing else is said."""

_SIGH = 2
"""Most words before anything is said that may be left aside."""

_COUNTS = {Says.BOTH: 2, Says.OTHER_TWO: 2, Says.THREE: 3}
_COUNTING_OUT = OTHERS | {Says.NONE}
_SPEAKING = OFF | {Kind.COMES, Kind.NAMED}
_OF_FORMER = frozenset({Kind.REASON, Kind.AWAY, Kind.MOVE, Kind.COMES, Kind.NO, Kind.OPEN})
_LIKE = frozenset({Kind.COMES, Kind.AWAY, Kind.NO, Kind.CANCEL, Kind.REASON})
"""What may be so of more: "Leo too"."""

_DENIED = frozenset({Kind.AWAY, Kind.NO, Kind.CANCEL})
_DONE = frozenset({Kind.CANCEL, Kind.AWAY, Kind.NO, Kind.NAMED, Kind.OVER})
"""What may be said once more of who has a cancelled visit."""

TAKING_BACK = frozenset({Kind.NEVER, Kind.NONE, Kind.MISTAKEN})
"""What says that none is to be cancelled after all."""

_OF_NOBODY = TAKING_BACK | {Kind.IDLE, Kind.ASIDE}
_WITH_ASIDE = frozenset({Kind.REASON, Kind.CANCEL, Kind.AWAY})
"""What may be told more of, of nobody."""


@dataclass(frozen=True, slots=True)
class Summed:
    """Who comes, who does not, of whom a bare no is said, and whose visit is moved, by client.

    Attributes:
        wish: the words of the wish for another time.
        done: who is said not to come whose visit is cancelled already.
        told: whether something is told of those doubted that may be no reason not to come.
    """

    comes: Ids
    off: Ids
    doubted: Ids
    moved: Ids
    wish: str
    done: Ids = frozenset()
    told: bool = False


def about(question: Question) -> Ids:
    """Return the appointments that a question asks about, or asked about before it."""
    return frozenset(each.appointment_id for each in (*question.about, *question.rest))


def open_visits(scene: Scene) -> tuple[Appointment, ...]:
    """Return the visits that may be spoken of: those asked about, else all that are ahead."""
    asked = about(scene.question) if scene.question else frozenset()
    return tuple(one for one in scene.ahead if one.id in asked) or scene.ahead


def cancelled_ahead(scene: Scene) -> tuple[Appointment, ...]:
    """Return the visits that are cancelled and would still be ahead."""
    return tuple(
        one
        for one in scene.context.appointments
        if one.status is AppointmentStatus.CANCELLED and one.starts_at > scene.now
    )


@dataclass
class Tally:
    """What statements have said so far."""

    scene: Scene
    last: Ids = frozenset()
    before: Kind | None = None
    said: dict[Kind, Ids] = field(default_factory=dict)
    explained: Ids = frozenset()
    hindered: Ids = frozenset()
    denied: bool = False
    """Whether what is told is denied: "Leo doesn't want to"."""
    of_all: Ids = frozenset()
    """Who is said to come only as one of all."""
    counted_out: bool = False
    """Whether "the others", or "none", are spoken of."""
    done: Ids = frozenset()
    wish: tuple[str, ...] = ()
    untold: bool = False
    """Whether a reason waits for whom it is told of: "she's on a trip, cancel Mia's"."""

    def takes(self, part: Statement) -> bool:
        """Take a statement; return whether it can be accounted for so far."""
        if part.kind in _OF_NOBODY:
            self._add(part.kind, frozenset())
            return part.kind is not Kind.ASIDE or self.before in _WITH_ASIDE
        if part.kind is Kind.TIME:
            self.wish += part.words if self.before is Kind.MOVE else ()
            return self.before is Kind.MOVE or not part.asked
        who = self._who(part)
        kind = self._meant(part, who)
        if not who:
            return kind is Kind.REASON and self._waits(part)
        if kind is Kind.UNKNOWN:
            return False
        self.counted_out = self.counted_out or bool(part.groups & _COUNTING_OUT)
        if self.untold and kind is not Kind.IDLE:
            if kind is not Kind.CANCEL or len(part.named) != 1 or part.groups:
                return False
            self.untold = False
        over = self._cancelled() & who if kind in _DONE else frozenset()
        self.done |= over
        if over == who or (kind is Kind.NAMED and who <= self._of(*_SPEAKING)):
            self.last = self.last if kind is Kind.NAMED else who
            return True
        self.last, self.before = who, kind
        self._take(part, kind, who - over)
        return True

    def _waits(self, part: Statement) -> bool:
        """Take a reason told of nobody yet; return whether whom it is of may follow."""
        if self.before is not None or self.untold:
            return False
        # "Ugh, Mia has a match that day"
        self.untold = len(part.words) > _SIGH
        return not (part.groups - {Says.PRONOUN} or (part.quotes and self.untold))

    def _take(self, part: Statement, kind: Kind, who: Ids) -> None:
        if kind is Kind.REASON:
            self.explained |= who
            self.hindered |= who if part.hinders else frozenset()
            self.denied = self.denied or (part.denied and not part.hinders)
            return
        if kind is Kind.COMES and part.joined:
            self.explained -= who
        if kind is Kind.COMES and Says.ALL in part.groups and not (part.named or part.excepted):
            self.of_all |= who - self._of(*OFF)
        elif kind is Kind.COMES:
            self.of_all -= who
        self._add(kind, who)
        self.wish += part.words if kind is Kind.MOVE else ()
        if kind is Kind.COMES and part.excepted:
            self.last = frozenset(client.id for client in part.excepted)
            self._add(Kind.NO, self.last)
        elif kind is Kind.COMES and part.only and part.firm:
            self._add(Kind.NO, self._scope() - who)

    def _add(self, kind: Kind, who: Ids) -> None:
        self.said[kind] = self._of(kind) | who

    def _of(self, *kinds: Kind) -> Ids:
        return frozenset().union(*(self.said.get(kind, frozenset()) for kind in kinds))

    def _meant(self, part: Statement, who: Ids) -> Kind:
        """Return what a statement says, seen from what was asked and said before."""
        if part.kind in {Kind.LIKE, Kind.NEITHER}:
            return self._likewise(part.kind, who)
        alone = who == {WRITER}
        question = self.scene.question
        lists = question is not None and question.asked is Asked.WHICH
        if part.excepted and not part.firm and (lists or question is None):
            return Kind.UNKNOWN  # all but one may be cancelled then
        if part.kind is Kind.NOT_THEM:
            unsaid = lists and not self._of(Kind.COMES)
            return Kind.UNKNOWN if unsaid or alone else (Kind.AWAY if lists else Kind.NO)
        if part.kind in {Kind.AWAY, Kind.NO} and alone:
            # who writes may be no client, and only bring those who are
            return Kind.UNKNOWN
        if question is None or not lists or question.then != Intent.CANCEL.value:
            return part.kind
        if part.kind is Kind.NAMED and not (who <= self._of(Kind.COMES) or part.groups & ALL):
            return Kind.CANCEL
        return Kind.AWAY if part.kind is Kind.NO else part.kind

    def _likewise(self, kind: Kind, who: Ids) -> Kind:
        """Return what was said before and is so of more, or a no where nothing was."""
        before = self.before
        if kind is Kind.LIKE and before is None and who == {WRITER}:
            return Kind.COMES  # "me too. Confirm Ada and Leo"
        if kind is Kind.LIKE:
            return before if before in _LIKE and before is not None else Kind.UNKNOWN
        if before in _DENIED and before is not None:
            return before
        return Kind.NO if before is Kind.COMES else Kind.UNKNOWN

    def _cancelled(self) -> Ids:
        """Return who has a cancelled visit and none that stands."""
        stands = {one.client_id for one in self.scene.ahead}
        return frozenset(one.client_id for one in cancelled_ahead(self.scene)) - stands

    def _scope(self) -> Ids:
        return frozenset(one.client_id for one in open_visits(self.scene))

    def _who(self, part: Statement) -> Ids:
        """Return of whom a statement speaks, () where that is not known."""
        named = frozenset(client.id for client in part.named)
        named |= {WRITER} if Says.ME in part.groups else frozenset()
        if part.excepted:
            left_out = frozenset(client.id for client in part.excepted)
            plain = bool(part.groups & ALL) and named == left_out
            return self._scope() - left_out if plain else frozenset()
        counts = {_COUNTS[says] for says in part.groups & set(_COUNTS)}
        if part.groups & OTHERS:
            named |= self._scope() - self._of(*_SPEAKING) - self.explained - named
        elif not named and part.groups & (ALL | {Says.NONE}):
            # "they are ill. Both can't come" are those just named
            ahead = frozenset(one.client_id for one in self.scene.ahead)
            off = self._of(*OFF) if part.kind is not Kind.COMES else frozenset()
            several = (self.last, off, self._scope(), ahead)
            named = next((some for some in several if counts == {len(some)}), self._scope())
        elif not named:
            named = self._former(part)
        return named if all(len(named) == count for count in counts) else frozenset()

    def _former(self, part: Statement) -> Ids:
        """Return who is meant by "hers", by "he", or where nobody is named at all."""
        if Says.THEIR_ALL in part.groups:
            several = (self.last, self.explained, self._of(*OFF))
            return next((some for some in several if len(some) > 1), self._one(part))
        return self._one(part)

    def _one(self, part: Statement) -> Ids:
        theirs = Says.THEIRS in part.groups
        if theirs or part.kind is Kind.CANCEL:
            last = self.last or frozenset(one.client_id for one in self.scene.undoable())
            plain = theirs or self.before in {Kind.NAMED, Kind.AWAY}
            return last if plain and len(last) == 1 else frozenset()
        return self.last if part.kind in _OF_FORMER else frozenset()

    def summed(self) -> Summed | None:
        """Return what all statements say together, None where they contradict each other."""
        if not self._writer_is_known():
            return None
        comes, moved, over = self._of(Kind.COMES), self._of(Kind.MOVE), self._cancelled()
        off = self._of(Kind.AWAY, Kind.CANCEL) | (self._of(Kind.NO) & self.explained)
        off -= moved
        doubted = self._of(Kind.NO) - moved - off
        called_off = off | moved | doubted | over | self._of(Kind.OPEN)
        # "we are all coming, only Leo can't"
        plainly = self._of(Kind.CANCEL) | self.explained
        comes -= self.of_all & called_off & plainly
        untold = self.explained - called_off - comes
        if comes & called_off or self._of(Kind.NAMED) - called_off - comes - untold:
            return None
        if untold and (self.denied or not comes):
            return None
        doubted |= untold
        if self.explained & comes or len(moved) > 1 or self.untold:
            return None
        if self._of(Kind.OPEN) & (off | moved | doubted) or self._lacks():
            return None
        if TAKING_BACK & set(self.said) and (off or moved or not comes):
            return None
        told = bool(untold - self.hindered)
        wish = " ".join(self.wish)
        return Summed(comes, off - over, doubted - over, moved, wish, self.done, told)

    def _writer_is_known(self) -> bool:
        """Take who writes for the one of whom nothing is said; return whether there is no other."""
        said = frozenset().union(*self.said.values(), self.explained, self.done)
        if WRITER not in said:
            return True
        left = self._scope() - said
        if self.counted_out or len(left) > 1:
            return False
        if not left and WRITER in frozenset().union(
            *(who for kind, who in self.said.items() if kind not in {Kind.COMES, Kind.NAMED})
        ):
            return False
        self.said = {
            kind: who - {WRITER} | left if WRITER in who else who
            for kind, who in self.said.items()
        }
        return True

    def _lacks(self) -> bool:
        """Return whether something said is not borne out by the rest.

        That one is cancelled who is not, or what is told aside, with nobody called off by a verb.
        """
        if not self._of(Kind.OVER) <= self._of(Kind.CANCEL, Kind.AWAY):
            return True
        off = self._of(Kind.CANCEL, Kind.AWAY)
        return Kind.ASIDE in self.said and not self.explained <= off
