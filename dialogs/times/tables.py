"""Reads the `[times]` table of a lexicon into `Terms`.

The table has lists of phrases by role, tables of phrases by value, parts of the day, and words
that stand for several.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from dialogs.normalise import spell
from dialogs.times.terms import SILENT, DayPart, Phrase, Term, TermRole, Terms, bits

_Spelled = TypeVar("_Spelled", Term, Phrase)

_LISTS = {"weekdays": (TermRole.WEEKDAY, 0), "months": (TermRole.MONTH, 1)}
_TABLES = {
    "days": TermRole.DAY,
    "weeks": TermRole.WEEK,
    "clocks": TermRole.CLOCK,
    "numbers": TermRole.NUMBER,
    "units": TermRole.UNIT,
    "durations": TermRole.DURATION,
    "meridiem": TermRole.MERIDIEM,
    "past": TermRole.PAST,
    "and_a": TermRole.AND_A,
    "offsets": TermRole.OFFSET,
    "ordinals": TermRole.ORDINAL,
    "weeks_on": TermRole.WEEKS_ON,
    "next_days": TermRole.NEXT_DAY,
    "stretches": TermRole.STRETCH,
    "months_on": TermRole.MONTHS_ON,
    "coming_days": TermRole.COMING_DAYS,
    "holidays": TermRole.HOLIDAY,
    "feasts": TermRole.FEAST,
    "nths": TermRole.NTH,
    "things": TermRole.THING,
    "its_week": TermRole.ITS_WEEK,
}
_LEADING_TO_DATES = frozenset(
    {TermRole.NOT, TermRole.BEFORE, TermRole.AFTER, TermRole.NOT_BEFORE, TermRole.UNTIL}
)
_TELLING = 4  # letters of a word that is rare in other texts
_APART = frozenset(
    {"fitting", "parts", "rather", "joined", "joined_weekdays", "weak", "spelled_dates"}
    | {"plurals", "measuring", "bare_one", "totals"}
)


def read_terms(times: Mapping[str, Any]) -> Terms:
    """Read the words of time of a lexicon.

    Args:
        times: the lexicon's `[times]` table.

    Returns:
        The terms, indexed for look-up.

    Raises:
        ValueError: if a key of the table is unknown to the grammar.
    """
    parts = tuple(DayPart(part["from"] * 60, part["until"] * 60) for part in times["parts"])
    terms = [*_terms(times)]
    simple = {phrase.words: phrase for phrase in _phrases(terms)}
    joined: list[tuple[Phrase, ...]] = []
    for phrase, pieces in _joined_phrases(times):
        terms.append(Term(spell(phrase), TermRole.JOINED, len(joined)))
        joined.append(tuple(_piece(spell(piece), simple) for piece in pieces))
    phrases = _by_first_word(_phrases(terms))
    return Terms(
        opening=_by_first_word(terms),
        phrases=phrases,
        paired=_by_first_two(phrases),
        alone=_alone(phrases),
        parts=parts,
        vocabulary=frozenset(
            word for term in terms for word in term.words if not word[0].isdigit()
        ),
        telling=_by_telling_word([*(t for t in terms if _tells(t, joined)), *_lengths(terms)]),
        bounds=frozenset(term.words[0] for term in terms if term.role is TermRole.BEFORE),
        joined=tuple(joined),
        rather=frozenset(times.get("rather", ())),
        fitting=_fitting(times.get("fitting", ())),
        weak=frozenset(times.get("weak", ())),
        spelled_dates=bool(times.get("spelled_dates", True)),
        bare_one=bool(times.get("bare_one", True)),
        plurals=tuple(times.get("plurals", ())),
        measuring=frozenset(times.get("measuring", ())),
        totals=frozenset(times.get("totals", ())),
    )


def _tells(term: Term, joined: Sequence[Sequence[Phrase]]) -> bool:
    """Say whether a term is a time by itself."""
    if term.role is TermRole.JOINED:
        return not all(piece.roles.keys() <= SILENT for piece in joined[term.value])
    return term.role not in SILENT


def _telling(term: Term) -> str:
    """Choose the word of a term that a text is searched for: the last, unless it is short."""
    last = term.words[-1]
    moves = term.role in {TermRole.POSTPONE, TermRole.ADVANCE}  # "retrasar la cita"
    if len(last) >= _TELLING and not moves:
        return last
    return max(reversed(term.words), key=len)


def _lengths(terms: Sequence[Term]) -> Iterator[Term]:
    """List the phrases that are a length of time without a number: "an hour"."""
    units = [term for term in terms if term.role is TermRole.UNIT]
    for article in terms:
        if article.role is TermRole.ARTICLE:
            for unit in units:
                yield Term(article.words + unit.words, TermRole.DURATION, unit.value)


def _by_telling_word(
    terms: Iterable[Term],
) -> Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]]:
    """Index phrases by the word that a text is searched for, with the word's place in each."""
    telling: dict[str, dict[tuple[int, tuple[str, ...]], None]] = {}
    for term in terms:
        word = _telling(term)
        telling.setdefault(word, {})[term.words.index(word), term.words] = None
    return MappingProxyType({word: tuple(same) for word, same in telling.items()})


