"""Reads answers to the offer of a free time: the client takes it or keeps the present appointment.

A wrong "yes" would move an appointment. So only a plain "yes" counts: the text asks for nothing
else, and names no time but the offered one.
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from dialogs.intents import Frame, Intent, Understanding
from dialogs.languages.lexicon import Cue
from dialogs.times.terms import TermRole
from dialogs.understand.answers.choices import says_only
from dialogs.understand.answers.numerals import number_of
from dialogs.understand.frame.doubts import praises_choice
from dialogs.understand.frame.intimacy import said_to_loved
from dialogs.understand.frame.roles import meets
from dialogs.understand.frame.sequence import comes_after_something
from dialogs.understand.frame.visit_day import points_at
from dialogs.understand.hearing.clauses import OPERATORS
from dialogs.understand.hearing.exact_phrases import covered_by, placed
from dialogs.understand.hearing.phrases import POLITE, Signal
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.result import verdict

TAKES, KEEPS = 1, 2
"""The choices of an offer, by their numbers."""

_YES = frozenset({Cue.YES, Cue.ACK})
_SOFT_YES = frozenset({Cue.CONFIRM, Cue.COMING, Cue.COME})
_NO = frozenset({Cue.NO, Cue.CANNOT, Cue.UNSUITED, Cue.CANT})
_ANSWERING = _YES | _SOFT_YES | _NO | {Cue.THANKS, Cue.COURTESY, Cue.NEUTRAL, Cue.REASON}
_BEHIND_DIGIT = _YES | _NO | {Cue.COURTESY, Cue.THANKS}
_BEHIND_NO = _NO | {Cue.THANKS, Cue.COURTESY, Cue.LAUGH, Cue.REASON, Cue.BUT}
_CHANGING = frozenset({Cue.MOVE, Cue.BOOK})
_POLITE = _YES | _CHANGING | {Cue.ASK, Cue.THANKS, Cue.COURTESY}
"""Cues that may stand in "can I have it, please?"."""
_LOOSE = _CHANGING | {Cue.ASK, Cue.QUESTION, Cue.AGENDA}
"""Cues without a meaning of their own where they overlap "take it" or "leave it"."""
_SHORT = 8
"""Most words of an answer that only names the present appointment."""
_MOST_STRANGE = 2
"""Most unknown words beside "I'm working that day"."""
_PER_UNKNOWN = {TAKES: 0.13, KEEPS: 0.05}
_PER_UNKNOWN_YES = 0.2
_PER_UNKNOWN_SOFT = 0.26
"""Cost of an unknown word beside praise or "I confirm" that names nothing: one may turn it."""


def offer_answer(heard: Heard, frame: Frame) -> Understanding | None:
    """Read a text as the answer to an offer.

    Args:
        heard: the text.
        frame: `appointment` is the offered start, `standing` the start of the present appointment.

    Returns:
        A choice of `TAKES` or `KEEPS`, or None where the text is not exactly an answer.
    """
    number = number_of(heard) or _leading(heard)
    if number in {TAKES, KEEPS}:
        evidence = [f"{number} answers the offer"]
        return verdict(Intent.CHOICE, 0.99, evidence, heard.lexicon.locale, choice=number)
    if said_to_loved(heard) or comes_after_something(heard) or praises_choice(heard):
        return None
    reply = _Reply(heard, frame)
    choice = reply.choice() if number is None else None
    if choice is None:
        return None
    evidence = [f"“{heard.core}” {'takes' if choice == TAKES else 'declines'} the offer"]
    sure = 0.95 - reply.weight(choice) * reply.unknown - 0.04 * heard.corrected
    return verdict(Intent.CHOICE, sure, evidence, heard.lexicon.locale, choice=choice)


def _leading(heard: Heard) -> int | None:
    """Read "2, I'd rather keep Thursday": the number answers, the rest does not contradict it."""
    first = heard.words[0]
    if first not in {str(TAKES), str(KEEPS)} or "?" in heard.marks:
        return None
    if not heard.marks[0] and not _goes_on(heard):
        return None
    against = _NO | {Cue.CANCEL} if first == str(TAKES) else _YES
    numbers = [at for at, word in enumerate(heard.words) if word.isdigit() and at]
    turned = heard.kinds & (against | OPERATORS) or numbers
    strange = first == str(TAKES) and heard.unknown > 1
    return None if turned or strange else int(first)


def _goes_on(heard: Heard) -> bool:
    """Say whether an answer, and no counted thing, follows a leading digit: "2 I keep mine"."""
    told = placed(heard, Cue.TAKE if heard.words[0] == str(TAKES) else Cue.STAY)
    if told is not None and told.start == 1:
        return True
    return any(each.first == 1 and each.cue in _BEHIND_DIGIT for each in heard.signals)


def _within(signal: Signal, inside: frozenset[int]) -> bool:
    """Say whether a signal lies within the positions of a phrase."""
    places = range(signal.first, signal.last + 1)
    if signal.cue in _LOOSE and not inside < {*places}:  # "ça veut dire quoi" is more than "veut"
        return not inside.isdisjoint(places)
    return inside.issuperset(places)


def _places(signals: Iterable[Signal]) -> set[int]:
    return {at for each in signals for at in range(each.first, each.last + 1)}


def _dated(heard: Heard, behind: int, standing: datetime | None, zone: str) -> bool:
    """Say whether the day of the present appointment stands at a position: "beim 9."."""
    if standing is None or behind >= len(heard.words):
        return False
    return heard.words[behind] == str(standing.astimezone(ZoneInfo(zone)).day)


class _Reply:
    """An answer in words, read against the offered time and the present appointment.

    Words inside a phrase of taking or keeping have no meaning of their own: the "not" in "don't
    change it" negates nothing.
    """

    __slots__ = (
        "beside",
        "busy",
        "day",
        "heard",
        "kept",
        "kinds",
        "offered",
        "own",
        "said",
        "takes",
        "unknown",
    )

    def __init__(self, heard: Heard, frame: Frame) -> None:
        self.heard = heard
        self.offered = [points_at(heard, each, frame.appointment) for each in heard.times]
        stands = frame.standing
        self.kept = stands is not None and bool(heard.times) and not any(self.offered)
        self.kept = self.kept and all(points_at(heard, each, stands) for each in heard.times)
        takes = None if self.kept else placed(heard, Cue.TAKE, Cue.SWAP)
        keeps = placed(heard, Cue.STAY)
        if takes and keeps and takes.start < keeps.stop and keeps.start < takes.stop:
            # "fico com" takes or keeps, depending on the day after it
            longer = len(takes) - len(keeps) or (0.5 if all(self.offered) else -0.5)
            longer = 1 if self.offered and all(self.offered) else longer
            takes, keeps = (takes, None) if longer > 0 else (None, keeps)
        self.own = keeps is not None
        end = keeps.stop if keeps else 0
        self.day = end if keeps and _dated(heard, end, stands, frame.timezone) else None
        busy = bool(heard.times) and all(each.excluded for each in heard.times)
        self.busy = busy and all(meets(e.ranges, frame.appointment) for e in heard.times)
        inside = frozenset((*(takes or ()), *(keeps or ())))
        if takes and not keeps:  # "is great, put me in" takes twice
            inside |= covered_by(heard, Cue.TAKE) | covered_by(heard, Cue.SWAP)
        if keeps and not takes:  # "rather not, I keep mine" keeps twice
            inside |= covered_by(heard, Cue.STAY)
        self.beside = [each for each in heard.signals if not _within(each, inside)]
        self.kinds = frozenset([each.cue for each in self.beside])
        self.said = frozenset([each.cue for each in self.beside if each.plain])
        if (takes and self._goes_beyond(takes)) or (keeps and self._goes_beyond(keeps)):
            takes, self.own = None, False
        self.takes = takes if takes and self._taken_by_writer(inside) else None
        strange = [at for at in inside if at not in heard.covered]
        self.unknown = max(0, heard.unknown - len(strange))

    def _goes_beyond(self, place: range) -> bool:
        """Say whether another thing is taken or kept: "I'll have the lasagne"."""
        heard, lexicon = self.heard, self.heard.lexicon
        if any(
            each.cue is Cue.NEUTRAL and each.first in place and each.last not in place
            for each in heard.phrases
        ):
            return True
        at, end = place.stop, heard.clauses.sentence(place.stop - 1)[1]
        while at < end and heard.words[at] in lexicon.determiners | lexicon.away | lexicon.articles:
            at += 1
        if at >= end or not heard.words[at].isalpha() or heard.words[at] in lexicon.visits:
            return False
        if at not in heard.covered:
            return True
        # "é o meu dia de sorte": a word of days that tells no day
        owned = heard.words[place.stop - 1] in lexicon.determiners
        timed = any(each.first <= at <= each.last for each in heard.times)
        return owned and not timed and at not in _places(heard.signals)

    def weight(self, choice: int) -> float:
        """Return the confidence that an unknown word takes off a choice."""
        named = self.takes is not None or bool(self.offered)
        if choice != TAKES or not (self.said & (_YES | _SOFT_YES)):
            return _PER_UNKNOWN[choice]
        if Cue.YES in self.said:
            return _PER_UNKNOWN_YES
        return _PER_UNKNOWN[TAKES] if named and Cue.ACK not in self.said else _PER_UNKNOWN_SOFT

    def _taken_by_writer(self, inside: frozenset[int]) -> bool:
        """Say whether no word outside "take it" negates it or refers it to somebody else."""
        heard = self.heard
        turning = (*heard.clauses.negations, *heard.clauses.hindrances, *heard.clauses.others)
        aside = inside.union(_places(e for e in heard.signals if e.cue in POLITE))
        words = (word for at, word in enumerate(heard.words) if at not in aside)
        if not inside.issuperset(turning) or not heard.lexicon.elsewhere.isdisjoint(words):
            return False
        # a name below the text is a signature; any other name may own the time
        last = len(heard.words) - 1
        polite = any(e.cue in POLITE and e.last == last - 1 for e in heard.signals)
        signed = last and (heard.marks[last - 1] or polite)
        return not any(at not in inside and not (at == last and signed) for at in heard.named)

    def choice(self) -> int | None:
        """Return the choice, or None where the text is not exactly an answer."""
        heard = self.heard
        known = heard.covered if self.day is None else heard.covered | {self.day}
        if any(w.isdigit() for at, w in enumerate(heard.words) if at not in known):
            return None
        asked = "?" in heard.marks
        if not asked and (
            self._left_as_it_is() or self._prefers_what_stands() or self._is_engaged()
        ):
            return KEEPS
        if (asked and self._asks_for_it()) or (not asked and self._changes_to_it()):
            return TAKES
        if asked or self.kinds - self._allowed() or self._turned():
            return None
        return self._plain()

    def _plain(self) -> int | None:
        """Read a plain "yes" or "no"."""
        yes = bool(self.said & _YES)
        if self._negates_something_else():
            return None
        if self.said & _NO or self.own:
            # "yes, I keep mine" and "no, Monday is fine" are ambiguous
            plain = not (yes or any(self.offered)) if self.own else not yes
            plain = plain or (self.own and not yes and self._refuses_what_is_offered())
            aside = Cue.NO in self.said or self.own or all(self.offered) or self.kept
            return KEEPS if plain and aside else None
        words, lexicon = self.heard.words, self.heard.lexicon
        # "perfect, Thursday at 11 noted" takes, and "noted" only thanks
        named = self.takes or any(each.exact for t in self.heard.times for each in t.ranges)
        beside = lexicon.regretting if named else lexicon.regretting | lexicon.receiving
        if not all(self.offered) or self._either() or not beside.isdisjoint(words):
            return None
        if yes or self.takes or (self.offered and says_only(self.heard)):
            return TAKES
        soft = self.said & _SOFT_YES and (self.offered or Cue.CONFIRM in self.said)
        return TAKES if soft else None

    def _negates_something_else(self) -> bool:
        """Say whether the only "no" negates other words, or asks: "no decision yet", "free, no"."""
        noes = [each for each in self.beside if each.cue is Cue.NO]
        if not noes or self.own or self.said & (_NO - {Cue.NO}):
            return False
        return all(self._negates_behind(each) or self._asks_behind(each) for each in noes)

    def _negates_behind(self, no: Signal) -> bool:
        """Say whether a "no" negates the word after it: a Spanish verb, or an unknown word."""
        heard, follows = self.heard, no.last + 1
        if heard.marks[no.last] or follows == len(heard.words):
            return False
        answers = any(e.first == follows and e.cue in _BEHIND_NO for e in heard.signals)
        negates = heard.words[no.last] in heard.lexicon.negating and not answers
        return negates or follows not in heard.covered

    def _asks_behind(self, no: Signal) -> bool:
        """Say whether a "no" at the end asks for agreement: "it's the same doctor, no"."""
        heard, before = self.heard, no.first - 1
        if no.last + 1 < len(heard.words) or before < 0 or not heard.marks[before]:
            return False
        first, behind = heard.clauses.sentence(before)
        return any(at not in heard.covered for at in range(first, behind))

    def _either(self) -> bool:
        """Say whether the text names one time or another: "3 at night or in the afternoon"."""
        opening = self.heard.lexicon.terms.opening
        words = (w for t in self.heard.times for w in self.heard.words[t.first : t.last + 1])
        return any(
            term.role is TermRole.OR and term.words == (w,)
            for w in words
            for term in opening.get(w, ())
        )

    def _refuses_what_is_offered(self) -> bool:
        """Read "can't do Tuesdays, will stick with Thursday"."""
        clause = self.heard.clauses.of
        refused = {clause(each.first) for each in self.heard.found(*_NO)}
        offered = [t for t, on in zip(self.heard.times, self.offered, strict=True) if on]
        return bool(offered) and all(clause(each.first) in refused for each in offered)

    def _left_as_it_is(self) -> bool:
        """Read "don't change it": a negated change, and no agreement."""
        turned = [each for each in self.beside if each.cue is Cue.MOVE and each.turned]
        others = self.kinds - _ANSWERING - {Cue.MOVE, Cue.NEGATION}
        agrees = self.said & (_YES | _SOFT_YES | {Cue.MOVE}) or self.takes or any(self.offered)
        return bool(turned) and not (others or agrees)

    def _is_engaged(self) -> bool:
        """Read "I'm working on Thursday, pity": it only tells why the day does not suit."""
        heard = self.heard
        if not self.busy or self.takes or self.unknown > _MOST_STRANGE or heard.clauses.others:
            return False
        behind = max(each.last for each in heard.times)
        told = {each.cue for each in self.beside if each.first or each.cue is not Cue.RETRACTION}
        against = told - _ANSWERING - {Cue.BUSY, Cue.LAUGH, Cue.BUT, Cue.STAY}  # "ah no, I work"
        but = any(each.first > behind for each in self.beside if each.cue is Cue.BUT)
        # "on Tuesdays I work" alone may only tell of the day
        sorry = self.own or not told.isdisjoint(POLITE | {Cue.NO, Cue.UNSUITED})
        sorry = sorry or not heard.lexicon.regretting.isdisjoint(heard.words)
        return sorry and not (against or but or self.said & (_YES | _SOFT_YES))

    def _prefers_what_stands(self) -> bool:
        """Read "Thursday suits me better", where the present appointment is on Thursday."""
        if not self.kept or self._turned() or self.said & {Cue.CANNOT, Cue.UNSUITED}:
            return False
        wishes = [each for each in self.beside if each.cue is Cue.ASK]
        heard, words, preferring = self.heard, self.heard.words, self.heard.lexicon.preferring
        if any(preferring.isdisjoint(words[each.first : each.last + 1]) for each in wishes):
            return False
        bare = not heard.unknown and len(heard.words) <= _SHORT  # "no, the 9th is fine"
        agreed = wishes or self.own or bare or self.said & (_YES | _SOFT_YES | {Cue.KEEP})
        return bool(agreed) and not self.kinds - _ANSWERING - {Cue.ASK, Cue.KEEP, Cue.BUT}

    def _asks_for_it(self) -> bool:
        """Read "can I have it?": a polite way to take the offer, with no other request."""
        if self.takes is None or not all(self.offered) or self.unknown or self.own:
            return False
        asking = self.heard.found(Cue.ASK, Cue.QUESTION)
        return any(each.first in self.takes for each in asking) and self.kinds <= _POLITE

    def _changes_to_it(self) -> bool:
        """Read "yes, move me" and "put me down for Tuesday": a change to the offered time."""
        plain = self.takes or any(e.cue in _CHANGING and not e.turned for e in self.beside)
        beside = self.kinds - _POLITE - _SOFT_YES
        if not plain or beside or self.own or not all(self.offered) or self.unknown:
            return False
        if not self.heard.lexicon.elsewhere.isdisjoint(self.heard.words):
            return False
        return bool(self.offered or self.takes or self.said & _YES)

    def _turned(self) -> bool:
        return any(e.turned or e.asked for e in self.beside if e.cue in _ANSWERING)

    def _allowed(self) -> frozenset[Cue]:
        """Return the cues that may stand in an answer: also "I want it", "but I'll keep mine"."""
        allowed = _ANSWERING
        asks = [each for each in self.beside if each.cue is Cue.ASK]
        if asks and asks[-1].last == len(self.heard.words) - 1 and self.said & _YES:
            allowed |= {Cue.ASK}
        if (self.own and not self.said & _YES) or self._thanks_behind_but():
            allowed |= {Cue.BUT}
        return allowed

    def _thanks_behind_but(self) -> bool:
        """Say whether a refusal goes on with "but thanks for thinking of me"."""
        buts = [each.last for each in self.beside if each.cue is Cue.BUT]
        if len(buts) != 1 or not self.said & _NO:
            return False
        behind = {each.cue for each in self.beside if each.first > buts[0]}
        before = {each.cue for each in self.beside if each.last < buts[0]}
        # "thanks but I'm at work that day", "but thanks for thinking of me"
        thanks = bool(behind) and behind <= POLITE | {Cue.NO}
        return thanks or (bool(before) and before <= POLITE)
