"""Finds what a text with a time tells beside it: a story, a delay, an answer put off, a yes.

Each method says whether a time is asked for at all, or how plainly.
"""

from dialogs.intents import OpenQuestion
from dialogs.languages.lexicon import Cue
from dialogs.understand.frame.echoes import only_echoes
from dialogs.understand.frame.roles import meets
from dialogs.understand.hearing.phrases import POLITE
from dialogs.understand.hearing.timed import places
from dialogs.understand.readings.delays import late_minutes
from dialogs.understand.readings.one_more import MoreWishes
from dialogs.understand.readings.scoring import REFUSING

_REFUSING = frozenset(REFUSING)
_AGREEING_AND_ASKING = POLITE | {Cue.YES, Cue.ACK, Cue.ASK, Cue.COMING}


class ToldBeside(MoreWishes):
    """What is told beside a time."""

    __slots__ = ()

    def _echoes_and_puts_off(self) -> bool:
        """Read "Thursday? let me ask first" as an answer put off: the day is only repeated."""
        kinds = self.heard.kinds
        if Cue.DEFERRAL not in kinds or "?" not in self.heard.marks:
            return False
        wants = kinds & {*_REFUSING, Cue.MOVE, Cue.BOOK, Cue.CONDITION}
        return not wants and only_echoes(self.heard)

    def _delayed_journey(self, said: frozenset[Cue]) -> bool:
        """Read "my train is 30 minutes late, so I come later": "later" is no wish to move."""
        heard = self.heard
        if Cue.LATE not in self.cues or not self._loose() or "?" in heard.marks:
            return False
        if said & {Cue.BOOK, Cue.ASK} or heard.kinds & {*_REFUSING, Cue.ASK, Cue.CONDITION}:
            return False
        timed = places(heard.times)
        only_later = all(
            any(at in timed for at in range(each.first, each.last + 1))
            for each in heard.found(Cue.MOVE)
        )
        journey = not heard.lexicon.journeys.isdisjoint(heard.words)
        return only_later and (journey or late_minutes(heard) is not None)

    def _agrees_to_what_stands(self) -> bool:
        """Read "perfect, let's say Wednesday" as a yes where the visit is on Wednesday."""
        heard, wished = self.heard, self.roles.wished
        if self.frame.question is not OpenQuestion.REMINDER or self.frame.appointment is None:
            return False
        if heard.unknown or "?" in heard.marks or not heard.kinds <= _AGREEING_AND_ASKING:
            return False
        told = [each for each in heard.signals if each.cue not in POLITE]
        opens = bool(told) and told[0].cue in {Cue.YES, Cue.ACK} and told[0].plain
        other = heard.lexicon.elsewhere | (heard.lexicon.preferring - heard.lexicon.accepting)
        if not opens or not other.isdisjoint(heard.words) or len(wished) != 1:
            return False
        day = self.frame.appointment.astimezone(wished[0].start.tzinfo).date()
        return meets(wished, self.frame.appointment) and wished[0].start.date() == day

    def _asks_behind_story(self) -> bool:
        """Say whether a request for a firm time is a sentence of its own, behind a story."""
        heard = self.heard
        asks = [each for each in heard.found(Cue.ASK, Cue.DOUBT) if not each.turned]
        if not asks or self.frame.question is OpenQuestion.SLOTS:
            return False
        first, behind = heard.clauses.sentence(asks[-1].first)
        if asks[-1].cue is Cue.DOUBT and heard.marks[behind - 1] != "?":
            return False  # only asked: "maybe Friday?"
        timed = any(each.firm and first <= each.first < behind for each in heard.times)
        return first > 0 and timed
