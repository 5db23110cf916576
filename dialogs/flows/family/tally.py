"""Collects the statements of a family's text one by one, in view of the question and the others."""

from dataclasses import dataclass

from dialogs.conversation import Asked
from dialogs.flows.family.family_words import Says
from dialogs.flows.family.statement_kinds import TAKING_BACK, StatementKind
from dialogs.flows.family.statements import Statement
from dialogs.flows.family.told_so_far import ALL, OFF, OTHERS, SPEAKING, WRITER, Ids, ToldSoFar
from dialogs.intents import Intent

_SIGH = 2
"""Most words of a sigh before the first statement, which is ignored."""

_LIKE = frozenset(
    {
        StatementKind.COMES,
        StatementKind.AWAY,
        StatementKind.NO,
        StatementKind.CANCEL,
        StatementKind.REASON,
        StatementKind.KEPT,
        StatementKind.STAYS,
    }
)
"""Kinds that "Leo too" can repeat."""

_DENIED = frozenset({StatementKind.AWAY, StatementKind.NO, StatementKind.CANCEL})
"""Kinds that "Mia neither" can repeat."""

_ABSENT = frozenset({StatementKind.AWAY, StatementKind.NO, StatementKind.NOT_THEM})
_BARE = frozenset({StatementKind.AWAY, StatementKind.NO})
_COUNTING_OUT = OTHERS | {Says.NONE}
_DONE = frozenset(
    {
        StatementKind.CANCEL,
        StatementKind.AWAY,
        StatementKind.NO,
        StatementKind.NAMED,
        StatementKind.OVER,
    }
)
"""Kinds that may mention a visit cancelled already."""

_OF_NOBODY = TAKING_BACK | {StatementKind.IDLE, StatementKind.ASIDE}
_WITH_ASIDE = frozenset({StatementKind.REASON, StatementKind.CANCEL, StatementKind.AWAY})
"""Kinds after which an aside about nobody may follow."""


