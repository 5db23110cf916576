"""The words of time of a language, and the roles that they have in the grammar of `dialogs.times`.

`dialogs.times.tables` reads the words from a language's lexicon.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class TermRole(StrEnum):
    """The role of a word of time in a sentence; each comment gives the word's value."""

    __hash__ = str.__hash__  # looked up for every word; Enum's own hash is slow Python code

    WEEKDAY = "weekday"  # 0 for Monday
    MONTH = "month"  # 1 for January
    DAY = "day"  # days from today
    WEEKEND = "weekend"
    WEEK = "week"  # weeks from this one
    WEEK_AFTER = "week_after"  # beside WEEK: the week after the week just said or the appointment's
    ITS_WEEK = "its_week"  # the appointment's week; -1 before its day, 1 after it
    PART = "part"  # index into Terms.parts
    CLOCK = "clock"  # minutes after midnight
    NUMBER = "number"
    ARTICLE = "article"  # "one" before a unit
    UNIT = "unit"  # minutes in the unit
    DURATION = "duration"  # length in minutes
    NEXT = "next"
    COMING = "coming"  # beside a weekday: the first one from now, "this coming" Friday
    NEXT_BUT_ONE = "next_but_one"  # before a weekday: a week after the coming one
    FOLLOWING = "following"  # beside a weekday: the next one after the appointment
    PRECEDING = "preceding"  # beside a weekday: the last one before the appointment
    THIS = "this"
    AT = "at"
    PLURAL = "plural"  # an article of hours and of things: "le tre", "le tre persone"
    AFTER = "after"
    RELEASE = "release"  # beside AFTER: when the client becomes free, "I finish at" 5
    RELEASED = "released"  # after an hour: when the client becomes free, um 4 "Feierabend"
    BEFORE = "before"
    UNTIL = "until"  # beside BEFORE: the day that follows is the last
    LIMIT = "limit"  # after an hour or a day: "at the latest"
    NOT_BEFORE = "not_before"  # the day that follows is the first
    SINCE = "since"  # the time that follows is past
    LASTING = "lasting"  # beside a length: how long something has lasted, "waited" two hours
    ELAPSED = "elapsed"  # before a length in words: "hace" dos horas; else "there is"
    AGO = "ago"  # the weekday before it is past
    HOLIDAY = "holiday"  # month and day, 1224 for the 24th of December
    FEAST = "feast"  # days from Easter Sunday: 1 is Easter Monday
    BETWEEN = "between"
    FROM = "from"
    TO = "to"
    MOVES_TO = "moves_to"  # beside TO: to the new hour, von 3 "auf" 5
    ONWARDS = "onwards"
    AND = "and"
    OR = "or"
    NOT = "not"
    BUSY = "busy"  # a NOT that also rules out the day before it: "Tuesday I'm working"
    EXCEPT = "except"  # a NOT that leaves all other days
    THAN = "than"  # a NOT in a text with "rather" or "better"
    INSTEAD = "instead"  # beside NOT: between hours, "9 instead of 10"
    ALL_BUT = "all_but"  # an EXCEPT where "any" or "every" came before: "but"
    AROUND = "around"
    ANY = "any"
    LINK = "link"  # may stand between words of time, without a meaning
    ASIDE = "aside"  # may stand between times, but is no word of time: "but", "maybe"
    DATE = "date"  # a number after it is a day of the month
    MARKS = "marks"  # its last word has the role DATE: "non il", "prima del"
    IN_MONTH = "in_month"
    WITHIN = "within"  # "in" three days
    MERIDIEM = "meridiem"  # hours to add: 0 before noon, 12 after noon
    OCLOCK = "oclock"
    PAST = "past"  # minutes added to the hour that follows: "half past" 3, "halb" 4
    AND_A = "and_a"  # minutes added to the hour before: 3 "e mezza"
    OFFSET = "offset"  # after minutes, before an hour: 20 "minutes to" 2; -1 or 1
    ISH = "ish"  # after an hour: 10 "ish"
    ORDINAL = "ordinal"  # a day of the month where a month or a weekday stands beside it
    WEEKS_ON = "weeks_on"  # after a day: weeks to add, Friday "week", mardi "en huit"
    NEXT_DAY = "next_day"  # days from the appointment, or from today
    NTH = "nth"  # before a weekday or a week of a month: its ordinal; -1 is the last
    WEEK_OF = "week_of"  # before a day: the week of that day
    CALENDAR_WEEK = "calendar_week"  # before the number of a week in its year (ISO 8601)
    STRETCH = "stretch"  # of a week or a month: -1 its beginning, 0 its middle, 1 its end
    MONTHS_ON = "months_on"  # months from this one: "next month"
    COMING_DAYS = "coming_days"  # days from tomorrow on: "the next few days"
    WORKDAYS = "workdays"
    COUNTED = "counted"  # before a number that counts things: "none of the" three
    THING = "thing"  # counted by a number: floors; 1 for a dose, 2 for years, 3 for a street
    NONE = "none"  # looks like a time and is not
    JOINED = "joined"  # index into Terms.joined: one word for two, "tonight"
    FROM_VISIT = "from_visit"  # behind a length: counted from the appointment, "after my visit"
    SAME_TIME = "same_time"
    SAME_DAY = "same_day"
    LATER = "later"
    EARLIER = "earlier"
    POSTPONE = "postpone"  # before an amount: how much later
    ADVANCE = "advance"  # before an amount: how much earlier


