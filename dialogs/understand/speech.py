"""What a text says by itself, beyond the answer to a question.

Owns the weighing of its signals: which of them act, which only inform, and which forbid to act.
Where two readings remain, none is taken.
"""

from collections.abc import Iterator
from datetime import timedelta

from dialogs.intents import Frame, Intent, OpenQuestion, Understanding
from dialogs.lexicon import Sign
from dialogs.understand.delays import late_minutes
from dialogs.understand.roles import Roles, meets, roles_of
from dialogs.understand.signals import Heard
from dialogs.understand.verdict import verdict

_BASE = 0.95
_PER_UNKNOWN = {Intent.CONFIRM: 0.09, Intent.CANCEL: 0.06}
_PER_UNKNOWN_ELSE = 0.03
_MOST_OFF_ELSE = 0.2
_PER_CORRECTION = 0.04
_DELAY = 20 * 60  # seconds; a shift no longer than this is being late

_AGREEING = (Sign.YES, Sign.ACK, Sign.COMING, Sign.CONFIRM)
_REFUSING = (Sign.CANCEL, Sign.CANCEL_ASK, Sign.CANNOT)
_INFORMING = {
    Sign.WAITLIST: Intent.WAITLIST,
    Sign.CALL_ME: Intent.CALL_ME,
    Sign.LATE: Intent.LATE,
    Sign.WHERE: Intent.WHERE,
    Sign.AGENDA: Intent.AGENDA,
}


def speech(heard: Heard, frame: Frame) -> Understanding:
    """Say what a text wants.

    Args:
        heard: the text, read in its language.
        frame: what it is read against.

    Returns:
        The verdict; UNCLEAR where the text is not plain.
    """
    return _Weighing(heard, frame).decide()


