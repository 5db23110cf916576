"""What a text may mean, as buttons: the words and the value of each, and how the value is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.errors import InvalidInput
from calendar_store.model.labelled_examples import LabelledExample
from dialogs.meant import OF_A_VISIT, Meaning, SaidMeaning, VisitChoices
from gateway.use_cases.staff_meanings import Meanings
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.moments import LocalCalendar

DONE: Mapping[str, str] = {
    SaidMeaning.CONFIRM: mark("Confirmed. They are told so."),
    SaidMeaning.CANCEL: mark("Cancelled. They are told so."),
    SaidMeaning.RESCHEDULE: mark("Done. They are told so."),
    SaidMeaning.BOOK: mark("Done. They choose a time, and it is booked."),
    SaidMeaning.LATE: mark("Noted as running late."),
    SaidMeaning.OPT_OUT: mark("Stopped. One last message says so."),
    SaidMeaning.NOTHING: mark("Done. Nothing is sent."),
}
"""What is said after a tap, by the meaning of the example."""
SAID: Mapping[str, str] = {
    SaidMeaning.CONFIRM: mark("they come"),
    SaidMeaning.CANCEL: mark("they cannot come"),
    SaidMeaning.RESCHEDULE: mark("another time"),
    SaidMeaning.BOOK: mark("a new appointment"),
    SaidMeaning.LATE: mark("running late"),
    SaidMeaning.OPT_OUT: mark("no more messages"),
    SaidMeaning.NOTHING: mark("nothing to do"),
}
"""A meaning in words, as staff have chosen it."""
_TOO_OLD = mark("This page was too old. Open it again.")
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class MeaningButton:
    """One button: what it says and what its form sends."""

    words: str
    value: str


@dataclass(frozen=True, slots=True)
class VisitButtons:
    """The buttons for one appointment.

    Attributes:
        when: day, time and practitioner of the appointment.
        whose: the first name of its client; "" if one client alone has the address.
        moves: times to which it can be moved at once.
        offer: lets the client choose from times; None where that is too late.
        too_late: whether clients may no longer change it by text.
    """

    when: str
    whose: str
    confirm: MeaningButton
    cancel: MeaningButton
    moves: Sequence[MeaningButton]
    offer: MeaningButton | None
    too_late: bool


@dataclass(frozen=True, slots=True)
class MeaningView:
    """All buttons for a text."""

    text_id: int
    visits: Sequence[VisitButtons]
    others: Sequence[MeaningButton]
    late: bool = False


def view(meanings: Meanings, face: LocalCalendar) -> MeaningView:
    """Return the buttons for what a text may mean.

    Args:
        meanings: what it may mean.
        face: writes days and times.
    """
    names = meanings.names
    others = []
    if meanings.late:
        others.append(MeaningButton(_("◷ Running late"), SaidMeaning.LATE.value))
    if meanings.books:
        others.append(MeaningButton(_("+ A new appointment"), SaidMeaning.BOOK.value))
    if meanings.stops:
        others.append(MeaningButton(_("⊘ No more messages"), SaidMeaning.OPT_OUT.value))
    others.append(MeaningButton(_("It is nothing"), SaidMeaning.NOTHING.value))
    visits = [_visit(one, names, face) for one in meanings.visits]
    return MeaningView(meanings.text.id, visits, others, meanings.late)


def said(example: LabelledExample) -> str:
    """Return what staff said that a text means, in words."""
    return _(SAID[example.intent])


def _visit(choices: VisitChoices, names: Mapping[int, str], face: LocalCalendar) -> VisitButtons:
    visit = choices.appointment
    moves = [
        MeaningButton(_slot_words(slot, visit, face), _value(SaidMeaning.RESCHEDULE, visit, slot))
        for slot in choices.slots
    ]
    offer = MeaningButton(_("Let them choose"), _value(SaidMeaning.RESCHEDULE, visit))
    return VisitButtons(
        _("%(when)s with %(name)s", when=_when(visit.starts_at, face), name=visit.practitioner),
        names.get(visit.client_id, ""),
        MeaningButton(_("✓ They come"), _value(SaidMeaning.CONFIRM, visit)),
        MeaningButton(_("✕ They can't come"), _value(SaidMeaning.CANCEL, visit)),
        moves,
        offer if moves and not choices.too_late else None,
        choices.too_late,
    )


def _when(moment: datetime, face: LocalCalendar) -> str:
    return f"{face.short(face.day_of(moment))}, {face.clock(moment)}"


def _slot_words(slot: Slot, visit: Appointment, face: LocalCalendar) -> str:
    when = _when(slot.starts_at, face)
    if slot.practitioner_id == visit.practitioner_id:
        return when
    return _("%(when)s with %(name)s", when=when, name=slot.practitioner)


def _value(what: SaidMeaning, visit: Appointment, slot: Slot | None = None) -> str:
    parts = [what.value, str(visit.id), str(visit.version)]
    if slot is not None:
        parts += [str(slot.practitioner_id), str(int(slot.starts_at.timestamp()))]
    return ".".join(parts)


def parse(value: str) -> Meaning:
    """Return the meaning that a button sends.

    Raises:
        InvalidInput: if it is none.
    """
    name, *told = value[:_LONGEST].split(".")
    try:
        what, numbers = SaidMeaning(name), [_number(one) for one in told]
        if what in OF_A_VISIT:
            visit, version, *slot = numbers
            return Meaning(what, visit, version, _slot(slot) if slot else None)
    except (ValueError, OverflowError, OSError) as error:
        raise InvalidInput(_TOO_OLD) from error
    if what is SaidMeaning.UNDO:
        raise InvalidInput(_TOO_OLD)
    return Meaning(what)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        raise ValueError(text)
    return int(text)


def _slot(numbers: Sequence[int]) -> Slot:
    practitioner, starts = numbers
    start = datetime.fromtimestamp(starts, UTC)
    # its end and its practitioner's name are those of the store
    return Slot(practitioner, "", start, start)
