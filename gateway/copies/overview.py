"""The overview of a copy, a PDF to read: how much there is, and the visits ahead.

It is written with a PDF reader's own font, whose letters are those of Western Europe; a name in
another script reads "—" here, and stands in full in the tables and calendars.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates

from calendar_store.model.practices import Practice
from gateway.copies.calendar_files import CalendarVisit
from gateway.copies.copy_words import words_of
from gateway.use_cases.consent_form import writable

MOST_AHEAD = 500
"""Visits ahead that are listed."""
SHOWN = (
    *("appointments", "clients", "consent_events", "messages", "inbound", "waiting_list"),
    *("practitioners", "services", "staff", "audit_log"),
)
"""The tables that are counted for people."""
_FONT = "Helvetica"
_LEFT, _WIDTH, _LINE = 20, 170, 6
"""Millimetres."""
_LONGEST = 60


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
    from fpdf import FPDF  # the library takes a while to load

    words, zone, locale = words_of(practice.locale), ZoneInfo(practice.timezone), _locale(practice)
    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = "windows-1252"
    pdf.set_creation_date(now)
    pdf.set_margins(_LEFT, 18, _LEFT)
    title = words["title"].format(practice=_shown(practice.name))
    pdf.set_title(title)
    pdf.add_page()

    def say(text: str, size: int = 11, style: str = "", room: float = 2) -> None:
        pdf.set_font(_FONT, style, size)
        pdf.multi_cell(_WIDTH, _LINE, text, new_x="LMARGIN", new_y="NEXT", align="L")
        pdf.ln(room)

    made = dates.format_datetime(now.astimezone(zone), "d MMMM y, HH:mm", locale=locale)
    say(title, 18, "B", 4)
    say(_shown(words["made"].format(when=made)), room=6)
    say(words["counts"], 13, "B")
    for name in SHOWN:
        pdf.set_font(_FONT, "", 11)
        pdf.cell(90, _LINE, words[name])
        pdf.cell(30, _LINE, f"{counts.get(name, 0)}", align="R", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(6)
    say(words["ahead"], 13, "B")
    if not ahead:
        say(words["none"])
    for one in ahead:
        start = one.starts_at.astimezone(zone)
        pdf.set_font(_FONT, "", 10)
        when = dates.format_datetime(start, "EEE d MMM y  HH:mm", locale=locale)
        pdf.cell(52, _LINE, _shown(when))
        said = f"{_shown(one.client)} · {_shown(one.practitioner)}"
        pdf.cell(0, _LINE, said, new_x="LMARGIN", new_y="NEXT")
    if more:
        say(words["more"].format(count=more))
    return bytes(pdf.output())


def _shown(text: str) -> str:
    found = writable(" ".join(text.split())) or "—"
    return found if len(found) <= _LONGEST else f"{found[: _LONGEST - 1]}…"


def _locale(practice: Practice) -> Locale:
    try:
        return Locale.parse(practice.locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")
