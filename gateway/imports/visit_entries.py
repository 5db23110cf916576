"""From the cells of a row to the checked fields of a visit."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from calendar_store.entry import lookup
from calendar_store.entry.characters import cleaned_name
from calendar_store.model.appointments import MAX_APPOINTMENT
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import AppointmentStatus
from gateway.imports.columns import moments
from gateway.imports.columns.fields import ImportField, bare
from gateway.imports.columns.values import NO, day, says_nothing
from gateway.imports.entries import Columns, Entry, email_of, last_first, likely_mobile, parted

_F = ImportField
_PARTS = re.compile(r"\s+[-–—|/]\s+|[:;(),\[\]]|\s+(?:with|con|avec|mit|com)\s+", re.IGNORECASE)
_MINUTE = timedelta(minutes=1)
_STATUSES = {
    AppointmentStatus.ATTENDED: (
        "attended|arrived|completed|complete|checked out|done|show|closed|presente|svolto|honore"
        "|venu|erschienen|erledigt|atendido|asistio|compareceu"
    ),
    AppointmentStatus.NO_SHOW: (
        "no show|noshow|did not arrive|missed|absent|dna|assente|non presentato|non venu"
        "|nicht erschienen|no asistio|faltou"
    ),
    AppointmentStatus.CANCELLED: (
        "cancelled|canceled|late cancel|deleted|annullato|disdetto|annule|abgesagt|storniert"
        "|cancelado|anulado"
    ),
    AppointmentStatus.CONFIRMED: "confirmed|confermato|confirme|bestatigt|confirmado",
}
_GONE = re.compile(
    r"(?:late |client |patient )?(?:cancel|annul|disdett|abgesagt|storn|anulad|rejected|declined)"
)
_STATUS_OF = {word: status for status, words in _STATUSES.items() for word in words.split("|")}


def visit_entry(cells: Sequence[str], columns: Columns) -> Entry:
    """Return the fields of the visit that a row is about.

    Raises:
        InvalidInput: if a value is missing or wrong; the text names it.
    """
    start = _start(cells, columns)
    status = _status(columns.first(cells, _F.STATUS))
    if _says_so(columns.first(cells, _F.MISSED)):
        status = AppointmentStatus.NO_SHOW
    if _says_so(columns.first(cells, _F.CANCELLED)):
        status = AppointmentStatus.CANCELLED
    if status is AppointmentStatus.CANCELLED:
        raise InvalidInput("the visit was cancelled")
    entry: Entry = {
        "start": start.isoformat(),
        "minutes": _minutes(cells, columns, start),
        "practitioner": cleaned_name(columns.first(cells, _F.PRACTITIONER)),
        "service": cleaned_name(columns.first(cells, _F.SERVICE)),
        "status": status.value,
        "names": _names(cells, columns),
    }
    if mobile := likely_mobile(cells, columns):
        entry["mobile"] = mobile
    if email := email_of(cells, columns):
        entry["email"] = email
    if entry.get("mobile") and (whose := _person(cells, columns)):
        entry["person"] = whose
    if not (entry["names"] or entry.get("mobile") or entry.get("email")):
        raise InvalidInput("there is no client")
    return entry


@lru_cache(maxsize=512)
def _status(text: str) -> AppointmentStatus:
    """Return the status that a cell names, and BOOKED for words that name none."""
    words = bare(text)
    if found := _STATUS_OF.get(words):
        return found
    # "Cancelled by client", "Late cancellation", "Annulé par le patient"
    return AppointmentStatus.CANCELLED if _GONE.match(words) else AppointmentStatus.BOOKED


@lru_cache(maxsize=512)
def _says_so(text: str) -> bool:
    """Tell whether a column of cancelled or missed visits has a yes, or when that was."""
    words = bare(text)
    return bool(words) and words not in NO and not says_nothing(text)


def _start(cells: Sequence[str], columns: Columns) -> datetime:
    whole = columns.first(cells, _F.START)
    of_day = columns.first(cells, _F.DAY)
    at, _ = moments.span(columns.first(cells, _F.TIME))
    if of_day and at:
        on = day(of_day, month_first=columns.month_first)
        return moments.together(on, moments.clock(moments.undated(at)), columns.timezone)
    if whole or of_day or (at and not _is_clock(at)):
        # some systems say "Start Time" of a day and a time
        text = whole or of_day or at
        return moments.moment(text, columns.timezone, month_first=columns.month_first)
    raise InvalidInput("there is no start")


def _minutes(cells: Sequence[str], columns: Columns, start: datetime) -> int:
    """Return the minutes of a visit; 0 where the file does not say.

    Raises:
        InvalidInput: if it ends before its start, or lasts longer than a visit may.
    """
    written = columns.first(cells, _F.MINUTES)
    end = columns.first(cells, _F.END)
    until = columns.first(cells, _F.END_TIME) or moments.span(columns.first(cells, _F.TIME))[1]
    if not (written or end or until):
        return 0
    if written:
        length = moments.minutes(written) * _MINUTE
    elif not _is_clock(end or until):
        until_moment = moments.moment(
            end or until, columns.timezone, month_first=columns.month_first
        )
        length = until_moment - start
    else:
        zone = ZoneInfo(columns.timezone)
        local = start.astimezone(zone)
        length = datetime.combine(local.date(), moments.clock(end or until), zone) - local
    if not timedelta(0) < length <= MAX_APPOINTMENT:
        raise InvalidInput("an appointment lasts more than nothing and at most 24 hours")
    return max(1, length // _MINUTE)


def _is_clock(text: str) -> bool:
    try:
        moments.clock(text)
    except InvalidInput:
        return False
    return True


def _person(cells: Sequence[str], columns: Columns) -> list[str]:
    """Return first and last name where the row has a person's name and nothing else; else []."""
    first, last = columns.first(cells, _F.FIRST), columns.first(cells, _F.LAST)
    whole, turned = columns.first(cells, _F.NAME), columns.first(cells, _F.LAST_FIRST)
    both = (first, last) if first and last else last_first(turned) if turned else parted(whole)
    if both is None or any(_PARTS.search(one) or any(map(str.isdecimal, one)) for one in both):
        return []
    try:
        return [lookup.cleaned(one, "client's name") for one in both]
    except InvalidInput:
        return []


def _names(cells: Sequence[str], columns: Columns) -> list[str]:
    """Return what may be the client's name, the likeliest first: a title may say more than that."""
    first, last = columns.first(cells, _F.FIRST), columns.first(cells, _F.LAST)
    found = [f"{first} {last}"] if first and last else []
    if turned := last_first(columns.first(cells, _F.LAST_FIRST)):
        found.append(" ".join(turned))
    whole = columns.first(cells, _F.NAME)
    if whole:
        family, comma, given = whole.partition(",")
        found += [f"{given.strip()} {family.strip()}"] if comma and given.strip() else []
        found += [whole, *_PARTS.split(whole)]
    named = (cleaned_name(one) for one in found)
    return list(dict.fromkeys(one for one in named if " " in one))[:6]
