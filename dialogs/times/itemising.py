"""Finds the words of time in a text and returns them as runs of items.

Looks for the longest phrases, and leaves out numbers that are not hours: numbers that count
things ("the 3rd floor", "10 years", "20 mg in the evening") and telephone numbers.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from dialogs.times.counting import counted, total, uncount_for
from dialogs.times.items import TimeItem, item_at, numeral
from dialogs.times.terms import Phrase, TermRole, Terms, bits

_NONE, _JOINED, _UNIT, _OR, _AND, _THING = (
    bits(role)
    for role in (
        TermRole.NONE,
        TermRole.JOINED,
        TermRole.UNIT,
        TermRole.OR,
        TermRole.AND,
        TermRole.THING,
    )
)
_THAN = bits(TermRole.THAN)
_ONWARDS, _DURATION = bits(TermRole.ONWARDS), bits(TermRole.DURATION)
_BEFORE_LENGTHS = bits(TermRole.WITHIN, TermRole.POSTPONE, TermRole.ADVANCE)
_LEADING = bits(TermRole.ONWARDS, TermRole.WEEKS_ON)
_LED_BY_ONWARDS = bits(TermRole.AT, TermRole.NUMBER)
_NUMBER = bits(TermRole.NUMBER)
_DATE, _DATE_OR_AT = bits(TermRole.DATE), bits(TermRole.DATE, TermRole.AT)
_AT = bits(TermRole.AT)
_FROM, _FROM_OR_LINK = bits(TermRole.FROM), bits(TermRole.FROM, TermRole.LINK)
_NUMBER_AT = 2  # words of "dieci alle"
_PAST, _WEEKDAY = bits(TermRole.PAST), bits(TermRole.WEEKDAY)
_JOINS_COUNTS = bits(TermRole.OR, TermRole.TO, TermRole.AND)
_BESIDE_THINGS = bits(
    *(
        TermRole.OR,
        TermRole.AND,
        TermRole.LINK,
        TermRole.AT,
        TermRole.TO,
        TermRole.DATE,
        TermRole.IN_MONTH,
        TermRole.ORDINAL,
    )
)
_BESIDE_DOSES = bits(
    *(
        TermRole.LINK,
        TermRole.PART,
        TermRole.AT,
        TermRole.ANY,
        TermRole.ARTICLE,
        TermRole.AND,
        TermRole.OR,
        TermRole.IN_MONTH,
    )
)
_BESIDE_AGES = bits(
    *(
        TermRole.LINK,
        TermRole.IN_MONTH,
        TermRole.WITHIN,
        TermRole.MONTH,
        TermRole.OR,
        TermRole.AND,
        TermRole.TO,
    )
)
_DOSE = 1  # value of a thing that is taken at hours of its own (a medicine)
_AGE = 2  # value of years, which end or ended in a month of their own
_NAME_OF_A_MEDICINE = 2  # most items between the hours of a medicine and its strength, plus one
_TELEPHONE = 4  # this many numbers in a row are a telephone number
_STRENGTH = re.compile(r"[1-9]\d{2}")  # the strength of a medicine, in milligrams, without its unit
_COUNTED = re.compile(r"\d{1,4}([a-z]{1,8})")


def itemise(
    words: tuple[str, ...],
    marks: Sequence[str],
    terms: Terms,
    blocked: frozenset[int],
    *,
    month_first: bool,
    spoken: Collection[str] = (),
) -> list[list[TimeItem]]:
    """Find the words of time in a text.

    Args:
        words: the folded words of the text.
        marks: the punctuation mark after each word, or "".
        terms: the language's words of time.
        blocked: positions that already mean something else ("good morning").
        month_first: whether 3/12 is the 12th of March, as in the United States.
        spoken: the known words of the language; an unknown word may be a counted thing.

    Returns:
        Runs of neighbouring items; a run ends at any other word, at a phrase that only looks like a
        time ("too late") and at a question mark.
    """
    runs: list[list[TimeItem]] = [[]]
    at = passing = 0
    rather = not terms.rather.isdisjoint(words)  # "Wednesday rather than Tuesday"
    while at < len(words):
        item = None
        if words[at] in terms.phrases or words[at][0].isdigit():
            item = _item(
                words,
                marks,
                at,
                terms,
                blocked,
                rather=rather,
                month_first=month_first,
                run=runs[-1],
            )
            if item is None and _is_strength(words, at, marks):
                _untake(runs)
                runs.append([])
                at, passing = at + 1, _BESIDE_DOSES  # "ibuprofen 600 in the evening"
                continue
        if item is not None and item.bits & _NUMBER:
            item = counted(item, words, marks, terms, run=runs[-1], spoken=spoken)
        if item is None or (item.bits & (_NONE | _THING) and not _lasts(item, runs[-1])):
            passing = 0
            if item is not None and item.bits & _THING:
                passing = _passing(item, words, terms)
                uncount_for(item, runs)
            runs.append([])
            whole = total(item, words, marks, terms) if item and item.bits & _THING else 0
            at = max(whole, at if item is None else item.last) + 1
            continue
        passing = passing * (item.ordinal or not item.bits & ~passing)
        if passing:  # "20 mg in the evening", "the 3rd floor or the 4th"
            at, passing = item.last + 1, passing * (not item.ends)
            continue
        if item.bits & _JOINED:
            runs[-1] += _taken_apart(item, terms)
        else:
            runs[-1].append(item)
        if marks[item.last] == "?":
            runs.append([])
        at = item.last + 1
    return [kept for run in runs if run and (kept := _without_telephone(run))]


def _item(
    words: tuple[str, ...],
    marks: Sequence[str],
    at: int,
    terms: Terms,
    blocked: frozenset[int],
    *,
    rather: bool,
    month_first: bool,
    run: Sequence[TimeItem],
) -> TimeItem | None:
    """Find the phrase or the number at a position; "than" counts only in a text with "rather"."""
    inside = at in blocked and at - 1 in blocked
    item = None if inside else _term(words, marks, at, terms, blocked, run=run)
    if item is None and at not in blocked and words[at][0].isdigit():
        if _in_telephone(words, marks, at):
            return None
        read = numeral(words[at], at, month_first, marks) or _dose(words[at], at, terms, marks)
        return read or _many_minutes(words, at, terms, marks)
    return None if item is not None and item.bits == _THAN and not rather else item


def _is_marked(run: Sequence[TimeItem], at: int) -> bool:
    """Say whether the word before lets a number count no minutes: "il" dieci alle tre, "das" 15."""
    if not run or run[-1].last != at - 1:
        return False
    said = run[-1].bits
    return said & _DATE_OR_AT == _DATE or said & _FROM_OR_LINK == _FROM


def _dates_weekday(run: Sequence[TimeItem], phrase: Phrase, terms: Terms) -> bool:
    """Say whether a number and "at" date the weekday before: "giovedì dieci alle dieci"."""
    if not run or run[-1].stop or not run[-1].bits & _WEEKDAY or len(phrase.words) != _NUMBER_AT:
        return False
    return any(each.bits & _AT for each in terms.alone.get(phrase.words[-1], ()))


def _in_telephone(words: Sequence[str], marks: Sequence[str], at: int) -> bool:
    """Say whether a number is part of a telephone number: "21 555 12 34"."""
    if not words[at].isdigit():
        return False
    first = last = at
    while first and at - first < _TELEPHONE and words[first - 1].isdigit() and not marks[first - 1]:
        first -= 1
    while last + 1 < len(words) and last - at < _TELEPHONE and words[last + 1].isdigit():
        if marks[last]:
            break
        last += 1
    near = words[first : last + 1]
    return len(near) > 2 and any(len(word) not in {1, 2, 4} for word in near)


def _is_strength(words: Sequence[str], at: int, marks: Sequence[str]) -> bool:
    """Say whether a number is the strength of the medicine named before it."""
    return not marks[at] and _STRENGTH.fullmatch(words[at]) is not None


def _lasts(item: TimeItem, run: Sequence[TimeItem]) -> bool:
    """Say whether an amount that is no time elsewhere shifts a time: "anticipare di un giorno"."""
    return bool(item.bits & _DURATION and run and run[-1].bits & _BEFORE_LENGTHS)


def _passing(thing: TimeItem, words: Sequence[str], terms: Terms) -> int:
    """Return as bits the roles that belong to the thing before: a dose's hours, a second count."""
    if thing.ends:
        return 0
    if thing.roles[TermRole.THING] == _DOSE:
        return _BESIDE_DOSES
    if thing.roles[TermRole.THING] == _AGE:
        return _BESIDE_AGES
    another = any(phrase.bits & _OR for phrase in terms.phrases.get(words[thing.last + 1], ()))
    return _BESIDE_THINGS if another else 0


