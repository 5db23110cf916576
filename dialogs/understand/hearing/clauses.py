"""Splits a text into clauses, and gives the frame of each signal.

Answers three questions about every signal before the service acts, each in one pass over the text:
is it negated, is it a question, is it about somebody else?
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from calendar_store.model.plain import plain
from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.phrases import OPENERS, Scanned, Signal

AGREEMENTS = frozenset({Cue.YES, Cue.ACK, Cue.COMING, Cue.COME, Cue.CONFIRM})
OPERATORS = frozenset(
    {
        Cue.NEGATION,
        Cue.WHEN,
        Cue.QUESTION,
        Cue.CONDITION,
        Cue.DEFERRAL,
        Cue.QUOTATION,
        Cue.OTHERS,
    }
    | {Cue.EXCEPTION, Cue.DOUBT, Cue.BUT, Cue.RETRACTION}
)
_TURNABLE = frozenset(
    {
        Cue.CANCEL,
        Cue.CANCEL_ASK,
        Cue.CANNOT,
        Cue.UNSUITED,
        Cue.MOVE,
        Cue.BOOK,
        Cue.UNDO,
        Cue.LATE,
    }
    | {Cue.WRONG_NUMBER, Cue.DECEASED, Cue.EMERGENCY, Cue.OPT_OUT_PHRASE, Cue.OPT_IN}
    | {Cue.CALL_ME, Cue.LANGUAGE, Cue.LEAVE_LIST}
)
_RETRACTED = AGREEMENTS | _TURNABLE
_TURNED_BEHIND = frozenset({Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.MOVE, Cue.UNDO})
"""Cues that a negation at the end of the clause negates too: "absagen will ich nicht"."""
_SAID_OF_SOMEBODY = AGREEMENTS | {Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CANT}
_HINDERED = frozenset({Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE, Cue.BOOK, Cue.UNDO})
"""Cues that "I can't" negates: "I can't confirm that"."""
_QUIET = frozenset({Cue.FILLER, Cue.COURTESY, Cue.NEUTRAL}) | OPERATORS
_TELLING = frozenset(Cue) - _QUIET - {Cue.THANKS, Cue.REASON, Cue.ASK, Cue.WITH}
_WITH_OBJECT = frozenset({Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE, Cue.BOOK, Cue.CONFIRM})
"""Cues that "my" continues: "cancel my subscription" is one clause."""
_NEGATING = frozenset({Cue.NEGATION, Cue.NO, Cue.RETRACTION})
_NOES = frozenset({Cue.NO, Cue.RETRACTION})
_RETRACTING = frozenset({Cue.RETRACTION, Cue.DEFERRAL})
_SHAPING = _RETRACTING | {Cue.OTHERS, Cue.BUT, Cue.CANT, Cue.NO}
"""Cues that change the signals around them; most texts have none."""
_ENDING_IN_NOT = frozenset({Cue.DEFERRAL, Cue.DOUBT, Cue.ASK, Cue.QUESTION, Cue.KEEP})
_NOWHERE: frozenset[int] = frozenset()
_ONE_CLAUSE = (0,)
_BEFORE_OTHERS = OPENERS | {Cue.OTHERS}
"""Cues after which an "and" may still lead to another person as the subject."""
_REACH = 3  # most words between a negation and the words that it negates


@plain
class Clauses:
    """The clauses of a text.

    Attributes:
        starts: the positions of the first words of clauses, ascending; the first is 0.
        negations: positions of negations that are part of no phrase.
        refusals: positions right after a "no" without a punctuation mark after it.
        hindrances: positions of "I can't".
        others: positions where another person is named as a subject.
        writers: positions where the writer is named as a subject.
        owners: positions of `writers` that name only a thing of the writer's: "my appointment".
        stops: positions of words with a punctuation mark after them.
        marks: the punctuation mark after each word, or "".
        telling: positions of signals that can take a question mark, ascending; empty where there
            is no question mark.
        quiet: positions of words without a meaning of their own.
        retracted: position of the last words that take back all before them; 0 for none.
        plain: whether nothing in the text negates, asks or ascribes; most texts are plain.
    """

    starts: tuple[int, ...]
    negations: tuple[int, ...]
    refusals: frozenset[int]
    hindrances: tuple[int, ...]
    others: tuple[int, ...]
    writers: tuple[int, ...]
    owners: frozenset[int]
    stops: tuple[int, ...]
    marks: tuple[str, ...]
    telling: tuple[int, ...]
    quiet: frozenset[int]
    retracted: int
    plain: bool

    def of(self, at: int) -> int:
        """Return the number of the clause of a word."""
        return bisect_right(self.starts, at) - 1

    def bounds(self, at: int) -> tuple[int, int]:
        """Return the first word of a word's clause, and the first word after the clause."""
        if len(self.starts) == 1:
            return 0, len(self.marks)
        number = self.of(at)
        behind = self.starts[number + 1] if number + 1 < len(self.starts) else len(self.marks)
        return self.starts[number], behind

    def sentence(self, at: int) -> tuple[int, int]:
        """Return the first word of a word's sentence, and the first word after the sentence."""
        before = bisect_left(self.stops, at)
        behind = self.stops[before] + 1 if before < len(self.stops) else len(self.marks)
        return (self.stops[before - 1] + 1 if before else 0), behind

    def turned(self, signal: Signal) -> bool:
        """Say whether a negation before or after a signal negates it."""
        if signal.last < self.retracted and signal.cue in _RETRACTED:
            return True
        first, behind = self.bounds(signal.first)
        if signal.cue in AGREEMENTS:
            begins, _ = self.sentence(signal.first)
            return _any_within(self.negations, first, behind) or _any_within(
                self.hindrances, begins, signal.first
            )
        if signal.cue in _HINDERED and _any_within(self.hindrances, first, signal.first):
            return True
        if signal.cue not in _TURNABLE:
            return False
        refused = signal.cue not in {Cue.CANNOT, Cue.UNSUITED} and signal.first in self.refusals
        nearest = max(first, signal.first - _REACH - 1)
        if refused or _any_within(self.negations, nearest, signal.first):
            return True
        return signal.cue in _TURNED_BEHIND and self._negated_behind(signal, behind)

    def _negated_behind(self, signal: Signal, behind: int) -> bool:
        after = signal.last + 1
        at = bisect_left(self.negations, after)
        if at == len(self.negations):
            return False
        negation = self.negations[at]
        if negation >= behind:
            # the German order: "call it off will I not"
            _, behind = self.sentence(signal.first)
            return negation + 1 == behind and self.quiet.issuperset(range(after, negation))
        if signal.cue is Cue.CANNOT and negation + 1 < behind:
            return False  # "can't come not well" gives a reason
        return self.quiet.issuperset([*range(after, negation), *range(negation + 1, behind)])

    def asked(self, signal: Signal) -> bool:
        """Say whether a question mark ends a signal's sentence and belongs to no later signal."""
        at = bisect_left(self.stops, signal.last)
        if at == len(self.stops) or self.marks[self.stops[at]] != "?":
            return False
        return not _any_within(self.telling, signal.last + 1, self.stops[at] + 1)

    def somebody_else(self, signal: Signal) -> bool:
        """Say whether a signal is about somebody else: "my wife can't".

        For an agreement, nobody else may be the subject of anything said before.
        """
        if signal.cue not in _SAID_OF_SOMEBODY:
            return False
        agrees = signal.cue in AGREEMENTS
        quoted = ":" in self.marks[: signal.first]  # "the roofer: I can't come"
        first = 0 if agrees or quoted else self.bounds(signal.first)[0]
        at = bisect_left(self.others, signal.first) - 1
        if at < 0 or self.others[at] < first:
            return False
        # "mein Mann muss meinen Termin absagen"
        own = tuple(each for each in self.writers if each not in self.owners)
        return agrees or quoted or not _any_within(own, self.others[at] + 1, signal.last + 1)


