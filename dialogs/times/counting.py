"""Numbers that count things and are not hours: "10 years", "3 sessions of the 10", "3º B".

Finds the counted thing, and drops the numbers that count it from the words of time.
"""

from collections.abc import Collection, Sequence

from dialogs.times.items import TimeItem, item_at
from dialogs.times.terms import CALENDAR, TermRole, Terms, bits

_THING, _AND = bits(TermRole.THING), bits(TermRole.AND)
_COUNT = bits(TermRole.NUMBER, TermRole.ORDINAL, TermRole.NTH)
_AT = bits(TermRole.AT)
_JOINS_COUNTS = bits(TermRole.OR, TermRole.TO, TermRole.AND)
_BESIDE_COUNTS = _JOINS_COUNTS | bits(TermRole.LINK)
_OF_A_TIME = bits(TermRole.AT, TermRole.WEEKDAY, TermRole.DAY, TermRole.MONTH, TermRole.DATE)
_STREET = 3  # value of the word after a street's name; the house number stands before the name
_STREETS_NAME = 2  # most words in a street's name
_MOST_COUNTED = 6  # items of "between 10 and 12 years"
_SHORTEST_NOUN = 4
_MOST_BETWEEN = 3  # most words between a part and its whole
_DOORS = frozenset("bcdfg")


def counted(
    item: TimeItem,
    words: Sequence[str],
    marks: Sequence[str],
    terms: Terms,
    *,
    run: list[TimeItem],
    spoken: Collection[str],
) -> TimeItem:
    """Return the item of the thing that a number counts, and put the number into the run.

    A counted thing is an unknown word in the plural: "a 3 cuadras". Otherwise the number itself is
    returned: "alle 3 Simone" is an hour and a name, "el viernes 4 viajamos" a date and a verb.
    """
    at = item.last + 1
    if not item.ends and _is_door(words, at, marks):
        return item_at(marks, item.first, at, roles={TermRole.THING: 0}, said=_THING)
    if item.ends or item.ordinal or item.moments or at >= len(words):
        return item
    noun, before = words[at], words[item.first - 1] if item.first else ""
    if noun in spoken or len(noun) < _SHORTEST_NOUN or not noun.endswith(terms.plurals):
        return item
    timed = bool(run) and run[-1].last == item.first - 1 and before not in terms.measuring
    if timed and (run[-1].bits & _OF_A_TIME or at + 1 == len(words)):
        return item
    run.append(item)
    return item_at(marks, at, at, roles={TermRole.THING: 0}, said=_THING)


def _is_door(words: Sequence[str], at: int, marks: Sequence[str]) -> bool:
    """Say whether a letter after a number ends a sentence: the door of "vivo en el 3º B"."""
    last = at + 1 == len(words) or (at < len(words) and bool(marks[at]))
    return last and words[at] in _DOORS


def total(thing: TimeItem, words: Sequence[str], marks: Sequence[str], terms: Terms) -> int:
    """Return the position of the whole in "3 sessions of the 10" (the 10); 0 for none."""
    if thing.ends or thing.first == 0 or not words[thing.first - 1].isdigit():
        return 0
    for at in range(thing.last + 1, min(len(words), thing.last + 2 + _MOST_BETWEEN)):
        last = at + 1 == len(words) or bool(marks[at])
        if words[at].isdigit():
            return at if last and at > thing.last + 1 else 0
        if last or words[at] not in terms.totals:
            return 0
    return 0


def _uncount(run: list[TimeItem]) -> None:
    """Drop from a run the number that counts the thing after it: "between 10 and 12" years."""
    counted, joined = len(run), True
    for at in range(len(run) - 1, max(-1, len(run) - 1 - _MOST_COUNTED), -1):
        item = run[at]
        if item.ends:
            break
        if joined and (item.bits & (_COUNT | CALENDAR) or len(item.moments) > 1):
            counted, joined = at, False
        elif counted == len(run) or not item.bits & _BESIDE_COUNTS:
            break
        elif item.bits & _AND and run[max(0, at - 2)].bits & _AT:
            break  # "alle 10 e 2 persone"
        else:
            joined |= bool(item.bits & _JOINS_COUNTS)
    del run[counted:]


def uncount_for(thing: TimeItem, runs: Sequence[list[TimeItem]]) -> None:
    """Drop the numbers that count a thing, and the house number before a street.

    Args:
        thing: the counted thing, or a word such as "street".
        runs: the runs before the thing; they are changed.
    """
    _uncount(runs[-1])
    if thing.roles[TermRole.THING] == _STREET:
        _unhouse(runs, thing.first)


def _unhouse(runs: Sequence[list[TimeItem]], street: int) -> None:
    """Drop the house number before the name of its street: "at 24 Park Street"."""
    for run in runs[-1 - _STREETS_NAME :]:
        near = bool(run) and 0 < street - run[-1].last <= _STREETS_NAME + 1
        if near and run[-1].digits and not run[-1].ends:
            run.pop()
