"""How a numbered list of free times is written, for the client and for staff."""

from collections.abc import Callable

from calendar_store.model.appointments import Slot
from dialogs.conversation import Question
from dialogs.flows.offered_times.no_such_day import no_such_day
from dialogs.flows.offered_times.opening_days import written_day
from dialogs.flows.offered_times.search import latest
from dialogs.flows.offered_times.slot_request import Purpose
from dialogs.flows.turn_context import Scene
from dialogs.languages.writing import write_date, write_day, write_line

ONE_FREE = "one_free"
"""The text that offers the one time asked for."""


def staff_line(scene: Scene, slot: Slot) -> str:
    """Return when a free time is, for staff to read."""
    return _line(scene, slot, "en")


def written(scene: Scene, purpose: Purpose, slots: tuple[Slot, ...], name: str) -> str:
    """Write a list; it says with whom where several could be meant, once if it is one for all."""
    if name == ONE_FREE:
        return _one_free(scene, slots[0])
    lines = _lines(scene, slots)
    lost = scene.context.lost
    at = lost.starts_at if lost else None
    who = {slot.practitioner_id: slot.practitioner for slot in slots}
    several = len(purpose.practitioner_ids) > 1 and len(who) > 1
    if name in _DAYS:
        lines_written = _with_whom(scene, slots) if several else lines
        day = _DAYS[name](scene)
        return scene.say(name, options=lines_written, day=day)
    present = purpose.appointment.practitioner_id if purpose.appointment else None
    same = present in {None, purpose.practitioner_ids[0]}
    if len(purpose.practitioner_ids) == 1 and same:
        return scene.say(name, options=lines, at=at)
    if len(who) == 1 and name == "offer":
        return scene.say(name, options=lines, practitioner=slots[0].practitioner)
    return scene.say(f"{name}_who", options=_with_whom(scene, slots), at=at)


def numbered(scene: Scene, question: Question) -> str:
    """Write the times on offer again, asking for a number; of one, whether it is to be taken."""
    if len(question.slots) == 1:
        return _one_free(scene, question.slots[0], sure=True)
    several = len({slot.practitioner_id for slot in question.slots}) > 1
    lines_written = _with_whom(scene, question.slots) if several else _lines(scene, question.slots)
    return scene.say("which_number", options=lines_written)


def _one_free(scene: Scene, slot: Slot, *, sure: bool = False) -> str:
    name = "one_free_sure" if sure else ONE_FREE
    return scene.say(name, at=slot.starts_at, practitioner=slot.practitioner)


def _lines(scene: Scene, slots: tuple[Slot, ...]) -> tuple[str, ...]:
    return tuple(_line(scene, slot, scene.locale) for slot in slots)


def _with_whom(scene: Scene, slots: tuple[Slot, ...]) -> tuple[str, ...]:
    named = zip(_lines(scene, slots), slots, strict=True)
    return tuple(f"{line}, {' '.join(slot.practitioner.split())}" for line, slot in named)


def _no_day(scene: Scene) -> str:
    none = no_such_day(scene)
    return write_date(none.day, none.month, scene.locale, scene.practice.region) if none else ""


def _last_day(scene: Scene) -> str:
    practice = scene.practice
    return write_day(latest(scene), scene.locale, practice.timezone, practice.region)


_DAYS: dict[str, Callable[[Scene], str]] = {
    "no_free_yet": _last_day,
    "no_such_day": _no_day,
    "open_day": written_day,
    "closed_day": written_day,
}
"""The texts that name a day, and which."""


def _line(scene: Scene, slot: Slot, code: str) -> str:
    return write_line(slot.starts_at, code, scene.practice.timezone, scene.practice.region)