def clauses(text: Scanned) -> Clauses:
    """Split a text into clauses.

    Args:
        text: the scanned text.

    Returns:
        The clauses, with the positions that answer the questions about each signal.
    """
    words, marks, lexicon = text.words, text.marks, text.lexicon
    kinds = {each.cue for each in text.found}
    negates = not (_NEGATING.isdisjoint(kinds) and lexicon.nots.isdisjoint(words))
    negations = _negations(text) if negates else ()
    others: tuple[int, ...] = ()
    writers: tuple[int, ...] = ()
    buts: tuple[int, ...] = ()
    hindrances: tuple[int, ...] = ()
    refusals, retracted = _NOWHERE, 0
    if not _SHAPING.isdisjoint(kinds):
        others = _others(text) if Cue.OTHERS in kinds else ()
        buts = _places(text, Cue.BUT) if Cue.BUT in kinds else ()
        hindrances = _hindrances(text) if Cue.CANT in kinds else ()
        refusals = _refusals(text) if Cue.NO in kinds else _NOWHERE
        retracted = 0 if _RETRACTING.isdisjoint(kinds) else _retracted(text)
    if not lexicon.writer.isdisjoint(words):
        writers = tuple([at for at, word in enumerate(words) if word in lexicon.writer])
    stops = tuple([at for at, mark in enumerate(marks) if mark]) if any(marks) else ()
    opening, subjects = _openings(text, stops, buts), (*writers, *others)
    asked = "?" in marks
    return Clauses(
        _starts(text, opening, subjects, negations) if opening or subjects else _ONE_CLAUSE,
        negations,
        refusals,
        hindrances,
        others,
        writers,
        frozenset([at for at in writers if words[at] in lexicon.possessive]),
        stops,
        marks,
        _telling(text) if asked else (),
        _quiet(text) if negations else _NOWHERE,
        retracted,
        plain=not (negations or refusals or hindrances or others or retracted or asked),
    )


