"""Check the settings of a practice, and parse the settings that people write as text."""

import re
from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal, InvalidOperation

from calendar_store.entry import locales, lookup
from calendar_store.entry.characters import LONGEST_PARAGRAPH, is_picture
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import DeclinedPolicy, SecondFactorPolicy
from calendar_store.practices.hours import clock_time

Quiet = tuple[time | None, time | None]
"""Start and end of the quiet hours, local times; (None, None) for none."""

DEFAULT_QUIET: Quiet = (time(21), time(8))
_LARGEST_CAP = 10**9
"""More than any practice spends, and less than the largest value of a `Money` column."""

_MOST_TEXTS = 1000
_LONGEST_IDLE = 120
_MOST_A_DAY = 1_000_000
LONGEST_IN_MESSAGES = 60
"""Most characters of a practice's name in messages: about a third of a one-part text."""

_ACCENT = re.compile(r"#?([0-9a-f]{6})")
_LONGEST_NOTICE = 6000
"""Most characters of a privacy notice: three printed pages."""

_LEAST_OPEN = 60
"""Least number of minutes of a day outside the quiet hours."""

_SLUG_LETTERS = (3, 40)
_SLUG = re.compile(r"(?=.{3,40}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_MOST_FRAMES = 10
_WEBSITE = re.compile(
    r"(https://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]"
    r"(?::[0-9]{1,5})?)(?:/[^\s;,]*)?"
)
"""Scheme, host and port (RFC 6454 section 4); what a browser would write in Origin."""
_NOTICE = (timedelta(0), timedelta(days=30))
_WINDOW = (timedelta(days=1), timedelta(days=730))
_GAP = (timedelta(0), timedelta(days=7))
_UNDO = (timedelta(minutes=1), timedelta(days=7))


def parse_quiet(text: str) -> Quiet:
    """Parse quiet hours as people write them.

    Args:
        text: "21:00-08:00", or "none".

    Raises:
        InvalidInput: if the text is neither.
    """
    if text.strip().casefold() == "none":
        return (None, None)
    begins, dash, ends = text.partition("-")
    if not dash:
        raise InvalidInput(f'quiet hours "{text}" are not understood; write 21:00-08:00, or none')
    return _checked_quiet((clock_time(begins), clock_time(ends)))


def parse_cap(text: str) -> Decimal | None:
    """Parse the monthly limit for the cost of texts as people write it.

    Args:
        text: "50", "49.90" or "49,90", or "none".

    Raises:
        InvalidInput: if the text is neither.
    """
    if text.strip().casefold() == "none":
        return None
    try:
        return Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        raise InvalidInput(f'the bound "{text}" is not an amount; write 50, or none') from None


def checked_accent(text: str) -> str:
    """Return a colour as it is stored, "#rrggbb"; "" for the usual one.

    Args:
        text: the colour as entered, or "none".

    Raises:
        InvalidInput: if the text is no colour.
    """
    entered = text.strip().casefold()
    if entered in {"", "none"}:
        return ""
    found = _ACCENT.fullmatch(entered)
    if found is None:
        raise InvalidInput(f'"{text.strip()}" is no colour; write it as #1f5fae, or none')
    return f"#{found[1]}"


def parse_declined(text: str) -> DeclinedPolicy:
    """Parse what happens when a client declines an invitation in their calendar.

    Raises:
        InvalidInput: if the text is neither "ask" nor "cancel".
    """
    try:
        return DeclinedPolicy(text.strip().casefold())
    except ValueError:
        raise InvalidInput(f'"{text.strip()}" is neither ask nor cancel') from None


def parse_second_factor(text: str) -> SecondFactorPolicy:
    """Parse who needs a second factor.

    Raises:
        InvalidInput: if the text names nobody of those that there are.
    """
    try:
        return SecondFactorPolicy(text.strip().casefold())
    except ValueError:
        raise InvalidInput(
            f'"{text.strip()}" is neither nobody, administrators nor everybody'
        ) from None


def parse_idle_minutes(text: str) -> int | None:
    """Parse after how many minutes a log-in is locked; None for "never".

    Raises:
        InvalidInput: if the text is neither a number of minutes nor "never".
    """
    entered = text.strip().casefold().removesuffix("m").strip()
    if entered in {"never", "none", ""}:
        return None
    if not (entered.isascii() and entered.isdecimal() and len(entered) < 4):
        raise InvalidInput(f'"{text.strip()}" is no number of minutes; write it as 10, or never')
    return int(entered)


def checked_practice(value: Practice) -> Practice:
    """Check every field of a practice; return the practice in the form in which it is stored.

    Raises:
        InvalidInput: if a field is invalid.
    """
    from calendar_store.entry import numbers

    locales.require_zone(value.timezone)
    locales.require_country(value.region)
    _checked_quiet((value.quiet_from, value.quiet_until))
    if value.slot_step.total_seconds() < 60 or value.texts_per_hour < 1:
        raise InvalidInput("free times are at least a minute apart, texts at least one an hour")
    if value.texts_per_hour > _MOST_TEXTS:
        raise InvalidInput(f"at most {_MOST_TEXTS} automatic texts an hour to one number")
    for what, length, (least, most) in (
        ("the notice for changes", value.minimum_notice, _NOTICE),
        ("the booking window", value.booking_window, _WINDOW),
        ("the undo window", value.undo_window, _UNDO),
        ("the time without a second reminder", value.reminder_gap, _GAP),
    ):
        if not least <= length <= most:
            raise InvalidInput(f"{what} is between {_told(least)} and {_told(most)}")
    cap = value.monthly_cap
    if cap is not None and not (cap.is_finite() and 0 < cap < _LARGEST_CAP):
        raise InvalidInput("a month's bound for texts is more than nothing; write 50, or none")
    if not 0 <= value.answers_to_strangers <= _MOST_TEXTS:
        raise InvalidInput(f"at most {_MOST_TEXTS} automatic answers an hour to strangers")
    if value.daily_cap is not None and not 1 <= value.daily_cap <= _MOST_A_DAY:
        raise InvalidInput("a day's bound for texts is 1 or more; write 20000, or none")
    if value.idle_minutes is not None and not 1 <= value.idle_minutes <= _LONGEST_IDLE:
        raise InvalidInput(f"a log-in is locked after 1 to {_LONGEST_IDLE} minutes, or never")
    _require_short(value)
    for country in value.countries.split():
        locales.require_country(country)
    return replace(
        value,
        name=lookup.cleaned(value.name, "practice"),
        locale=locales.language(value.locale),
        sender=numbers.sender(value.sender, value.region),
        phone=_checked_phone(value),
        message_name=checked_message_name(value.message_name),
        accent=checked_accent(value.accent),
        slug=checked_slug(value.slug),
        frames=checked_frames(value.frames),
    )


def _require_short(value: Practice) -> None:
    for what, written in (("an address", value.address), ("directions", value.directions)):
        if len(written) > LONGEST_PARAGRAPH:
            raise InvalidInput(
                f"{what} of {len(written)} letters: too many; {LONGEST_PARAGRAPH} at most"
            )
    if len(value.privacy) > _LONGEST_NOTICE:
        raise InvalidInput(
            f"a privacy notice of {len(value.privacy)} letters: too many; {_LONGEST_NOTICE} at most"
        )


def checked_message_name(text: str) -> str:
    """Return the practice's name in messages, without stray spaces; "" for its own name.

    Raises:
        InvalidInput: if the name is too long for a text, or would make every text cost more.
    """
    if not text.strip():
        return ""
    name = lookup.cleaned(text, "practice in messages")
    if len(name) > LONGEST_IN_MESSAGES:
        raise InvalidInput(
            f"a name of {len(name)} letters leaves no room in a text; {LONGEST_IN_MESSAGES} at most"
        )
    picture = next((char for char in name if is_picture(char)), "")
    if picture:
        raise InvalidInput(
            f"with {picture} in its name every text of the practice costs double or more (70"
            " letters a part instead of 160); leave it out"
        )
    return name


def checked_slug(text: str) -> str:
    """Return the name of a booking page in its address; "" for no booking page.

    Args:
        text: the name as entered, also as "none".

    Raises:
        InvalidInput: if the name has other characters than small letters, digits and hyphens.
    """
    slug = text.strip().strip("/").rpartition("/b/")[2]
    if slug.casefold() in {"", "none"}:
        return ""
    if not _SLUG.fullmatch(slug):
        raise InvalidInput(
            f'"{slug}" cannot be the name of a booking page; write small letters, digits and'
            f" hyphens, {_SLUG_LETTERS[0]} to {_SLUG_LETTERS[1]} of them, as studio-aurora"
        )
    return slug


def checked_frames(text: str) -> str:
    """Return the websites that may show the booking page in a frame, separated by spaces.

    Args:
        text: addresses as entered, or "none"; a path after a website's name is left out.

    Raises:
        InvalidInput: if one is no address of a website by https.
    """
    entered = text.replace(",", " ").split()
    if [one.casefold() for one in entered] == ["none"]:
        return ""
    origins = list(dict.fromkeys(map(_origin, entered)))
    if len(origins) > _MOST_FRAMES:
        raise InvalidInput(f"at most {_MOST_FRAMES} websites may show the booking page")
    return " ".join(origins)


def _origin(entered: str) -> str:
    found = _WEBSITE.fullmatch(entered.casefold())
    if found is None:
        raise InvalidInput(
            f'"{entered}" is no website by https; write it as https://www.example.org'
        )
    return found[1]


def _told(length: timedelta) -> str:
    minutes = length // timedelta(minutes=1)
    for unit, name in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes and minutes % unit == 0:
            count = minutes // unit
            return f"{count} {name}{'' if count == 1 else 's'}"
    return "0 minutes"


def _checked_phone(value: Practice) -> str:
    from calendar_store.entry import numbers

    if value.phone in {"", value.sender}:
        return value.phone
    return numbers.e164(value.phone, value.region, "phone number")


def _checked_quiet(quiet: Quiet) -> Quiet:
    begins, ends = quiet
    if (begins is None) != (ends is None) or (begins is not None and begins == ends):
        raise InvalidInput("quiet hours need two different times, as 21:00-08:00, or none")
    if begins is not None and ends is not None and _open_minutes(begins, ends) < _LEAST_OPEN:
        raise InvalidInput(
            f"quiet hours {begins:%H:%M} to {_end(ends)} leave no time to send anything; leave"
            f" {_LEAST_OPEN} minutes of the day at least, as 21:00-08:00, or write none"
        )
    return quiet


def _open_minutes(begins: time, ends: time) -> int:
    """Return how many minutes of a day lie outside the quiet hours."""
    return (_minute(begins) - _minute(ends)) % (24 * 60)


def _minute(at: time) -> int:
    # the end of a day is the start of the next day
    return 24 * 60 if at == time.max else at.hour * 60 + at.minute


def _end(at: time) -> str:
    return "24:00" if at == time.max else f"{at:%H:%M}"


def callable_sender(sender: str) -> str:
    """Return the default phone number: the sender; "" for a short code, which cannot be called."""
    return sender if sender.startswith("+") else ""