def _untake(runs: Sequence[list[TimeItem]]) -> None:
    """Drop the hours at which a medicine is taken: "in the evening ibuprofen 600"."""
    for run in runs[-_NAME_OF_A_MEDICINE:]:
        if run and not any(item.bits & ~_BESIDE_DOSES for item in run):
            run.clear()


def _without_telephone(run: list[TimeItem]) -> list[TimeItem]:
    """Drop a telephone number from the end of a run: "06 12 34 56 78"."""
    at = len(run)
    while at and run[at - 1].digits:
        at -= 1
    return run[:at] if len(run) - at >= _TELEPHONE else run


def _dose(word: str, at: int, terms: Terms, marks: Sequence[str]) -> TimeItem | None:
    """Read a number and its unit in one word as a dose: "20mg"."""
    found = _COUNTED.fullmatch(word)
    phrases = terms.phrases.get(found[1], ()) if found else ()
    things = [phrase for phrase in phrases if phrase.words == (found[1],)] if found else []
    if not things or not things[0].bits & _THING:
        return None
    return item_at(marks, at, at, roles=things[0].roles, said=_THING)


def _many_minutes(
    words: Sequence[str], at: int, terms: Terms, marks: Sequence[str]
) -> TimeItem | None:
    """Read "90 minutes": a number that is no hour and no day, with its unit."""
    if len(words[at]) > 3 or not words[at].isdigit() or at + 1 >= len(words) or marks[at]:
        return None
    unit = terms.alone.get(words[at + 1], ())
    if not any(phrase.roles.get(TermRole.UNIT) == 1 for phrase in unit):
        return None
    roles = {TermRole.DURATION: int(words[at])}
    return item_at(marks, at, at + 1, roles=roles, said=_DURATION)


