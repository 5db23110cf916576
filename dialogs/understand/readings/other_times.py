"""Reads requests for another time or a new appointment, whatever else the text says.

Decides what a time alone means, and when a request for a time is none.
"""

import re
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from dialogs.intents import Hint, Intent, OpenQuestion, TimeRange, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.times.terms import TermRole, bits
from dialogs.understand.answers.choices import says_only
from dialogs.understand.frame.detained import tells_of_journey
from dialogs.understand.frame.doubts import ANSWERED
from dialogs.understand.frame.roles import meets
from dialogs.understand.hearing.clauses import OPERATORS
from dialogs.understand.hearing.exact_phrases import keeps_another_thing, phrase
from dialogs.understand.hearing.phrases import POLITE, Signal
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.hearing.timed import places
from dialogs.understand.readings.delays import late_minutes
from dialogs.understand.readings.scoring import AGREEING, REFUSING
from dialogs.understand.readings.told_beside import ToldBeside

_FEW = 5  # most times that a client asks about at once
_DAY = timedelta(days=1, hours=1)  # the longest day, with a change of the clock
_LONG = timedelta(hours=1)  # a longer daily span says when the client can come, not a chosen time
_SPAN = timedelta(hours=4)  # the longest span that names hours beside the appointment's
_FIGURES = re.compile(r"\d{1,2}(?:[:.h]\d\d)?")
_REFUSING = frozenset(REFUSING)
_ANSWERING = _REFUSING.union(AGREEING)
_ASKED_POLITELY = frozenset({Cue.MOVE, Cue.BOOK, Cue.CALL_ME, Cue.WHERE, Cue.AGENDA, Cue.WAITLIST})
_MOST_BEFORE = 2  # words of "when you like" or "quando volete" before the question word
_OR, _BESIDE_TIMES = bits(TermRole.OR), bits(TermRole.ASIDE, TermRole.ANY)
_NONE = bits(TermRole.NONE)
_OPEN = (Cue.DOUBT, Cue.DEFERRAL, Cue.CONDITION)
_PREFERRING = frozenset({*AGREEING, Cue.ASK, Cue.COURTESY, Cue.THANKS})
_NOT_KEEPING = frozenset({Cue.ASK, Cue.MOVE, Cue.BOOK, Cue.CANCEL, Cue.CANCEL_ASK, Cue.REASON})
_ANSWERED_APART = ANSWERED | {Cue.BUSY}
"""Cues that a text with a time may have too; the text is then read by these cues."""


