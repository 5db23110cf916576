"""Leaves out clauses that leave the act of a text as it is: "sorry I missed your call".

Such a clause apologises for something earlier, tells what is neutral beside a yes ("my knee is
much better", "I'll bring the scans"), tells what the writer does after a cancellation ("I'll
ring in the new year") or why it is one ("for what you charge"), complains that something was said
before, or asks staff something beside a yes ("shall I bring the x-rays?"). The rest of the text is
read as if it stood alone. The words are in asides.toml.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.lexicon import Lexicon
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.normalise import Said
from dialogs.times.terms import TermRole
from dialogs.understand.hearing.clauses import AGREEMENTS
from dialogs.understand.hearing.phrases import OPENERS, Signal, scan


class Aside(StrEnum):
    """The kind of a clause that is left out; the names of the tables of asides.toml."""

    EXCUSING = "excusing"
    EXCUSED = "excused"
    TOLD = "told"
    RESUMING = "resuming"
    REBOOKING = "rebooking"
    REASONED = "reasoned"
    REPEATING = "repeating"
    ASKING = "asking"
    LEAVING = "leaving"


AFTERWARDS = frozenset({Aside.RESUMING, Aside.REBOOKING, Aside.REASONED, Aside.REPEATING})
"""Kinds that leave a cancellation as it is, and put off any other act."""
BESIDE_YES = frozenset({Aside.ASKING, Aside.LEAVING})
"""Kinds that leave a yes as it is, and are for staff to read."""

_ANYWHERE = (Aside.EXCUSING, Aside.TOLD, Aside.REPEATING, Aside.ASKING, Aside.LEAVING)
_BEHIND = (Aside.RESUMING, Aside.REBOOKING, Aside.REASONED)
_OPENING = (*_ANYWHERE, *_BEHIND)
_CANCELLING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK})
_ACTS = (
    AGREEMENTS
    | {Cue.COME, Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.KEEP}
    | {Cue.UNDO, Cue.NO, Cue.BUT, Cue.OPT_OUT_PHRASE, Cue.RETRACTION, Cue.EXCEPTION}
)
"""Cues that a clause left out may not have behind its first words."""
_WISHES = frozenset({Cue.MOVE, Cue.BOOK, Cue.ASK, Cue.LATE, Cue.CONDITION, Cue.DEFERRAL})
_OPEN = frozenset({Cue.NEGATION, Cue.CONDITION, Cue.DEFERRAL, Cue.DOUBT, Cue.MOVE, Cue.BOOK})
_AGAINST = {
    Aside.EXCUSING: _ACTS | (_WISHES - {Cue.MOVE}),
    Aside.EXCUSED: _ACTS | _WISHES,
    Aside.TOLD: _ACTS | _OPEN,
    Aside.RESUMING: _ACTS - {Cue.NO},
    Aside.REBOOKING: _ACTS - {Cue.NO},
    Aside.REASONED: _ACTS - {Cue.NO},
    Aside.REPEATING: frozenset({Cue.COMING, Cue.CONFIRM, Cue.KEEP, Cue.UNDO, Cue.NEGATION}),
    Aside.ASKING: (_ACTS | _OPEN | {Cue.LATE}) - {Cue.DOUBT},  # papers are a doubt elsewhere
    Aside.LEAVING: _ACTS | _OPEN,
}
_HOURS = frozenset({"hora", "heure", "ora", "stunde", "hour"})
"""Words for a visit that tell how long it takes."""
_LEADING = frozenset({Cue.BUT, Cue.FILLER})
_BEFORE = OPENERS | {Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT, Cue.MOVE}
"""Cues right behind which another clause may begin without a stop."""
_MOST = 40  # most words of a clause that is left out


@dataclass(frozen=True, slots=True)
class Rest:
    """A text without the clauses that leave its act as it is.

    Attributes:
        said: the words that are left.
        kinds: the kinds of the clauses left out.
        left_out: the positions of the words left out.
    """

    said: Said
    kinds: frozenset[Aside]
    left_out: frozenset[int] = frozenset()


def without_asides(said: Said, lexicon: Lexicon) -> Rest | None:
    """Leave out the clauses of a text that leave its act as it is.

    Args:
        said: the text's words.
        lexicon: the language of the text.

    Returns:
        The rest of the text; None where nothing is left out, or nothing is left.
    """
    opening, size = _heads(lexicon.locale), len(said.words)
    beginning = _beginnings(lexicon.locale)
    heads = [
        at
        for at, word in enumerate(said.words)
        if word in opening and beginning.begun(said.words, at, size)
    ]
    if not heads:
        return None
    found = scan(said.words, said.marks, lexicon)
    dropped: set[int] = set()
    kinds: set[Aside] = set()
    behind = 0
    for at in heads:
        if at < behind or not _begins(said, at, found, lexicon):
            continue
        for kind, end in _clauses(said, at, found, lexicon):
            first = _led_by_hour(said, at, found) if kind is Aside.LEAVING else at
            dropped |= {*range(max(behind, first), end)}
            if at and said.words[at - 1] in lexicon.adding:
                dropped.add(at - 1)
            kinds.add(kind)
            behind = end
    kept = [at for at in range(len(said.words)) if at not in dropped]
    return Rest(_only(said, kept), frozenset(kinds), frozenset(dropped)) if kinds and kept else None


def _clauses(
    said: Said, at: int, found: Collection[Signal], lexicon: Lexicon
) -> Iterator[tuple[Aside, int]]:
    """Yield the clause left out at a position, and the explanation after an apology.

    What is announced before a cancellation puts it off: "I'll let you know and cancel".
    """
    cancelled = any(each.cue in _CANCELLING and each.last < at for each in found)
    for kind in _OPENING if cancelled else _ANYWHERE:
        end = _end(said, at, kind, found, lexicon)
        if not end:
            continue
        yield kind, end
        if kind is Aside.EXCUSING and end < len(said.words):
            more = _end(said, end, Aside.EXCUSED, found, lexicon)
            if more:
                yield Aside.EXCUSED, more
        return


def _end(said: Said, at: int, kind: Aside, found: Collection[Signal], lexicon: Lexicon) -> int:
    """Return the position behind a clause of a kind that begins at a position; 0 for none."""
    begun = _tables(lexicon.locale)[kind].begun(said.words, at, len(said.words))
    asks = kind in BESIDE_YES
    if not begun or ("?" in said.marks[at : at + len(begun[-1].words)] and not asks):
        return 0
    head = at + len(begun[-1].words)
    last = next((n for n in range(head - 1, len(said.words)) if said.marks[n]), len(said.words) - 1)
    behind = last + 1
    if behind - at > _MOST or (said.marks[last] == "?" and not asks):
        return 0
    if kind is Aside.ASKING and not (
        _after_stop(said, at)
        and "?" in said.marks[at:]
        and (lexicon.visits - _HOURS).isdisjoint(said.words[at:behind])
    ):
        return 0
    against = [e for e in found if head <= e.first < behind and e.cue in _AGAINST[kind]]
    if against:
        behind = _cut(said, head, against[0], lexicon)
    timed = kind is Aside.REBOOKING and _names_time(said.words[head:behind], lexicon)
    return 0 if timed else behind


def _led_by_hour(said: Said, at: int, found: Collection[Signal]) -> int:
    """Return where "but at a quarter to four I have to leave" begins, before its verb."""
    first = next((n + 1 for n in range(at - 1, -1, -1) if said.marks[n]), 0)
    quiet = {n for e in found if e.cue in _LEADING for n in range(e.first, e.last + 1)}
    led = all(n in quiet or said.words[n][0].isdigit() for n in range(first, at))
    return first if first and led else at


def _after_stop(said: Said, at: int) -> bool:
    """Say whether a sentence begins at a position; "bestätigen kann ich das nicht" is one."""
    return at == 0 or bool(said.marks[at - 1])


def _cut(said: Said, head: int, act: Signal, lexicon: Lexicon) -> int:
    """Return where a clause ends before an act in its sentence: at "and", at "but"; 0 for none."""
    if act.cue is Cue.BUT or (act.first == head and act.cue in _ACTS):
        return act.first
    if act.cue not in _ACTS:
        return 0  # "llevo las pruebas si voy"
    before = act.first - 1
    return before if said.words[before] in lexicon.adding and before >= head else 0


def _names_time(words: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Say whether a weekday or a number is named: the visit may be moved there."""
    opening = lexicon.terms.opening
    return any(
        word[0].isdigit() or any(t.role is TermRole.WEEKDAY for t in opening.get(word, ()))
        for word in words
    )


