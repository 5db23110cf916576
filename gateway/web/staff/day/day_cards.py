"""The cards of a day's appointments, and what its templates call for each block."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from jinja2 import Environment
from markupsafe import Markup

from calendar_store.model.statuses import STANDING
from calendar_store.views.day_view import Badge, Column, DayEntry
from gateway.web.languages.translation import gettext as _
from gateway.web.staff.day.day_layout import ROW, Block, BlockKind
from gateway.wording import glyphs

if TYPE_CHECKING:
    from gateway.web.staff.day.day_page import DayFacts

_NEARLY_A_DAY = timedelta(hours=22)
"""A limit below the shortest day, which has 23 hours when the clocks go forward."""
_CARDS = 4096
"""Most cards that are remembered: some days of a large practice."""
_LINE, _TWO_LINES = 24, 44
"""Minimum heights in pixels of a block with one line, and with two lines."""


class Card(NamedTuple):
    """All that an appointment's card in the calendar shows, in the reader's language.

    Attributes:
        id: id of the appointment.
        version: its version, if the reader can move it; else 0.
        link: leads to its panel.
        classes: CSS classes: kind, tone, place, whether the appointment is over, and whether the
            card is too low for lines of the usual size.
        name: who comes.
        away: whether it has to be dealt with.
        overbooked: whether it stands beside another one.
        notes: whether it has notes.
        here: whether the client is there and waits.
        alert: its first alert; "" for none.
        tone: the tone of its state.
        state: its state.
        what: the start, with its day if that is not the page's day, and the service.
        told: tone, word and sign of the channel, and state and time of its last message; () if
            there is no message.
    """

    id: int
    version: int
    link: str
    classes: str
    name: str
    away: bool
    overbooked: bool
    notes: bool
    here: bool
    alert: str
    tone: str
    state: str
    what: str
    told: tuple[str, ...]


@lru_cache(maxsize=_CARDS)
def shown_card(environment: Environment, _language: str, card: Card) -> Markup:
    """Return a card as the page has it.

    Remembered: a card and the reader's language are all that is shown of it, and where one
    appointment of a day changes, hundreds of others are shown again to everybody who has it open.
    """
    return Markup(environment.get_template("staff/day/card.html").render(card=card))  # noqa: S704


class DayCards:
    """Functions that the templates call for a day's blocks; each returns text ready to show."""

    def __init__(self, day: "DayFacts") -> None:
        self._day = day
        self._face = day.face
        layout = day.layout
        self._begins, self._ends = (layout.start, layout.end) if layout else (day.now, day.now)
        pixel = ROW / layout.scale if layout else timedelta(0)
        self._line, self._two_lines = _LINE * pixel, _TWO_LINES * pixel

    def clock(self, moment: datetime) -> str:
        """Return a local time of day."""
        return self._face.clock(moment)

    def span(self, block: Block) -> str:
        """Return start and end of a block, or "all day"."""
        if block.end - block.start > _NEARLY_A_DAY:
            return _("all day")
        return self._face.span(block.start, block.end)

    def card(self, block: Block) -> Card:
        """Return the card of an appointment's block.

        One call returns the whole card, because a page has more than a hundred cards and each call
        from a template takes time.
        """
        entry = block.entry
        if entry is None:
            raise ValueError("only an appointment has a card")
        one, sign = entry.appointment, glyphs.of_appointment(entry)
        alert = glyphs.ALERT[entry.alerts[0].kind] if entry.alerts else None
        stands = block.kind is BlockKind.APPOINTMENT
        last = entry.last_message if stands else None
        starts = self.starts(entry)
        return Card(
            id=one.id,
            version=self.version(block),
            link=f"/day/{self._day.day}?appointment={one.id}",
            classes=self._classes(block, glyphs.Tone.BAD if alert else sign.tone),
            name=entry.client.listed,
            away=entry.away is not None,
            overbooked=one.overbooked,
            notes=bool(entry.notes),
            here=one.arrived_at is not None and one.status in STANDING,
            alert=f"{alert.glyph} {_(alert.word)}" if alert and stands else "",
            tone=sign.tone,
            state=f"{sign.glyph} {_(sign.word)}",
            what=f"{starts} {one.service}" if one.service else starts,
            told=self._told(last) if last else (),
        )

    def _classes(self, block: Block, tone: str) -> str:
        lasts = block.end - block.start
        size = "short" if lasts < self._line else "line" if lasts < self._two_lines else ""
        one = block.entry.appointment if block.entry else None
        return " ".join(
            [
                *(block.kind, tone, block.place),
                *(["past"] if self.past(block) else []),
                *([] if one is None or self._day.wish.fits(one) else ["dim"]),
                *(["half"] if one is not None and one.overbooked else []),
                *([size] if size else []),
            ]
        )

    def _told(self, badge: Badge) -> tuple[str, ...]:
        at = self._face.near(badge.at, self._day.day)
        channel, state = glyphs.CHANNEL[badge.channel], glyphs.MESSAGE[badge.status]
        return state.tone, _(channel.word), channel.glyph, f"{state.glyph} {_(state.word)} {at}"

    def link(self, column: Column, block: Block) -> str:
        """Return the address of the form that books a free time."""
        at = max(block.start, self._day.now.replace(second=0, microsecond=0))
        return self._day.wish.link(self._day.day, column.practitioner.id, at)

    def version(self, block: Block) -> int:
        """Return the version of an appointment that the reader can still move; 0 for another."""
        if block.entry is None or block.kind is not BlockKind.APPOINTMENT:
            return 0
        if not self._day.reader.books:
            return 0
        one = block.entry.appointment
        return one.version if one.status in STANDING and one.starts_at > self._day.now else 0

    def past(self, block: Block) -> bool:
        """Tell whether a block is over."""
        return block.end <= self._day.now

    def starts(self, entry: DayEntry) -> str:
        """Return the start of an appointment, with its day if that is not the page's day."""
        starts_at = entry.appointment.starts_at
        if self._begins <= starts_at < self._ends:
            return self._face.clock(starts_at)
        return self._face.near(starts_at, self._day.day)

    def standing(self, blocks: tuple[Block, ...]) -> int:
        """Return the number of appointments among blocks."""
        return sum(block.kind is BlockKind.APPOINTMENT for block in blocks)

    def open(self, blocks: tuple[Block, ...]) -> int:
        """Return the number of appointments ahead, among blocks, that have to be dealt with."""
        now = self._day.now
        return sum(
            block.entry is not None
            and block.entry.away is not None
            and block.entry.appointment.starts_at > now
            for block in blocks
        )

    @property
    def now_place(self) -> str | None:
        """CSS classes for the line of the current time; None if the line is not on the page."""
        layout = self._day.layout
        return layout.now_place(self._day.now) if layout else None
