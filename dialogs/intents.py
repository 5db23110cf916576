"""The vocabulary of understanding: the intents and hints of a text, and the frame of reading.

Owns the value that `understand` returns, `textback understand` prints and the engine acts on.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from calendar_store.model.plain import plain
from calendar_store.model.statuses import Channel


class Intent(StrEnum):
    """The intent of a client's text."""

    CONFIRM = "confirm"
    CANCEL = "cancel"
    RESCHEDULE = "reschedule"
    BOOK = "book"
    CHOICE = "choice"
    MORE = "more"
    UNDO = "undo"
    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"
    WHERE = "where"
    LATE = "late"
    CALL_ME = "call_me"
    WAITLIST = "waitlist"
    LEAVE_LIST = "leave_list"
    AGENDA = "agenda"
    THANKS = "thanks"
    WRONG_NUMBER = "wrong_number"
    DECEASED = "deceased"
    EMERGENCY = "emergency"
    AUTO_REPLY = "auto_reply"
    LANGUAGE = "language"
    UNCLEAR = "unclear"


INFORMING = (
    Intent.WAITLIST,
    Intent.CALL_ME,
    Intent.LATE,
    Intent.WHERE,
    Intent.AGENDA,
)
"""What asks or tells something and changes nothing; the cue of the same name signals it."""


class Hint(StrEnum):
    """A meaning in addition to the intent, so that we can ask back or answer kindly."""

    REFUSAL = "refusal"  # UNCLEAR: a bare no, or a statement that somebody else cannot come
    CANCELS = "cancels"  # UNCLEAR: a refusal with an unknown word before it
    YES = "yes"  # UNCLEAR: a plain yes without a question, or to several offers
    DEFERRAL = "deferral"  # UNCLEAR: a promise to answer later
    GREETING = "greeting"  # UNCLEAR: only a greeting
    PARTIAL = "partial"  # UNCLEAR: a part of a text; the rest has not come
    KEPT = "kept"  # UNCLEAR: keeps the visit, or only names it, while times are on offer
    BESIDES = "besides"  # a yes, and a question or news beside it for staff
    BEREAVED = "bereaved"  # somebody close to the client has died
    LIKE = "like"  # a phone's reaction: 👍 or ❤
    DISLIKE = "dislike"  # a phone's reaction: 👎
    REACTION = "reaction"  # any other reaction of a phone


class OpenQuestion(StrEnum):
    """The kind of the open question, as far as understanding needs it."""

    REMINDER = "reminder"
    SLOTS = "slots"
    OFFER = "offer"
    NONE = "none"


@plain
class TimeRange:
    """A span that a client named: aware, in the practice's zone; equal ends mean an exact time."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        """Refuse naive times and ends before starts.

        Raises:
            ValueError: if either end has no zone, or the range is turned round.
        """
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a time range needs aware times")
        if self.end < self.start:
            raise ValueError("a time range ends before it starts")

    @property
    def exact(self) -> bool:
        """Whether the client named one moment and not a span."""
        return self.start == self.end


@dataclass(frozen=True, slots=True)
class Frame:
    """The facts in which a text is read.

    Attributes:
        now: the moment of reading, aware.
        timezone: IANA name of the practice's zone.
        locale: the client's language ("it", "en", …), tried first.
        practice_locale: the practice's language, tried second; then all others.
        question: the kind of the open question.
        choices: how many numbered choices are open (0 when none).
        appointment: start of the appointment that the text is about, aware, or None; the time on
            offer while there is one.
        standing: start of the client's own appointment while another time is on offer, aware,
            or None.
        open_from: the practice's usual opening hour (0 to 24), to read "at 4" as 16:00.
        open_until: its usual closing hour (0 to 24).
        region: ISO country of the practice, for words with a national meaning.
        names: folded words of the names of the conversation's people and of the practice; they
            speak no language and are no unknown words.
        services: folded words of the services' names; they are no unknown words.
        partial: whether the text is only a part; the rest has not come.
    """

    now: datetime
    timezone: str
    locale: str = "en"
    practice_locale: str = "en"
    question: OpenQuestion = OpenQuestion.NONE
    choices: int = 0
    appointment: datetime | None = None
    standing: datetime | None = None
    open_from: int = 8
    open_until: int = 20
    region: str = "GB"
    names: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    partial: bool = False


@plain
class Understanding:
    """The understood meaning of one text.

    Attributes:
        intent: the main intent.
        confidence: 0 to 1; below `understand.BAR` nothing is done to the calendar.
        evidence: the words and the rule that led to this result, for people to read.
        choice: the number chosen, 1 for the first; 0 means ALL; None when none.
        times: spans that the text names, in the practice's zone, earliest first.
        also: further intents in the same text, in order.
        locale: the language the words were found in.
        minutes: how many minutes late, where the text says so.
        language: the language asked for, with Intent.LANGUAGE.
        channels: with OPT_OUT and OPT_IN, the channels named; () for texts alone.
        only: with OPT_OUT, the channel that the client still wants, where the text says so.
        hint: a meaning in addition to the intent.
        quoted: with a phone's reaction, the text that it quotes, folded.
        plain: whether an answer to offered times says nothing more than what was understood.
        speaks: whether the text has enough words to show that its writer speaks `locale`.
        several: whether the text is about another visit, one of several or all: "cancel the other
            one".
        visit: start of the visit that the text points at and was read against, where several are
            ahead:
            "the Friday one".
        nearest: with UNCLEAR, the reading that lay nearest, below the bar.
    """

    intent: Intent
    confidence: float
    evidence: tuple[str, ...] = ()
    choice: int | None = None
    times: tuple[TimeRange, ...] = ()
    also: tuple[Intent, ...] = ()
    locale: str = "en"
    minutes: int | None = None
    language: str | None = None
    channels: tuple[Channel, ...] = ()
    only: Channel | None = None
    hint: Hint | None = None
    quoted: str | None = None
    plain: bool = True
    speaks: bool = True
    several: bool = False
    visit: datetime | None = None
    nearest: Intent | None = None
