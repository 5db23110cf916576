"""The overview of a copy, a PDF to read: how much there is, and the visits ahead."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates

from calendar_store.model.practices import Practice
from gateway.copies.calendar_files import CalendarVisit
from gateway.copies.copy_words import words_of
from gateway.paper.pen import Pen

MOST_AHEAD = 500
"""Visits ahead that are listed."""
SHOWN = (
    *("appointments", "clients", "consent_events", "messages", "inbound", "waiting_list"),
    *("practitioners", "services", "staff", "audit_log"),
)
"""The tables that are counted for people."""
_LEFT, _TOP, _WIDTH, _LINE, _BOTTOM = 20.0, 24.0, 170.0, 6.0, 280.0
"""Millimetres."""
_COUNTS, _WHEN, _WITH = 120.0, 52.0, 118.0
"""Where counts end, clients begin, and practitioners begin, from the left."""


def overview(
    practice: Practice,
    counts: Mapping[str, int],
    ahead: Sequence[CalendarVisit],
    more: int,
    *,
    now: datetime,
) -> bytes:
    """Return the overview.

    Args:
        practice: whose copy it is.
        counts: rows by table.
        ahead: the next visits, in their order.
        more: how many visits are ahead besides.
        now: when the copy was made, UTC.
    """
    words, zone, locale = words_of(practice.locale), ZoneInfo(practice.timezone), _locale(practice)
    title = words["title"].format(practice=practice.name)
    sheet = _Sheet(Pen("a4", locale.language, title, now))
    made = dates.format_datetime(now.astimezone(zone), "d MMMM y, HH:mm", locale=locale)
    sheet.say(title, 18, bold=True, room=4)
    sheet.say(words["made"].format(when=made), room=6)
    sheet.say(words["counts"], 13, bold=True, room=2)
    for name in SHOWN:
        sheet.row((words[name], 0.0, _COUNTS - 30), (f"{counts.get(name, 0)}", -_COUNTS, 30.0))
    sheet.down(6)
    sheet.say(words["ahead"], 13, bold=True, room=2)
    if not ahead:
        sheet.say(words["none"])
    for one in ahead:
        start = one.starts_at.astimezone(zone)
        when = dates.format_datetime(start, "EEE d MMM y  HH:mm", locale=locale)
        whom = (one.client, _WHEN, _WITH - _WHEN - 2)
        sheet.row((when, 0.0, _WHEN - 2), whom, (one.practitioner, _WITH, _WIDTH - _WITH))
    if more:
        sheet.say(words["more"].format(count=more))
    return bytes(sheet.pen.pdf.output())


class _Sheet:
    """Writes lines below one another, and turns the page at its end."""

    def __init__(self, pen: Pen) -> None:
        self.pen = pen
        pen.turn()
        self._y = _TOP

    def say(self, text: str, size: float = 11, *, bold: bool = False, room: float = 0) -> None:
        """Write a line, with some room below it."""
        self._begin()
        self.pen.write(_LEFT, self._y, text, size, room=_WIDTH, bold=bold)
        self.down(_LINE + room)

    def row(self, *cells: tuple[str, float, float]) -> None:
        """Write a line of cells: text, left end (or minus the right end), and width."""
        self._begin()
        for text, at, width in cells:
            x, right = _LEFT + abs(at), at < 0
            self.pen.write(x, self._y, text, 10, room=width, right=right)
        self.down(_LINE)

    def down(self, by: float) -> None:
        """Leave some room."""
        self._y += by

    def _begin(self) -> None:
        if self._y > _BOTTOM:
            self.pen.turn()
            self._y = _TOP


def _locale(practice: Practice) -> Locale:
    try:
        return Locale.parse(practice.locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
