"""What a client's card shows: visits with their signs, what was said both ways, and consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import ClientMerge, ConsentEvent, KindConsentEvent
from calendar_store.model.follow_ups import KINDS
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus, Channel, ConsentKind, MessageKind
from gateway.use_cases.client_card import ClientCard
from gateway.web.languages.labels import HOW, actor_words
from gateway.web.languages.reasons import reason_words
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import language_name, mark, ngettext
from gateway.web.server import phone_numbers
from gateway.web.server.moments import LocalCalendar, face_of
from gateway.wording import glyphs
from gateway.wording.glyphs import Glyph

_COUNTED = (AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW, AppointmentStatus.CANCELLED)
_FEW_VISITS = 20
_FEW_MESSAGES = 30
_CHANNEL_WORDS = {Channel.SMS: mark("Texts"), Channel.EMAIL: mark("Emails")}
_OF_KINDS = {
    MessageKind.FOLLOW_UP: mark("Messages after a missed visit"),
    MessageKind.RECALL: mark("Messages when it is time for the next visit"),
}
_KIND_WORDS = {
    MessageKind.REMINDER: mark("reminders"),
    MessageKind.BOOKED: mark("confirmations of bookings"),
    MessageKind.OFFER: mark("offers of free times"),
    MessageKind.FOLLOW_UP: mark("messages after a missed visit"),
    MessageKind.RECALL: mark("messages when it is time for the next visit"),
}


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One message of ours, or one of the client's."""

    at: datetime
    when: str
    text: str
    ours: bool
    channel: Glyph
    sign: Glyph | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """Whether messages may be sent on a channel; `why_not` is "" if they may be."""

    channel: str
    why_not: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A card, in the practice's zone and the reader's language."""

    card: ClientCard
    practice: Practice
    face: LocalCalendar

    @property
    def number(self) -> str:
        """The client's number as the practice dials it."""
        return phone_numbers.shown(self.card.client.mobile, self.practice.region)

    @property
    def further(self) -> list[tuple[str, str]]:
        """The client's further numbers, each as it is dialled from abroad, and by the practice."""
        own = self.card.client.mobile
        numbers = [to for channel, to in self.card.stored.further if channel is Channel.SMS]
        region = self.practice.region
        return [(to, phone_numbers.shown(to, region)) for to in numbers if to != own]

    @property
    def today(self) -> date:
        """The day of reading."""
        return self.face.day_of(self.card.now)

    @property
    def language(self) -> str:
        """The language that the client is written to in."""
        own = self.card.client.locale
        return language_name(own) if own else _("as the practice")

    @property
    def preferred(self) -> str:
        """The channel that the client prefers."""
        return _(_CHANNEL_WORDS[self.card.client.prefers])

    @property
    def channels(self) -> list[ChannelLine]:
        """Whether messages may be sent, by channel; email only if there is an address."""
        return [
            ChannelLine(_(_CHANNEL_WORDS[channel]), reason_words(why))
            for channel, why in self.card.refused.items()
            if channel is Channel.SMS or self.card.client.email
        ]

    @property
    def muted(self) -> list[str]:
        """What the client does not want, in words."""
        return [
            f"{_(_CHANNEL_WORDS[channel])}: {_(_KIND_WORDS.get(kind, kind.value))}"
            for *_who, channel, kind in sorted(self.card.stored.muted)
        ]

    @property
    def consents(self) -> list[str]:
        """The history of consent in words, the newest first."""
        stored = self.card.stored
        said = [(one.at, one.id, self._consent(one)) for one in stored.consents]
        said += [(one.at, one.id, self._of_kind(one)) for one in stored.of_kinds]
        return [words for *_, words in sorted(said, reverse=True)]

    @property
    def kinds(self) -> list[tuple[str, bool]]:
        """Messages after visits, each with whether the client agrees to it."""
        return [(_(_OF_KINDS[kind]), agrees) for kind, agrees in self.card.agrees.items()]

    @property
    def may_agree(self) -> list[tuple[str, str]]:
        """Messages after visits to which consent can be recorded: value and words."""
        return [(kind.value, _(_KIND_WORDS[kind])) for kind in KINDS if kind in self.card.agrees]

    @property
    def before(self) -> list[Appointment]:
        """The visits of before, the newest first."""
        return self.card.before[:_FEW_VISITS]

    @property
    def earlier(self) -> int:
        """How many visits are not shown."""
        return len(self.card.before) - len(self.before)

    @property
    def record(self) -> list[tuple[Glyph, str, str]]:
        """How many visits were attended, missed and cancelled: sign, words, and tone."""
        attended, missed, cancelled = (self.card.count(status) for status in _COUNTED)
        words = (
            ngettext("%(num)s attended", "%(num)s attended", attended),
            ngettext("%(num)s no-show", "%(num)s no-shows", missed),
            ngettext("%(num)s cancelled", "%(num)s cancelled", cancelled),
        )
        tones = ("", "bad" if missed else "", "")
        signs = (glyphs.APPOINTMENT[status] for status in _COUNTED)
        return list(zip(signs, words, tones, strict=True))

    @property
    def talk(self) -> Sequence[SaidLine]:
        """The last messages of both sides, oldest first."""
        return self.all_talk[-_FEW_MESSAGES:]

    @property
    def all_talk(self) -> Sequence[SaidLine]:
        """All messages of both sides, oldest first."""
        ours = [
            SaidLine(
                *(one.created_at, self.near(one.created_at), one.text, True),
                channel=glyphs.CHANNEL[one.channel],
                sign=glyphs.MESSAGE[one.status],
                why=reason_words(one.reason),
            )
            for one in self.card.stored.messages
        ]
        theirs = [
            SaidLine(
                *(one.received_at, self.near(one.received_at), one.text, False),
                channel=glyphs.CHANNEL[one.key.channel],
            )
            for one in self.card.stored.received
        ]
        return sorted([*ours, *theirs], key=lambda line: line.at)

    @property
    def merges(self) -> list[tuple[str, ClientMerge]]:
        """The clients that were merged into this one, in words, each with its merge."""
        return [
            (
                _(
                    "%(name)s, %(number)s, merged on %(day)s %(by)s",
                    name=gone.name,
                    number=phone_numbers.shown(gone.mobile, self.practice.region),
                    day=self.face.brief(self.face.day_of(merge.at)),
                    by=actor_words(merge.by),
                ),
                merge,
            )
            for gone, merge in self.card.merges
        ]

    def sign(self, visit: Appointment) -> Glyph:
        """Return the sign of a visit."""
        return glyphs.APPOINTMENT[visit.status]

    def when(self, visit: Appointment) -> str:
        """Return day and time of a visit."""
        day = self.face.whole(self.face.day_of(visit.starts_at))
        return f"{day}, {self.face.span(visit.starts_at, visit.ends_at)}"

    def link(self, visit: Appointment) -> str:
        """Return the address of a visit in the calendar."""
        return f"/day/{self.face.day_of(visit.starts_at)}?appointment={visit.id}"

    def near(self, moment: datetime) -> str:
        """Return a moment, relative to today."""
        return self.face.near(moment, self.today)

    def _consent(self, event: ConsentEvent) -> str:
        return self._said(event, _(_CHANNEL_WORDS[event.channel]))

    def _of_kind(self, event: KindConsentEvent) -> str:
        return self._said(event, _(_OF_KINDS[event.about]))

    def _said(self, event: ConsentEvent | KindConsentEvent, what: str) -> str:
        kind = _("agreed") if event.kind is ConsentKind.GRANTED else _("stopped")
        day = self.face.whole(self.face.day_of(event.at))
        told = f"{day} · {what}: {kind}, {_(HOW[event.how])}, {actor_words(event.by)}"
        return f"{told} · {event.evidence}" if event.evidence else told


def view(card: ClientCard) -> CardView:
    """Return a card as it is shown."""
    practice = card.stored.practice
    return CardView(card, practice, face_of(practice))