class Wishes(ToldBeside):
    """The readings of requests for a time."""

    __slots__ = ()

    def _change(self) -> Understanding | None:
        """Read a request for another time, whatever else the text says."""
        wished = self.roles.wished
        said = self.cues | self._asked_signs()
        wanted = said & {Cue.MOVE, Cue.BOOK}
        if self._delay() is not None or self._delayed_journey(said):
            return self._late()
        # "might have to cancel, will know more tomorrow"
        vague = not wanted and Cue.ASK not in self.cues and bool(self.heard.found(*_OPEN))
        # "Wednesday is bad, would perhaps Friday do?"
        vague = vague and not (self._asks_behind_story() and Cue.DEFERRAL not in self.heard.kinds)
        more = self._wants_more()
        if (not more and self._wishes_nothing(wanted)) or (vague and self.cues & _ANSWERING):
            return None
        if Cue.CALL_ME in said and not wished:
            return self._found(Intent.CALL_ME, Cue.CALL_ME, also=[Intent.RESCHEDULE])
        refuses = not self.cues.isdisjoint(_REFUSING)
        taking = self.frame.question is OpenQuestion.SLOTS and not refuses
        adds = more or self._adds(wanted)
        if not (wanted or adds) and (taking or self.cues.isdisjoint(_ANSWERING)):
            return self._times_alone()  # "Friday at 4", "yes, Friday at 4"
        if adds or self._one_more(wanted) or self._books(wanted):
            return self._found(Intent.BOOK, Cue.BOOK, Cue.MOVE, Cue.ASK)
        suits = self.frame.appointment is None and not (wanted or refuses)
        intent = self._named_time() if suits else Intent.RESCHEDULE  # "Thursday works"
        cues = (*(AGREEING if suits else REFUSING), Cue.MOVE, Cue.BOOK, Cue.ASK)
        return self._found(intent, *cues, hedged=0.1)

    def _keeps(self) -> Understanding | None:
        """Read "I'll keep Thursday" while times are on offer: the present appointment is kept."""
        if phrase(self.heard, Cue.STAY) is None or keeps_another_thing(self.heard):
            return None
        if self.heard.kinds & _NOT_KEEPING or not meets(
            self.roles.wished or self.roles.named, self.frame.appointment
        ):
            return None
        return self._unclear("what stands is kept", Hint.KEPT)

    def _wishes_nothing(self, wanted: frozenset[Cue]) -> bool:
        wished = self.roles.wished
        if not (wanted or wished) or (self._conflicting() and not wished) or self._idle():
            return True
        if self._agrees_to_what_stands() or tells_of_journey(self.heard, self.frame.appointment):
            return True
        if wanted == {Cue.BOOK} and not wished and Cue.CANCEL in self.cues:
            return True  # "appointment please cancel"
        if self._rebooks() or self._cancels_what_stands(wanted) or self._tells_of_today(wanted):
            return True
        # "can I eat before?"
        loose = not wanted and self._loose() and self.cues.isdisjoint(_REFUSING)
        return loose and bool(self.heard.unknown)

    def _cancels_what_stands(self, wanted: frozenset[Cue]) -> bool:
        """Say whether the only time beside a plain cancelling is the appointment's own."""
        told = self.heard.found(Cue.CANCEL, Cue.CANCEL_ASK)
        plain = any(not (each.turned or each.of_others) for each in told)
        stands = meets(self.roles.wished, self.frame.appointment) and len(self.roles.wished) == 1
        appointed = self.frame.appointment is not None
        moves = bool(wanted - {Cue.BOOK})  # "my appointment at Sara's on Thursday, please cancel"
        return appointed and stands and plain and not moves and "?" not in self.heard.marks

    def _tells_of_today(self, wanted: frozenset[Cue]) -> bool:
        """Say whether a time beside a plain cancelling is today: "it broke down this morning"."""
        heard, today = self.heard, self.frame.now.astimezone(ZoneInfo(self.frame.timezone)).date()
        told = any(each.plain for each in heard.found(Cue.CANCEL))
        apart = told and not (wanted or Cue.ASK in heard.kinds or "?" in heard.marks)
        apart = apart and heard.lexicon.elsewhere.isdisjoint(heard.words)
        appointment = self.frame.appointment
        return (
            apart
            and appointment is not None
            and appointment.date() > today
            and all(each.start.date() <= today for each in self.roles.wished)
        )

    def _idle(self) -> bool:
        """Say whether "earlier" asks for nothing: it waits for a place, or is impossible."""
        waits = Cue.WAITLIST in self.cues or self._tied(Cue.MOVE, *REFUSING)
        return self._loose() and waits

    def _asks_what_to_do(self) -> bool:
        """Say whether the client asks about own doings: "can I have a coffee that morning?"."""
        heard = self.heard
        return "?" in heard.marks and any(
            each.cue is Cue.NEUTRAL
            and not heard.lexicon.consuming.isdisjoint(heard.words[each.first : each.last + 1])
            for each in heard.phrases
        )

    def _asked_signs(self) -> frozenset[Cue]:
        """Return the cues of polite requests: "can we move it?"."""
        if self.heard.kinds.isdisjoint(_ASKED_POLITELY):
            return frozenset()
        return frozenset([e.cue for e in self.heard.found(*_ASKED_POLITELY) if not e.turned])

    def _times_alone(self) -> Understanding | None:
        """Read times without a verb."""
        if self._asks_what_to_do():
            return self._unclear("it asks what one may do at some time")
        cues = self._asked_signs() | self.cues
        if cues & _ANSWERED_APART:
            return None
        if (doubt := self._against_time(cues)) is not None:
            return self._unclear(doubt)
        if self._asks_which_day() or self._asks_what_stands():
            return self._found(Intent.AGENDA, Cue.AGENDA, base=0.8)
        if self._names_what_stands():
            received = self._received()
            named = "it names when the appointment is, and says no more"
            confirm = (Intent.CONFIRM, Cue.THANKS)
            return self._found(*confirm, base=0.85) if received else self._unclear(named)
        asks = Cue.ASK in self.heard.kinds
        behind = self._asks_behind_story()
        per_unknown = None if behind else 0.04 if asks else 0.06
        base = 0.91 if behind and asks else 0.85
        return self._found(self._named_time(), Cue.ASK, base=base, per_unknown=per_unknown)

    def _received(self) -> bool:
        """Say whether the client only repeats a reminder's time: "received, Thursday 10"."""
        heard = self.heard
        read = heard.kinds == {Cue.THANKS} and not heard.lexicon.receiving.isdisjoint(heard.words)
        return read and not heard.unknown and self.frame.question is OpenQuestion.REMINDER

    def _against_time(self, cues: frozenset[Cue]) -> str | None:
        """Return the reason against reading a time as a request, if any."""
        asks = Cue.ASK in cues
        telling = self.heard.found(Cue.CONFIRM, *REFUSING)
        coming = self.heard.found(Cue.COMING)  # asked, it is a request: "can I come on Friday?"
        turned = any(e.turned or e.asked for e in telling) or any(e.turned for e in coming)
        asked = self.heard.found(Cue.QUESTION, Cue.WHEN)
        besides = self.heard.unknown and not all(_belongs_to_time(self.heard, e) for e in asked)
        opened = (e for e in self.heard.found(*_OPEN) if e.plain)
        left_open = not (
            self._only_hopes() or all(_belongs_to_time(self.heard, each) for each in opened)
        )
        offered = self.frame.question is OpenQuestion.SLOTS
        doubts = (
            (left_open and not asks, "a time, and no plain wish for it"),
            (Cue.DEFERRAL in self.heard.kinds, "a time at which the answer will come"),
            (besides and not asks, "a time, and a question about something else"),
            (turned, "a time, and an answer that is turned or asked"),
            (offered and self._rules_out(), "times of which some are ruled out"),
        )
        return next((reason for holds, reason in doubts if holds), None)

    def _only_hopes(self) -> bool:
        """Say whether a time is only hoped for: "hopefully the same day, 2 to 4"."""
        heard, hoping = self.heard, self.heard.lexicon.hoping
        if heard.unknown or self.frame.question is OpenQuestion.SLOTS or "?" in heard.marks:
            return False
        timed = places(heard.times)
        said = [e for e in heard.signals if e.first not in timed and e.cue not in POLITE]
        return bool(said) and all(
            hoping.issuperset(heard.words[each.first : each.last + 1]) for each in said
        )

    def _rules_out(self) -> bool:
        """Say whether a time is or may be ruled out; not in "none of those, Monday?"."""
        heard = self.heard
        if heard.found(Cue.QUOTATION):
            return True
        excluding = heard.found(Cue.EXCEPTION, Cue.NEGATION, Cue.NO)
        firm = [each.first for each in heard.times if each.firm and not each.excluded]
        if not excluding or not firm:
            return bool(excluding)
        if _begins_question(heard, firm[0]):
            return False  # "have you nothing on Monday?"
        return any(not any(heard.marks[each.last : firm[0]]) for each in excluding)

    def _named_time(self) -> Intent:
        """Return the intent of a named time by the open question."""
        if self.frame.question is OpenQuestion.SLOTS:
            # "are you open on Saturday?" asks about opening hours, "Saturday" takes an offered time
            # "if possible Thursday morning" chooses, "around five maybe" looks for more
            about = any(not e.exact and e.end - e.start <= _LONG for e in self.roles.wished)
            asking = self.heard.found(Cue.ASK)
            asks = any(about or not _belongs_to_time(self.heard, each) for each in asking)
            asked = "?" in self.heard.marks or asks or self._holds_back()
            several = self._open_ended() or self._either()
            plain = not asked and not several and says_only(self.heard)
            return Intent.CHOICE if plain else Intent.RESCHEDULE
        stands = self.frame.appointment or self.frame.question is OpenQuestion.REMINDER
        return Intent.RESCHEDULE if stands else Intent.BOOK

    def _holds_back(self) -> bool:
        """Say whether "but" or a verb before its subject leaves the choice open: "is 3 free"."""
        heard = self.heard
        copulas, phrases = heard.lexicon.copulas, heard.lexicon.phrases
        timed = (w for t in heard.times for w in heard.words[t.first : t.last + 1])
        but = any((e := phrases.get((word,))) and e.cue is Cue.BUT for word in timed)
        turning = [each for each in heard.signals if each.cue in OPERATORS]
        turns = any(not _belongs_to_time(heard, each) for each in turning)  # "if possible"
        return but or turns or heard.words[0] in copulas

    def _open_ended(self) -> bool:
        """Say whether the times say when the client can come, and choose none."""
        spans = self.roles.wished or self.roles.named
        if any(each.end - each.start > _DAY or _bounded(each) for each in spans):
            return True  # "rather next week", "Friday I finish at four"
        return len(spans) > _FEW and any(each.end - each.start > _LONG for each in spans)

    def _either(self) -> bool:
        """Say whether one time or another is named: "Tuesday or Wednesday"."""
        opening, words = self.heard.lexicon.terms.opening, self.heard.words
        said = [
            term.role
            for each in self.heard.times
            for word in words[each.first : each.last + 2]
            for term in opening.get(word, ())
            if term.words == (word,)
        ]
        return TermRole.OR in said and said.count(TermRole.WEEKDAY) > 1

    def _prefers(self) -> Understanding | None:
        """Read a request that chooses an offered time: "Thursday would be better"."""
        if not self.roles.wished:
            return None
        heard, preferring = self.heard, self.heard.lexicon.preferring
        wishes = heard.found(Cue.ASK)
        if not wishes:
            return None
        several = self._open_ended() or self._either()
        if "?" in heard.marks or heard.kinds - _PREFERRING or several:
            return None
        said = (heard.words[each.first : each.last + 1] for each in wishes)
        exact = all(each.exact for each in self.roles.wished)
        choosing = preferring | heard.lexicon.proposing if exact else preferring
        if not says_only(heard) or any(choosing.isdisjoint(words) for words in said):
            return None
        return self._found(Intent.CHOICE, Cue.ASK, *AGREEING, base=0.85)

    def _asks_which_day(self) -> bool:
        """Say whether the client asks which time is the appointment's: "Thursday or Friday?"."""
        wished, appointment = self.roles.wished, self.frame.appointment
        asked = "?" in self.heard.marks and Cue.ASK not in self.cues | self._asked_signs()
        several = asked and appointment is not None and 1 < len(wished) < _FEW
        plain = not (self.heard.unknown or any(self.heard.marks[:-1]))
        # "could I come at two instead of three?" is a wish
        plain = plain and not any(each.excluded for each in self.heard.times)
        return (
            plain
            and several
            and self.frame.question is not OpenQuestion.SLOTS
            and meets(wished, appointment)
        )

    def _asks_what_stands(self) -> bool:
        """Say whether the text asks "is it at ten?", with no unknown word."""
        heard = self.heard
        beside = heard.kinds - {Cue.QUESTION, Cue.DOUBT, Cue.COURTESY, Cue.THANKS, Cue.BUT}
        opens = any(each.first == 0 for each in heard.found(Cue.QUESTION))
        asked = (opens or heard.marks[-1] == "?") and not beside
        return asked and not heard.unknown and self._names_what_stands()

    def _asks_if_confirmed(self) -> bool:
        """Say whether the text asks "is it confirmed for ten?", with no unknown word."""
        heard = self.heard
        asked = heard.found(Cue.CONFIRM)
        beside = heard.kinds - {Cue.CONFIRM, Cue.QUESTION, Cue.COURTESY, Cue.THANKS}
        plain = bool(asked) and all(each.asked for each in asked) and not beside
        named = meets(self.roles.wished or self.roles.named, self.frame.appointment)
        return plain and named and not heard.unknown and self.frame.appointment is not None

    def _names_what_stands(self) -> bool:
        """Say whether the only time is the appointment's: a yes or the time to move from."""
        wished, appointment = self.roles.wished, self.frame.appointment
        open_list = self.frame.question is OpenQuestion.SLOTS
        asking = Cue.ASK in self.cues or self._loose()
        if appointment is None or open_list or asking or len(wished) != 1:
            return False
        length = wished[0].end - wished[0].start
        if length and wished[0].start == appointment and wished[0].end.time() == time(0):
            return False  # "later the same day"
        if timedelta(0) < length <= _SPAN and _tells_hours(self.heard):
            return False  # "the same day, 2:30-4:30" names more than the appointment's hour
        return length <= timedelta(days=1) and meets(wished, appointment)

    def _late(self, minutes: int | None = None) -> Understanding:
        minutes = minutes or self._delay() or late_minutes(self.heard)
        return self._found(Intent.LATE, Cue.LATE, minutes=minutes, times=False)


