"""Reads texts that give up the present appointment, or take that back.

Reads a plain refusal by the open question; a mere question about cancelling cancels nothing.
"""

from dialogs.intents import Hint, Intent, OpenQuestion, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.understand.answers.offer_answers import KEEPS
from dialogs.understand.frame.roles import meets
from dialogs.understand.frame.strangeness import led_by_stranger, objects, strangeness
from dialogs.understand.frame.things import of_another_thing
from dialogs.understand.hearing.phrases import POLITE, Signal
from dialogs.understand.opting_out.opting import speaks_of_stopping
from dialogs.understand.readings.scoring import BASE, PER_OBJECT, REFUSING
from dialogs.understand.readings.senders import Senders

_TURNING_BACK = (
    *(Cue.OTHERS, Cue.CONDITION, Cue.QUOTATION, Cue.DOUBT, Cue.DEFERRAL),
    *(Cue.EXCEPTION, Cue.QUESTION, Cue.WHEN),
)
"""Cues in the same sentence that leave it open whether a cancellation is taken back."""
_REFUSING = frozenset(REFUSING)
_LEAVING_UNDO_OPEN = frozenset(
    {Cue.OTHERS, Cue.CONDITION, Cue.QUOTATION, Cue.DOUBT, Cue.EXCEPTION}
    | {
        Cue.QUESTION,
        Cue.AGENDA,
        Cue.WHEN,
        Cue.MOVE,
        Cue.BOOK,
        Cue.ASK,
        Cue.KEEP,
        Cue.WAITLIST,
        *REFUSING,
    }
)
"""Cues beside which a last "undo" may not be for now, or may be about something else."""
_FIRM = frozenset({Cue.CANCEL, Cue.CANNOT})
_YES = frozenset({Cue.YES, Cue.ACK})
_WISHING_FOR = frozenset(
    {Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.QUESTION, Cue.WHEN, Cue.COURTESY, Cue.DOUBT}
    | {Cue.CONDITION, Cue.NO, Cue.NEGATION, Cue.THANKS, Cue.YES}
)
"""Cues allowed in a short question for another thing, with no other person in it."""
_ASKING_FOR = frozenset({Cue.ASK, Cue.DOUBT, Cue.YES})
"""Cues of a question for another thing: "could it be another?", "pode ser outro?"."""
_AGREED = frozenset({Cue.CONFIRM, Cue.COMING})
_GOING = frozenset({"come", "go", "venire", "andare", "ir", "venir", "aller", "kommen", "gehen"})
_SHORT = 8  # most words of such a question
_ASKING = frozenset({Cue.QUESTION, Cue.WHEN})


