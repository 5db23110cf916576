"""What the panel does to an appointment of a series and to all that follow it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from calendar_store.appointments import agenda
from calendar_store.appointments.agenda import AppointmentEvent
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import Appointment
from calendar_store.model.practices import Practice
from gateway.use_cases import series, series_changes
from gateway.use_cases.changed_visits import ChangedVisit
from gateway.use_cases.series_changes import SeriesMove
from gateway.web.staff.appointment.done_toasts import told_word
from gateway.web.staff.appointment.panel_order import PanelDone, PanelOrder
from gateway.web.staff.appointment.wanted_times import number_of, wanted_time

_LOOKED_BACK = timedelta(days=366)


async def cancel(order: PanelOrder) -> PanelDone:
    """Cancel an appointment and all that follow."""
    done = await series_changes.cancel_following(
        *order.seen,
        version=order.version,
        channels=order.channels,
        now=order.now,
        tell="tell" in order.form,
    )
    return PanelDone("all_cancelled", told_word(done.told))


async def move(order: PanelOrder) -> PanelDone:
    """Move an appointment and all that follow by the same shift."""
    form = order.form
    asked = SeriesMove(
        order.appointment_id,
        order.version,
        wanted_time(form, order.practice, order.now),
        practitioner_id=number_of(form.get("practitioner", "")),
        skip_conflicts="skip" in form,
        tell="tell" in form,
    )
    done = await series_changes.move_following(
        *(order.tx, order.actor, order.practice, asked), channels=order.channels, now=order.now
    )
    return PanelDone("all_moved", told_word(done.told))


async def undo(order: PanelOrder) -> tuple[Sequence[ChangedVisit], int]:
    """Take back what was done to an appointment and to others in the same moment.

    Returns:
        What was taken back, and how many of the others were changed since and stay as they are.
    """
    tx, actor, practice, appointment_id = order.seen
    others, changed_since = await together(tx, actor, practice, appointment_id)
    changed = [(appointment_id, order.version), *((one.id, one.version) for one in others)]
    done = await series_changes.undo(
        *(tx, actor, practice, changed), channels=order.channels, now=order.now
    )
    return done, changed_since


async def together(
    tx: Transaction, actor: Actor, practice: Practice, appointment_id: int
) -> tuple[Sequence[Appointment], int]:
    """Return the others of its series, or of its client, changed in one deed with an appointment.

    Returns:
        Them, and how many others were changed with it and changed again since.
    """
    one = await agenda.get(tx, practice.id, appointment_id)
    events = await agenda.history(tx, practice.id, one.id)
    deed, changed, changed_since = _deed(events[-1]), [], 0
    # what was changed together was ahead then
    theirs_all = await agenda.all_of_client(tx, practice.id, one.client_id)
    others = {each.id: each for each in theirs_all if each.starts_at > events[-1].at}
    if one.series_id is not None:
        since = one.starts_at - _LOOKED_BACK
        of_series = await series.visits(tx, actor, practice, one.series_id, since)
        others |= {each.id: each for each in of_series}
    for each in others.values():
        if each.id == one.id:
            continue
        theirs = [_deed(event) for event in await agenda.history(tx, practice.id, each.id)]
        if theirs[-1] == deed:
            changed.append(each)
        elif deed in theirs:
            changed_since += 1
    return changed, changed_since


def _deed(event: AppointmentEvent) -> tuple[datetime, str, str]:
    """Return what tells one deed of somebody from another."""
    return event.at, event.by, event.change
