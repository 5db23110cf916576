"""What a text says of each of a family: who comes, who does not, and whose visit is to be moved.

Everything that is said has to be accounted for, and nothing may contradict the rest; what is told
of somebody whose visit is called off is why. Else nothing of the text is done here.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from calendar_store.statuses import AppointmentStatus
from calendar_store.values import Appointment
from dialogs.conversation import Asked, Question
from dialogs.flows.asks_of_one import asks_of_one
from dialogs.flows.family_words import Says, read_in
from dialogs.flows.phrases import said_apart
from dialogs.flows.scene import Scene
from dialogs.flows.statements import Kind, Statement, ordinary_names, statements
from dialogs.flows.visit_days import covers, on_weekday, weekdays
from dialogs.intents import Hint, Intent
from dialogs.normalise import Said, normalise

_MAY_BE = frozenset(
    {Intent.UNCLEAR, Intent.CONFIRM, Intent.CANCEL, Intent.RESCHEDULE, Intent.THANKS, Intent.UNDO}
    | {Intent.CHOICE, Intent.MORE, Intent.LATE, Intent.AGENDA, Intent.BOOK}
)
_HINTS = frozenset({None, Hint.YES, Hint.REFUSAL, Hint.DEFERRAL, Hint.KEPT, Hint.GREETING})
_ASKED = frozenset({Asked.REMINDER, Asked.WHICH})
_COUNTS = {Says.BOTH: 2, Says.OTHER_TWO: 2, Says.THREE: 3}
_OTHERS = frozenset({Says.OTHERS, Says.OTHER_TWO})
_ALL = frozenset({Says.ALL, Says.BOTH, Says.THREE})
_FORMER = frozenset({Says.THEIRS, Says.PRONOUN})
_OFF = frozenset({Kind.AWAY, Kind.CANCEL, Kind.NO, Kind.MOVE})
_SPEAKING = _OFF | {Kind.COMES, Kind.NAMED}
_TWO = 2
_MOST = 40
"""Most words of such a text."""

_APOSTROPHE = re.compile("['’]")

Ids = frozenset[int]


@dataclass(frozen=True, slots=True)
class Told:
    """What a text says of each.

    Attributes:
        kept: visits of those who come.
        gone: visits to be cancelled.
        doubted: visits of whom a bare no is said.
        moved: the visit for which another time is wanted, or None.
        wish: the words of that wish.
    """

    kept: tuple[Appointment, ...] = ()
    gone: tuple[Appointment, ...] = ()
    doubted: tuple[Appointment, ...] = ()
    moved: Appointment | None = None
    wish: str = ""

    @property
    def visits(self) -> tuple[Appointment, ...]:
        """All visits that something is said of."""
        return (*self.kept, *self.gone, *self.doubted, *((self.moved,) if self.moved else ()))

    @property
    def intent(self) -> Intent:
        """What it counts as first."""
        if self.moved is not None:
            return Intent.RESCHEDULE
        return Intent.CANCEL if self.gone else Intent.CONFIRM


def each_told(scene: Scene) -> Told | None:
    """Return what a text says of each of a family by name, or of both, or None."""
    said, heard, question = _said(scene), scene.heard, scene.question
    if heard.intent not in _MAY_BE or heard.hint not in _HINTS or len(said.words) > _MOST:
        return None
    if question is not None and question.asked not in _ASKED:
        return None
    if len(scene.context.clients) < _TWO or not scene.ahead or asks_of_one(scene):
        return None
    own = tuple(dict.fromkeys((heard.locale, scene.locale)))
    for locale in (each for each in own if each in read_in()):
        plain = ordinary_names(scene.text, scene.context.clients, locale)
        parts = statements(said, scene.context.clients, locale, plain_names=plain)
        if parts is not None and (told := _told(scene, parts)) is not None:
            return told
    return None


def _said(scene: Scene) -> Said:
    """Return what a text says, with the accents that tell "sí" from "si"."""
    said = said_apart(scene)
    whole = normalise(_APOSTROPHE.sub(" ", scene.text))
    return replace(said, accented=whole.accented) if whole.words == said.words else said


def _told(scene: Scene, parts: tuple[Statement, ...]) -> Told | None:
    """Return what statements say together, None where one is not accounted for."""
    if any(each.kind is Kind.UNKNOWN for each in parts):
        return None
    if not _answers(scene, parts):
        return None
    reading = _Reading(scene)
    if not all(reading.takes(each) for each in parts):
        return None
    return reading.told(parts)


def _answers(scene: Scene, parts: tuple[Statement, ...]) -> bool:
    """Return whether statements say enough to be read so: of somebody by name, or of a number."""
    comes = [each for each in parts if each.kind is Kind.COMES]
    off = [each for each in parts if each.kind in _OFF]
    if not any(each.named for each in parts):
        groups = _ALL | (_OTHERS if scene.undoable() else frozenset())
        counted = any(each.groups & groups and each.firm for each in comes)
        return counted and not off and not (scene.question and _lists(scene.question))
    if scene.question is None or not _lists(scene.question):
        return True
    # to "which one?" a name alone, a yes or a no is an answer by itself
    said = bool(comes) and all(each.firm or each.groups & _OTHERS for each in comes)
    return said and any(each.kind is Kind.NAMED or (each in off and each.firm) or (each in off and each.only) for each in parts)


def _lists(question: Question) -> bool:
    return question.asked is Asked.WHICH


@dataclass
class _Reading:
    """What statements have said so far, by the clients spoken of."""

    scene: Scene
    last: Ids = frozenset()
    before: Statement | None = None
    said: dict[Kind, Ids] = field(default_factory=dict)
    reasons: list[Ids] = field(default_factory=list)
    wish: tuple[str, ...] = ()

    def takes(self, part: Statement) -> bool:
        """Take a statement; return whether it can be accounted for so far."""
        if part.kind in {Kind.IDLE, Kind.NEVER}:
            return self._plain(part)
        who = self._who(part)
        if part.kind is Kind.REASON:
            self.reasons.append(who or self.last)
            self.last = who or self.last
            self.before = part
            return bool(self.reasons[-1])
        if part.kind is Kind.TIME:
            return self._times(part)
        if not who:
            return False
        kind = self._meant(part, who)
        if kind is Kind.NAMED:
            return True if self._redundant(part, who) else self._topic(part, who)
        self._add(kind, who)
        if kind is Kind.MOVE:
            self.wish += part.words
        if kind is Kind.COMES and part.excepted:
            self._add(Kind.NO, frozenset(client.id for client in part.excepted))
            self.before, self.last = part, self._of(Kind.NO)
            return True
        if kind is Kind.COMES and part.only and part.firm:
            self._add(Kind.NO, self._scope() - who)
        self.last, self.before = who, part
        return True

    def _plain(self, part: Statement) -> bool:
        if part.kind is Kind.NEVER:
            self.said[Kind.NEVER] = frozenset()
        return True

    def _add(self, kind: Kind, who: Ids) -> None:
        self.said[kind] = self.said.get(kind, frozenset()) | who

    def _times(self, part: Statement) -> bool:
        """Take a time that stands alone: of what is to be moved, or of a visit."""
        if self.before is not None and self.before.kind is Kind.MOVE:
            self.wish += part.words
            return True
        return not part.asked

    def _meant(self, part: Statement, who: Ids) -> Kind:
        """Return what a statement says, seen from what was asked and said before."""
        question = self.scene.question
        asked = question.then if question and question.asked is Asked.WHICH else ""
        if part.kind is Kind.NAMED and asked == Intent.CANCEL.value:
            told = who <= self._of(Kind.COMES) or part.groups & _ALL
            return Kind.NAMED if told else Kind.CANCEL
        if part.kind is Kind.NO and asked == Intent.CANCEL.value:
            return Kind.AWAY
        return part.kind

    def _of(self, *kinds: Kind) -> Ids:
        return frozenset().union(*(self.said.get(kind, frozenset()) for kind in kinds))

    def _redundant(self, part: Statement, who: Ids) -> bool:
        """Return whether it only names who was spoken of, or whose visit is cancelled already."""
        return who <= self._of(*_SPEAKING) or who <= self._cancelled()

    def _topic(self, part: Statement, who: Ids) -> bool:
        """Take a name before what is said of it: "for Leo, please cancel"."""
        self._add(Kind.NAMED, who)
        self.last, self.before = who, part
        return True

    def _cancelled(self) -> Ids:
        return frozenset(
            one.client_id
            for one in self.scene.context.appointments
            if one.status is AppointmentStatus.CANCELLED
        )

    def _who(self, part: Statement) -> Ids:
        """Return of whom a statement speaks, () where that is not known."""
        named = frozenset(client.id for client in part.named)
        if part.excepted:
            left_out = frozenset(client.id for client in part.excepted)
            return self._scope() - left_out if part.groups & _ALL and named == left_out else frozenset()
        counts = {_COUNTS[says] for says in part.groups & set(_COUNTS)}
        if part.groups & _OTHERS:
            named |= self._scope() - self._of(*_SPEAKING) - named
        elif not named and part.groups & _ALL:
            named = self._counted(counts)
        elif not named:
            named = self._former(part)
        return named if all(len(named) == count for count in counts) else frozenset()

    def _counted(self, counts: set[int]) -> Ids:
        """Return who are meant by a number or by "all": those just named, or everybody."""
        if counts and self.last and {len(self.last)} == counts:
            return self.last
        return self._scope()

    def _former(self, part: Statement) -> Ids:
        """Return who is meant by "hers", by "he", or where nobody is named at all."""
        if Says.THEIRS in part.groups or part.kind is Kind.CANCEL:
            plain = Says.THEIRS in part.groups or self._stood_alone()
            last = self.last or self._just_cancelled()
            return last if plain and len(last) == 1 else frozenset()
        if part.kind in {Kind.REASON, Kind.AWAY, Kind.MOVE, Kind.COMES, Kind.NO}:
            return self.last
        return frozenset()

    def _stood_alone(self) -> bool:
        """Return whether somebody was only named before, or said not to come."""
        return self.before is not None and self.before.kind in {Kind.NAMED, Kind.AWAY}

    def _just_cancelled(self) -> Ids:
        return frozenset(one.client_id for one in self.scene.undoable())

    def _scope(self) -> Ids:
        return frozenset(one.client_id for one in _open(self.scene))

    def told(self, parts: Iterable[Statement]) -> Told | None:
        """Return what all statements say together, None where they contradict each other."""
        comes, moved = self._of(Kind.COMES), self._of(Kind.MOVE)
        off = self._of(Kind.AWAY, Kind.CANCEL) - moved
        explained = frozenset().union(*self.reasons)
        off |= self._of(Kind.NO) & explained - moved
        doubted = self._of(Kind.NO) - moved - off
        called_off = off | moved | doubted | self._cancelled()
        if comes & called_off or self._of(Kind.NAMED) - comes - called_off:
            return None
        if not all(reason <= called_off for reason in self.reasons) or len(moved) > 1:
            return None
        if moved and not comes | off:
            return None  # a wish for another time is read by itself
        if Kind.NEVER in self.said and (off or moved or not comes):
            return None
        return self._visits(tuple(parts), comes, off, doubted, moved)

    def _visits(
        self, parts: tuple[Statement, ...], comes: Ids, off: Ids, doubted: Ids, moved: Ids
    ) -> Told | None:
        """Return the visits of those spoken of, None where one has none, or several."""
        stands = frozenset(one.client_id for one in self.scene.ahead)
        over = self._cancelled() - stands
        kept, gone, unsure, shifted = (
            _visits(self.scene, who) for who in (comes, off - over, doubted - over, moved)
        )
        if kept is None or gone is None or unsure is None or shifted is None:
            return None
        told = Told(kept, gone, unsure, *shifted[:1], wish=" ".join(self.wish))
        asked = all(_is_asked(self.scene, one) for one in told.visits)
        return told if told.visits and asked and _of_days(self.scene, parts, told) else None


def _open(scene: Scene) -> tuple[Appointment, ...]:
    """Return the visits that may be spoken of: those asked about, else all that are ahead."""
    question = scene.question
    asked = _about(question) if question else frozenset()
    return tuple(one for one in scene.ahead if one.id in asked) or scene.ahead


def _about(question: Question) -> Ids:
    return frozenset(each.appointment_id for each in (*question.about, *question.rest))


def _is_asked(scene: Scene, visit: Appointment) -> bool:
    """Return whether a visit may be spoken of: any, unless the reminder asked about others."""
    question = scene.question
    return question is None or question.named or visit.id in _about(question)


def _visits(scene: Scene, clients: Ids) -> tuple[Appointment, ...] | None:
    """Return the one visit that each has, None where one of them has none, or several."""
    found: list[Appointment] = []
    for client in sorted(clients):
        theirs = [one for one in scene.ahead if one.client_id == client]
        asked = [one for one in _open(scene) if one.client_id == client]
        among = asked if len(asked) == 1 else theirs
        if len(among) != 1:
            return None
        found += among
    return tuple(sorted(found, key=lambda one: one.starts_at))


def _of_days(scene: Scene, parts: tuple[Statement, ...], told: Told) -> bool:
    """Return whether the times named beside who comes, or not, are those of their visits."""
    timed = [p for p in parts if p.timed and p.kind not in {Kind.REASON, Kind.MOVE, Kind.TIME}]
    for part in timed:
        days = [word for word in part.words if word in weekdays()]
        if any(not on_weekday(scene, told.visits, word) for word in days):
            return False
    exact = [each for each in scene.heard.times if each.exact or not told.moved]
    if told.moved is not None or not timed:
        return True
    starts = [one.starts_at for one in told.visits]
    return all(any(covers((each,), start) for start in starts) for each in exact)
