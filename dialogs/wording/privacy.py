"""Limits what a message discloses: a closed set of placeholders, and no unsafe service names.

A template is plain text with placeholders in braces, `{first}`, and parts in square brackets that
are left out when a placeholder in them has no value: `your appointment[ for {service}]`.
Templates are checked when a practice saves them, and again whenever they are rendered.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum

from calendar_store.model.appointments import Appointment
from calendar_store.model.practices import Service


class Placeholder(StrEnum):
    """The placeholders that a template may have."""

    PRACTICE = "practice"
    PHONE = "phone"
    ADDRESS = "address"
    DIRECTIONS = "directions"
    FIRST = "first"
    WHEN = "when"
    INSTEAD = "instead"
    PRACTITIONER = "practitioner"
    SERVICE = "service"
    OPTIONS = "options"
    UNTIL = "until"
    MINUTES = "minutes"
    EMERGENCY = "emergency"
    TEXT = "text"
    DAY = "day"
    COUNT = "count"
    LINK = "link"


CLINICAL = frozenset(
    {"condition", "diagnosis", "notes", "reason", "speciality", "specialty", "symptoms"}
    | {"therapy", "treatment"}
)
"""Placeholders that people try but that would disclose why a client comes."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


def check_template(text: str) -> list[str]:
    """Return the problems of a template, in words for the practice; [] if it can be used.

    Args:
        text: the template as written.

    Returns:
        One line for each problem: unpaired or nested brackets, placeholders that do not exist
        or would disclose why a client comes, and {service} outside square brackets.
    """
    problems = [] if text.strip() else ["The template is empty."]
    problems += _bracket_problems(text)
    problems += [problem for name in _PLACEHOLDER.findall(text) if (problem := _unknown(name))]
    if "{service}" in _OPTIONAL.sub("", text):
        problems.append(
            "{service} has to stand in square brackets with the words around it, as in"
            ' "appointment[ for {service}]": they are left out unless the service is safe to name.'
        )
    return problems


def _bracket_problems(text: str) -> Iterator[str]:
    if re.search(r"[\[\]]", _OPTIONAL.sub("", text)):
        yield "Square brackets have to come in pairs, and not inside each other."
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        yield "Braces have to come in pairs around one word, as in {first}."


def _unknown(name: str) -> str:
    if name in set(Placeholder):
        return ""
    if name.lower() in CLINICAL:
        return f"{{{name}}} may not stand in a message: it would tell others why a client comes."
    known = ", ".join(f"{{{each}}}" for each in Placeholder)
    return f"{{{name}}} is not known; there are {known}."


def nameable(appointment: Appointment | None) -> str:
    """Return the name of the appointment's service if it is safe to name, else ""."""
    return appointment.service if appointment and appointment.safe_to_name else ""


def discloses(text: str, appointment: Appointment | None) -> bool:
    """Return whether `text` has the name of the appointment's service and must not have it."""
    pattern = _unsafe(appointment)
    return bool(pattern and pattern.search(text))


def named(text: str, services: Iterable[Service]) -> list[str]:
    """Return the names of unsafe services that `text` contains.

    Whole words are found, in any case and with or without accents. Up to two letters may follow a
    name, since an inflected name discloses as much.

    Args:
        text: the text.
        services: the practice's services.
    """
    plain = _plain(text)
    unsafe = (one.name for one in services if not one.safe_to_name and re.search(r"\w", one.name))
    return [name for name in unsafe if _spelt(name).search(plain)]


def _spelt(name: str) -> re.Pattern[str]:
    words = r"\W*".join(re.findall(r"\w+", _plain(name)))
    return re.compile(rf"(?<!\w){words}\w{{0,2}}(?!\w)")


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def without_service(text: str, appointment: Appointment | None) -> str:
    """Return `text` without the name of the appointment's service, unless it may be named."""
    pattern = _unsafe(appointment)
    return re.sub(r" {2,}", " ", pattern.sub("", text)).strip() if pattern else text


def _unsafe(appointment: Appointment | None) -> re.Pattern[str] | None:
    if appointment is None or appointment.safe_to_name or not appointment.service.strip():
        return None
    words = r"\s+".join(re.escape(word) for word in appointment.service.split())
    # a name inside a longer word discloses as much
    return re.compile(rf"\w*{words}\w*", re.IGNORECASE)


def fill(template: str, values: dict[str, str], spared: tuple[str, ...] = ()) -> str:
    """Return a template with its placeholders filled in, once: values are never read as templates.

    Args:
        template: a template without problems by `check_template`.
        values: by placeholder; a value that is "" or missing leaves out the bracketed part around
            its placeholder.
        spared: placeholders whose bracketed parts are left out to shorten the text.
    """

    def filled(part: str) -> str:
        return _PLACEHOLDER.sub(lambda found: values.get(found[1], ""), part)

    def optional(found: re.Match[str]) -> str:
        names = _PLACEHOLDER.findall(found[1])
        kept = all(values.get(name) and name not in spared for name in names)
        return found[1] if kept else ""

    return filled(_OPTIONAL.sub(optional, template))
