"""Reads a text by itself, where it answers no open question.

Tries the readings in order, and checks what forbids acting on each. Where two readings remain,
none is taken.
"""

from dialogs.intents import Frame, Hint, Intent, OpenQuestion, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.understand.answers.choices import says_only
from dialogs.understand.frame.doubts import against_agreeing, asks_besides
from dialogs.understand.frame.echoes import only_echoes
from dialogs.understand.frame.idleness import tells_nothing
from dialogs.understand.frame.lasting import has_lasted
from dialogs.understand.frame.rules import asks_the_rules
from dialogs.understand.frame.strangeness import strangeness
from dialogs.understand.hearing.clauses import OPERATORS
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.readings.asking_about import asks_if_open, asks_which_day
from dialogs.understand.readings.refusals import RefusalReader
from dialogs.understand.readings.scoring import AGREEING, BASE, REFUSING

_OF_SENDER = frozenset(
    {Cue.MACHINE, Cue.BUSY, Cue.WRONG_NUMBER, Cue.DECEASED, Cue.FUNERAL, Cue.LANGUAGE}
)
_PER_STRANGE = 0.18
"""Additional cost of an unknown word in the clause of an agreement."""
_WANTING = frozenset({Cue.MOVE, Cue.BOOK})
_REFUSING = frozenset(REFUSING)
_AGREEING = frozenset(AGREEING)
_KNOWING = frozenset({Cue.COMING, Cue.CONFIRM, Cue.TAKE})
_INSTEAD = frozenset({Cue.CALL_ME, Cue.WHERE})
"""Cues that put off the yes in "ok, but": "ok but where do I park"."""
_TELLING = frozenset({Cue.AGENDA, Cue.WHEN, Cue.WHERE, Cue.QUESTION, Cue.CONDITION})
"""Cues beside which "one more appointment" is only mentioned: "do I need one more?"."""
_ASKING = frozenset({Cue.QUESTION, Cue.WHEN})
_REFUSED = frozenset({*AGREEING, Cue.NO, Cue.NEGATION})
"""Cues that may stand in a plain no: "definitely not"."""
_NOES = frozenset({Cue.NO, Cue.NEGATION})
_OF_NO = _REFUSED | {Cue.BUT, Cue.FILLER, Cue.THANKS}
_ASKING_LEAVE = frozenset({Cue.ACK, Cue.YES, Cue.QUESTION, Cue.FILLER, Cue.COURTESY})
"""Cues of "is that ok?"."""
_UNASKED = 0.85  # confidence of "I confirm" where nothing is asked
_SHORT_NO = 6  # most words of a plain no


def speech(heard: Heard, frame: Frame) -> Understanding:
    """Return the verdict on a text that answers no open question.

    Args:
        heard: the text, read in its language.
        frame: the context in which the text is read.

    Returns:
        The verdict; UNCLEAR where the meaning is not plain.
    """
    return _Speech(heard, frame).decide()


