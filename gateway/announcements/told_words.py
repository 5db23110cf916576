"""Words an announcement, and the question that it leaves open. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from calendar_store.model.announcements import Occasion
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from dialogs.conversation import Asked, AskedAbout, Question, State
from dialogs.intents import Intent
from dialogs.languages.writing import first_spoken, write_day, write_line
from dialogs.quoting import key
from dialogs.wording.reminders import lines
from dialogs.wording.rendering import Facts, Overrides, render
from gateway.announcements.addressees import Addressee, clients_of

OPEN_FOR = timedelta(days=7)
"""How long an answer chooses one of the times; what is taken meanwhile is replaced by others."""
_STARTS = {
    Occasion.CLOSED: "words_closed",
    Occasion.AWAY: "words_away",
    Occasion.LATE: "words_late",
}
_MOST_LISTED = 9


@dataclass(frozen=True, slots=True)
class Matter:
    """What clients are told.

    Attributes:
        words: of staff, by language.
        off: whether the appointments cannot take place.
        offers_times: whether other times are offered.
    """

    words: Mapping[str, str]
    off: bool
    offers_times: bool

    def words_in(self, locale: str, practice: Practice) -> str:
        """Return the words in a language, else in the practice's, else in any; "" for none."""
        mine = (locale, first_spoken(practice.locale, ""), *sorted(self.words))
        return next((self.words[one] for one in mine if self.words.get(one, "").strip()), "")


def starting_words(
    occasion: Occasion,
    practice: Practice,
    locale: str,
    *,
    first: datetime,
    practitioner: str = "",
    templates: Overrides = (),
) -> str:
    """Return the words that staff begin with, for them to change; "" where they write their own.

    Args:
        occasion: why clients are told something.
        practice: the practice.
        locale: the language.
        first: the first day, as a moment of it.
        practitioner: who is away, or late; "" for several.
        templates: the practice's own wordings.
    """
    if occasion not in _STARTS:
        return ""
    day = write_day(first, locale, practice.timezone, practice.region)
    who = practitioner or practice.told_as
    facts = Facts(practice, day=day, practitioner=who)
    return render(_STARTS[occasion], locale, facts, templates).replace("..", ".")


def render_told(
    matter: Matter, addressee: Addressee, slots: Sequence[Slot], templates: Overrides = ()
) -> str:
    """Return the message to one address.

    Args:
        matter: what is told.
        addressee: who reads it.
        slots: the times that are offered; with several appointments none.
        templates: the practice's own wordings.
    """
    practice, locale = addressee.practice, addressee.locale
    words = " ".join(matter.words_in(locale, practice).split())
    by_mail = addressee.channel is Channel.EMAIL
    facts = Facts(practice, addressee.client, text=words, by_mail=by_mail)
    if len(addressee.visits) > 1:
        facts = replace(facts, client=None, options=_visits(addressee, locale))
    else:
        appointment = addressee.visits[0][0]
        options = _times(slots, appointment.practitioner_id, practice, locale)
        facts = replace(facts, appointment=appointment, options=options)
    name = _name(matter, addressee, slots)
    return render(name, locale, facts, () if by_mail else templates)


def _name(matter: Matter, addressee: Addressee, slots: Sequence[Slot]) -> str:
    several = len(addressee.visits) > 1
    if matter.off and several:
        return "told_off_several" if matter.offers_times else "told_off_several_call"
    if several:
        return "told_news_several_move" if matter.offers_times else "told_news_several"
    offers = matter.offers_times and bool(slots)
    if not matter.off:
        return "told_news_times" if offers else "told_news"
    if offers:
        return "told_off_times"
    return "told_off_when" if matter.offers_times else "told_off"


def _visits(addressee: Addressee, locale: str) -> tuple[str, ...]:
    """Return the appointments in lines, with first names where they are of several clients."""
    several = len(clients_of(addressee)) > 1
    entries = [(client if several else None, one) for one, client in addressee.visits]
    return lines(addressee.practice, tuple(entries[:_MOST_LISTED]), locale)


def _times(slots: Sequence[Slot], own: int, practice: Practice, locale: str) -> tuple[str, ...]:
    """Return times in lines, with whom where that is somebody else."""
    return tuple(
        write_line(slot.starts_at, locale, practice.timezone, practice.region)
        + ("" if slot.practitioner_id == own else f", {' '.join(slot.practitioner.split())}")
        for slot in slots
    )


def question(
    matter: Matter, addressee: Addressee, slots: Sequence[Slot], text: str, now: datetime
) -> Question | None:
    """Return the question that a message leaves open; None if it asks nothing.

    Args:
        matter: what is told.
        addressee: who is told.
        slots: the times that are offered.
        text: the message.
        now: UTC.
    """
    if not matter.offers_times:
        return None
    about = tuple(_about(one) for one, _ in addressee.visits)
    until = min(addressee.begins, now + OPEN_FOR)
    if len(about) > 1:
        then = Intent.RESCHEDULE.value
        about = about[:_MOST_LISTED]
        return Question(Asked.WHICH, about, now, until, then=then, text=key(text))
    if not slots:
        asks = matter.off
        return Question(Asked.WHEN, about, now, until, text=key(text)) if asks else None
    own = addressee.visits[0][0].practitioner_id
    whom = tuple(dict.fromkeys((own, *(slot.practitioner_id for slot in slots))))
    return Question(
        *(Asked.SLOTS, about, now, until, tuple(slots)),
        text=key(text),
        practitioner_ids=whom if len(whom) > 1 else (),
    )


def state_after(
    state: State, matter: Matter, addressee: Addressee, asked: Question | None, now: datetime
) -> State:
    """Return the state of a conversation after a message, without the question that it asks.

    Args:
        state: the state before.
        matter: what was told.
        addressee: who was told.
        asked: the question that it asks; an older one about the same is closed.
        now: UTC.
    """
    if matter.off:
        told = tuple(_about(one) for one, _ in addressee.visits)
        ahead = tuple(one for one in state.off if one.starts_at > now and one not in told)
        state = replace(state, off=(*ahead, *told))
    else:
        # what they are told of takes place after all
        told_of = {one.id for one, _ in addressee.visits}
        kept = tuple(one for one in state.off if one.appointment_id not in told_of)
        state = replace(state, off=kept)
    before = state.question
    if asked is not None or before is None:
        return state
    gone = {one.id for one, _ in addressee.visits} if matter.off else set()
    if {one.appointment_id for one in before.about} & gone:
        return state.asking(None)
    # a plain "ok" now says that the message was read
    return state.asking(replace(before, aside=True))


def _about(one: Appointment) -> AskedAbout:
    return AskedAbout(one.id, one.version, one.starts_at)