class _Weighing:
    """One text on the scales."""

    __slots__ = ("frame", "heard", "roles", "signs")

    def __init__(self, heard: Heard, frame: Frame) -> None:
        self.heard = heard
        self.frame = frame
        self.signs = heard.signs()
        wishing = bool(heard.found(Sign.MOVE, Sign.ASK, Sign.BOOK))
        self.roles: Roles = roles_of(heard, frame.appointment, wishing=wishing)

    def decide(self) -> Understanding:
        """Try each kind of meaning in turn."""
        for reading in (self._about_sender, self._undo, self._change, self._refusal):
            if (found := reading()) is not None:
                return found
        return self._agreement() or self._information() or self._unclear("nothing says what to do")

    def _about_sender(self) -> Understanding | None:
        """Read who or what wrote: a machine, a stranger, the bereaved, another language."""
        signs = self.signs
        if Sign.MACHINE in signs:
            return self._found(Intent.AUTO_REPLY, Sign.MACHINE)
        if Sign.WRONG_NUMBER in signs:
            return self._found(Intent.WRONG_NUMBER, Sign.WRONG_NUMBER)
        if Sign.DECEASED in signs:
            if signs & {Sign.CANNOT, Sign.COMING, Sign.CONFIRM, Sign.MOVE}:
                return self._unclear("a death is told, and the appointment may be another's")
            return self._found(Intent.DECEASED, Sign.DECEASED)
        asked = self.heard.found(Sign.LANGUAGE)
        if (
            asked
            and not signs & {*_AGREEING, *_REFUSING, Sign.MOVE, Sign.BOOK}
            and not self.roles.wished
        ):
            code = self.heard.lexicon.locale if asked[0].turned else asked[0].value
            return self._found(Intent.LANGUAGE, Sign.LANGUAGE, language=code)
        return None

    def _undo(self) -> Understanding | None:
        if Sign.UNDO in self.signs and Sign.MOVE not in self.signs:
            return self._found(Intent.UNDO, Sign.UNDO, times=False)
        return None

    def _change(self) -> Understanding | None:
        """Read a wish for another time, whatever else is said with it."""
        signs, wished = self.signs | self._asked_signs(), self.roles.wished
        moving, booking = Sign.MOVE in signs, Sign.BOOK in signs
        refusing = bool(signs & {*_REFUSING})
        if self._delay() is not None:
            return self._late()
        if not (moving or booking or wished):
            return None
        if self._conflicting() and not wished:
            return None
        if Sign.CALL_ME in signs and not wished:
            return self._found(Intent.CALL_ME, Sign.CALL_ME, also=[Intent.RESCHEDULE])
        reminded = self.frame.question is OpenQuestion.REMINDER
        if booking and not (moving or refusing or (reminded and wished)):
            return self._found(Intent.BOOK, Sign.BOOK)
        if moving or booking or refusing or self.signs & {*_AGREEING}:
            return self._found(
                Intent.RESCHEDULE, *_REFUSING, Sign.MOVE, Sign.BOOK, Sign.ASK, hedged=0.1
            )
        return self._times_alone()

    def _asked_signs(self) -> frozenset[Sign]:
        """Give what is asked for politely: "can we move it?"."""
        polite = {Sign.MOVE, Sign.BOOK, Sign.CALL_ME, Sign.WHERE, Sign.AGENDA, Sign.WAITLIST}
        return frozenset(
            each.sign for each in self.heard.signals if each.sign in polite and not each.turned
        )

    def _times_alone(self) -> Understanding | None:
        """Read times that come with no verb."""
        signs = self._asked_signs() | self.signs
        if signs & {Sign.LATE, Sign.WAITLIST, Sign.CALL_ME, Sign.AGENDA, Sign.WHERE, Sign.BUSY}:
            return None
        if Sign.HEDGE in signs and Sign.ASK not in signs:
            return self._unclear("a time, and no plain wish for it")
        if self._names_what_stands():
            return self._unclear("it names when the appointment is, and says no more")
        if self.frame.question is OpenQuestion.SLOTS:
            plain = Sign.ASK not in signs
            intent = Intent.CHOICE if plain else Intent.RESCHEDULE
        elif self.frame.appointment or self.frame.question is OpenQuestion.REMINDER:
            intent = Intent.RESCHEDULE
        else:
            intent = Intent.BOOK
        return self._found(intent, Sign.ASK, base=0.85, per_unknown=0.06)

    def _names_what_stands(self) -> bool:
        """Whether the only time is the appointment's: a yes, a move to be asked, who knows."""
        wished, appointment = self.roles.wished, self.frame.appointment
        open_list = self.frame.question is OpenQuestion.SLOTS
        if appointment is None or open_list or Sign.ASK in self.signs or len(wished) != 1:
            return False
        length = wished[0].end - wished[0].start
        return length <= timedelta(days=1) and meets(wished, appointment)

    def _refusal(self) -> Understanding | None:
        """Read a plain refusal; anything that softens it leaves it to a person."""
        signs = self.signs
        asked = any(not each.turned for each in self.heard.found(Sign.CANCEL_ASK))
        if not signs & {*_REFUSING} and not asked:
            return None
        if self._conflicting():
            return self._unclear("it refuses and agrees at once")
        if Sign.KEEP in signs or self._turned(Sign.CANCEL, Sign.CANCEL_ASK):
            return self._unclear("cancelling is spoken of, and turned by a negation")
        if (
            signs & {Sign.WAITLIST, Sign.UNDO} or self._but_after(*_REFUSING)
        ) and Sign.CANCEL not in signs:
            return self._unclear("a refusal with a condition")
        if Sign.CALL_ME in signs:
            return self._found(Intent.CALL_ME, Sign.CALL_ME)
        if Sign.HEDGE in signs:
            return self._unclear(f"{self.heard.quote(Sign.HEDGE)} leaves it open")
        if self.roles.mistaken:
            return self._unclear("it refuses a time that is not the appointment's")
        return self._found(Intent.CANCEL, *_REFUSING, base=0.8 if asked else _BASE)

    def _agreement(self) -> Understanding | None:
        """Read a plain yes; a yes with a condition is not a yes."""
        signs = self.signs
        if not signs & {*_AGREEING}:
            return None
        if signs & {Sign.HEDGE, Sign.NO} or self._turned(*_AGREEING, Sign.CANCEL, Sign.CANNOT):
            return self._unclear("a yes that something else leaves open")
        if self.roles.mistaken:
            return self._unclear("a yes to a time that is not the appointment's")
        if Sign.LATE in signs and not signs & {Sign.YES, Sign.ACK, Sign.CONFIRM}:
            return self._late()
        informing = signs & {Sign.LATE, Sign.WHERE, Sign.AGENDA, Sign.THANKS}
        condition = self._but_after(*_AGREEING)
        if condition and Sign.CALL_ME in signs:
            return self._found(Intent.CALL_ME, Sign.CALL_ME)
        if condition and not informing:
            return self._unclear("a yes with a condition")
        if self.frame.question is OpenQuestion.REMINDER:
            return self._found(Intent.CONFIRM, *_AGREEING)
        if self.frame.question is OpenQuestion.SLOTS:
            return self._chosen()
        return self._unasked()

    def _chosen(self) -> Understanding:
        """Read a yes to offered times."""
        if self.roles.named:
            return self._found(Intent.CHOICE, *_AGREEING, base=0.85)
        if self.frame.choices == 1:
            return self._found(Intent.CHOICE, *_AGREEING, choice=1, per_unknown=0.09)
        return self._unclear("a yes to several offered times")

    def _unasked(self) -> Understanding | None:
        """Read a yes that nobody asked for: it confirms only what it names."""
        if Sign.CONFIRM in self.signs and self.frame.appointment is not None:
            return self._found(Intent.CONFIRM, Sign.CONFIRM, base=0.85)
        if informed := self._information():
            return informed
        if Sign.YES in self.signs or Sign.CONFIRM in self.signs:
            return self._unclear("a yes, and no question is open")
        return self._found(Intent.THANKS, Sign.ACK, Sign.COMING, times=False)

    def _information(self) -> Understanding | None:
        """Read what tells or asks and changes nothing."""
        wanted = [*self._informing()]
        if Intent.LATE in wanted[:1]:
            return self._late()
        if wanted:
            signs = [sign for sign, intent in _INFORMING.items() if intent is wanted[0]]
            return self._found(wanted[0], *signs, also=wanted[1:])
        if Sign.BUSY in self.signs:
            return self._found(Intent.AUTO_REPLY, Sign.BUSY, base=0.85)
        quiet = not self.signs & {Sign.NO, Sign.HEDGE, Sign.NEGATION, Sign.KEEP, Sign.BUT}
        if self.signs & {Sign.THANKS, Sign.ACK} and quiet and not self.roles.wished:
            return self._found(Intent.THANKS, Sign.THANKS, Sign.ACK, per_unknown=0.08, times=False)
        return None

    def _informing(self) -> Iterator[Intent]:
        """Give what tells or asks, in the order said."""
        for each in self.heard.signals:
            if each.sign in _INFORMING and not each.turned:
                yield _INFORMING[each.sign]

    def _late(self) -> Understanding:
        minutes = self._delay() or late_minutes(self.heard)
        return self._found(Intent.LATE, Sign.LATE, minutes=minutes, times=False)

    def _delay(self) -> int | None:
        """Read "can I come ten minutes later" as a delay of the client's."""
        spans = self.roles.wished or self.roles.named
        if self.frame.appointment is None or len(spans) != 1:
            return None
        wish = spans[0]
        seconds = (wish.start - self.frame.appointment).total_seconds()
        if not (wish.exact and 0 < seconds <= _DELAY) or self.signs & {Sign.MOVE, *_REFUSING}:
            return None
        return int(seconds // 60)

    def _conflicting(self) -> bool:
        """Whether it agrees and refuses: "ok cancel it" does not, "cancel, see you there" does."""
        refusals = [each.first for each in self.heard.found(*_REFUSING) if not each.turned]
        if not refusals:
            return False
        if self.signs & {Sign.COMING, Sign.CONFIRM}:
            return True
        agreed = [s.first for s in self.heard.found(Sign.YES, Sign.ACK) if not s.turned]
        return any(at > refusals[0] for at in agreed)

    def _but_after(self, *signs: Sign) -> bool:
        """Whether a "but" follows the first of these: before them it only excuses."""
        first = min((each.first for each in self.heard.found(*signs)), default=0)
        return any(each.first > first for each in self.heard.found(Sign.BUT))

    def _turned(self, *signs: Sign) -> bool:
        return any(each.turned for each in self.heard.found(*signs))

    def _found(
        self,
        intent: Intent,
        *signs: Sign,
        base: float = _BASE,
        per_unknown: float | None = None,
        hedged: float = 0.0,
        also: list[Intent] | None = None,
        times: bool = True,
        choice: int | None = None,
        minutes: int | None = None,
        language: str | None = None,
    ) -> Understanding:
        """Put a verdict with what the unknown and the corrected words take off its confidence."""
        heard = self.heard
        evidence = [f"{heard.quote(*signs) or 'the times'}: {intent}"]
        off = heard.unknown * (per_unknown or _PER_UNKNOWN.get(intent, _PER_UNKNOWN_ELSE))
        if intent not in _PER_UNKNOWN and per_unknown is None:
            off = min(off, _MOST_OFF_ELSE)
        if heard.unknown:
            evidence.append(f"words not accounted for: {heard.unknown}")
        if heard.corrected:
            evidence.append(f"mistyped words corrected: {heard.corrected}")
        if Sign.HEDGE in self.signs:
            off += hedged
        spans = (self.roles.wished or self.roles.named) if times else ()
        if spans:
            evidence.append(f"times read: {len(spans)}")
        if also is None:
            also = list(self._informing())
        if minutes is None and Intent.LATE in also:
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
        )

    def _unclear(self, reason: str) -> Understanding:
        spans = self.roles.wished or self.roles.named
        locale = self.heard.lexicon.locale
        return verdict(
            Intent.UNCLEAR, 0.4, [reason], locale, times=spans, also=list(self._informing())
        )
