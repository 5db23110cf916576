"""The settings of a practice: the meaning of each, and how its values are read and written.

One table for the command line and the page. Heavy modules are imported only when a value is read,
so that `--help` answers at once.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, ReminderStep

REMINDERS = "reminders"
"""Name of the reminder steps, which are stored beside the practice and not in it."""

_UNITS = {"d": timedelta(days=1), "h": timedelta(hours=1), "m": timedelta(minutes=1)}
_LENGTH = re.compile(r"([0-9]{1,6})\s*([dhm]?)", re.IGNORECASE)
_LARGEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class PolicyField:
    """One setting of a practice.

    Attributes:
        name: name of its command line option and of its form field.
        label: its name on the page.
        explained: its effect, in one or two sentences.
        form: an example of a value.
        read: reads a value into fields of `Practice`; raises InvalidInput.
        written: returns the current value, in the form that `read` reads.
    """

    name: str
    label: str
    explained: str
    form: str
    read: Callable[[str], dict[str, Any]]
    written: Callable[[Practice], str]


def length(text: str, bare: str = "m") -> timedelta:
    """Read a length of time as people write it: "90m", "2h", "60d".

    Args:
        text: a number with its unit.
        bare: the unit of a number without a unit.

    Raises:
        InvalidInput: if the text is no length of time.
    """
    found = _LENGTH.fullmatch(text.strip())
    read = int(found[1]) * _UNITS[(found[2] or bare).lower()] if found else None
    if read is None or read > _LARGEST:
        raise InvalidInput(f'"{text}" is no length of time; write it as 90m, 2h or 60d')
    return read


def written(of: timedelta) -> str:
    """Return a length of time as `length` reads it, in the largest unit that divides it."""
    unit = next((name for name, one in _UNITS.items() if of and not of % one), "m")
    return f"{of // _UNITS[unit]}{unit}"


def read_all(entered: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Read settings that were entered together.

    Args:
        entered: values by the names of settings.

    Returns:
        Fields of `Practice` to change, with the reminder steps; and error texts by name.
    """
    changes: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for policy in POLICIES:
        if policy.name not in entered:
            continue
        try:
            changes |= policy.read(entered[policy.name])
        except InvalidInput as error:
            wrong[policy.name] = str(error)
    return changes, wrong


def written_all(practice: Practice, steps: Sequence[ReminderStep]) -> dict[str, str]:
    """Return the current value of every setting, by name; of the steps, the usual ones."""
    from calendar_store.model.reminder_policy import usual
    from calendar_store.practices.reminder_text import written as reminders

    shown = {policy.name: policy.written(practice) for policy in POLICIES}
    return shown | {REMINDERS: reminders(usual(steps))}


def _length_of(field: str, bare: str) -> Callable[[str], dict[str, Any]]:
    return lambda text: {field: length(text, bare)}


def _quiet(text: str) -> dict[str, Any]:
    from calendar_store.practices import practice_checks

    begins, ends = practice_checks.parse_quiet(text)
    return {"quiet_from": begins, "quiet_until": ends}


def _quiet_written(practice: Practice) -> str:
    if practice.quiet_from is None or practice.quiet_until is None:
        return "none"
    return f"{practice.quiet_from:%H:%M}-{practice.quiet_until:%H:%M}"


def _bound(text: str) -> dict[str, Any]:
    if not (text.strip().isascii() and text.strip().isdecimal() and len(text.strip()) < 5):
        raise InvalidInput(f'"{text}" is no number of texts; write it as 20')
    return {"texts_per_hour": int(text)}


def _strangers(text: str) -> dict[str, Any]:
    if not (text.strip().isascii() and text.strip().isdecimal() and len(text.strip()) < 5):
        raise InvalidInput(f'"{text}" is no number of answers; write it as 30, or 0 for none')
    return {"answers_to_strangers": int(text)}


def _daily(text: str) -> dict[str, Any]:
    if text.strip().casefold() == "none":
        return {"daily_cap": None}
    if not (text.strip().isascii() and text.strip().isdecimal() and len(text.strip()) < 8):
        raise InvalidInput(f'"{text}" is no number of parts; write it as 2000, or none')
    return {"daily_cap": int(text)}


def _countries(text: str) -> dict[str, Any]:
    given = text.replace(",", " ").upper().split()
    return {"countries": "" if given == ["NONE"] else " ".join(dict.fromkeys(given))}


def _cap(text: str) -> dict[str, Any]:
    from calendar_store.practices import practice_checks

    return {"monthly_cap": practice_checks.parse_cap(text)}


def _cap_written(practice: Practice) -> str:
    cap = practice.monthly_cap
    return "none" if cap is None else f"{cap.normalize():f}"


def _steps(text: str) -> dict[str, Any]:
    from calendar_store.practices import reminder_text

    return {REMINDERS: reminder_text.steps(text)}


def _checked(field: str, check: str) -> Callable[[str], dict[str, Any]]:
    """Return the reader of a field: a function of `practice_checks`."""

    def read(text: str) -> dict[str, Any]:
        from calendar_store.practices import practice_checks

        return {field: getattr(practice_checks, check)(text)}

    return read


def _as_written(field: str) -> Callable[[str], dict[str, Any]]:
    return lambda text: {field: text.strip()}


