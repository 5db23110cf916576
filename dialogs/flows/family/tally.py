"""Takes the statements of a text one by one: what each says, seen from what was asked and said."""

from dataclasses import dataclass

from dialogs.conversation import Asked
from dialogs.flows.family.family_words import Says
from dialogs.flows.family.statement_kinds import TAKING_BACK, Kind
from dialogs.flows.family.statements import Statement
from dialogs.flows.family.told_so_far import ALL, OFF, OTHERS, SPEAKING, WRITER, Ids, ToldSoFar
from dialogs.intents import Intent

_SIGH = 2
"""Most words before anything is said that may be left aside."""

_LIKE = frozenset({Kind.COMES, Kind.AWAY, Kind.NO, Kind.CANCEL, Kind.REASON, Kind.KEPT, Kind.STAYS})
"""What may be so of more: "Leo too"."""

_DENIED = frozenset({Kind.AWAY, Kind.NO, Kind.CANCEL})
"""What may be denied of more: "Mia neither"."""

_COUNTING_OUT = OTHERS | {Says.NONE}
_DONE = frozenset({Kind.CANCEL, Kind.AWAY, Kind.NO, Kind.NAMED, Kind.OVER})
"""What may be said once more of who has a cancelled visit."""

_OF_NOBODY = TAKING_BACK | {Kind.IDLE, Kind.ASIDE}
_WITH_ASIDE = frozenset({Kind.REASON, Kind.CANCEL, Kind.AWAY})
"""What may be told more of, of nobody."""


@dataclass
class Tally(ToldSoFar):
    """What statements have said so far, and takes the next."""

    def takes(self, part: Statement) -> bool:
        """Take a statement; return whether it can be accounted for so far."""
        if part.kind in _OF_NOBODY:
            self._add(part.kind, frozenset())
            return part.kind is not Kind.ASIDE or self.before in _WITH_ASIDE
        if part.kind is Kind.TIME:
            self.wish += part.words if self.before is Kind.MOVE else ()
            return self.before is Kind.MOVE or not part.asked
        who = self.who(part)
        kind = self._meant(part, who)
        if not who:
            return kind is Kind.REASON and self._waits(part)
        if kind is Kind.UNKNOWN or not self._is_waited_for(part, kind):
            return False
        self.counted_out = self.counted_out or bool(part.groups & _COUNTING_OUT)
        over = self.cancelled() & who if kind in _DONE else frozenset()
        self.done |= over
        if over == who or (kind is Kind.NAMED and who <= self.of(*SPEAKING)):
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

    def _is_waited_for(self, part: Statement, kind: Kind) -> bool:
        """Return whether a statement is of whom a reason was told before it, where one was."""
        fits = kind is Kind.CANCEL and len(part.named) == 1 and not part.groups
        waited = self.untold
        self.untold = waited and not fits
        return fits or not waited

    def _take(self, part: Statement, kind: Kind, who: Ids) -> None:
        if kind is Kind.REASON:
            self.explained |= who
            self.hindered |= who if part.hinders else frozenset()
            self.denied = self.denied or (part.denied and not part.hinders)
            return
        if kind is Kind.COMES:
            self._comes(part, who)
        self._add(kind, who)
        self.wish += part.words if kind is Kind.MOVE else ()
        if kind is Kind.COMES and part.excepted:
            self.last = frozenset(client.id for client in part.excepted)
            self._add(Kind.NO, self.last)
        elif kind is Kind.COMES and part.only and part.firm:
            self._add(Kind.NO, self.scope() - who)

    def _comes(self, part: Statement, who: Ids) -> None:
        """Take who comes all the same, and who comes only as one of all."""
        self.explained -= who if part.joined else frozenset()
        of_all = Says.ALL in part.groups and not (part.named or part.excepted)
        self.of_all = self.of_all | (who - self.of(*OFF)) if of_all else self.of_all - who

    def _add(self, kind: Kind, who: Ids) -> None:
        self.said[kind] = self.of(kind) | who

    def _meant(self, part: Statement, who: Ids) -> Kind:
        """Return what a statement says, seen from what was asked and said before."""
        question = self.scene.question
        lists = question is not None and question.asked is Asked.WHICH
        if part.kind in {Kind.LIKE, Kind.NEITHER}:
            return self._likewise(part.kind, who)
        if part.excepted and not part.firm and (lists or question is None):
            return Kind.UNKNOWN  # all but one may be cancelled then
        if part.kind is Kind.NOT_THEM and self.before in {Kind.CANCEL, Kind.MOVE}:
            return Kind.KEPT  # "cancel his but not mine"
        if who == {WRITER} and part.kind in {Kind.AWAY, Kind.NO, Kind.NOT_THEM}:
            return Kind.UNKNOWN  # who writes may be no client, and only bring those who are
        cancels = question is not None and lists and question.then == Intent.CANCEL.value
        if lists:
            return self._listed(part, who, cancels=cancels)
        plain = question is not None and not question.then and not who & self.cancelled()
        return (
            Kind.COMES
            if part.kind is Kind.NAMED and part.yes and plain
            else _of_reminder(part.kind)
        )

    def _listed(self, part: Statement, who: Ids, *, cancels: bool) -> Kind:
        """Return what a statement says where it was asked which one."""
        kind = part.kind
        if kind is Kind.NOT_THEM:
            # "Ada is coming, not Leo", and not "not Leo's, Mia's"
            return Kind.AWAY if self.of(Kind.COMES) else Kind.UNKNOWN
        if kind is Kind.NAMED and cancels:
            kept = who <= self.of(Kind.COMES) or part.groups & ALL
            return kind if kept else Kind.CANCEL
        return Kind.AWAY if kind is Kind.NO and cancels else kind

    def _likewise(self, kind: Kind, who: Ids) -> Kind:
        """Return what was said before and is so of more, or a no where nothing was."""
        before = self.before or Kind.UNKNOWN
        if kind is Kind.LIKE:
            first = self.before is None and who == {WRITER}  # "me too. Confirm Ada and Leo"
            told = before if before in _LIKE else Kind.UNKNOWN
            return Kind.COMES if first else told
        no = Kind.NO if before is Kind.COMES else Kind.UNKNOWN
        return before if before in _DENIED else no


def _of_reminder(kind: Kind) -> Kind:
    """Return what is said where nothing is listed: "not Leo" is a no that is asked about."""
    return Kind.NO if kind is Kind.NOT_THEM else kind