class RefusalReader(Senders):
    """The readings of texts that give up an appointment, or take that back."""

    __slots__ = ()

    def _undo(self) -> Understanding | None:
        if self.heard.kinds & {Cue.AGENDA, Cue.WHEN, Cue.WAITLIST}:
            return None  # "I deleted it by mistake, what time was it?", "back on the waiting list"
        sentence = self.heard.clauses.sentence
        undoing = {sentence(each.first) for each in self.heard.found(Cue.UNDO)}
        turns = (sentence(each.first) for each in self.heard.found(*_TURNING_BACK))
        turned = not undoing.isdisjoint(turns) or any(self._feared(each) for each in undoing)
        if Cue.UNDO in self.cues and turned:
            return self._unclear("taking back is spoken of, and something turns it")
        told = self.heard.found(Cue.UNDO)
        if any(self._not_undone(each) for each in told) or self._asked_before(told):
            return self._unclear("something else is taken back, or nothing is")
        if Cue.UNDO in self.cues and (self._digit_taken_back() or speaks_of_stopping(self.heard)):
            return self._unclear("a digit before it, or STOP, is taken back")
        if Cue.UNDO in self.cues and Cue.MOVE not in self.cues:
            # "revert to factory settings" is about another thing
            told = self.heard.found(Cue.UNDO)
            more = min(objects(self.heard, each) for each in told)
            more += min(strangeness(self.heard, each) for each in told)
            base = BASE - PER_OBJECT * more
            return self._found(Intent.UNDO, Cue.UNDO, base=base, per_unknown=0.08)
        return None

    def _feared(self, sentence: tuple[int, int]) -> bool:
        """Say whether a sentence only fears something: "worried I cancelled by mistake"."""
        fearing = self.heard.lexicon.fearing
        return not fearing.isdisjoint(self.heard.words[slice(*sentence)])

    def _ends_in_undo(self) -> Understanding | None:
        """Read UNDO as the last sentence: "oh no wait, I pressed the wrong one, undo"."""
        heard = self.heard
        told = heard.found(Cue.UNDO)[-1]
        first = told.first
        if not first or heard.marks[first - 1] != "," or not told.plain or "?" in heard.marks:
            return None
        open_ones = heard.kinds & _LEAVING_UNDO_OPEN or heard.words[0].isdigit()
        if open_ones or self.roles.wished or speaks_of_stopping(heard):
            return None
        halting = heard.lexicon.halting  # "oh no wait" puts nothing off
        put_off = (heard.words[e.first : e.last + 1] for e in heard.found(Cue.DEFERRAL))
        polite = {at for e in heard.found(*POLITE) for at in range(e.first, e.last + 1)}
        behind = range(told.last + 1, len(heard.words))
        if any(halting.isdisjoint(words) for words in put_off) or not polite.issuperset(behind):
            return None
        return self._found(Intent.UNDO, Cue.UNDO, base=0.9, per_unknown=0.04, times=False)

    def _digit_taken_back(self) -> bool:
        """Say whether a text takes back its leading digit: "2... no, sorry, my mistake"."""
        reminded = self.frame.question is OpenQuestion.REMINDER
        return reminded and len(self.heard.words) > 1 and self.heard.words[0].isdigit()

    def _not_undone(self, undo: Signal) -> bool:
        first, behind = self.heard.clauses.bounds(undo.first)
        negated = any(first <= each < behind for each in self.heard.clauses.negations)
        asks = "?" in self.heard.marks and not any(e.asked for e in self.heard.found(Cue.UNDO))
        return negated or asks or self._of_yes(undo) or of_another_thing(self.heard, undo)

    def _of_yes(self, undo: Signal) -> bool:
        """Say whether a "yes" was the mistake: "the yes was a mistake" restores nothing."""
        heard, lexicon = self.heard, self.heard.lexicon
        first = heard.clauses.sentence(undo.first)[0]
        yeses = (e for e in heard.phrases if e.cue in _YES and first <= e.first < undo.first)
        leading = lexicon.determiners | lexicon.articles
        return any(
            heard.words[e.first] in leading
            or (e.first > first and heard.words[e.first - 1] in leading)
            for e in yeses
        )

    def _refusal(self) -> Understanding | None:
        """Read a plain refusal; any word that softens it leaves it to a person."""
        asked = any(not each.turned for each in self.heard.found(Cue.CANCEL_ASK))
        if self.cues.isdisjoint(_REFUSING) and not asked:
            return None
        doubt = self._against_refusal()
        if doubt is None and asked and (self._asks_how() or self._asks_whether()):
            doubt = "it asks how one cancels, or whether one can"
        if doubt is not None:
            return self._another_asked_for() or self._unclear(doubt)
        if self.cues.isdisjoint(_FIRM) and not asked:
            return self._unclear("the time does not suit: to cancel, or to move?", Hint.REFUSAL)
        if Cue.CALL_ME in self.cues:
            return self._found(Intent.CALL_ME, Cue.CALL_ME)
        if self._at_another_hour():
            return self._unclear("they come, and not at this hour: to move it?", Hint.REFUSAL)
        return self._led_by_strangers() or self._refused(asked=asked)

    def _led_by_strangers(self) -> Understanding | None:
        """Ask back where an unknown word stands before every refusal, in its clause."""
        if not self.heard.unknown:
            return None
        told = [e for e in self.heard.found(Cue.CANCEL, Cue.CANCEL_ASK) if not e.turned]
        told = told or [each for each in self.heard.found(Cue.CANNOT) if each.plain]
        if not told or not all(led_by_stranger(self.heard, each) for each in told):
            return None
        return self._unclear("a word that is not known leads to the refusal", Hint.CANCELS)

    def _another_asked_for(self) -> Understanding | None:
        """Read a short question for another thing after a refusal: "I can't. Anything else?"."""
        heard = self.heard
        own = self.frame.question in {OpenQuestion.REMINDER, OpenQuestion.NONE}
        if not own or Cue.CANCEL in self.cues or "?" not in heard.marks:
            return None
        end = max(at for at, mark in enumerate(heard.marks) if mark == "?")
        first, _ = heard.clauses.sentence(end)
        told = [each for each in heard.signals if first <= each.first <= end]
        refused = self._spoken_against()
        if refused is None:
            return None
        if not _GOING.isdisjoint(heard.words[first : end + 1]):
            return None  # "can somebody else come?"
        strange = {word for at, word in enumerate(heard.words) if at not in heard.covered}
        asks = (
            refused < first
            and end - first < _SHORT
            and not heard.lexicon.elsewhere.isdisjoint(heard.words[first : end + 1])
            and strange.intersection(heard.words[first : end + 1]) <= heard.lexicon.elsewhere
            and any(each.cue in _ASKING_FOR for each in told)
            and all(each.cue in _WISHING_FOR for each in told)
        )
        return self._found(Intent.RESCHEDULE, *REFUSING, base=0.85) if asks else None

    def _spoken_against(self) -> int | None:
        """Return the last word that tells why the visit's time does not suit, or None."""
        heard = self.heard
        if told := heard.found(*REFUSING):
            return max(each.last for each in told)
        if not self.cues.isdisjoint(_AGREED) or not meets(
            self.roles.wished or self.roles.named, self.frame.appointment
        ):
            return None
        reasons = [each.last for each in heard.found(Cue.REASON)]
        days = [each.last for each in heard.times if each.firm]
        return max(reasons) if reasons and days else None

    def _at_another_hour(self) -> bool:
        """Say whether a yes and "but" lead to an unsuitable hour: "yes but I can't at 3"."""
        if Cue.CANCEL in self.cues or not self.heard.times or self.cues.isdisjoint(_YES):
            return False
        agreed = min(each.first for each in self.heard.found(*_YES) if each.plain)
        refusals = [each.first for each in self.heard.found(Cue.CANNOT) if each.plain]
        refused = min(refusals, default=0)
        return any(agreed < each.first < refused for each in self.heard.found(Cue.BUT))

    def _refused(self, *, asked: bool) -> Understanding:
        """Return the verdict on a refusal; "I'd like it but I can't" declines only an offer."""
        if asked:
            return self._found(Intent.CANCEL, *REFUSING, base=0.8, per_unknown=0.11)
        if self.frame.question is OpenQuestion.OFFER and Cue.CANCEL not in self.cues:
            if self.heard.times:
                return self._unclear("it may be the offer that is declined, or what stands")
            return self._found(Intent.CHOICE, Cue.CANNOT, base=0.85, choice=KEEPS)
        if self.frame.question is OpenQuestion.SLOTS and Cue.CANCEL not in self.cues:
            return self._found(Intent.MORE, Cue.CANNOT, base=0.85)  # "the 2 I can't"
        said = self.heard.found(Cue.CANCEL) or self.heard.found(Cue.CANNOT)
        more = min([objects(self.heard, each) for each in said])
        return self._found(Intent.CANCEL, *REFUSING, base=BASE - PER_OBJECT * more)

    def _asks_whether(self) -> bool:
        """Say whether the rules for anybody are asked: "can one cancel on the same day?"."""
        heard, own = self.heard, self.heard.lexicon.visits | self.heard.lexicon.determiners
        asked = heard.found(Cue.CANCEL_ASK)
        words = (heard.words[each.first : each.last + 1] for each in asked)
        if "?" not in heard.marks or all(heard.lexicon.anybody.isdisjoint(w) for w in words):
            return False
        last = asked[-1].last
        timed = {at for each in heard.times for at in range(each.first, each.last + 1)}
        polite = {at for each in heard.found(*POLITE) for at in range(each.first, each.last + 1)}
        behind = range(last + 1, heard.clauses.sentence(last)[1])
        meant = meets(self.roles.named or self.roles.wished, self.frame.appointment)
        return not meant or any(
            at not in timed | polite and heard.words[at] not in own | heard.lexicon.away
            for at in behind
        )

    def _asks_how(self) -> bool:
        """Say whether a question word asks how to cancel: "comment annuler"."""
        words, phrases = self.heard.words, self.heard.lexicon.phrases
        opening = [phrases.get((words[e.first],)) for e in self.heard.found(Cue.CANCEL_ASK)]
        return all(entry is not None and entry.cue in _ASKING for entry in opening)