POLICIES: tuple[PolicyField, ...] = (
    PolicyField(
        "message_name",
        "Name in messages",
        "What messages call the practice where its own name would tell others why clients come;"
        " empty for its own.",
        "Studio Aurora",
        _checked("message_name", "checked_message_name"),
        lambda practice: practice.message_name,
    ),
    PolicyField(
        "phone",
        "Number to call",
        "The number that texts name where clients have to call.",
        "+390669900111",
        _as_written("phone"),
        lambda practice: practice.phone,
    ),
    PolicyField(
        "address",
        "Address",
        "Where clients come to; told to those who ask where you are.",
        "Via Roma 1",
        _as_written("address"),
        lambda practice: practice.address,
    ),
    PolicyField(
        "directions",
        "How to find it",
        "The way, parking, the door; told after the address.",
        "Second floor, ring Aurora.",
        _as_written("directions"),
        lambda practice: practice.directions,
    ),
    PolicyField(
        REMINDERS,
        "Reminders",
        "When they go out: booked (at once), 2d (48 hours before), 1d@10:00 (the day before at"
        " ten), email 1d (by email), +4h (four hours after the one before it); ? leaves out who has"
        " confirmed; none for no reminders.",
        "booked, 2d, 2h?",
        _steps,
        lambda _: "",
    ),
    PolicyField(
        "quiet",
        "Quiet hours",
        "When nothing goes out that nobody asked for; a client who writes is answered at any hour.",
        "21:00-08:00, or none",
        _quiet,
        _quiet_written,
    ),
    PolicyField(
        "gap",
        "Nothing twice",
        "How long after a text or an answer that gave the appointment's time no reminder of it"
        " goes out; 0h lets every reminder go.",
        "12h",
        _length_of("reminder_gap", "h"),
        lambda practice: written(practice.reminder_gap),
    ),
    PolicyField(
        "notice",
        "Notice for changes",
        "How long before the start a client may still cancel or move by text; later they are told"
        " to call, and you see it.",
        "2h",
        _length_of("minimum_notice", "m"),
        lambda practice: written(practice.minimum_notice),
    ),
    PolicyField(
        "window",
        "Booking window",
        "How far ahead clients may book or move by text or web.",
        "60d",
        _length_of("booking_window", "d"),
        lambda practice: written(practice.booking_window),
    ),
    PolicyField(
        "slug",
        "Booking page",
        "The name of your booking page in its address, /b/NAME: small letters, digits and hyphens;"
        " none for no booking page.",
        "studio-aurora, or none",
        _checked("slug", "checked_slug"),
        lambda practice: practice.slug or "none",
    ),
    PolicyField(
        "frames",
        "Websites with the booking page",
        "Websites that may show the booking page inside theirs; every other one is refused.",
        "https://www.example.org, or none",
        _checked("frames", "checked_frames"),
        lambda practice: practice.frames or "none",
    ),
    PolicyField(
        "undo",
        "Undo window",
        "How long UNDO brings a cancelled appointment back, while its time is free.",
        "1h",
        _length_of("undo_window", "m"),
        lambda practice: written(practice.undo_window),
    ),
    PolicyField(
        "bound",
        "Texts an hour",
        "Most automatic texts to one number in an hour: it ends a talk between two machines, and"
        " you are told.",
        "20",
        _bound,
        lambda practice: str(practice.texts_per_hour),
    ),
    PolicyField(
        "cap",
        "Bound for a month",
        "What texts may cost in a month; beyond it reminders wait, answers go on, and you are"
        " told.",
        "50, or none",
        _cap,
        _cap_written,
    ),
    PolicyField(
        "daily",
        "Bound for a day",
        "Most parts of texts in a day; beyond it nothing goes out but answers to clients, and you"
        " are told.",
        "2000, or none",
        _daily,
        lambda practice: "none" if practice.daily_cap is None else str(practice.daily_cap),
    ),
    PolicyField(
        "strangers",
        "Answers to strangers",
        "Most automatic answers in an hour to numbers of no client, all of them together; all they"
        " write is in the inbox.",
        "30",
        _strangers,
        lambda practice: str(practice.answers_to_strangers),
    ),
    PolicyField(
        "countries",
        "Other countries",
        "Countries whose strangers are answered by themselves, besides your own; those of clients"
        " do not matter.",
        "CH FR, or none",
        _countries,
        lambda practice: practice.countries or "none",
    ),
    PolicyField(
        "region",
        "Country",
        "Whose rules hold: in US and CA the words CANCEL, END and QUIT stop all texts where no"
        " appointment is ahead. Numbers without a country are read as this one's.",
        "IT",
        lambda text: {"region": text.strip().upper()},
        lambda practice: practice.region,
    ),
    PolicyField(
        "accent",
        "Colour",
        "The colour of buttons and links in mails and on clients' pages; made darker or lighter"
        " where words could not be read.",
        "#1f5fae, or none",
        _checked("accent", "checked_accent"),
        lambda practice: practice.accent or "none",
    ),
    PolicyField(
        "declined",
        "Declined invitations",
        "When a client declines in their calendar: ask whether to cancel the appointment, or cancel"
        " it at once (the client can undo that).",
        "ask, or cancel",
        _checked("declined", "parse_declined"),
        lambda practice: practice.declined.value,
    ),
    PolicyField(
        "privacy",
        "Privacy notice",
        "What clients read under Privacy, a paragraph a line; empty for a usual one in their"
        " language.",
        "",
        _as_written("privacy"),
        lambda practice: practice.privacy,
    ),
    PolicyField(
        "factor",
        "Second factor",
        "Who needs a code of their phone or a passkey beside the password: nobody, administrators"
        " (and support), or everybody.",
        "nobody, administrators or everybody",
        _checked("second_factor", "parse_second_factor"),
        lambda practice: practice.second_factor.value,
    ),
    PolicyField(
        "idle",
        "Lock after",
        "After how many minutes without use a log-in is locked until the password is entered again;"
        " for desks that several people share.",
        "10, or never",
        _checked("idle_minutes", "parse_idle_minutes"),
        lambda practice: str(practice.idle_minutes or "never"),
    ),
)
"""All settings, in the order in which they are shown."""

EXPLAINED: Mapping[str, str] = {policy.name: policy.explained for policy in POLICIES}