class _Speech(RefusalReader):
    """The readings of one text, in the order in which they are tried."""

    __slots__ = ()

    def decide(self) -> Understanding:
        """Try each kind of reading in turn."""
        heard, kinds = self.heard, self.heard.kinds
        if "?" in heard.marks and asks_the_rules(heard):
            return self._unclear("it asks about the rules of cancelling")
        if heard.times and (asked := self._asks_about_days()) is not None:
            return asked
        if Cue.REASON in kinds and (another := self._another_for_reason()) is not None:
            return another
        wanting = bool(heard.times) or not kinds.isdisjoint(_WANTING)
        wanting = wanting or (Cue.ASK in kinds and self._wants_more())
        wanting = wanting and not self._echoes_and_puts_off()
        found = (
            self._another_name()
            or (not kinds.isdisjoint(_OF_SENDER) and self._about_sender())
            or (Cue.LEAVE_LIST in kinds and self._leaving())
            or (Cue.UNDO in kinds and (self._ends_in_undo() or self._undo()))
            or (self.frame.question is OpenQuestion.SLOTS and self._of_offers())
            or (wanting and self._change())
            or (not kinds.isdisjoint(_REFUSING) and self._refusal())
        )
        return (
            found
            or (Cue.CONFIRM in kinds and self._asked_if_confirmed())
            or (self._only_no() and self._unclear("a short no, and no more", Hint.REFUSAL))
            or self._agreement()
            or self._information()
            or self._asks_when()
            or self._asks_with_whom()
            or self._asked_back()
        )

    def _asks_about_days(self) -> Understanding | None:
        """Read "are you open on Saturdays?", "is it Wednesday or Thursday?"."""
        if asks_if_open(self.heard, self.frame):
            return self._unclear("it asks when the practice is open")
        if asks_which_day(self.heard, self.frame):
            return self._found(Intent.AGENDA, Cue.QUESTION, base=0.85, per_unknown=0.02)
        return None

    def _another_for_reason(self) -> Understanding | None:
        """Read "I've got an exam that day, could it be another?"."""
        return self._another_asked_for() if self.heard.kinds.isdisjoint(_REFUSING) else None

    def _asked_back(self) -> Understanding:
        """Return an unclear verdict with a hint how the service can ask back."""
        kinds, known = self.heard.kinds, not self.heard.unknown and not self.heard.times
        said = kinds - {Cue.COURTESY, Cue.THANKS, Cue.LAUGH}
        if known and said <= _REFUSED and (Cue.NO in self.cues or self._turned(*AGREEING)):
            return self._unclear("a no, and nothing says to what", Hint.REFUSAL)
        refused = [each for each in self.heard.found(*REFUSING) if each.of_others]
        if refused and not self.cues & {*AGREEING} and Cue.QUESTION not in kinds:
            return self._unclear("it is somebody else who cannot", Hint.REFUSAL)
        asked = "?" in self.heard.marks and not only_echoes(self.heard)
        calls = not self.heard.lexicon.speaking.isdisjoint(self.heard.words)
        put_off = Cue.DEFERRAL in kinds and not has_lasted(self.heard)
        if put_off and not (asked or calls) and not kinds & {*REFUSING, *_ASKING}:
            return self._unclear("the answer is put off", Hint.DEFERRAL)
        if Cue.COURTESY in kinds and known and not said and tells_nothing(self.heard):
            return self._unclear("a greeting", Hint.GREETING)
        return self._unclear("nothing says what to do")

    def _of_offers(self) -> Understanding | None:
        """Read answers to offered times; "I'm never coming" keeps nothing."""
        writes = self.heard.words[0] in self.heard.lexicon.writer
        return None if writes and self._only_no() else self._keeps() or self._prefers()

    def _only_no(self) -> bool:
        """Say whether a text is only "not", "but" and "ok": "never", "not ok", "ok but no"."""
        heard, idle = self.heard, self.heard.lexicon.adverbs
        if "?" in heard.marks or heard.times or len(heard.words) > _SHORT_NO:
            return False
        if heard.core in heard.lexicon.standing[Cue.NAY]:
            return True
        noes = [each.first for each in heard.phrases if each.cue in _NOES]
        if not noes:
            return False
        told = [each for each in heard.phrases if each.cue in _OF_NO]
        inside = {at for each in told for at in range(each.first, each.last + 1)}
        agreed = [each for each in told if each.cue in AGREEING]
        # "no, ok" agrees at the end
        turned = all(each.first < max(noes) or each.turned for each in agreed)
        rest = (word for at, word in enumerate(heard.words) if at not in inside)
        return turned and all(word in idle for word in rest)

    def _asks_when(self) -> Understanding | None:
        """Read "when do I have to come?", with no unknown word."""
        if Cue.WHEN not in self.heard.kinds or self.heard.unknown > 1:
            return None
        open_ones = {Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.CONDITION, Cue.DEFERRAL, *REFUSING}
        if self.heard.kinds & open_ones:
            return None
        return self._found(Intent.AGENDA, Cue.WHEN, base=0.85, per_unknown=0.1)

    def _asked_if_confirmed(self) -> Understanding | None:
        if self._asks_if_confirmed():
            return self._found(Intent.AGENDA, Cue.CONFIRM, base=0.8)
        return None

    def _asks_with_whom(self) -> Understanding | None:
        """Read "is that with Marco or Sara?": a question with a name, and nothing else."""
        heard = self.heard
        if not heard.named or heard.unknown or heard.marks[-1] != "?" or heard.times:
            return None
        leading = heard.lexicon.standing[Cue.WITH]
        articles = heard.lexicon.determiners
        before = [at - 1 - (heard.words[at - 1] in articles) for at in heard.named if at]
        told = any(at >= 0 and heard.words[at] in leading for at in before)
        told |= Cue.DOUBT in heard.kinds  # "Marco or Sara?", "for me or for Leo?"
        if not told or heard.kinds - {Cue.QUESTION, Cue.DOUBT, Cue.COURTESY, Cue.THANKS}:
            return None
        return self._found(Intent.AGENDA, Cue.QUESTION, base=0.85)

    def _agreement(self) -> Understanding | None:
        """Read a plain yes; a yes with a condition is not a yes."""
        cues = self.cues
        if cues.isdisjoint(_AGREEING):
            return None
        late = self._arrival()
        if late is None and (doubt := self._against_agreement()) is not None:
            return self._answered() or (
                self._asked_back() if self._put_off() else self._unclear(doubt)
            )
        if late or (Cue.LATE in cues and not cues & {Cue.YES, Cue.ACK, Cue.CONFIRM}):
            return self._late(late)
        if (
            self._tells_the_way()
            or self._asks_at_once()
            or (self._but_after(*AGREEING) and cues & _INSTEAD)
        ):
            return self._information()
        if self.frame.question is OpenQuestion.REMINDER:
            base = BASE - self._strange_beside()
            weight = self._agreeing_weight()
            return self._found(Intent.CONFIRM, *AGREEING, base=base, per_unknown=weight)
        return self._chosen() if self.frame.question is OpenQuestion.SLOTS else self._unasked()

    def _tells_the_way(self) -> bool:
        """Say whether a question where we are is followed by the way to us: "I come by bus"."""
        if self.cues & {Cue.YES, Cue.ACK, Cue.CONFIRM} or self.heard.times:
            return False
        asked = [each.first for each in self.heard.found(Cue.WHERE)]
        coming = [each.first for each in self.heard.found(Cue.COMING)]
        return bool(asked and coming) and min(asked) < min(coming)

    def _strange_beside(self) -> float:
        """Return the cost of unknown words in the clause of "I confirm" or "I'm coming"."""
        told = self.heard.found(Cue.COMING, Cue.CONFIRM)
        return _PER_STRANGE * max((strangeness(self.heard, each) for each in told), default=0)

    def _asks_at_once(self) -> bool:
        """Say whether a bare yes continues as a question about the visit: "ok, what time"."""
        heard = self.heard
        if not self.cues.isdisjoint(_KNOWING):
            return False
        if Cue.WHERE in heard.kinds and self._leads_on():
            return True
        if Cue.AGENDA not in heard.kinds:
            return False
        said = {heard.clauses.sentence(each.first) for each in heard.found(Cue.YES)}
        asked = {heard.clauses.sentence(each.first) for each in heard.found(Cue.AGENDA)}
        return not said or not said.isdisjoint(asked)

    def _leads_on(self) -> bool:
        """Say whether an "ok" only begins a question: "ok so is parking free?"; a "yes" answers."""
        marks, ends = self.heard.marks, [each.last for each in self.heard.found(Cue.ACK)]
        leads = bool(ends) and not any(marks[end] for end in ends)
        return leads and marks[-1] == "?" and Cue.YES not in self.cues

    def _against_agreement(self) -> str | None:
        """Return the reason against confirming, if any."""
        if not self.heard.times and self.heard.clauses.plain and Cue.BUT not in self.heard.kinds:
            return against_agreeing(self.heard)
        told = self.cues | self._asked_signs()
        excused = told & {Cue.LATE, Cue.WHERE, Cue.THANKS, Cue.CALL_ME}
        choosing = self.frame.question is OpenQuestion.SLOTS
        doubts = (
            (self.roles.mistaken and not choosing, "a yes to a time that is not the appointment's"),
            (self._loose() and not excused, "a yes, earlier or later"),
            (self._but_after(*AGREEING) and not excused, "a yes with a condition"),
        )
        said = next((reason for holds, reason in doubts if holds), None)
        return said or against_agreeing(self.heard)

    def _answered(self) -> Understanding | None:
        """Read "ok but who will I see?": the service answers, and the open question stays open."""
        open_ones = {Cue.CONDITION, Cue.DEFERRAL, Cue.QUOTATION, Cue.NO, *REFUSING}
        if Cue.WAITLIST in self.cues and not self.heard.kinds & {Cue.NO, *REFUSING}:
            return self._found(Intent.WAITLIST, Cue.WAITLIST)
        asks = Cue.AGENDA in self.heard.kinds and self._but_after(*AGREEING)
        if not asks or self.heard.kinds & open_ones or self.roles.wished:
            return None
        return self._found(Intent.AGENDA, Cue.AGENDA)

    def _put_off(self) -> bool:
        """Say whether the client can be asked back about the reason against a yes."""
        return bool(self.heard.found(Cue.DEFERRAL, Cue.NEGATION, *REFUSING))

    def _chosen(self) -> Understanding:
        """Read a yes to offered times."""
        if self.roles.named and not self._either() and says_only(self.heard):
            return self._found(Intent.CHOICE, *AGREEING, base=0.85)
        if self.frame.choices == 1:
            return self._found(Intent.CHOICE, *AGREEING, choice=1, per_unknown=0.09)
        return self._unclear("a yes to several offered times", Hint.YES)

    def _unasked(self) -> Understanding | None:
        """Read a yes without a question: it confirms only what it names."""
        if Cue.CONFIRM in self.cues and self.frame.appointment is not None:
            base = _UNASKED - self._strange_beside()
            return self._found(Intent.CONFIRM, Cue.CONFIRM, base=base)
        if informed := self._information():
            return informed
        if Cue.YES in self.cues or Cue.CONFIRM in self.cues:
            return self._unclear("a yes, and no question is open", Hint.YES)
        if Cue.COMING not in self.cues and not tells_nothing(self.heard):
            return self._unclear("a yes that nobody asked for, and something told")
        return self._found(Intent.THANKS, Cue.ACK, Cue.COMING, times=False)

    def _information(self) -> Understanding | None:
        """Read a text that informs or asks, and changes nothing."""
        wanted = self._informing()
        if Intent.LATE in wanted[:1]:
            if asks_besides(self.heard) and not self._asks_leave():
                return self._unclear("late, and a question")
            return self._late()
        if wanted:
            return self._found(wanted[0], Cue(wanted[0].value), also=wanted[1:])
        if Cue.BUSY in self.cues:
            return self._found(Intent.AUTO_REPLY, Cue.BUSY, base=0.85)
        if self.cues & {Cue.THANKS, Cue.ACK} and self._only_thanks():
            return self._found(Intent.THANKS, Cue.THANKS, Cue.ACK, times=False)
        return None

    def _asks_leave(self) -> bool:
        """Say whether only "is that ok?" is asked, behind a delay."""
        heard = self.heard
        if heard.marks.count("?") != 1 or not heard.times:
            return False
        end = heard.marks.index("?")
        begins = next((at + 1 for at in range(end - 1, -1, -1) if heard.marks[at]), 0)
        told = [e for e in heard.phrases if begins <= e.first <= end and e.cue in _ASKING_LEAVE]
        known = {at for each in told for at in range(each.first, each.last + 1)}
        agreed = any(each.cue in _AGREEING for each in told)
        return begins > 0 and agreed and known.issuperset(range(begins, end + 1))

    def _only_thanks(self) -> bool:
        """Say whether a text has no content beside thanks; other texts go to a person."""
        beside = self.cues & (OPERATORS | {Cue.NO, Cue.KEEP})
        asks = self.roles.wished or "?" in self.heard.marks
        return not (beside or asks) and tells_nothing(self.heard)
