"""The fields of the settings' form: how each is entered, and the value that is read from them.

Values are chosen where they can be: a number with its unit, two times of day, one of a few words.
What the command line writes ("2h", "21:00-08:00", "none") is read here as well, under the name of
the setting itself.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gateway.use_cases.practice_settings import REMINDERS, PolicyField
from gateway.web.languages.translation import mark

_LENGTH = re.compile(r"([0-9]{1,6})([dhm])")
_TIMES = re.compile(r"([0-9]{2}:[0-9]{2})-([0-9]{2}:[0-9]{2})")
_LENGTHS = frozenset({"gap", "notice", "window", "undo"})
_NUMBERS = frozenset({"bound", "daily", "strangers", "idle"})
_NOTHING = {
    "quiet": "none",
    "slug": "none",
    "frames": "none",
    "cap": "none",
    "daily": "none",
    "countries": "none",
    "accent": "none",
    "idle": "never",
}
"""What stands for an empty field, by setting."""
_WORDS = {
    "m": mark("minutes"),
    "h": mark("hours"),
    "d": mark("days"),
    "ask": mark("ask first"),
    "cancel": mark("cancel at once"),
    "nobody": mark("nobody"),
    "administrators": mark("administrators and support"),
    "everybody": mark("everybody"),
}
_CHOICES = {"declined": ("ask", "cancel"), "factor": ("nobody", "administrators", "everybody")}


class EntryKind(StrEnum):
    """How a setting is entered."""

    LINE = "line"
    PARAGRAPHS = "paragraphs"
    LENGTH = "length"
    TIMES = "times"
    NUMBER = "number"
    CHOICE = "choice"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class SettingField:
    """A field of the form: a setting, its value as the command line has it, and its error."""

    policy: PolicyField
    value: str
    wrong: str = ""

    @property
    def kind(self) -> EntryKind:
        """How the setting is entered; what cannot be read stays as it was typed, in a line."""
        name, value = self.policy.name, self.value
        fitting = {
            EntryKind.ELSEWHERE: name == REMINDERS,
            EntryKind.PARAGRAPHS: name == "privacy",
            EntryKind.CHOICE: value in _CHOICES.get(name, ()),
            EntryKind.LENGTH: name in _LENGTHS and _LENGTH.fullmatch(value),
            EntryKind.TIMES: name == "quiet" and (value == "none" or _TIMES.fullmatch(value)),
            EntryKind.NUMBER: name in _NUMBERS and (not self.line or self.line.isdecimal()),
        }
        return next((kind for kind, fits in fitting.items() if fits), EntryKind.LINE)

    @property
    def large(self) -> bool:
        """Whether the field is wide, for a line of text instead of a word."""
        return self.policy.name in {"address", "directions", "frames"}

    @property
    def line(self) -> str:
        """The value; "" for none."""
        return "" if self.value == _NOTHING.get(self.policy.name) else self.value

    @property
    def number(self) -> str:
        """The number of a length of time."""
        return self.value[:-1]

    @property
    def unit(self) -> str:
        """The unit of a length of time: "m", "h" or "d"."""
        return self.value[-1:]

    @property
    def times(self) -> tuple[str, str]:
        """Begin and end, each "" for none."""
        begins, _, ends = self.line.partition("-")
        return begins, ends

    @property
    def units(self) -> list[tuple[str, str]]:
        """The units that there are to choose from, with their words in English."""
        return [(unit, _WORDS[unit]) for unit in "mhd"]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The values that there are to choose from, with their words in English."""
        return [(one, _WORDS[one]) for one in _CHOICES[self.policy.name]]


def entered(policy: PolicyField, form: Mapping[str, str]) -> str | None:
    """Return what a form says of a setting, as the command line writes it; None for nothing."""
    name = policy.name
    if name == REMINDERS:
        return None
    if name in form:
        return form[name] if form[name].strip() else _NOTHING.get(name, form[name])
    if f"{name}-number" in form:
        return form[f"{name}-number"].strip() + form.get(f"{name}-unit", "")
    if f"{name}-from" in form:
        times = form[f"{name}-from"].strip(), form.get(f"{name}-until", "").strip()
        return "-".join(times) if any(times) else _NOTHING[name]
    return None