def _thanks(signal: Signal, text: Scanned) -> bool:
    """Say whether a phrase ends in thanks."""
    entry = text.lexicon.phrases.get((text.words[signal.last],))
    return entry is not None and entry.cue in {Cue.THANKS, Cue.COURTESY}


def _retracted(text: Scanned) -> int:
    """Return the position of the last words that take back the words before them: "oh wait"."""
    halting = text.lexicon.halting
    return max(
        (
            each.first
            for each in text.found
            if (each.cue is Cue.RETRACTION and not _negates(each, text))
            or (each.cue is Cue.DEFERRAL and text.words[each.first] in halting)
        ),
        default=0,
    )


def _refusals(text: Scanned) -> frozenset[int]:
    """Return the positions right after a "no" without a mark after it, except "no thanks"."""
    found = (e.last for e in text.found if e.cue is Cue.NO and not _thanks(e, text))
    return frozenset([last + 1 for last in found if not text.marks[last]])


def _negates(signal: Signal, text: Scanned) -> bool:
    """Say whether a "no" negates the verb after it: "afinal não cancelem"."""
    last = signal.last
    ends = text.marks[last] or last + 1 == len(text.words)
    return text.words[last] in text.lexicon.negating and not ends


def _hindrances(text: Scanned) -> tuple[int, ...]:
    """List the positions of "I can't", except before a request: "I can't please cancel"."""
    asked = {e.first for e in text.found if e.cue is Cue.COURTESY or _polite(e, text)}
    asked |= {at for at, word in enumerate(text.words) if word in text.lexicon.ordering}
    kept: list[int] = []
    for each in text.found:
        if each.cue is Cue.CANT:
            after = each.last + 1
            while after in text.timed:
                after += 1
            kept += [] if after in asked else [each.first]
    return tuple(kept)


def _polite(signal: Signal, text: Scanned) -> bool:
    """Say whether a cancelling begins with a courtesy: "please cancel"."""
    entry = text.lexicon.phrases.get((text.words[signal.first],))
    return signal.cue is Cue.CANCEL and entry is not None and entry.cue is Cue.COURTESY


def _places(text: Scanned, cue: Cue) -> tuple[int, ...]:
    return tuple([each.first for each in text.found if each.cue is cue])


def _negations(text: Scanned) -> tuple[int, ...]:
    """List the positions of negations outside phrases, and of a "no" that negates a verb.

    A negation with clitics counts at the last clitic: "no la voy a anular".
    """
    begun = {each.first for each in text.found if each.cue in _TELLING}
    return tuple(
        _with_clitics(each.last, text, begun)
        for each in text.found
        if (each.cue is Cue.NEGATION and each.first not in text.timed)
        or (each.cue in _NOES and _negates(each, text))
        or (each.last > each.first and each.cue in _ENDING_IN_NOT and _ends_in_not(each, text))
    )


