"""Reads choices among offered times: by number, by ordinal, or by a text that is only a time.

Decides which words may stand beside a choice. A number, an ordinal or a day chooses nothing where
the text says something else about it.
"""

from dialogs.intents import Frame, Hint, Intent, TimeRange, Understanding
from dialogs.languages.lexicon import Cue, Lexicon
from dialogs.times.terms import TermRole
from dialogs.understand.answers.numerals import number_within, written
from dialogs.understand.hearing.clauses import AGREEMENTS, OPERATORS
from dialogs.understand.hearing.exact_phrases import covered_by, phrase
from dialogs.understand.hearing.phrases import POLITE
from dialogs.understand.hearing.signals import Heard
from dialogs.understand.left_aside import left_aside
from dialogs.understand.result import verdict

_DOUBTS = frozenset({Cue.NO, Cue.CANNOT, Cue.UNSUITED, Cue.CANCEL, Cue.MOVE}) | (
    OPERATORS - {Cue.OTHERS}
)
_AGAINST = {
    Cue.MORE: frozenset({Cue.CANCEL}),
    Cue.ALL: _DOUBTS | {Cue.OTHERS, Cue.KEEP},
}
_TURNING = _DOUBTS | {Cue.OTHERS, Cue.CANT, Cue.ASK, Cue.BOOK, Cue.CANCEL_ASK, Cue.KEEP}
_MOST_STRANGE = 2  # most unknown words in the small talk beside a choice
_SEVERAL = 9  # most words of a text in which several numbers are a question between them
_JOINING_TIMES = frozenset(
    {
        TermRole.AT,
        TermRole.FROM,
        TermRole.TO,
        TermRole.LINK,
        TermRole.ARTICLE,
        TermRole.OCLOCK,
        TermRole.AROUND,
        TermRole.DATE,
    }
)
_TAKING = AGREEMENTS | POLITE | {Cue.ASK, Cue.MOVE, Cue.BOOK}


def choice(heard: Heard, frame: Frame) -> Understanding | None:
    """Read a text as a choice among offered times.

    Args:
        heard: the text.
        frame: the number of offered times.

    Returns:
        The verdict, or None where the text is not exactly a choice.
    """
    locale = heard.lexicon.locale
    if (taken := left_aside(heard, frame)) is not None:
        return _numbered(heard, taken, frame)
    if several := _several(heard, frame):
        return verdict(Intent.UNCLEAR, 0.4, [f"{several} are several of those offered"], locale)
    number = number_within(heard, ordinals=True)
    if number is None:
        number = _number_apart(heard)
    if number is not None and heard.lexicon.regretting.isdisjoint(heard.words):
        return _numbered(heard, frame.choices if number == -1 else number, frame)
    if (found := _choice_in_words(heard, frame)) is not None:
        return found
    for cue, intent, choice in ((Cue.MORE, Intent.MORE, None), (Cue.ALL, Intent.CHOICE, 0)):
        if heard.kinds & _AGAINST[cue]:
            continue
        words = phrase(heard, cue)
        if cue is Cue.ALL and (words is None or not _all_that_is_said(heard, words)):
            continue
        if words is not None and not heard.times and (" " in words or heard.unknown < 2):
            evidence = [f"“{words}” answers the offered times"]
            sure = 0.95 - 0.06 * heard.unknown
            return verdict(intent, sure, evidence, locale, choice=choice)
    return None


def _numbered(heard: Heard, number: int, frame: Frame) -> Understanding | None:
    """Read a text that is a number with few other words."""
    locale = heard.lexicon.locale
    if not 1 <= number <= frame.choices:  # except "the 4th", when an offered time is on that day
        return None if heard.times else unfitting(heard, number, f"1 to {frame.choices}")
    if "?" in heard.marks:
        asked = [f"{number} is asked about"]
        return verdict(Intent.UNCLEAR, 0.4, asked, locale, hint=Hint.YES)
    evidence = [f"“{heard.core}” is choice {number} of {frame.choices}"]
    return verdict(Intent.CHOICE, 0.97, evidence, locale, choice=number)


