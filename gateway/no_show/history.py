"""What was known of a visit at some moment, from the records of it and of the client's others.

Visits are learnt from as they stood half a day before their start: until then who was asked has
mostly answered. What becomes known later is not used, since nobody knows it when the chance is
asked for.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.actors import BY_WEB, OF_CLIENTS
from calendar_store.model.statuses import STANDING, AppointmentStatus
from calendar_store.views.visit_records import VisitRecord
from gateway.no_show.features import LAST, BookedHow, ReminderAnswer, VisitFacts

SEEN_BEFORE = timedelta(hours=12)
"""How long before their start visits are looked at, to learn from them."""
REMEMBERED = timedelta(days=2 * 365)
"""How long a client's visits count as their history."""
MARKED_WITHIN = timedelta(days=2)
"""When this time has passed, a visit that nobody has marked counts as kept."""
_LATE = timedelta(hours=24)
_KEPT, _LATELY, _MISSED = "kept", "late", "missed"


def facts_at(
    visit: VisitRecord, others: Sequence[VisitRecord], moment: datetime, zone: ZoneInfo
) -> VisitFacts:
    """Return what was known of a visit at a moment.

    Args:
        visit: the visit.
        others: visits of the client, by start; those that had not begun are left out.
        moment: UTC.
        zone: the practice's.
    """
    last = _last(others, visit, moment)
    return VisitFacts(
        *(last.count(_MISSED), last.count(_LATELY), last.count(_KEPT)),
        max(0, (visit.starts_at - visit.booked_at) // timedelta(days=1)),
        visit.starts_at.astimezone(zone),
        _booked(visit),
        _answer(visit, moment),
    )


def seen_at(visit: VisitRecord) -> datetime:
    """Return the moment at which a visit of the past is looked at, UTC."""
    return max(visit.booked_at, visit.starts_at - SEEN_BEFORE)


def is_missed(visit: VisitRecord) -> bool | None:
    """Tell whether a visit of the past was missed; None if it says nothing."""
    if visit.booked_at >= visit.starts_at or visit.status is AppointmentStatus.CANCELLED:
        # whoever walks in is there already
        return None
    return visit.status is AppointmentStatus.NO_SHOW


def _last(others: Sequence[VisitRecord], visit: VisitRecord, moment: datetime) -> list[str]:
    """Return what became of the client's last visits, the latest first."""
    found: list[str] = []
    for one in reversed(others):
        if one.starts_at >= moment or one.id == visit.id:
            continue
        if one.starts_at < moment - REMEMBERED or len(found) == LAST:
            break
        outcome = _outcome(one, moment)
        if outcome:
            found.append(outcome)
    return found


def _outcome(one: VisitRecord, moment: datetime) -> str:
    """Return what became of a visit; "" if that says nothing, or is not known."""
    if one.status is AppointmentStatus.CANCELLED:
        gone = one.cancelled_at
        late = gone is not None and gone > one.starts_at - _LATE
        return _LATELY if late and one.cancelled_by in OF_CLIENTS else ""
    if one.status is AppointmentStatus.NO_SHOW:
        return _MISSED
    if one.status in STANDING and one.starts_at > moment - MARKED_WITHIN:
        return ""
    return _KEPT


def _booked(visit: VisitRecord) -> BookedHow:
    if visit.in_series:
        return BookedHow.IN_SERIES
    by = next((one.by for one in visit.changes if one.name == "booked"), "")
    if by == BY_WEB.label:
        return BookedHow.BY_WEB
    return BookedHow.BY_TEXT if by in OF_CLIENTS else BookedHow.BY_STAFF


def _answer(visit: VisitRecord, moment: datetime) -> ReminderAnswer:
    """Return what the client had answered at a moment, about the time that the visit then had."""
    confirmed, since = False, None
    for one in visit.changes:
        if one.at > moment:
            break
        if one.name == "moved":
            # who chooses another time means to come then
            confirmed, since = one.by in OF_CLIENTS, one.at
        elif one.name in {"confirmed", "unconfirmed"}:
            confirmed = one.name == "confirmed"
    if confirmed:
        return ReminderAnswer.CONFIRMED
    asked = any(at <= moment and (since is None or at >= since) for at in visit.asked)
    return ReminderAnswer.SILENT if asked else ReminderAnswer.NOT_ASKED
