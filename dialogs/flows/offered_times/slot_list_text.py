"""Words numbered lists of free times, for the client and for staff."""

from collections.abc import Callable

from calendar_store.model.appointments import Slot
from dialogs.conversation import Question
from dialogs.flows.offered_times.no_such_day import no_such_day
from dialogs.flows.offered_times.opening_days import written_day
from dialogs.flows.offered_times.search import latest
from dialogs.flows.offered_times.slot_request import SlotRequest
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.writing import write_date, write_day, write_line

ONE_FREE = "one_free"
"""The name of the text that offers the only time asked for."""


def staff_line(turn: TurnContext, slot: Slot) -> str:
    """Return a free time in English, for staff."""
    return _line(turn, slot, "en")


def written(turn: TurnContext, purpose: SlotRequest, slots: tuple[Slot, ...], name: str) -> str:
    """Return the text of a list; it names practitioners if several are possible."""
    if name == ONE_FREE:
        return _one_free(turn, slots[0])
    lines = _lines(turn, slots)
    lost = turn.context.lost
    at = lost.starts_at if lost else None
    who = {slot.practitioner_id: slot.practitioner for slot in slots}
    several = len(purpose.practitioner_ids) > 1 and len(who) > 1
    if name in _DAYS:
        lines_written = _with_whom(turn, slots) if several else lines
        day = _DAYS[name](turn)
        return turn.say(name, options=lines_written, day=day)
    present = purpose.appointment.practitioner_id if purpose.appointment else None
    same = present in {None, purpose.practitioner_ids[0]}
    if len(purpose.practitioner_ids) == 1 and same:
        return turn.say(name, options=lines, at=at)
    if len(who) == 1 and name == "offer":
        return turn.say(name, options=lines, practitioner=slots[0].practitioner)
    return turn.say(f"{name}_who", options=_with_whom(turn, slots), at=at)


def numbered(turn: TurnContext, question: Question) -> str:
    """Return the offered times again, asking for a number, or whether to take the only one."""
    if len(question.slots) == 1:
        return _one_free(turn, question.slots[0], sure=True)
    several = len({slot.practitioner_id for slot in question.slots}) > 1
    lines_written = _with_whom(turn, question.slots) if several else _lines(turn, question.slots)
    return turn.say("which_number", options=lines_written)


def _one_free(turn: TurnContext, slot: Slot, *, sure: bool = False) -> str:
    name = "one_free_sure" if sure else ONE_FREE
    return turn.say(name, at=slot.starts_at, practitioner=slot.practitioner)


def _lines(turn: TurnContext, slots: tuple[Slot, ...]) -> tuple[str, ...]:
    return tuple(_line(turn, slot, turn.locale) for slot in slots)


def _with_whom(turn: TurnContext, slots: tuple[Slot, ...]) -> tuple[str, ...]:
    named = zip(_lines(turn, slots), slots, strict=True)
    return tuple(f"{line}, {' '.join(slot.practitioner.split())}" for line, slot in named)


def _no_day(turn: TurnContext) -> str:
    none = no_such_day(turn)
    return write_date(none.day, none.month, turn.locale, turn.practice.region) if none else ""


def _last_day(turn: TurnContext) -> str:
    practice = turn.practice
    return write_day(latest(turn), turn.locale, practice.timezone, practice.region)


_DAYS: dict[str, Callable[[TurnContext], str]] = {
    "no_free_yet": _last_day,
    "no_such_day": _no_day,
    "open_day": written_day,
    "closed_day": written_day,
}
"""The texts that name a day, each with the function that returns the day."""


def _line(turn: TurnContext, slot: Slot, code: str) -> str:
    return write_line(slot.starts_at, code, turn.practice.timezone, turn.practice.region)
