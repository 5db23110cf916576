"""Computes the confidence of a reading, and holds the facts that all readings share.

The confidence has a start value; each unknown or corrected word lowers it.
"""

from dialogs.intents import INFORMING, Frame, Hint, Intent, OpenQuestion, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.understand.frame.detained import tells_of_journey
from dialogs.understand.frame.refusal_doubts import against_refusing
from dialogs.understand.frame.roles import NO_TIMES, Roles, roles_of
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.readings.delays import late_minutes
from dialogs.understand.result import verdict

BASE = 0.95
_PER_UNKNOWN = {Intent.CONFIRM: 0.09, Intent.CANCEL: 0.08}
_PER_UNKNOWN_SAID = 0.08
"""Cost of an unknown word beside "I confirm", "I'm coming" or a menu digit, which are explicit."""
_PER_UNKNOWN_YES = 0.26
"""Cost of an unknown word beside a bare "yes" or "great": one may take back the agreement."""
PER_OBJECT = 0.1
_PER_UNKNOWN_ELSE = 0.06
_PER_UNKNOWN_STORY = 0.03
_MOST_OFF_STORY = 0.2
"""Highest total cost beside a request for another time, which may come with a story."""
_PER_CORRECTION = 0.04
_WISHING = frozenset({Cue.MOVE, Cue.ASK, Cue.BOOK})
_HEDGING = frozenset({Cue.DOUBT, Cue.CONDITION, Cue.DEFERRAL})
_SAYING = frozenset({Cue.CONFIRM, Cue.COMING})
"""Cues that state what the client agrees to."""
_WAITING = frozenset({Cue.WAITLIST, Cue.UNDO})
_TELLING = frozenset({Intent.AUTO_REPLY, Intent.LATE})
_CHANGING = frozenset({Intent.RESCHEDULE, Intent.BOOK})
_MENU = frozenset("123")
_DELAY = 20 * 60  # seconds; a shift up to this length is a delay
_ARRIVAL = 60 * 60  # seconds; "I'll be there at" a time up to this much later is a delay

AGREEING = (Cue.YES, Cue.ACK, Cue.COMING, Cue.CONFIRM)
REFUSING = (Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.UNSUITED)
_INFORMING = {Cue(intent.value): intent for intent in INFORMING}


