"""What a text says by itself, beyond the answer to a question.

Owns the order in which readings are tried, and what forbids to act on each. Where two readings
remain, none is taken.
"""

from dialogs.intents import Frame, Hint, Intent, OpenQuestion, Understanding
from dialogs.lexicon import Sign
from dialogs.understand.bereavement import client_has_died, may_be_client, somebody_has_died
from dialogs.understand.clauses import OPERATORS
from dialogs.understand.doubts import against_agreeing, against_refusing, asks_besides, objects
from dialogs.understand.signals import Heard
from dialogs.understand.weighing import AGREEING, BASE, INFORMING, PER_OBJECT, REFUSING
from dialogs.understand.wishes import Wishes

_OF_SENDER = frozenset(
    {Sign.MACHINE, Sign.BUSY, Sign.WRONG_NUMBER, Sign.DECEASED, Sign.FUNERAL, Sign.LANGUAGE}
)
_LEAVING = frozenset({Sign.LEAVE_LIST})
_UNDOING = frozenset({Sign.UNDO})
_WANTING = frozenset({Sign.MOVE, Sign.BOOK})
_REFUSING = frozenset(REFUSING)
_REFUSED = frozenset({*AGREEING, Sign.NO, Sign.NEGATION})
"""What may stand in a plain no: "definitely not"."""


def speech(heard: Heard, frame: Frame) -> Understanding:
    """Say what a text wants.

    Args:
        heard: the text, read in its language.
        frame: what it is read against.

    Returns:
        The verdict; UNCLEAR where the text is not plain.
    """
    return _Speech(heard, frame).decide()