@dataclass
class Tally(ToldSoFar):
    """The statements so far, with the method that takes the next one.

    Attributes:
        own_off: whether a later statement asks for the writer's own visit to be cancelled.
        cancels: whether one of all statements asks for a visit to be cancelled.
    """

    own_off: bool = False
    cancels: bool = False

    def takes(self, part: Statement) -> bool:
        """Take a statement; return whether it is understood."""
        if part.kind in _OF_NOBODY:
            self._add(part.kind, frozenset())
            return part.kind is not StatementKind.ASIDE or self.before in _WITH_ASIDE
        if part.kind is StatementKind.TIME:
            self.wish += part.words if self.before is StatementKind.MOVE else ()
            return self.before is StatementKind.MOVE or not part.asked
        who = self.who(part)
        kind = self._meant(part, who)
        if not who:
            return kind is StatementKind.REASON and self._waits(part)
        if kind is StatementKind.UNKNOWN or not self._is_waited_for(part, kind):
            return False
        self.counted_out = self.counted_out or bool(part.groups & _COUNTING_OUT)
        over = self.cancelled() & who if kind in _DONE else frozenset()
        self.done |= over
        if over == who or (kind is StatementKind.NAMED and who <= self.of(*SPEAKING)):
            self.last = self.last if kind is StatementKind.NAMED else who
            return True
        self.last, self.before = who, kind
        self._take(part, kind, who - over)
        return True

    def _waits(self, part: Statement) -> bool:
        """Take a reason without a client; return whether the client may follow."""
        if self.before is not None or self.untold:
            return False
        # "Ugh, Mia has a match that day"
        self.untold = len(part.words) > _SIGH
        return not (part.groups - {Says.PRONOUN} or (part.quotes and self.untold))

    def _is_waited_for(self, part: Statement, kind: StatementKind) -> bool:
        """Return whether a statement names the client of a reason before it, if there was one."""
        fits = kind is StatementKind.CANCEL and len(part.named) == 1 and not part.groups
        waited = self.untold
        self.untold = waited and not fits
        return fits or not waited

    def _take(self, part: Statement, kind: StatementKind, who: Ids) -> None:
        if kind is StatementKind.REASON:
            self.explained |= who
            self.hindered |= who if part.hinders else frozenset()
            self.denied = self.denied or (part.denied and not part.hinders)
            return
        if kind is StatementKind.COMES:
            self._comes(part, who)
        self._add(kind, who)
        self.wish += part.words if kind is StatementKind.MOVE else ()
        if kind is StatementKind.COMES and part.excepted:
            self.last = frozenset(client.id for client in part.excepted)
            self._add(StatementKind.NO, self.last)
        elif kind is StatementKind.COMES and part.only and part.firm:
            self._add(StatementKind.NO, self.scope() - who)

    def _comes(self, part: Statement, who: Ids) -> None:
        """Record who comes in spite of a reason, and who comes only as one of all."""
        self.explained -= who if part.joined else frozenset()
        of_all = Says.ALL in part.groups and not (part.named or part.excepted)
        self.of_all = self.of_all | (who - self.of(*OFF)) if of_all else self.of_all - who

    def _add(self, kind: StatementKind, who: Ids) -> None:
        self.said[kind] = self.of(kind) | who

    def _meant(self, part: Statement, who: Ids) -> StatementKind:
        """Return the kind of a statement in view of the question and the statements before."""
        question = self.turn.question
        lists = question is not None and question.asked is Asked.WHICH
        if part.kind in {StatementKind.LIKE, StatementKind.NEITHER}:
            return self._likewise(part.kind, who)
        if part.excepted and not part.firm and (lists or question is None):
            return StatementKind.UNKNOWN  # all but one may be cancelled then
        if (left := self._left_out(part)) is not None:
            return left
        if who == {WRITER} and not _is_own(part) and part.kind in _ABSENT:
            # else the writer may be no client, but somebody who brings the clients
            return StatementKind.AWAY if self.own_off else self._of_writer(part)
        cancels = question is not None and lists and question.then == Intent.CANCEL.value
        if lists:
            return self._listed(part, who, cancels=cancels)
        plain = question is not None and not question.then and not who & self.cancelled()
        return (
            StatementKind.COMES
            if part.kind is StatementKind.NAMED and part.yes and plain
            else _of_reminder(part.kind)
        )

    def _of_writer(self, part: Statement) -> StatementKind:
        """Return the kind of "I can't": to be asked about where another comes."""
        if self.cancels or part.kind is not StatementKind.AWAY:
            return StatementKind.UNKNOWN
        self.writer_away = True
        return StatementKind.NO

    def _left_out(self, part: Statement) -> StatementKind | None:
        """Return the kind of a statement on who is left out of a cancelling or a move, or None."""
        wished = self.before in {StatementKind.CANCEL, StatementKind.MOVE}
        if wished and (part.kind is StatementKind.NOT_THEM or part.not_mine):
            return StatementKind.KEPT  # "cancel his but not mine"
        if not (self.cancels and part.bare and part.named and part.kind in _BARE):
            return None
        # "cancel mine, Mia's not" keeps hers; of "Mia not, cancel mine" it is asked
        return StatementKind.KEPT if wished else StatementKind.NO

    def _listed(self, part: Statement, who: Ids, *, cancels: bool) -> StatementKind:
        """Return the kind of a statement that answers "which one?"."""
        kind = part.kind
        if kind is StatementKind.NOT_THEM:
            # "Ada is coming, not Leo", and not "not Leo's, Mia's"
            return StatementKind.AWAY if self.of(StatementKind.COMES) else StatementKind.UNKNOWN
        if kind is StatementKind.NAMED and cancels:
            kept = who <= self.of(StatementKind.COMES) or part.groups & ALL
            return kind if kept else StatementKind.CANCEL
        return StatementKind.AWAY if kind is StatementKind.NO and cancels else kind

    def _likewise(self, kind: StatementKind, who: Ids) -> StatementKind:
        """Return the kind that "too" or "neither" repeats; a plain no after a COMES."""
        before = self.before or StatementKind.UNKNOWN
        if kind is StatementKind.LIKE:
            first = self.before is None and who == {WRITER}  # "me too. Confirm Ada and Leo"
            told = before if before in _LIKE else StatementKind.UNKNOWN
            return StatementKind.COMES if first else told
        no = StatementKind.NO if before is StatementKind.COMES else StatementKind.UNKNOWN
        return before if before in _DENIED else no


def _is_own(part: Statement) -> bool:
    """Return whether a part says of the writer's own visit, named as such, that it is not kept."""
    return part.own and part.kind is StatementKind.AWAY


def _of_reminder(kind: StatementKind) -> StatementKind:
    """Return the kind of an answer without a list: "not Leo" is a no to ask about."""
    return StatementKind.NO if kind is StatementKind.NOT_THEM else kind