def _all_that_is_said(heard: Heard, words: str) -> bool:
    """Say whether "all" stands alone or with a verb of taking or refusing all times."""
    size = len(words.split())
    inside = any(
        each.last - each.first + 1 > size
        and f" {words} " in f" {' '.join(heard.words[each.first : each.last + 1])} "
        for each in heard.phrases
    )
    if inside or heard.found(Cue.COMING, Cue.CONFIRM, Cue.KEEP):
        return False  # "all good", "all of us are coming"
    acts = heard.found(Cue.CANCEL, Cue.MOVE, Cue.CANNOT, *POLITE)
    done = {at for each in acts for at in range(each.first, each.last + 1)}
    said = heard.lexicon.accepting.union(words.split())
    rest = [w for at, w in enumerate(heard.words) if at not in done and w not in said]
    return not rest and "?" not in heard.marks and not heard.clauses.hindrances


def says_only(heard: Heard, place: range = range(0)) -> bool:
    """Say whether a text only names a time, and takes it or asks for it.

    "At 10 I work" names an offered time and does not take it.

    Args:
        heard: the text.
        place: the position of the ordinal that chooses; the sentences beside it are small talk.
    """
    lexicon = heard.lexicon
    if not lexicon.regretting.isdisjoint(heard.words):
        return False
    said = range(len(heard.words))
    if place:
        said = range(*heard.clauses.sentence(place.start))
        if not _small_talk(heard, said):
            return False
    taking = [each for each in heard.signals if each.cue in _TAKING]
    known = {*place} | {at for each in taking for at in range(each.first, each.last + 1)}
    known |= {at for each in heard.times for at in range(each.first, each.last + 1)}
    known |= heard.named | covered_by(heard, Cue.TAKE)
    passing = (lexicon.articles, lexicon.away, lexicon.accepting)
    rest = [heard.words[at] for at in said if at not in known]
    return all(
        any(word in words for words in passing) or _says_nothing(word, lexicon) for word in rest
    )


def _small_talk(heard: Heard, said: range) -> bool:
    """Say whether the sentences beside the choosing sentence cannot change its meaning."""
    beside = [at for at in range(len(heard.words)) if at not in said]
    turning = any(each.first not in said and each.cue in _TURNING for each in heard.signals)
    timed = any(each.first not in said for each in heard.times)
    strange = sum(at not in heard.covered for at in beside)
    digits = any(heard.words[at].isdigit() for at in beside)
    asked = any(heard.marks[at] == "?" for at in beside)
    if turning or timed or digits or asked or strange > _MOST_STRANGE:
        return False
    lexicon = heard.lexicon
    opening = [heard.words[at + 1] for at in heard.clauses.stops if at + 1 in beside]
    trouble = any(heard.words[at] in lexicon.troubles for at in beside)
    return not trouble and lexicon.pointing.isdisjoint(opening)


def _says_nothing(word: str, lexicon: Lexicon) -> bool:
    """Say whether a word of time has no other meaning: "at" has none, "late" has one."""
    entry = lexicon.phrases.get((word,))
    plain = entry is None or entry.cue is Cue.FILLER
    roles = {t.role for t in lexicon.terms.opening.get(word, ()) if t.words == (word,)}
    return plain and not roles.isdisjoint(_JOINING_TIMES)


def _several(heard: Heard, frame: Frame) -> str:
    """Find "1 or 2" in a short text: between two choices, and not a clock time."""
    places = [str(number) for number in range(1, frame.choices + 1)]
    named = dict.fromkeys(word for word in heard.words if word in places)
    several = len(named) > 1 and len(heard.words) <= _SEVERAL
    return ", ".join(named) if several else ""