def _begins(said: Said, at: int, found: Collection[Signal], lexicon: Lexicon) -> bool:
    """Say whether another clause may begin at a position."""
    before = at - 1
    if before < 0 or said.marks[before] or said.words[before] in lexicon.adding:
        return True
    if said.words[before] in lexicon.yes_or_if and before not in said.accented:
        return False  # "sí si la rodilla va mejor" is a condition
    if _names_time(said.words[before:at], lexicon):
        return True
    return any(each.last == before and each.cue in _BEFORE for each in found)


def _only(said: Said, kept: list[int]) -> Said:
    """Return some words of a text, with a stop where words are left out before a word."""
    marks = [said.marks[at] for at in kept]
    for place, at in enumerate(kept[:-1]):
        if kept[place + 1] != at + 1 and not marks[place]:
            marks[place] = ","
    words = tuple(said.words[at] for at in kept)
    places = {at: place for place, at in enumerate(kept)}
    accented = frozenset(places[at] for at in said.accented if at in places)
    return Said(words, tuple(marks), accented, any(word[0].isdigit() for word in words))


@cache
def _tables(locale: str) -> Mapping[Aside, Phrases]:
    document = table(locale, "asides")
    return {
        kind: Phrases(
            Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in document[kind]
        )
        for kind in Aside
    }


@cache
def _beginnings(locale: str) -> Phrases:
    """Return the phrases with which any clause that is left out begins."""
    document = table(locale, "asides")
    return Phrases(
        Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True)
        for kind in _OPENING
        for each in document[kind]
    )


@cache
def _heads(locale: str) -> frozenset[str]:
    """Return the words with which a clause that is left out begins."""
    neutral = frozenset({Cue.NEUTRAL})
    return frozenset().union(*(_tables(locale)[kind].opening(neutral) for kind in _OPENING))
