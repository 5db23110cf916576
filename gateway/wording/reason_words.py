"""Puts reasons into words for people; no code reads the words.

The sentences of a language are in one file: a sentence for each code, with its facts in braces, or
a table of sentences from which one fact chooses.
"""

import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from pathlib import Path
from typing import Any

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import StepRule

READ = "en"
"""The language of the pages for staff and of the commands."""

DECIDES: dict[ReasonCode, str] = {
    ReasonCode.CARRIER_ANSWERED: "status",
    ReasonCode.RECEIPT: "state",
    ReasonCode.NETWORK_ERROR: "error",
    ReasonCode.SMTP_REFUSED: "means",
    ReasonCode.LOG_IN_REFUSED: "carrier",
    ReasonCode.LINE_LOST: "ways",
    ReasonCode.BACKUPS_TROUBLED: "trouble",
    ReasonCode.OUTAGE: "lost",
    ReasonCode.OUTAGE_OVER: "lost",
    ReasonCode.RISK_MISSED: "of",
    ReasonCode.RISK_CANCELLED_LATE: "of",
    ReasonCode.RISK_KEPT: "of",
    ReasonCode.RISK_LEAD: "days",
    ReasonCode.RISK_HOUR: "part",
    ReasonCode.RISK_DAY: "part",
    ReasonCode.RISK_BOOKED: "how",
    ReasonCode.RISK_ANSWER: "answer",
}
"""The fact that chooses the sentence of a code; `other` is used for values without a sentence."""

MADE_OF: dict[str, str] = {"step": "step_rule"}
"""Placeholders of sentences that are made of several facts, each with one of these facts."""

_UNITS = (("day", 24 * 60), ("hour", 60), ("minute", 1))
"""Units of time, each in minutes."""
_FORMATTER = string.Formatter()
_MOMENTS = frozenset({"at", "since", "until", "after"})


@cache
def sentences(language: str) -> Mapping[str, Any]:
    """Return the sentences of a language's file.

    Args:
        language: its code, for example "en".

    Raises:
        FileNotFoundError: if there is no file for the language.
    """
    return tomllib.loads(_file(language).read_text(encoding="utf-8"))


@cache
def is_worded_in(language: str) -> bool:
    """Tell whether a language has sentences for reasons, by its code."""
    return _file(language).exists()


def _file(language: str) -> Path:
    return Path(__file__).with_name(f"{language}.toml")


def in_words(reason: Reason, language: str = READ) -> str:
    """Return a reason in words, "" if there is no reason.

    Args:
        reason: a code and its facts.
        language: code of the reader's language.
    """
    if not reason:
        return ""
    return _FORMATTER.vformat(sentence(reason, language), (), _shown(reason, language))


def sentence(reason: Reason, language: str = READ) -> str:
    """Return the sentence of a reason, with its facts still in braces."""
    found = sentences(language)[reason.code]
    if isinstance(found, str):
        return found
    which = reason.facts[DECIDES[reason.code]]
    chosen: str = found.get(str(which), found.get("other"))
    return chosen


def _shown(reason: Reason, language: str) -> dict[str, Any]:
    """Return the facts of a reason in the form that its sentence shows."""
    facts = reason.facts
    shown = {name: _one(name, value, facts, language) for name, value in facts.items()}
    if "step_rule" in facts:
        shown["step"] = _step(facts, language)
    return shown


def _one(name: str, value: Any, facts: Mapping[str, Any], language: str) -> Any:
    if isinstance(value, Reason):
        return _Because(in_words(value, language), sentences(language)["not_delivered"])
    if isinstance(value, tuple):
        return sentences(language)["and"].join(value)
    if name in _MOMENTS:
        return _Moment(value)
    if name == "minutes":
        from dialogs.languages.writing import write_minutes

        return write_minutes(value, language)
    if name == "when" and facts["zone"]:
        from dialogs.languages.writing import write_line

        moment = datetime.fromisoformat(value)
        return write_line(moment, language, facts["zone"], facts["region"])
    return value


def _step(facts: Mapping[str, Any], language: str) -> str:
    """Return when a reminder falls due: "2 days before", "1 day before at 10:00"."""
    rule, words = StepRule(facts["step_rule"]), sentences(language)["steps"]
    if rule is StepRule.DAYS_BEFORE_AT:
        at = time.fromisoformat(facts["step_at"])
        length = _length(facts["step_days"], "day", language)
        return str(words[rule]).format(length=length, at=f"{at:%H:%M}")
    minutes = facts["step_minutes"]
    unit, size = next((one for one in _UNITS if not minutes % one[1]), _UNITS[-1])
    return str(words[rule]).format(length=_length(minutes // size, unit, language))


def _length(number: int, unit: str, language: str) -> str:
    from babel.units import format_unit

    # Babel ties number and unit with a no-break space in some languages
    return format_unit(number, f"duration-{unit}", locale=language).replace("\u00a0", " ")


class _Moment(str):
    """A moment, shown in the format that the sentence gives.

    A time of day without a date, and values written by an older version, are shown unchanged.
    """

    __slots__ = ()

    def __format__(self, form: str) -> str:
        try:
            moment = datetime.fromisoformat(self)
        except ValueError:
            return str(self)
        return moment.strftime(form)


@dataclass(frozen=True, slots=True)
class _Because:
    """A reason inside another reason; format `short` leaves out the words "not delivered"."""

    words: str
    prefix: str

    def __format__(self, form: str) -> str:
        return self.words.removeprefix(self.prefix) if form == "short" else self.words
