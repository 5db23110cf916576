"""Answers to the open question: the digits of a reminder, a choice among offered times.

Owns what a bare number means. It means nothing without a question.
"""

from dataclasses import replace

from dialogs.intents import Frame, Hint, Intent, OpenQuestion, TimeRange, Understanding
from dialogs.lexicon import Lexicon, Sign
from dialogs.times.terms import Role
from dialogs.understand.clauses import AGREEMENTS, OPERATORS
from dialogs.understand.phrases import POLITE, Signal
from dialogs.understand.roles import meets
from dialogs.understand.signals import Heard
from dialogs.understand.verdict import verdict

_MENU = {1: Intent.CONFIRM, 2: Intent.CANCEL, 3: Intent.RESCHEDULE}
_MENU_SIGNS = {1: Sign.YES, 2: Sign.CANCEL, 3: Sign.MOVE}
_DOUBTS = frozenset({Sign.NO, Sign.CANNOT, Sign.UNSUITED, Sign.CANCEL, Sign.MOVE}) | (
    OPERATORS - {Sign.OTHERS}
)
_AGAINST = {
    Sign.MORE: frozenset({Sign.CANCEL}),
    Sign.ALL: _DOUBTS | {Sign.OTHERS, Sign.KEEP},
}
_BEHIND_DIGIT = (
    AGREEMENTS
    | POLITE
    | {
        *(Sign.CANCEL, Sign.CANNOT, Sign.UNSUITED, Sign.MOVE, Sign.ASK, Sign.NO, Sign.REASON),
        Sign.BUT,
    }
)
"""What may follow a leading digit that answers: "2 sorry can't make it"."""
_CLOSING = frozenset({Sign.THANKS, Sign.COURTESY})
_TURNING = _DOUBTS | {Sign.OTHERS, Sign.CANT, Sign.ASK, Sign.BOOK, Sign.CANCEL_ASK, Sign.KEEP}
_MOST_STRANGE = 2  # unknown words of small talk beside a choice
_LONGEST_PHRASE = 6
_SEVERAL = 9  # words in which several numbers are a question between them
_LONGEST_NAME = 2
_JOINING_TIMES = frozenset(
    {Role.AT, Role.FROM, Role.TO, Role.LINK, Role.ARTICLE, Role.OCLOCK, Role.AROUND, Role.DATE}
)
_TAKING = AGREEMENTS | POLITE | {Sign.ASK, Sign.MOVE, Sign.BOOK}
_MOST_WORDS = 14  # in a longer text "more" and "all" are said of something else


def answer(heard: Heard, frame: Frame) -> Understanding | None:
    """Read a text as the answer to what was asked.

    Args:
        heard: the text.
        frame: the question, and how many choices it offered.

    Returns:
        The verdict, or None where the text is more than an answer or no question is open.
    """
    if frame.question is OpenQuestion.REMINDER:
        number = _number(heard, ordinals=False)
        if number in _MENU and "?" not in heard.marks and not heard.found(Sign.NO):
            evidence = [f"{number} answers the reminder"]
            return verdict(_MENU[number], 0.99, evidence, heard.lexicon.locale)
        if _takes_leave(heard):
            return _parting(heard, frame)
        return _unfitting(heard, number, "1, 2 or 3") if number is not None else None
    if frame.question is OpenQuestion.SLOTS:
        return _choice(heard, frame)
    return None


def with_menu_digit(heard: Heard) -> Heard:
    """Read a leading "2" of a longer answer to a reminder as what the reminder says it is.

    Args:
        heard: the text.

    Returns:
        The text with a signal more, or the same.
    """
    if not heard.numerals:
        return heard
    digits = [at for at, word in enumerate(heard.words) if word.isdigit() and not _timed(heard, at)]
    if digits != [0] or len(heard.words) < 2 or int(heard.words[0]) not in _MENU:
        return heard
    if not _stands_apart(heard):
        return heard  # "2 minutes"
    signal = Signal(_MENU_SIGNS[int(heard.words[0])], 0, 0)
    counted = 0 not in heard.covered
    meant = frozenset({signal.sign})
    return replace(
        heard,
        signals=(signal, *heard.signals),
        kinds=heard.kinds | meant,
        said=heard.said | meant,
        unknown=heard.unknown - counted,
    )