def _tells_hours(heard: Heard) -> bool:
    """Say whether a time is told from hour to hour, in figures."""
    told = (heard.words[at] for at in places(heard.times))
    return sum(len(_FIGURES.findall(word)) for word in told) > 1


def _belongs_to_time(heard: Heard, signal: Signal) -> bool:
    """Say whether a doubt or condition joins times, or is polite: "or", "if possible"."""
    phrases, words = heard.lexicon.terms.phrases, heard.words
    for at in range(max(0, signal.first - _MOST_BEFORE), signal.first + 1):
        for each in phrases.get(words[at], ()):
            behind = at + len(each.words)
            if signal.last >= behind or words[at:behind] != each.words:
                continue
            if each.bits & _NONE and heard.times[-1].first >= behind:
                return True  # "ten is too early, half past eleven?"
            if each.bits & _BESIDE_TIMES or (each.bits & _OR and _joins(heard, at, behind)):
                return True
    return False


def _joins(heard: Heard, at: int, behind: int) -> bool:
    """Say whether times stand on both sides of "or", or after "either"."""
    within = next((e for e in heard.times if e.first <= behind <= e.last), None)
    if within is None:
        return False
    if at and not heard.marks[at - 1]:
        return any(each.last == at - 1 for each in heard.times)
    phrases, inside = heard.lexicon.terms.phrases, heard.words[within.first : within.last + 1]
    either = any(each.bits & _OR for word in inside for each in phrases.get(word, ()))
    return either or sum(each.first >= behind for each in heard.times) > 1


def _begins_question(heard: Heard, at: int) -> bool:
    """Say whether the sentence of a word is a question."""
    return next((mark for mark in heard.marks[at:] if mark), "") == "?"


def _bounded(span: TimeRange) -> bool:
    """Say whether a span has a bound on one side only: the rest of a day, or a day until then."""
    midnight = time(0)
    return not span.exact and (span.start.time() == midnight) != (span.end.time() == midnight)
