"""Words for codes of the store, in the reader's language: intents, changes, and who made them."""

import re
from collections.abc import Mapping
from decimal import Decimal

from babel.dates import get_day_names
from babel.numbers import format_decimal

from calendar_store.appointments.absent_visits import Away
from calendar_store.model.actors import BY_EMAIL, BY_TEXT, BY_WEB, CLIENT, DEMO, OPERATOR, SERVICE
from calendar_store.model.appointments import CalendarBlock
from calendar_store.model.statuses import ConsentHow
from dialogs.intents import Intent
from gateway.messaging.text_cost import Measure, NonGsmCharacter
from gateway.web.languages.translation import ENGLISH, mark, ngettext, reader_language
from gateway.web.languages.translation import gettext as _

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY = re.compile(rf"\b(?:{'|'.join(_DAYS)})\b")
_SPAN = re.compile(r"(?<=\d)-(?=\d)")
_TOLD = 5
"""Expensive characters that are named."""

_OF_CALENDARS = (mark("Busy (other calendar)"),)
"""The reason of blocks that follow an outside calendar."""
INTENTS: Mapping[str, str] = {
    Intent.CONFIRM: mark("confirms"),
    Intent.CANCEL: mark("cancels"),
    Intent.RESCHEDULE: mark("wants another time"),
    Intent.BOOK: mark("wants an appointment"),
    Intent.CHOICE: mark("chooses one of the times"),
    Intent.MORE: mark("wants other times"),
    Intent.UNDO: mark("takes it back"),
    Intent.OPT_OUT: mark("wants no more messages"),
    Intent.OPT_IN: mark("wants messages again"),
    Intent.HELP: mark("asks for help"),
    Intent.WHERE: mark("asks where you are"),
    Intent.LATE: mark("is running late"),
    Intent.CALL_ME: mark("wants a call"),
    Intent.WAITLIST: mark("wants an earlier time"),
    Intent.LEAVE_LIST: mark("leaves the waiting list"),
    Intent.AGENDA: mark("asks for the appointments"),
    Intent.THANKS: mark("thanks"),
    Intent.WRONG_NUMBER: mark("wrong number"),
    Intent.DECEASED: mark("reported deceased"),
    Intent.EMERGENCY: mark("emergency"),
    Intent.AUTO_REPLY: mark("an automatic reply"),
    Intent.LANGUAGE: mark("wants another language"),
    Intent.UNCLEAR: mark("unclear"),
}
ACTORS: Mapping[str, str] = {
    OPERATOR.label: mark("from the command line"),
    SERVICE.label: mark("by itself"),
    CLIENT.label: mark("by the client"),
    BY_TEXT.label: mark("by the client, by text"),
    BY_WEB.label: mark("by the client, by web"),
    BY_EMAIL.label: mark("by the client, by email"),
    DEMO.label: mark("by the demo"),
}
CHANGES: Mapping[str, str] = {
    "booked": mark("booked for %(when)s"),
    "moved": mark("moved to %(when)s"),
    "confirmed": mark("confirmed"),
    "unconfirmed": mark("confirmation taken back"),
    "cancelled": mark("cancelled"),
    "restored": mark("restored"),
    "attended": mark("attended"),
    "no_show": mark("no-show"),
    "unmarked": mark("mark taken back"),
    "arrived": mark("arrived"),
    "not_arrived": mark("arrival taken back"),
    "kept": mark("stays in the absence"),
    "not_kept": mark("to be dealt with again"),
}
REPLIES: Mapping[str, str] = {
    "accepted": mark("accepted"),
    "declined": mark("declined"),
    "tentative": mark("perhaps"),
    "counter": mark("proposes another time"),
}
"""Answers of calendars to invitations (RFC 5545 section 3.2.12)."""


HOW: Mapping[str, str] = {
    ConsentHow.SPOKEN: mark("spoken"),
    ConsentHow.FORM: mark("form"),
    ConsentHow.SMS: mark("by text"),
    ConsentHow.WEB: mark("by web"),
    ConsentHow.EMAIL: mark("by email"),
    ConsentHow.STAFF: mark("by staff"),
}
"""How consent was given or withdrawn."""


def why_away(one: Away) -> str:
    """Return why somebody is away: as staff have written it, or in the reader's language."""
    follows = isinstance(one, CalendarBlock) and one.calendar_id is not None
    return _(one.reason) if follows else one.reason


def intent_words(intent: str) -> str:
    """Return how a text was understood, by the name of its intent."""
    return _(INTENTS[intent]) if intent in INTENTS else intent.replace("_", " ")


def actor_words(label: str) -> str:
    """Return who did something, by the label of the actor; members of staff by their address."""
    return _(ACTORS[label]) if label in ACTORS else label


def change_words(change: str, when: str) -> str:
    """Return a change of an appointment.

    Args:
        change: its name in the history.
        when: the start that the appointment has since then, in words.
    """
    return _(CHANGES[change], when=when) if change in CHANGES else change.replace("_", " ")


def week_words(hours: str) -> str:
    """Return weekly hours as people read them: "lun-ven 09:00–13:00, 14:00–18:00".

    Args:
        hours: as the store writes them: "mon-fri 09:00-13:00,14:00-18:00".
    """
    language = reader_language()
    spaced = _SPAN.sub("–", hours).replace(",", ", ")
    if language == ENGLISH:
        return spaced
    names = get_day_names("abbreviated", "stand-alone", language)
    return _DAY.sub(lambda day: names[_DAYS.index(day[0])].rstrip("."), spaced)


def reply_words(reply: str) -> str:
    """Return the answer of a calendar to an invitation, by its name."""
    return _(REPLIES[reply]) if reply in REPLIES else reply


def written_amount(money: Decimal) -> str:
    """Return an amount of money as the reader's language writes numbers: "0.045", "0,045"."""
    return format_decimal(money, format="#,##0.00####", locale=reader_language())


def size_words(measure: Measure) -> str:
    """Return size and cost of a text, as "132 of 160 characters · 1 part · costs 0.045"."""
    if not measure.parts:
        return ngettext("%(num)s character", "%(num)s characters", measure.used)
    told = [
        _("%(used)s of %(room)s characters", used=measure.used, room=measure.room),
        ngettext("%(num)s part", "%(num)s parts", measure.parts),
    ]
    if measure.cost is not None:
        told.append(_("costs %(amount)s", amount=written_amount(measure.cost)))
    return " · ".join(told)


def dear_words(measure: Measure) -> str:
    """Return which characters make a text expensive, in a sentence; "" if none do."""
    if measure.plain:
        return ""
    told = [_dear(one) for one in measure.dear[:_TOLD]]
    some = ", ".join(told) + (" …" if len(measure.dear) > _TOLD else "")
    return _(
        "Only %(room)s characters fit a part because of %(some)s.", room=measure.part, some=some
    )


def swapped_words(measure: Measure) -> str:
    """Return which characters are replaced by cheaper ones, in a sentence; "" if none are."""
    told = [
        _("“%(one)s” as “%(other)s”", one=one.char, other=one.instead)
        for one in measure.swapped[:_TOLD]
    ]
    return _("Sent %(some)s, which is cheaper.", some=", ".join(told)) if told else ""


def _dear(one: NonGsmCharacter) -> str:
    if not one.instead:
        return f"“{one.char}”"
    return _("“%(one)s” (write “%(other)s”)", one=one.char, other=one.instead)
