"""Reads requests for one more appointment, beside the present one or perhaps instead of it.

Decides when another appointment is a new one. An unclear request counts as one too: the service
asks which is meant where an appointment exists.
"""

from dialogs.intents import OpenQuestion
from dialogs.languages.lexicon import Cue
from dialogs.understand.readings.another import is_for_family, says_either, says_more, says_plus
from dialogs.understand.readings.asking_about import adds_too
from dialogs.understand.readings.scoring import REFUSING, Scorer

_REFUSING = frozenset(REFUSING)
_OPEN_LISTS = frozenset({OpenQuestion.SLOTS, OpenQuestion.OFFER})
_MERELY_ASKING = frozenset({Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.COURTESY, Cue.THANKS})
_MOST_UNKNOWN = 2  # unknown words in "I'd like to make a second appointment"


class MoreWishes(Scorer):
    """The readings of requests for one more appointment."""

    __slots__ = ()

    def _one_more(self, wanted: frozenset[Cue]) -> bool:
        """Say whether "another appointment" is an additional one and not a move."""
        if not self.cues.isdisjoint(_REFUSING):
            return False
        words, lexicon = self.heard.words, self.heard.lexicon
        family, either = is_for_family(words, lexicon), says_either(words, lexicon)
        if not (family or either or says_more(words, lexicon)):
            return False
        moving = [words[each.first : each.last + 2] for each in self.heard.found(Cue.MOVE)]
        if not all(says_more(each, lexicon) or says_either(each, lexicon) for each in moving):
            return False
        if either and not self.heard.times and self.frame.question not in _OPEN_LISTS:
            return True  # which of the two is meant is asked where an appointment exists
        alone = self.frame.appointment is None and bool(wanted)
        return Cue.BOOK in wanted or (family and bool(wanted)) or alone

    def _wants_more(self) -> bool:
        """Say whether one more is asked for without "book": "can I have one more visit?"."""
        heard = self.heard
        if heard.kinds - _MERELY_ASKING or heard.unknown > _MOST_UNKNOWN or heard.times:
            return False
        words, lexicon = heard.words, heard.lexicon
        asks = Cue.ASK in heard.kinds and self.frame.question not in _OPEN_LISTS
        return asks and (says_plus(words, lexicon) or says_either(words, lexicon))

    def _adds(self, wanted: frozenset[Cue]) -> bool:
        """Say whether one is asked for beside the present one: "a second one on Tuesday"."""
        if self.frame.question in _OPEN_LISTS or self.frame.appointment is None:
            return False
        if not self.cues.isdisjoint(_REFUSING):
            return False
        asks = bool(wanted) or Cue.ASK in self.heard.kinds or bool(self.roles.wished)
        return asks and (says_plus(self.heard.words, self.heard.lexicon) or adds_too(self.heard))

    def _books(self, wanted: frozenset[Cue]) -> bool:
        """Say whether a booking is new; after a refusal or reminder it may be a move."""
        if Cue.BOOK not in wanted or not self.cues.isdisjoint(_REFUSING):
            return False
        nothing = self.frame.appointment is None and self.frame.question is OpenQuestion.NONE
        if nothing:
            return True  # "I've moved house and want an appointment": no appointment to move
        reminded = self.frame.question is OpenQuestion.REMINDER
        return wanted == {Cue.BOOK} and not (reminded and self.roles.wished)