def _ends_in_not(signal: Signal, text: Scanned) -> bool:
    """Say whether a phrase ends in a negation of the next words: "ainda não quero sair"."""
    last = signal.last
    if text.marks[last] or last + 1 == len(text.words):
        return False
    return text.words[last] in text.lexicon.nots


def _with_clitics(at: int, text: Scanned, begun: set[int]) -> int:
    clitics = text.lexicon.clitics
    while not text.marks[at] and text.word(at + 1) in clitics and at + 1 not in begun:
        at += 1
    return at


def _others(text: Scanned) -> tuple[int, ...]:
    """List the positions of other people, except after a preposition: "with my wife".

    After "che" the person is the subject of a clause: "vi avviso che mia moglie non viene". So is
    a person after "and" where the writer does not stand before it: "sorry, and my wife can't".
    """
    found = (each.first for each in text.found if each.cue is Cue.OTHERS)
    return tuple(at for at in found if not _led_away(text, at))


def _led_away(text: Scanned, at: int) -> bool:
    """Say whether a preposition, or a person with "and", stands right before a position."""
    before, lexicon = at - 1, text.lexicon
    if before < 0 or text.marks[before] or text.words[before] not in lexicon.away:
        return False
    if text.words[before] in lexicon.letting:
        return False
    if text.words[before] not in lexicon.adding:
        return True
    opens = before == 0 or bool(text.marks[before - 1])
    return not opens and not any(
        each.last == before - 1 and each.cue in _BEFORE_OTHERS for each in text.found
    )


def _telling(text: Scanned) -> tuple[int, ...]:
    return tuple([each.first for each in text.found if each.cue in _TELLING])


def _quiet(text: Scanned) -> frozenset[int]:
    # "annullare non voglio"
    said = (e for e in text.found if e.cue in _QUIET or e.cue is Cue.ASK)
    return text.timed.union(at for each in said for at in range(each.first, each.last + 1))


def _openings(text: Scanned, stops: tuple[int, ...], buts: tuple[int, ...]) -> list[int]:
    """List where clauses always begin: after a punctuation mark, at "but", and at "so"."""
    words, joining = text.words, text.lexicon.joining
    opening = [at + 1 for at in stops if at + 1 < len(words)]
    opening += buts
    if not joining.isdisjoint(words):
        inside = _inside(text)
        opening += [
            at
            for at, word in enumerate(words)
            if word in joining and at not in inside and not _adds(text, at)
        ]
    return opening


def _adds(text: Scanned, at: int) -> bool:
    """Say whether a word adds a person to another person: "my wife and kids can't come"."""
    if text.words[at] not in text.lexicon.adding or (at and text.marks[at - 1]):
        return False
    named = any(each.last == at - 1 and each.cue is Cue.OTHERS for each in text.found)
    return named and text.word(at + 1) not in text.lexicon.writer - text.lexicon.possessive


def _starts(
    text: Scanned, opening: list[int], subjects: tuple[int, ...], negations: tuple[int, ...]
) -> tuple[int, ...]:
    """List where clauses begin: the given positions, and a subject after a statement."""
    behind: set[int] = set()
    if subjects and (ends := [each.last for each in text.found if each.cue in _TELLING]):
        behind = {at for at in subjects if at > ends[0]}
    if behind:
        behind -= _inside(text) | _objects(text)
    if not behind:
        return tuple(sorted({0, *opening})) if opening else _ONE_CLAUSE
    starts = [0]
    for at in sorted({at - 1 if at - 1 in negations else at for at in behind}.union(opening)):
        if at and (at in opening or _any_within(ends, starts[-1], at)):
            starts.append(at)
    return tuple(starts)


def _inside(text: Scanned) -> set[int]:
    """Return the positions of the words of phrases, without the first word of each."""
    longer = (each for each in text.found if each.last > each.first)
    return {at for each in longer for at in range(each.first + 1, each.last + 1)}


def _objects(text: Scanned) -> set[int]:
    """Return the positions of a "my" right after a verb, which begins no clause."""
    verbs = (each.last for each in text.found if each.cue in _WITH_OBJECT)
    return {last + 1 for last in verbs if text.word(last + 1) in text.lexicon.possessive}


def _any_within(places: Sequence[int], first: int, behind: int) -> bool:
    """Say whether one of some ascending positions lies from `first` on and before `behind`."""
    at = bisect_left(places, first)
    return at < len(places) and places[at] < behind