def _stands_apart(heard: Heard) -> bool:
    """Whether what follows a leading digit is no thing that it counts."""
    if heard.marks[0]:
        return heard.marks[0] != "?"
    follows = [each.sign for each in heard.signals if each.first == 1]
    joined = heard.words[1] in heard.lexicon.joining
    joined = joined or _timed(heard, 1) or _explained(heard)
    return joined or any(sign in _BEHIND_DIGIT for sign in follows)


def _numbered(heard: Heard, number: int, frame: Frame) -> Understanding | None:
    """Read a text that is a number and little else."""
    locale = heard.lexicon.locale
    if not 1 <= number <= frame.choices:  # but for "the 4th", when one of them is on that day
        return None if heard.times else _unfitting(heard, number, f"1 to {frame.choices}")
    if "?" in heard.marks:
        asked = [f"{number} is asked about"]
        return verdict(Intent.UNCLEAR, 0.4, asked, locale, hint=Hint.YES)
    evidence = [f"“{heard.core}” is choice {number} of {frame.choices}"]
    return verdict(Intent.CHOICE, 0.97, evidence, locale, choice=number)


def _explained(heard: Heard) -> bool:
    """Whether bare reasons, and courtesies, are all that follows a leading digit: "2 migraine"."""
    polite = {at for e in heard.found(*POLITE) for at in range(e.first, e.last + 1)}
    behind = range(1, next(iter(heard.clauses.stops), len(heard.words) - 1) + 1)
    reasons = heard.lexicon.reasons
    told = [heard.words[at] for at in behind if at not in polite]
    leading = heard.lexicon.determiners | heard.lexicon.articles | heard.lexicon.away
    plain = all(word in reasons or word in leading for word in told)
    return plain and heard.words[0] != "1" and not reasons.isdisjoint(told)


def stray_digits(heard: Heard) -> bool:
    """Whether a small number stands in the text that is neither a time nor a delay."""
    if not heard.numerals or heard.found(Sign.LATE):
        return False
    return any(
        word.isdigit() and len(word) == 1 and at > 0 and at not in heard.covered
        for at, word in enumerate(heard.words)
    )


def _choice(heard: Heard, frame: Frame) -> Understanding | None:
    locale = heard.lexicon.locale
    if several := _several(heard, frame):
        return verdict(Intent.UNCLEAR, 0.4, [f"{several} are several of those offered"], locale)
    number = _number(heard, ordinals=True)
    if number is None:
        number = _number_apart(heard)
    if number is not None:
        return _numbered(heard, frame.choices if number == -1 else number, frame)
    if (found := _choice_in_words(heard, frame)) is not None:
        return found
    for sign, intent, choice in ((Sign.MORE, Intent.MORE, None), (Sign.ALL, Intent.CHOICE, 0)):
        if heard.kinds & _AGAINST[sign]:
            continue
        words = phrase(heard, sign)
        if sign is Sign.ALL and (words is None or not _all_that_is_said(heard, words)):
            continue
        if words is not None and not heard.times and (" " in words or heard.unknown < 2):
            evidence = [f"“{words}” answers the offered times"]
            sure = 0.95 - 0.06 * heard.unknown
            return verdict(intent, sure, evidence, locale, choice=choice)
    return None


def _all_that_is_said(heard: Heard, words: str) -> bool:
    """Whether nothing stands beside "all" but what may be done with all of them."""
    size = len(words.split())
    inside = any(
        each.last - each.first + 1 > size
        and f" {words} " in f" {' '.join(heard.words[each.first : each.last + 1])} "
        for each in heard.phrases
    )
    if inside or heard.found(Sign.COMING, Sign.CONFIRM, Sign.KEEP):
        return False  # "all good", "all of us are coming"
    acts = heard.found(Sign.CANCEL, Sign.MOVE, Sign.CANNOT, *POLITE)
    done = {at for each in acts for at in range(each.first, each.last + 1)}
    said = heard.lexicon.accepting.union(words.split())
    rest = [w for at, w in enumerate(heard.words) if at not in done and w not in said]
    return not rest and "?" not in heard.marks and not heard.clauses.hindrances