def _choice_in_words(heard: Heard, frame: Frame) -> Understanding | None:
    """Read "I'll take the second one": an ordinal in a short text with no other content."""
    words = phrase(heard, Cue.ORDINAL)
    if words is None or " " not in words or "?" in heard.marks or _is_date(heard, words):
        return None
    place = range(_place(heard, words), _place(heard, words) + len(words.split()))
    rest = {word for at, word in enumerate(heard.words) if at not in heard.covered}
    if _left_open(heard, place) or rest - set(words.split()) - heard.lexicon.accepting:
        return None
    value = int(heard.lexicon.standing[Cue.ORDINAL][words])
    number = frame.choices if value == -1 else value
    if not 1 <= number <= frame.choices:
        return None if heard.times else unfitting(heard, number, f"1 to {frame.choices}")
    evidence = [f"“{words}” is choice {number} of {frame.choices}"]
    times = _named_beside(heard, place)
    if not says_only(heard, place):
        return None
    # "the last one on Thursday" is the last of that day, which the list knows
    chosen = None if value == -1 and times else number
    return verdict(Intent.CHOICE, 0.9, evidence, heard.lexicon.locale, choice=chosen, times=times)


def _left_open(heard: Heard, place: range) -> bool:
    """Say whether a word beside an ordinal negates it or refers it to somebody else."""
    beside = {e.cue for e in heard.signals if e.first not in place or e.last not in place}
    if beside & (_DOUBTS | {Cue.FUNERAL}) or heard.clauses.hindrances:
        return True
    others = any(at < place.start for at in heard.clauses.others)  # "my boss wants the first"
    behind, lexicon = heard.words[place.stop : place.stop + 2], heard.lexicon
    # "the first of my children"
    others = others or (
        len(behind) > 1 and behind[0] in lexicon.away and behind[1] in lexicon.possessive
    )
    maybe = not heard.lexicon.maybe.isdisjoint(heard.words)
    return others or maybe


def _named_beside(heard: Heard, place: range) -> tuple[TimeRange, ...]:
    """Return the times named beside an ordinal: "the first of the Friday ones"."""
    beside = (t for t in heard.times if t.first not in place or t.last not in place)
    return tuple(span for each in beside if not each.excluded for span in each.ranges)


def _place(heard: Heard, words: str) -> int:
    """Return the position of a phrase in a text."""
    spoken = words.split()
    starts = range(len(heard.words) - len(spoken) + 1)
    return next(at for at in starts if [*heard.words[at : at + len(spoken)]] == spoken)


def _is_date(heard: Heard, words: str) -> bool:
    """Say whether an ordinal is part of a longer time: "the 2nd of December"."""
    first = _place(heard, words)
    last = first + len(words.split()) - 1
    return any(
        each.first <= last <= each.last and (each.first < first or each.last > last)
        for each in heard.times
    )


def _number_apart(heard: Heard) -> int | None:
    """Read "the 2, thanks for your patience": the first or last sentence is a number."""
    stops = heard.clauses.stops
    if not stops or stops[0] + 1 == len(heard.words):
        return None
    polite = {at for e in heard.found(*POLITE) for at in range(e.first, e.last + 1)}
    for said in (heard.clauses.sentence(0), heard.clauses.sentence(len(heard.words) - 1)):
        places = range(*said)
        words = " ".join(heard.words[at] for at in places if at not in polite)
        number = written(heard, words, (Cue.NUMBERED, Cue.ORDINAL))
        if number is not None and heard.marks[said[1] - 1] != "?" and _small_talk(heard, places):
            return number
    return None


def unfitting(heard: Heard, number: int, asked: str) -> Understanding:
    """Return the verdict on a number that answers no open question.

    Args:
        heard: the text.
        number: the number in the text.
        asked: the numbers that would have been answers, as text for staff.
    """
    evidence = [f"{number} is none of {asked}"]
    return verdict(Intent.UNCLEAR, 0.3, evidence, heard.lexicon.locale)