class _Speech(Wishes):
    """The readings of one text, in the order that they are tried."""

    __slots__ = ()

    def decide(self) -> Understanding:
        """Try each kind of meaning in turn."""
        readings = (
            (_OF_SENDER, self._about_sender),
            (_LEAVING, self._leaving),
            (_UNDOING, self._undo),
            (None, self._keeps),
            (None if self.heard.times else _WANTING, self._change),
            (_REFUSING, self._refusal),
        )
        for needed, reading in readings:
            if needed is not None and self.heard.kinds.isdisjoint(needed):
                continue
            if (found := reading()) is not None:
                return found
        return self._agreement() or self._information() or self._asks_when() or self._asked_back()

    def _asked_back(self) -> Understanding:
        """Say of what is left over how it can be asked back."""
        kinds, known = self.heard.kinds, not self.heard.unknown and not self.heard.times
        said = kinds - {Sign.COURTESY, Sign.THANKS, Sign.LAUGH}
        turned = any(each.turned for each in self.heard.found(*AGREEING))
        if known and said <= _REFUSED and (Sign.NO in self.signs or turned):
            return self._unclear("a no, and nothing says to what", Hint.REFUSAL)
        refused = [each for each in self.heard.found(*REFUSING) if each.of_others]
        if refused and not self.signs & {*AGREEING} and Sign.QUESTION not in kinds:
            return self._unclear("it is somebody else who cannot", Hint.REFUSAL)
        if Sign.DEFERRAL in kinds and not kinds & {*REFUSING, Sign.QUESTION, Sign.WHEN}:
            return self._unclear("the answer is put off", Hint.DEFERRAL)
        if Sign.COURTESY in kinds and known and not said:
            return self._unclear("a greeting", Hint.GREETING)
        return self._unclear("nothing says what to do")

    def _asks_when(self) -> Understanding | None:
        """Read "when do I have to come?": a question of which every word is known."""
        open_ones = {Sign.ASK, Sign.MOVE, Sign.BOOK, Sign.CONDITION, Sign.DEFERRAL, *REFUSING}
        asked = self.heard.found(Sign.WHEN)
        if not asked or self.heard.unknown > 1 or self.heard.kinds & open_ones:
            return None
        return self._found(Intent.AGENDA, Sign.WHEN, base=0.85, per_unknown=0.1)

    def _about_sender(self) -> Understanding | None:
        """Read who or what wrote: a machine, a stranger, the bereaved, another language."""
        signs = self.signs
        if Sign.MACHINE in signs or self._only_busy():
            return self._found(Intent.AUTO_REPLY, Sign.MACHINE, Sign.BUSY, times=False)
        if Sign.WRONG_NUMBER in signs and self.roles.wished:
            return self._unclear("not theirs, and another time: a mistake in the calendar?")
        if Sign.WRONG_NUMBER in signs:
            return self._found(Intent.WRONG_NUMBER, Sign.WRONG_NUMBER)
        if client_has_died(self.heard):
            return self._found(Intent.DECEASED, Sign.DECEASED)
        return self._bereaved() or self._language()

    def _bereaved(self) -> Understanding | None:
        """Read a death in the family: what is wished for counts, and is answered kindly."""
        if not somebody_has_died(self.heard):
            told = Sign.DECEASED in self.signs
            return self._unclear("a death is told, and it is not clear whose") if told else None
        if may_be_client(self.heard):
            return self._found(Intent.DECEASED, Sign.DECEASED, hint=Hint.BEREAVED)
        moves = self.signs & {Sign.MOVE, Sign.ASK, Sign.CANNOT} or self.heard.found(Sign.FUNERAL)
        if Sign.MOVE in self.signs or (self.roles.wished and moves):
            signs = (Sign.DECEASED, Sign.FUNERAL, Sign.MOVE)
            return self._found(Intent.RESCHEDULE, *signs, hint=Hint.BEREAVED)
        if self.signs & {Sign.CANCEL, Sign.CANNOT} and self._against_refusal() is None:
            wish = Intent.CANCEL if Sign.CANCEL in self.signs else Intent.RESCHEDULE
            return self._found(wish, *REFUSING, hint=Hint.BEREAVED)
        return self._unclear("somebody close has died", Hint.BEREAVED)

    def _language(self) -> Understanding | None:
        """Read a wish for another language; "I speak no Italian" asks for the text's own."""
        asked = self.heard.found(Sign.LANGUAGE)
        busy = self.signs & {*AGREEING, *REFUSING, Sign.MOVE, Sign.BOOK} or self.roles.wished
        if not asked or busy:
            return None
        code = self.heard.lexicon.locale if asked[0].turned else asked[0].value
        return self._found(Intent.LANGUAGE, Sign.LANGUAGE, language=code)

    def _leaving(self) -> Understanding | None:
        """Read a wish to wait no longer; the appointment and other texts are not spoken of."""
        if Sign.LEAVE_LIST in self.signs:
            return self._found(Intent.LEAVE_LIST, Sign.LEAVE_LIST, times=False)
        return None

    def _only_busy(self) -> bool:
        """Whether a phone says that its owner is busy, "later" being all it says of a time."""
        if Sign.BUSY not in self.signs or any(each.firm for each in self.heard.times):
            return False
        later = {at for each in self.heard.times for at in range(each.first, each.last + 1)}
        quiet = {Sign.BUSY, Sign.THANKS, Sign.NEGATION}
        return all(
            each.sign in quiet or each.first in later
            for each in self.heard.signals
            if each.sign is not Sign.COURTESY
        )

    def _undo(self) -> Understanding | None:
        turning = {Sign.OTHERS, Sign.CONDITION, Sign.QUOTATION}
        if Sign.UNDO in self.signs and self.heard.kinds & turning:
            return self._unclear("taking back is spoken of, and something turns it")
        if Sign.UNDO in self.signs and Sign.MOVE not in self.signs:
            # "revert to factory settings" is about something else
            more = min(objects(self.heard, each) for each in self.heard.found(Sign.UNDO))
            base = BASE - PER_OBJECT * more
            return self._found(Intent.UNDO, Sign.UNDO, base=base, times=False, per_unknown=0.08)
        return None

    def _refusal(self) -> Understanding | None:
        """Read a plain refusal; anything that softens it leaves it to a person."""
        asked = any(not each.turned for each in self.heard.found(Sign.CANCEL_ASK))
        if not self.signs & {*REFUSING} and not asked:
            return None
        if (doubt := self._against_refusal()) is not None:
            return self._unclear(doubt)
        if not self.signs & {Sign.CANCEL, Sign.CANNOT} and not asked:
            return self._unclear("the time does not suit: to cancel, or to move?", Hint.REFUSAL)
        if Sign.CALL_ME in self.signs:
            return self._found(Intent.CALL_ME, Sign.CALL_ME)
        if asked:
            return self._found(Intent.CANCEL, *REFUSING, base=0.8, per_unknown=0.11)
        said = self.heard.found(Sign.CANCEL) or self.heard.found(Sign.CANNOT)
        more = min(objects(self.heard, each) for each in said)
        return self._found(Intent.CANCEL, *REFUSING, base=BASE - PER_OBJECT * more)

    def _against_refusal(self) -> str | None:
        """Say what speaks against cancelling, if anything does."""
        signs = self.signs
        condition = signs & {Sign.WAITLIST, Sign.UNDO} or self._but_after(*REFUSING)
        doubts = (
            (self._conflicting(), "it refuses and agrees at once"),
            (condition and Sign.CANCEL not in signs, "a refusal with a condition"),
            (self._loose(), "it refuses an earlier or a later time"),
            (self.roles.mistaken, "it refuses a time that is not the appointment's"),
        )
        said = next((reason for holds, reason in doubts if holds), None)
        return said or against_refusing(self.heard)

    def _agreement(self) -> Understanding | None:
        """Read a plain yes; a yes with a condition is not a yes."""
        signs = self.signs
        if not signs & {*AGREEING}:
            return None
        late = self._arrival()
        if late is None and (doubt := self._against_agreement()) is not None:
            return self._answered() or (
                self._asked_back() if self._put_off() else self._unclear(doubt)
            )
        if late or (Sign.LATE in signs and not signs & {Sign.YES, Sign.ACK, Sign.CONFIRM}):
            return self._late(late)
        if self._but_after(*AGREEING) and Sign.CALL_ME in signs:
            return self._found(Intent.CALL_ME, Sign.CALL_ME)
        if self.frame.question is OpenQuestion.REMINDER:
            weight = self._agreeing_weight()
            told = self.heard.found(Sign.COMING, Sign.CONFIRM)
            more = max((objects(self.heard, each) for each in told), default=0)
            base = BASE - PER_OBJECT * more
            return self._found(Intent.CONFIRM, *AGREEING, base=base, per_unknown=weight)
        return self._chosen() if self.frame.question is OpenQuestion.SLOTS else self._unasked()

    def _against_agreement(self) -> str | None:
        """Say what speaks against confirming, if anything does."""
        if not self.heard.times and self.heard.clauses.plain and Sign.BUT not in self.heard.kinds:
            return against_agreeing(self.heard)
        told = self.signs | self._asked_signs()
        excused = told & {Sign.LATE, Sign.WHERE, Sign.THANKS, Sign.CALL_ME}
        choosing = self.frame.question is OpenQuestion.SLOTS
        doubts = (
            (self.roles.mistaken and not choosing, "a yes to a time that is not the appointment's"),
            (self._loose() and not excused, "a yes, earlier or later"),
            (self._but_after(*AGREEING) and not excused, "a yes with a condition"),
        )
        said = next((reason for holds, reason in doubts if holds), None)
        return said or against_agreeing(self.heard)

    def _answered(self) -> Understanding | None:
        """Read "ok but who will I see?": the question is answered, and stays an open one."""
        open_ones = {Sign.CONDITION, Sign.DEFERRAL, Sign.QUOTATION, Sign.NO, *REFUSING}
        if Sign.WAITLIST in self.signs and not self.heard.kinds & {Sign.NO, *REFUSING}:
            return self._found(Intent.WAITLIST, Sign.WAITLIST)
        asks = Sign.AGENDA in self.heard.kinds and self._but_after(*AGREEING)
        if not asks or self.heard.kinds & open_ones or self.roles.wished:
            return None
        return self._found(Intent.AGENDA, Sign.AGENDA)

    def _put_off(self) -> bool:
        """Whether what speaks against a yes can be asked back."""
        return bool(self.heard.found(Sign.DEFERRAL, Sign.NEGATION, *REFUSING))

    def _chosen(self) -> Understanding:
        """Read a yes to offered times."""
        if self.roles.named:
            return self._found(Intent.CHOICE, *AGREEING, base=0.85)
        if self.frame.choices == 1:
            return self._found(Intent.CHOICE, *AGREEING, choice=1, per_unknown=0.09)
        return self._unclear("a yes to several offered times", Hint.YES)

    def _unasked(self) -> Understanding | None:
        """Read a yes that nobody asked for: it confirms only what it names."""
        if Sign.CONFIRM in self.signs and self.frame.appointment is not None:
            return self._found(Intent.CONFIRM, Sign.CONFIRM, base=0.85)
        if informed := self._information():
            return informed
        if Sign.YES in self.signs or Sign.CONFIRM in self.signs:
            return self._unclear("a yes, and no question is open", Hint.YES)
        return self._found(Intent.THANKS, Sign.ACK, Sign.COMING, times=False)

    def _information(self) -> Understanding | None:
        """Read what tells or asks and changes nothing."""
        wanted = [*self._informing()]
        if Intent.LATE in wanted[:1]:
            if asks_besides(self.heard):
                return self._unclear("late, and a question")
            return self._late()
        if wanted:
            signs = [sign for sign, intent in INFORMING.items() if intent is wanted[0]]
            return self._found(wanted[0], *signs, also=wanted[1:])
        if Sign.BUSY in self.signs:
            return self._found(Intent.AUTO_REPLY, Sign.BUSY, base=0.85)
        if self.signs & {Sign.THANKS, Sign.ACK} and self._only_thanks():
            return self._found(Intent.THANKS, Sign.THANKS, Sign.ACK, times=False)
        return None

    def _only_thanks(self) -> bool:
        """Whether nothing is asked or told beside the thanks: else a person reads it."""
        beside = self.signs & (OPERATORS | {Sign.NO, Sign.KEEP})
        return not (beside or self.heard.unknown or self.roles.wished or "?" in self.heard.marks)
