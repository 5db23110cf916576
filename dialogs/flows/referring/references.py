"""Finds the words of a text that refer to one of several visits: its day, its hour, its order."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from dialogs.flows.referring.reference_words import (
    ReferenceWords,
    day_numbers,
    months,
    reference_words,
    size_of,
    weeks,
)
from dialogs.flows.referring.words_in_place import PlacedWord, placed_words
from dialogs.flows.turn_context import TurnContext, once
from dialogs.flows.visits.visit_days import weekdays
from dialogs.languages import codes
from dialogs.languages.lexicon import lexicons

_TWO, _NOON = 2, 12
_MOST = 40
"""Most words of a text that this module recognises."""
_LINKS = 3
"""Most words between a visit and its day."""
_DAY = re.compile(r"(\d{1,2})(st|nd|rd|th|er|o|a)?")
_DATE = re.compile(r"(\d{1,2})[./](\d{1,2})")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(h|pm|am|uhr)?(\d{2})?")
_IS_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d{2}|h\d{0,2}|pm|am|uhr)")
_LAST_DAY, _LAST_HOUR = 31, 23
_WEEK = 7
_UNLIKE_WEEKS = frozenset({"den", "der"})
"""Articles of a visit that cannot be a week's: "den nächste Woche"."""
_LONGEST_WEEK = 5
"""Most words of "in der nächsten Woche"."""


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that refer to visits.

    Attributes:
        start: index of their first word.
        end: index after their last word.
        visits: the visits meant: several where that is not clear, none where no visit is there.
        pointed: whether a word for a visit is among them: "the one on the 10th".
        goal: whether the day is wished for, or a bound: "to the 10th", "before Friday".
        towards: whether it is wished for if the text asks for a move: "for the 10th".
        dated: whether they name a day of the month, an hour or a place in the order.
    """

    start: int
    end: int
    visits: tuple[Appointment, ...]
    pointed: bool = False
    goal: bool = False
    towards: bool = False
    dated: bool = False


@dataclass(frozen=True, slots=True)
class _Day:
    """A day or an hour in a text: the index after it, its visits, whether it is sure to be one."""

    end: int
    visits: tuple[Appointment, ...]
    dated: bool = False


@once
def known_visits(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits that a text may refer to: those ahead, and those just cancelled."""
    found = {one.id: one for one in (*turn.ahead, *turn.undoable())}
    return tuple(sorted(found.values(), key=lambda one: one.starts_at))


@once
def references(turn: TurnContext) -> tuple[Reference, ...]:
    """Return the references of a text to one of several visits, in order; () for one visit."""
    if len(known_visits(turn)) < _TWO:
        return ()
    words = placed_words(turn.text)
    if not 0 < len(words) <= _MOST:
        return ()
    read = dict.fromkeys(code for code in (turn.heard.locale, turn.locale) if code in codes())
    found = (tuple(_Reader(turn, words, code).references()) for code in read)
    return max(found, key=lambda some: sum(each.end - each.start for each in some), default=())


