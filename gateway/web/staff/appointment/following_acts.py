"""What the panel does to an appointment of a series and to all that follow it."""

from datetime import timedelta

from calendar_store.appointments import agenda
from gateway.use_cases import series, series_changes
from gateway.use_cases.series_changes import SeriesMove
from gateway.use_cases.telling import UNTOLD, ClientTold
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
        wanted_time(form, order.practice),
        practitioner_id=number_of(form.get("practitioner", "")),
        skip_conflicts="skip" in form,
        tell="tell" in form,
    )
    done = await series_changes.move_following(
        *(order.tx, order.actor, order.practice, asked), channels=order.channels, now=order.now
    )
    return PanelDone("all_moved", told_word(done.told))


async def undo(order: PanelOrder) -> ClientTold:
    """Take back what was done to an appointment and to all that follow, in the same moment.

    Returns:
        How a client who knew of it is told.
    """
    tx, actor, practice, appointment_id = order.seen
    one = await agenda.get(tx, practice.id, appointment_id)
    events = await agenda.history(tx, practice.id, one.id)
    last = events[-1]
    changed = [(one.id, order.version)]
    since = one.starts_at - _LOOKED_BACK
    for each in await series.visits(tx, actor, practice, one.series_id or 0, since):
        if each.id == one.id:
            continue
        theirs = (await agenda.history(tx, practice.id, each.id))[-1]
        if (theirs.at, theirs.by, theirs.change) == (last.at, last.by, last.change):
            changed.append((each.id, each.version))
    done = await series_changes.undo(
        *(tx, actor, practice, changed), channels=order.channels, now=order.now
    )
    return next((each.told for each in done if each.told != UNTOLD), UNTOLD)
