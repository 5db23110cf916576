"""Decisions about appointments as forms choose them: one field for each appointment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from gateway.use_cases.absence_dealing import Dealing
from gateway.use_cases.absence_decisions import AbsenceDecision
from gateway.use_cases.retiring import Who
from gateway.web.server.moments import LocalCalendar

_PREFIX = "visit-"
_TO = "to-"


@dataclass(frozen=True, slots=True)
class VisitChoice:
    """An appointment that has to be dealt with, as its row shows it.

    Attributes:
        field: the name of its field, which holds the version that is shown.
        path: the address of the calendar where it is open.
        day: its day, as "Tue 24 November".
        span: its time, as "09:30–10:00".
        client: who comes.
        service: what for; "" for nothing particular.
        takers: who else can have it.
        chosen: the decision as it was entered.
    """

    field: str
    path: str
    day: str
    span: str
    client: str
    service: str
    takers: tuple[Who, ...]
    chosen: str = ""

    @classmethod
    def of(
        cls,
        one: Appointment,
        client: Client,
        takers: Sequence[Who],
        face: LocalCalendar,
        chosen: Mapping[str, str],
    ) -> "VisitChoice":
        """Return the row of an appointment."""
        field, day = f"{_PREFIX}{one.id}-{one.version}", face.day_of(one.starts_at)
        return cls(
            field,
            f"/day/{day}?appointment={one.id}",
            face.short(day),
            face.span(one.starts_at, one.ends_at),
            client.name,
            one.service,
            tuple(takers),
            chosen.get(field, ""),
        )


def read(form: Mapping[str, str]) -> list[Dealing]:
    """Return the decisions of a form; an appointment without one is left out."""
    found = []
    for name, value in form.items():
        visit = _visit(name)
        decision = _decision(value)
        if visit is None or decision is None:
            continue
        taker = value.removeprefix(_TO) if decision is AbsenceDecision.MOVE else None
        tell = form.get("tell") == "1"
        found.append(Dealing(*visit, decision, practitioner=taker, tell=tell))
    return found


def seen_in(form: Mapping[str, str]) -> bool:
    """Tell whether a form showed an appointment, so that its box about telling was chosen."""
    return any(_visit(name) is not None for name in form)


def _visit(name: str) -> tuple[int, int] | None:
    """Return the id and the version in the name of a field."""
    number, _, version = name.removeprefix(_PREFIX).partition("-")
    if not name.startswith(_PREFIX) or not (_is_number(number) and _is_number(version)):
        return None
    return int(number), int(version)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 20


def _decision(value: str) -> AbsenceDecision | None:
    if value.startswith(_TO):
        return AbsenceDecision.MOVE
    known = {one.value: one for one in (AbsenceDecision.KEEP, AbsenceDecision.CANCEL)}
    return known.get(value)