class _Reader:
    """Reads the references of a text in one language."""

    def __init__(self, turn: TurnContext, words: Sequence[PlacedWord], locale: str) -> None:
        self._visits = known_visits(turn)
        self._zone = ZoneInfo(turn.practice.timezone)
        self._month_first = turn.practice.region == "US"
        self._placed = words
        self._said = tuple(each.word for each in words)
        self._locale = locale
        self._of: ReferenceWords = reference_words(locale)
        self._months, self._numbers = months(locale), day_numbers(locale)
        self._today = turn.now.astimezone(self._zone).date()
        # "the one next week" tells which visit was meant; elsewhere a week is rather a wish
        self._weeks = weeks(locale) if turn.undoable() else {}

    def references(self) -> Iterator[Reference]:
        """Yield the references, each as long as possible."""
        at = 0
        while at < len(self._said):
            found = self._at(at)
            if found is not None:
                yield found
            at = found.end if found else at + 1

    def _at(self, at: int) -> Reference | None:
        return self._in_order(at) or self._of_visit(at) or self._bare(at)

    def _in_order(self, at: int) -> Reference | None:
        """Read "the first one", "the later appointment"."""
        for phrases, visit in (
            (self._of.last, self._visits[-1]),
            (self._of.first, self._visits[0]),
        ):
            size = size_of(self._said, at, phrases)
            # "il primo dicembre" is a date, and of three "the second" is another
            dated = self._said[at + size : at + size + 1]
            dated_so = dated and (dated[0] in self._months or dated[0] in weekdays())
            if size and not (dated_so or self._holds_week(at, at + size)):
                visits = (visit,) if len(self._visits) == _TWO else self._visits
                return Reference(at, at + size, visits, pointed=True, dated=True)
        return None

    def _of_visit(self, at: int) -> Reference | None:
        """Read "the one on the 10th", "quello delle 15", "my appointment on Friday"."""
        size = size_of(self._said, at, self._of.visit)
        if not size:
            return None
        begins = at + size
        named = lexicons()[self._locale].visits  # "an appointment next week" is rather a wish
        # "el viernes" is a day, "el del viernes" a visit
        article = size == 1 and self._said[at] in self._of.link | self._of.day
        for links in range(_LINKS + 1):
            place = begins + links
            if any(each.stop for each in self._placed[at:place]) or place >= len(self._said):
                return None
            day = self._hour_of(place) or self._day(place, after_link=True)
            if day is None and named.isdisjoint(self._said[at:begins]):
                day, article = self._week(place), article and self._said[at] not in _UNLIKE_WEEKS
            if day is not None and (links or not article):
                bound = self._said[begins:place]
                goal = any(word in self._of.goal for word in bound)
                towards = at and self._said[at - 1] in self._of.towards
                start = at - 1 if towards and not self._placed[at - 1].stop else at
                return Reference(
                    start,
                    self._behind(day.end),
                    day.visits,
                    pointed=True,
                    goal=goal,
                    dated=day.dated,
                )
            if self._said[place] not in self._of.link | self._of.day | self._of.hour:
                return None
        return None

    def _bare(self, at: int) -> Reference | None:
        """Read a day by itself, with the words before it: "il 10", "on Friday", "the 10th one"."""
        day = self._day(at, after_link=at > 0 and self._said[at - 1] in self._of.day)
        if day is None and _IS_CLOCK.fullmatch(self._said[at]):
            hour = self._hour(at)  # "the 3pm one"
            day = hour if hour and self._behind(hour.end) > hour.end else None
        if day is None or self._is_of_other_week(at, day.end):
            return None
        begins = at
        while begins and self._links(begins - 1, begins):
            begins -= 1
        before = self._said[begins - 1] if begins and not self._placed[begins - 1].stop else ""
        goal = before in self._of.goal or any(w in self._of.goal for w in self._said[begins:at])
        towards = before in self._of.towards or any(
            word in self._of.towards for word in self._said[begins:at]
        )
        end = self._behind(day.end)
        told = {"pointed": end > day.end, "goal": goal, "towards": towards, "dated": day.dated}
        return Reference(begins, self._with_hour(end, day.visits), day.visits, **told)

    def _links(self, at: int, until: int) -> bool:
        word = self._said[at]
        linked = word in self._of.day or word in self._of.towards
        return linked and not self._placed[at].stop and until - at < _LINKS + 1

    def _behind(self, end: int) -> int:
        """Return the index after a word that makes a day a visit: "the Friday one"."""
        while (
            end < len(self._said)
            and not self._placed[end - 1].stop
            and self._said[end] in self._of.behind
        ):
            end += 1
        return end

    def _is_of_other_week(self, at: int, end: int) -> bool:
        beside = (*self._said[max(0, at - 1) : at], *self._said[end : end + 1])
        return any(word in self._of.next for word in beside)

    def _hour_of(self, at: int) -> _Day | None:
        """Return the hour of "the one at 3", "quello delle 15", "my 3pm"."""
        before = self._said[at - 1]
        told = before in self._of.hour and before not in self._of.day
        return self._hour(at) if told or _IS_CLOCK.fullmatch(self._said[at]) else None

    def _day(self, at: int, *, after_link: bool) -> _Day | None:
        """Return the day that begins at a word, None for none."""
        weekday = weekdays().get(self._said[at])
        if weekday is None:
            return self._date(at, after_link=after_link)
        on_it = tuple(one for one in self._visits if self._local(one).weekday() == weekday)
        place = at + 1
        while place < len(self._said) and self._said[place] in self._of.day | {"den", "the"}:
            place += 1
        date = self._date(place, after_link=True) if place < len(self._said) else None
        if date is None or self._placed[at].stop:
            return _Day(at + 1, on_it)
        return _Day(date.end, tuple(one for one in on_it if one in date.visits), dated=True)

    def _holds_week(self, at: int, end: int) -> bool:
        """Return whether a week begins inside some words: "den nächste Woche"."""
        return any(self._week(place) for place in range(at, end))

    def _week(self, at: int) -> _Day | None:
        """Return the week that begins at a word: "the one next week"."""
        sizes = range(min(_LONGEST_WEEK, len(self._said) - at), 0, -1)
        said = (self._said[at : at + size] for size in sizes)
        week = next((words for words in said if words in self._weeks), None)
        if week is None:
            return None
        ahead = self._weeks[week]
        begins = self._today - timedelta(days=self._today.weekday()) + timedelta(weeks=ahead)
        days = [begins + timedelta(days=day) for day in range(_WEEK)]
        return _Day(at + len(week), tuple(o for o in self._visits if self._local(o).date() in days))

    def _date(self, at: int, *, after_link: bool) -> _Day | None:
        """Return the day of the month that begins at a word: "10th", "10 dicembre", "10/12"."""
        word = self._said[at]
        if (full := _DATE.fullmatch(word)) is not None:
            day, month = (
                int(n) for n in (full.groups()[::-1] if self._month_first else full.groups())
            )
            return self._on(at + 1, day, month) if 0 < month <= _NOON else None
        behind = "" if self._placed[at].stop else "".join(self._said[at + 1 : at + _TWO])
        # "dez" is December and ten
        if word in self._months and (number := _DAY.fullmatch(behind)):
            return self._on(at + _TWO, int(number[1]), self._months[word])
        return self._numbered(at, after_link=after_link)

    def _numbered(self, at: int, *, after_link: bool) -> _Day | None:
        word = self._said[at]
        number = _DAY.fullmatch(word)
        day = int(number[1]) if number else self._numbers.get(word, 0)
        if not 0 < day <= _LAST_DAY:
            return None
        end, month = at + 1, 0
        rest = self._said[end : end + _TWO] if not self._placed[at].stop else ()
        if rest and rest[0] in self._of.unit:
            return None
        linked = _TWO if len(rest) == _TWO and rest[0] in {"of", "de", "di", "d"} else 1
        if rest and (named := self._months.get(rest[linked - 1])) is not None:
            end, month = end + linked, named
        sure = month or after_link or (number is not None and number[2] in {"st", "nd", "rd", "th"})
        return self._on(end, day, month) if sure else None

    def _on(self, end: int, day: int, month: int) -> _Day:
        on_it = (one for one in self._visits if self._local(one).day == day)
        return _Day(
            end, tuple(o for o in on_it if not month or self._local(o).month == month), dated=True
        )

    def _hour(self, at: int) -> _Day | None:
        """Return the hour that begins at a word; only a visit's own counts."""
        clock = _CLOCK.fullmatch(self._said[at])
        hour = int(clock[1]) if clock else self._numbers.get(self._said[at], 0)
        minute = int((clock[2] or clock[4] or 0) if clock else 0)
        if not 0 < hour <= _LAST_HOUR:
            return None
        meant = tuple(
            one
            for one in self._visits
            if (at_ := self._local(one)).minute == minute and hour in {at_.hour, at_.hour % _NOON}
        )
        end = at + 1
        while end < len(self._said) and self._said[end] in {
            "h",
            "uhr",
            "pm",
            "am",
            "horas",
            "heures",
        }:
            end += 1
        return _Day(end, meant, dated=True) if len(meant) == 1 else None

    def _with_hour(self, end: int, visits: tuple[Appointment, ...]) -> int:
        """Return the index after the hour behind a day, if that is its visit's own."""
        if end + 1 >= len(self._said) or self._said[end] not in self._of.hour:
            return end
        hour = self._hour(end + 1)
        return hour.end if hour and hour.visits == visits else end

    def _local(self, visit: Appointment) -> datetime:
        return visit.starts_at.astimezone(self._zone)