class Scorer:
    """A text with its facts, and the computation of confidence."""

    __slots__ = ("cues", "frame", "heard", "roles")

    def __init__(self, heard: Heard, frame: Frame) -> None:
        self.heard = heard
        self.frame = frame
        self.cues = heard.cues()
        self.roles = self._sorted() if heard.times else NO_TIMES

    def _sorted(self) -> Roles:
        """Sort the times of the text."""
        heard, frame = self.heard, self.frame
        wishing = not heard.kinds.isdisjoint(_WISHING)
        if Cue.BUT in heard.kinds and heard.found(Cue.YES, Cue.ACK, Cue.CONFIRM):
            wishing = not heard.found(Cue.CALL_ME)  # "yes, but later"
        offered = frame.question is OpenQuestion.SLOTS
        return roles_of(heard, frame.appointment, wishing=wishing, offered=offered)

    def _informing(self) -> list[Intent]:
        """List the intents that inform or ask, in the order said."""
        if self.heard.kinds.isdisjoint(_INFORMING):
            return []
        told = [e.cue for e in self.heard.signals if e.cue in _INFORMING and not e.turned]
        return [_INFORMING[cue] for cue in told]

    def _delay(self) -> int | None:
        """Read "can I come ten minutes later" as a delay of the client."""
        spans = self.roles.wished or self.roles.named
        if self.frame.appointment is None or len(spans) != 1:
            return None
        wish = spans[0]
        seconds = (wish.start - self.frame.appointment).total_seconds()
        if not (wish.exact and 0 < seconds <= _DELAY) or self.cues & {*REFUSING}:
            return None
        timed = {at for each in self.heard.times for at in range(each.first, each.last + 1)}
        if any(each.first not in timed for each in self.heard.found(Cue.MOVE)):
            return None
        if any(each.excluded for each in self.heard.times):
            return None  # "can I come at 4 instead of 3?" is a wish
        return int(seconds // 60)

    def _arrival(self) -> int | None:
        """Read "I'll be there at 10:40" for 10:00 as a delay, in minutes."""
        spans, appointment = self.roles.named, self.frame.appointment
        if appointment is None or len(spans) != 1 or not spans[0].exact:
            return None
        plain = self.cues & {Cue.COMING, Cue.LATE} and not self.heard.found(
            Cue.CONFIRM, Cue.DOUBT, Cue.QUESTION, Cue.CONDITION, Cue.ASK, *REFUSING
        )
        if not plain:
            return None
        seconds = (spans[0].start - appointment).total_seconds()
        return int(seconds // 60) if 0 < seconds <= _ARRIVAL else None

    def _tied(self, wish: Cue, *cues: Cue) -> bool:
        """Say whether a request and a cue of a list stand in one sentence that is no question."""
        return any(
            not any(self.heard.marks[min(one.last, each.last) : max(one.first, each.first)])
            for each in self.heard.found(wish)
            for one in self.heard.found(*cues)
            if not each.asked
        )

    def _loose(self) -> bool:
        """Say whether the only time is "earlier" or "later", said of an impossible time."""
        times = self.heard.times
        return bool(times) and not any(each.firm for each in times)

    def _rebooks(self) -> bool:
        """Say whether the text cancels and will book again later: "I'll rebook later, thanks"."""
        heard = self.heard
        if Cue.CANCEL not in self.cues or "?" in heard.marks or Cue.ASK in self.cues:
            return False
        cancelled = next(each.last for each in heard.found(Cue.CANCEL) if each.plain)
        begins = next((at for at in heard.clauses.starts if at > cancelled), len(heard.words))
        if any(each.firm and each.first >= begins for each in heard.times):
            return False
        again = [each.first for each in heard.found(Cue.MOVE, Cue.BOOK)]
        again += [each.first for each in heard.times if not each.firm]
        return bool(again) and min(again) > begins  # "I'll rebook", and not "later please"

    def _conflicting(self) -> bool:
        """Say whether the text agrees and refuses: "cancel, see you there", not "ok cancel it"."""
        if self.heard.kinds.isdisjoint(AGREEING):
            return False
        refusals = [each.first for each in self.heard.found(*REFUSING) if not each.turned]
        if not refusals:
            return False
        if not self.cues.isdisjoint(_SAYING) or self._comes_behind(refusals[0]):
            return True
        agreed = [s.first for s in self.heard.found(Cue.YES, Cue.ACK) if not s.turned]
        return any(at > refusals[0] for at in agreed)

    def _comes_behind(self, refused: int) -> bool:
        """Say whether the writer announces to come after a refusal, whoever is named between."""
        words, writer = self.heard.words, self.heard.lexicon.writer
        return any(
            each.first > refused
            and not (each.turned or each.asked)
            and not writer.isdisjoint(words[max(0, each.first - 1) : each.last + 1])
            for each in self.heard.found(*_SAYING)
        )

    def _against_refusal(self) -> str | None:
        """Return the reason against cancelling, if any."""
        if self._conflicting():
            return "it refuses and agrees at once"
        if Cue.CANCEL not in self.cues and self._conditional():
            return "a refusal with a condition"
        journey = tells_of_journey(self.heard, self.frame.appointment)
        if self._loose() and not (journey or self._rebooks()):
            return "it refuses an earlier or a later time"
        if self.roles.mistaken and not journey:
            return "it refuses a time that is not the appointment's"
        return against_refusing(self.heard)

    def _conditional(self) -> bool:
        """Say whether a refusal waits for a place, takes something back, or has "but" after it."""
        return not self.cues.isdisjoint(_WAITING) or self._but_after(*REFUSING)

    def _but_after(self, *cues: Cue) -> bool:
        """Say whether "but" follows the first of some cues; before them it only excuses."""
        if Cue.BUT not in self.heard.kinds:
            return False
        first = min((each.first for each in self.heard.found(*cues)), default=0)
        return any(each.first > first for each in self.heard.found(Cue.BUT))

    def _agreeing_weight(self) -> float:
        """Return the cost of an unknown word beside the strongest agreement said."""
        said = not self.cues.isdisjoint(_SAYING) or self.heard.words[0] in _MENU
        return _PER_UNKNOWN_SAID if said else _PER_UNKNOWN_YES

    def _turned(self, *cues: Cue) -> bool:
        return any(each.turned for each in self.heard.found(*cues))

    def _tells_story(self, intent: Intent, per_unknown: float | None) -> bool:
        if intent in _TELLING:
            return True
        timed = intent in _CHANGING and per_unknown is None
        return timed and bool(self.roles.wished or self.roles.named)

    def _found(
        self,
        intent: Intent,
        *cues: Cue,
        base: float = BASE,
        per_unknown: float | None = None,
        hedged: float = 0.0,
        also: list[Intent] | None = None,
        times: bool = True,
        choice: int | None = None,
        minutes: int | None = None,
        language: str | None = None,
        hint: Hint | None = None,
    ) -> Understanding:
        """Return a verdict with the confidence lowered by unknown and corrected words."""
        heard = self.heard
        evidence = [f"{heard.quote(*cues) or 'the times'}: {intent}"]
        off = 0.0
        if heard.unknown:
            off = self._unknown_off(intent, per_unknown)
            evidence.append(f"words not accounted for: {heard.unknown}")
        if heard.corrected:
            evidence.append(f"mistyped words corrected: {heard.corrected}")
        if not self.cues.isdisjoint(_HEDGING):
            off += hedged
        spans = (self.roles.wished or self.roles.named) if times else ()
        if spans:
            evidence.append(f"times read: {len(spans)}")
        if also is None:
            also = self._informing()
        if also and minutes is None and Intent.LATE in also:
            minutes = late_minutes(self.heard)
        return verdict(
            intent,
            base - off - _PER_CORRECTION * heard.corrected,
            evidence,
            heard.lexicon.locale,
            times=spans,
            also=also,
            choice=choice,
            minutes=minutes,
            language=language,
            hint=hint,
        )

    def _unknown_off(self, intent: Intent, per_unknown: float | None) -> float:
        """Return the amount by which unknown words lower the confidence."""
        heard = self.heard
        if self._tells_story(intent, per_unknown):
            return min(heard.unknown * _PER_UNKNOWN_STORY, _MOST_OFF_STORY)
        weight = per_unknown or _PER_UNKNOWN.get(intent, _PER_UNKNOWN_ELSE)
        if intent is Intent.CANCEL and heard.clauses.stops:
            return self._refusal_apart(weight)
        return heard.unknown * weight

    def _refusal_apart(self, per_unknown: float) -> float:
        """Return the cost of unknown words beside a refusal; words before it tell a story."""
        heard = self.heard
        told = heard.found(*REFUSING)
        begins, behind = heard.clauses.sentence(told[0].first)
        digit = told[0].first == 0 and heard.words[0].isdigit()
        aside = range(behind, len(heard.words)) if digit else range(begins)
        story = min(sum(at not in heard.covered for at in aside), heard.unknown)
        off = min(story * _PER_UNKNOWN_STORY, _MOST_OFF_STORY)
        return (heard.unknown - story) * per_unknown + off

    def _unclear(self, reason: str, hint: Hint | None = None) -> Understanding:
        spans = self.roles.wished or self.roles.named
        locale, also = self.heard.lexicon.locale, self._informing()
        return verdict(Intent.UNCLEAR, 0.4, [reason], locale, times=spans, also=also, hint=hint)