def _phrases(terms: Iterable[Term]) -> Iterable[Phrase]:
    """Merge the roles of each phrase."""
    roles: dict[tuple[str, ...], dict[TermRole, int]] = {}
    for term in terms:
        roles.setdefault(term.words, {})[term.role] = term.value
    for words, each in roles.items():
        leads = not each.keys().isdisjoint(_LEADING_TO_DATES) and TermRole.EXCEPT not in each
        if len(words) > 1 and leads and TermRole.DATE in roles.get(words[-1:], {}):
            each[TermRole.MARKS] = 0  # "all but the 2" is a choice
    return [Phrase(words, MappingProxyType(each), bits(*each)) for words, each in roles.items()]


def _by_first_word(phrases: Iterable[_Spelled]) -> Mapping[str, tuple[_Spelled, ...]]:
    """Index phrases by their first word, the longest first."""
    opening: dict[str, list[_Spelled]] = {}
    for each in sorted(phrases, key=lambda each: -len(each.words)):
        opening.setdefault(each.words[0], []).append(each)
    return MappingProxyType({word: tuple(same) for word, same in opening.items()})


def _by_first_two(
    phrases: Mapping[str, tuple[Phrase, ...]],
) -> Mapping[tuple[str, str], tuple[Phrase, ...]]:
    """Index phrases by their first two words, the longest first, the one-word phrase last."""
    paired: dict[tuple[str, str], list[Phrase]] = {}
    for same in phrases.values():
        for each in same:
            if len(each.words) > 1:
                paired.setdefault((each.words[0], each.words[1]), []).append(each)
    alone = _alone(phrases)
    return MappingProxyType({two: (*same, *alone.get(two[0], ())) for two, same in paired.items()})


def _alone(phrases: Mapping[str, tuple[Phrase, ...]]) -> Mapping[str, tuple[Phrase, ...]]:
    """Index the phrases of a single word."""
    return MappingProxyType(
        {word: same[-1:] for word, same in phrases.items() if same[-1].words == (word,)}
    )


def _fitting(phrases: Iterable[str]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    opening: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = spell(phrase)
        opening.setdefault(words[0], []).append(words)
    return MappingProxyType({word: tuple(same) for word, same in opening.items()})


def _piece(words: tuple[str, ...], simple: Mapping[tuple[str, ...], Phrase]) -> Phrase:
    """Find the phrase that a joined word stands for.

    Raises:
        ValueError: if the lexicon has no such phrase.
    """
    if words not in simple:
        raise ValueError(f"[times.joined]: no phrase of time is {' '.join(words)!r}")
    return simple[words]


def _joined_phrases(times: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """List the words that stand for several, including a weekday joined with a part of the day."""
    yield from times.get("joined", {}).items()
    for part in times.get("joined_weekdays", ()):
        for names in times["weekdays"]:
            yield names[0] + part, [names[0], part]


def _terms(times: Mapping[str, Any]) -> Iterator[Term]:
    for at, part in enumerate(times["parts"]):
        yield from _each(part["words"], TermRole.PART, at)
    for key, value in times.items():
        if key in _APART:
            continue
        if key in _LISTS:
            role, first = _LISTS[key]
            for at, phrases in enumerate(value, start=first):
                yield from _each(phrases, role, at)
        elif key in _TABLES:
            for number, phrases in value.items():
                yield from _each(phrases, _TABLES[key], int(number))
        else:
            yield from _each(value, TermRole(key), 0)
            if key == TermRole.RELEASE:
                yield from _each(value, TermRole.AFTER, 0)


def _each(phrases: list[str], role: TermRole, value: int) -> Iterator[Term]:
    return (Term(spell(phrase), role, value) for phrase in phrases)