def _taken_apart(item: TimeItem, terms: Terms) -> Iterator[TimeItem]:
    """Split a word that stands for several words of time, such as "tonight"."""
    *pieces, last = terms.joined[item.roles[TermRole.JOINED]]
    for piece in pieces:
        yield replace(item, roles=piece.roles, stop=False, ends=False, bits=piece.bits)
    yield replace(item, roles=last.roles, bits=last.bits)


def _term(
    words: tuple[str, ...],
    marks: Sequence[str],
    at: int,
    terms: Terms,
    blocked: frozenset[int],
    *,
    run: Sequence[TimeItem],
) -> TimeItem | None:
    """Find the longest phrase at a position, with all the roles that it may have.

    At a blocked word, the phrase must contain all the blocked words beside it. After a word of
    the run that marks a day, the number of "dieci alle" tre counts no minutes.
    """
    held = at in blocked
    for phrase in terms.begun(words, at):
        size = len(phrase.words)
        if size > 1 and (
            words[at : at + size] != phrase.words or _crossed(marks, blocked, at, size)
        ):
            continue
        counts = phrase.bits == _PAST and size > 1 and terms.spelled_dates
        if counts and (_is_marked(run, at) or _dates_weekday(run, phrase, terms)):
            continue
        if held and (size == 1 or at + size - 1 in blocked):
            continue
        leading = phrase.bits & _LEADING == phrase.bits
        if leading and _leads_on(words, at + size, terms, phrase.bits):
            continue
        return item_at(marks, at, at + size - 1, roles=phrase.roles, said=phrase.bits)
    return None


def _leads_on(words: tuple[str, ...], at: int, terms: Terms, said: int) -> bool:
    """Say whether the next word makes a phrase keep its own meaning: "alle 10 o dopo le 16"."""
    if at >= len(words):
        return False
    if said & _ONWARDS and words[at][0].isdigit():
        return True
    led = _LED_BY_ONWARDS if said & _ONWARDS else _UNIT
    return any(phrase.bits & led for phrase in terms.phrases.get(words[at], ()))


def _crossed(marks: Sequence[str], blocked: frozenset[int], at: int, size: int) -> bool:
    """Say whether a phrase of this size would cross a punctuation mark or cut a blocked phrase.

    The phrase may contain a whole blocked phrase: "n'importe [quel jour]".
    """
    inside = range(at, at + size)
    if any(marks[each] for each in inside[:-1]):
        return True
    return at + size in blocked and at + size - 1 in blocked