_BITS = {role: 1 << at for at, role in enumerate(TermRole)}
MOMENT = 1 << len(_BITS)
"""The bit of a clock time in a numeral."""
CALENDAR = MOMENT << 1
"""The bit of a date in a numeral."""


def bits(*roles: TermRole) -> int:
    """Return roles as bits, by which the grammar skips readings that cannot succeed."""
    return sum(_BITS[role] for role in {*roles})


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of the day, in minutes after midnight."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of time: its words, its role and the value that it carries."""

    words: tuple[str, ...]
    role: TermRole
    value: int = 0


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with all its roles and their values, and with the roles as bits."""

    words: tuple[str, ...]
    roles: Mapping[TermRole, int]
    bits: int


@dataclass(frozen=True, slots=True)
class Terms:
    """The words of time of a language.

    Attributes:
        opening: terms by their first word, the longest first; a word may have several roles.
        phrases: phrases by their first word, the longest first, with all roles of each phrase.
        paired: phrases by their first two words, with the one-word phrase of the first word.
        alone: one-word phrases by their word.
        parts: the parts of the day.
        vocabulary: every word used, except numerals, which belong to no language.
        telling: phrases that are a time by themselves, by one of their words, with the place of
            the word in the phrase; a text without them and without numbers has no time.
        joined: the parts of words that stand for several ("tonight"), as roles with their values.
        bounds: first words of phrases that bound a time: "until", "before".
        rather: words that mark a preferred time, before "than" and another time.
        fitting: phrases by their first word that say, after a bare number, that the hour fits.
        weak: words that are a time only beside another word of time ("mar", "set").
        spelled_dates: whether a number in words is a day after an article ("il tre").
        bare_one: whether "one" alone may be an hour; not in French, where "une" is an article.
        plurals: endings of nouns in the plural.
        totals: words between a part and its whole: "3 sessions left of the 10".
        measuring: words before an hour and before a count or a distance: "a 3 cuadras".
    """

    opening: Mapping[str, tuple[Term, ...]]
    phrases: Mapping[str, tuple[Phrase, ...]]
    paired: Mapping[tuple[str, str], tuple[Phrase, ...]]
    alone: Mapping[str, tuple[Phrase, ...]]
    parts: tuple[DayPart, ...]
    vocabulary: frozenset[str]
    telling: Mapping[str, tuple[tuple[int, tuple[str, ...]], ...]]
    bounds: frozenset[str]
    joined: tuple[tuple[Phrase, ...], ...]
    rather: frozenset[str]
    fitting: Mapping[str, tuple[tuple[str, ...], ...]]
    weak: frozenset[str]
    spelled_dates: bool
    bare_one: bool
    plurals: tuple[str, ...]
    measuring: frozenset[str]
    totals: frozenset[str]

    def begun(self, words: Sequence[str], at: int) -> tuple[Phrase, ...]:
        """List the phrases that may begin at a word by its next word, the longest first."""
        if at + 1 < len(words) and (paired := self.paired.get((words[at], words[at + 1]))):
            return paired
        return self.alone.get(words[at], ())


SILENT = frozenset(
    {
        TermRole.LINK,
        TermRole.AT,
        TermRole.TO,
        TermRole.FROM,
        TermRole.AND,
        TermRole.OR,
        TermRole.NOT,
        TermRole.ARTICLE,
        TermRole.ANY,
    }
    | {
        TermRole.DATE,
        TermRole.IN_MONTH,
        TermRole.WITHIN,
        TermRole.NEXT,
        TermRole.NEXT_BUT_ONE,
        TermRole.COMING,
        TermRole.THIS,
        TermRole.UNIT,
    }
    | {
        TermRole.AFTER,
        TermRole.BEFORE,
        TermRole.AROUND,
        TermRole.FROM_VISIT,
        TermRole.BETWEEN,
        TermRole.ONWARDS,
        TermRole.OCLOCK,
        TermRole.PAST,
    }
    | {
        TermRole.MERIDIEM,
        TermRole.AND_A,
        TermRole.ISH,
        TermRole.STRETCH,
        TermRole.COUNTED,
        TermRole.NONE,
        TermRole.ORDINAL,
    }
    | {
        TermRole.OFFSET,
        TermRole.WEEKS_ON,
        TermRole.ASIDE,
        TermRole.PLURAL,
        TermRole.EXCEPT,
        TermRole.ALL_BUT,
    }
    | {
        TermRole.UNTIL,
        TermRole.LIMIT,
        TermRole.NTH,
        TermRole.WEEK_OF,
        TermRole.CALENDAR_WEEK,
        TermRole.THING,
        TermRole.FOLLOWING,
        TermRole.WEEK_AFTER,
    }
    | {
        TermRole.AGO,
        TermRole.SINCE,
        TermRole.LASTING,
        TermRole.ELAPSED,
        TermRole.NOT_BEFORE,
        TermRole.MARKS,
        TermRole.INSTEAD,
        TermRole.BUSY,
    }
    | {TermRole.MOVES_TO}
    | {TermRole.THAN, TermRole.PRECEDING, TermRole.RELEASE, TermRole.RELEASED}
)
"""Roles that are no time by themselves."""
