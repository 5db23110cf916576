"""Finds the writer of a text: a machine, a stranger, the bereaved, a speaker of another language.

These readings come before any request about the appointment: the text is not the client's, or
needs another kind of answer.
"""

from dialogs.intents import Hint, Intent, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.understand.frame.spoken_of import only_spoken_of
from dialogs.understand.frame.things import mistyped_digit, qualified
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.readings.misdirected import misdirected, only_mixed_up
from dialogs.understand.readings.other_times import Wishes
from dialogs.understand.readings.scoring import AGREEING, BASE, REFUSING
from dialogs.understand.readings.strangers import denies_name, introduced
from dialogs.understand.result import verdict
from dialogs.understand.safety.bereavement import (
    client_has_died,
    may_be_client,
    nobody_has_died,
    somebody_has_died,
)

_PER_UNKNOWN = 0.13
_PER_CORRECTION = 0.04
_AWAY = frozenset({*REFUSING, Cue.MOVE})
"""Cues that are acted on as usual where an animal has died."""


class Senders(Wishes):
    """The readings of texts by their writer."""

    __slots__ = ()

    def _about_sender(self) -> Understanding | None:
        """Read the writer of a text: a machine, a stranger, the bereaved, another language."""
        cues = self.cues
        if Cue.MACHINE not in cues and self._cannot_speak():
            return self._unclear("who cannot speak on the phone now")
        if Cue.MACHINE in cues or self._only_busy():
            return self._by_machine()
        if Cue.WRONG_NUMBER in cues and self.roles.wished:
            return self._unclear("not theirs, and another time: a mistake in the calendar?")
        if Cue.WRONG_NUMBER in cues:
            return self._stranger()
        if client_has_died(self.heard):
            return self._found(Intent.DECEASED, Cue.DECEASED)
        return self._bereaved() or self._language()

    def _by_machine(self) -> Understanding:
        """Read an answer of a mailbox; one that cancels in words of its own is a person's."""
        heard, cues = self.heard, self.cues
        if {Cue.MACHINE, Cue.CANCEL} <= cues and not heard.lexicon.writer.isdisjoint(heard.words):
            return self._unclear("an absence, and a cancelling: a person's")
        return self._found(Intent.AUTO_REPLY, Cue.MACHINE, Cue.BUSY, times=False)

    def _stranger(self) -> Understanding | None:
        """Read "wrong number", unless another number is meant or another person is named."""
        heard = self.heard
        if all(qualified(heard, each) for each in heard.found(Cue.WRONG_NUMBER)):
            return self._unclear("a wrong number of something else?")
        if only_spoken_of(heard) or self._about_another_thing():
            return self._unclear("an act is spoken of, and no wrong number")
        if mistyped_digit(heard):
            return self._unclear("a wrong digit, and not a wrong number")
        told = heard.found(Cue.WRONG_NUMBER)
        asked = "?" in heard.marks[told[0].first :] or self._asked_before(told)
        others = heard.found(Cue.OTHERS, Cue.COMING, Cue.CONFIRM, Cue.QUOTATION)
        related = not (heard.lexicon.household | heard.lexicon.theirs).isdisjoint(heard.words)
        # "I'm not Ada, I'm her mother"
        if asked or others or (heard.named and (related or heard.found(Cue.BUT))):
            return self._unclear("not theirs, and somebody else is spoken of")
        strangers = introduced(heard)
        known = strangers or denies_name(heard, strangers) or misdirected(heard)
        if not known and only_mixed_up(heard, told):
            return self._unclear("mixed up with somebody, and perhaps the client")
        return self._wrong_number(strangers)

    def _about_another_thing(self) -> bool:
        """Say whether the text itself went to a wrong number: "annulation du train, pardon"."""
        heard = self.heard
        told = [e for e in heard.phrases if e.cue is Cue.NEUTRAL and e.last > e.first]
        words = {word for e in told for word in heard.words[e.first : e.last + 1]}
        return not heard.lexicon.journeys.isdisjoint(words)

    def _another_name(self) -> Understanding | None:
        """Read "my name is Karim, I'm not Claire", "who is Claire? I have no appointment"."""
        if misdirected(self.heard):
            evidence = [f"several phrases: {Intent.WRONG_NUMBER}"]
            return verdict(Intent.WRONG_NUMBER, 0.9, evidence, self.heard.lexicon.locale)
        if not self.heard.named:
            return None
        strangers = introduced(self.heard)
        return self._wrong_number(strangers) if denies_name(self.heard, strangers) else None

    def _wrong_number(self, strangers: frozenset[int]) -> Understanding:
        """Return a wrong number; the name that the writer gives is no unknown word."""
        heard = self.heard
        said = heard.quote(Cue.WRONG_NUMBER) or "a name that is denied"
        unknown = max(0, heard.unknown - len(strangers - heard.covered))
        evidence = [f"{said}: {Intent.WRONG_NUMBER}", f"words not accounted for: {unknown}"]
        sure = BASE - _PER_UNKNOWN * unknown - _PER_CORRECTION * heard.corrected
        also = self._informing()
        return verdict(Intent.WRONG_NUMBER, sure, evidence, heard.lexicon.locale, also=also)

    def _bereaved(self) -> Understanding | None:
        """Read a death in the family: requests count, and are answered with a condolence."""
        if nobody_has_died(self.heard):
            wants = self.cues & _AWAY or self.roles.wished
            return None if wants else self._unclear("an animal or a thing has died")
        if not somebody_has_died(self.heard):
            told = Cue.DECEASED in self.cues
            return self._unclear("a death is told, and it is not clear whose") if told else None
        if may_be_client(self.heard):
            return self._found(Intent.DECEASED, Cue.DECEASED, hint=Hint.BEREAVED)
        moves = self.cues & {Cue.MOVE, Cue.ASK, Cue.CANNOT} or self.heard.found(Cue.FUNERAL)
        if Cue.MOVE in self.cues or (self.roles.wished and moves):
            cues = (Cue.DECEASED, Cue.FUNERAL, Cue.MOVE)
            return self._found(Intent.RESCHEDULE, *cues, hint=Hint.BEREAVED)
        if self.cues & {Cue.CANCEL, Cue.CANNOT} and self._against_refusal() is None:
            wish = Intent.CANCEL if Cue.CANCEL in self.cues else Intent.RESCHEDULE
            return self._found(wish, *REFUSING, hint=Hint.BEREAVED)
        return self._unclear("somebody close has died", Hint.BEREAVED)

    def _language(self) -> Understanding | None:
        """Read a request for another language; "I speak no Italian" asks for the text's own."""
        asked = self.heard.found(Cue.LANGUAGE)
        busy = self.cues & {*AGREEING, *REFUSING, Cue.MOVE, Cue.BOOK} or self.roles.wished
        if not asked or busy:
            return None
        code = self.heard.lexicon.locale if asked[0].turned else asked[0].value
        return self._found(Intent.LANGUAGE, Cue.LANGUAGE, language=code)

    def _leaving(self) -> Understanding | None:
        """Read a request to leave the waiting list, and nothing about other texts."""
        if Cue.LEAVE_LIST in self.cues:
            told = self.heard.found(Cue.LEAVE_LIST)
            if self._asked_before(told):
                return self._unclear("leaving the list is asked about")
            if all(self._of_somebody(each) for each in told):
                return self._unclear("somebody else has left a list")
            return self._found(Intent.LEAVE_LIST, Cue.LEAVE_LIST, times=False)
        return None

    def _of_somebody(self, signal: Signal) -> bool:
        """Say whether another person is named before a signal, in its sentence."""
        first, _ = self.heard.clauses.sentence(signal.first)
        others, writers = self.heard.clauses.others, self.heard.clauses.writers
        return any(first <= at < signal.first for at in others) and not any(
            first <= at < signal.first for at in writers
        )

    def _asked_before(self, told: tuple[Signal, ...]) -> bool:
        """Say whether a question without its mark, and no polite request, precedes some signals."""
        heard = self.heard
        for signal in told:
            first, _ = heard.clauses.sentence(signal.first)
            asks = heard.found(Cue.QUESTION, Cue.WHEN)
            if not any(first <= each.first < signal.first for each in asks):
                continue
            # "could you", but not "would undo still work"
            requests = heard.words[first : max(first, signal.first - 1)]
            if heard.lexicon.requesting.isdisjoint(requests):
                return True
        return False

    def _cannot_speak(self) -> bool:
        """Say whether the writer cannot speak on the phone, and says nothing else."""
        speaking = self.heard.lexicon.speaking
        # "can't right now" may omit the verb
        said = (self.heard.words[e.first : e.last + 2] for e in self.heard.found(Cue.BUSY))
        return self._only_busy() and all(not speaking.isdisjoint(words) for words in said)

    def _only_busy(self) -> bool:
        """Say whether a phone says that its owner is busy, with no time but "later"."""
        if Cue.BUSY not in self.cues or any(each.firm for each in self.heard.times):
            return False
        later = {at for each in self.heard.times for at in range(each.first, each.last + 1)}
        quiet = {Cue.BUSY, Cue.THANKS, Cue.NEGATION}
        return all(
            each.cue in quiet or each.first in later
            for each in self.heard.signals
            if each.cue is not Cue.COURTESY
        )
