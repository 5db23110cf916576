"""Checks a practice's own wording of a text, and previews it with sample facts.

A wording that fails the check is refused when it is saved; `wording.render` would use ours.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice, Service
from calendar_store.model.statuses import AppointmentStatus, Channel
from dialogs.languages import writing
from dialogs.wording import privacy
from dialogs.wording.disclosure import disclosing
from dialogs.wording.privacy import Placeholder
from dialogs.wording.rendering import Facts, render

_ALWAYS = frozenset({Placeholder.PRACTICE, Placeholder.PHONE, Placeholder.EMERGENCY})
"""Placeholders that have a value in every text."""
_NEEDED = frozenset(
    {Placeholder.OPTIONS, Placeholder.WHEN, Placeholder.TEXT, Placeholder.ADDRESS}
    | {Placeholder.EMERGENCY, Placeholder.UNTIL, Placeholder.DAY, Placeholder.COUNT}
    | {Placeholder.INSTEAD}
)
"""Placeholders that a text needs where our own wording has them: its subject."""
LINKING = frozenset({"booked", "reminder", "reminder_confirmed", "reminder_last"})
"""Texts that may have a {link}: those about one appointment that its page shows."""
_TOLD = ("told_off", "told_news")
"""The texts around words of staff for many clients begin so."""
_STOP = re.compile(r"\bSTOP\b")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[[^\[\]]*\]")
_NOON = timedelta(hours=15)


def names() -> tuple[str, ...]:
    """Return the names of all texts, in the order of the files."""
    return tuple(writing.language(writing.DEFAULT).texts)


def ours(name: str, code: str) -> str:
    """Return our standard wording of a text.

    Raises:
        KeyError: if no text has that name.
    """
    return writing.language(code).texts[name]


def complaints(
    name: str,
    code: str,
    text: str,
    services: Iterable[Service] = (),
    *,
    overruled: bool = False,
) -> list[str]:
    """Return the problems of a wording, in words for the practice; [] if it can be used.

    Args:
        name: the name of the text.
        code: its language, one of `languages.spoken()`.
        text: the wording.
        services: the practice's services; the name of one that is not safe to name is a problem.
        overruled: an administrator takes responsibility for words that disclose why a client comes.

    Raises:
        KeyError: if no text has that name.
    """
    standard = ours(name, code)
    found = privacy.check_template(text)
    if found:
        return found
    outside = set(_PLACEHOLDER.findall(_OPTIONAL.sub("", text)))
    told = set(_PLACEHOLDER.findall(standard))
    found += [
        f"{{{one}}} has nothing to say in this text, or not always; put it in square brackets"
        f" with the words around it, or leave it out."
        for one in sorted(outside - told - _ALWAYS)
    ]
    if Placeholder.LINK in _PLACEHOLDER.findall(text) and name not in LINKING:
        found.append(
            "{link} leads to the page of one appointment, and this text has no such page; it may"
            f" stand in {', '.join(sorted(LINKING))}."
        )
    needed = set(_PLACEHOLDER.findall(_OPTIONAL.sub("", standard))) & _NEEDED
    found += [
        f"{{{one}}} is missing: without it nobody knows what this text is about."
        for one in sorted(needed - outside)
    ]
    if _STOP.search(standard) and not _STOP.search(text):
        found.append("STOP is missing: this text has to say how to stop texts.")
    found += [
        f"“{service}” may not stand in a message: it would tell others why a client comes."
        for service in privacy.named(text, services)
    ]
    if not overruled:
        found += [
            f"“{word}” tells others why a client comes: write it otherwise, or overrule this"
            " with a reason that is recorded."
            for word in disclosing(text)
        ]
    return found


def preview(
    name: str, code: str, practice: Practice, text: str, *, long: bool = False, link: str = ""
) -> str:
    """Return a text filled with sample facts.

    Args:
        name: the name of the text.
        code: its language.
        practice: the practice that writes.
        text: a wording that passed the check; "" for ours.
        long: whether to use long names and lists instead of usual ones.
        link: a short link of the usual length, for {link}.
    """
    own = (((code, name), text),) if text else ()
    sample = replace(_sample(practice, name, code, long=long), link=link)
    return render(name, code, sample, own)


def _sample(practice: Practice, name: str, code: str, *, long: bool) -> Facts:
    zone = ZoneInfo(practice.timezone)
    start = (datetime(2026, 11, 25, tzinfo=zone) + _NOON).astimezone(UTC)
    lines = tuple(
        writing.write_line(start + timedelta(days=day), code, practice.timezone, practice.region)
        for day in (range(4) if long else range(2))
    )
    first = "Maria Antonietta" if long else "Ada"
    return Facts(
        practice,
        Client(practice.id, 1, first, "Byron", practice.sender, prefers=Channel.SMS),
        _appointment(practice, start, long=long),
        until=start - timedelta(days=1, hours=5),
        now=start - timedelta(days=1, hours=6),
        options=tuple(f"{first}, {line}" for line in lines) if long else lines,
        minutes=45 if long else 10,
        text=_written(practice, name, code, start, long=long),
        practitioner="Aurora",
        day=writing.write_day(start, code, practice.timezone, practice.region),
        count=12 if long else 2,
        instead=start + timedelta(days=1),
    )


def _written(practice: Practice, name: str, code: str, start: datetime, *, long: bool) -> str:
    """Return a sample for {text}: a text of staff, or times."""
    if name == "staff":
        return "Please bring the letter of your other practice." + " Thank you." * long
    if name.startswith(_TOLD):
        day = writing.write_day(start, code, practice.timezone, practice.region)
        return render("words_closed", code, Facts(practice, day=day)).replace("..", ".")
    spans = [
        writing.write_span(
            start + timedelta(days=day, hours=-5),
            start + timedelta(days=day),
            *(code, practice.timezone, practice.region),
        )
        for day in range(1 + long)
    ]
    return ", ".join(spans)


def _appointment(practice: Practice, start: datetime, *, long: bool) -> Appointment:
    return Appointment(
        practice.id,
        *(1, 1, 1),
        start,
        start + timedelta(minutes=30),
        AppointmentStatus.BOOKED,
        1,
        practitioner="Dott.ssa Alessandra Montefiori" if long else "Aurora",
        service="First visit with advice" if long else "First visit",
        safe_to_name=True,
    )
