"""What was done to an appointment, said in a toast with its undo.

A redirect names what was done in the query of the page that it leads to; the toast appears only
while the appointment is as that change left it, and not long after.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from calendar_store.appointments.agenda import AppointmentEvent
from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import FACT_NAMES, ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import Channel
from gateway.use_cases.telling import ClientTold
from gateway.web.languages.reasons import reason_words
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.server.moments import LocalCalendar

SHOWN_FOR = timedelta(minutes=1)
"""How long after a change a reload of the page says again what was done."""


@dataclass(frozen=True, slots=True)
class DoneDeed:
    """What a toast says about one kind of change.

    Attributes:
        words: what was done, in English.
        undo: the value of "what" in the form that takes it back; "" if nothing does.
    """

    words: str
    undo: str = ""


DEEDS: Mapping[str, DoneDeed] = {
    "booked": DoneDeed(mark("Booked."), "unbook"),
    "series_booked": DoneDeed(mark("The series is booked."), "unbook_series"),
    "walked_in": DoneDeed(mark("Entered as walk-in."), "unbook"),
    "confirmed": DoneDeed(mark("Confirmed."), "unconfirm"),
    "cancelled": DoneDeed(mark("Cancelled."), "restore"),
    "all_cancelled": DoneDeed(mark("Cancelled, with all that follow."), "undo_following"),
    "several_cancelled": DoneDeed(mark("All of their visits are cancelled."), "undo_following"),
    "all_moved": DoneDeed(mark("Moved, with all that follow."), "undo_following"),
    "moved": DoneDeed(mark("Moved."), "move_back"),
    "arrived": DoneDeed(mark("Arrived."), "not_arrived"),
    "attended": DoneDeed(mark("Marked as attended."), "unmark"),
    "no_show": DoneDeed(mark("Marked as no-show."), "unmark"),
    "kept": DoneDeed(mark("It stays as it is."), "unkeep"),
    "noted": DoneDeed(mark("The note is saved.")),
    "unnoted": DoneDeed(mark("The note is removed.")),
    "resent": DoneDeed(mark("It is sent again.")),
    "undone": DoneDeed(mark("Taken back.")),
    "undone_partly": DoneDeed(mark("Taken back, but for what was changed since.")),
}
_TOLD = {
    Channel.SMS: mark("A text tells them."),
    Channel.EMAIL: mark("An email tells them."),
    "no": mark("They are not told."),
    "left-out": mark("They are not told."),
}
_NOT_TOLD = "no"
_WORD = re.compile("[A-Za-z]{2,20}")
"""What a client can have stopped messages by, as far as an address repeats it."""
_CHOICES = {
    Channel.SMS: ("untell", mark("Don’t tell")),
    Channel.EMAIL: ("untell", mark("Don’t tell")),
    "left-out": ("tell", mark("Tell them")),
}
"""What can be chosen while the message waits, as (value of "what", words)."""
_CHOSEN = frozenset({"booked", "cancelled", "moved"})
"""Deeds after which it is chosen whether the client is told."""


@dataclass(frozen=True, slots=True)
class DoneToast:
    """A toast.

    Attributes:
        words: what was done, in the reader's language.
        undo: address of the form that takes it back; "" if nothing does.
        kept: hidden fields of that form.
        choice: words of the button that tells the client, or does not; "" for none.
        chosen: hidden fields of that button's form.
        in_list: whether it stands in a list, which answers in place of the panel.
    """

    words: str
    undo: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    choice: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    in_list: bool = False


def told_word(told: ClientTold) -> str:
    """Return how a query says what a client is told: by which channel, or why not."""
    if told.channel:
        return told.channel.value
    why = told.why_not
    if not why:
        return _NOT_TOLD
    word = str(why.facts.get("word", ""))
    if why.code is ReasonCode.OPTED_OUT_BY and not _WORD.fullmatch(word):
        why = Reason(ReasonCode.OPTED_OUT)
    said = [_NOT_TOLD, why.code.value]
    return ".".join([*said, word] if why.code is ReasonCode.OPTED_OUT_BY else said)


def _why_not(told: str) -> Reason:
    """Return why a client is not told, as `told_word` has said it; a false reason for none."""
    no, _dot, rest = told.partition(".")
    code, _dot, word = rest.partition(".")
    if no != _NOT_TOLD or code not in set(ReasonCode):
        return NO_REASON
    facts = {"word": word} if _WORD.fullmatch(word) else {}
    reason = ReasonCode(code)
    return Reason(reason, facts) if FACT_NAMES[reason] == facts.keys() else NO_REASON


def _told(told: str) -> list[str]:
    """Return in a sentence what a client is told, and if nothing, why; [] if nobody asked."""
    if told in _TOLD:
        return [_(_TOLD[told])]
    why = _why_not(told)
    return [_("They are not told: %(why)s.", why=reason_words(why))] if why else []


def toast(
    did: str, told: str, appointment: Appointment, where: tuple[LocalCalendar, date]
) -> DoneToast:
    """Return the toast of a change.

    Args:
        did: a key of `DEEDS`.
        told: what `told_word` returned; "" if the client is never told of such a change; "left-out"
            if staff chose so after it.
        appointment: the appointment as it is after the change.
        where: writes times, relative to the local day of now.
    """
    deed = DEEDS[did]
    face, today = where
    words = [_(deed.words)]
    if did == "moved":
        words.append(_("Now %(when)s.", when=face.near(appointment.starts_at, today)))
    words += _told(told)
    if not deed.undo:
        return DoneToast(" ".join(words))
    version = str(appointment.version)
    what, choice = _CHOICES.get(told, ("", "")) if did in _CHOSEN else ("", "")
    return DoneToast(
        " ".join(words),
        f"/appointment/{appointment.id}/undo",
        {"what": deed.undo, "version": version},
        _(choice) if choice else "",
        {"what": what, "version": version} if what else {},
    )


def from_query(
    query: Mapping[str, str],
    appointment: Appointment,
    events: tuple[AppointmentEvent, ...],
    now: datetime,
    face: LocalCalendar,
) -> DoneToast | None:
    """Return the toast that a page's query asks for; None if it asks for none, or too late."""
    did = query.get("did", "")
    if did not in DEEDS or query.get("v") != str(appointment.version):
        return None
    if DEEDS[did].undo and (not events or now - events[-1].at > SHOWN_FOR):
        return None
    return toast(did, query.get("told", ""), appointment, (face, face.day_of(now)))