def says_only(heard: Heard, place: range = range(0)) -> bool:
    """Whether a text says nothing beside a time and that it is taken or asked for.

    "At 10 I work" names a time that was offered, and does not take it.

    Args:
        heard: the text.
        place: where it names by an ordinal what it takes; the sentences beside are small talk.
    """
    lexicon = heard.lexicon
    if not lexicon.regretting.isdisjoint(heard.words):
        return False
    said = range(len(heard.words))
    if place:
        said = range(*heard.clauses.sentence(place.start))
        if not _small_talk(heard, said):
            return False
    taking = [each for each in heard.signals if each.sign in _TAKING]
    known = {*place} | {at for each in taking for at in range(each.first, each.last + 1)}
    known |= {at for each in heard.times for at in range(each.first, each.last + 1)}
    known |= heard.named
    passing = (lexicon.articles, lexicon.away, lexicon.accepting)
    rest = [heard.words[at] for at in said if at not in known]
    return all(
        any(word in words for words in passing) or _says_nothing(word, lexicon) for word in rest
    )


def _small_talk(heard: Heard, said: range) -> bool:
    """Whether the sentences beside one that chooses say nothing that could turn it."""
    beside = [at for at in range(len(heard.words)) if at not in said]
    turning = any(each.first not in said and each.sign in _TURNING for each in heard.signals)
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
    """Whether a word of time says nothing else: "at" does not, "late" does."""
    entry = lexicon.phrases.get((word,))
    plain = entry is None or entry.sign is Sign.FILLER
    roles = {t.role for t in lexicon.terms.opening.get(word, ()) if t.words == (word,)}
    return plain and not roles.isdisjoint(_JOINING_TIMES)


def _several(heard: Heard, frame: Frame) -> str:
    """Find "1 or 2" in a short text: between choices, and a clock time of none of them."""
    places = [str(number) for number in range(1, frame.choices + 1)]
    named = dict.fromkeys(word for word in heard.words if word in places)
    several = len(named) > 1 and len(heard.words) <= _SEVERAL
    return ", ".join(named) if several else ""


def _choice_in_words(heard: Heard, frame: Frame) -> Understanding | None:
    """Read "I'll take the second one": an ordinal in a short text that says nothing else."""
    words = phrase(heard, Sign.ORDINAL)
    if words is None or " " not in words or "?" in heard.marks or _is_date(heard, words):
        return None
    place = range(_place(heard, words), _place(heard, words) + len(words.split()))
    rest = {word for at, word in enumerate(heard.words) if at not in heard.covered}
    if _left_open(heard, place) or rest - set(words.split()) - heard.lexicon.accepting:
        return None
    value = int(heard.lexicon.standing[Sign.ORDINAL][words])
    number = frame.choices if value == -1 else value
    if not 1 <= number <= frame.choices:
        return None if heard.times else _unfitting(heard, number, f"1 to {frame.choices}")
    evidence = [f"“{words}” is choice {number} of {frame.choices}"]
    times = _named_beside(heard, place)
    if not says_only(heard, place):
        return None
    return verdict(Intent.CHOICE, 0.9, evidence, heard.lexicon.locale, choice=number, times=times)


def _left_open(heard: Heard, place: range) -> bool:
    """Whether something beside an ordinal turns it, or says it of somebody else."""
    beside = {e.sign for e in heard.signals if e.first not in place or e.last not in place}
    if beside & (_DOUBTS | {Sign.FUNERAL}) or heard.clauses.hindrances:
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
    """Give the times named beside an ordinal: "the first of the Friday ones"."""
    beside = (t for t in heard.times if t.first not in place or t.last not in place)
    return tuple(span for each in beside if not each.excluded for span in each.ranges)


def _place(heard: Heard, words: str) -> int:
    """Give where a phrase stands in a text."""
    spoken = words.split()
    starts = range(len(heard.words) - len(spoken) + 1)
    return next(at for at in starts if [*heard.words[at : at + len(spoken)]] == spoken)


def _is_date(heard: Heard, words: str) -> bool:
    """Whether an ordinal is part of a longer time: "the 2nd of December"."""
    first = _place(heard, words)
    last = first + len(words.split()) - 1
    return any(
        each.first <= last <= each.last and (each.first < first or each.last > last)
        for each in heard.times
    )


def _takes_leave(heard: Heard) -> bool:
    """Whether "until Thursday", a name and a courtesy are all of a text."""
    table = heard.lexicon.standing[Sign.PARTING]
    if heard.core in table:
        return "?" not in heard.marks
    bare = heard.kinds.isdisjoint(POLITE) and heard.lexicon.adverbs.isdisjoint(heard.words)
    if bare and not heard.named:
        return False
    aside = {at for e in heard.signals if e.sign in POLITE for at in range(e.first, e.last + 1)}
    aside |= heard.named
    said = [w for at, w in enumerate(heard.words) if at not in aside]
    said = [word for word in said if word not in heard.lexicon.adverbs]
    return len(said) < len(heard.words) and " ".join(said) in table and "?" not in heard.marks


def _parting(heard: Heard, frame: Frame) -> Understanding:
    """Read "until tomorrow": a yes, where the appointment is tomorrow."""
    if not all(meets(each.ranges, frame.appointment) for each in heard.times):
        evidence = ["it takes leave until a day that is not the appointment's"]
        return verdict(Intent.UNCLEAR, 0.4, evidence, heard.lexicon.locale)
    evidence = [f"“{heard.core}” takes leave until the appointment"]
    return verdict(Intent.CONFIRM, 0.9, evidence, heard.lexicon.locale)


def _number(heard: Heard, *, ordinals: bool) -> int | None:
    """Read a text that is a number, courtesies and a name under it."""
    tables = (Sign.NUMBERED, Sign.ORDINAL) if ordinals else (Sign.NUMBERED,)
    number = _written(heard, heard.core, tables)
    if number is None and ordinals and heard.found(Sign.YES, Sign.ACK):
        number = _written(heard, heard.without(Sign.YES, Sign.ACK), tables)
    if number is None and (name := _name(heard)):
        number = _written(heard, heard.core.removesuffix(name).rstrip(), tables)
    return number


def _number_apart(heard: Heard) -> int | None:
    """Read "the 2, thanks for your patience": a first or last sentence that is a number."""
    stops = heard.clauses.stops
    if not stops or stops[0] + 1 == len(heard.words):
        return None
    polite = {at for e in heard.found(*POLITE) for at in range(e.first, e.last + 1)}
    for said in (heard.clauses.sentence(0), heard.clauses.sentence(len(heard.words) - 1)):
        places = range(*said)
        words = " ".join(heard.words[at] for at in places if at not in polite)
        number = _written(heard, words, (Sign.NUMBERED, Sign.ORDINAL))
        if number is not None and heard.marks[said[1] - 1] != "?" and _small_talk(heard, places):
            return number
    return None


def _name(heard: Heard) -> str:
    """Give the one or two words, known to nobody, that stand under a closing thank-you."""
    if heard.kinds.isdisjoint(_CLOSING):
        return ""
    thanked = [each.last for each in heard.found(*_CLOSING)]
    under = range(thanked[-1] + 1, len(heard.words))
    strange = all(at not in heard.covered and heard.words[at].isalpha() for at in under)
    if len(under) > _LONGEST_NAME or not strange:
        return ""
    return " ".join(heard.words[at] for at in under)


def _written(heard: Heard, text: str, tables: tuple[Sign, ...]) -> int | None:
    if text.isdigit() and len(text) <= 2:
        return int(text)
    for sign in tables:
        if (value := heard.lexicon.standing[sign].get(text)) is not None:
            return int(value)
    return None


def number_of(heard: Heard) -> int | None:
    """Return the number that a text is, courtesies, a name under it and a yes aside."""
    number = _number(heard, ordinals=False)
    if number is None and heard.found(Sign.YES, Sign.ACK):
        number = _written(heard, heard.without(Sign.YES, Sign.ACK), (Sign.NUMBERED,))
    return number


def phrase(heard: Heard, sign: Sign) -> str | None:
    """Return the longest phrase of a standing sign in a short text, or None."""
    place = placed(heard, sign)
    return None if place is None else " ".join(heard.words[place.start : place.stop])


def placed(heard: Heard, *signs: Sign) -> range | None:
    """Return where the longest phrase of standing signs is in a short text, or None."""
    standing, size = heard.lexicon.standing, len(heard.words)
    opening = standing.opening(*signs)
    if size > _MOST_WORDS or opening.isdisjoint(heard.words):
        return None
    begins = [at for at, word in enumerate(heard.words) if word in opening]
    tables = [standing[sign] for sign in signs]
    for length in range(min(_LONGEST_PHRASE, size - begins[0]), 0, -1):
        for at in begins:
            words = " ".join(heard.words[at : at + length])
            if at + length <= size and any(words in table for table in tables):
                return range(at, at + length)
    return None


def _timed(heard: Heard, at: int) -> bool:
    return any(each.first <= at <= each.last for each in heard.times)


def _unfitting(heard: Heard, number: int, asked: str) -> Understanding:
    evidence = [f"{number} is none of {asked}"]
    return verdict(Intent.UNCLEAR, 0.3, evidence, heard.lexicon.locale)
